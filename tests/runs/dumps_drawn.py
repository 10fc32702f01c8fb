"""Small dumps drawn from a number, with all that makes a lost answer hard to settle: doubles, strangers, users from before."""

import random
from dataclasses import dataclass
from typing import Any

from tests.runs.runs_scene import HASH, Rows

OTHER_HASH = "$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K"
BAD_HASH = "$2y$10$" + "x" * 53
CUSTOM = {"algorithm": "sha1", "hash": {"value": "8T3sIcbf6TJLD4jAKw1LTJ7CIzA=", "encoding": "base64"}}


@dataclass(frozen=True, slots=True)
class DrawnDump:
    """What is sent, and into what.

    Args:
        number: It was drawn from.
        upsert: Whether users who exist are updated.
        before: Users whom the connection holds already.
        chunks: Rows of each import file.
        has_doubles_across: Whether a row stands in two chunks: which of the two the tenant takes is then a matter of
            which file it does first, and only the sums say what has to come out.
    """

    number: int
    upsert: bool
    before: Rows
    chunks: list[Rows]
    has_doubles_across: bool

    @property
    def rows(self) -> int:
        """Rows in all chunks together."""
        return sum(map(len, self.chunks))


def draw_dump(number: int) -> DrawnDump:
    """Draw a dump; the same number gives the same one."""
    chance = random.Random(f"dump {number}")
    upsert = number % 2 == 1
    ids = chance.choice(["all", "none", "some"])
    sizes = [1] * chance.randint(1, 4) if chance.random() < 0.25 else []
    sizes = sizes or [chance.randint(1, 6) for _ in range(chance.randint(1, 5))]
    chunks: list[Rows] = []
    total = 0
    for size in sizes:
        chunks.append([_person(chance, total + place, ids) for place in range(size)])
        total += size
    every = [row for rows in chunks for row in rows]
    before = [_older(chance, row) for row in every if chance.random() < 0.2]
    for row in every:
        if chance.random() < 0.12:
            row.update(chance.choice([{"email": f"no address {row['email']}"}, {"password_hash": BAD_HASH}]))
    for rows in chunks:
        if len(rows) > 1 and chance.random() < 0.4:
            _double_within(chance, rows)
    # An upsert takes both rows of a double in different files; conflicts are settled before a run (03-conflicts).
    is_across = len(chunks) > 1 and not upsert and chance.random() < 0.4 and _double_across(chance, chunks)
    return DrawnDump(number, upsert, before, chunks, is_across)


def _person(chance: random.Random, number: int, ids: str) -> dict[str, Any]:
    person: dict[str, Any] = {"email": f"User{number}@Example.com", "given_name": f"Name {number}"}
    if ids == "all" or (ids == "some" and chance.random() < 0.5):
        person["user_id"] = f"id-{number}"
    if chance.random() < 0.3:
        person["username"] = f"Login{number}"
    person |= chance.choice([{"password_hash": HASH}, {"custom_password_hash": CUSTOM}, {}])
    if chance.random() < 0.5:
        person["app_metadata"] = {"plan": chance.choice(["free", "pro"]), "number": number}
    if chance.random() < 0.05:
        person["user_metadata"] = {"about": "a long life " * chance.randint(100, 3_000)}
    return person


def _older(chance: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    """Make the user from before whom a row meets, by its address or by its id."""
    older = {"email": row["email"], "given_name": "Before", "password_hash": OTHER_HASH}
    if "user_id" in row:
        older["user_id"] = chance.choice([row["user_id"], f"{row['user_id']}-before"])
        if chance.random() < 0.3:
            older |= {"email": f"before.{row['email']}", "user_id": row["user_id"]}
    return older


def _double_across(chance: random.Random, chunks: list[Rows]) -> bool:
    """Let a row stand in another file too; one of a double does not, for then the files' order would say who is taken."""
    first, last = chance.sample(range(len(chunks)), 2)
    single = [row for row in chunks[first] if not _has_double(row, chunks[first])]
    if single:
        chunks[last].insert(chance.randint(0, len(chunks[last])), dict(chance.choice(single)))
    return bool(single)


def _has_double(row: dict[str, Any], rows: Rows) -> bool:
    names = ("email", "user_id", "username")
    mine = {(name, row[name].lower()) for name in names if name in row}
    return any(
        mine & {(name, each[name].lower()) for name in names if name in each}
        for each in rows
        if each is not row
    )


def _double_within(chance: random.Random, rows: Rows) -> None:
    """Let a row share an identifier with another of its file, and nothing else."""
    one, other = chance.sample(range(len(rows)), 2)
    name = chance.choice([name for name in ("email", "user_id", "username") if name in rows[one]])
    rows[other][name] = rows[one][name].upper() if name == "username" else rows[one][name]

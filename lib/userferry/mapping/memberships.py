"""A second dump that says who belongs to which organization, and with which roles: what the mapping file says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from userferry.decisions import unknown_name
from userferry.mapping.following import columns_read, gives, ordered, step_complaints
from userferry.mapping.steps import Word, word_as_read, word_as_written

_TEXTS = ("dump", "user", "matches")
_PLACED = ("organization", "roles")
_PARTS = (*_TEXTS, *_PLACED, "reading")


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of the memberships, and what happens to it.

    Args:
        column: Its name there.
        transforms: Names from `TRANSFORMS`, those with arguments as a `Step`.
    """

    column: str
    transforms: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Memberships:
    """Where the memberships are, and what their columns say.

    Args:
        dump: A file or a database, as `read_dumps` takes it.
        user: Its column that says whose membership it is.
        matches: The column of the users' dump that holds the same.
        organization: What becomes the organization's name; None where the roles are the tenant's own.
        roles: What becomes the role's name, or a list of them; None where members have none.
        reading: What its bytes do not tell.
    """

    dump: str
    user: str
    matches: str
    organization: Placed | None = None
    roles: Placed | None = None
    reading: dict[str, Any] = field(default_factory=dict)

    def placed(self) -> dict[str, Placed]:
        """Give the columns that name something, by what they name."""
        both = zip(_PLACED, (self.organization, self.roles), strict=True)
        return {name: one for name, one in both if one is not None}

    def complaints(self, columns: Sequence[str]) -> list[str]:
        """List what cannot be followed, a sentence each.

        Args:
            columns: Those of the users' dump.
        """
        found = []
        if self.matches not in columns:
            found.append(unknown_name(self.matches, columns, what="column that the memberships match"))
        if not self.placed():
            found.append("`memberships` names neither an `organization` nor `roles`; say which column does")
        for name, one in self.placed().items():
            where = f"{name} of the memberships"
            if wrong := step_complaints(one.transforms, where):
                found += wrong
            elif gives(one.transforms, where) not in _GIVEN[name]:
                found.append(f"`{one.column}` becomes the {where}, which is {_WANTED[name]}")
        return found

    def columns(self) -> list[str]:
        """Name every column of the memberships that is read."""
        read = [
            name for one in self.placed().values() for name in (one.column, *columns_read(one.transforms))
        ]
        return list(dict.fromkeys([self.user, *read]))

    def as_written(self) -> dict[str, Any]:
        """Give it as the mapping file says it."""
        written: dict[str, Any] = {"dump": self.dump}
        if self.reading:
            written["reading"] = self.reading
        written |= {"user": self.user, "matches": self.matches}
        for name, one in self.placed().items():
            steps = [word_as_written(word) for word in ordered(one.transforms)]
            written[name] = {"column": one.column, "transforms": steps} if steps else one.column
        return written


_GIVEN = {"organization": {"string"}, "roles": {"string", "texts"}}
_WANTED = {"organization": "one name, a text", "roles": "a name or a list of them"}


def read_memberships(written: Any) -> tuple[Memberships | None, list[str]]:
    """Read what a mapping file says of the memberships; None, and why, where it cannot be read."""
    if not isinstance(written, dict):
        return None, [f"`memberships` must say its {', '.join(f'`{name}`' for name in _TEXTS)}"]
    wrong = [
        unknown_name(str(key), _PARTS, what="part of `memberships`") for key in written if key not in _PARTS
    ]
    said: dict[str, Any] = {}
    for name in _TEXTS:
        said[name] = written.get(name)
        if not isinstance(said[name], str) or not said[name]:
            wrong.append(f"`memberships` must say its `{name}`, a text")
    said["reading"] = written.get("reading") or {}
    if not isinstance(said["reading"], dict):
        wrong.append("`reading` of `memberships` must be names and values")
    for name in _PLACED:
        if written.get(name) is not None:
            said[name], amiss = _placed(written[name], name)
            wrong += amiss
    return (None, wrong) if wrong else (Memberships(**said), [])


def _placed(written: Any, name: str) -> tuple[Placed | None, list[str]]:
    if isinstance(written, str):
        return Placed(written), []
    is_table = isinstance(written, Mapping) and isinstance(written.get("column"), str)
    if not is_table or not isinstance(steps := written.get("transforms") or [], list):
        return None, [f"`{name}` of `memberships` is a column, or a table of `column` and `transforms`"]
    known = ("column", "transforms")
    wrong = [unknown_name(str(key), known, what=f"part of `{name}`") for key in written if key not in known]
    return Placed(written["column"], tuple(word_as_read(one) for one in steps)), wrong

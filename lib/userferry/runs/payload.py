"""A chunk's bytes as rows: cut without changing a byte, recognised in an error's echo, secrets masked."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from userferry.api import RowError
from userferry.errors import WorkspaceError
from userferry.schema import ATTRIBUTES, ID_PREFIX

MASK = "*****"
_SECRET = {name for name, attribute in ATTRIBUTES.items() if attribute.is_credential} | {"mfa_factors"}
_OPEN = {"algorithm", "encoding", "digest", "position", "keylen", "cost", "blockSize", "parallelization"}
_BLANK = " \t\r\n"
_MIN_SECRET_CHARS = 4  # a shorter one, replaced everywhere, would only spoil the message


@dataclass(frozen=True, slots=True)
class Row:
    """One user of a chunk.

    Args:
        position: In the chunk's array, from 0; kept by attempts that send only some of it.
        user: What the file says.
        raw: The bytes as they stand there; empty where nobody is to send them again.
    """

    position: int
    user: Any = field(repr=False)
    raw: bytes = field(default=b"", repr=False)

    @property
    def auth0_user_id(self) -> str | None:
        """The id that the tenant will give, where the row says one (behaviour.md §2.4)."""
        given = self.user.get("user_id") if isinstance(self.user, dict) else None
        return f"{ID_PREFIX}{given}" if isinstance(given, str) and given else None

    @property
    def email(self) -> str | None:
        """The address as the tenant stores it, in lower case."""
        given = self.user.get("email") if isinstance(self.user, dict) else None
        return given.lower() if isinstance(given, str) else None

    @property
    def identifiers(self) -> list[tuple[str, str]]:
        """What no two users of a connection share, as (attribute, value) in the case the tenant compares it in."""
        given = self.user.get("username") if isinstance(self.user, dict) else None
        username = given.lower() if isinstance(given, str) else None
        named = (("user_id", self.auth0_user_id), ("email", self.email), ("username", username))
        return [(name, value) for name, value in named if value]


def read_rows(payload: bytes, positions: Sequence[int] | None = None) -> list[Row]:
    """Read a JSON array's rows without their bytes, which is many times faster than cutting it.

    Args:
        payload: The array.
        positions: Each row's position in its chunk; 0, 1, 2… when left out.
    """
    try:
        users = orjson.loads(payload)
    except orjson.JSONDecodeError:  # stricter than the tenant may be, such as with half a surrogate pair
        users = json.loads(payload)
    _require_as_many(users, positions)
    return [Row(position, user) for position, user in zip(positions or range(len(users)), users, strict=True)]


def split_rows(payload: bytes, positions: Sequence[int] | None = None) -> list[Row]:
    """Cut a JSON array into rows; numbers and escapes stay as they were written.

    Args:
        payload: The array.
        positions: Each row's position in its chunk; 0, 1, 2… when left out.
    """
    text = payload.decode()
    decoder = json.JSONDecoder()
    found: list[Row] = []
    at = _skip(text, 0, "[")
    while text[at] != "]":
        user, end = decoder.raw_decode(text, at)
        number = len(found)
        position = number if positions is None else positions[number]
        found.append(Row(position, user, text[at:end].encode()))
        at = _skip(text, end, ",")
    _require_as_many(found, positions)
    return found


def join_rows(rows: Iterable[Row]) -> bytes:
    """Write rows as a JSON array, each as it was."""
    return b"[" + b",".join(row.raw for row in rows) + b"]"


def match_errors(errors: Sequence[RowError], rows: Sequence[Row]) -> list[Row | None]:
    """Say which row each error is about; None where the chunk has no such row left.

    The tenant echoes the row with its secrets masked, so it is known by its other fields. Of equal rows the
    last gets the error, since the tenant takes the first.
    """
    if not errors:
        return []
    named: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        named[_name(row)].append(row)
    taken: set[int] = set()
    matched: list[Row | None] = []
    for error in errors:
        candidates = named.get(_name(Row(-1, error.user)), [])
        if len(candidates) > 1:
            echo = _open_fields(error.user)
            candidates = [row for row in candidates if _open_fields(row.user) == echo] or candidates
        free = [row for row in candidates if row.position not in taken]
        matched.append(free[-1] if free else None)
        if free:
            taken.add(free[-1].position)
    return matched


def secrets_of(user: Any) -> set[str]:
    """Collect the texts of a row that nobody may see."""
    if not isinstance(user, dict):
        return set()
    return {text for name in _SECRET & user.keys() for text in _texts(user[name])}


def mask_user(user: Any) -> Any:
    """Copy a row with every secret replaced."""
    if not isinstance(user, dict):
        return user
    return {name: _masked(value) if name in _SECRET else value for name, value in user.items()}


def mask_text(text: str, secrets: Iterable[str]) -> str:
    """Copy a text with every secret in it replaced; a tenant's message may quote what it refuses (§3.4)."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def _require_as_many(rows: Sequence[Any], positions: Sequence[int] | None) -> None:
    if positions is not None and len(positions) != len(rows):
        raise WorkspaceError(
            f"A chunk file has {len(rows)} rows and its record {len(positions)}. Nothing was sent; the "
            "run's folder was changed, so bring it back from a copy."
        )


def _skip(text: str, at: int, mark: str) -> int:
    """Step over blanks and one mark, where it stands, and blanks again."""
    while text[at] in _BLANK:
        at += 1
    at += text[at] == mark
    while text[at] in _BLANK:
        at += 1
    return at


def _open_fields(user: Any) -> str:
    kept = {name: user[name] for name in user if name not in _SECRET} if isinstance(user, dict) else user
    return json.dumps(kept, sort_keys=True)


def _name(row: Row) -> str:
    return row.auth0_user_id or row.email or _open_fields(row.user)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str) and len(value) >= _MIN_SECRET_CHARS:
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in _OPEN:
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: each if name in _OPEN else _masked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return MASK if isinstance(value, str) else value

"""One record of an export or of its edited copy: where its values stand, what a cell's text means, what is the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from userferry.jsonvalues import kinded
from userferry.schema import ATTRIBUTES
from userferry.updates.fields import METADATA, Parts, parts_of

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_ESCAPED = re.compile(r"'[=+\-@\t\r\n]")
_SAYS = {"true": True, "false": False}
_LOWERED = ("email", "username")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as a file says it.

    Args:
        parts: Where it stands.
        value: As JSON has it; of a table, its text.
        is_text: Whether it is the text of a table's cell, which does not say of what type it is.
    """

    parts: Parts
    value: Any
    is_text: bool


def read_cells(record: dict[str, Any], *, is_table: bool) -> Iterator[Cell]:
    """Give every value of a record, metadata leaf by leaf; an object that holds nothing is a leaf, a list is one.

    A cell that holds a whole metadata is read as the JSON that it is; one that holds no object is given as it stands.
    The apostrophe by which an export keeps a spreadsheet from taking `+1555` for a formula is no part of the value.
    """
    for name, given in record.items():
        parts = parts_of(name)
        value = given[1:] if is_table and isinstance(given, str) and _ESCAPED.match(given) else given
        if len(parts) == 1 and parts[0] in METADATA:
            yield from _leaves(parts, _as_object(value) if is_table else value)
        elif len(parts) == 1 or is_table or not isinstance(value, dict):
            yield Cell(parts, value, is_table)
        else:
            yield from _leaves(parts, value)


def _leaves(parts: Parts, value: Any) -> Iterator[Cell]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves((*parts, key), one)
    else:
        yield Cell(parts, value, is_text=False)


def _as_object(text: Any) -> Any:
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return text
    return found if isinstance(found, dict) or found is None else text


def gather(cells: Iterator[Cell]) -> dict[str, Any]:
    """Make a user of cells: metadata nested; a text of a table stays a text."""
    user: dict[str, Any] = {}
    for cell in cells:
        put_at(user, cell.parts, cell.value)
    return user


def put_at(user: dict[str, Any], parts: Parts, value: Any) -> None:
    """Put a value somewhere into a user; what stands in the way of its path gives way."""
    at = user
    for key in parts[:-1]:
        if not isinstance(at.get(key), dict):
            at[key] = {}
        at = at[key]
    at[parts[-1]] = value


def take_out(user: dict[str, Any], parts: Parts) -> None:
    """Take a key out of metadata, where it is."""
    at: Any = user
    for key in parts[:-1]:
        at = at.get(key) if isinstance(at, dict) else None
    if isinstance(at, dict):
        at.pop(parts[-1], None)


def is_empty(cell: Cell) -> bool:
    """Whether a file says nothing there: an empty cell, null, and of an attribute an empty text."""
    is_attribute = len(cell.parts) == 1
    return cell.value is None or (cell.value == "" and (cell.is_text or is_attribute))


def read_value(cell: Cell, like: Any) -> Any:
    """Give a cell's value as JSON: what a table's text means is told by the attribute, or by what was there.

    Where a user has no such key yet, a text that JSON reads as true, false, a number, a list or an object is that.

    Args:
        cell: Not an empty one.
        like: What is there, None for nothing.

    Raises:
        ValueError: it is of another type than it must be; says which.
    """
    if len(cell.parts) == 1 and (attribute := ATTRIBUTES.get(cell.parts[0])):
        return _of_kind(cell, attribute.kind)
    if not cell.is_text or not isinstance(cell.value, str):
        return cell.value
    return _like(cell.value, like)


def _of_kind(cell: Cell, kind: str) -> Any:
    value = cell.value
    if kind == "boolean":
        said = _SAYS.get(value.lower()) if cell.is_text and isinstance(value, str) else value
        return _only(said, bool, "it must be true or false")
    if kind == "string":
        return _only(value, str, "it must be a text")
    return _only(value, dict if kind == "object" else list, f"it must be an {kind}, as JSON")


def _only(value: Any, kind: type, otherwise: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(otherwise)  # noqa: TRY004 it is a person's file that is wrong
    return value


def _like(text: str, like: Any) -> Any:
    if isinstance(like, str):
        return text
    if isinstance(like, bool):
        return _only(_SAYS.get(text.lower()), bool, "it was true or false, and must be one of them")
    read = _read(text)
    if isinstance(like, int | float):
        return _only(None if isinstance(read, bool) else read, int | float, "it was a number")  # type: ignore[arg-type]  # isinstance takes a union
    if isinstance(like, list | dict):
        return _only(read, type(like), "it was a list or an object, and must be one as JSON")
    return read


def _read(text: str) -> Any:
    """Read what a text says in JSON, where that is more than a text."""
    if text.lower() in _SAYS:
        return _SAYS[text.lower()]
    if _NUMBER.fullmatch(text) or text[:1] in {"[", "{"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def is_same(one: Any, other: Any, *, name: str = "") -> bool:
    """Whether two values are the same JSON.

    Case says nothing in an address or a username, and a flag that is not there says as much as false.
    """
    if name in _LOWERED and isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    if name in ATTRIBUTES and ATTRIBUTES[name].kind == "boolean":
        return bool(one) == bool(other)
    return bool(kinded(one) == kinded(other))


def says_same(text: str, before: Any) -> bool:
    """Whether a table says what was there: `TRUE` is true, `7.0` is 7; two texts may differ in the case of true."""
    if isinstance(before, str):
        return text == before or (text.lower() in _SAYS and text.lower() == before.lower())
    return is_same(_read(text), before)


def is_same_moment(text: str, before: Any) -> bool:
    """Whether a text is the time that was there, as a spreadsheet writes it: without T, Z and parts of a second."""
    one, other = (re.sub(r"\D", "", str(each))[:14] for each in (text, before))
    return len(one) == len("yyyymmddhhmmss") and one == other

"""JSON (RFC 8259) whose numbers keep the text they have."""

import json
import re
from typing import Any

MAX_LEVELS = 100
_write_text = json.JSONEncoder(ensure_ascii=False).encode


class Number(str):
    """A number by its literal: `007` is none, but `1.10`, `1E5`, `-0` and nineteen digits are themselves."""

    __slots__ = ()


class DoubledKeyError(ValueError):
    """An object names a key twice, so that one value would be lost."""


def _one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise DoubledKeyError(f"names {next(name for name in names if names.count(name) > 1)} twice")
    return found


def _no_number(literal: str) -> Any:
    raise ValueError(f"{literal} is no JSON")


DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=_no_number, object_pairs_hook=_one_of_each
)


def read_json(text: str) -> Any:
    """Read one JSON text; numbers are `Number`, objects `dict`.

    Raises:
        ValueError: It is none; the message holds no value of it.
    """
    try:
        value = DECODER.decode(text)
        refuse_unfit(text, value)
    except (ValueError, RecursionError) as error:
        raise ValueError(why(error, 0)) from None
    return value


def why(error: Exception, start: int) -> str:
    """Say why a text that begins at `start` is no JSON, without quoting it."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg[0].lower()}{error.msg[1:]} at character {error.pos - start + 1}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error)


def refuse_unfit(text: str, value: Any) -> None:
    r"""Refuse what parses and cannot be carried on: a lone surrogate such as `\ud800`, and more than 100 levels.

    Raises:
        ValueError: Either is in it.
    """
    if text.count("[") + text.count("{") > MAX_LEVELS and _levels(value) > MAX_LEVELS:
        raise ValueError("nested too deep")
    if "\\u" in text and re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            write_json(value).encode()
        except UnicodeEncodeError:
            raise ValueError("holds half a character (a lone surrogate)") from None


def _levels(value: Any) -> int:
    levels, here = 0, [value]
    while here and levels <= MAX_LEVELS:
        parts = (
            one.values() if isinstance(one, dict) else one for one in here if isinstance(one, dict | list)
        )
        here = [part for several in parts for part in several]
        levels += bool(here)
    return levels


def write_json(value: Any) -> str:
    """Write a value that `read_json` gave: compact, in the order of its keys, numbers by their literal."""
    if type(value) is str:
        return _write_text(value)
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_write_text(key)}:{write_json(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write_json, value)) + "]"
    return json.dumps(value)

"""What stands at a path of a user, read from lines of JSON: all users at once, none of them in Python.

A value becomes a *cell*, one String: a text is what it says behind an apostrophe (`'Ann`), anything else is its JSON
(`5`, `true`, `{"a":1}`), and what is missing or null is null. So a text of digits stays apart from a number.
"""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from userferry.jsonvalues import exactly, write_json
from userferry.schema import ATTRIBUTES

MARK = "'"
"""Stands before a cell that is a text."""

_STEP = re.compile(r"""\.?([\w$:/@-]+)|\[(\d+)\]|\["([^"]+)"\]|\['([^']+)'\]""")
_TIMES = ("created_at", "updated_at", "last_login", "last_ip", "last_password_reset")
TEXTS = frozenset(name for name, one in ATTRIBUTES.items() if one.kind == "string") | frozenset(_TIMES)
"""Attributes that are a text wherever a tenant has them."""

_MAY_BE_OTHER = r"^(?:true$|false$|-?\d|[\[{])"
_STRING = r'"((?:[^"\\]|\\.)*)"'


@dataclass(frozen=True, slots=True)
class Path:
    """A path such as `user_metadata.plan`, `identities[0].connection` or `app_metadata["a key"].b`.

    Args:
        text: As it was written.
        steps: Keys and places in lists; the first is an attribute.
    """

    text: str
    steps: tuple[str | int, ...]

    @classmethod
    def parse(cls, text: str) -> "Path":
        """Read a path; `user.` before it is passed over.

        Raises:
            ValueError: it is none.
        """
        bare, steps, place = text.strip().removeprefix("user."), [], 0
        while found := _STEP.match(bare, place):
            steps.append(int(found[2]) if found[2] else str(found[1] or found[3] or found[4]))
            place = found.end()
        if place != len(bare) or not steps or isinstance(steps[0], int):
            raise ValueError(text)
        return cls(text, tuple(steps))

    @property
    def root(self) -> str:
        """The attribute."""
        return str(self.steps[0])


def read_text(path: Path, line: pl.Expr) -> pl.Expr:
    """Read what stands at a path as text, whatever it is; null where there is nothing.

    Args:
        path: The path.
        line: String, a user as JSON.
    """
    root = line.str.json_path_match(_json_path(path.steps[:1]))
    return root if len(path.steps) == 1 else root.str.json_path_match(_json_path(path.steps[1:]))


def read_cell(path: Path, line: pl.Expr, *, of_user: bool = True) -> pl.Expr:
    """Read what stands at a path as a cell.

    Args:
        path: The path.
        line: String, a user as JSON.
        of_user: Whether it is a whole user, whose attributes are what Auth0 says, or any other object.
    """
    text = read_text(path, line)
    if of_user and path.steps == (path.root,) and path.root in TEXTS:
        return MARK + text
    # Only where the text alone does not say what it is are the texts of its surroundings marked, to see.
    is_open = text.str.contains(_MAY_BE_OTHER)
    marked = pl.when(is_open).then(line.str.json_path_match(_json_path(path.steps[:1])))
    if len(path.steps) == 1:
        marked = pl.when(is_open).then(line)
    steps = [f"{MARK}{step}" if isinstance(step, str) else step for step in path.steps]
    inner = steps if len(path.steps) == 1 else steps[1:]
    again = marked.str.replace_all(_STRING, f'"{MARK}$1"').str.json_path_match(_json_path(inner))
    is_text = ~is_open | again.str.starts_with(MARK)
    return exactly(line, pl.when(is_text).then(MARK + text).otherwise(text), partial(_cell_at, path.steps))


def _cell_at(steps: tuple[str | int, ...], value: Any) -> str | None:
    """Give what stands in a parsed line as a cell."""
    for step in steps:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    return None if value is None else f"{MARK}{value}" if isinstance(value, str) else write_json(value)


def _json_path(steps: "tuple[str | int, ...] | list[str | int]") -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f"[{_quoted(step)}]" for step in steps)


def _quoted(key: str) -> str:
    return f"'{key}'" if '"' in key else f'"{key}"'

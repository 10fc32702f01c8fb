"""Generated JavaScript laid out: what fits stands on its line, what does not is broken at its commas."""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 108
"""Two less than a line has: a script holds it one step deeper."""

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@dataclass(frozen=True, slots=True)
class Group:
    """Something with commas in it, such as the arguments of a call.

    Args:
        opening: What stands before the first item, with its bracket.
        items: Between the commas.
        closing: What stands behind the last, with its bracket.
        padding: A blank inside the brackets where it stays on its line, as objects have.
    """

    opening: str
    items: Sequence["Code"]
    closing: str
    padding: str = ""


Code = str | Group


def lay(code: Code, *, indent: int, taken: int) -> str:
    """Write code that begins `taken` characters into a line which is `indent` deep."""
    flat = _flat(code)
    if isinstance(code, str) or not code.items or (taken + len(flat) <= WIDTH and "\n" not in flat):
        return flat
    *front, last = code.items
    if isinstance(last, Group) and len(front) < 2 and not code.padding:  # noqa: PLR2004 a call around a table
        opening = code.opening + "".join(f"{_flat(one)}, " for one in front)
        return f"{opening}{lay(last, indent=indent, taken=taken + len(opening) + len(code.closing))}{code.closing}"
    deeper = indent + 2
    lines = [f"{' ' * deeper}{lay(one, indent=deeper, taken=deeper + 1)}," for one in code.items]
    return "\n".join([code.opening, *lines, " " * indent + code.closing])


def _flat(code: Code) -> str:
    if isinstance(code, str):
        return code
    inner = ", ".join(map(_flat, code.items))
    return f"{code.opening}{code.padding}{inner}{code.padding}{code.closing}"


def literal(value: Any) -> str:
    """Write a text, a number, true, false or null as JavaScript."""
    if not isinstance(value, str):
        return json.dumps(value)
    text = json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{''.join(map(_shown, text))}'"


def comment(text: str) -> str:
    """Write a comment, whatever signs stand in it."""
    shown = "".join(one if one.isprintable() else " " for one in text)
    return "".join(f"// {line}\n" for line in textwrap.wrap(shown, WIDTH - 3))


def member(holder: str, name: str) -> str:
    """Write the access to a member."""
    return f"{holder}.{name}" if _NAME.fullmatch(name) else f"{holder}[{literal(name)}]"


def key(name: str) -> str:
    """Write the key of an object's member."""
    if name == "__proto__":  # as a plain key it would be no member
        return "['__proto__']"
    return name if _NAME.fullmatch(name) else literal(name)


def _shown(one: str) -> str:
    return one if one.isprintable() else f"\\u{{{ord(one):x}}}"

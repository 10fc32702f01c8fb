"""The JavaScript that generated scripts are put together from: one function a file, taken only where it is used.

A file `js/<folder>/<name>.js` holds the function `<name>`, with a comment above it that says what it does, and in its
first lines what it needs:

    // uses: md4, utf16
    // requires: bcrypt
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from userferry.scripts.packages import PACKAGES

_FOLDER = Path(__file__).with_name("js")
_NEEDS = re.compile(r"^// (uses|requires): (.+)\n", re.MULTILINE)


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in _FOLDER.glob("*/*.js")}


@cache
def _piece(name: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Read a piece: its text, the pieces it uses and the packages it requires."""
    text = _files()[name].read_text(encoding="utf-8")
    needs = {"uses": (), "requires": ()} | {
        kind: tuple(each.strip() for each in names.split(",")) for kind, names in _NEEDS.findall(text)
    }
    return _NEEDS.sub("", text).strip(), needs["uses"], needs["requires"]


def gather_pieces(names: Iterable[str]) -> str:
    """Give the text of pieces and of all that they use, each once, what is used before what uses it.

    Args:
        names: Of functions.
    """
    return "\n\n".join(_piece(name)[0] for name in _ordered(names))


def packages_of(names: Iterable[str]) -> dict[str, str]:
    """Name the npm packages that pieces and all that they use require, with their versions."""
    return {package: PACKAGES[package] for name in _ordered(names) for package in _piece(name)[2]}


def _ordered(names: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}

    def take(name: str) -> None:
        for used in _piece(name)[1]:
            if used not in found:
                take(used)
        found[name] = None

    for name in names:
        take(name)
    return list(found)

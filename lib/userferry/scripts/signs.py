"""The signs of a mapping's pattern and the classes that have names, as JavaScript writes them."""

import re


class NoEqualError(ValueError):
    """A pattern that JavaScript cannot be told; the text says which part."""


_SPACE, _DIGIT, _WORD = r"\p{White_Space}", r"\p{Nd}", r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}"
PERL = {"d": _DIGIT, "s": _SPACE, "w": _WORD}
ANY = r"[\s\S]"
BOUNDARIES = {
    "b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
    "B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
    "A": "^",
    "z": "$",
}
CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
ASCII_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": r"\t ", "digit": "0-9", "lower": "a-z", "upper": "A-Z",
    "space": r"\t-\r ", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f", "punct": r"!-/:-@[-`{-~",
}  # fmt: skip
_CATEGORY = re.compile(
    r"L[ulmot]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfo]"
    r"|Alphabetic|Lowercase|Uppercase|White_Space|Emoji|Ideographic"
)
_SCRIPT = re.compile(
    "Latin|Greek|Cyrillic|Han|Hiragana|Katakana|Arabic|Hebrew|Thai|Hangul|Armenian|Georgian|Devanagari"
)
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
ONE_PROPERTY = re.compile(r"\\p\{[^}]*\}")


def join_members(members: list[str]) -> str:
    """Write a class's members: a hyphen first, where it stands for itself."""
    rest = [one for one in members if one != "-"]
    hyphen = "-" if "-" in members else ""
    text = "".join(rest)
    return hyphen + (f"\\{text}" if text.startswith("^") and not hyphen else text)


def write_property(name: str) -> str:
    """Write a class of Unicode's by its name; both know the same ones, Rust by more names.

    Raises:
        NoEqualError: It is none that is sure to mean the same.
    """
    name = name.strip()
    kind, _, value = name.rpartition("=")
    if kind.lower() in {"sc", "script"} or _SCRIPT.fullmatch(name):
        if not _SCRIPT.fullmatch(value):
            raise NoEqualError(f"its script `{value}`")
        return rf"\p{{Script={value}}}"
    if not _CATEGORY.fullmatch(name):
        raise NoEqualError(f"its property `{name}`")
    return rf"\p{{{name}}}"


def write_outside(one: str) -> str:
    """Write a character that stands for itself outside a class."""
    return f"\\{one}" if one in _SYNTAX else _shown(one)


def write_inside(one: str) -> str:
    """Write a character that stands for itself within a class."""
    return f"\\{one}" if one in r"\]" else _shown(one)


def _shown(one: str) -> str:
    """Write a character so that it can be seen, in a pattern."""
    code = ord(one)
    named = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\v": r"\v", "\f": r"\f"}.get(one)
    if named or one.isprintable():
        return named or one
    # Linters take \x01 in a pattern for a slip, and the letter's form for meant.
    return f"\\c{chr(code + 64)}" if 0 < code <= ord("\x1a") else f"\\u{{{code:x}}}"

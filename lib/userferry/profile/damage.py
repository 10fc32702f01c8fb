"""What went wrong with values on their way: broken encodings, signs nobody sees, words that stand for nothing."""

import re
from functools import cache

from userferry.profile.mail import DISPOSABLE, at_any_of, mistyped_domains
from userferry.profile.shapes import YEAR
from userferry.profile.verdict import SECRETS, Verdict
from userferry.profile.words import PLACEHOLDERS

_TRAIL = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ]"
"""What the second byte of a UTF-8 sequence becomes when it is read as cp1252 or latin-1."""

_SUSPECT = r"\p{C}\x{FFFD}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{00a0}ÃÂÅÐÑâã€\p{Cyrillic}\p{Greek}"
"""Signs that some damage has; most values have none, and are not looked at twice."""

CLEAN = rf"^(?:[^\s{_SUSPECT}](?:[^{_SUSPECT}]*[^\s{_SUSPECT}])?)?$"
"""A value in which no sign can be damage."""


_STRICT = (
    "id",
    "phone",
    "ip",
    "hash",
    "boolean",
    "number",
    "postal_code",
    "locale",
    "url",
    "picture",
    "json",
)
"""Kinds whose shape leaves no room for damage."""

_NOBODY = ("test.com", "example.com", "none.com", "noemail.com", "email.com", "a.com")
_PLAIN_NAME = r"^[A-Za-z0-9][A-Za-z0-9._+@-]{1,63}$"
_USUAL_YEAR = r"(?:19[1-689]\d|20\d\d)"


@cache
def damages(kind: str) -> dict[str, str]:
    """Give the patterns of what can be wrong with a column's values, by its name in words.

    Args:
        kind: The column's kind; only an address has a mail domain.
    """
    found = {
        "broken encoding (UTF-8 read as another)": rf"[ÂÃÅÐÑ]{_TRAIL}|â[€„]|[àáâãäåæçèéêëì]{_TRAIL}{_TRAIL}",
        "replacement character (U+FFFD)": r"\x{FFFD}",
        "control character": r"\p{Cc}",
        "invisible character": r"[\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{feff}\x{ad}\x{180e}]",
        "no-break space": r"[\x{a0}\x{2007}\x{202f}]",
        "white space at an end": r"^\s|\s$",
        "scripts mixed in one word": r"\p{Latin}[\p{L}\p{M}]*[\p{Cyrillic}\p{Greek}]"
        r"|[\p{Cyrillic}\p{Greek}][\p{L}\p{M}]*\p{Latin}",
        "placeholder": placeholder(),
    }
    if kind in ("text", "json", "number", "boolean", "status"):
        # A text may have lines; "no" and "x" are values of a closed set.
        found["control character"] = r"[\p{Cc}--[\t\n\r]]"
    if kind == "email":
        found["mistyped mail domain"] = at_any_of(mistyped_domains())
        found["disposable mail domain"] = at_any_of(DISPOSABLE)
    return found


@cache
def placeholder() -> str:
    """Write the pattern of a value that stands for nothing."""
    return rf"(?i)^\s*(?:{'|'.join(re.escape(word) for word in sorted(PLACEHOLDERS))})\s*$"


def plain_patterns(verdict: Verdict) -> tuple[list[str], list[str]]:
    """Give patterns by which a value is plainly of its kind and undamaged, so that it is not looked at twice.

    Args:
        verdict: What the column is held to be.

    Returns:
        Patterns that it must have, and patterns that it must not have; few, for they are held against every value.
    """
    kind, shape = verdict.kind, verdict.shape
    if kind == "email":
        return [f"^(?:{shape})$"], [at_any_of(mistyped_domains() | {*DISPOSABLE, *_NOBODY})]
    if kind in ("date", "datetime"):
        # Years that placeholders have are looked at twice.
        return [f"^(?:{shape.replace(YEAR, _USUAL_YEAR)})$"], []
    if kind == "username":
        return [_PLAIN_NAME], []
    if kind in _STRICT:
        return [f"^(?:{shape or '.*'})$"], []
    if kind in ("name", "given_name", "family_name", "status", "country"):
        return [CLEAN, *([f"^(?:{shape})$"] if shape else [])], [placeholder()]
    return [CLEAN], [] if kind in SECRETS else [placeholder()]

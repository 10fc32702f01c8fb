"""What a field of the log may hold; anything else stands there as null, so nobody's data can get in by mistake."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from userferry.logs.endpoints import LINK, WORDS

_MOST_CODES = 20
_FOREVER = 1e12
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field may hold.

    Args:
        means: In words, for the docs.
        take: Gives a value as it is written, None for one that does not fit.
    """

    means: str
    take: Callable[[Any], Any]


def closed(*words: str) -> Kind:
    """Make the kind of a closed set."""
    return Kind(
        " · ".join(words),
        lambda value: str(value) if isinstance(value, str) and value in words else None,
    )


def counts_by(*words: str) -> Kind:
    """Make the kind of numbers by the words of a closed set."""

    def take(value: Any) -> dict[str, int] | None:
        if not isinstance(value, Mapping) or not all(word in words for word in value):
            return None
        counted = {str(word): _count(count) for word, count in value.items()}
        return None if None in counted.values() else counted  # type: ignore[return-value]  # none is None

    return Kind(f"numbers by {' · '.join(words)}", take)


def _shaped(means: str, pattern: str) -> Kind:
    shape = re.compile(pattern, re.ASCII)
    return Kind(
        means, lambda value: str(value) if isinstance(value, str) and shape.fullmatch(value) else None
    )


def _count(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _seconds(value: Any) -> float | None:
    return round(float(value), 3) if type(value) in {int, float} and 0 <= value < _FOREVER else None


def _codes(value: Any) -> dict[str, int] | None:
    """Take the most frequent codes; what has no code's shape, and the rest, counts as other."""
    if not isinstance(value, Mapping) or any(_count(count) is None for count in value.values()):
        return None
    ordered = sorted(value.items(), key=lambda each: -each[1])
    told: dict[str, int] = {}
    for place, (code, count) in enumerate(ordered):
        name = str(code) if place < _MOST_CODES and (CODE.take(code) or _TEXT_STATUS.take(code)) else _OTHER
        told[name] = told.get(name, 0) + count
    return told


NAME = _shaped("a name of ours: letters, digits, `_`, `-`, `.`", r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
PAGE = _shaped("a page, such as `05-import`", r"[0-9]{2}-[a-z]{1,20}(-[a-z]{1,20}){0,3}")
FILE = _shaped("a chunk's file, such as `chunks/00001.json`", r"chunks/[0-9]{5,9}(\.[0-9]{1,6})?\.json")
JOB = _shaped("the tenant's id of a job", r"job_[A-Za-z0-9]{1,32}")
CLASS = _shaped("an error's class", r"[A-Za-z_][A-Za-z0-9_]{0,63}")
CODE = _shaped("the tenant's `errorCode`", r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+){0,9}")
ENDPOINT = _shaped(
    "an endpoint, such as `GET /api/v2/users/{id}`",
    rf"(GET|POST|PATCH|PUT|DELETE) (/({'|'.join(sorted(WORDS))}|\{{id\}})){{1,9}}|{re.escape(LINK)}",
)
_TEXT_STATUS = _shaped("an HTTP status as text", r"[1-5][0-9]{2}")

COUNT = Kind("a whole number", _count)
SECONDS = Kind("seconds, to the millisecond", _seconds)
FLAG = Kind("true or false", lambda value: value if type(value) is bool else None)
STATUS = Kind("an HTTP status", lambda value: value if type(value) is int and 100 <= value <= 599 else None)  # noqa: PLR2004 HTTP's bounds
CODES = Kind(
    f"numbers by the tenant's codes, the {_MOST_CODES} most frequent; the rest is `{_OTHER}`", _codes
)

"""A column's steps over a dump: in the table's order, each over what the former made."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from userferry.decisions import unknown_name
from userferry.mapping.gathering import filled
from userferry.mapping.steps import Step, Word, argument_complaints
from userferry.mapping.transforms import TRANSFORMS, Transform

_ORDER = {name: place for place, name in enumerate(TRANSFORMS)}
_TYPES = {bool: "boolean", int: "number", str: "string"}
_SHOWN = {
    "boolean": "true or false",
    "string": "a text",
    "number": "a number",
    "array": "a list",
    "texts": "a list of texts",
}


def ordered(words: Sequence[Word]) -> list[Word]:
    """Put steps in the order in which they run; those of one name stay as they stand."""
    return sorted(words, key=lambda word: _ORDER.get(str(word), len(_ORDER)))


def arguments_of(word: Word) -> Any:
    """Give what a step is told, None for a plain word."""
    return word.arguments if isinstance(word, Step) else None


def stage(column: str, place: int) -> str:
    """Name what `lay_stages` adds: a column's value after so many of its steps."""
    return f"{column}\0{place}"


def lay_stages(frame: pl.LazyFrame, rules: Mapping[str, Sequence[Word]]) -> pl.LazyFrame:
    """Add what a column holds on its way through its steps: `stage(column, 0)` before the first, and one after each.

    A text that is empty, before or after a step, is null. Each stage is a column of its own: in one expression, what a
    step uses twice would be worked out twice, and all the steps before it with it, so that seven steps would cost a
    hundred times one. A stage that nobody selects is not worked out.

    Args:
        frame: The dump.
        rules: The steps of each column, free of complaints.
    """
    ways = {column: ordered(words) for column, words in rules.items()}
    frame = frame.with_columns(filled(column).alias(stage(column, 0)) for column in ways)
    for place in range(max(map(len, ways.values()), default=0)):
        made, maybe_empty = [], []
        for column, words in ways.items():
            if place >= len(words):
                continue
            transform, name = TRANSFORMS[str(words[place])], stage(column, place + 1)
            made.append(transform.apply(pl.col(stage(column, place)), arguments_of(words[place])).alias(name))
            if transform.name not in _NEVER_EMPTY and gives(words[: place + 1], column) == "string":
                maybe_empty.append(filled(name))
        frame = frame.with_columns(made).with_columns(maybe_empty)
    return frame


_NEVER_EMPTY = frozenset({"lower", "upper", "title", "nfc", "prefix", "utc_datetime", "datetime", "phone"})
"""What makes no empty text of a filled one: these are spared the look."""


def columns_read(words: Sequence[Word]) -> list[str]:
    """Name the dump's columns that the steps read beside their own; the steps must be free of complaints."""
    return [name for word in words for name in TRANSFORMS[str(word)].columns(arguments_of(word))]


def gives(words: Sequence[Word], column: str = "value") -> str:
    """Name the JSON type that comes out of steps that are free of complaints."""
    kind = "string"
    for word in ordered(words):
        kind = _given(TRANSFORMS[str(word)], word, kind, column)
    return kind


def step_complaints(words: Sequence[Word], column: str) -> list[str]:
    """List what cannot be followed in a column's steps, a sentence each."""
    where = f"(column `{column}`)"
    found = [
        unknown_name(str(word), list(TRANSFORMS), what=f"transform {where}")
        for word in words
        if str(word) not in TRANSFORMS
    ]
    known = ordered([word for word in words if str(word) in TRANSFORMS])
    names = [str(word) for word in known]
    found += [
        f"`{name}` {where} stands twice"
        for name in dict.fromkeys(names)
        if names.count(name) > 1 and not TRANSFORMS[name].repeats
    ]
    for word in known:
        found += argument_complaints(word, TRANSFORMS[str(word)].parameters, where)
    return found or _unfit(known, column, where)


def _unfit(words: Sequence[Word], column: str, where: str) -> list[str]:
    kind = "string"
    for word in words:
        transform = TRANSFORMS[str(word)]
        if transform.takes not in {"any", kind}:
            hint = _HINTS.get(transform.takes, "")
            return [f"`{word}` {where} reads {_SHOWN[transform.takes]}, and gets {_SHOWN[kind]}{hint}"]
        try:
            kind = _given(transform, word, kind, column)
        except _UNREADABLE as error:
            return [f"`{word}` {where} cannot be followed: {_first_line(error)}"]
        if transform.name == "default" and not _is_of(arguments_of(word), kind):
            return [f"`default` {where} must be {_SHOWN.get(kind, kind)}, as the column's other values are"]
    return []


_HINTS = {
    "boolean": "; give it `boolean` too",
    "texts": "; give it `parts`, `matches` or `json_list` too",
}
_UNREADABLE = (ValueError, TypeError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
_DTYPES = {"string": pl.String, "boolean": pl.Boolean, "number": pl.Int64}
_PROBES: dict[str, list[Any]] = {"string": ["", "a 1"], "boolean": [True, None], "number": [1, None]}


def _given(transform: Transform, word: Word, kind: str, column: str) -> str:
    """Name the type after a step; what a pattern, format or expression gives is tried on made-up rows."""
    if transform.gives == "as before":
        return kind
    if transform.gives == "by table":
        return next(_TYPES[type(value)] for value in arguments_of(word).values() if value is not None)
    if transform.gives != "by expression" and not transform.reads:
        return transform.gives
    return _tried(transform, arguments_of(word), kind, column)


def _tried(transform: Transform, arguments: Any, kind: str, column: str) -> str:
    beside = {name: ["", "a 1"] for name in {column, *transform.columns(arguments)}}
    value = stage(column, 0)
    frame = pl.DataFrame({**beside, value: pl.Series(_PROBES[kind], dtype=_DTYPES[kind])})
    found = frame.select(transform.apply(pl.col(value), arguments).alias("found"))["found"].dtype
    if transform.gives != "by expression":
        return transform.gives
    if found == pl.String:
        return "string"
    if found == pl.Boolean:
        return "boolean"
    if found.is_numeric():
        return "number"
    raise ValueError(f"it gives {found}, and a text, a number, true or false is wanted")


def _is_of(said: Any, kind: str) -> bool:
    value = said["value"] if isinstance(said, dict) else said
    return _TYPES.get(type(value)) == kind


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0].strip().rstrip(".") or type(error).__name__

"""A column's steps as one expression: in the table's order, each over what the former made."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import polars as pl

from userferry.decisions import unknown_name
from userferry.mapping.gathering import filled
from userferry.mapping.steps import Step, Word, argument_complaints
from userferry.mapping.transforms import TRANSFORMS, Transform

_ORDER = {name: place for place, name in enumerate(TRANSFORMS)}
_TYPES = {bool: "boolean", int: "number", str: "string"}
_SHOWN = {"boolean": "true or false", "string": "a text", "number": "a number", "array": "a list"}


def ordered(words: Sequence[Word]) -> list[Word]:
    """Put steps in the order in which they run; those of one name stay as they stand."""
    return sorted(words, key=lambda word: _ORDER.get(str(word), len(_ORDER)))


def arguments_of(word: Word) -> Any:
    """Give what a step is told, None for a plain word."""
    return word.arguments if isinstance(word, Step) else None


def follow(words: Sequence[Word], column: str) -> pl.Expr:
    """Build the value of a column of the dump: a text that is empty, before or after, is null."""
    steps = ordered(words)
    if not steps:
        return filled(column)
    if len(steps) == 1 and str(steps[0]) in _NEVER_EMPTY:
        return TRANSFORMS[str(steps[0])].apply(filled(column), arguments_of(steps[0]))
    names = list(dict.fromkeys([column, *columns_read(steps)]))
    work = partial(_followed, steps=steps, column=column)
    made = work(pl.DataFrame(schema=dict.fromkeys(names, pl.String)).to_struct())
    return pl.struct(names).map_batches(work, return_dtype=made.dtype, is_elementwise=True)


def _followed(rows: pl.Series, steps: Sequence[Word], column: str) -> pl.Series:
    # Each step is a column of its own: in one expression, what a step uses twice would be worked out twice, and all
    # the steps before it with it, so that seven steps would cost a hundred times one.
    frame, value = rows.struct.unnest().with_columns(filled(column).alias(_VALUE)), pl.col(_VALUE)
    for step in steps:
        transform = TRANSFORMS[str(step)]
        frame = frame.with_columns(transform.apply(value, arguments_of(step)).alias(_VALUE))
        if transform.name not in _NEVER_EMPTY and frame.schema[_VALUE] == pl.String:
            frame = frame.with_columns(pl.when(value != "").then(value).alias(_VALUE))
    return frame[_VALUE].alias(rows.name)


def stages(words: Sequence[Word], column: str) -> Iterator[tuple[Word, pl.Expr, pl.Expr]]:
    """Give each step with the value before and after it."""
    steps = ordered(words)
    for place, word in enumerate(steps):
        yield word, follow(steps[:place], column), follow(steps[: place + 1], column)


_VALUE = "\0value"
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
            hint = "; give it `boolean` too" if transform.takes == "boolean" else ""
            return [f"`{word}` {where} reads {_SHOWN[transform.takes]}, and gets {_SHOWN[kind]}{hint}"]
        try:
            kind = _given(transform, word, kind, column)
        except _UNREADABLE as error:
            return [f"`{word}` {where} cannot be followed: {_first_line(error)}"]
        if transform.name == "default" and not _is_of(arguments_of(word), kind):
            return [f"`default` {where} must be {_SHOWN.get(kind, kind)}, as the column's other values are"]
    return []


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
    frame = pl.DataFrame({**beside, _VALUE: pl.Series(_PROBES[kind], dtype=_DTYPES[kind])})
    found = frame.select(transform.apply(pl.col(_VALUE), arguments).alias("found"))["found"].dtype
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

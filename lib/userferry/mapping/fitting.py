"""Does the dump still fit its mapping? What does not is listed before anything is written."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from userferry.display import mask
from userferry.errors import DecisionError
from userferry.frames import Frame, numbered
from userferry.mapping.applying import hash_verdict
from userferry.mapping.decided import ColumnRule, Mapping, column_drift
from userferry.mapping.following import arguments_of, lay_stages, ordered, stage
from userferry.mapping.lists import NO_LIST
from userferry.mapping.seen import Counts, count_shape, shape_drift
from userferry.mapping.steps import Word
from userferry.mapping.transforms import TRANSFORMS


def require_fit(frame: Frame, mapping: Mapping) -> None:
    """Make sure that the dump has the shape that the mapping was made for, and that no value is lost on the way.

    Columns first; then one pass over the rows. What is looked at:

    - a column that the mapping does not know, or that the dump lacks;
    - a filled value that a transform cannot read: a third word, an unknown value, a date of another format;
    - where the mapping says what its dump was like (`seen`): a form of hash that was not there, a column that is now
      mostly empty, a key that repeats, text whose encoding is broken.

    Args:
        frame: The dump.
        mapping: As it was decided.

    Raises:
        DecisionError: with each column, how many of its rows do not fit, and the transform at fault.
    """
    frame = numbered(frame)
    columns = [name for name in frame.collect_schema().names() if name != "__row"]
    if complaints := mapping.complaints() + column_drift(mapping, columns):
        raise DecisionError("The mapping", complaints)
    complaints = [
        f"{rows:,} filled values of `{rule.column}` come out empty from {word}, such as `{mask(one)}`"
        for rule, word, rows, one in count_unread(frame, [rule for rule in mapping.rules if rule.target])
    ]
    if mapping.seen is not None:
        complaints += shape_drift(mapping.seen, count_dump(frame, mapping))
    if complaints:
        raise DecisionError("The mapping", complaints)


def remember_dump(frame: Frame, mapping: Mapping) -> Mapping:
    """Give the mapping with what this dump is like written down in it, for the next one to be held against.

    This is how a person takes a new shape for right: `remember_dump(legacy, mapping).write(path)`.
    """
    return replace(mapping, seen=count_dump(numbered(frame), mapping).as_seen())


def count_dump(frame: pl.LazyFrame, mapping: Mapping) -> Counts:
    """Count what a dump is like, as far as a mapping cares."""
    placed = [rule.column for rule in mapping.rules if rule.target]
    keys = [rule.column for rule in mapping.rules if rule.target == "user_id"]
    is_hashed = any(rule.target in {"custom_password_hash", "password_hash"} for rule in mapping.rules)
    return count_shape(frame, placed, keys=keys, hashes=hash_verdict(mapping) if is_hashed else None)


def count_unread(frame: pl.LazyFrame, rules: Sequence[ColumnRule]) -> list[tuple[ColumnRule, str, int, str]]:
    """Count, in one pass, the filled values that a reading step cannot read.

    Args:
        frame: The dump.
        rules: Those of which to look at, each of another column.

    Returns:
        The rule, the step, how many values it cannot read, and one of them, for each step that cannot read all.
    """
    found: list[tuple[ColumnRule, str]] = []
    asked: list[pl.Expr] = []
    for rule in rules:
        for place, word in enumerate(ordered(rule.transforms)):
            if not TRANSFORMS[str(word)].reads:
                continue
            before, after = (pl.col(stage(rule.column, one)) for one in (place, place + 1))
            lost = before.is_not_null() & after.is_null() & ~_is_meant(before, word)
            asked += [
                lost.sum().alias(f"{len(found)} rows"),
                before.filter(lost).first().cast(pl.String).alias(f"{len(found)} one"),
            ]
            found.append((rule, str(word)))
    if not found:
        return []
    staged = lay_stages(frame, {rule.column: rule.transforms for rule in rules})
    told = staged.select(asked).collect(engine="streaming").row(0, named=True)
    return [
        (rule, word, told[f"{place} rows"], told[f"{place} one"])
        for place, (rule, word) in enumerate(found)
        if told[f"{place} rows"]
    ]


def _is_meant(before: pl.Expr, word: Word) -> pl.Expr:
    """Whether nothing is what should come out: of white space, and of a value that the table says is nothing."""
    if str(word) == "expression":
        return pl.lit(value=False)
    if str(word) == "json_list":
        return before.str.contains(NO_LIST)
    none = (
        [key for key, value in arguments_of(word).items() if value is None] if str(word) == "values" else []
    )
    return (before.str.strip_chars() == "") | before.is_in(none)

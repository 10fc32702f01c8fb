"""Sort the values of a batch by their form, and read what a form's pattern names in them."""

from collections.abc import Iterable

import polars as pl

from userferry.passwords.format import GIVEN, Format
from userferry.passwords.registry import MISSING, SHAPES, UNKNOWN

_SAMPLE = 200


def partition(frame: pl.DataFrame) -> list[tuple[Format, pl.DataFrame]]:
    """Cut a batch into one frame for every form that occurs in it.

    Args:
        frame: `value` (String) and whatever else belongs to its rows.

    Returns:
        Each form with its rows, in the order of the batch; `UNKNOWN` and `MISSING` are forms here. Every
        row is in exactly one of them.
    """
    is_present = frame["value"].is_not_null()
    found = [] if is_present.all() else [(MISSING, frame.filter(~is_present))]
    rest = frame.filter(is_present) if found else frame
    # Shapes are disjoint, so any order gives the same answer; those that a first sample shows come first and
    # mostly leave nothing for the others to look at.
    sample = rest["value"].head(_SAMPLE)
    seen = [sample.str.contains(known.pattern).sum() for known in SHAPES]
    unknown = []
    for _, known in sorted(zip(seen, SHAPES, strict=True), key=lambda pair: -pair[0]):
        if rest.is_empty():
            break
        is_match = rest["value"].str.contains(known.pattern)
        if not is_match.any():
            continue
        is_all = is_match.all()
        matched = rest if is_all else rest.filter(is_match)
        rest = rest.clear() if is_all else rest.filter(~is_match)
        if known.holds is not None:
            holds = (
                captured(matched, known, [known.holds]).select(known.holds.fill_null(value=False)).to_series()
            )
            unknown.append(matched.filter(~holds))
            matched = matched.filter(holds)
        found.append((known, matched))
    return [
        (known, part)
        for known, part in (*found, (UNKNOWN, pl.concat([rest, *unknown])))
        if not part.is_empty()
    ]


def in_order(rows: Iterable[pl.Series], told: Iterable[pl.Series]) -> pl.Series:
    """Put what was worked out in parts back into the order of the batch.

    Args:
        rows: The row numbers of each part; together every row once.
        told: As many values a part.
    """
    numbers, values = list(rows), list(told)
    if len(values) == 1:
        return values[0]
    return pl.concat(values).gather(pl.concat(numbers).arg_sort())


def captured(frame: pl.DataFrame, known: Format, wanted: Iterable[pl.Expr]) -> pl.DataFrame:
    """The columns that a form's expressions read: `value`, `given_…` and the named groups of its pattern.

    Args:
        frame: `value` (String) and any `given_…` (String) columns.
        known: The form that every value has.
        wanted: The expressions; groups are cut out only where one of them reads a group.
    """
    own = {"value", *(f"given_{name}" for name in GIVEN)}
    missing = [
        pl.lit(None, pl.String).alias(f"given_{name}")
        for name in GIVEN
        if f"given_{name}" not in frame.columns
    ]
    groups = []
    if any(set(one.meta.root_names()) - own for one in wanted):
        groups = [known.groups(pl.col("value")).struct.unnest()]
    return frame.select("value", pl.col("^given_.*$"), *missing, *groups)

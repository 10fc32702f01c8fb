"""Sort the values of a batch by their form, and read what a form's pattern names in them."""

import re
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
    unknown = []
    for known in _likely_first(rest["value"]):
        if rest.is_empty():
            break
        if not (is_match := _match(rest["value"], known)).any():
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


def _likely_first(values: pl.Series) -> list[Format]:
    # Shapes are disjoint, so any order gives the same answer; those that a first sample shows come first and
    # mostly leave nothing for the others to look at.
    if len(values) <= _SAMPLE:
        return _BY_COST
    sample = values.head(_SAMPLE)
    shown: dict[str, int] = {}
    for known in _BY_COST:
        if sample.is_empty():
            break
        is_match = _match(sample, known)
        shown[known.name] = int(is_match.sum())
        sample = sample.filter(~is_match)
    return sorted(_BY_COST, key=lambda known: -shown.get(known.name, 0))


def _match(values: pl.Series, known: Format) -> pl.Series:
    # Compiling a regular expression costs more than looking at thousands of first characters.
    if _LEADS[known.name] and not values.str.starts_with(_LEADS[known.name]).any():
        return pl.Series([False]).new_from_index(0, len(values))
    return values.str.contains(known.pattern)


def _lead(pattern: str) -> str:
    r"""The text that every match begins with, up to the first sign that means something else."""
    found = re.match(r"\^((?:[A-Za-z0-9_:]|\\[$.{}*])*)(?![?*{|])", pattern)
    return found[1].replace("\\", "") if found and "|" not in re.sub(r"\(.*\)|\[[^]]*\]", "", pattern) else ""


_LEADS = {known.name: _lead(known.pattern) for known in SHAPES}
_BY_COST = sorted(SHAPES, key=lambda known: (not _LEADS[known.name], not known.is_absent))


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

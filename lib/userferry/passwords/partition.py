"""Sort the values of a batch by their form, and read what a form's pattern names in them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from userferry.passwords.format import GIVEN, Format
from userferry.passwords.registry import MISSING, SHAPES, UNKNOWN

_SAMPLE = 256

Part = tuple[Format, pl.DataFrame]


@dataclass(slots=True)
class Recall:
    """What the last batch of a column held, for the next one to look for first; it changes no answer."""

    forms: tuple[Format, ...] = ()


def partition(frame: pl.DataFrame, recall: Recall | None = None) -> list[Part]:
    """Cut a batch into one frame for every form that occurs in it.

    Args:
        frame: `value` (String) and whatever else belongs to its rows.
        recall: Of earlier batches of the same column.

    Returns:
        Each form with its rows, in the order of the batch; `UNKNOWN` and `MISSING` are forms here. Every
        row is in exactly one of them, and a form is named once.
    """
    is_present = frame["value"].is_not_null()
    found: list[Part] = []
    if not is_present.all():
        found.append((MISSING, frame.filter(~is_present)))
        frame = frame.filter(is_present)
    # Shapes are disjoint, so any order gives the same answer; those that the last batch or a sample held come
    # first and mostly leave little for the others to look at.
    likely = recall.forms if recall else ()
    if not likely and frame.height > _SAMPLE:
        likely = _by_cost(_taken(frame.head(_SAMPLE), SHAPES)[0])
    first, rest = _split_off(frame, likely)
    others, rest = _taken(rest, [known for known in SHAPES if known not in likely])
    if recall:
        recall.forms = _by_cost((*first, *others))
    parts = []
    for known, part in (*first, *others):
        fitting, unfitting = split_by_holds(known, part)
        parts.append((known, fitting))
        rest = pl.concat([rest, unfitting]) if unfitting.height else rest
    return [(known, part) for known, part in (*found, *parts, (UNKNOWN, rest)) if part.height]


def _taken(frame: pl.DataFrame, forms: Sequence[Format]) -> tuple[list[Part], pl.DataFrame]:
    # One look at first characters and lengths leaves few forms: compiling a pattern alone costs more than that.
    if frame.is_empty() or not forms:
        return [], frame
    may = frame.select(GATES[known.name].any() for known in forms).row(0)
    return _split_off(frame, [known for known, is_possible in zip(forms, may, strict=True) if is_possible])


def _by_cost(parts: Iterable[Part]) -> tuple[Format, ...]:
    # A form without a gate reads every value, so it comes when the others took theirs.
    ordered = sorted(parts, key=lambda part: (part[0].name in _UNGATED, -part[1].height))
    return tuple(known for known, _ in ordered)


def _split_off(frame: pl.DataFrame, forms: Iterable[Format]) -> tuple[list[Part], pl.DataFrame]:
    parts = []
    for known in forms:
        if frame.is_empty():
            break
        is_match = frame.select(GATES[known.name]).to_series()
        may_match = frame["value"].filter(is_match)
        is_fit = may_match.str.contains(known.pattern)
        if not is_fit.all():
            none = pl.Series([False]).new_from_index(0, frame.height)
            is_match = none.scatter(is_match.arg_true().filter(is_fit), True)
        if is_match.any():
            parts.append((known, frame.filter(is_match)))
            frame = frame.filter(~is_match)
    return parts, frame


def split_by_holds(known: Format, part: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that fit a form's pattern, cut into those that have the form and those that have not."""
    if known.holds is None:
        return part, part.clear()
    holds = captured(part, known, [known.holds]).select(known.holds.fill_null(value=False)).to_series()
    return (part, part.clear()) if holds.all() else (part.filter(holds), part.filter(~holds))


def lead_of(known: Format) -> str:
    """The text that every value of a form begins with, up to the first sign that may be something else."""
    found = re.match(r"\^((?:[A-Za-z0-9_:,=-]|\\[$.{}*])*)(?![?*{|])", known.pattern)
    is_plain = "|" not in re.sub(r"\(.*\)|\[[^]]*\]", "", known.pattern)
    return found[1].replace("\\", "") if found and is_plain else ""


def _gate(known: Format) -> pl.Expr:
    value, looks = pl.col("value"), []
    if known.length:
        looks.append(value.str.len_bytes() == known.length)
    if lead := lead_of(known):
        looks.append(value.str.starts_with(lead))
    if known.sign:
        looks.append(value.str.contains(known.sign, literal=True))
    return pl.all_horizontal(looks or value.is_not_null()).alias(known.name)


_UNGATED = {known.name for known in SHAPES if not (known.length or known.sign or lead_of(known))}
GATES = {known.name: _gate(known) for known in SHAPES}
"""What is cheap to see of a form's values and true of each of them."""


def captured(frame: pl.DataFrame, known: Format, wanted: Iterable[pl.Expr]) -> pl.DataFrame:
    """The columns that a form's expressions read: `value`, `given_…` and the named groups of its pattern.

    Args:
        frame: `value` (String) and any `given_…` (String) columns.
        known: The form that every value has.
        wanted: The expressions; groups are cut out only where one of them reads a group.
    """
    asked = {name for one in wanted for name in one.meta.root_names()}
    beside = [f"given_{name}" for name in GIVEN]
    missing = [
        pl.lit(None, pl.String).alias(name) for name in beside if name in asked and name not in frame.columns
    ]
    read = frame.select("value", *(name for name in beside if name in frame.columns), *missing)
    if not asked - {"value", *beside}:
        return read
    # In one expression with the others, each group would be cut out anew.
    return read.hstack(frame.select(known.groups(pl.col("value"))).to_series().struct.unnest())

"""Sort the values of a batch by their form, and read what a form's pattern names in them."""

import re
from collections.abc import Iterable, Sequence

import polars as pl

from userferry.passwords.format import GIVEN, Format
from userferry.passwords.registry import MISSING, SHAPES, UNKNOWN

_SAMPLE = 256

Part = tuple[Format, pl.DataFrame]


def partition(frame: pl.DataFrame) -> list[Part]:
    """Cut a batch into one frame for every form that occurs in it.

    Args:
        frame: `value` (String) and whatever else belongs to its rows.

    Returns:
        Each form with its rows, in the order of the batch; `UNKNOWN` and `MISSING` are forms here. Every
        row is in exactly one of them, and a form is named once.
    """
    is_present = frame["value"].is_not_null()
    found: list[Part] = []
    if not is_present.all():
        found.append((MISSING, frame.filter(~is_present)))
        frame = frame.filter(is_present)
    # Shapes are disjoint, so any order gives the same answer; those that a first sample shows come first and
    # mostly leave little for the others to look at.
    likely: list[Format] = []
    if frame.height > _SAMPLE:
        shown, _ = _taken(frame.head(_SAMPLE), SHAPES)
        likely = [known for known, _ in sorted(shown, key=lambda part: -part[1].height)]
    first, rest = _split_off(frame, likely)
    others, rest = _taken(rest, [known for known in SHAPES if known not in likely])
    parts = []
    for known, part in (*first, *others):
        fitting, unfitting = _split_by_holds(known, part)
        parts.append((known, fitting))
        rest = pl.concat([rest, unfitting]) if unfitting.height else rest
    return [(known, part) for known, part in (*found, *parts, (UNKNOWN, rest)) if part.height]


def _taken(frame: pl.DataFrame, forms: Sequence[Format]) -> tuple[list[Part], pl.DataFrame]:
    # One look at first characters and lengths leaves few forms: compiling a pattern alone costs more than that.
    if frame.is_empty() or not forms:
        return [], frame
    gates = {known.name: gate.any() for known in forms if (gate := GATES[known.name]) is not None}
    may = frame.select(**gates).row(0, named=True) if gates else {}
    return _split_off(frame, [known for known in forms if may.get(known.name, True)])


def _split_off(frame: pl.DataFrame, forms: Iterable[Format]) -> tuple[list[Part], pl.DataFrame]:
    parts = []
    for known in forms:
        if frame.is_empty():
            break
        gate, pattern = GATES[known.name], pl.col("value").str.contains(known.pattern)
        if gate is None:
            is_match = frame.select(pattern).to_series()
        else:
            is_match = frame.select(gate).to_series()
            may_match = frame.filter(is_match)
            if may_match.is_empty():
                continue
            is_fit = may_match.select(pattern).to_series()
            if not is_fit.all():
                rows = is_match.arg_true().filter(is_fit)
                is_match = pl.Series([False]).new_from_index(0, frame.height).scatter(rows, True)
        if is_match.any():
            parts.append((known, frame.filter(is_match)))
            frame = frame.filter(~is_match)
    return parts, frame


def _split_by_holds(known: Format, part: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    if known.holds is None:
        return part, part.clear()
    holds = captured(part, known, [known.holds]).select(known.holds.fill_null(value=False)).to_series()
    return (part, part.clear()) if holds.all() else (part.filter(holds), part.filter(~holds))


def lead_of(known: Format) -> str:
    """The text that every value of a form begins with, up to the first sign that may be something else."""
    found = re.match(r"\^((?:[A-Za-z0-9_:]|\\[$.{}*])*)(?![?*{|])", known.pattern)
    is_plain = "|" not in re.sub(r"\(.*\)|\[[^]]*\]", "", known.pattern)
    return found[1].replace("\\", "") if found and is_plain else ""


def _gate(known: Format) -> pl.Expr | None:
    value, looks = pl.col("value"), []
    if known.length:
        looks.append(value.str.len_bytes() == known.length)
    if lead := lead_of(known):
        looks.append(value.str.starts_with(lead))
    if known.sign:
        looks.append(value.str.contains(known.sign, literal=True))
    return pl.all_horizontal(looks) if looks else None


GATES = {known.name: _gate(known) for known in SHAPES}
"""What is cheap to see of a form's values and true of each of them; None where there is no such thing."""


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

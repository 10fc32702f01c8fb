"""What a batch becomes by its shapes, by what people decided and by what stands beside its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from userferry.passwords.deciding import Decision
from userferry.passwords.format import Format
from userferry.passwords.partition import Recall, partition, split_by_holds
from userferry.passwords.registry import BY_NAME
from userferry.passwords.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """Rows of a batch of which the same is said; they are converted as `known` where that is the verdict."""

    verdict: Verdict
    known: Format
    part: pl.DataFrame


def decide(frame: pl.DataFrame, decided: Decision, recall: Recall | None = None) -> Iterator[Case]:
    """Cut a batch into what is said of its rows; every row is in exactly one case.

    Args:
        frame: `value` (String) and any `given_…` (String) columns.
        decided: What people decided.
        recall: As in `partition`.
    """
    for known, part in partition(frame, recall):
        if decided.only is not None:
            yield from _as_the_only(decided.only, known, part)
        elif known.kind in ("converted", "ambiguous") and "given_form" in part.columns:
            yield from _by_neighbour(known, part, decided)
        else:
            yield from _by_shape(known, part, decided)


def _as_the_only(form: Format, known: Format, part: pl.DataFrame) -> Iterator[Case]:
    # The form's own pattern counts, whatever the shape says: a person may know better.
    fitting, other = _fitting(form, part)
    yield from _as_form(form, fitting)
    if other.height:
        said = Verdict.of(known)
        if not known.is_absent:
            reason = f"it has not the shape of {form.title}"
            said = Verdict(known.name or None, "unconvertible", reason, "name another form, or none")
        yield Case(said, known, other)


def _by_neighbour(known: Format, part: pl.DataFrame, decided: Decision) -> Iterator[Case]:
    names = pl.col("given_form")
    said = part.select(names.unique()).to_series().drop_nulls()
    silent = part.filter(names.is_null() | (names == "") | (names == known.name))
    if silent.height:
        yield from _by_shape(known, silent, decided)
    forms = sorted(set(said.filter(said.is_in(list(BY_NAME))).to_list()) - {known.name})
    for name in forms:
        rows = part.filter(names == name)
        if name in known.candidates:
            yield from _decided(known, BY_NAME[name], rows)
        else:
            yield Case(_contradiction(known, BY_NAME[name].title), known, rows)
    unknown = part.filter(names.is_not_null() & (names != "") & ~names.is_in(list(BY_NAME)))
    if unknown.height:
        # A column that was taken for another may hold anything, so what it says is not repeated.
        yield Case(_contradiction(known, "one that is not known here"), known, unknown)


def _contradiction(known: Format, named_form: str) -> Verdict:
    return Verdict(
        None,
        "unconvertible",
        f"its shape is that of {known.title}, and the form named beside it is {named_form}",
        "correct the form beside it, or leave that out",
        known.candidates or (known.name,),
    )


def _by_shape(known: Format, part: pl.DataFrame, decided: Decision) -> Iterator[Case]:
    if known.name in decided.by_shape:
        yield from _decided(known, decided.by_shape[known.name], part)
    else:
        yield Case(Verdict.of(known), known, part)


def _decided(shape: Format, form: Format, part: pl.DataFrame) -> Iterator[Case]:
    fitting, other = _fitting(form, part)
    yield from _as_form(form, fitting)
    if other.height:
        yield Case(Verdict.of(shape), shape, other)


def _fitting(form: Format, part: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    is_fit = part.select(pl.col("value").str.contains(form.pattern).fill_null(value=False)).to_series()
    fitting, unfitting = split_by_holds(form, part.filter(is_fit))
    return fitting, pl.concat([part.filter(~is_fit), unfitting])


def _as_form(form: Format, part: pl.DataFrame) -> Iterator[Case]:
    for need in form.needs:
        if f"given_{need}" in part.columns:
            is_given = part[f"given_{need}"].is_not_null()
            lacking, part = part.filter(~is_given), part.filter(is_given)
        else:
            lacking, part = part, part.clear()
        if lacking.height:
            reason = f"{form.title} cannot be converted without {need}, and this row has none"
            way_out = f"give {need} for this row"
            yield Case(
                Verdict(form.name, "unconvertible", reason, way_out, (form.name,), (need,)), form, lacking
            )
    if part.height:
        yield Case(_settled(form), form, part)


def _settled(form: Format) -> Verdict:
    # What was asked for is answered now.
    return Verdict(form.name, form.kind, form.reason or None, form.way_out or None, (form.name,))

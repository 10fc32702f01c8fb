"""What people decide of shapes that more than one form shares, and what a batch becomes by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from userferry.errors import HashError
from userferry.passwords.format import GIVEN, Format
from userferry.passwords.partition import Recall, partition
from userferry.passwords.registry import BY_NAME, named
from userferry.passwords.verdicts import Verdict

FormatChoice = str | Mapping[str, str] | None
"""The form of all values, or for each ambiguous shape the form that its values have."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice of forms that was found fit to be followed.

    Args:
        only: The form of all values; what has another shape is not converted.
        by_shape: For the name of a shape the form that its values have.
    """

    only: Format | None = None
    by_shape: Mapping[str, Format] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Rows of a batch of which the same is said; they are converted as `known` where that is the verdict."""

    verdict: Verdict
    known: Format
    part: pl.DataFrame


def decision(chosen: FormatChoice, neighbours: Mapping[str, object]) -> Decision:
    """Make sure that a choice can be followed.

    Args:
        chosen: As in `convert_hashes`.
        neighbours: What is known beside the value, by its name.

    Raises:
        HashError: If a neighbour, a shape or a form has a name that nobody knows, a form is no candidate of
            its shape, or it lacks what it needs; for a form of all values also if it cannot be converted or
            has no use for what it was given.
    """
    check_neighbours(neighbours)
    if chosen is None:
        return Decision()
    if isinstance(chosen, str):
        return Decision(only=_form_of_all(chosen, neighbours))
    return Decision(by_shape={shape: _form_of(shape, name, neighbours) for shape, name in chosen.items()})


def check_neighbours(neighbours: Mapping[str, object]) -> None:
    """Refuse a neighbour that nobody knows.

    Raises:
        HashError: If a name is not in `GIVEN`.
    """
    if unknown := sorted(set(neighbours) - set(GIVEN)):
        raise HashError(
            f"Nothing is known by the name {', '.join(unknown)}. Nothing was converted. "
            f"Give one of: {', '.join(GIVEN)}."
        )


def _form_of_all(name: str, neighbours: Mapping[str, object]) -> Format:
    known = named(name)
    if known.candidates:
        raise HashError(f"{known.title} is a shape and no form. Name one of: {', '.join(known.candidates)}.")
    if known.convert is None:
        why = known.reason or "it holds no password"
        way_out = f" The way out: {known.way_out}." if known.way_out else ""
        raise HashError(f"{known.title} has no form that Auth0 takes: {why}.{way_out}")
    _require_needs(known, neighbours)
    if surplus := [one for one in neighbours if one not in (*known.needs, *known.takes)]:
        raise HashError(
            f"{known.title} has no use for {', '.join(surplus)}. Nothing was converted; leave it out."
        )
    return known


def _form_of(shape: str, name: str, neighbours: Mapping[str, object]) -> Format:
    shapes = {known.name: known for known in BY_NAME.values() if known.candidates}
    if shape not in shapes:
        raise HashError(
            f"No ambiguous shape is called {shape!r}. Nothing was converted. Known are: {', '.join(sorted(shapes))}."
        )
    if name not in shapes[shape].candidates:
        candidates = ", ".join(shapes[shape].candidates)
        raise HashError(
            f"{shapes[shape].title} cannot be {name!r}. Nothing was converted. Name one of: {candidates}."
        )
    _require_needs(BY_NAME[name], neighbours)
    return BY_NAME[name]


def _require_needs(known: Format, neighbours: Mapping[str, object]) -> None:
    if lacking := [need for need in known.needs if neighbours.get(need) is None]:
        raise HashError(
            f"{known.title} cannot be converted without {', '.join(lacking)}. Nothing was converted. "
            f"Give it as {lacking[0]}=."
        )


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
    return part.filter(is_fit), part.filter(~is_fit)


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

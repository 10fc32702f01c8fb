"""Recognise and convert a whole column.

Each batch is first told apart by its forms, then the expressions of a form run over its own values alone:
forty forms cost no more than the few that a column holds.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from userferry.errors import HashError
from userferry.passwords.format import GIVEN, Format
from userferry.passwords.partition import captured, in_order, partition
from userferry.passwords.registry import UNKNOWN, named

_TEXT = pl.String()
_KEY = pl.Struct({"value": _TEXT, "encoding": _TEXT})
CUSTOM_PASSWORD_HASH = pl.Struct(
    {
        "algorithm": _TEXT,
        "hash": pl.Struct({"value": _TEXT, "encoding": _TEXT, "digest": _TEXT, "key": _KEY}),
        "salt": pl.Struct({"value": _TEXT, "encoding": _TEXT, "position": _TEXT}),
        "password": pl.Struct({"encoding": _TEXT}),
        "keylen": pl.Int64(),
        "cost": pl.Int64(),
        "blockSize": pl.Int64(),
        "parallelization": pl.Int64(),
    }
)
"""`custom_password_hash` as a column: what is absent is null, at every level (`behaviour.md` §1.2)."""

HASH_FINDING = pl.Struct({"format": _TEXT, "kind": _TEXT, "reason": _TEXT})
"""What `identify_hashes` says of a value."""


def identify_hashes(column: pl.Expr) -> pl.Expr:
    """Say of every value what form it has and what becomes of it.

    Args:
        column: String, hashes as the legacy system kept them.

    Returns:
        A `HASH_FINDING` for every row: `format` is null where there is none or more than one, `kind` never
        is, `reason` is null where the value is converted.
    """
    return column.map_batches(_findings, return_dtype=HASH_FINDING, is_elementwise=True)


def convert_hashes(column: pl.Expr, format: str | None = None, **neighbours: pl.Expr | str) -> pl.Expr:  # noqa: A002 the word that people use
    """Convert every value to what Auth0 takes.

    Args:
        column: String, hashes as the legacy system kept them.
        format: The form of all of them, for shapes that more than one form shares; what has another shape
            becomes null.
        neighbours: What is known beside the value, one of `GIVEN`, as an expression (String) or a text for
            all. A form that has no use for one is converted without it.

    Returns:
        A `CUSTOM_PASSWORD_HASH`, null where there is no password or no conversion.

    Raises:
        HashError: If no form has this name, it cannot be converted, or it needs a neighbour that is not
            given.
    """
    known = None if format is None else chosen(format, neighbours)
    check_neighbours(neighbours)
    texts = {name: pl.lit(value) if isinstance(value, str) else value for name, value in neighbours.items()}
    given = [value.cast(pl.String).alias(f"given_{name}") for name, value in texts.items()]
    return pl.struct(column.cast(pl.String).alias("value"), *given).map_batches(
        partial(_converted, known=known), return_dtype=CUSTOM_PASSWORD_HASH, is_elementwise=True
    )


def chosen(name: str, neighbours: Mapping[str, object]) -> Format:
    """The form that a person named, if it can be converted with what is given.

    Args:
        name: The form.
        neighbours: What is known beside the value, by its name.

    Raises:
        HashError: If it is unknown, cannot be converted, lacks what it needs or cannot use what it was given.
    """
    known = named(name)
    if known.candidates:
        raise HashError(f"{known.title} is a shape and no form. Name one of: {', '.join(known.candidates)}.")
    if known.convert is None:
        why = known.reason or "it holds no password"
        raise HashError(f"{known.title} has no form that Auth0 takes: {why}.{_way_out(known)}")
    if lacking := [need for need in known.needs if neighbours.get(need) is None]:
        raise HashError(
            f"{known.title} cannot be converted without {', '.join(lacking)}. Give it as {lacking[0]}=."
        )
    if surplus := [one for one in neighbours if one not in (*known.needs, *known.takes)]:
        raise HashError(
            f"{known.title} has no use for {', '.join(surplus)}. Nothing was converted; leave it out."
        )
    return known


def check_neighbours(neighbours: Mapping[str, object]) -> None:
    """Refuse a neighbour that nobody knows.

    Raises:
        HashError: If a name is not in `GIVEN`.
    """
    if unknown := sorted(set(neighbours) - set(GIVEN)):
        raise HashError(
            f"Nothing is known by the name {', '.join(unknown)}. Give one of: {', '.join(GIVEN)}."
        )


def _way_out(known: Format) -> str:
    return f" The way out: {known.way_out}." if known.way_out else ""


def _findings(values: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"value": values.cast(pl.String)}).with_row_index("row")
    parts = partition(frame)
    if not parts:
        return pl.Series(values.name, [], dtype=HASH_FINDING)
    told = [_verdict(known).new_from_index(0, len(part)) for known, part in parts]
    return in_order((part["row"] for _, part in parts), told).alias(values.name)


def _verdict(known: Format) -> pl.Series:
    row = {
        "format": None if known.candidates else known.name or None,
        "kind": known.kind,
        "reason": known.reason or None,
    }
    return pl.Series("finding", [row], dtype=HASH_FINDING)


def _converted(values: pl.Series, known: Format | None) -> pl.Series:
    frame = values.struct.unnest().with_row_index("row")
    parts = partition(frame) if known is None else _of_form(frame, known)
    if not parts:
        return pl.Series(values.name, [], dtype=CUSTOM_PASSWORD_HASH)
    told = [_told(part, one) for one, part in parts]
    return in_order((part["row"] for _, part in parts), told).alias(values.name)


def _of_form(frame: pl.DataFrame, known: Format) -> list[tuple[Format, pl.DataFrame]]:
    is_match = frame["value"].str.contains(known.pattern).fill_null(value=False)
    parts = [(known, frame.filter(is_match)), (UNKNOWN, frame.filter(~is_match))]
    return [(one, part) for one, part in parts if not part.is_empty()]


def _told(frame: pl.DataFrame, known: Format) -> pl.Series:
    if known.convert is None:
        return pl.Series("told", [None], dtype=CUSTOM_PASSWORD_HASH).new_from_index(0, len(frame))
    told = _struct(CUSTOM_PASSWORD_HASH, "", {"algorithm": pl.lit(known.algorithm), **known.convert})
    possible = [pl.col(f"given_{need}").is_not_null() for need in known.needs]
    if known.holds is not None:
        possible.append(known.holds.fill_null(value=False))
    if possible:
        told = pl.when(pl.all_horizontal(*possible)).then(told)
    return captured(frame, known, [told]).select(told=told.cast(CUSTOM_PASSWORD_HASH)).to_series()


def _struct(dtype: pl.Struct, path: str, expressions: Mapping[str, pl.Expr]) -> pl.Expr:
    fields = []
    for one in dtype.fields:
        name = f"{path}{one.name}"
        if isinstance(one.dtype, pl.Struct):
            inner = {key: value for key, value in expressions.items() if key.startswith(f"{name}.")}
            part = _struct(one.dtype, f"{name}.", inner) if inner else pl.lit(None, one.dtype)
            if inner and name in ("salt", "password", "hash.key"):
                part = pl.when(pl.any_horizontal(*(value.is_not_null() for value in inner.values()))).then(
                    part
                )
        else:
            part = expressions.get(name, pl.lit(None, one.dtype))
        fields.append(part.alias(one.name))
    return pl.struct(fields)


def without_nulls(told: dict[str, Any]) -> dict[str, Any]:
    """A cell of `CUSTOM_PASSWORD_HASH` as the JSON that Auth0 takes."""
    kept = {name: without_nulls(part) if isinstance(part, dict) else part for name, part in told.items()}
    return {name: part for name, part in kept.items() if part is not None and part != {}}

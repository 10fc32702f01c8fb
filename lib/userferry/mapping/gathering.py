"""Transforms that read several columns of the dump; an empty text in one of them is nothing."""

import re

import polars as pl

from userferry.mapping.texts import Arguments

_HOLE = re.compile(r"\{([^{}]*)\}")
FACTORS = {"totp": "secret", "phone": "value", "email": "value"}
"""Second factors that an import takes, and the key under which each holds its value (`behaviour.md` §1.1)."""


def filled(column: str) -> pl.Expr:
    """Give a column of the dump, null where it is empty."""
    return pl.when(pl.col(column) != "").then(pl.col(column))


def template_columns(text: str) -> list[str]:
    """Name the columns that a template reads."""
    return list(dict.fromkeys(_HOLE.findall(text)))


def template(_: pl.Expr, said: Arguments) -> pl.Expr:
    """Fill columns into a text; null where one of them is empty."""
    pieces = _HOLE.split(said["text"])
    parts = [filled(piece) if place % 2 else pl.lit(piece) for place, piece in enumerate(pieces) if piece]
    return pl.concat_str(parts)


def concat(_: pl.Expr, said: Arguments) -> pl.Expr:
    """Join the columns that are filled in."""
    columns = [filled(name) for name in said["columns"]]
    joined = pl.concat_str(columns, separator=said["separator"], ignore_nulls=True)
    return pl.when(pl.any_horizontal([column.is_not_null() for column in columns])).then(joined)


def coalesce(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Take the first that is filled in, this column before the others."""
    return pl.coalesce(column, *(filled(name) for name in said["columns"]))


def factors(_: pl.Expr, said: Arguments) -> pl.Expr:
    """List the second factors that a row has: null where it has none."""
    columns = {kind: name for kind, name in said.items() if name}
    found = [
        pl.struct(*(_inner(other, filled(column) if other == kind else None) for other in columns))
        for kind, column in columns.items()
    ]
    present = [filled(column).is_not_null() for column in columns.values()]
    kept = [pl.when(is_there).then(one) for is_there, one in zip(present, found, strict=True)]
    return pl.when(pl.any_horizontal(present)).then(pl.concat_list(kept).list.drop_nulls())


def _inner(kind: str, value: pl.Expr | None) -> pl.Expr:
    inner = pl.struct((pl.lit(None, pl.String) if value is None else value).alias(FACTORS[kind]))
    return pl.when(pl.lit(value is not None)).then(inner).alias(kind)

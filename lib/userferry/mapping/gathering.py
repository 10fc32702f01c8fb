"""Transforms that read several columns of the dump; an empty text in one of them is nothing."""

import re
from collections.abc import Callable

import polars as pl

from userferry import forms
from userferry.mapping.phones import international
from userferry.mapping.texts import Arguments, strip_invisible

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


def factor_columns(said: Arguments) -> dict[str, str]:
    """Give the column of each kind of second factor that is told of."""
    return {kind: said[kind] for kind in FACTORS if said.get(kind)}


def factors(_: pl.Expr, said: Arguments) -> pl.Expr:
    """List the second factors that a row has: null where it has none."""
    columns = factor_columns(said)
    values = {kind: _factor(kind, filled(column), said) for kind, column in columns.items()}
    found = [
        pl.struct(*(_inner(other, value if other == kind else None) for other in columns))
        for kind, value in values.items()
    ]
    present = [value.is_not_null() for value in values.values()]
    kept = [pl.when(is_there).then(one) for is_there, one in zip(present, found, strict=True)]
    return pl.when(pl.any_horizontal(present)).then(pl.concat_list(kept).list.drop_nulls())


def _factor(kind: str, value: pl.Expr, said: Arguments) -> pl.Expr:
    """Write a factor's value as its kind is written, and leave it out where it is not of its form."""
    if said["tidy"]:
        value = _TIDIED[kind](value)
        value = pl.when(value != "").then(value)
    return pl.when(_IS_VALID[kind](value)).then(value) if said["only_valid"] else value


_TIDIED: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    # Base32 knows no case; people's apps group it by blanks or hyphens, and `=` fills it up.
    "totp": lambda value: value.str.replace_all(r"[\s=-]", "").str.to_uppercase(),
    "phone": lambda value: international(value.str.strip_chars(), {}),
    "email": lambda value: strip_invisible(value, {}).str.strip_chars(),
}
_IS_VALID: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "totp": lambda value: value.str.contains(forms.TOTP_SECRET),
    "phone": lambda value: value.str.contains(forms.E164),
    "email": forms.is_email,
}


def _inner(kind: str, value: pl.Expr | None) -> pl.Expr:
    inner = pl.struct((pl.lit(None, pl.String) if value is None else value).alias(FACTORS[kind]))
    return pl.when(pl.lit(value is not None)).then(inner).alias(kind)

"""Cells as the formats want them: as JSON, as text, and as a column of one kind."""

from collections.abc import Sequence

import polars as pl

from userferry.exports.paths import MARK

KINDS = ("boolean", "integer", "number", "text")
"""What a column may be where a format knows kinds: the narrowest that holds every value that is there."""

_BOOLEAN, _INTEGER, _NUMBER = r"^(?:true|false)$", r"^-?\d{1,18}$", r"^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$"


def json_of(cell: pl.Expr) -> pl.Expr:
    """Write cells as JSON, `null` where there is nothing."""
    # An object with one member, without what stands around its value.
    text = pl.struct(cell.str.strip_prefix(MARK).alias("v")).struct.json_encode()
    text = text.str.strip_prefix('{"v":').str.strip_suffix("}")
    return pl.when(cell.str.starts_with(MARK)).then(text).otherwise(cell).fill_null("null")


def text_of(cell: pl.Expr) -> pl.Expr:
    """Write cells as texts, whatever they are; null where there is nothing."""
    return pl.when(cell.str.starts_with(MARK)).then(cell.str.slice(1)).otherwise(cell)


def find_kinds(cells: pl.LazyFrame, labels: Sequence[str]) -> dict[str, str]:
    """Find what each column is, a word of `KINDS`; one that is empty is text."""
    asked = [
        pl.col(label).str.contains(pattern).all(ignore_nulls=True).alias(f"{kind} {place}")
        for place, label in enumerate(labels)
        for kind, pattern in (("boolean", _BOOLEAN), ("integer", _INTEGER), ("number", _NUMBER))
    ]
    counted = [pl.col(label).count().alias(f"count {place}") for place, label in enumerate(labels)]
    said = cells.select(*asked, *counted).collect(engine="streaming").row(0, named=True)
    return {
        label: next(
            (kind for kind in KINDS[:3] if said[f"{kind} {place}"] and said[f"count {place}"]), "text"
        )
        for place, label in enumerate(labels)
    }


def typed(cell: pl.Expr, kind: str) -> pl.Expr:
    """Give cells the dtype of their column's kind: Boolean, Int64, Float64, or else String."""
    match kind:
        case "boolean":
            return cell == "true"
        case "integer":
            return cell.cast(pl.Int64)
        case "number":
            return cell.cast(pl.Float64)
        case _:
            return text_of(cell)

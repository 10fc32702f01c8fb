"""Which hashes a column holds, and the first of each form whose password is known, in one streaming pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from userferry.passwords.columns import converted, hash_findings, without_nulls
from userferry.passwords.deciding import FormatChoice
from userferry.passwords.registry import named

_KEYS = ("format", "kind", "candidates")
_BATCH_ROWS = 100_000
_ORDINAL = "__ordinal"


@dataclass(frozen=True, slots=True)
class HashSample:
    """What stands for a column of hashes in a proof; it holds passwords, so it is never written or shown.

    Args:
        counts: `format`, `kind`, `candidates` (String; the forms that an ambiguous shape may have, with commas between
            them, null elsewhere) and `rows` (Int64), of the whole column.
        rows: `row`, `hash`, `password` and the keys of `counts` (String), `told` (`CUSTOM_PASSWORD_HASH`, null where
            the shape is ambiguous) and a `given_…` (String) for each neighbour; in the order of the column.
    """

    counts: pl.DataFrame
    rows: pl.DataFrame

    def parts(self, kind: str) -> Iterator[tuple[str, pl.DataFrame]]:
        """Each form of a kind, or each ambiguous shape by its candidates, with its rows."""
        of_kind = self.rows.filter(pl.col("kind") == kind)
        name = "candidates" if kind == "ambiguous" else "format"
        for (key,), part in of_kind.group_by(name, maintain_order=True):
            yield str(key), part


def sample_hashes(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    hash: str,  # noqa: A002 the word that people use
    password: str,
    row: str | None,
    format: FormatChoice,  # noqa: A002 the word that people use
    per_format: int | None,
    neighbours: Mapping[str, str],
) -> HashSample:
    """Count every form and take the first of each whose password is known.

    Memory holds one batch and the sample. The arguments are those of `prove_hashes`.

    Raises:
        HashError: As in `convert_hashes`.
    """
    beside = {name: pl.col(column).cast(pl.String) for name, column in neighbours.items()}
    found = hash_findings(pl.col(hash), format, **beside).struct
    is_doubtful = found.field("kind") == "ambiguous"
    lazy = (
        frame.lazy()
        .with_row_index(_ORDINAL)
        .select(
            row=pl.col(row or _ORDINAL).cast(pl.String),
            hash=pl.col(hash),
            password=pl.col(password),
            format=found.field("format"),
            kind=found.field("kind"),
            candidates=pl.when(is_doubtful).then(found.field("candidates").list.join(", ")),
            **{f"given_{name}": column for name, column in beside.items()},
        )
    )
    counts, kept = [], lazy.clear().with_columns(told=converted(pl.col("hash"))).collect()
    for batch in lazy.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True, engine="streaming"):
        counts.append(_counted(batch.with_columns(rows=pl.lit(1, pl.Int64))))
        kept = _first(pl.concat([kept, _possible(batch, format)]), per_format)
    rows = pl.lit(0, pl.Int64).alias("rows")
    total = _counted(pl.concat([kept.clear().select(*_KEYS, rows), *counts]))
    return HashSample(total, kept)


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.group_by(_KEYS)
        .agg(pl.col("rows").sum())
        .sort("rows", *_KEYS, descending=[True, False, False, False], nulls_last=True)
    )


def _possible(batch: pl.DataFrame, format: FormatChoice) -> pl.DataFrame:  # noqa: A002 as above
    given = [name for name in batch.columns if name.startswith("given_")]
    known = batch.filter(pl.col("password").is_not_null() & pl.col("kind").is_in(["converted", "ambiguous"]))
    beside = {name.removeprefix("given_"): pl.col(name) for name in given}
    told = known.with_columns(told=converted(pl.col("hash"), format, **beside))
    return told.filter(pl.col("told").is_not_null() | (pl.col("kind") == "ambiguous"))


def _first(rows: pl.DataFrame, per_format: int | None) -> pl.DataFrame:
    if per_format is None:
        return rows
    return rows.filter(pl.int_range(pl.len()).over("format", "candidates") < per_format)


def told_as(rows: pl.DataFrame, form: str) -> list[dict[str, Any]]:
    """Convert the rows of an ambiguous shape as one of its candidates, with the neighbours that it has a use for.

    Returns:
        A `custom_password_hash` for every row, or nothing where the form has none for all of them.
    """
    known = named(form)
    given = {name.removeprefix("given_") for name in rows.columns if name.startswith("given_")}
    if known.convert is None or not set(known.needs) <= given:
        return []
    beside = {name: pl.col(f"given_{name}") for name in given & {*known.needs, *known.takes}}
    told = rows.select(converted(pl.col("hash"), form, **beside)).to_series()
    return [] if told.has_nulls() else [without_nulls(one) for one in told]

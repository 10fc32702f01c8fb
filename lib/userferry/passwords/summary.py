"""How many hashes of each form a column holds, and what becomes of them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import table
from userferry.durable import write_frame
from userferry.passwords.format import Format
from userferry.passwords.partition import captured, partition

_SUMMARY_SCHEMA = {
    "format": pl.String(),
    "title": pl.String(),
    "parameters": pl.String(),
    "kind": pl.String(),
    "reason": pl.String(),
    "way_out": pl.String(),
    "caveat": pl.String(),
    "rows": pl.Int64(),
}
_ORDER = {"converted": 0, "ambiguous": 1, "unconvertible": 2, "none": 3}


@dataclass(frozen=True, slots=True, eq=False)
class HashSummary:
    """What a column of hashes holds; its counts add up to the column.

    Args:
        counts: One row for each form and its parameters, the most frequent first within a kind: `format`
            (String, null where there is none or more than one), `title`, `parameters` ("rounds=20000"),
            `kind`, `reason`, `way_out`, `caveat` (String, null where there is none) and `rows` (Int64).
        rows: All rows of the column.
    """

    counts: pl.DataFrame
    rows: int

    def of(self, kind: str) -> int:
        """How many rows are of that kind."""
        return int(self.counts.filter(pl.col("kind") == kind)["rows"].sum())

    def __repr__(self) -> str:
        parts = ", ".join(f"{self.of(kind):,} {kind}" for kind in _ORDER if self.of(kind))
        return f"HashSummary({self.rows:,} rows{': ' if parts else ''}{parts})"

    def _repr_html_(self) -> str:
        shown = self.counts.select(
            "title", "parameters", "rows", "kind", pl.coalesce("reason", "caveat"), "way_out"
        )
        headings = ("form", "parameters", "rows", "becomes", "why", "way out")
        return table("Password hashes", headings, shown.rows(), note=f"{self.rows:,} rows in all.")

    def write(self, folder: Path) -> None:
        """Keep the counts in a folder that exists."""
        write_frame(folder / "hashes.parquet", self.counts)

    @classmethod
    def read(cls, folder: Path) -> "HashSummary":
        """The summary that `write` kept there."""
        counts = pl.read_parquet(folder / "hashes.parquet")
        return cls(counts, int(counts["rows"].sum()))


def summarise_hashes(column: pl.Series | pl.LazyFrame, name: str | None = None) -> HashSummary:
    """Count a column's hashes by form, parameters and what becomes of them.

    Args:
        column: String; of a LazyFrame, which is read in batches, `name` says which column.
        name: The column of a LazyFrame; None where it has no password column, so that every row has no value.
    """
    if isinstance(column, pl.Series):
        frame = pl.LazyFrame({"value": column.cast(pl.String)})
    else:
        frame = column.select(value=pl.lit(None, pl.String) if name is None else pl.col(name).cast(pl.String))
    dtype = pl.Struct(_SUMMARY_SCHEMA)
    told = pl.col("value").map_batches(_described, return_dtype=dtype, is_elementwise=True)
    keys = [key for key in _SUMMARY_SCHEMA if key != "rows"]
    counts = (
        frame.select(told.alias("told"))
        .unnest("told")
        .group_by(keys)
        .agg(rows=pl.len().cast(pl.Int64))
        .sort(
            pl.col("kind").replace_strict(_ORDER, return_dtype=pl.Int8),
            -pl.col("rows"),
            "title",
            "parameters",
            nulls_last=True,
        )
        .collect(engine="streaming")
    )
    return HashSummary(counts, int(counts["rows"].sum()))


def _described(values: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"value": values}).with_row_index("row")
    parts = [_part(known, part) for known, part in partition(frame)]
    dtype = pl.Struct(_SUMMARY_SCHEMA)
    if not parts:
        return pl.Series(values.name, [], dtype=dtype)
    return pl.concat(parts).to_struct(values.name).cast(dtype)


def _part(known: Format, part: pl.DataFrame) -> pl.DataFrame:
    cost = [pl.format(f"{name}={{}}", value) for name, value in known.parameters.items()]
    caveat = pl.lit(None, pl.String) if known.caveat is None else known.caveat
    read = captured(part, known, [*cost, caveat])
    # The parts come back form by form: rows are only counted afterwards, so their order is of no account.
    return read.select(
        format=pl.lit(None if known.candidates else known.name or None, pl.String),
        title=pl.lit(known.title),
        parameters=pl.concat_str(cost, separator=", ") if cost else pl.lit(None, pl.String),
        kind=pl.lit(known.kind),
        reason=pl.lit(known.reason or None, pl.String),
        way_out=pl.lit(known.way_out or None, pl.String),
        caveat=caveat,
        rows=pl.repeat(1, pl.len(), dtype=pl.Int64),
    )

"""What becomes of each cluster and of each kind, once the resolutions are applied."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from userferry.conflicts.resolved import Resolved
from userferry.conflicts.rules import Resolutions

FATES = ("keeps one", "held back", "renamed", "kept", "settled before", "left open")
"""In words: one row stays; nobody stays; all stay, some under another name; all stay on purpose; an earlier kind
settled it; all stay since nobody decided."""


@dataclass(frozen=True, slots=True)
class Fates:
    """What becomes of the clusters.

    Args:
        clusters: A row for each cluster, in the order of `Conflicts`: `cluster`, `kind`, `severity` String, `size`
            Int64, `fate` a word of `FATES`, `into` Int64, the row that stays, `is_decided` Boolean, by a decision of
            its own, `is_open` Boolean: neither a rule nor a decision covers it.
        kinds: A row for each kind: `kind`, and Int64 `clusters`, `rows` = `kept` + `merged_away` + `held_back` +
            `elsewhere` (gave way in a cluster of another kind); of those kept `renamed`; of the clusters `open`.
    """

    clusters: pl.DataFrame
    kinds: pl.DataFrame


def find_fates(clusters: pl.DataFrame, resolved: Resolved, resolutions: Resolutions) -> Fates:
    """Follow each cluster to its end.

    Args:
        clusters: Of `Conflicts`.
        resolved: What `resolve` made of them.
        resolutions: By which it did.
    """
    held = resolved.held.select("__row", "into", "is_merged", pl.col("cluster").alias("gone_in"))
    rows = clusters.join(held, on="__row", how="left", maintain_order="left").with_columns(
        is_here=(pl.col("gone_in") == pl.col("cluster")).fill_null(value=False),
        is_elsewhere=(pl.col("gone_in") != pl.col("cluster")).fill_null(value=False),
        is_renamed=pl.col("__row").is_in(_rows_of(resolved.renamed)),
    )
    made = pl.DataFrame({"cluster": list(resolutions.decisions)}, schema={"cluster": pl.String})
    each = (
        rows.group_by("cluster", maintain_order=True)
        .agg(
            pl.col("kind").first(),
            pl.col("severity").first(),
            pl.len().cast(pl.Int64).alias("size"),
            pl.col("into").filter("is_here").drop_nulls().first().alias("into"),
            pl.col("is_here").any(),
            (pl.len() - pl.col("is_elsewhere").sum() < 2).alias("is_before"),  # noqa: PLR2004 one alone is no conflict
            pl.col("is_renamed").any(),
        )
        .join(made.with_columns(is_decided=True), on="cluster", how="left", maintain_order="left")
        .with_columns(pl.col("is_decided").fill_null(value=False))
    )
    is_uncovered = ~pl.col("is_decided") & ~pl.col("kind").is_in(list(resolutions.rules))
    fate = (
        pl.when(pl.col("into").is_not_null())
        .then(pl.lit("keeps one"))
        .when("is_here")
        .then(pl.lit("held back"))
        .when(pl.col("is_before"))
        .then(pl.lit("settled before"))
        .when((pl.col("kind") == "username") & pl.col("is_renamed"))
        .then(pl.lit("renamed"))
        .when(is_uncovered)
        .then(pl.lit("left open"))
        .otherwise(pl.lit("kept"))
    )
    settled = each.select(
        *("cluster", "kind", "severity", "size", "into", "is_decided"),
        fate.alias("fate"),
        (is_uncovered & ~pl.col("is_before")).alias("is_open"),
    )
    return Fates(settled, _count_kinds(rows, settled))


def _count_kinds(rows: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    is_kind = pl.col("gone_in").str.starts_with(pl.concat_str("kind", pl.lit(":"))).fill_null(value=False)
    # a row is in one cluster of a kind at most
    counted = rows.group_by("kind", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("rows"),
        pl.col("gone_in").is_null().sum().cast(pl.Int64).alias("kept"),
        (pl.col("gone_in").is_null() & pl.col("is_renamed") & (pl.col("kind") == "username"))
        .sum()
        .cast(pl.Int64)
        .alias("renamed"),
        (is_kind & pl.col("is_merged")).sum().cast(pl.Int64).alias("merged_away"),
        (is_kind & ~pl.col("is_merged")).sum().cast(pl.Int64).alias("held_back"),
        (pl.col("gone_in").is_not_null() & ~is_kind).sum().cast(pl.Int64).alias("elsewhere"),
    )
    opened = settled.group_by("kind").agg(
        pl.len().cast(pl.Int64).alias("clusters"), pl.col("is_open").sum().cast(pl.Int64).alias("open")
    )
    return counted.join(opened, on="kind", how="left", maintain_order="left").select(
        "kind", "clusters", "rows", "kept", "renamed", "merged_away", "held_back", "elsewhere", "open"
    )


def _rows_of(frame: pl.DataFrame) -> Collection[int]:
    return frame["__row"].to_list() if frame.height else []

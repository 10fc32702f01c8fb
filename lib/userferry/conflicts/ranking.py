"""Order the rows of each cluster by a rule."""

from collections.abc import Collection

import polars as pl

from userferry.conflicts.leaves import at
from userferry.conflicts.order import comparable
from userferry.conflicts.rules import KeepRule


def fetch_members(users: pl.LazyFrame, clusters: pl.DataFrame, paths: Collection[str] = ()) -> pl.DataFrame:
    """Fetch what rules look at, of the rows in clusters.

    Args:
        users: `__row` Int64 and a column for each attribute.
        clusters: `__row` of those who are fetched.
        paths: The attributes or metadata paths that rules compare by or merge.
    """
    schema = users.collect_schema()
    names = dict.fromkeys(["user_id", "username", "email_verified", *(path.split(".")[0] for path in paths)])
    rows = clusters.select("__row").unique().lazy()
    filled = pl.sum_horizontal(
        pl.col(name).is_not_null().cast(pl.Int64) for name in schema if name != "__row"
    )
    some = users.select("__row", filled.alias("__filled"), *(name for name in names if name in schema))
    return some.join(rows, on="__row", how="semi").collect(engine="streaming").sort("__row")


def rank_rows(members: pl.DataFrame, clusters: pl.DataFrame, rule: KeepRule | None) -> pl.DataFrame:
    """Add `rank`, from 1 for the best of each cluster by the rule; ties go to the first row.

    Args:
        members: As `fetch_members` gives them.
        clusters: `cluster` and `__row`.
        rule: None ranks by row.
    """
    keep = rule.keep if rule else "first"
    by = {
        "newest": at(tuple(rule.by.split("."))) if rule and rule.by else None,
        "oldest": at(tuple(rule.by.split("."))) if rule and rule.by else None,
        "most_complete": pl.col("__filled"),
        "verified": pl.col("email_verified") if "email_verified" in members.columns else None,
    }.get(keep)
    value = pl.lit(0) if by is None else by
    found = clusters.join(members.select("__row", value.alias("by")), on="__row", how="left")
    ordered = (
        found.with_columns(comparable(found["by"]).alias("by"))
        .sort("by", "__row", descending=[keep != "oldest", keep == "last"], nulls_last=True)
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("cluster").alias("rank"))
    )
    return clusters.join(
        ordered.select("cluster", "__row", "rank"), on=["cluster", "__row"], maintain_order="left"
    )

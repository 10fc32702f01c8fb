"""Give the rows that stay what they lack and the others have, and remember where each value came from."""

import polars as pl

from userferry.conflicts.leaves import at

MERGED = {"__row": pl.Int64, "path": pl.String, "source": pl.Int64}


def merge_values(
    members: pl.DataFrame, leaving: pl.DataFrame, paths: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fill each path that a survivor lacks with the value of the best of those who give way to it.

    Args:
        members: `__row` and the attributes.
        leaving: `__row`, `into` and `rank`, 1 for the best.
        paths: Attributes or metadata paths.

    Returns:
        The members as they are now, and what was taken: columns and dtypes of `MERGED`.
    """
    taken = [pl.DataFrame(schema=MERGED)]
    for path in paths:
        steps = tuple(path.split("."))
        values = members.select("__row", at(steps).alias("value"))
        offers = (
            leaving.drop_nulls("into")
            .join(values.drop_nulls("value"), on="__row")
            .sort("rank")
            .group_by("into", maintain_order=True)
            .agg(pl.col("__row").first().alias("source"), pl.col("value").first())
        )
        lacking = values.filter(pl.col("value").is_null()).select(pl.col("__row").alias("into"))
        found = offers.join(lacking, on="into", how="semi", maintain_order="left").sort("into")
        taken.append(found.select(pl.col("into").alias("__row"), pl.lit(path).alias("path"), "source"))
        new = found.select(pl.col("into").alias("__row"), pl.col("value").alias("__new"))
        members = _put(members.lazy(), new, steps).collect()
    return members, pl.concat(taken)


def put_values(
    kept: pl.LazyFrame, members: pl.DataFrame, merged: pl.DataFrame, renamed: pl.DataFrame
) -> pl.LazyFrame:
    """Bring what was merged and renamed into the users."""
    for path in merged["path"].unique().sort():
        steps = tuple(path.split("."))
        rows = merged.filter(pl.col("path") == path).select("__row")
        new = members.select("__row", at(steps).alias("__new")).join(rows, on="__row", how="semi")
        kept = _put(kept, new, steps)
    if renamed.height:
        names = renamed.lazy().select("__row", "new")
        kept = kept.join(names, on="__row", how="left", maintain_order="left")
        kept = kept.with_columns(pl.coalesce("new", "username").alias("username")).drop("new")
    return kept


def _put(users: pl.LazyFrame, new: pl.DataFrame, steps: tuple[str, ...]) -> pl.LazyFrame:
    joined = users.join(new.lazy(), on="__row", how="left", maintain_order="left")
    dtype = joined.collect_schema()[steps[0]]
    filled = _filled(pl.col(steps[0]), dtype, steps[1:])
    return joined.with_columns(
        pl.when(pl.col("__new").is_not_null()).then(filled).otherwise(pl.col(steps[0])).alias(steps[0])
    ).drop("__new")


def _filled(value: pl.Expr, dtype: object, steps: tuple[str, ...]) -> pl.Expr:
    if not steps or not isinstance(dtype, pl.Struct):
        return pl.col("__new")
    fields = [
        (
            _filled(value.struct.field(each.name), each.dtype, steps[1:])
            if each.name == steps[0]
            else value.struct.field(each.name)
        ).alias(each.name)
        for each in dtype.fields
    ]
    return pl.struct(fields)

"""Join rows that share a key, directly or through others, into components."""

import polars as pl


def link(edges: pl.DataFrame) -> pl.DataFrame:
    """Give each row the first row of its component.

    Args:
        edges: `__row` Int64 and `group`, of any type: rows of one group belong together.

    Returns:
        `__row` and `first` Int64, one line for each row.
    """
    labels = edges.with_columns(pl.col("__row").alias("first"))
    # the smallest label travels through groups and rows until nobody learns of a smaller one
    while True:
        spread = labels.with_columns(pl.col("first").min().over("group")).with_columns(
            pl.col("first").min().over("__row")
        )
        if spread["first"].equals(labels["first"]):
            return spread.select("__row", "first").unique().sort("__row")
        labels = spread

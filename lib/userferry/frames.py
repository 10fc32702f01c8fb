"""What every room takes: a frame, eager or lazy, whose rows carry their number in the dump."""

import polars as pl

Frame = pl.LazyFrame | pl.DataFrame

ROW = "__row"
"""The ordinal of a record in the dump, 0 for the first; the balance sheet is a count over it."""


def numbered(frame: Frame) -> pl.LazyFrame:
    """Take a frame lazily, with `__row` Int64 as its first column; a frame that has none is numbered from 0."""
    lazy = frame.lazy()
    if ROW in lazy.collect_schema():
        return lazy
    return lazy.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))

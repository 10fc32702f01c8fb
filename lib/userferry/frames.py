"""What every room takes: a frame, eager or lazy, whose rows carry their number in the dump."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from userferry.durable import named_when_full

Frame = pl.LazyFrame | pl.DataFrame

ROW = "__row"
"""The ordinal of a record in the dump, 0 for the first; the balance sheet is a count over it."""


def numbered(frame: Frame) -> pl.LazyFrame:
    """Take a frame lazily, with `__row` Int64 as its first column; a frame that has none is numbered from 0."""
    lazy = frame.lazy()
    if ROW in lazy.collect_schema():
        return lazy
    return lazy.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))


BATCH_ROWS = 50_000


def regrouped(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Hand the same rows on in batches of `BATCH_ROWS`.

    A scanned CSV comes in batches of a few thousand rows, and a step that is a Python function pays for each batch: the
    conversion of password hashes takes half the time on larger ones.
    """

    def read(
        wanted: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_rows: int | None
    ) -> Iterator[pl.DataFrame]:
        rows = frame if wanted is None else frame.select(wanted)
        rows = rows if n_rows is None else rows.head(n_rows)
        rows = rows if predicate is None else rows.filter(predicate)
        return rows.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, engine="streaming")

    return register_io_source(read, schema=frame.collect_schema(), is_pure=True)


def kept_once(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """Write a frame to a file of its own (0600) and read on from there, so that what made it is not done again.

    Args:
        frame: What is dear to make; it may hold credentials, so whoever asks for the file removes it in the end.
        path: The file, parquet; its folder is there.
    """
    path.touch(mode=0o600)
    path.chmod(0o600)
    try:
        with named_when_full(path):
            frame.sink_parquet(path, compression="lz4", statistics=False)
    except BaseException:
        path.unlink()  # a part of it is of no use, and what fills the disk may be credentials
        raise
    return pl.scan_parquet(path)

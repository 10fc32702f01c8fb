"""Records that no scanner of polars reads, given to it in batches: lazy, streaming, and read anew each time."""

from collections.abc import Callable, Iterator, Sequence

import polars as pl
from polars.io.plugins import register_io_source

from userferry.frames import ROW

Batches = Callable[[], Iterator[pl.DataFrame]]
"""Opens the source and gives its records in order: String columns, all of `columns` or some of them."""

BATCH_ROWS = 10_000


def frame_of(columns: Sequence[str], batches: Batches) -> pl.LazyFrame:
    """Make a lazy frame of batches of records.

    Args:
        columns: The names of all columns, in the source's order.
        batches: Called for each pass over the frame; a batch may lack columns, which are null in it then.

    Returns:
        `__row` Int64, 0 for the first record, and a String column for each name.
    """
    schema = pl.Schema({ROW: pl.Int64(), **dict.fromkeys(columns, pl.String())})

    def read(
        wanted: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_rows: int | None
    ) -> Iterator[pl.DataFrame]:
        first, left = 0, n_rows
        for batch in batches():
            whole = batch if left is None else batch.head(left)
            missing = [pl.lit(None, pl.String).alias(name) for name in columns if name not in whole.columns]
            rows = pl.int_range(first, first + whole.height, dtype=pl.Int64, eager=True).alias(ROW)
            frame = whole.with_columns(rows, *missing).select(wanted or schema.names())
            yield frame if predicate is None else frame.filter(predicate)
            first += batch.height
            if left is not None and (left := left - whole.height) <= 0:
                return

    return register_io_source(read, schema=schema, is_pure=True)

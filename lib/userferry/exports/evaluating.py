"""What stands under each column for each user."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path as File

import polars as pl

from userferry.durable import make_folder, write_frame
from userferry.exports.columns import Column
from userferry.exports.engine import Batch, running
from userferry.exports.paths import Path, read_cell, read_text

PART_ROWS = 50_000
ROW = "__row"
SORT = "__sort"
ERRORS = {ROW: pl.Int64, "user_id": pl.String, "column": pl.String, "message": pl.String}


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What stands under each column for each user.

    Args:
        users: How many.
        cells: `__row` Int64 from 0, and for each label a String: a cell as `paths` has it.
        errors: `__row`, `user_id`, `column`, `message`, one for each cell that could not be evaluated and is null.
    """

    users: int
    cells: pl.LazyFrame
    errors: pl.LazyFrame


def evaluate(
    users: pl.LazyFrame, columns: Sequence[Column], folder: File, *, say: Callable[[int], None] | None = None
) -> Evaluated:
    """Evaluate columns for users: paths by polars, expressions by an engine in processes of their own.

    Args:
        users: `line` String, each user as JSON.
        columns: Without fault, each label once.
        folder: Takes what is found (0600), in parts.
        say: Is told how many users are done.
    """
    for name in ("cells", "errors"):
        for old in make_folder(folder / name).glob("*.parquet"):
            old.unlink()
    expressions = [column for column in columns if column.expression]
    line = pl.col("line")
    cells = [
        pl.col(one.label) if one.expression else read_cell(Path.parse(one.path), line).alias(one.label)
        for one in columns
    ]
    done = 0
    with running([one.expression for one in expressions]) if expressions else nullcontext() as engine:
        batches = users.select("line").collect_batches(
            chunk_size=PART_ROWS, maintain_order=True, engine="streaming"
        )
        for part, batch in enumerate(batches):
            rows = batch.with_row_index(ROW, offset=done).with_columns(pl.col(ROW).cast(pl.Int64))
            if engine is not None:
                found = engine.evaluate(batch["line"].to_list())
                rows = rows.with_columns(
                    pl.Series(one.label, values, dtype=pl.String, strict=True)
                    for one, values in zip(expressions, found[0], strict=True)
                )
                if found[1]:
                    write_frame(
                        folder / "errors" / f"{part:05}.parquet", _errors(batch, found, expressions, done)
                    )
            write_frame(folder / "cells" / f"{part:05}.parquet", rows.select(ROW, *cells))
            done += batch.height
            if say is not None:
                say(done)
    schema = {ROW: pl.Int64, **{one.label: pl.String for one in columns}}
    return Evaluated(done, _scan(folder / "cells", schema), _scan(folder / "errors", ERRORS))


def _errors(batch: pl.DataFrame, found: Batch, columns: Sequence[Column], done: int) -> pl.DataFrame:
    rows, at, messages = zip(*found[1], strict=True)
    ids = batch.select(read_text(Path.parse("user_id"), pl.col("line"))).to_series()
    wrong = {
        ROW: pl.Series(rows, dtype=pl.Int64) + done,
        "user_id": ids.gather(list(rows)),
        "column": [columns[place].label for place in at],
        "message": messages,
    }
    return pl.DataFrame(wrong, schema=ERRORS).sort(ROW, maintain_order=True)


def _scan(folder: File, schema: dict[str, type[pl.DataType]]) -> pl.LazyFrame:
    parts = sorted(folder.glob("*.parquet"))
    return pl.scan_parquet(parts) if parts else pl.LazyFrame(schema=schema)

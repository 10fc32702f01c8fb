"""Cells as a file: JSON, NDJSON, CSV, Parquet."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import orjson
import polars as pl

from userferry.display import inert
from userferry.durable import replacing
from userferry.exports.cells import json_of, text_of, typed

BATCH_ROWS = 20_000


def write_json(path: Path, cells: pl.LazyFrame, labels: Sequence[str]) -> None:
    """Write a JSON array, a user a line; what is missing is null."""
    write_array(path, cells.select(line=object_of(labels)))


def write_array(path: Path, objects: pl.LazyFrame) -> None:
    """Write a JSON array out of `line` String, an object each."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        ahead = "[\n"
        for batch in objects.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, engine="streaming"):
            if batch.height:
                file.write(ahead + ",\n".join(batch["line"]))
                ahead = ",\n"
        file.write("[]\n" if ahead == "[\n" else "\n]\n")


def write_ndjson(path: Path, cells: pl.LazyFrame, labels: Sequence[str]) -> None:
    """Write one JSON object a line; what is missing is null."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        objects = cells.select(line=object_of(labels))
        for batch in objects.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, engine="streaming"):
            file.write("".join(f"{line}\n" for line in batch["line"]))


def object_of(labels: Sequence[str]) -> pl.Expr:
    """Write each row as a JSON object."""
    names = [f"{',' if at else '{'}{orjson.dumps(label).decode()}:" for at, label in enumerate(labels)]
    members = ((pl.lit(name), json_of(pl.col(label))) for name, label in zip(names, labels, strict=True))
    return pl.concat_str(*chain.from_iterable(members), pl.lit("}" if labels else "{}"))


def write_csv(path: Path, cells: pl.LazyFrame, labels: Sequence[str], *, escape_formulas: bool) -> None:
    """Write CSV as RFC 4180 has it: UTF-8, lines end with CR LF, quotes where they are needed.

    A text that is empty is `""`, what is missing is nothing.

    Args:
        path: The file.
        cells: For each label a String.
        labels: In their order.
        escape_formulas: Whether a text that a spreadsheet would compute gets an apostrophe before it.
    """
    safe: Callable[[pl.Expr], pl.Expr] = inert if escape_formulas else lambda text: text
    heads = pl.select(safe(pl.lit(pl.Series(labels, dtype=pl.String)))).to_series().to_list()
    texts = [
        pl.when(pl.col(label).str.starts_with("'"))
        .then(safe(text_of(pl.col(label))))
        .otherwise(pl.col(label))
        for label in labels
    ]
    if len(labels) == 1:  # an empty line would be nobody
        texts = [texts[0].fill_null("")]
    named = cells.select(text.alias(f"{at}") for at, text in enumerate(texts))
    with replacing(path) as part, part.open("wb") as file:
        head = pl.DataFrame({f"{at}": [text] for at, text in enumerate(heads)})
        head.write_csv(file, include_header=False, line_terminator="\r\n")
        for batch in named.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, engine="streaming"):
            batch.write_csv(file, include_header=False, line_terminator="\r\n")


def write_parquet(path: Path, cells: pl.LazyFrame, labels: Sequence[str], kinds: Mapping[str, str]) -> None:
    """Write Parquet: a column is Boolean, Int64 or Float64 where every value is one, else String.

    Args:
        path: The file.
        cells: For each label a String.
        labels: In their order.
        kinds: What each column is.
    """
    with replacing(path) as part:
        cells.select(typed(pl.col(label), kinds[label]).alias(label) for label in labels).sink_parquet(part)

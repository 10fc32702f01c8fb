"""Cut users into import files, to the byte.

chunks/
  00001.json       exactly the bytes to send: a JSON array (0600)
  chunks.parquet   chunk, file, rows, bytes, digest
  rows.parquet     __row, chunk, position (0-based, in the array)
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.chunks.writing import json_line
from userferry.display import counted, headline, table
from userferry.durable import make_folder, named_when_full, private, write_frame
from userferry.frames import Frame, numbered
from userferry.schema import MAX_PAYLOAD_BYTES

FRAMING_BYTES = 1_024
"""Room left in a payload for the multipart framing and the other parts of the request; `api` stays below it."""

MAX_FILE_BYTES = MAX_PAYLOAD_BYTES - FRAMING_BYTES
"""The most bytes of one import file."""

LINE = "__line"
"""A user who is JSON already and is sent as it is, null where the columns say all; no attribute, and holds hashes."""

_BATCH_ROWS = 50_000
_CHUNKS = {"chunk": pl.Int64, "file": pl.String, "rows": pl.Int64, "bytes": pl.Int64, "digest": pl.String}
_TOO_LARGE = {"__row": pl.Int64, "bytes": pl.Int64, "rule": pl.String, "code": pl.String}
_ROWS = {"__row": pl.Int64, "chunk": pl.Int64, "position": pl.Int64}


@dataclass(frozen=True, slots=True, repr=False)
class Chunks:
    """The import files of one run.

    Args:
        folder: Where they are.
        files: `chunk` Int64 (1 is the first), `file` String, `rows`, `bytes` Int64, `digest` String (SHA-256, hex).
        too_large: `__row`, `bytes` Int64, `rule` and `code` String of users that fit no import file by themselves; the
            tenant answers 413 to a payload that large (`behaviour.md` §2.2).
    """

    folder: Path
    files: pl.DataFrame
    too_large: pl.DataFrame

    @property
    def rows(self) -> int:
        """Users in all files together."""
        return int(self.files["rows"].sum())

    def __repr__(self) -> str:
        """Say how many files hold how many users."""
        held = f"{counted(self.rows, 'user')} in {counted(self.files.height, 'file')}"
        return f"Chunks({held}, {self.files['bytes'].sum():,} bytes)"

    def _repr_html_(self) -> str:
        head = self.files.head(10).select("file", "rows", "bytes").iter_rows()
        rest = self.files.height - 10
        return table(
            headline(self), ["file", "users", "bytes"], head, note=f"and {rest:,} more" if rest > 0 else ""
        )

    def write(self, folder: Path) -> Path:
        """Write the tables beside the files."""
        write_frame(folder / "chunks.parquet", self.files)
        write_frame(folder / "too_large.parquet", self.too_large)
        return folder

    @classmethod
    def read(cls, folder: Path) -> "Chunks":
        """Read what `write` wrote."""
        return cls(
            folder, pl.read_parquet(folder / "chunks.parquet"), pl.read_parquet(folder / "too_large.parquet")
        )


def split_users(users: Frame, folder: Path, *, max_bytes: int = MAX_FILE_BYTES) -> Chunks:
    """Write users into as few import files as their order allows.

    Args:
        users: `__row` Int64 and a column for each attribute; nulls and what holds nothing but nulls are left out. A
            `LINE` where some are written already.
        folder: Made (0700), and emptied of an earlier cut's files.
        max_bytes: The most bytes of one file.

    Returns:
        The files, in the users' order; a user who alone is larger than a file is in `too_large`, in no file.
    """
    users = numbered(users)
    make_folder(folder)
    for old in [*folder.glob("*.json"), *folder.glob("*.parquet")]:
        old.unlink()
    files: list[tuple[int, str, int, int, str]] = []
    placed: list[pl.DataFrame] = []
    too_large: list[pl.DataFrame] = [pl.DataFrame(schema=_TOO_LARGE)]
    for number, (rows, texts) in enumerate(_pack(_lines(users), max_bytes, too_large), start=1):
        name, size, digest = f"{number:05}.json", 0, hashlib.sha256()
        # nobody waits for the disk here: the tables below come last, and a run looks at each digest before it begins
        with named_when_full(folder / name), open(folder / name, "wb", opener=private) as file:
            for piece in _between_brackets(texts):
                digest.update(piece)
                size += file.write(piece)
        files.append((number, name, len(rows), size, digest.hexdigest()))
        position = pl.int_range(pl.len(), dtype=pl.Int64).alias("position")
        placed.append(rows.to_frame().select("__row", pl.lit(number, pl.Int64).alias("chunk"), position))
    write_frame(folder / "rows.parquet", pl.concat([pl.DataFrame(schema=_ROWS), *placed]))
    chunks = Chunks(folder, pl.DataFrame(files, schema=_CHUNKS, orient="row"), pl.concat(too_large))
    chunks.write(folder)
    return chunks


def _lines(users: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Give `__row` and `line`, each with the comma after it."""
    schema = users.collect_schema()
    written = json_line(schema)
    line = pl.concat_str(pl.coalesce(LINE, written) if LINE in schema else written, pl.lit(",")).alias("line")
    asked = users.select("__row", line).with_columns(
        pl.col("line").str.len_bytes().cast(pl.Int64).alias("bytes")
    )
    yield from asked.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True, engine="streaming")


def _pack(
    batches: Iterator[pl.DataFrame], max_bytes: int, too_large: list[pl.DataFrame]
) -> Iterator[tuple[pl.Series, list[memoryview]]]:
    """Cut the stream where the next user would no longer fit: one search a file, no step a row.

    A file is given as the numbers of its rows and the texts that make it, pieces of the batches' own memory. With the
    opening bracket before and the closing one in the place of the last comma, its size is a sum.
    """
    rows, texts, taken = pl.Series("__row", [], dtype=pl.Int64), list[memoryview](), 1
    for batch in batches:
        fits = batch["bytes"] + 1 <= max_bytes  # the opening bracket
        if not fits.all():
            said = batch.filter(~fits).select("__row", pl.col("bytes") - 1)
            too_large.append(said.with_columns(rule=pl.lit("user.too_large"), code=pl.lit("413")))
            batch = batch.filter(fits)  # noqa: PLW2901 the rest of it
        text, ends, start = _text_of(batch["line"]), batch["bytes"].cum_sum(), 0
        while start < batch.height:
            before = ends[start - 1] if start else 0
            end = int(ends.search_sorted(before + max_bytes - taken, side="right"))
            if end > start:
                rows = pl.concat([rows, batch["__row"][start:end]])
                texts.append(text[before : ends[end - 1]])
                taken += len(texts[-1])
            if end < batch.height:
                yield rows, texts
                rows, texts, taken = rows.clear(), [], 1
            start = end
    if texts:
        yield rows, texts


def _between_brackets(texts: list[memoryview]) -> list[bytes | memoryview]:
    return [b"[", *texts[:-1], texts[-1][:-1], b"]"]


def _text_of(lines: pl.Series) -> memoryview:
    """Give the memory in which Arrow keeps a column's texts one after the other."""
    buffer = lines.rechunk().to_arrow().buffers()[2]
    return memoryview(b"") if buffer is None else memoryview(buffer)

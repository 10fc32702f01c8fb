"""Read Parquet and Arrow (IPC, which is Feather 2, and the IPC stream), every column as text.

The kinds are known by their first bytes (parquet.apache.org "File Format", arrow.apache.org "IPC format"). Whole
numbers are their digits; floats the shortest text that gives the same number (`1.0`); decimals keep their scale;
booleans are `true` and `false`; dates, times and durations ISO 8601, with the offset where there is one. A column of
bytes is text where all of it is UTF-8, else base64 as a whole. Structs are columns by dotted path, lists JSON text.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.ipc
from polars.io.plugins import register_io_source

from userferry.dumps.dump import Opened
from userferry.dumps.keys import MAX_COLUMNS
from userferry.dumps.source import Options, Source
from userferry.errors import DumpError
from userferry.frames import ROW

_STREAM = b"\xff\xff\xff\xff"
_KINDS = {b"PAR1": "Parquet", b"PARE": "encrypted Parquet", b"ARRO": "Arrow IPC", b"FEA1": "Feather 1"}
_TEMPORAL = (pl.Date, pl.Time, pl.Datetime, pl.Duration)


def recognise(source: Source) -> str | None:
    """Say by what sign this is columnar: its first bytes."""
    kind = _kind(source)
    return f"its first bytes are those of {kind}" if kind else None


def read(source: Source, _options: Options) -> Opened:
    """Open Parquet or Arrow files lazily; a column that a file lacks is null in its rows.

    Returns:
        One row a row, every column a String.

    Raises:
        DumpError: Broken, cut off, encrypted, compressed as a whole, or with a column `__row`.
    """
    kind = _kind(source) or "Parquet"
    if source.packing:
        raise _refused(
            source.name,
            f"is {kind} packed with {source.packing}",
            f"Unpack it, such as with {source.packing} -d.",
        )
    if kind.startswith(("enc", "Feather")):
        raise _refused(
            source.name, f"is {kind}, which is not read here", "Ask for it as Parquet without encryption."
        )
    evidence: list[tuple[str, str]] = []
    try:
        frames = [_texts(_scan(path, kind), path, evidence) for path in source.paths]
        frame = pl.concat(frames, how="diagonal").with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
        kept = frame.select(pl.len()).collect(engine="streaming").item()
    except (pl.exceptions.PolarsError, pa.ArrowException, OSError) as error:
        name = type(error).__name__
        raise _refused(
            source.name, f"is {kind} that is broken or cut off ({name})", "Ask for it again."
        ) from None
    return Opened(frame=frame, description=kind, evidence=tuple(evidence), kept=kept)


def _kind(source: Source) -> str:
    if source.head.startswith(_STREAM) and len(source.head) > 8:  # noqa: PLR2004 two words: the mark and the length
        return "Arrow IPC stream"
    return _KINDS.get(source.head[:4], "")


def _refused(name: str, what: str, instead: str) -> DumpError:
    return DumpError(f"{name} {what}. Nothing was written. {instead}")


def _scan(path: Path, kind: str) -> pl.LazyFrame:
    if kind == "Parquet":
        return pl.scan_parquet(path)
    if kind == "Arrow IPC":
        return pl.scan_ipc(path)
    with path.open("rb") as opened, pyarrow.ipc.open_stream(opened) as stream:
        schema = pl.DataFrame(pa.Table.from_batches([], schema=stream.schema)).schema

    def read_stream(
        wanted: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_rows: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        with path.open("rb") as opened, pyarrow.ipc.open_stream(opened) as stream:
            for batch in stream:
                whole = pl.DataFrame(pa.Table.from_batches([batch]))
                frame = whole if left is None else whole.head(left)
                left = None if left is None else left - frame.height
                frame = frame.select(wanted or frame.columns)
                yield frame if predicate is None else frame.filter(predicate)
                if left == 0:
                    return

    return register_io_source(read_stream, schema=schema, is_pure=True)


def _texts(frame: pl.LazyFrame, path: Path, evidence: list[tuple[str, str]]) -> pl.LazyFrame:
    """Make every column text, structs columns of their own unless that would pass 200."""
    schema = frame.collect_schema()
    columns = [found for name, kind in schema.items() for found in _leaves(pl.col(name), name, kind)]
    if len(columns) > MAX_COLUMNS:
        columns = [(name, pl.col(name), kind) for name, kind in schema.items()]
    names = [name for name, _, _ in columns]
    if ROW in names or len(set(names)) < len(names):
        reason = (
            f"a column {ROW}, a name kept for the record's number"
            if ROW in names
            else "two columns of one name"
        )
        raise _refused(path.name, f"has {reason}", "Ask for it with other names.")
    texts = []
    for name, column, kind in columns:
        text = _text(column, kind)
        if kind == pl.Binary:
            base64 = ("bytes", f"{name}: base64, for it is not UTF-8 throughout")
            said = ("bytes", f"{name}: UTF-8 text throughout")
            encoded = not _is_utf8(frame, column)
            text = column.bin.encode("base64") if encoded else text
            evidence.append(base64 if encoded else said)
        texts.append(text.alias(name))
    return frame.select(texts)


def _leaves(column: pl.Expr, name: str, kind: pl.DataType) -> Iterator[tuple[str, pl.Expr, pl.DataType]]:
    if isinstance(kind, pl.Struct) and kind.fields:
        for part in kind.fields:
            dtype = part.dtype
            inner = dtype() if isinstance(dtype, type) else dtype
            yield from _leaves(column.struct.field(part.name), f"{name}.{part.name}", inner)
    else:
        yield name, column, kind


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, _TEMPORAL):
        return column.dt.to_string("iso:strict")
    if kind.is_nested():
        safe = column.list.eval(pl.element().bin.encode("base64")) if kind == pl.List(pl.Binary) else column
        whole = (
            pl.struct(safe.alias("x")).struct.json_encode().str.strip_prefix('{"x":').str.strip_suffix("}")
        )
        return pl.when(column.is_not_null()).then(whole)
    return column.cast(pl.String)


def _is_utf8(frame: pl.LazyFrame, column: pl.Expr) -> bool:
    try:
        frame.select(column.cast(pl.String).str.len_bytes().sum()).collect(engine="streaming")
    except pl.exceptions.ComputeError:
        return False
    return True

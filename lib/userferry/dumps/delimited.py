"""Read comma-, semicolon-, tab- and bar-separated files."""

import codecs
import csv
from pathlib import Path

import polars as pl

from userferry.dumps.dump import Opened
from userferry.dumps.source import Options, Source
from userferry.errors import DumpError

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BLOCK_BYTES = 1 << 20


def recognise(source: Source) -> str | None:
    """Say by what sign this is delimited text."""
    return "its name" if source.suffix in (".csv", ".tsv", ".txt") else None


def read(source: Source, _options: Options) -> Opened:
    """Open a delimited file whose first line names the columns.

    Returns:
        The lazy frame (`__row` Int64, then Strings; an empty field is an empty string) and a description.

    Raises:
        DumpError: not UTF-8, no header, a column named twice or not at all, or a record of another width.
    """
    path = source.paths[0]
    _refuse_foreign_bytes(path)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        first = opened.readline()
    delimiter = max(_DELIMITERS, key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    _refuse_bad_header(path, header)
    frame = pl.scan_csv(
        path,
        separator=delimiter,
        infer_schema=False,
        empty_string_is_null=False,
        row_index_name="__row",
    ).with_columns(pl.col("__row").cast(pl.Int64))
    return Opened(frame=frame, description=f"{_DELIMITERS[delimiter]}-separated text, UTF-8, with a header")


def _refuse_foreign_bytes(path: Path) -> None:
    """Read the file once: what is no UTF-8 or holds NUL bytes would be changed or cut without a word later."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with path.open("rb") as opened:
        while block := opened.read(_BLOCK_BYTES):
            if (at := block.find(b"\0")) >= 0:
                raise DumpError(
                    f"{path.name} holds a NUL byte at offset {offset + at:,}: it is no text. Nothing was written. "
                    "Export it as CSV in UTF-8."
                )
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                raise DumpError(
                    f"{path.name} is not UTF-8 (near byte {offset + error.start:,}). Nothing was written. "
                    "Convert it first, such as with `iconv -f cp1252 -t utf-8`."
                ) from None
            offset += len(block)
    if decoder.getstate()[0]:
        raise DumpError(
            f"{path.name} ends in the middle of a character. Nothing was written. Ask for it again, whole."
        )


def _refuse_bad_header(path: Path, header: list[str]) -> None:
    doubled = sorted({name for name in header if header.count(name) > 1})
    if not any(name.strip() for name in header) or doubled or "" in header or "__row" in header:
        reason = f"names {', '.join(doubled)} more than once" if doubled else "leaves a column without a name"
        if "__row" in header:
            reason = "has a column `__row`, a name kept for the record's number"
        raise DumpError(
            f"The first line of {path.name} {reason}. Nothing was written. "
            "Give the file a header line in which each column has its own name."
        )

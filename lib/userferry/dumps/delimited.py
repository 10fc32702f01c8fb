"""Read delimited text of any dialect and encoding: what is whole becomes records, every other line is kept aside.

The grammar is RFC 4180's, its encoding, delimiter, quote and line ends found out by trying. The file is read once on
opening, to count its records and find the lines that are none. Where all of it turns out to be what polars reads
exactly, polars scans it from then on; else it is streamed through `lines`, in the same way as on that first reading.
"""

import polars as pl

from userferry.dumps.binary import kind_of_binary
from userferry.dumps.dump import REJECTED, Opened
from userferry.dumps.encodings import encoding_of_start
from userferry.dumps.lines import BLANK
from userferry.dumps.records import frame_of
from userferry.dumps.sniffing import sniff
from userferry.dumps.source import Options, Source, packing_of
from userferry.dumps.text import Text, open_text
from userferry.dumps.tolerant import Grammar
from userferry.dumps.whole import count_plain
from userferry.errors import DumpError
from userferry.frames import ROW

_NAMES = (".csv", ".tsv", ".tab", ".psv", ".txt")
_FEW = 10
_MANY = 100_000


def recognise(source: Source) -> str | None:
    """Say by what sign this is delimited text: its name, columns of one width, or an address in each line."""
    if source.suffix in _NAMES:
        return "its name"
    start = encoding_of_start(source.head)
    text = source.head.decode(start.name if start else "utf-8", errors="replace").removeprefix("\ufeff")
    if kind_of_binary(text, source.head) or text.lstrip().startswith(("{", "[", "<")):
        return None
    found = sniff(text, False, Options())
    if found.width > 1 and found.share > 0.9 and len(found.records) > 1:  # noqa: PLR2004 nearly all
        return dict(found.evidence)["delimiter"]
    lines = text.split()
    return "an address in each line" if sum("@" in line for line in lines) * 2 > len(lines) else None


def read(source: Source, options: Options) -> Opened:
    """Open delimited files, each with its own header, as one.

    A record shorter or longer than the header is rejected, never padded or cut. A blank line is rejected as "blank
    line", also where there is one column: who writes an empty value there writes `""`.

    Returns:
        The lazy frame (`__row` Int64, then Strings; an empty field is an empty string; null in a column that one of
        several files lacks), the description and evidence of the first file, and what was rejected.

    Raises:
        DumpError: It is binary, has no records, no header that can be read, headers that share nothing, or more
            than half of it is no record.
    """
    texts = [open_text(path, options) for path in source.paths]
    _refuse_strangers(texts)
    frames, rejected, kept = [], [], 0
    for text in texts:
        records, lost, exact = _read_through(text)
        kept += records
        named = "" if len(texts) == 1 else f"{text.path.name}: "
        rejected.append(lost.with_columns(reason=named + pl.col("reason")))
        frames.append(_scan(text) if exact and not packing_of(text.path) else _stream(text))
    whole = frames[0]
    if len(frames) > 1:
        whole = pl.concat([frame.drop(ROW) for frame in frames], how="diagonal").with_row_index(ROW)
    first = texts[0]
    encoding = "UTF-8" if first.encoding.name == "utf-8" else first.encoding.name
    kind = f"{first.sniffed.dialect.word}-separated text" if len(first.names) > 1 else "one column of text"
    header = "with a header" if first.header else "without a header"
    return Opened(
        frame=whole.with_columns(pl.col(ROW).cast(pl.Int64)),
        description=f"{kind}, {encoding}, {header}",
        evidence=first.evidence,
        kept=kept,
        rejected=pl.concat(rejected),
    )


def _refuse_strangers(texts: list[Text]) -> None:
    known = set(texts[0].names)
    for text in texts[1:]:
        if not known & set(text.names):
            raise DumpError(
                f"{texts[0].path.name} and {text.path.name} have no column in common: {', '.join(texts[0].names)}; "
                f"and {', '.join(text.names)}. Nothing was written. Read them as two dumps."
            )
        known |= set(text.names)


def _read_through(text: Text) -> tuple[int, pl.DataFrame, bool]:
    kept, blank, exact = 0, len(text.blanks), text.encoding.name == "utf-8" and text.sniffed.dialect.scannable
    rejected = [(line, "", BLANK) for line in text.blanks]
    if exact and not text.quotes and not packing_of(text.path) and not text.blanks:
        simple = count_plain(text.path, text.skip, Grammar(text.sniffed.dialect, len(text.names)))
        if simple:
            return simple, pl.DataFrame(schema=REJECTED), True
    for piece in text.pieces():
        kept += piece.height
        rejected += piece.rejected
        blank += sum(reason == BLANK for _, _, reason in piece.rejected)
        exact = exact and piece.exact
        if len(rejected) - blank > max(kept, _MANY):
            break
    lost = pl.DataFrame(rejected, schema=REJECTED, orient="row")
    if (broken := len(rejected) - blank) > max(kept, _FEW) or (broken and not kept):
        raise _hopeless(text, kept, broken, lost)
    if not kept and not broken:
        raise DumpError(
            f"{text.path.name} has a header and no record. Nothing was written. Ask for the dump again, or give "
            "header=False if its first line is a user."
        )
    return kept, lost, exact and not text.blanks


def _hopeless(text: Text, kept: int, broken: int, lost: pl.DataFrame) -> DumpError:
    reason = lost.filter(pl.col("reason") != BLANK)["reason"].mode().sort()[0]
    return DumpError(
        f"{broken:,} of {kept + broken:,} records of {text.path.name} do not parse as {text.sniffed.dialect.word}-"
        f"separated text of {len(text.names):,} {'column' if len(text.names) == 1 else 'columns'}, mostly for this: "
        f"{reason}. Nothing was written. Say how it is written: delimiter=, quote=, escape=, encoding=, header=; or "
        "another kind as format=."
    )


def _stream(text: Text) -> pl.LazyFrame:
    return frame_of(text.names, text.batches)


def _scan(text: Text) -> pl.LazyFrame:
    dialect = text.sniffed.dialect
    return pl.scan_csv(
        text.path,
        has_header=False,
        skip_lines=text.skip,
        schema=dict.fromkeys(text.names, pl.String),
        separator=dialect.delimiter,
        quote_char=dialect.quote or None,
        empty_string_is_null=False,
        glob=False,
        row_index_name=ROW,
    )

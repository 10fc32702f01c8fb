"""One delimited file, opened: how it is written, what its columns are called, and its records in batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.dumps.binary import BINARY, kind_of_binary
from userferry.dumps.blocks import blocks_of, head_of
from userferry.dumps.encodings import Encoding, find_encoding
from userferry.dumps.headers import is_header, name_columns
from userferry.dumps.lines import Piece, pieces_of
from userferry.dumps.sniffing import Sniffed, sniff
from userferry.dumps.source import Options, open_bytes
from userferry.errors import DumpError


@dataclass(frozen=True, slots=True)
class Text:
    """One delimited file, its dialect known.

    Args:
        path: The file.
        encoding: Of its text.
        sniffed: Its dialect.
        header: Whether its first record names the columns.
        names: Of its columns.
        skip: How many physical lines stand before its first record of data.
        blanks: The numbers of the blank ones among them.
        quotes: Whether a quote stands near its start, so that records of several lines may follow.
        evidence: What was found out about it.
    """

    path: Path
    encoding: Encoding
    sniffed: Sniffed
    header: bool
    names: list[str]
    skip: int
    blanks: tuple[int, ...]
    quotes: bool
    evidence: tuple[tuple[str, str], ...]

    def pieces(self) -> Iterator[Piece]:
        """Read it through, block by block."""
        blocks = blocks_of(self.path, self.encoding, cr=self.sniffed.dialect.cr)
        return pieces_of(blocks, self.sniffed.dialect, len(self.names), skip=self.skip)

    def batches(self) -> Iterator[pl.DataFrame]:
        """Give its records in order."""
        for piece in self.pieces():
            yield piece.frame(self.names, self.sniffed.dialect)


def open_text(path: Path, options: Options) -> Text:
    """Find out how one file is written and what its columns are called.

    Raises:
        DumpError: It is binary, or its first line is no whole record.
    """
    encoding = find_encoding(path, options.encoding)
    head, whole = head_of(path, encoding)
    with open_bytes(path) as opened:
        kind = kind_of_binary(head, opened.read(32))
    if kind and not (
        kind == BINARY and options.format
    ):  # whoever names the format knows what its values hold
        raise DumpError(
            f"{path.name} is no delimited text: it is {kind}. Nothing was written. If it is another kind of dump, "
            "name it as format=; else export the users as CSV in UTF-8."
        )
    found = sniff(head, whole, options)
    if not found.records or (found.broken and options.header is not False):
        raise DumpError(
            f"The first line of {path.name}, which should name the columns, is no whole record: "
            f"{found.broken or 'it is blank, and so are all others'}. Nothing was written. Mend that line, or say how "
            "the file is written: delimiter=, quote=, escape=, encoding=, header=False."
        )
    header, why = is_header([record.fields for record in found.records])
    if options.header is not None:
        header, why = options.header, "as was asked"
    names, changed = name_columns(found.records[0].fields if header else [""] * found.width)
    evidence = [("encoding", f"{encoding.name}: {encoding.sign}"), *found.evidence, ("header", why)]
    evidence += [("names", "; ".join(changed))] if header and changed else []
    skip = found.skip + (found.records[0].lines if header else 0)
    quotes = bool(found.dialect.quote) and found.dialect.quote in head
    return Text(path, encoding, found, header, names, skip, found.blanks, quotes, tuple(evidence))

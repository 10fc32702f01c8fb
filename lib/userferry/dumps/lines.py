"""The records of a delimited text, block by block: whole lines at once by polars, the difficult ones one at a time.

A line that is a record by itself (the right number of fields, each bare or well quoted) is left to polars, which reads
such lines exactly; every other line goes to `Grammar`. What neither takes is rejected, and nothing else is touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

import polars as pl

from userferry.dumps.blocks import Block
from userferry.dumps.dialect import Dialect
from userferry.dumps.physical import ends_of, lines_of, offset_after
from userferry.dumps.tolerant import Grammar, Record
from userferry.dumps.whole import BOM, find_plain, join_records

BLANK = "blank line"


@dataclass(slots=True)
class Piece:
    """What one block of lines gave.

    Args:
        first: The number of its first line; 1 is the file's first.
        used: How many physical lines it takes up.
        lines: The physical lines without their ends, or whole records of several lines.
        plain: Which of them are records by themselves.
        at: Where each of `lines` begins (0 is the block's first) and of how many it is, where they are no lines.
        odd: The other records, by the line where they begin (0 is the block's first).
        rejected: Line number, text and reason of every line that is in no record.
        cut: Whether the block has more lines, which are read with the next one.
        exact: Whether polars' scanner would read the same records from the same bytes.
    """

    first: int
    used: int
    lines: pl.Series
    plain: pl.Series
    at: pl.DataFrame | None = None
    odd: list[tuple[int, Record]] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    cut: bool = False
    exact: bool = True

    @property
    def height(self) -> int:
        """How many records it holds."""
        return int(self.plain.sum()) + len(self.odd)

    def spans(self) -> list[tuple[int, int]]:
        """Give each record's first line number and how many lines it spans, in order."""
        if self.at is not None:
            return [(self.first + at, lines) for at, lines in self.at.iter_rows()]
        plain = ((self.first + at, 1) for at in self.plain.arg_true())
        return sorted([*plain, *((self.first + at, record.lines) for at, record in self.odd)])

    def frame(self, names: list[str], dialect: Dialect) -> pl.DataFrame:
        """Give its records in order, a String column for each name."""
        schema = pl.Schema(dict.fromkeys(names, pl.String()))
        text = self.lines.filter(self.plain).str.join("\n").item().encode() if self.plain.any() else b""
        frame = pl.read_csv(
            text + b"\n",
            has_header=False,
            schema=schema,
            separator=dialect.delimiter,
            quote_char=dialect.quote or None,
            empty_string_is_null=False,
        ) if text else pl.DataFrame(schema=schema)  # fmt: skip
        if not self.odd:
            return frame
        odd = pl.DataFrame([record.fields for _, record in self.odd], schema=schema, orient="row")
        order = pl.concat([self.plain.arg_true(), pl.Series([at for at, _ in self.odd], dtype=pl.UInt32)])
        return pl.concat([frame, odd])[order.arg_sort()]


def pieces_of(blocks: Iterator[Block], dialect: Dialect, width: int, *, skip: int) -> Iterator[Piece]:
    """Read the records of a text.

    Args:
        blocks: The text.
        dialect: How it is written.
        width: How many fields a record has.
        skip: How many physical lines stand before the first record.
    """
    grammar = Grammar(dialect, width)
    first, waiting, undecodable = 1, b"", frozenset[int]()
    for block, after in pairwise(chain(blocks, [None])):
        if block is None:
            return
        if block.undecodable:
            shift = len(ends_of(waiting, cr=dialect.cr))
            undecodable |= {at + shift for at in block.undecodable}
        text = waiting + block.text if waiting else block.text
        if skip and after is not None and len(ends_of(text, cr=dialect.cr)) < skip:
            waiting = text
            continue
        if skip:
            text = text[offset_after(text, skip, cr=dialect.cr) :]
            undecodable = frozenset(at - skip for at in undecodable if at >= skip)
            first, skip = first + skip, 0
        piece = _piece(grammar, text, undecodable, first=first, final=after is None)
        used = piece.used
        waiting = text[offset_after(text, used, cr=dialect.cr) :] if piece.cut else b""
        undecodable = frozenset(at - used for at in undecodable if at >= used)
        first += used
        yield piece


def _piece(grammar: Grammar, text: bytes, undecodable: frozenset[int], *, first: int, final: bool) -> Piece:
    lines = lines_of(text, cr=grammar.dialect.cr)
    plain = find_plain(lines, text, undecodable, grammar)
    piece = Piece(first, lines.len(), lines, plain)
    difficult = piece.plain.not_().arg_true().to_list()
    if not difficult:
        piece.exact = not text.endswith(b"\r")
        return piece
    joined = None if undecodable else join_records(lines, text, plain, grammar)
    if joined is not None:
        used = int(joined["lines"].sum())
        if used == piece.used or not final:
            every = pl.repeat(True, joined.height, dtype=pl.Boolean, eager=True)
            return Piece(
                first, used, joined["line"], every, joined.select("at", "lines"), cut=used < piece.used
            )
    texts, ends = lines.to_list(), ends_of(text, cr=grammar.dialect.cr)
    free, swallowed = 0, list[int]()
    for at in difficult:
        if at < free:
            continue
        outcome = _read(grammar, texts, ends, at, undecodable, final=final)
        if outcome is None:
            piece.used, piece.lines, piece.plain, piece.cut = at, lines[:at], plain[:at], True
            break
        if isinstance(outcome, str):
            piece.rejected.append((first + at, texts[at], outcome))
            continue
        piece.odd.append((at, outcome))
        free = at + outcome.lines
        swallowed += range(at + 1, free)
    if swallowed:
        piece.plain = piece.plain.scatter(swallowed, False)
    odd = [record for _, record in piece.odd]
    unlike = any(record.literal or record.fields[0].startswith(BOM) for record in odd)
    piece.exact = not (text.endswith(b"\r") or piece.rejected or unlike or (odd and grammar.dialect.escape))
    return piece


def _read(
    grammar: Grammar, texts: list[str], ends: list[str], at: int, undecodable: frozenset[int], *, final: bool
) -> Record | str | None:
    if not texts[at]:
        return BLANK
    if at in undecodable:
        return "bytes that the encoding does not know"
    outcome = grammar.record_at(texts, ends, at, final=final)
    if isinstance(outcome, Record):
        span = range(at, at + outcome.lines)
        if any(one in undecodable for one in span):
            return "a record that goes on over bytes which the encoding does not know"
        if any("\0" in texts[one] for one in span):
            return "a NUL byte"
    if isinstance(outcome, str) and not texts[at].strip():
        return BLANK
    return outcome

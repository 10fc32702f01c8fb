"""The records of a delimited text, block by block: whole lines at once by polars, the difficult ones one at a time.

A line that is a record by itself (the right number of fields, each bare or well quoted) is left to polars, which reads
such lines exactly; every other line goes to `Grammar`. What neither takes is rejected, and nothing else is touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise

import polars as pl

from userferry.dumps.dialect import Dialect
from userferry.dumps.encodings import Block
from userferry.dumps.tolerant import Grammar, Record

BLANK = "blank line"
BOM = "\ufeff"  # which polars drops from the start of what it is given
_FEED = re.compile(b"\r?\n")
_ANY_END = re.compile(b"\r\n|\n|\r")


@dataclass(slots=True)
class Piece:
    """What one block of lines gave.

    Args:
        first: The number of its first line; 1 is the file's first.
        lines: The physical lines without their ends.
        plain: Which of them are records by themselves.
        odd: The other records, by the line where they begin (0 is the block's first).
        rejected: Line number, text and reason of every line that is in no record.
        cut: Whether the block has more lines, which are read with the next one.
        exact: Whether polars' scanner would read the same records from the same bytes.
    """

    first: int
    lines: pl.Series
    plain: pl.Series
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
            shift = len(_ends(waiting, cr=dialect.cr))
            undecodable |= {at + shift for at in block.undecodable}
        text = waiting + block.text if waiting else block.text
        if skip and after is not None and len(_ends(text, cr=dialect.cr)) < skip:
            waiting = text
            continue
        if skip:
            text = text[_offset(text, skip, cr=dialect.cr) :]
            undecodable = frozenset(at - skip for at in undecodable if at >= skip)
            first, skip = first + skip, 0
        piece = _piece(grammar, text, undecodable, first=first, final=after is None)
        used = piece.lines.len()
        waiting = text[_offset(text, used, cr=dialect.cr) :] if piece.cut else b""
        undecodable = frozenset(at - used for at in undecodable if at >= used)
        first += used
        yield piece


def _ends(text: bytes, *, cr: bool) -> list[str]:
    """What ends each physical line; the last may end in nothing."""
    pairs, feeds = text.count(b"\r\n"), text.count(b"\n")
    if cr or 0 < pairs < feeds:
        ends = [end.decode() for end in (_ANY_END if cr else _FEED).findall(text)]
    else:
        ends = ["\r\n" if pairs else "\n"] * feeds
    if not text or text.endswith((b"\n", b"\r") if cr else b"\n"):
        return ends
    return [*ends, "\r" if text.endswith(b"\r") else ""]  # half a line end, where the file was cut off


def _lines(text: bytes, *, cr: bool) -> pl.Series:
    """Cut a text into physical lines, without their ends."""
    if not text:
        return pl.Series("line", dtype=pl.String)
    if not cr:
        return pl.read_lines(text, name="line").to_series()
    lines = _ANY_END.split(text)
    return pl.Series(
        "line", [line.decode() for line in (lines if lines[-1] else lines[:-1])], dtype=pl.String
    )


def _offset(text: bytes, lines: int, *, cr: bool) -> int:
    """Say where the text goes on after so many physical lines."""
    ends = islice((_ANY_END if cr else _FEED).finditer(text), lines - 1, lines) if lines else iter(())
    return next((end.end() for end in ends), len(text) if lines else 0)


def _plain(lines: pl.Series, text: bytes, undecodable: frozenset[int], grammar: Grammar) -> pl.Series:
    """Tell which lines are records by themselves that polars reads as they are."""
    dialect, more = grammar.dialect, grammar.width - 1
    if not (dialect.delimiter.isascii() and dialect.quote.isascii()):  # polars takes one byte
        return pl.repeat(False, lines.len(), dtype=pl.Boolean, eager=True)
    line = pl.col("line")
    marks = [
        mark for mark in ("\r", "\0", BOM, dialect.quote, dialect.escape) if mark and mark.encode() in text
    ]
    bare = [~line.str.contains(mark, literal=True) for mark in marks]
    width = line.str.count_matches(dialect.delimiter, literal=True) == more
    plain = lines.to_frame().select(pl.all_horizontal(line != "", width, *bare).alias("plain")).to_series()
    if dialect.quote and dialect.quote in marks and not plain.all():
        delimiter, quote, escape = map(re.escape, (dialect.delimiter, dialect.quote, dialect.escape))
        within, outside = rf"[^{quote}{escape}\x00]", rf"[^{delimiter}{quote}{escape}\r\x00{BOM}]"
        field = f"(?:{quote}(?:{within}|{quote}{quote})*{quote}|{outside}*)"
        rest = plain.not_().arg_true()
        quoted = lines.gather(rest)
        whole = quoted.str.contains(f"^{field}(?:{delimiter}{field}){{{more}}}$") & (quoted != "")
        plain = plain.scatter(rest, whole)
    return plain.scatter(list(undecodable), False) if undecodable else plain


def _piece(grammar: Grammar, text: bytes, undecodable: frozenset[int], *, first: int, final: bool) -> Piece:
    lines = _lines(text, cr=grammar.dialect.cr)
    piece = Piece(first, lines, _plain(lines, text, undecodable, grammar))
    difficult = piece.plain.not_().arg_true().to_list()
    if not difficult:
        piece.exact = not text.endswith(b"\r")
        return piece
    texts, ends = lines.to_list(), _ends(text, cr=grammar.dialect.cr)
    free, swallowed = 0, list[int]()
    for at in difficult:
        if at < free:
            continue
        outcome = _read(grammar, texts, ends, at, undecodable, final=final)
        if outcome is None:
            piece.lines, piece.plain, piece.cut = lines[:at], piece.plain[:at], True
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

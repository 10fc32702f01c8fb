"""Records that polars reads as they are: lines that are whole by themselves, and runs of lines that make one."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from userferry.dumps.tolerant import RUNAWAY_CHARACTERS, RUNAWAY_LINES, Grammar

BOM = "\ufeff"  # which polars drops from the start of what it is given
_MARKS = ("\r", "\0", BOM)


def count_plain(path: Path, skip: int, grammar: Grammar) -> int | None:
    """Count the records of a UTF-8 file in which each line is one, without a quote in it.

    Args:
        path: The file, not compressed.
        skip: How many physical lines stand before the first record.
        grammar: Of the records.

    Returns:
        The count; None where some line is more difficult.
    """
    with path.open("rb") as opened:
        opened.seek(-1, os.SEEK_END)
        if opened.read() == b"\r":
            return None
    try:
        found = (
            pl.scan_lines(path, glob=False).slice(skip).select(pl.len(), plain=_bare(_MARKS, grammar).all())
        )
        count, plain = found.collect(engine="streaming").row(0)
    except pl.exceptions.ComputeError:  # not UTF-8 after all
        return None
    return int(count) if plain else None


def _bare(marks: Sequence[str], grammar: Grammar) -> pl.Expr:
    line, dialect = pl.col("line"), grammar.dialect
    without = [
        ~line.str.contains(mark, literal=True) for mark in (*marks, dialect.quote, dialect.escape) if mark
    ]
    width = line.str.count_matches(dialect.delimiter, literal=True) == grammar.width - 1
    return pl.all_horizontal(line != "", width, *without)


def find_plain(lines: pl.Series, text: bytes, undecodable: frozenset[int], grammar: Grammar) -> pl.Series:
    """Tell which lines are records by themselves that polars reads as they are."""
    dialect = grammar.dialect
    if not (dialect.delimiter.isascii() and dialect.quote.isascii()):  # polars takes one byte
        return pl.repeat(False, lines.len(), dtype=pl.Boolean, eager=True)
    marks = [mark for mark in _MARKS if mark.encode() in text]
    plain = lines.to_frame().select(plain=_bare(marks, grammar)).to_series()
    if dialect.quote and dialect.quote.encode() in text and not plain.all():
        rest = plain.not_().arg_true()
        quoted = lines.gather(rest)
        whole = quoted.str.contains(_pattern(grammar)) & (quoted != "")
        plain = plain.scatter(rest, whole)
    return plain.scatter(list(undecodable), False) if undecodable else plain


def _pattern(grammar: Grammar) -> str:
    dialect = grammar.dialect
    delimiter, quote, escape = map(re.escape, (dialect.delimiter, dialect.quote, dialect.escape))
    within, outside = rf"[^{quote}{escape}\x00]", rf"[^{delimiter}{quote}{escape}\r\n\x00{BOM}]"
    field = f"(?:{quote}(?:{within}|{quote}{quote})*{quote}|{outside}*)"
    return f"^{field}(?:{delimiter}{field}){{{grammar.width - 1}}}$"


def join_records(lines: pl.Series, text: bytes, plain: pl.Series, grammar: Grammar) -> pl.DataFrame | None:
    """Join the lines of a block into records by counting quotes, where that leaves no doubt about any of them.

    It is what `Grammar` would find line by line, for a block in which nothing is broken.

    Returns:
        `line` String (a whole record), `at` UInt32 (its first line) and `lines` UInt32, without a record that goes on
        after the block; or None where a line is none, or might be a record by itself.
    """
    dialect = grammar.dialect
    if not dialect.quote or dialect.escape or dialect.cr or not (dialect.delimiter + dialect.quote).isascii():
        return None
    if b"\r" in text:  # the ends inside a record belong to it
        cut = pl.Series("line", [text.decode()]).str.split("\n").explode()
        lines = cut.head(lines.len())
    line = pl.col("line")
    opened = line.str.count_matches(dialect.quote, literal=True).cum_sum() % 2 == 1
    marked = pl.DataFrame({"line": lines, "plain": plain}).with_row_index("at").with_columns(opened=opened)
    marked = marked.with_columns(begins=~pl.col("opened").shift(1, fill_value=False))
    if marked["opened"][-1]:
        marked = marked.head(marked.filter("begins")["at"][-1])
    if marked.is_empty() or marked.filter("begins", ~pl.col("opened"), ~pl.col("plain")).height:
        return None
    full = line.str.count_matches(dialect.delimiter, literal=True) == grammar.width - 1
    several = pl.len() > 1
    inner = full.slice(1, pl.len() - 2)
    doubt = (full.first() & full.last()) | ((pl.len() > 2) & inner.all())  # noqa: PLR2004 a line between two
    long = (pl.len() > RUNAWAY_LINES) | (line.str.len_chars().sum() > RUNAWAY_CHARACTERS)
    records = marked.group_by(pl.col("begins").cum_sum().alias("record"), maintain_order=True).agg(
        line.str.join("\n").first().str.strip_suffix("\r"),
        pl.col("at").first(),
        pl.len().alias("lines"),
        doubt=several & ((doubt & (not dialect.all_quoted)) | long),
    )
    joined = records.filter(pl.col("lines") > 1)
    if records["doubt"].any() or not joined["line"].str.contains(_pattern(grammar)).all():
        return None
    return records.select("line", "at", "lines")

"""Physical lines: where a text in UTF-8 is cut, and what ends each line."""

import re
from itertools import islice

import polars as pl

_FEED = re.compile(b"\r?\n")
_ANY_END = re.compile(b"\r\n|\n|\r")


def ends_of(text: bytes, *, cr: bool) -> list[str]:
    """What ends each physical line; the last may end in nothing."""
    pairs, feeds = text.count(b"\r\n"), text.count(b"\n")
    if cr or 0 < pairs < feeds:
        ends = [end.decode() for end in (_ANY_END if cr else _FEED).findall(text)]
    else:
        ends = ["\r\n" if pairs else "\n"] * feeds
    if not text or text.endswith((b"\n", b"\r") if cr else b"\n"):
        return ends
    return [*ends, "\r" if text.endswith(b"\r") else ""]  # half a line end, where the file was cut off


def lines_of(text: bytes, *, cr: bool) -> pl.Series:
    """Cut a text into physical lines, without their ends."""
    if not text:
        return pl.Series("line", dtype=pl.String)
    if not cr:
        return pl.read_lines(text, name="line").to_series()
    lines = _ANY_END.split(text)
    return pl.Series(
        "line", [line.decode() for line in (lines if lines[-1] else lines[:-1])], dtype=pl.String
    )


def offset_after(text: bytes, lines: int, *, cr: bool) -> int:
    """Say where the text goes on after so many physical lines."""
    ends = islice((_ANY_END if cr else _FEED).finditer(text), lines - 1, lines) if lines else iter(())
    return next((end.end() for end in ends), len(text) if lines else 0)

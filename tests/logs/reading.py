"""Read a log as whoever operates the workbench would, and look whether it is what the vocabulary promises."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from userferry.logs import EVENTS, EVERYWHERE

LEVELS = {20: "info", 30: "warning", 40: "error"}
_AT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_SHORTEST = 4

Line = dict[str, Any]


def read_log(path: Path) -> list[Line]:
    """Read a log whose every line is whole and of the vocabulary; nothing where there is no file."""
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    for line in lines:
        check_line(line)
    for process in {line["process"] for line in lines}:
        times = [line["at"] for line in lines if line["process"] == process]
        assert all(before <= after for before, after in pairwise(times))
    return lines


def check_line(line: Line) -> None:
    """Check one line: its event, its fields, and that no value was withheld."""
    event = EVENTS[line["event"]]
    assert list(line)[:4] == ["at", "level", "event", "process"]
    assert _AT.fullmatch(line["at"])
    assert line["level"] == LEVELS[event.level]
    assert type(line["process"]) is int
    kinds = {**EVERYWHERE, **event.fields}
    for name, value in list(line.items())[4:]:
        assert value is not None, line
        assert kinds[name].take(value) == value, line


def events(lines: Iterable[Line]) -> list[str]:
    """Give what happened, in order."""
    return [line["event"] for line in lines]


def of(lines: Iterable[Line], event: str) -> list[Line]:
    """Give the lines of one event."""
    return [line for line in lines if line["event"] == event]


def only(lines: Iterable[Line], event: str) -> Line:
    """Give the one line of an event."""
    (line,) = of(lines, event)
    return line


def fields(line: Line) -> Line:
    """Give a line's own fields."""
    general = {"at", "level", "event", "process", "seconds", *EVERYWHERE}
    return {name: value for name, value in line.items() if name not in general}


def values_of(*dumps: Path) -> set[str]:
    """Collect the values of CSV dumps that are long enough to be somebody's."""
    found: set[str] = set()
    for path in dumps:
        with path.open(newline="", encoding="utf-8") as opened:
            found |= {value for row in csv.DictReader(opened) for value in row.values()}
    return {value for value in found if len(value) >= _SHORTEST}


def strings_in(value: Any) -> set[str]:
    """Collect every text and number within a JSON value, as text."""
    if isinstance(value, dict):
        return set().union(*(strings_in(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*map(strings_in, value))
    return {str(value)} if isinstance(value, str | int) and not isinstance(value, bool) else set()


def found_in(text: str, values: Iterable[str]) -> Counter[str]:
    """Count which of these values stand anywhere in a text."""
    wanted = sorted({value for value in values if len(value) >= _SHORTEST})
    hits = pl.Series([text]).str.extract_many(wanted, overlapping=True).explode().drop_nulls()
    return Counter(hits.to_list())

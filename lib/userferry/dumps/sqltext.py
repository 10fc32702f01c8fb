r"""Find the records in the text of a SQL dump: COPY blocks and INSERT statements, a window of the file at a time.

A COPY block is one record a line, tab between the fields, up to a line `\.` (PostgreSQL, "COPY", File Formats). In an
INSERT statement a quote inside a string is doubled (SQL) or follows a backslash (MySQL, "String Literals"). Statements
begin at the start of a line, as pg_dump, mysqldump and phpMyAdmin write them; what else the dump says is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from userferry.dumps.records import BATCH_ROWS
from userferry.dumps.source import open_bytes

_BLOCK_BYTES = 1 << 20
_MOST_RECORD_BYTES = 64 << 20
_PART = rb'(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|[\w$\x80-\xff]+)'
_NAME = _PART + rb"(?:\." + _PART + rb")?"
_LIST = rb"\s*" + _PART + rb"(?:\s*,\s*" + _PART + rb")*\s*"
_START = re.compile(
    rb"^(?:COPY |CREATE (?:UNLOGGED )?TABLE |(?:INSERT|REPLACE) (?:IGNORE )?INTO )",
    re.MULTILINE | re.IGNORECASE,
)
_HEADS = {
    b"CO": re.compile(rb"COPY (" + _NAME + rb")(?: \(([^\n]*)\))? FROM stdin;\r?\n", re.IGNORECASE),
    b"CR": re.compile(
        rb"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(" + _NAME + rb")\s*\((.*?)\n\)",
        re.IGNORECASE | re.DOTALL,
    ),
    b"IN": re.compile(
        rb"\w+ (?:IGNORE )?INTO ("
        + _NAME
        + rb")\s*(?:\(("
        + _LIST
        + rb")\)\s*)?(?:OVERRIDING \w+ VALUE\s*)?VALUES(?=\s*\()\s*",
        re.IGNORECASE,
    ),
}
_HEADS[b"RE"] = _HEADS[b"IN"]
_INTO = re.compile(rb"\w+ (?:IGNORE )?INTO (" + _NAME + rb")[^\n]*", re.IGNORECASE)
_DEFINED = re.compile(rb"^\s*(" + _PART + rb")\s+([\w]+)", re.MULTILINE)
_NO_COLUMN = re.compile(
    rb"CONSTRAINT|PRIMARY|UNIQUE|KEY|FULLTEXT|SPATIAL|CHECK|FOREIGN|INDEX|EXCLUDE|PERIOD|LIKE"
)
_BINARY_TYPE = re.compile(rb"\w*(blob|binary)|bit|geometry|point|linestring|polygon|multi\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns in order, and which of them MySQL writes as bytes rather than text."""

    columns: tuple[str, ...]
    binary: frozenset[str] = frozenset()


@dataclass(slots=True)
class Records:
    """Some records of one table, as they stand in the dump.

    Args:
        table: Its name, with the schema where the dump says it.
        shape: The columns that each record has.
        lines: Of a COPY block: one record each, without the line feed.
        rows: Of an INSERT statement: the literals of each record.
        kept: How many they are, collected or not.
        rejected: Line (1 is the first), text and reason of what did not parse.
    """

    table: str
    shape: Shape
    lines: list[bytes] = field(default_factory=list)
    rows: list[tuple[bytes, ...]] = field(default_factory=list)
    kept: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)


class _Window:
    """The part of a stream that is in memory: from `at` on it is not read yet."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.data, self.at = stream, b"", 0
        self.line, self.counted = 1, 0

    def more(self) -> bool:
        """Drop what was read and take as much again as is left: a long record costs no square of its length."""
        self.line_at(self.at)
        rest = self.data[self.at :]
        block = self.stream.read(max(_BLOCK_BYTES, len(rest)))
        self.data, self.at, self.counted = rest + block, 0, 0
        return bool(block)

    def line_at(self, position: int) -> int:
        """Number the line of a position that is not before the last one asked for."""
        self.line += self.data.count(b"\n", self.counted, position)
        self.counted = max(self.counted, position)
        return self.line


@lru_cache(maxsize=64)
def _record(width: int | None, *, backslash: bool) -> re.Pattern[bytes]:
    """Match one record in parentheses and what ends it; of any width where it is None."""
    inside = rb"[^'\\]++|\\.|''" if backslash else rb"[^']++|''"
    string = rb"(?:[A-Za-z_]\w*\s*)?'(?:" + inside + rb")*+'"
    if width is None:
        body = rb"((?:[^'()]++|'(?:" + inside + rb")*+'|\((?:[^'()]++|'(?:" + inside + rb")*+')*+\))*+)"
    else:
        body = rb"\s*,\s*".join([rb"(" + string + rb"|[^\s'(),;]++)"] * width)
    return re.compile(rb"\s*+\(\s*" + body + rb"\s*\)\s*(,|;|ON [^;]*;)", re.DOTALL)


class Scan:
    """One pass over the dump.

    Args:
        encoding: Python's name for that of its texts.
        backslash: Whether a backslash escapes inside quotes.
        wanted: The table whose records are collected; those of the others are counted.
    """

    def __init__(self, encoding: str, *, backslash: bool, wanted: str | None = None) -> None:
        self.encoding, self.backslash, self.wanted = encoding, backslash, wanted
        self.shapes: dict[str, Shape] = {}
        self._listed: dict[tuple[str, bytes], Shape] = {}

    def read(self, path: Path) -> Iterator[Records]:
        """Give the records of one file, about `BATCH_ROWS` at a time; `shapes` then knows every table it defines."""
        with open_bytes(path) as opened:
            window = _Window(opened)
            while True:
                start = _START.search(window.data, window.at)
                if start is None:
                    left = window.data.rfind(b"\n", window.at) + 1
                    window.at = max(window.at, left, len(window.data) - _BLOCK_BYTES)
                    if not window.more():
                        return
                    continue
                window.at = start.start()
                kind = start[0][:2].upper()
                head = _HEADS[kind].match(window.data, window.at)
                if head is None:
                    if len(window.data) - window.at > _BLOCK_BYTES or not window.more():
                        yield from self._unread(window)
                        window.at += len(start[0])
                    continue
                window.at = head.end()
                table = ".".join(map(self._name, re.findall(_PART, head[1])))
                if kind == b"CR":
                    self._define(table, head[2])
                elif kind == b"CO":
                    listed = tuple(map(self._name, re.findall(_PART, head[2] or b"")))
                    known = self.shapes.get(table) or self._numbered(window)
                    self.shapes[table] = Shape(listed) if listed else known
                    yield from self._copied(window, table, self.shapes[table])
                else:
                    yield from self._inserted(window, table, self._shape(window, table, head[2]))

    def _name(self, raw: bytes) -> str:
        name = raw.decode(self.encoding, "replace")
        return name[1:-1].replace(name[0] * 2, name[0]) if name[0] in '"`' else name

    def _unread(self, window: _Window) -> Iterator[Records]:
        """Keep an INSERT of another form (`SET`, `SELECT`) aside by its first line."""
        if into := _INTO.match(window.data, window.at):
            table = ".".join(map(self._name, re.findall(_PART, into[1])))
            found = Records(table, self.shapes.get(table, Shape(())))
            self._reject(found, window, into.end(), "this form of INSERT is not read")
            yield found

    def _numbered(self, window: _Window) -> Shape:
        """Number the columns of a COPY block that names none, by its first record."""
        while b"\n" not in window.data[window.at :] and window.more():
            pass
        width = window.data[window.at :].partition(b"\n")[0].count(b"\t") + 1
        return Shape(tuple(f"column_{place + 1}" for place in range(width)))

    def _define(self, table: str, body: bytes) -> None:
        found = [
            (self._name(name), kind)
            for name, kind in _DEFINED.findall(body)
            if not _NO_COLUMN.fullmatch(name)
        ]
        binary = frozenset(name for name, kind in found if self.backslash and _BINARY_TYPE.fullmatch(kind))
        self.shapes[table] = Shape(tuple(name for name, _ in found), binary)

    def _shape(self, window: _Window, table: str, listed: bytes | None) -> Shape:
        """Take the columns that the statement lists, else the table's, else number those of its first record."""
        known = self.shapes.get(table, Shape(()))
        if listed is not None:
            if (table, listed) not in self._listed:
                names = tuple(map(self._name, re.findall(_PART, listed)))
                self._listed[table, listed] = Shape(names, known.binary)
            known = self._listed[table, listed]
        if not known.columns:
            anything = _record(None, backslash=self.backslash)
            while (first := anything.match(window.data, window.at)) is None and window.more():
                pass
            width = len(re.findall(rb"'(?:[^'\\]|\\.|'')*'|[^',\s]+", first[1])) if first else 1
            known = Shape(tuple(f"column_{i + 1}" for i in range(width)))
        self.shapes.setdefault(table, known)
        return known

    def _copied(self, window: _Window, table: str, shape: Shape) -> Iterator[Records]:
        width, ended = len(shape.columns), False
        while not ended:
            found = Records(table, shape)
            data, at = window.data, window.at
            end = at if data.startswith(b"\\.", at) else data.find(b"\n\\.", at) + 1
            ended = end > at or data.startswith(b"\\.", at)
            cut = end if ended else data.rfind(b"\n", at) + 1 or at
            first, block = window.line_at(at), data[at:cut].replace(b"\r\n", b"\n")
            lines, decodes = block.split(b"\n")[:-1], self._decodes(block)
            for i, line in enumerate(lines):
                fields = line.count(b"\t") + 1
                if fields == width and (decodes or self._decodes(line)):
                    if table == self.wanted:
                        found.lines.append(line)
                    continue
                reason = f"not {self.encoding}" if fields == width else f"{fields} fields instead of {width}"
                found.rejected.append((first + i, line.decode(self.encoding, "replace"), reason))
            found.kept = len(lines) - len(found.rejected)
            window.at = cut
            if not ended and not window.more():
                ended = True
                rest = window.data.decode(self.encoding, "replace")
                found.rejected.append((window.line, rest, "the file ends before the table does"))
            yield found

    def _inserted(self, window: _Window, table: str, shape: Shape) -> Iterator[Records]:
        record = _record(len(shape.columns), backslash=self.backslash)
        anything = _record(None, backslash=self.backslash)
        found, ended = Records(table, shape), False
        while not ended:
            while one := record.match(window.data, window.at):
                if self._decodes(one[0]) or all(
                    name in shape.binary or value.startswith(b"_binary") or self._decodes(value)
                    for name, value in zip(shape.columns, one.groups(), strict=False)
                ):
                    found.kept += 1
                    if table == self.wanted:
                        found.rows.append(one.groups()[:-1])
                else:
                    self._reject(found, window, one.end(), f"not {self.encoding}")
                window.at = one.end()
                if ended := one[one.lastindex or 0] != b",":
                    break
                if len(found.rows) >= BATCH_ROWS:
                    yield found
                    found = Records(table, shape)
            if ended:
                break
            if other := anything.match(window.data, window.at):
                self._reject(found, window, other.end(), f"not {len(shape.columns)} plain values")
                window.at, ended = other.end(), other[2] != b","
            elif len(window.data) - window.at > _MOST_RECORD_BYTES or not window.more():
                line = window.data.find(b"\n", window.at + 1) + 1 or len(window.data)
                self._reject(found, window, line, "the record has no end")
                window.at, ended = line, True
        yield found

    def _decodes(self, value: bytes) -> bool:
        try:
            value.decode(self.encoding)
        except UnicodeDecodeError:
            return False
        return True

    def _reject(self, found: Records, window: _Window, end: int, reason: str) -> None:
        text = window.data[window.at : end].strip()
        start = end - len(window.data[window.at : end].lstrip())
        found.rejected.append((window.line_at(start), text.decode(self.encoding, "replace"), reason))

"""One record at a time out of lines that may be broken: what is not whole is refused, and the next line is tried.

The grammar is RFC 4180's, with another delimiter, quote or escape where the dialect says so; a quote inside a field
that does not begin with one is an ordinary character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from userferry.dumps.dialect import Dialect

RUNAWAY_LINES = 1_000
RUNAWAY_CHARACTERS = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record.

    Args:
        fields: Its values.
        lines: How many physical lines it spans.
        quoted: How many of its fields stand in quotes.
        literal: Whether a quote stands inside a field that is not quoted.
    """

    fields: list[str]
    lines: int
    quoted: int
    literal: bool


class Grammar:
    """Reads records of one dialect; a width of 0 takes any."""

    def __init__(self, dialect: Dialect, width: int) -> None:
        self.dialect, self.width = dialect, width
        delimiter, quote, escape = (
            re.escape(one) for one in (dialect.delimiter, dialect.quote, dialect.escape)
        )
        escaped = f"|{escape}.|{escape}$" if escape else ""
        self._bare = re.compile(f"(?:[^{delimiter}{escape}]+{escaped})*")
        self._inside = re.compile(f"(?:[^{quote}{escape}]+|{quote}{quote}{escaped})*" if quote else "")
        special = f"{escape}(?=[{escape}{quote}{delimiter}])"
        self._bare_marks = re.compile(f"{special}(.)") if escape else None
        self._inside_marks = re.compile(f"(?:{quote}(?={quote}){f'|{special}' if escape else ''})(.)")

    def record_at(
        self, lines: Sequence[str], ends: Sequence[str], first: int, *, final: bool
    ) -> Record | str | None:
        """Read the record that begins at a line.

        Args:
            lines: Physical lines without their ends.
            ends: What ends each.
            first: Where to begin.
            final: Whether no line follows the last one given.

        Returns:
            The record; or the reason why the line is none; or None where more lines are needed to tell.
        """
        delimiter, quote = self.dialect.delimiter, self.dialect.quote
        fields: list[str] = []
        line, at, quoted, literal = first, 0, 0, False
        while True:
            text = lines[line]
            if quote and text.startswith(quote, at):
                inside = self._quoted(lines, ends, line, at + 1, first, final=final)
                if inside is None or isinstance(inside, str):
                    return inside
                value, line, at = inside
                text, quoted = lines[line], quoted + 1
                if at < len(text) and not text.startswith(delimiter, at):
                    return "text after a closing quote"
            else:
                found = self._bare.match(text, at)
                value, at = (found.group(), found.end()) if found else ("", at)
                if "\r" in value:
                    return "a carriage return outside quotes"
                literal = literal or (bool(quote) and quote in value)
                value = self._bare_marks.sub(r"\1", value) if self._bare_marks else value
            fields.append(value)
            if at >= len(text):
                break
            at += len(delimiter)
        if self.width and len(fields) != self.width:
            return _other_width(len(fields), self.width)
        if line > first and self.width and self._swallows(lines[first : line + 1]):
            return "an open quote would swallow lines that are records by themselves"
        return Record(fields, line - first + 1, quoted, literal)

    def _quoted(
        self, lines: Sequence[str], ends: Sequence[str], line: int, at: int, first: int, *, final: bool
    ) -> tuple[str, int, int] | str | None:
        parts: list[str] = []
        size = 0
        while True:
            text = lines[line]
            found = self._inside.match(text, at)
            part, at = (found.group(), found.end()) if found else ("", at)
            parts.append(part)
            if at < len(text):
                return self._inside_marks.sub(r"\1", "".join(parts)), line, at + 1
            if line + 1 >= len(lines):
                return "an open quote that nothing closes" if final else None
            size += len(part)
            parts.append(ends[line])
            line, at = line + 1, 0
            if line - first >= RUNAWAY_LINES or size > RUNAWAY_CHARACTERS:
                return "an open quote that nothing closes in 1,000 lines or 1 MiB"

    def _swallows(self, span: Sequence[str]) -> bool:
        if self.dialect.all_quoted:  # a line inside a field cannot look like a record then
            return False
        whole = [line.count(self.dialect.delimiter) == self.width - 1 for line in span]
        inner = whole[1:-1]
        return (whole[0] and whole[-1]) or (bool(inner) and all(inner))


def _other_width(found: int, expected: int) -> str:
    return f"{found:,} {'field' if found == 1 else 'fields'} where the header has {expected:,}"

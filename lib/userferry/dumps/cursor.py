"""A place in a stream of JSON text, from which one value after another is taken (RFC 8259)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from userferry.dumps.jsontext import DECODER, refuse_unfit, why
from userferry.dumps.texts import MAX_RECORD_CHARS, too_long
from userferry.errors import DumpError

_BLANK = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|["{}\[\],]', re.DOTALL)


class Cursor:
    """A place in a stream of JSON text.

    Args:
        path: The file, to name it.
        blocks: Its text.
    """

    def __init__(self, path: Path, blocks: Iterator[str]) -> None:
        self._path, self._blocks = path, blocks
        self._text, self._at = "", 0
        self._line, self._counted = 1, 0

    def peek(self) -> str:
        """Give the next character that is no blank, without taking it; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._load():
                return ""

    def take(self, expected: str) -> None:
        """Take one of these characters.

        Raises:
            DumpError: Another stands here.
        """
        found = self.peek()
        if not found:
            raise self.cut()
        if found not in expected:
            raise self._astray(" or ".join(expected))
        self._at += 1

    def line(self) -> int:
        """Count the line of this place; 1 is the first."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def value(self) -> tuple[str, Any]:
        """Take the next value: its text, and itself or the ValueError that says why it is none.

        Raises:
            DumpError: The text ends within it, or it is longer than 64 Mi characters.
        """
        self.peek()
        while True:
            try:
                found, end = DECODER.raw_decode(self._text, self._at)
                refuse_unfit(self._text[self._at : end], found)
            except (ValueError, RecursionError) as error:
                found, broken_end = ValueError(why(error, self._at)), _end_of(self._text, self._at)
                if broken_end is None:
                    if len(self._text) - self._at > MAX_RECORD_CHARS:
                        raise too_long(self._path) from None
                    if self._load():
                        continue
                    raise self.cut() from None
                if broken_end == self._at:
                    raise self._astray("a value") from None
                end = broken_end
            if end == len(self._text) and self._load():  # a number may go on in the next block
                continue
            text, self._at = self._text[self._at : end], end
            return text, found

    def cut(self) -> DumpError:
        """Say that the text ends too early."""
        return DumpError(
            f"{self._path.name} is cut off: it ends within what begins in line {self.line():,}. Nothing was written. "
            "Ask for the file again, whole."
        )

    def _astray(self, expected: str) -> DumpError:
        return DumpError(
            f"{self._path.name} is no JSON: line {self.line():,} should go on with {expected}. Nothing was written. "
            "Ask for the file again, or export it as one JSON object a line."
        )

    def _load(self) -> bool:
        block = next(self._blocks, "")
        if block:
            self.line()
            self._text, self._at, self._counted = self._text[self._at :] + block, 0, 0
        return bool(block)


def _end_of(text: str, start: int) -> int | None:
    """Find where a broken value ends: at the comma or the bracket that follows it; None if that is not there yet."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark == '"':
            return None
        if mark in "{[":
            depth += 1
        elif mark in "}]":
            if depth == 0:
                return token.start()
            depth -= 1
            if depth == 0:
                return token.end()
        elif mark == "," and depth == 0:
            return token.start()
    return None

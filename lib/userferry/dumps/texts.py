"""A dump's text, decoded in lines or in blocks, with memory bounded by one of either."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import AnyStr

from userferry.dumps.source import Options, Source, open_bytes
from userferry.errors import DumpError

MAX_RECORD_CHARS = 1 << 26
_BLOCK_BYTES = 1 << 20
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(source: Source, options: Options) -> str:
    """Name the encoding: what a person says, what a byte-order mark says, or UTF-8.

    Raises:
        DumpError: Python knows no encoding of that name.
    """
    if options.encoding is None:
        return _MARKS.get(source.head[:2], "utf-8")
    try:
        return codecs.lookup(options.encoding).name
    except LookupError:
        raise DumpError(
            f"There is no encoding {options.encoding!r}. Nothing was written. "
            "Give one such as encoding='utf-8', 'cp1252', 'latin-1' or 'utf-16'."
        ) from None


def head_of(source: Source, options: Options | None = None) -> str:
    """Decode the first bytes, without a byte-order mark; what does not decode is left out."""
    encoding = encoding_of(source, options or Options())
    return source.head.decode(encoding, "ignore").removeprefix("\ufeff")


def read_lines(path: Path, encoding: str) -> Iterator[tuple[int, str, str]]:
    r"""Give a file's lines: the number (1 is the first), the text without its end, and why it does not decode.

    Only a line feed ends a line: U+2028 and its like are text. A line that does not decode has its foreign bytes
    as `\xff`, and its neighbours are not disturbed; in UTF-16 and UTF-32 nobody can tell where the next begins.

    Raises:
        DumpError: A line longer than 64 Mi characters, or bytes that are no UTF-16 or UTF-32.
    """
    if encoding.startswith(("utf-16", "utf-32")):
        for number, text in enumerate(_split(read_blocks(path, encoding), "\n", path), 1):
            yield number, text.removesuffix("\r"), ""
        return
    for number, raw in enumerate(_split(_read_bytes(path), b"\n", path), 1):
        try:
            text, trouble = raw.decode(encoding), ""
        except UnicodeDecodeError as error:
            text = raw.decode(encoding, "backslashreplace")
            trouble = f"byte {error.start + 1} is not {encoding}"
        if number == 1:
            text = text.removeprefix("\ufeff")
        yield number, text.removesuffix("\r"), trouble


def read_blocks(path: Path, encoding: str) -> Iterator[str]:
    """Give a file's text in blocks of about a million characters, without a byte-order mark.

    Raises:
        DumpError: It is not of this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, first = 0, True
    try:
        for block in _read_bytes(path):
            if text := decoder.decode(block):
                yield text.removeprefix("\ufeff") if first else text
                first = False
            offset += len(block)
        if text := decoder.decode(b"", final=True):
            yield text
    except UnicodeDecodeError as error:
        raise DumpError(
            f"{path.name} is not {encoding} (near byte {offset + error.start:,}). Nothing was written. "
            "Name its encoding, such as encoding='cp1252'."
        ) from None


def _read_bytes(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as opened:
        while block := opened.read(_BLOCK_BYTES):
            yield block


def _split(blocks: Iterator[AnyStr], end: AnyStr, path: Path) -> Iterator[AnyStr]:
    rest = end[:0]
    for block in blocks:
        lines = (rest + block).split(end)
        rest = lines.pop()
        yield from lines
        if len(rest) > MAX_RECORD_CHARS:
            raise too_long(path)
    if rest:
        yield rest


def too_long(path: Path) -> DumpError:
    """Say that what should be one record has no end."""
    return DumpError(
        f"{path.name} has a record of more than {MAX_RECORD_CHARS >> 20} Mi characters: it is another kind of file, or "
        "a quote in it is never closed. Nothing was written. Name its kind as format=, or ask for the file again."
    )

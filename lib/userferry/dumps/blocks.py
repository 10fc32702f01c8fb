"""A text as blocks of whole lines in UTF-8, the bytes that mean nothing in its encoding marked on the way."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from userferry.dumps.encodings import Encoding
from userferry.dumps.source import HEAD_BYTES, open_bytes
from userferry.errors import DumpError

BLOCK_BYTES = 4 << 20
_LONGEST_LINE_BYTES = 64 << 20
_MARKED = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Block:
    r"""Whole lines of a text in UTF-8; only the last line of the last block may lack its end.

    Args:
        text: The lines with their ends.
        undecodable: Which lines (0 is the block's first) hold bytes that the encoding does not know; in the text
            each such byte reads `\xff`.
    """

    text: bytes
    undecodable: frozenset[int] = frozenset()


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in broken), error.end


codecs.register_error("userferry.mark", _mark)


def head_of(path: Path, encoding: Encoding) -> tuple[str, bool]:
    r"""Read the start of a text, its undecodable bytes as `\xff`, and say whether that is the whole of it."""
    decoder = codecs.getincrementaldecoder(encoding.name)("userferry.mark")
    with open_bytes(path) as opened:
        opened.read(len(encoding.mark))
        raw, more = opened.read(HEAD_BYTES), opened.read(1)
    return _show(decoder.decode(raw, final=not more)), not more


def blocks_of(path: Path, encoding: Encoding, *, cr: bool = False) -> Iterator[Block]:
    """Read a text as blocks of whole lines in UTF-8.

    Args:
        path: The file, compressed or not.
        encoding: Of its text.
        cr: Whether a carriage return without a line feed ends a line too.

    Raises:
        DumpError: The file cannot be read, or a line is longer than 64 MiB.
    """
    decoder = codecs.getincrementaldecoder(encoding.name)("userferry.mark")
    as_it_is = encoding.name == "utf-8" and not cr
    waiting: list[bytes] = []
    size = 0
    with open_bytes(path) as opened:
        opened.read(len(encoding.mark))
        while raw := opened.read(BLOCK_BYTES):
            text = raw if as_it_is else decoder.decode(raw).encode(errors="surrogatepass")
            # A carriage return at the very end may be the first half of a pair.
            end = 1 + max(text.rfind(b"\n"), text.rfind(b"\r", 0, -1) if cr else -1)
            if end:
                whole = b"".join([*waiting, text[:end]])
                yield Block(whole) if encoding.proven else _block(whole, raw=as_it_is, cr=cr)
                waiting, size = [], 0
            waiting.append(text[end:])
            size += len(text) - end
            if size > _LONGEST_LINE_BYTES:
                raise DumpError(
                    f"{path.name} has a line of more than 64 MiB: it is no delimited text. Nothing was written. "
                    "Name its kind as format=, or export the users as CSV in UTF-8."
                )
    waiting.append(b"" if as_it_is else decoder.decode(b"", final=True).encode(errors="surrogatepass"))
    if last := b"".join(waiting):
        yield Block(last) if encoding.proven else _block(last, raw=as_it_is, cr=cr)


def _block(text: bytes, *, raw: bool, cr: bool) -> Block:
    if text.isascii():
        return Block(text)
    marked = text.decode(errors="userferry.mark" if raw else "surrogatepass")  # marked on the way, if not raw
    if not _MARKED.search(marked):
        return Block(text)
    lines = re.split("\n|\r(?!\n)" if cr else "\n", marked)
    return Block(_show(marked).encode(), frozenset(i for i, line in enumerate(lines) if _MARKED.search(line)))


def _show(text: str) -> str:
    return _MARKED.sub(lambda found: f"\\x{ord(found.group()) & 0xFF:02x}", text)

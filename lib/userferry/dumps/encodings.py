"""Which encoding is this text in, and how is that known?"""

import codecs
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from userferry.dumps.source import open_bytes
from userferry.errors import DumpError

_PASS_BYTES, _HELD_BYTES = 4 << 20, 64 << 20
_GUESS_BYTES = 32 << 10
_ENOUGH = 1_000  # broken characters, to tell without the rest of the file
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Code pages of Windows and of Unix. DOS and Mac pages give letters to every byte, so a guess among them is none.
_PAGES = ("cp1252", "latin_1", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "koi8_r")  # fmt: skip  # noqa: E501

_LATIN = ("cp1252", "latin_1", "cp1250", "cp1254", "cp1257", "iso8859_2")
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ€‘’“”„–—…°§«»´")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes become text.

    Args:
        name: As Python knows it.
        sign: What told: "a byte order mark", "every byte is valid", "a guess from ...".
        mark: The byte order mark at the start of the file, which is no text.
        proven: Whether the whole file was found to be valid.
    """

    name: str
    sign: str
    mark: bytes = b""
    proven: bool = False


def find_encoding(path: Path, asked: str | None) -> Encoding:
    """Tell the encoding: as asked, by its mark, by zero bytes, as UTF-8 where that holds, else by a guess.

    A text of which most bytes beyond ASCII are valid UTF-8 is UTF-8 with broken lines, not another code page.

    Raises:
        DumpError: There is no encoding of the name that was asked, or the file cannot be read.
    """
    with open_bytes(path) as opened:
        head = opened.read(_GUESS_BYTES)
    if asked is not None:
        try:
            name = codecs.lookup(asked).name
            "".encode(name)
        except LookupError:
            raise DumpError(
                f"There is no text encoding {asked!r}. Nothing was written. Give one that Python knows, such as "
                "utf-8, cp1252, latin-1 or utf-16."
            ) from None
        start = encoding_of_start(head)
        if name in ("utf-8-sig", "utf-16", "utf-32"):  # whose mark says more than the name
            plain = name.removesuffix("-sig").replace("16", "16-le").replace("32", "32-le")
            name = start.name if start else plain
        return Encoding(name, "as was asked", start.mark if start and start.name == name else b"")
    return encoding_of_start(head) or _utf8_or_guess(path)


def encoding_of_start(head: bytes) -> Encoding | None:
    """Tell the encoding where the first bytes do: by a byte order mark, or by zero bytes in turn."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, "a byte order mark", mark)
    zeros = _by_zeros(head)
    return Encoding(zeros, "every other byte is zero") if zeros else None


def _by_zeros(head: bytes) -> str:
    even, odd, half = head[::2].count(0), head[1::2].count(0), max(len(head) // 2, 1)
    if len(head) < 4 or even + odd < half * 0.5:  # noqa: PLR2004 two characters, of which one at least is ASCII
        return ""
    if even + odd > half * 1.2:
        return "utf-32-be" if head.startswith(b"\0") else "utf-32-le"
    if min(even, odd) > max(even, odd) * 0.05:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _utf8_or_guess(path: Path) -> Encoding:
    ascii_only, waiting = True, b""
    with open_bytes(path) as opened:
        while raw := opened.read(_PASS_BYTES):
            if raw.isascii() and not waiting:
                continue
            ascii_only = False
            text = waiting + raw
            end = max(text.rfind(b"\n") + 1, len(text) - _HELD_BYTES)
            waiting = text[end:]
            if not _is_utf8(text[:end]):
                break
        else:
            if _is_utf8(waiting):
                sign = "all of it is ASCII" if ascii_only else "all of it is valid UTF-8"
                return Encoding("utf-8", sign, proven=True)
    return _broken_or_guess(path)


def _is_utf8(text: bytes) -> bool:
    """Check it in polars, which is many times as fast as decoding it."""
    try:
        pl.Series([text]).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _broken_or_guess(path: Path) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    beyond, broken, sample = 0, 0, b""
    with open_bytes(path) as opened:
        while block := opened.read(_PASS_BYTES):
            beyond += len(block) - len(block.translate(None, bytes(range(128, 256))))
            broken += decoder.decode(block).count("\ufffd")
            if len(sample) < _GUESS_BYTES:
                sample += b"\n".join(line for line in block.splitlines() if not line.isascii())[:_GUESS_BYTES]
            if broken * 2 > beyond and broken > _ENOUGH:
                break
    broken += len(decoder.decode(b"", final=True))
    if not broken:
        return Encoding("utf-8", "all of it is valid UTF-8", proven=True)
    if broken * 2 > beyond:
        sign = "a guess from the bytes beyond ASCII: look at some names (show_values), or say encoding under reading"
        return Encoding(_guess(sample), sign)
    sign = f"most bytes beyond ASCII are valid UTF-8; about {broken:,} are not, and their lines are rejected"
    return Encoding("utf-8", sign)


def _guess(sample: bytes) -> str:
    found = from_bytes(sample, cp_isolation=list(_PAGES), enable_fallback=False).best()
    western = sample.decode("cp1252", errors="replace")
    beyond = [one for one in western if not one.isascii()]
    # Short names give the detector little to go by; where they read well in the commonest page, that is the one.
    if found is None or (
        found.encoding in _LATIN and sum(one in _WESTERN for one in beyond) > 0.9 * len(beyond)
    ):
        return "cp1252"
    return str(found.encoding)

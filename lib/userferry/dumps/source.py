"""Where a dump's bytes come from: one file or several of a kind, gzip and zstd undone on the way."""

import glob
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

from userferry.errors import DumpError

HEAD_BYTES = 256 * 1024
_PACKED_BYTES = 64 * 1024
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person says about a source, over what its bytes say; None leaves it to the bytes.

    Args:
        format: The reader, by its name.
        encoding: Of a text: `utf-8`, `cp1252`, `latin-1`, `utf-16`, or any that Python knows.
        delimiter: One character between the fields.
        quote: One character around a field; empty for none.
        escape: One character before a quote inside a quoted field; empty where the quote is doubled.
        header: Whether the first line names the columns.
        table: Of a database, a SQL dump or a workbook: which table or sheet.
        query: Of a database: what to ask instead of a whole table.
    """

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header: bool | None = None
    table: str | None = None
    query: str | None = None

    @classmethod
    def known(cls) -> list[str]:
        """Every option's name."""
        return [field.name for field in fields(cls)]


@dataclass(frozen=True, slots=True)
class Source:
    """Files that are read one after the other, as one dump.

    Args:
        paths: The files, in the order of their names where a pattern found them.
        name: What people call it: the file's name, or the pattern.
        head: The first bytes of the first file, decompressed; at most `HEAD_BYTES`.
        packing: "gzip", "zstd" or empty.
    """

    paths: tuple[Path, ...]
    name: str
    head: bytes
    packing: str

    @property
    def suffix(self) -> str:
        """The ending of the first file's name that tells its kind, in lower case: `.csv` of `users.csv.gz`."""
        suffixes = [one.lower() for one in self.paths[0].suffixes]
        return next((one for one in reversed(suffixes) if one not in (".gz", ".zst", ".zstd")), "")

    def bytes(self) -> int:
        """The size on disk."""
        return sum(path.stat().st_size for path in self.paths)

    def digest(self) -> str:
        """SHA-256 of the files' bytes, one after the other, in hex."""
        whole = hashlib.sha256()
        for path in self.paths:
            with path.open("rb") as opened:
                while block := opened.read(1 << 20):
                    whole.update(block)
        return whole.hexdigest()


class _Zstd(io.RawIOBase):
    """The content of zstd frames; `zstandard`'s own reader takes a frame that is cut off for its end."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed, self._frame, self._left, self._begun = packed, _frame(), memoryview(b""), False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        while not self._left:
            if self._frame.eof:
                rest, self._frame, self._begun = self._frame.unused_data, _frame(), False
            else:
                rest = b""
            packed = rest or self._packed.read(_PACKED_BYTES)
            if not packed and self._begun:
                raise EOFError
            if not packed:
                return 0
            self._begun = True
            self._left = memoryview(self._frame.decompress(packed))
        size = min(len(target), len(self._left))
        target[:size], self._left = self._left[:size], self._left[size:]
        return size


def _frame() -> "zstandard.ZstdDecompressionObj":
    return zstandard.ZstdDecompressor().decompressobj()


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file's decompressed bytes.

    Raises:
        DumpError: The system refuses it, or its compression is broken (on reading: `OSError` or `EOFError`, which
            `readable` turns into the same).
    """
    try:
        with path.open("rb") as opened:
            start = opened.read(4)
            opened.seek(0)
            if start.startswith(_GZIP):
                with gzip.open(opened, "rb") as unpacked:
                    yield cast("BinaryIO", unpacked)
            elif start == _ZSTD:
                yield cast("BinaryIO", io.BufferedReader(_Zstd(opened)))
            else:
                yield opened
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise unreadable(path, error) from None


def packing_of(path: Path) -> str:
    """Tell how a file is compressed: "gzip", "zstd" or empty."""
    with path.open("rb") as raw:
        start = raw.read(4)
    return "gzip" if start.startswith(_GZIP) else "zstd" if start == _ZSTD else ""


def unreadable(path: Path, error: Exception) -> DumpError:
    """Say that the system, or a broken compression, refuses a file."""
    why = getattr(error, "strerror", None) or "its compression is broken or cut off"
    return DumpError(
        f"{path.name} cannot be read: {why}. Nothing was written. Check its permissions, or ask for the file again."
    )


def find_source(given: str | Path | Sequence[str | Path]) -> Source:
    """Find the files that a path, a pattern or a list of paths names.

    Args:
        given: A path; a pattern such as `users-*.csv`, whose files are taken in the order of their names; or a list.

    Raises:
        DumpError: No such file, an empty one, or one that cannot be read; each is named.
    """
    several = [given] if isinstance(given, str | Path) else list(given)
    paths: list[Path] = []
    for one in several:
        path = Path(one)
        if path.exists() or not glob.has_magic(str(one)):
            paths.append(path)
        else:
            paths.extend(Path(found) for found in sorted(glob.glob(str(one))))  # noqa: PTH207 the pattern may be absolute
    if not paths:
        raise DumpError(f"No file matches {given}. Nothing was written. Give a path such as users.csv.")
    for path in paths:
        if path.is_dir():
            raise DumpError(
                f"{path} is a folder. Nothing was written. Name the files in it, such as {path.name}/*.csv."
            )
        if not path.is_file():
            raise DumpError(
                f"There is no file {path}. Nothing was written. Give the path of the dump, such as users.csv."
            )
    with open_bytes(paths[0]) as opened:
        head = opened.read(HEAD_BYTES)
    for path in paths:
        if path.stat().st_size == 0 or (path == paths[0] and not head):
            raise DumpError(f"{path.name} is empty (0 bytes). Nothing was written. Ask for the dump again.")
    name = paths[0].name if len(paths) == 1 else f"{paths[0].name} and {len(paths) - 1} more"
    return Source(tuple(paths), name, head, packing_of(paths[0]))

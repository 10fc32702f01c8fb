"""Put bytes on disk so that a crash leaves the old file or the new one, readable by the owner only."""

import errno
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""How the system says that a disk, or a person's share of it, is full."""

_NUMBER = re.compile(r"\(os error (\d+)\)")


def system_errno(error: BaseException) -> int | None:
    """Read the system's number out of an error: of Python's own, of polars', or of SQLite's; None where it has none."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if isinstance(error, sqlite3.OperationalError):
        return {"database or disk is full": errno.ENOSPC, "disk I/O error": errno.EIO}.get(str(error))
    is_polars = isinstance(error, (OSError, pl.exceptions.PolarsError))
    found = _NUMBER.search(str(error)) if is_polars else None
    return int(found[1]) if found else None


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it, 0700 each one that is new, and have the disk keep their entries."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
    return folder


def write_whole(path: Path, data: bytes | str) -> str:
    """Write a file (0600) that appears whole or not at all, and return the sha256 of its bytes in hex."""
    content = data.encode() if isinstance(data, str) else data
    with replacing(path) as part:
        part.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def write_frame(path: Path, frame: pl.DataFrame | pl.LazyFrame) -> Path:
    """Write a frame as parquet (0600), streaming where it is lazy, whole or not at all; its folder is made."""
    make_folder(path.parent)
    with replacing(path) as part:
        frame.lazy().sink_parquet(part)
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Lend a path (0600) beside `path`; when the block ends well it takes the name, for good.

    Raises as `named_when_full`.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with named_when_full(path):
            part.touch(mode=0o600)
            yield part
            keep(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def named_when_full(path: Path) -> Iterator[None]:
    """Write a file in this block.

    Raises:
        OSError: The disk is full; it names the file, whoever noticed: Python and polars name none.
    """
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        number = system_errno(error)
        if number not in FULL:
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


def keep(part: Path, path: Path) -> str:
    """Give a file that is already written its name, for good (0600), and return its sha256 in hex."""
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    part.replace(path)
    sync_folder(path.parent)
    return digest


def digest_of(path: Path) -> str:
    """Compute the sha256 of a file's bytes in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def private(path: str, flags: int) -> int:
    """Open for `open(..., opener=private)`: what is created is the owner's only."""
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Have the disk keep a folder's entries: a name can be lost in a power cut though its file is not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

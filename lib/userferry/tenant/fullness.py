"""Is the disk under the tenant full? Auth0 has none that could be, so this answer is ours alone."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .refusals import Refusal

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LITTLE = 1 << 20


def fullness(error: BaseException, folder: Path) -> int | None:
    """Give the system's number where an error says that a disk is full, else None.

    SQLite calls it an I/O error where it is the file beside its log that finds no room.
    """
    if isinstance(error, OSError):
        return error.errno if error.errno in _FULL else None
    if not isinstance(error, sqlite3.OperationalError):
        return None
    is_mapped = str(error) == "disk I/O error" and shutil.disk_usage(folder).free < _LITTLE
    return errno.ENOSPC if is_mapped or str(error) == "database or disk is full" else None


@contextmanager
def named_when_full(folder: Path) -> Iterator[None]:
    """Open a tenant in this block.

    Raises:
        OSError: The disk is full; it names the folder.
    """
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if (number := fullness(error, folder)) is None:
            raise
        raise OSError(number, os.strerror(number), str(folder)) from error


def refuse_full() -> Refusal:
    """Make the answer to whatever finds no room; it was undone."""
    return Refusal(507, "The disk under this embedded tenant is full.", "disk_full")

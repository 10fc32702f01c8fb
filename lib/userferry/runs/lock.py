"""One sender for a run: a second is told who holds it, and since when."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from userferry.errors import WorkspaceError


@contextmanager
def held(
    path: Path, *, clock: Callable[[], float] = time.time, doing: str = "The run {} is being sent"
) -> Iterator[None]:
    """Hold a lock file that the system frees when its process dies, whatever way it dies.

    Args:
        path: The file; made (0600) where it is missing.
        clock: Epoch seconds.
        doing: What its holder does, with a place for the folder's name.

    Raises WorkspaceError, with the holder's process id and the time since when, where another holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 80).decode(errors="replace").strip() or "unknown"
            raise WorkspaceError(
                f"{doing.format(path.parent.name)} by process {holder}. Nothing was done here; wait for it, or "
                "end it and run again."
            ) from None
        os.ftruncate(handle, 0)
        since = datetime.fromtimestamp(clock(), UTC).isoformat(sep=" ", timespec="seconds")
        os.write(handle, f"{os.getpid()} since {since}\n".encode())
        yield
    finally:
        os.close(handle)

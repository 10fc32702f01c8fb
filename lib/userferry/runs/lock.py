"""One sender for a run: a second is told who holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from userferry.errors import WorkspaceError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock file that the system frees when its process dies, whatever way it dies.

    Raises WorkspaceError, with the process id of the holder, where another holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
            raise WorkspaceError(
                f"The run {path.parent.name} is being sent by process {holder}. Nothing was done here; wait "
                "for it, or end it and run again."
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)

"""What a tenant holds while it runs: its folder and its port, each for itself alone."""

import fcntl
import os
import socket
import threading
import time
from pathlib import Path
from typing import IO

import uvicorn

START_SECONDS = 10.0


class PortTakenError(RuntimeError):
    """Something else listens on the port."""


class FolderInUseError(RuntimeError):
    """Another tenant runs in the folder."""


def hold_folder(folder: Path) -> IO[str]:
    """Hold the folder for as long as the file stays open; the kernel lets go when the process dies."""
    handle = os.open(folder / "tenant.lock", os.O_CREAT | os.O_RDWR, 0o600)
    file = os.fdopen(handle, "r+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise FolderInUseError(
            f"{folder} is in use by another tenant. Nothing was started. Stop that one or use another folder."
        ) from None
    return file


def listen(port: int) -> socket.socket:
    """Take the port on 127.0.0.1."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise PortTakenError(
            f"Port {port} of 127.0.0.1 is taken. Nothing was started. Name another port, or 0 for a free one."
        ) from None
    return listener


def wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    """Wait until the server answers, within bounds."""
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("The embedded tenant did not start.")
        time.sleep(0.005)

"""Name the log for a command and for the kernels it starts, also where it is a stream that those do not have."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from userferry.logs.writing import LOG_VARIABLE, STREAMS, lines

_DRAIN_SECONDS = 5.0


@contextmanager
def logging_to(where: str | None, *, has_kernels: bool) -> Iterator[None]:
    """Have this process, and every process that it starts, log to one place until the block ends.

    Args:
        where: A file; or `-`, this process's standard error; None to leave the environment as it is.
        has_kernels: Whether kernels are started that have to reach that standard error too.
    """
    before = os.environ.get(LOG_VARIABLE)
    with ExitStack() as stack:
        if where is not None:
            stack.callback(_put_back, before)
            os.environ[LOG_VARIABLE] = (
                _reached(where, stack) if has_kernels or where not in STREAMS else where
            )
        yield


def give_up_what_fails() -> None:
    """Have nothing more logged where the first line could not be written; a person was told so."""
    if lines.has_failed:
        os.environ[LOG_VARIABLE] = ""


def _put_back(before: str | None) -> None:
    os.environ.pop(LOG_VARIABLE, None)
    if before is not None:
        os.environ[LOG_VARIABLE] = before


def _reached(where: str, stack: ExitStack) -> str:
    """Give the path by which every process reaches the log; empty where there is none."""
    try:
        if where not in STREAMS:
            return str(Path(where).absolute())
        return stack.enter_context(_relayed(STREAMS[where]))
    except OSError as error:
        lines.complain(where, error)
        return ""


@contextmanager
def _relayed(stream: int) -> Iterator[str]:
    """Lend a named pipe whose lines this process writes to a stream of its own.

    A kernel's own streams stand on its page; and while one runs, ours is led aside too, so a copy of it is kept.
    """
    with ExitStack() as stack:
        to = os.dup(stream)
        stack.callback(os.close, to)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="userferry-log-"))
        path = f"{folder}/lines"
        os.mkfifo(path, 0o600)
        pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        stack.callback(os.close, pipe)
        held_open = os.open(path, os.O_WRONLY)  # else the first line's writer would end it
        os.set_blocking(pipe, True)
        copying = threading.Thread(target=_copy, args=(pipe, to), name="userferry-log", daemon=True)
        copying.start()
        stack.callback(copying.join, _DRAIN_SECONDS)
        stack.callback(os.close, held_open)
        yield path


def _copy(pipe: int, to: int) -> None:
    while data := os.read(pipe, 1 << 16):
        with suppress(OSError):  # where nobody reads the stream any more, whoever logs must not wait for that
            while data:
                data = data[os.write(to, data) :]

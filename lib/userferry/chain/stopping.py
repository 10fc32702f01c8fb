"""Ctrl-C while a page is executed: its cell is interrupted, and says in its own words where that leaves the data."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from jupyter_client.manager import AsyncKernelManager

PATIENCE_SECONDS = 20.0
"""For a cell to say what state it is in. A kernel that is struck when its cell's code has just ended, or has not begun,
swallows the press and may never answer; ending it then costs no more than a kill would: what was sent is settled."""


class _Press:
    """A Ctrl-C: the first goes to the cell at work; between cells, and the second time, it ends the page at once.

    A cell that has not ended in time is ended as by a second press.
    """

    def __init__(self, patience_seconds: float) -> None:
        self.kernel_group: int | None = None
        self._patience_seconds = patience_seconds
        self._second: threading.Timer | None = None
        self._is_executing = False
        self._is_pressed = False

    def meet(self, number: int, frame: FrameType | None) -> None:
        """Handle the signal."""
        is_first, self._is_pressed = not self._is_pressed, True
        if is_first and self._is_executing and self.kernel_group is not None:
            os.killpg(self.kernel_group, signal.SIGINT)
            self._second = threading.Timer(self._patience_seconds, os.kill, (os.getpid(), signal.SIGINT))
            self._second.start()
        else:
            signal.default_int_handler(number, frame)

    def begin_cell(self, **_: Any) -> None:
        """Note that a cell is executed now; none is after a press, which somebody's clean-up may have swallowed."""
        if self._is_pressed:
            raise KeyboardInterrupt
        self._is_executing = True

    def end_cell(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        """Note that it is not; a cell that ended well all the same does not let the next one begin."""
        self._is_executing = False
        self.forgive()
        if self._is_pressed and execute_reply["content"]["status"] == "ok":
            raise KeyboardInterrupt

    def forgive(self) -> None:
        """Press no second time: what was to end has ended."""
        if self._second is not None:
            self._second.cancel()


@contextmanager
def interruptible(patience_seconds: float) -> Iterator[dict[str, Any]]:
    """Lend papermill settings under which Ctrl-C interrupts the cell, and the page and its kernel end in order.

    Args:
        patience_seconds: How long a cell may take to heed it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield {}
        return
    press, before = _Press(patience_seconds), signal.getsignal(signal.SIGINT)

    class Manager(AsyncKernelManager):
        async def start_kernel(self, **more: Any) -> None:  # type: ignore[override]  # its two types disagree
            await super().start_kernel(**more)
            press.kernel_group = getattr(self.provisioner, "pgid", None)

    signal.signal(signal.SIGINT, press.meet)
    try:
        yield {
            "kernel_manager_class": Manager,
            "on_cell_execute": press.begin_cell,
            "on_cell_executed": press.end_cell,
        }
    finally:
        press.forgive()
        signal.signal(signal.SIGINT, before)

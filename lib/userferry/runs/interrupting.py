"""Ctrl-C, held back for the moment in which a call's answer would be lost by it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let a Ctrl-C wait until the block has ended; a second one interrupts at once.

    Signals reach the main thread only, so the block of another is undisturbed as it is.
    """
    interrupt = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(interrupt):
        yield
        return
    pressed: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        if len(pressed) > 1:
            interrupt(number, frame)

    signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, interrupt)
    if pressed:
        interrupt(signal.SIGINT, None)

"""When a model does what can wait: at once in a test, on the kernel's event loop beneath a page."""

import asyncio
from collections.abc import Callable
from typing import Protocol

_QUIET_SECONDS = 0.15
Work = Callable[[], None]


class Timing(Protocol):
    """Says when."""

    def soon(self, work: Work) -> None:
        """Do it once nobody clicks for a moment; work of the same name that waits already is not done twice."""

    def call(self, work: Work) -> None:
        """Do it where the model lives; may be asked for by another thread."""


class AtOnce:
    """Everything at once, in the thread that asks."""

    def soon(self, work: Work) -> None:
        """Do it now."""
        work()

    def call(self, work: Work) -> None:
        """Do it now."""
        work()


class OnLoop:
    """On an event loop, after the answer to a click has gone out.

    Args:
        loop: The kernel's.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    def soon(self, work: Work) -> None:
        """Do it after a quiet moment; a click may be answered by another thread than the loop's."""
        self.call(lambda: self._wait(work))

    def _wait(self, work: Work) -> None:
        name = getattr(work, "__qualname__", repr(work))
        if waiting := self._waiting.pop(name, None):
            waiting.cancel()
        self._waiting[name] = self._loop.call_later(_QUIET_SECONDS, work)

    def call(self, work: Work) -> None:
        """Do it on the loop's next turn."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work)


def timing_here() -> Timing:
    """Take the event loop that runs this cell; without one, everything is done at once."""
    try:
        return OnLoop(asyncio.get_running_loop())
    except RuntimeError:
        return AtOnce()

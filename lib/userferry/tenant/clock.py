"""The tenant's clock: everything that waits, expires or is stamped asks it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """A clock that can be put forward.

    Args:
        source: Gives seconds since the epoch.
    """

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self._ahead_seconds = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Give the tenant's time in seconds since the epoch."""
        with self._lock:
            return self._source() + self._ahead_seconds

    def advance(self, seconds: float) -> None:
        """Put the clock forward; jobs become due, tokens and links expire."""
        with self._lock:
            self._ahead_seconds += seconds

    def reset(self) -> None:
        """Take back every `advance`."""
        with self._lock:
            self._ahead_seconds = 0.0

    def stamp(self) -> str:
        """Give the tenant's time as Auth0 writes it: `2023-01-25T17:48:16.543Z`."""
        return stamp(self.now())


def stamp(seconds: float) -> str:
    """Write seconds since the epoch as Auth0 writes a time (recorded)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

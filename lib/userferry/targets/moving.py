"""A rehearsal's time, which is moved instead of waited for."""

import threading
import time
from contextlib import suppress
from pathlib import Path

from userferry.durable import private
from userferry.tenant import LocalTenant

CLOCK = "clock"
"""The file of a tenant's folder that holds its time, in epoch seconds."""


class MovedTime:
    """Time that stands still but for what is slept; a tenant that is opened again goes on where it stood.

    Whatever is due has happened when the time is read, so that the same rehearsal goes the same way twice.

    Args:
        folder: The tenant's; keeps the time in the file `clock`.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / CLOCK
        self._tenant: LocalTenant | None = None
        self._moving = threading.Lock()
        self._started = time.time()
        with suppress(OSError, ValueError):  # a first start; or a kill tore the file, and no harm is done
            self._started = float(self._path.read_text())

    def start(self) -> float:
        """Give the tenant the time to start from."""
        return self._started

    def keep_for(self, tenant: LocalTenant) -> "MovedTime":
        """Move this tenant's time from now on."""
        self._tenant = tenant
        return self

    def now(self) -> float:
        """Give the time in epoch seconds."""
        if self._tenant is None:
            return self._started
        self._tenant.finish_due_jobs()
        return self._tenant.clock.now()

    def sleep(self, seconds: float) -> None:
        """Let time pass; what is due by then has happened when it returns."""
        if self._tenant is None:
            return
        with self._moving:
            self._tenant.advance(max(seconds, 0.0))
            with open(self._path, "w", opener=private) as kept:
                kept.write(repr(self._tenant.clock.now()))
        self._tenant.finish_due_jobs()

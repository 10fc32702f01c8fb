"""Log a work from its beginning to its end, whichever end that is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from userferry.errors import TenantError
from userferry.logs.writing import log_event


@contextmanager
def log_work(work: str, /, **about: object) -> Iterator[Callable[..., None]]:
    """Log that a work begins, and that it ended, failed or was stopped.

    Args:
        work: A name of `WORKS`.
        about: Fields of each of its events.

    Yields:
        Takes fields of its good end, by name.
    """
    started, ended = time.monotonic(), dict[str, object]()
    try:
        log_event(f"{work}.begun", **about)
        yield ended.update
    except KeyboardInterrupt:
        log_event(f"{work}.stopped", **about, seconds=time.monotonic() - started)
        raise
    except Exception as error:
        log_event(f"{work}.failed", **about, seconds=time.monotonic() - started, **failure_of(error))
        raise
    log_event(f"{work}.ended", **about, **ended, seconds=time.monotonic() - started)


def failure_of(error: BaseException) -> dict[str, Any]:
    """Give what is logged of an error: its class and, of the tenant, the status, `errorCode` and endpoint."""
    told: dict[str, Any] = {"error": getattr(error, "ename", None) or type(error).__name__}
    if isinstance(error, TenantError):
        told |= {"status": error.status, "code": error.code, "endpoint": error.endpoint}
    return told

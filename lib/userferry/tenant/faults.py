"""Faults with accounts: a plan of what goes wrong, and how often it did."""

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

Kind = Literal["before", "after", "drop", "drop_before"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(slots=True)
class Fault:
    """One planned fault.

    Args:
        method: `POST`, or `*` for any.
        path: The path as sent, with `*` for any run of characters.
        kind: `before` answers `status` and does no work; `after` does the work and answers `status`; `drop`
            does the work and closes the connection without an answer; `drop_before` closes it without the
            work.
        times: How many requests it meets; the next ones that match.
        status: The HTTP status of `before` and `after`.
        retry_after_seconds: Sent as `Retry-After` and `x-ratelimit-reset` where given.
        happened: How often it has happened so far.
    """

    method: str
    path: str
    kind: Kind
    times: int = 1
    status: int = 503
    retry_after_seconds: int | None = None
    happened: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"A fault's kind is one of {', '.join(KINDS)}, not {self.kind!r}.")
        if self.times < 1 or not (self.status == 429 or 500 <= self.status <= 599):  # noqa: PLR2004
            raise ValueError("A fault happens at least once and answers 429 or 5xx.")

    def meets(self, method: str, path: str) -> bool:
        """Say whether this request is one of its."""
        return self.happened < self.times and self.method in ("*", method) and fnmatchcase(path, self.path)

    def account(self) -> dict[str, Any]:
        """Give the fault and its count, for `/_tenant/faults`."""
        return {
            "method": self.method, "path": self.path, "kind": self.kind, "times": self.times,
            "status": self.status, "retry_after_seconds": self.retry_after_seconds, "happened": self.happened,
        }  # fmt: skip


@dataclass(slots=True)
class FaultPlan:
    """The faults still to come and those that came; safe between threads."""

    faults: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        method: str,
        path: str,
        kind: Kind = "before",
        *,
        times: int = 1,
        status: int = 503,
        retry_after_seconds: int | None = None,
    ) -> Fault:
        """Plan a fault; the one returned counts how often it `happened`."""
        fault = Fault(method, path, kind, times, status, retry_after_seconds)
        with self._lock:
            self.faults.append(fault)
        return fault

    def meet(self, method: str, path: str) -> Fault | None:
        """Give the fault that this request runs into, and count it."""
        with self._lock:
            for fault in self.faults:
                if fault.meets(method, path):
                    fault.happened += 1
                    return fault
        return None

    def clear(self) -> None:
        """Forget every fault."""
        with self._lock:
            self.faults.clear()

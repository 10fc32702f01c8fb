"""Faults with accounts: a plan of what goes wrong, and how often it did.

What each kind does to a request is in `mishaps.py`, what it does to a job in `fates.py`.
"""

import threading
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

RequestKind = Literal[
    "before", "after", "drop", "drop_before", "reset_upload", "slow_body", "burst", "revoke_token"
]
JobKind = Literal["job_stuck", "job_failed", "job_expired", "errors_gone"]
LoginKind = Literal["login_interrupted"]
Kind = RequestKind | JobKind | LoginKind
REQUEST_KINDS: tuple[str, ...] = get_args(RequestKind)
JOB_KINDS: tuple[str, ...] = get_args(JobKind)
LOGIN_KINDS: tuple[str, ...] = get_args(LoginKind)
KINDS = REQUEST_KINDS + JOB_KINDS + LOGIN_KINDS
MAX_SECONDS = 60.0


@dataclass(slots=True)
class Fault:
    """One planned fault.

    Args:
        method: `POST`, or `*` for any.
        path: The path as sent, with `*` for any run of characters.
        kind: What happens to the request, or to the job that it made.
            `before` answers `status` and does no work; `after` does the work and answers `status`; `drop`
            does the work and closes the connection without an answer; `drop_before` closes it without the
            work; `reset_upload` closes it while the body is still being sent; `slow_body` answers rightly,
            over `seconds`; `burst` answers 429 to all that match until `seconds` are over on the tenant's
            clock; `revoke_token` lets the request's token end there, for good.
            `job_stuck` keeps the job pending until it is released; `job_failed` fails it as a whole;
            `job_expired` does its work and shows it `expired`; `errors_gone` does its work and loses its
            errors. These are met when the job's time has come, by the method and path that make such a job.
            `login_interrupted` moves somebody in from a custom database without metadata, and answers 500.
        times: How many requests or jobs it meets; the next ones that match. A burst counts as one.
        status: The HTTP status of `before` and `after`.
        retry_after_seconds: Sent as `Retry-After` and `x-ratelimit-reset` where given.
        seconds: How long a slow body or a burst lasts; at most 60.
        happened: How often it has happened so far: requests and jobs, also those within a burst.
    """

    method: str
    path: str
    kind: Kind
    times: int = 1
    status: int = 503
    retry_after_seconds: int | None = None
    seconds: float = 1.0
    happened: int = 0
    burst_until: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"A fault's kind is one of {', '.join(KINDS)}, not {self.kind!r}.")
        if self.times < 1 or not (self.status == 429 or 500 <= self.status <= 599):  # noqa: PLR2004 HTTP's
            raise ValueError("A fault happens at least once and answers 429 or 5xx.")
        if not 0 < self.seconds <= MAX_SECONDS:
            raise ValueError(f"A fault lasts more than 0 and at most {MAX_SECONDS:.0f} seconds.")

    def meets(self, method: str, path: str, kinds: tuple[str, ...], now: float) -> bool:
        """Say whether this request or job is one of its."""
        if self.kind not in kinds or self.method not in ("*", method) or not fnmatchcase(path, self.path):
            return False
        if self.burst_until is not None:
            return now < self.burst_until
        return self.happened < self.times

    def account(self) -> dict[str, Any]:
        """Give the fault and its count, for `/_tenant/faults`."""
        account = asdict(self)
        del account["burst_until"]
        return account


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
        seconds: float = 1.0,
    ) -> Fault:
        """Plan a fault; the one returned counts how often it `happened`."""
        fault = Fault(method, path, kind, times, status, retry_after_seconds, seconds)
        with self._lock:
            self.faults.append(fault)
        return fault

    def meet(
        self, method: str, path: str, *, kinds: tuple[str, ...] = REQUEST_KINDS, now: float = 0.0
    ) -> Fault | None:
        """Give the fault that this request or job runs into, and count it."""
        with self._lock:
            for fault in self.faults:
                if fault.meets(method, path, kinds, now):
                    fault.happened += 1
                    if fault.kind == "burst" and fault.burst_until is None:
                        fault.burst_until = now + fault.seconds
                    return fault
        return None

    def clear(self) -> None:
        """Forget every fault."""
        with self._lock:
            self.faults.clear()

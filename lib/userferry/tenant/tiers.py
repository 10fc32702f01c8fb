"""What a plan allows: how many requests at once and a second, and how many users a second a job takes in."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Tier = Literal["free", "production", "enterprise"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """One plan's numbers.

    Args:
        burst: Requests to the Management API at once.
        per_second: Requests a second after that.
        users_per_second: What one import job takes in, with two at work side by side.
    """

    burst: int
    per_second: float
    users_per_second: float


# Bursts and rates are documented (`behaviour.md §5.6`); which of them an ordinary paid tenant has is inferred:
# those of an enterprise's own non-production tenant. Users a second are reported (`§2.3`): two full jobs of an
# enterprise tenant made 400,000 an hour, production a third to a quarter of that, free a quarter of production
# (2000 users in eight to nine minutes).
ALLOWANCES: dict[Tier, Allowance] = {
    "free": Allowance(2, 2.0, 4.0),
    "production": Allowance(10, 2.0, 16.0),
    "enterprise": Allowance(50, 16.0, 55.6),
}

EXPORTED_PER_SECOND = 1_000.0
"""Inferred: nobody reports an export's pace. It only reads, and eight hours (`§4`) must do."""


def allowance(tier: str) -> Allowance:
    """Find a plan.

    Raises:
        ValueError: There is none of that name.
    """
    for name, numbers in ALLOWANCES.items():
        if name == tier:
            return numbers
    raise ValueError(
        f"The tier is one of {', '.join(ALLOWANCES)} or None, not {tier!r}. Nothing was started."
    )


def job_seconds(tier: Tier) -> Callable[[int], float]:
    """Give a job's seconds by its rows."""
    rate = allowance(tier).users_per_second
    return lambda rows: rows / rate


def export_seconds(rows: int) -> float:
    """Give an export's seconds by the users that the tenant holds, the same on every plan."""
    return rows / EXPORTED_PER_SECOND


@dataclass(frozen=True, slots=True)
class Taken:
    """What the bucket said to one request.

    Args:
        granted: Whether there was a token for it.
        limit: The bucket's size.
        remaining: What is left.
        reset: When the next token comes, in whole seconds since the epoch.
    """

    granted: bool
    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """Give the three headers (documented, `§5.6`)."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-reset": str(self.reset),
        }


class TokenBucket:
    """A token bucket on the tenant's clock; safe between threads.

    Args:
        numbers: Its size and its rate.
        now: The tenant's clock.
    """

    def __init__(self, numbers: Allowance, now: Callable[[], float]) -> None:
        self._numbers = numbers
        self._now = now
        self._tokens = float(numbers.burst)
        self._seen = now()
        self._lock = threading.Lock()

    def take(self) -> Taken:
        """Take one token, or find the bucket empty."""
        with self._lock:
            now = self._now()
            grown = self._tokens + max(0.0, now - self._seen) * self._numbers.per_second
            self._tokens, self._seen = min(float(self._numbers.burst), grown), now
            granted = self._tokens >= 1
            if granted:
                self._tokens -= 1
            missing = max(0.0, 1 - self._tokens % 1) if self._tokens < self._numbers.burst else 0.0
            reset = math.ceil(now + missing / self._numbers.per_second)
            return Taken(granted, self._numbers.burst, int(self._tokens), reset)

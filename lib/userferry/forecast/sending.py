"""How long would it take to send? Auth0 documents no pace; what its users report is a range for each plan."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from userferry.errors import DecisionError
from userferry.schema import MAX_ACTIVE_IMPORTS

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
_ENOUGH = 2
"""A unit of which there are as many says enough; below that the smaller one is clearer."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A plan, and how many users a second one import job was seen to take in while two are at work.

    Args:
        name: Of the plan.
        slowest: The fewest.
        fastest: The most.
    """

    name: str
    slowest: float
    fastest: float


# Reported (`behaviour.md` §2.3): two full jobs of an enterprise tenant made 400,000 users an hour, 55.6 a second each;
# an enterprise tenant does three to four times what a production tenant does, and that four times what a free one does;
# a script's 2,000 users took 8 to 9 minutes, 3.7 to 4.2 a second, on a plan that we take for a free one. Each range
# holds what follows from either report.
TIERS = {
    tier.name: tier
    for tier in (Tier("free", 3.4, 4.7), Tier("production", 13.8, 18.6), Tier("enterprise", 44.0, 67.0))
}
"""The plans by name; requests a second, in which they differ too, are no bound here."""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the jobs of an import would take.

    Args:
        jobs: How many: one for each import file.
        tier: The plan's name.
        shortest_seconds: At the fastest pace that was reported.
        longest_seconds: At the slowest.
    """

    jobs: int
    tier: str
    shortest_seconds: float
    longest_seconds: float

    def __str__(self) -> str:
        """Say it as a person would: `about 5 to 9 minutes at production pace`."""
        name, seconds = next(
            (unit for unit in _UNITS if self.longest_seconds >= _ENOUGH * unit[1]), _UNITS[-1]
        )
        low, high = int(self.shortest_seconds // seconds), max(1, -int(-self.longest_seconds // seconds))
        return f"about {low:,} to {high:,} {name} at {self.tier} pace"


def find_tier(name: str) -> Tier:
    """Find a plan by its name.

    Raises:
        DecisionError: there is none of that name; lists those that there are.
    """
    if name not in TIERS:
        raise DecisionError("The parameters", [f"`tier` is {name!r}; it is one of {', '.join(TIERS)}"])
    return TIERS[name]


def estimate_sending(rows: Iterable[int], tier: Tier) -> Duration:
    """Estimate how long import files take, two jobs at work at a time, the next one begun as one ends.

    Args:
        rows: Users of each file, in order.
        tier: Whose pace.
    """
    lanes, jobs = [0] * MAX_ACTIVE_IMPORTS, 0
    for users in rows:
        heapq.heapreplace(lanes, lanes[0] + users)
        jobs += 1
    return Duration(jobs, tier.name, max(lanes) / tier.fastest, max(lanes) / tier.slowest)

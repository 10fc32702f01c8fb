"""A tenant whose hours pass at once: its clock stands still but for what the sender sleeps, and each job has its own time."""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from requests import Response

from userferry.api import Session
from userferry.tenant import LocalTenant

FULL_FILE_SECONDS = 250.0
"""A thousand users on the smallest plan (behaviour.md §2.3: two thousand in eight to nine minutes)."""

FULL_FILE_USERS = 5
"""As many stand here for a thousand: what an import does to each of them is not what is looked at."""

_LONGEST_SECONDS = 7_000.0
"""A job that has not ended after two hours fails (§2.3)."""

Draw = Callable[[random.Random], float]
SHAPES: dict[str, Draw] = {
    "fixed": lambda _: 1.0,
    "steady": lambda chance: chance.lognormvariate(0.0, 0.1),
    "random": lambda chance: chance.uniform(0.75, 1.25),
    "wide": lambda chance: chance.uniform(0.2, 1.8),
    "outliers": lambda chance: 1.0 if chance.random() > 0.05 else chance.uniform(3.0, 10.0),
    "heavy tail": lambda chance: chance.paretovariate(1.5) / 3.0,
}
"""A job's time as a share of what its users would take; the last has no variance at all."""


@dataclass
class Simulation:
    """A tenant, a session with it, and the hours that have passed between them."""

    tenant: LocalTenant
    session: Session
    answers: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.clock = self.tenant.clock.now
        self.session.clock, self.session.sleep = self.clock, self.sleep
        self.session._http.trust_env = False  # looking for proxies takes longer than the tenant's answer
        self.session._http.hooks["response"] = [self._count]

    def sleep(self, seconds: float) -> None:
        """Let time pass; what is due by then has happened when it returns."""
        self.tenant.advance(seconds)
        self.tenant.finish_due_jobs()

    def _count(self, response: Response, **_: object) -> None:
        self.answers[response.status_code] += 1


@dataclass
class Simulated:
    """What a test looks at: at the least a tenant and a session with it."""

    simulation: Simulation

    @property
    def session(self) -> Session:
        return self.simulation.session

    @property
    def tenant(self) -> LocalTenant:
        return self.simulation.tenant


@contextmanager
def simulate(shape: str, seed: int, *, tier: str | None = "free") -> Iterator[Simulation]:
    """Lend a tenant whose jobs take times of that shape, in proportion to their users; its exports take none."""
    chance, started = random.Random(f"{shape} {seed}"), 1_800_000_000.0

    def job_seconds(users: int) -> float:
        if users == 0:  # the export of who was there before
            return 0.0
        seconds = SHAPES[shape](chance) * FULL_FILE_SECONDS * users / FULL_FILE_USERS
        return min(seconds, _LONGEST_SECONDS)

    with LocalTenant(clock=lambda: started, tier=tier, job_seconds=job_seconds) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        yield Simulation(tenant, session)


def best_seconds(times: list[float], places: int = 2) -> float:
    """How long jobs take at the least, in their order, each begun the moment a place is free."""
    free = [0.0] * places
    for seconds in times:
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)

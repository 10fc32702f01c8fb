"""A tenant whose hours pass at once: its clock stands still but for what the sender sleeps, and each job has its own time."""

import heapq
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from userferry.api import Session
from userferry.tenant import LocalTenant

FULL_FILE_SECONDS = 250.0
"""A thousand users on the smallest plan (behaviour.md §2.3: two thousand in eight to nine minutes)."""

Draw = Callable[[random.Random], float]
SHAPES: dict[str, Draw] = {
    "fixed": lambda _: 1.0,
    "steady": lambda chance: chance.lognormvariate(0.0, 0.1),
    "random": lambda chance: chance.uniform(0.5, 1.5),
    "outliers": lambda chance: 1.0 if chance.random() > 0.05 else chance.uniform(3.0, 10.0),
    "heavy tail": lambda chance: chance.paretovariate(1.5) / 3.0,
}
"""How a job's time differs from the mean; the last has no variance at all, and one job may take a day's worth."""


@dataclass
class Simulation:
    """A tenant, a session with it, and the hours that have passed between them."""

    tenant: LocalTenant
    session: Session
    times: list[float] = field(default_factory=list)
    requests: int = 0

    @property
    def clock(self) -> Callable[[], float]:
        return self.tenant.clock.now

    def sleep(self, seconds: float) -> None:
        """Let time pass; what is due by then has happened when it returns."""
        self.tenant.advance(seconds)
        self.tenant.finish_due_jobs()


@contextmanager
def simulate(shape: str, seed: int, *, tier: str | None = "free") -> Iterator[Simulation]:
    """Lend a tenant whose jobs take times of that shape, in proportion to their users; its exports take none."""
    chance, started = random.Random(f"{shape} {seed}"), 1_800_000_000.0
    times: list[float] = []

    def job_seconds(users: int) -> float:
        times.append(SHAPES[shape](chance) * FULL_FILE_SECONDS * users / USERS_OF_A_FULL_FILE)
        return times[-1]

    with LocalTenant(clock=lambda: started, tier=tier, job_seconds=0.0) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        simulation = Simulation(tenant, session, times)
        session.clock, session.sleep = simulation.clock, simulation.sleep
        yield simulation


def best_seconds(times: list[float], places: int = 2) -> float:
    """How long jobs take at the least, in their order, each begun the moment a place is free."""
    free = [0.0] * places
    for seconds in times:
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)

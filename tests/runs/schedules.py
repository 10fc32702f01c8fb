"""Schedules of faults drawn from a seed: what the tenant does wrong, and what befalls the sender life by life.

A life ends with the run's end, with an error that a person reads, or with kill -9 at any step; a step is whatever the
world outside can tell: a request leaves, its answer is there, bytes reach the disk, time is slept.
"""

import random
from dataclasses import dataclass
from typing import Any

from tests.runs.dumps_drawn import DrawnDump, draw_dump
from tests.runs.runs_scene import IMPORTS

EXPORTS = "/api/v2/jobs/users-exports"
DUMPS = 60
"""So many dumps are sent by the tests; each is sent once without faults to know what has to come out."""

WIRE = (
    ("POST", IMPORTS), ("POST", IMPORTS), ("POST", IMPORTS), ("GET", "/api/v2/jobs/*"), ("GET", "/api/v2/jobs/*/errors"),
    ("POST", EXPORTS), ("GET", "/user-exports/*"), ("POST", "/oauth/token"), ("*", "*"),
)  # fmt: skip
LIFE = ("kill", "kill", "kill", "disk_full", "away", "trickle", "errors_404", "errors_410")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What goes wrong.

    Args:
        seed: It was drawn from.
        dump: What is sent.
        planned: Of the tenant, as `FaultPlan.add` takes them.
        lives: For each life of the sender, (step, what) in order; what befalls it at that step or the next that suits.
        job_seconds: What a job takes.
        release_hours: How long a stuck job is stuck.
        pauses: Hours between two lives.
    """

    seed: int
    dump: DrawnDump
    planned: tuple[dict[str, Any], ...]
    lives: tuple[tuple[tuple[int, str], ...], ...]
    job_seconds: float
    release_hours: float
    pauses: tuple[float, ...]


def draw(seed: int, *, dumps: int = DUMPS) -> Schedule:
    """Draw a schedule, of so many dumps; the same seed gives the same one."""
    chance = random.Random(f"schedule {seed}")
    planned = [_planned(chance) for _ in range(chance.randint(0, 4))]
    # A file whose job fails three times is given up, and that is another end than that of a run without faults.
    for kind in ("job_failed",):
        while sum(each["times"] for each in planned if each["kind"] == kind) > 2:
            planned.remove(next(each for each in planned if each["kind"] == kind))
    lives = tuple(
        tuple(
            sorted(
                (chance.randint(1, chance.choice([20, 60, 160])), chance.choice(LIFE))
                for _ in range(chance.randint(1, 2))
            )
        )
        for _ in range(chance.choice([0, 1, 1, 2, 3]))
    )
    return Schedule(
        seed,
        draw_dump(seed % dumps),
        tuple(planned),
        lives,
        job_seconds=chance.choice([0.5, 5.0, 90.0]),
        release_hours=chance.uniform(0.05, 2.5),
        pauses=tuple(chance.choice([0.0, 0.0, 0.01, 1.0, 25.0]) for _ in lives),
    )


def _planned(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.35:
        kind = chance.choice(["job_stuck", "job_failed", "job_expired", "errors_gone"])
        path = EXPORTS if chance.random() < 0.15 and kind != "errors_gone" else IMPORTS
        return {"method": "POST", "path": path, "kind": kind, "times": chance.randint(1, 2)}
    method, path = chance.choice(WIRE)
    kind = chance.choice(
        [
            "before",
            "after",
            "drop",
            "drop_before",
            "reset_upload",
            "slow_body",
            "burst",
            "revoke_token",
            "after",
            "drop",
        ]
    )
    seconds = {"slow_body": 0.02, "burst": chance.uniform(1, 60)}.get(kind, 1.0)
    status = (
        chance.choice([429, 500, 502, 503, 504]) if kind == "before" else chance.choice([500, 502, 503, 504])
    )
    wait = chance.choice([None, None, 1, 30])
    return {
        "method": method, "path": path, "kind": kind, "times": chance.choice([1, 1, 1, 2, 3]), "status": status,
        "seconds": seconds, "retry_after_seconds": wait,
    }  # fmt: skip

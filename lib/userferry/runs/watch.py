"""The jobs at work, and when each is asked after next."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from userferry.runs.pace import Pace
from userferry.runs.tempo import Tempo


@dataclass(slots=True)
class _Job:
    """A job at work; `seen_seconds` is the age at which it was last known to be, None for one never asked after."""

    users: int
    since: float
    ask_at: float
    seen_seconds: float | None


class Watch:
    """Knows which jobs are at work and asks after each at its own pace, within the pace's bounds.

    Args:
        pace: The bounds.
        clock: Seconds.
    """

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._pace = pace
        self._clock = clock
        self._tempo = Tempo()
        self._jobs: dict[int, _Job] = {}
        self._asked_at = -inf

    def begin(self, number: int, users: int, *, since: float | None = None) -> None:
        """Watch a chunk's job: one that begins now, or one that another process began."""
        now = self._clock()
        if since is None:
            job = _Job(users, now, 0.0, 0.0)
            job.ask_at = now + self._wait_seconds(job)
        else:
            job = _Job(users, since, now, None)
        self._jobs[number] = job

    def next_question(self) -> tuple[int, float] | None:
        """Say which chunk's job to ask after next, and in how many seconds."""
        if not self._jobs:
            return None
        number = min(self._jobs, key=lambda each: self._jobs[each].ask_at)
        at = max(self._jobs[number].ask_at, self._asked_at + 1 / self._pace.max_requests_per_second)
        return number, max(0.0, at - self._clock())

    def note_active(self, number: int) -> None:
        """Take in that a job is still at work."""
        job = self._jobs[number]
        self._asked_at = self._clock()
        job.seen_seconds = max(0.0, self._asked_at - job.since)
        job.ask_at = self._asked_at + self._wait_seconds(job)

    def note_end(self, number: int, *, is_typical: bool) -> None:
        """Take in that a job has ended, somewhere between the last two questions.

        Args:
            number: Its chunk.
            is_typical: Whether it did its work, so that its time tells of others'.
        """
        job = self._jobs.pop(number)
        self._asked_at = self._clock()
        if is_typical and job.seen_seconds is not None:
            age = self._asked_at - job.since
            self._tempo.learn(job.users, after_seconds=job.seen_seconds, before_seconds=age)

    def forget(self, number: int) -> None:
        """Leave a job that can no longer be asked after."""
        self._jobs.pop(number, None)

    def per_second(self) -> float | None:
        """Users a second that the tenant takes in while every place is busy; None while no job has ended."""
        one = self._tempo.per_second()
        return None if one is None else one * self._pace.jobs_in_flight

    def seconds_left(self, users: int, *, at_once: int) -> tuple[float, float] | None:
        """Say between what times the run will end, from the pace of the jobs that ended.

        Args:
            users: Not sent yet.
            at_once: Users of a usual chunk.
        """
        now = self._clock()
        return self._tempo.left_seconds(
            users + sum(job.users for job in self._jobs.values()),
            done_seconds=sum(now - job.since for job in self._jobs.values()),
            at_once=at_once,
            places=self._pace.jobs_in_flight,
        )

    def _wait_seconds(self, job: _Job) -> float:
        wanted = self._tempo.wait_seconds(job.users, max(0.0, self._clock() - job.since))
        return min(max(wanted, self._pace.min_poll_seconds), self._pace.max_poll_seconds)

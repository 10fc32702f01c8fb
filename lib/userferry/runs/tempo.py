"""How fast does the tenant take users in, and when is it worth asking after a job?

Asking more often where a job is likelier to end, and the root of that likelihood often, is what finds an end
soonest for a given number of questions: the wait is `price / √hazard`. The hazard is read from the last jobs
that ended. So a tenant of steady pace is asked a few times around the expected end, one whose jobs vary widely
throughout their likely span, and a job that outlives every other ever more seldom.
"""

import math
from bisect import bisect
from collections import deque
from statistics import fmean, median

_IDLE_SHARE = 0.003  # of a slot's time that may pass between a job's end and the question that finds it
_JOBS = 40  # the last ones; a tenant's pace changes over a long run
_CENTRES = 10
_NARROWEST, _BROADENED = 0.004, 0.2  # of a centre's width, in logarithms; the latter over the number of jobs
_STRANGE_SHARE, _STRANGE_WIDTH = 0.03, 0.7  # a job may be like no other
_UNKNOWN_SHARE = 0.15  # of a job's age to the next question, while none has ended
_FAR = 30.0
_SIGMAS = 2.0  # of a range of time left: nineteen of twenty where jobs vary like most things do


class Tempo:
    """Seconds per user, learned from jobs that ended; every job counts by its logarithm, so none outweighs the rest."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_JOBS)
        self._ended, self._sum, self._squares = 0, 0.0, 0.0
        self._centres: list[float] = []
        self._width = 1.0
        self._price = 0.0
        self._ahead: list[tuple[float, float]] = []

    def learn(self, users: int, *, after_seconds: float, before_seconds: float) -> None:
        """Take in a job that ended between two ages.

        Args:
            users: Of its file.
            after_seconds: Its age when it was last known to be at work.
            before_seconds: Its age when it was found to have ended, which is when its place was free.
        """
        each = max(before_seconds, 1e-4) / max(users, 1)
        self._ended, self._sum, self._squares = self._ended + 1, self._sum + each, self._squares + each**2
        self._seconds.append(max((after_seconds + before_seconds) / 2, 1e-4) / max(users, 1))
        known = sorted(map(math.log, self._seconds))
        count = min(len(known), _CENTRES)
        # Quantiles in place of all: an outlier is at most one of them, and the gaps between them are the width.
        self._centres = [known[(2 * place + 1) * len(known) // (2 * count)] for place in range(count)]
        gaps = [after - before for before, after in zip(self._centres, self._centres[1:], strict=False)]
        self._width = max(_NARROWEST, median(gaps) if gaps else 0.0) + _BROADENED / len(known)
        roots = fmean(math.sqrt(1 / self._hazard(math.exp(centre))) for centre in self._centres)
        self._price = 2 * _IDLE_SHARE * fmean(map(math.exp, self._centres)) / roots
        self._look_ahead()

    def wait_seconds(self, users: int, age_seconds: float) -> float:
        """Say how long to leave a job alone that is at work at this age."""
        if not self._seconds:
            return _UNKNOWN_SHARE * age_seconds
        users = max(users, 1)
        now = max(age_seconds, 1e-6) / users
        place = bisect(self._ahead, (now, math.inf))
        coming = self._ahead[place][1] if place < len(self._ahead) else math.inf
        return users * (min(self._next(now), coming) - now)

    def _next(self, at: float) -> float:
        """When to ask again after a question at this age, by the hazard there."""
        return at + self._price / math.sqrt(self._hazard(at))

    def _look_ahead(self) -> None:
        """Work out for the ages at which the hazard rises when to ask at the latest, were it not asked before."""
        self._ahead, latest = [], math.inf
        edges = (centre + far * self._width for centre in self._centres for far in (-4, -2, 0))
        for at in sorted(map(math.exp, edges), reverse=True):
            latest = min(latest, self._next(at))
            self._ahead.append((at, latest))
        self._ahead.reverse()

    def per_second(self) -> float | None:
        """Users a second that one job takes in; None while no job has ended."""
        return self._ended / self._sum if self._ended else None

    def left_seconds(
        self, users: int, *, done_seconds: float, at_once: int, places: int
    ) -> tuple[float, float] | None:
        """Say between what times so many users are done.

        Args:
            users: Of all the jobs together, at work or still to come.
            done_seconds: Of work that those at work have behind them, all together.
            at_once: Users of a usual job.
            places: Jobs at work at once.

        Returns:
            The least and the most seconds; None while no job has ended.
        """
        if not self._ended:
            return None
        mean = self._sum / self._ended
        variance = max(0.0, self._squares / self._ended - mean**2) if self._ended > 1 else mean**2
        # The jobs to come vary, and so does the mean of those that ended; the places do not end together.
        spread = math.sqrt(variance * (users * at_once + users**2 / self._ended)) / places
        margin = _SIGMAS * spread + mean * min(at_once, users)
        left = max(0.0, users * mean - done_seconds) / places
        return max(0.0, left - margin), left + margin

    def _hazard(self, at: float) -> float:
        """How likely a job ends now that has not ended before, a second; `at` is its age over its users."""
        ends = lasts = 0.0
        strange = (median(self._centres), _STRANGE_WIDTH, _STRANGE_SHARE)
        share = (1 - _STRANGE_SHARE) / len(self._centres)
        for centre, width, weight in (*((centre, self._width, share) for centre in self._centres), strange):
            away = (math.log(at) - centre) / width
            left = 1 / (1 + math.exp(max(-_FAR, min(away, _FAR))))
            lasts += weight * left
            ends += weight * left * (1 - left) / width
        return ends / lasts / at

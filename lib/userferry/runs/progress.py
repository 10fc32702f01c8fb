"""How far a run is, in users, and when it will end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from userferry.runs.manifest import Manifest
from userferry.runs.state import DUPLICATED, ChunkState, Phase, RunState

_SHOWN_CODES = 3
_UNITS = ((120, 1, "s"), (7_200, 60, "min"), (172_800, 3_600, "h"), (inf, 86_400, "days"))
"""Below how many seconds a range is told in which unit, in seconds, and its name."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; every user is done, at work, in doubt or not sent.

    Args:
        total: Users whom the run sends.
        sent: Users in files that the tenant took or may have taken.
        done: Users of whom it is known what came.
        failed: Of these, whom the tenant refused.
        in_doubt: Users who may or may not be there; a look settles it.
        jobs_in_flight: Imports at work.
        per_second: Users that the tenant takes in a second, by the jobs that ended; None before the first.
        seconds_left: Between what times the run will end, by the same jobs.
        codes: Failed users by the tenant's code.
    """

    total: int
    sent: int
    done: int
    failed: int
    in_doubt: int
    jobs_in_flight: int
    per_second: float | None = None
    seconds_left: tuple[float, float] | None = None
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def at_work(self) -> int:
        """Users in files that the tenant has and has not answered for."""
        return self.sent - self.done - self.in_doubt

    @property
    def not_sent(self) -> int:
        """Users in files that the tenant never saw, or is known to have refused whole."""
        return self.total - self.sent

    @property
    def flights(self) -> str:
        """The jobs at work, in words."""
        return f"{self.jobs_in_flight} job{'' if self.jobs_in_flight == 1 else 's'} in flight"

    def __str__(self) -> str:
        parts = [f"{self.done:,} of {self.total:,} users done", f"{self.failed:,} failed"]
        if self.codes:
            most = sorted(self.codes.items(), key=lambda each: (-each[1], each[0]))[:_SHOWN_CODES]
            rest = len(self.codes) - len(most)
            listed = ", ".join(f"{code} {count:,}" for code, count in most) + (
                f", {rest} more" if rest else ""
            )
            parts[-1] += f" ({listed})"
        if self.jobs_in_flight:
            parts.append(self.flights)
        if self.in_doubt:
            parts.append(f"{self.in_doubt:,} in doubt")
        if self.done < self.total and self.per_second is not None:
            parts.append(f"{self.per_second:,.1f} a second")
        if self.done < self.total and self.seconds_left is not None:
            parts.append(f"{_range(*self.seconds_left)} left")
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Tally:
    """Where a chunk's users are: counts by the names of `Progress`, and failed users by code."""

    places: Counter[str]
    codes: Counter[str]

    def add(self, other: "Tally") -> None:
        """Count another's users as well."""
        self.places.update(other.places)
        self.codes.update(other.codes)

    def progress(self, total: int, *, jobs_in_flight: int) -> Progress:
        """Tell it as progress, without a time."""
        return Progress(
            total=total,
            sent=self.places["sent"],
            done=self.places["done"],
            failed=self.places["failed"],
            in_doubt=self.places["in_doubt"],
            jobs_in_flight=jobs_in_flight,
            codes=+self.codes,
        )

    def subtract(self, other: "Tally") -> None:
        """Take another's users out again."""
        self.places.subtract(other.places)
        self.codes.subtract(other.codes)


def tally(chunk: ChunkState, users: int) -> Tally:
    """Count where a chunk's users are, from what the journal says of it."""
    landed = sum(each.settled.landed for each in chunk.attempts if each.settled is not None)
    if not chunk.attempts or chunk.phase is Phase.WAITING:
        return Tally(Counter(sent=landed, done=landed), Counter())
    last, codes, failed = chunk.last, Counter[str](), 0
    if last.is_counted:
        # A later attempt's duplicates are failed only where a look did not find that they are its own.
        own = last.duplicated if chunk.phase is Phase.REVIEW else last.settled.landed if last.settled else 0
        codes, failed = Counter(last.codes), last.failed - own
        codes[DUPLICATED] -= own
    elif chunk.gave_up is not None and last.settled is not None:
        failed = last.settled.remaining
    doubtful = {Phase.DOUBT: last.rows, Phase.REVIEW: last.duplicated}.get(chunk.phase, 0)
    at_work = last.rows if chunk.phase in {Phase.IN_FLIGHT, Phase.ENDED} else 0
    done = users - doubtful if chunk.phase in {Phase.REVIEW, Phase.DONE} else landed
    places = {"sent": done + doubtful + at_work, "done": done, "failed": failed, "in_doubt": doubtful}
    return Tally(Counter(places), +codes)


def count_users(manifest: Manifest, state: RunState) -> Progress:
    """Count how far a run is from its journal alone."""
    total = Tally(Counter(), Counter())
    for each in manifest.chunks:
        total.add(tally(state.chunk(each.chunk), each.rows))
    in_flight = sum(chunk.phase is Phase.IN_FLIGHT for chunk in state.chunks.values())
    return total.progress(manifest.rows, jobs_in_flight=in_flight)


def _range(low: float, high: float) -> str:
    """Write a range of seconds in the unit that suits its end."""
    unit, name = next((unit, name) for below, unit, name in _UNITS if high < below)
    digits = 0 if high >= 10 * unit else 1
    return f"{low / unit:,.{digits}f} to {high / unit:,.{digits}f} {name}"

"""How fast the tenant took users in, and how many jobs were at work, over the time of a run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from userferry.reports.work_times import Work

_LEFT, _RIGHT, _TOP = 44, 8, 12
"""Room for the numbers on the left, and around."""

_PACE, _GAP, _JOBS, _FOOT = 150, 34, 48, 30
"""How high the two parts are, and what is between and below them."""

_STEPS = (
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    20,
    30,
    60,
    120,
    300,
    600,
    1_200,
    1_800,
    3_600,
    7_200,
    14_400,
    21_600,
    43_200,
)
"""Seconds between the times that may be named; beyond them it is days."""

_TICK_WIDTH = 70

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of time: its place in the drawing, and what it shows in words."""

    x: float
    width: float
    y: float
    height: float
    said: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at an axis."""

    at: float
    name: str


@dataclass(frozen=True, slots=True)
class PacePicture:
    """Users a second and jobs in flight over time, laid out for one width.

    Args:
        width: Of the drawing.
        height: Of the drawing.
        left: Where the axes begin.
        pace: Users a second in each span.
        jobs: Jobs in flight in each span.
        pace_ticks: Numbers of the upper axis.
        jobs_ticks: Numbers of the lower axis.
        time_ticks: Times since the beginning.
        heads: What stands over the two parts.
        rows: The same as numbers: when each span begins, users a second, jobs in flight.
        said: The same in words.
    """

    width: int
    height: int
    left: int
    pace: tuple[Bar, ...]
    jobs: tuple[Bar, ...]
    pace_ticks: tuple[Tick, ...]
    jobs_ticks: tuple[Tick, ...]
    time_ticks: tuple[Tick, ...]
    heads: tuple[Tick, ...]
    rows: tuple[tuple[str, float, float], ...]
    said: str


def draw_pace(work: Sequence[Work], *, width: int, spans: int) -> PacePicture | None:
    """Lay out a run's pace; None where no import ended.

    A job's users are spread over the time that it took.

    Args:
        work: Of `read_work`.
        width: Of the drawing.
        spans: Into how many spans the time is cut.
    """
    if not work:
        return None
    begin, end = min(each.begin for each in work), max(each.end for each in work)
    lasts = max(end - begin, 0.001)
    long = lasts / spans
    users, busy = [0.0] * spans, [0.0] * spans
    for each in work:
        took = max(each.end - each.begin, lasts / 1e6)
        first, last = (min(spans - 1, int((at - begin) / long)) for at in (each.begin, each.end))
        for place in range(first, last + 1):
            inside = min(each.end, begin + (place + 1) * long) - max(each.begin, begin + place * long)
            share = max(inside, 0.0) if last > first else took
            users[place] += each.users * share / took
            busy[place] += share
    rates, jobs = [each / long for each in users], [each / long for each in busy]
    most, most_jobs = _round_up(max(rates)), max(1, math.ceil(max(jobs) - 0.01))
    inner, top, base = width - _LEFT - _RIGHT, _TOP + 12, _TOP + 12 + _PACE
    floor = base + _GAP + _JOBS
    pace = _bars([rate / most for rate in rates], rates, "users a second", inner=inner, base=base, high=_PACE)
    flights = _bars(
        [at / most_jobs for at in jobs], jobs, "jobs in flight", inner=inner, base=floor, high=_JOBS
    )
    step = next(
        (
            step
            for step in (*_STEPS, *(86_400 * days for days in (1, 2, 5, 10, 30)))
            if lasts / step * _TICK_WIDTH <= inner
        ),
        lasts / 2,
    )
    times = [step * part for part in range(int(lasts / step) + 1)]
    ticks = [Tick(_LEFT + inner * at / lasts, _ago(at)) for at in times]
    total = sum(each.users for each in work)
    files = "1 job" if len(work) == 1 else f"{len(work):,} jobs"
    said = (
        f"{total:,} users in {files} within {_ago(lasts)}: {total / lasts:,.1f} a second on average, at most "
        f"{max(rates):,.1f}; {sum(busy) / lasts:.1f} jobs in flight on average."
    )
    return PacePicture(
        width=width,
        height=floor + _FOOT,
        left=_LEFT,
        pace=pace,
        jobs=flights,
        pace_ticks=tuple(Tick(base - _PACE * part / 2, f"{most * part / 2:,.4g}") for part in range(3)),
        jobs_ticks=(Tick(floor, "0"), Tick(floor - _JOBS, f"{most_jobs:,}")),
        time_ticks=tuple(ticks),
        heads=(Tick(top - 10, "users a second"), Tick(floor - _JOBS - 10, "jobs in flight")),
        rows=tuple(
            (_ago(long * place), rate, at) for place, (rate, at) in enumerate(zip(rates, jobs, strict=True))
        ),
        said=said,
    )


def _bars(
    shares: Sequence[float], values: Sequence[float], unit: str, *, inner: int, base: int, high: int
) -> tuple[Bar, ...]:
    wide = inner / len(values)
    return tuple(
        Bar(
            _LEFT + place * wide,
            max(wide - 1, 0.5),
            base - high * share,
            high * share,
            f"{value:,.1f} {unit}",
        )
        for place, (share, value) in enumerate(zip(shares, values, strict=True))
        if value > 0
    )


def _round_up(value: float) -> float:
    """Give the next number that is 1, 2, 4, 6 or 8 times a power of ten, for an axis."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next((step * power for step in (1, 2, 4, 6, 8) if value <= step * power), 10 * power)


def _ago(seconds: float) -> str:
    if seconds == 0:
        return "0"
    unit, name = next((unit for unit in _UNITS if seconds >= 2 * unit[0]), _UNITS[-1])
    return f"{seconds / unit:,.3g} {name}"

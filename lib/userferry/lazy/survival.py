"""Who has not come yet after so many days, reckoned from when people logged in last and from who has come so far.

Each user logs in at random at a rate of their own, and rates are spread among users as a gamma distribution. Then the
days since the last log-in follow Lomax's distribution, from which its `shape` and `scale_days` are found; and of
users who were silent for `age` days the share that is still silent `t` days later is

    ((scale + age) / (scale + age + t)) ** pace        with pace = shape + 1

Whoever has left for good looks to this like somebody who comes rarely, so beforehand it hopes too much of those who
were silent for long. Once people come, each segment of activity gets a pace of its own from who came (the conjugate
gamma of a Poisson count, with the dump's pace as a belief of `BELIEF` log-ins), which corrects that.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from userferry.lazy.activity import NEVER

BELIEF = 2.0
"""As how many log-ins of a segment the dump's own pace counts."""

FEWEST = 30
"""Without as many known ages nothing is read from them, and `UNREAD` holds."""

NINE_OF_TEN = 1.645
"""Standard deviations to either side that nine of ten outcomes lie within."""

_STEPS = 120
_SOME_DAYS = 7
_LOW, _HIGH = math.log(0.05), math.log(50_000.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """How log-in rates are spread, and at what pace each segment comes.

    Args:
        shape: Of the gamma distribution.
        scale_days: Of Lomax's.
        longest_days: The longest silence that the dump tells of; who never came was silent as long as that.
        came: Segment → how many of it came, and how much of coming was expected of them at a pace of 1.
        unsteadiness: By how much days differ more than chance alone would have it (weekdays, a mailing); 1 or more.
    """

    shape: float
    scale_days: float
    longest_days: float
    came: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    unsteadiness: float = 1.0

    def pace(self, segment: str) -> tuple[float, float]:
        """Give the gamma distribution of a segment's pace by its shape and its rate, whose ratio is the mean."""
        believed = self.shape + (segment != NEVER)  # who never came tells of one log-in less
        events, exposure = self.came.get(segment, (0.0, 0.0))
        return events + BELIEF, exposure + BELIEF / believed

    def age(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add the `base` from which a silence grows."""
        silent = pl.col("age").cast(pl.Float64).fill_null(self.longest_days)
        return frame.with_columns(base=silent + 0.5 + self.scale_days)


UNREAD = Rates(1.0, 30.0, 365.0)
"""Where the dump tells too few last log-ins: monthly visitors, until those who come tell better."""


def fit_rates(ages: pl.DataFrame) -> Rates:
    """Find the spread of rates under which these ages are likeliest.

    Args:
        ages: Of `count_ages`.
    """
    known = ages.filter(pl.col("age").is_not_null()).group_by("age").agg(pl.col("users").sum()).sort("age")
    users = int(known["users"].sum())
    if users < FEWEST:
        return UNREAD
    longest, silent = float(known["age"][-1]) + 0.5, int(ages["users"].sum()) - users

    def likelihood(log_scale: float) -> tuple[float, float, float]:
        scale = math.exp(log_scale)
        grown = float((known["users"] * ((known["age"] + 0.5) / scale + 1).log()).sum())
        # Who never came was silent for as long as anybody, and perhaps longer.
        shape = users / (grown + silent * math.log(longest / scale + 1))
        return users * (math.log(shape) - log_scale - 1) - grown, log_scale, shape

    low, high = _LOW, _HIGH
    for _ in range(2):
        width = (high - low) / _STEPS
        _, found, shape = max(likelihood(low + width * step) for step in range(_STEPS + 1))
        low, high = found - width, found + width
    return Rates(shape, math.exp(found), longest - 0.5)


def learn_paces(rates: Rates, waiting: pl.DataFrame, came: pl.DataFrame, *, elapsed_days: float) -> Rates:
    """Give each segment the pace at which it came so far.

    Args:
        rates: Of `fit_rates`.
        waiting: `segment`, `age`, `users` of those who have not come.
        came: `segment`, `age`, `day` (0 for the first), `users` of those who have.
        elapsed_days: Since the beginning.
    """
    until = pl.col("day") + 0.5
    known = ("segment", "age", "users", "base", "until", "events")
    waited = rates.age(waiting).with_columns(
        until=pl.lit(elapsed_days, pl.Float64), events=pl.lit(0, pl.Int64)
    )
    arrived = rates.age(came).with_columns(until=until.cast(pl.Float64), events=pl.col("users"))
    everybody = pl.concat([waited.select(known), arrived.select(known)])
    exposure = pl.col("users") * (pl.col("until") / pl.col("base") + 1).log()
    found = everybody.group_by("segment").agg(pl.col("events").sum().cast(pl.Float64), exposure.sum())
    told = {str(name): (events, exposed) for name, events, exposed in found.iter_rows()}
    learned = replace(rates, came=told)
    return replace(learned, unsteadiness=_unsteadiness(learned, everybody, came, math.floor(elapsed_days)))


def expect_waiting(
    rates: Rates, waiting: pl.DataFrame, ahead: Sequence[int], *, since: float = 0.0
) -> pl.DataFrame:
    """Say how many of those who wait will still wait so many days from now.

    Args:
        rates: Of `fit_rates` or `learn_paces`.
        waiting: `segment`, `age`, `users`.
        ahead: Days from now.
        since: Days from the beginning until now, through which they were silent too.

    Returns:
        `ahead` Int64, `segment`, `remain` and its `spread` (a standard deviation) Float64, `most` Int64: a row for each
        segment and number of days.
    """
    paces = [(name, *rates.pace(str(name))) for name in waiting["segment"].unique(maintain_order=True)]
    number = pl.Float64()
    schema = {"segment": waiting.schema["segment"], "events": number, "exposure": number}
    known = rates.age(waiting).join(pl.DataFrame(paces, schema=schema, orient="row"), on="segment")
    days = pl.DataFrame({"ahead": list(ahead)}, schema={"ahead": pl.Int64})
    users, stays, grown = pl.col("users"), pl.col("stays"), pl.col("grown")
    counted = (
        known.join(days, how="cross")
        .with_columns(grown=(pl.col("ahead") / (pl.col("base") + since) + 1).log())
        .with_columns(stays=(-grown * pl.col("events") / pl.col("exposure")).exp())
        .group_by("ahead", "segment", maintain_order=True)
        .agg(
            (users * stays).sum().alias("remain"),
            (users * stays * (1 - stays)).sum().alias("chance"),
            (users * stays * grown).sum().alias("slope"),
            (pl.col("events").first() / pl.col("exposure").first() ** 2).alias("doubt"),
            users.sum().alias("most"),
        )
    )
    spread = (pl.col("chance") * rates.unsteadiness + pl.col("slope") ** 2 * pl.col("doubt")).sqrt()
    return counted.select("ahead", "segment", "remain", spread.alias("spread"), "most")


def add_up(expected: pl.DataFrame) -> pl.DataFrame:
    """Add the segments of `expect_waiting` up: `ahead`, `remain`, `low`, `high`.

    Nine of ten outcomes are between `low` and `high`, if people go on as they did.
    """
    width = NINE_OF_TEN * (pl.col("spread") ** 2).sum().sqrt()
    remain, most = pl.col("remain").sum(), pl.col("most").sum()
    within = [remain, (remain - width).clip(lower_bound=0), pl.min_horizontal(remain + width, most)]
    named = [each.alias(name) for each, name in zip(within, ("remain", "low", "high"), strict=True)]
    return expected.group_by("ahead", maintain_order=True).agg(*named)


def _unsteadiness(rates: Rates, everybody: pl.DataFrame, came: pl.DataFrame, days: int) -> float:
    """Compare each whole day's arrivals with what was to be expected: Pearson's statistic over its degrees."""
    if days < _SOME_DAYS:
        return 1.0
    together = everybody.group_by("segment", "age").agg(pl.col("users").sum())
    waited = add_up(expect_waiting(rates, together, range(days + 1)))["remain"]
    expected = pl.DataFrame({"day": range(days), "expected": -waited.diff().drop_nulls()})
    seen = came.group_by(pl.col("day").cast(pl.Int64)).agg(pl.col("users").sum())
    both = expected.join(seen, on="day", how="left").with_columns(pl.col("users").fill_null(0))
    both = both.filter(pl.col("expected") >= 1)
    squares = ((both["users"] - both["expected"]) ** 2 / both["expected"]).sum()
    return max(1.0, float(squares) / max(both.height, 1))

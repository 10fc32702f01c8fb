"""Who has moved, who remains and who will: the tenant's users beside the dump's, day by day."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from userferry.errors import DecisionError
from userferry.frames import ROW, Frame
from userferry.lazy.activity import SEGMENTS
from userferry.lazy.days import keep_day
from userferry.lazy.followed import BROUGHT, GONE, MOVED, REMAINING, ROWS, STATE, TAKEN, THERE, Followed
from userferry.lazy.survival import add_up, expect_waiting, fit_rates, learn_paces
from userferry.schema import ID_PREFIX

_DAY_SECONDS = 86_400


def follow(
    moved: Frame,
    activity: Frame,
    *,
    began: date,
    at: datetime,
    days: Path,
    brought: Frame | None = None,
    ahead: int = 90,
) -> Followed:
    """Say of each row of the dump whether it is in the tenant, and how many will not be yet in days to come.

    A user is known by the id, with which the scripts and an import bring them alike; it stays when they change their
    address. Somebody who came and was deleted again between two looks is not seen, so look once a day.

    Args:
        moved: `MOVED`: whom the tenant holds, as `ask_moved` gives it.
        activity: `ACTIVITY`: the dump's users, under the ids that the scripts give them (without `auth0|`). Of rows
            that share an id only the first is looked for.
        began: The day on which the scripts were switched on, in UTC.
        at: When the tenant was asked; one without a zone is in UTC.
        days: The folder in which each day's changes are kept; it is what tells who came back.
        brought: `__row` Int64 of those whom a bulk import brought since; None for nobody.
        ahead: How many days are foreseen.

    Raises:
        DecisionError: `at` is before `began`.
    """
    at = at.replace(tzinfo=None) if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)
    start = datetime.combine(began, datetime.min.time())
    if at < start:
        raise DecisionError(
            "The parameters", [f"`began` is {began}, and the tenant says it is {at:%Y-%m-%d}"]
        )
    present = moved.lazy().with_columns(pl.col("created_at").fill_null(at).cast(pl.Datetime("ms")))
    known = _known(activity)
    mine = known.join(present.select("user_id", "created_at"), on="user_id").collect(engine="streaming")
    events = keep_day(days, mine.lazy(), at.date())
    strangers = present.join(known, on="user_id", how="anti").select("email").collect(engine="streaming")
    seen = _stand(activity, known, events, strangers, brought=brought, start=start)
    counts = seen.group_by("state", "segment", "age", "day").agg(pl.len().cast(pl.Int64).alias("users"))
    waiting = _counted(counts, [REMAINING], ["segment", "age"])
    came = _counted(counts, [MOVED, GONE], ["segment", "age", "day"])
    elapsed = (at - start).total_seconds() / _DAY_SECONDS
    fitted = fit_rates(counts.group_by("segment", "age").agg(pl.col("users").sum()))
    rates = learn_paces(fitted, waiting, came, elapsed_days=elapsed)
    expected = expect_waiting(rates, waiting, range(1, ahead + 1), since=elapsed)
    stuck = int(counts.filter(pl.col("state").is_in([GONE, TAKEN]))["users"].sum())
    projection = add_up(expected).select(
        day=pl.lit(at.date()) + pl.duration(days="ahead"),
        remain=pl.col("remain") + stuck, low=pl.col("low") + stuck, high=pl.col("high") + stuck,
    )  # fmt: skip
    taken = int(counts.filter(pl.col("state") == TAKEN)["users"].sum())
    return Followed(
        began,
        at,
        seen.select(list(ROWS)),
        _by_day(events, seen, began=began, until=at.date()),
        _by_segment(counts, expected.filter(pl.col("ahead") == ahead)),
        projection,
        strangers.height - taken,
    )


def _known(activity: Frame) -> pl.LazyFrame:
    first = (
        activity.lazy()
        .filter(pl.col("user_id").is_not_null())
        .unique("user_id", keep="first", maintain_order=True)
    )
    return first.select(ROW, (pl.lit(ID_PREFIX) + pl.col("user_id")).alias("user_id"))


def _stand(
    activity: Frame,
    known: pl.LazyFrame,
    events: pl.DataFrame,
    strangers: pl.DataFrame,
    *,
    brought: Frame | None,
    start: datetime,
) -> pl.DataFrame:
    """Give each row's `state`, `segment`, `age`, `user_id`, `created_at`, `is_returned`, and the `day` it came on."""
    lives = events.group_by("user_id").agg(
        pl.col("created_at").last(),
        pl.col("created_at").min().alias("first"),
        (pl.col("created_at").n_unique() - pl.col("created_at").has_nulls() > 1).alias("is_returned"),
        pl.lit(value=True).alias("was_there"),
    )
    lived = known.join(lives.lazy(), on="user_id")
    rows = pl.LazyFrame(schema={ROW: pl.Int64}) if brought is None else brought.lazy().select(ROW).unique()
    others = strangers.lazy().drop_nulls().unique().with_columns(is_taken=pl.lit(value=True))
    is_there = pl.col("created_at").is_not_null()
    state = (
        pl.when(is_there & ((pl.col("first") < start) | pl.col("is_brought")))
        .then(pl.lit(BROUGHT))
        .when(is_there)
        .then(pl.lit(MOVED))
        .when("was_there")
        .then(pl.lit(GONE))
        .when("is_taken")
        .then(pl.lit(TAKEN))
        .otherwise(pl.lit(REMAINING))
    )
    joined = (
        activity.lazy()
        .select(ROW, "email", "age", "segment")
        .join(lived, on=ROW, how="left")
        .join(rows.with_columns(is_brought=pl.lit(value=True)), on=ROW, how="left")
        .join(others, on="email", how="left")
    )
    return (
        joined.with_columns(
            state=state.cast(STATE),
            day=(pl.col("first") - pl.lit(start)).dt.total_days(),
            is_returned=(pl.col("is_returned") & is_there).fill_null(value=False),
        )
        .drop("email", "first", "was_there", "is_taken", "is_brought")
        .sort(ROW)
        .collect(engine="streaming")
    )


def _counted(counts: pl.DataFrame, states: list[str], by: list[str]) -> pl.DataFrame:
    some = counts.filter(pl.col("state").is_in(states)).group_by(by).agg(pl.col("users").sum())
    return some.sort(by)


def _by_day(events: pl.DataFrame, seen: pl.DataFrame, *, began: date, until: date) -> pl.DataFrame:
    """Count who came and went each day, from what was noted of the users."""
    is_brought = seen.filter(pl.col("state") == BROUGHT).select("user_id", is_brought=pl.lit(value=True))
    before, noted = (pl.col(name).shift(1).over("user_id") for name in ("created_at", "day"))
    told = events.with_columns(before=before, noted=noted).join(is_brought, on="user_id", how="left")
    came = told.filter(pl.col("created_at").is_not_null() & pl.col("before").is_null())
    came = came.with_columns(day=pl.max_horizontal(pl.col("created_at").dt.date(), "noted"))
    brought = pl.col("is_brought").fill_null(value=False)
    there_before = came.filter(pl.col("day") < began).height
    every = pl.DataFrame({"day": pl.date_range(began, until, eager=True)})
    counted = (
        ("moved", came.filter(~brought)),
        ("brought", came.filter(brought)),
        ("gone", told.filter(pl.col("created_at").is_null())),
    )
    for name, some in counted:
        every = every.join(
            some.group_by("day").agg(pl.len().cast(pl.Int64).alias(name)), on="day", how="left"
        )
    filled = every.with_columns(pl.col("moved", "brought", "gone").fill_null(0)).sort("day")
    change = pl.col("moved") + pl.col("brought") - pl.col("gone")
    return filled.with_columns(remain=seen.height - there_before - change.cum_sum())


def _by_segment(counts: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    is_there, users = pl.col("state").is_in(THERE), pl.col("users")
    told = counts.group_by("segment").agg(
        users.sum(), users.filter(is_there).sum().alias("there"), users.filter(~is_there).sum().alias("remain"),
        users.filter(pl.col("state").is_in([GONE, TAKEN])).sum().alias("stuck"),
    )  # fmt: skip
    later = told.join(expected.select("segment", pl.col("remain").alias("waiting")), on="segment", how="left")
    order = {name: place for place, name in enumerate(SEGMENTS)}
    return (
        later.with_columns(expected=pl.col("waiting").fill_null(0.0) + pl.col("stuck"))
        .sort(pl.col("segment").cast(pl.String).replace_strict(order))
        .drop("waiting", "stuck")
    )

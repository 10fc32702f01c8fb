"""Draw what people would do in the months of an automatic migration: the same for the same seed."""

import polars as pl

from userferry.errors import DecisionError
from userferry.frames import ROW, Frame

LOG_IN, WRONG_PASSWORD, SIGN_UP = "log-in", "wrong password", "sign-up"
RESET, EMAIL_CHANGE = "reset before the first log-in", "email change"
DELETION, COME_BACK = "deletion", "come back"
KINDS = (LOG_IN, WRONG_PASSWORD, SIGN_UP, RESET, EMAIL_CHANGE, DELETION, COME_BACK)

TRAFFIC = {
    "seconds": pl.Float64,
    "kind": pl.String,
    ROW: pl.Int64,
    "login": pl.String,
    "password": pl.String,
    "new_login": pl.String,
}
"""Columns of traffic: seconds since the start; who, null for somebody new; what is typed; a changed address."""

_DAY = 86_400.0
_HOUR = 3_600.0
_HABITS = ((0.20, 1.0), (0.45, 7.0), (0.75, 30.0), (0.90, 90.0))
"""Up to which share of the users → days between log-ins; the rest never come."""
_LOTS = ((RESET, 0.04), (EMAIL_CHANGE, 0.07), (DELETION, 0.10))
"""Up to which share of the users this happens to; one thing to one user."""
_MOST_LOG_INS = 12
_WRONG_SHARE, _NEW_SHARE, _AGAIN_SHARE = 0.05, 0.04, 0.01


def draw_traffic(keys: Frame, *, days: int, seed: int) -> pl.LazyFrame:
    """Draw what the people of an answer key do within so many days.

    A fifth logs in daily, a quarter weekly, three in ten monthly, three in twenty quarterly, a tenth never; nobody more
    than 12 times. Before one log-in in twenty the password is mistyped. Four in a hundred forget theirs before their
    first log-in, three change their address after it, three are deleted after it and come back at the next. Four in a
    hundred are new and sign up; one in a hundred signs up although the legacy store knows them.

    Args:
        keys: `__row` Int64, `login` String (an address), `password` String.
        days: How long.
        seed: Of the draw; nothing else is random.

    Returns:
        Columns and dtypes of `TRAFFIC`, in the order of time.

    Raises:
        DecisionError: No days, or a key without one of the columns.
    """
    lazy = keys.lazy()
    there = lazy.collect_schema().names()
    wrong = [f"it has no column `{name}`" for name in (ROW, "login", "password") if name not in there]
    wrong += [] if days > 0 else [f"`days` is {days}; it is 1 or more"]
    if wrong:
        raise DecisionError("The answer key", wrong)
    people = lazy.select(pl.col(ROW).cast(pl.Int64), "login", "password").with_columns(
        _gap(seed).alias("gap"), _lot(seed).alias("lot"), _uniform(seed, 2).alias("luck")
    )
    people = people.with_columns((-(1.0 - pl.col("luck")).log() * pl.col("gap") * _DAY).alias("first"))
    log_ins = _log_ins(people, seed)
    events = [log_ins, _mistyped(log_ins, seed), *_happenings(people), *_sign_ups(people, days, seed)]
    return (
        pl.concat([event.select(*TRAFFIC) for event in events])
        .filter(pl.col("seconds").is_between(0.0, days * _DAY, closed="left"))
        .sort("seconds", "kind", "login")
    )


def _log_ins(people: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    """Every log-in of those who come, with what they type by then; the first after a deletion is a come back."""
    nth = pl.col("nth").cast(pl.Float64)
    late = (_uniform(seed, 3, "nth") * 0.3 + nth) * pl.col("gap") * _DAY
    is_later, is_back = pl.col("nth") > 0, pl.col("nth") == 1
    new_login = pl.when(is_later & _has(EMAIL_CHANGE)).then(_changed()).otherwise("login")
    return (
        people.filter(pl.col("gap").is_not_null())
        .with_columns(pl.int_ranges(0, _MOST_LOG_INS).alias("nth"))
        .explode("nth")
        .with_columns(
            (pl.col("first") + pl.when(is_later).then(late + 3 * _HOUR).otherwise(0.0)).alias("seconds"),
            pl.when(is_back & _has(DELETION)).then(pl.lit(COME_BACK)).otherwise(pl.lit(LOG_IN)).alias("kind"),
            pl.when(_has(RESET)).then(_chosen()).otherwise("password").alias("password"),
            new_login.alias("login"),
            pl.lit(None, pl.String).alias("new_login"),
        )
    )


def _mistyped(log_ins: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    return log_ins.filter(_uniform(seed, 4, "nth") < _WRONG_SHARE).with_columns(
        pl.col("seconds") - 60.0, pl.lit(WRONG_PASSWORD).alias("kind"), pl.col("password") + "x"
    )


def _happenings(people: pl.LazyFrame) -> list[pl.LazyFrame]:
    """A reset just before the first log-in, an email change and a deletion after it, before the second."""
    nobody = pl.lit(None, pl.String)
    told = (
        (RESET, pl.max_horizontal(pl.col("first") - 600.0, 0.0), _chosen(), nobody),
        (EMAIL_CHANGE, pl.col("first") + _HOUR, pl.col("password"), _changed()),
        (DELETION, pl.col("first") + _HOUR, pl.col("password"), nobody),
    )
    return [
        people.filter(pl.col("gap").is_not_null() & _has(kind)).with_columns(
            seconds.alias("seconds"),
            pl.lit(kind).alias("kind"),
            password.alias("password"),
            new_login.alias("new_login"),
        )
        for kind, seconds, password, new_login in told
    ]


def _sign_ups(people: pl.LazyFrame, days: int, seed: int) -> list[pl.LazyFrame]:
    """People whom the legacy store does not know, and some whom it does."""
    at = (_uniform(seed, 5) * days * _DAY).alias("seconds")
    facts = (at, pl.lit(SIGN_UP).alias("kind"), pl.lit(None, pl.String).alias("new_login"))
    new = people.filter(_uniform(seed, 6) < _NEW_SHARE).with_columns(
        *facts,
        pl.format("new-{}@rehearsal.example", ROW).alias("login"),
        pl.format("New-{}-pass", ROW).alias("password"),
        pl.lit(None, pl.Int64).alias(ROW),
    )
    is_plain = pl.col("lot").is_null()
    again = people.filter(is_plain & (_uniform(seed, 7) < _AGAIN_SHARE)).with_columns(*facts)
    return [new, again]


def _has(kind: str) -> pl.Expr:
    return pl.col("lot").eq_missing(kind)


def _changed() -> pl.Expr:
    return pl.format("changed-{}@rehearsal.example", ROW)


def _chosen() -> pl.Expr:
    return pl.format("Chosen-{}-pass", ROW)


def _gap(seed: int) -> pl.Expr:
    """Days between a user's log-ins; null for who never comes."""
    chosen = pl.lit(None, pl.Float64)
    for share, gap in reversed(_HABITS):
        chosen = pl.when(_uniform(seed, 0) < share).then(gap).otherwise(chosen)
    return chosen


def _lot(seed: int) -> pl.Expr:
    chosen = pl.lit(None, pl.String)
    for kind, share in reversed(_LOTS):
        chosen = pl.when(_uniform(seed, 1) < share).then(pl.lit(kind)).otherwise(chosen)
    return chosen


def _uniform(seed: int, purpose: int, *others: str) -> pl.Expr:
    """A number from 0 to below 1 for each row, by SplitMix64: the same with every version of every library."""
    mixed = _mixed(pl.lit((seed * 64 + purpose) % 2**64, pl.UInt64))
    for name in (ROW, *others):
        mixed = _mixed(mixed ^ pl.col(name).cast(pl.UInt64))
    return (mixed // pl.lit(2**11, pl.UInt64)).cast(pl.Float64) / 2.0**53


def _mixed(number: pl.Expr) -> pl.Expr:
    number = number + pl.lit(0x9E3779B97F4A7C15, pl.UInt64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        number = (number ^ (number // pl.lit(2**shift, pl.UInt64))) * pl.lit(factor, pl.UInt64)
    return number ^ (number // pl.lit(2**31, pl.UInt64))

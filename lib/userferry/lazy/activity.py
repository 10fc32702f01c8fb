"""When did each user of the dump log in last: the one thing that tells beforehand who will come."""

from datetime import date

import polars as pl

from userferry.decisions import unknown_name
from userferry.errors import DecisionError
from userferry.frames import ROW, Frame, numbered

NEVER = "never, or not known"
BOUNDS = {
    "within 7 days": 7,
    "within 30 days": 30,
    "within 90 days": 90,
    "within 180 days": 180,
    "within 365 days": 365,
}
OLDER = "longer ago"
SEGMENTS = (*BOUNDS, OLDER, NEVER)
"""How long before the beginning somebody logged in last, the latest first."""

SEGMENT = pl.Enum(SEGMENTS)
ACTIVITY = {ROW: pl.Int64, "user_id": pl.String, "email": pl.String, "age": pl.Int64, "segment": SEGMENT}

_DAY = r"^\s*(\d{4}-\d{2}-\d{2})(?:\D|$)"
_SECONDS, _MILLISECONDS = r"^\d{9,10}$", r"^\d{12,13}$"
_DAY_MILLISECONDS = 86_400_000


def read_activity(users: Frame, last_login: str, *, began: date) -> pl.LazyFrame:
    """Read of each user by what the tenant would know them, and how long before the beginning they logged in last.

    Args:
        users: As `apply_mapping` makes them: `__row` Int64, `user_id` and `email` String, and the column.
        last_login: A column or a path in one (`app_metadata.last_login`) of texts that begin with a day
            (`2026-03-14`), or of seconds or milliseconds since 1970; empty where the dump does not tell.
        began: The day on which the scripts are switched on, in UTC.

    Returns:
        `ACTIVITY`: `age` in whole days, 0 for a log-in of that day or after it, null where there is none.

    Raises:
        DecisionError: There is no such column, or no text in it is a moment.
    """
    lazy = numbered(users)
    schema = lazy.collect_schema()
    text = _at(schema, last_login).str.strip_chars() if last_login else pl.lit(None, pl.String)
    text = pl.when(text != "").then(text)
    milliseconds = pl.coalesce(
        pl.when(text.str.contains(_SECONDS)).then(text).cast(pl.Int64, strict=False) * 1_000,
        pl.when(text.str.contains(_MILLISECONDS)).then(text).cast(pl.Int64, strict=False),
    )
    day = pl.coalesce(
        text.str.extract(_DAY, 1).str.to_date("%Y-%m-%d", strict=False),
        (milliseconds // _DAY_MILLISECONDS).cast(pl.Int32).cast(pl.Date),
    )
    age = (pl.lit(began) - day).dt.total_days().clip(lower_bound=0)
    if last_login:
        filled, read = (
            lazy.select(text.count().alias("filled"), day.count().alias("read"))
            .collect(engine="streaming")
            .row(0)
        )
        if filled and not read:
            why = f"no value of `{last_login}` is read as a moment; give it `parse_datetime` in the mapping"
            raise DecisionError("The parameters", [why])
    return lazy.select(
        ROW,
        _text("user_id", schema),
        _text("email", schema).str.to_lowercase(),
        age.cast(pl.Int64).alias("age"),
    ).with_columns(segment=_segment(pl.col("age")))


def count_ages(activity: Frame) -> pl.DataFrame:
    """Count the users of each segment and age: `segment`, `age`, `users` Int64; few rows, however many users."""
    counted = activity.lazy().group_by("segment", "age").agg(pl.len().cast(pl.Int64).alias("users"))
    return counted.sort("segment", "age").collect(engine="streaming")


def _segment(age: pl.Expr) -> pl.Expr:
    within = [pl.when(age <= days).then(pl.lit(name)) for name, days in BOUNDS.items()]
    never = pl.when(age.is_null()).then(pl.lit(NEVER))
    return pl.coalesce(*within, never, pl.lit(OLDER)).cast(SEGMENT)


def _text(name: str, schema: pl.Schema) -> pl.Expr:
    return (pl.col(name) if name in schema else pl.lit(None)).cast(pl.String).alias(name)


def _at(schema: pl.Schema, path: str) -> pl.Expr:
    """Find a column, or what is in it; DecisionError where it is not there."""
    names = [name for name in schema if name != ROW]
    if path in names:
        return pl.col(path).cast(pl.String)
    first, *inner = path.split(".")
    is_there, found = first in schema, pl.col(first)
    fields = schema
    for name in inner:
        dtype = fields.get(first)
        fields = pl.Schema(dtype.to_schema()) if isinstance(dtype, pl.Struct) else pl.Schema()
        names += [f"{path.partition(f'.{name}')[0]}.{each}" for each in fields]
        is_there, found, first = name in fields, found.struct.field(name), name
    if not is_there:
        raise DecisionError("The parameters", [unknown_name(path, names, what="column of the users")])
    return found.cast(pl.String)

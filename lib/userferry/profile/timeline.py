"""How many of a column's moments lie in each month, whichever way they are written."""

import polars as pl

from userferry.frames import Frame

_MONTH = r"^\s*(\d{4})[-/.](0[1-9]|1[0-2])(?:\D|$)"
_COMPACT = r"^(\d{4})(0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6}(?:\.\d+)?Z?)?$"
_DAY_FIRST = r"^\s*(?:0?[1-9]|[12]\d|3[01])[./-](0?[1-9]|1[0-2])[./-](\d{4})"
_MONTH_FIRST = r"^\s*(0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(\d{4})"
_SECONDS, _MILLISECONDS = r"^\d{9,10}$", r"^\d{12,13}$"


def count_months(frame: Frame, column: str) -> pl.DataFrame:
    """Count a column's moments by month, in one streaming pass.

    Years before months, days before or after them and seconds or milliseconds since 1970 are read; 03/04/2020 is taken
    for April, unless the column has a day over twelve where the month would be.

    Args:
        frame: Has the column (String).
        column: Its name.

    Returns:
        `month` String ("2020-04") in order, null for filled values that are not read; `rows` Int64.
    """
    value = pl.when(pl.col(column) != "").then(pl.col(column))
    american = value.str.extract(_MONTH_FIRST, 1)
    epoch = pl.coalesce(
        pl.when(value.str.contains(_SECONDS)).then(value).cast(pl.Int64, strict=False) * 1000,
        pl.when(value.str.contains(_MILLISECONDS)).then(value).cast(pl.Int64, strict=False),
    )
    dash, european = pl.lit("-"), value.str.extract(_DAY_FIRST, 1)
    day_first = pl.concat_str(value.str.extract(_DAY_FIRST, 2), dash, european.str.zfill(2))
    month_first = pl.concat_str(value.str.extract(_MONTH_FIRST, 2), dash, american.str.zfill(2))
    plain = pl.coalesce(
        pl.concat_str(value.str.extract(_MONTH, 1), dash, value.str.extract(_MONTH, 2)),
        pl.concat_str(value.str.extract(_COMPACT, 1), dash, value.str.extract(_COMPACT, 2)),
        epoch.cast(pl.Datetime("ms")).dt.strftime("%Y-%m"),
    )
    found = frame.lazy().select(
        plain=plain, day_first=day_first, month_first=month_first, is_filled=value.is_not_null()
    )
    counts = (
        found.filter("is_filled")
        .group_by("plain", "day_first", "month_first")
        .agg(rows=pl.len().cast(pl.Int64))
        .collect(engine="streaming")
    )
    is_american = counts.filter(
        pl.col("plain").is_null() & pl.col("day_first").is_null() & pl.col("month_first").is_not_null()
    )
    order = ("month_first", "day_first") if is_american.height else ("day_first", "month_first")
    return (
        counts.group_by(month=pl.coalesce("plain", *order))
        .agg(pl.col("rows").sum())
        .sort("month", nulls_last=True)
    )

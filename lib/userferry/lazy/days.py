"""What each day that was looked at changed: who came, who is gone; from which it is told who came back.

lazy/days/2026-03-14.parquet   `user_id`, `created_at` (null for who is gone): only those who are otherwise than before
"""

from datetime import date
from pathlib import Path

import polars as pl

from userferry.durable import make_folder, write_frame

CHANGES: dict[str, pl.DataType] = {"user_id": pl.String(), "created_at": pl.Datetime("ms")}


def keep_day(folder: Path, present: pl.LazyFrame, day: date) -> pl.DataFrame:
    """Note what is otherwise than on the days before, and give everything noted until then.

    The same day may be noted again; days after it stay, and are not read.

    Args:
        folder: Of the days' files; made.
        present: `user_id`, `created_at` of the dump's users who are there now.
        day: Which.

    Returns:
        `day` Date, `user_id`, `created_at`, in the order of days.
    """
    make_folder(folder)
    before = _read(folder, until=day)
    known = before.group_by("user_id").agg(pl.col("created_at").last().alias("known"))
    both = present.select("user_id", "created_at").join(
        known.lazy(), on="user_id", how="full", coalesce=True, nulls_equal=False
    )
    is_other = pl.col("created_at").ne_missing(pl.col("known"))
    path = folder / f"{day.isoformat()}.parquet"
    write_frame(path, both.filter(is_other).select("user_id", "created_at"))
    return pl.concat([before, _dated(path, day).collect()])


def _read(folder: Path, *, until: date) -> pl.DataFrame:
    """Read the days before one, each file once, the earliest first."""
    found = {date.fromisoformat(path.stem): path for path in folder.glob("*.parquet")}
    empty = pl.LazyFrame(schema={"day": pl.Date(), **CHANGES})
    return pl.concat([empty, *(_dated(found[day], day) for day in sorted(found) if day < until)]).collect()


def _dated(path: Path, day: date) -> pl.LazyFrame:
    return pl.scan_parquet(path).select(pl.lit(day).alias("day"), "user_id", "created_at")

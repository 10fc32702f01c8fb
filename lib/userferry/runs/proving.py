"""Log-ins that we made ourselves to prove passwords: nobody's sign-in, so that an undo does not take them for one."""

from pathlib import Path

import polars as pl

from userferry.durable import write_frame

_FOLDER = "logins"
_SCHEMA = {"__row": pl.Int64}


def note_logins(run: Path, rows: pl.Series) -> None:
    """Note whom we logged in, once for each time.

    Args:
        run: The run's folder.
        rows: `__row` Int64 of those who got in.
    """
    number = len(list((run / _FOLDER).glob("*.parquet"))) + 1
    write_frame(run / _FOLDER / f"{number:05d}.parquet", rows.to_frame("__row"))


def count_logins(run: Path) -> pl.LazyFrame:
    """Count how often we logged each user in: `__row` Int64, `proofs` UInt32."""
    files = sorted((run / _FOLDER).glob("*.parquet"))
    noted = pl.scan_parquet(files) if files else pl.LazyFrame(schema=_SCHEMA)
    return noted.group_by("__row").agg(pl.len().alias("proofs"))

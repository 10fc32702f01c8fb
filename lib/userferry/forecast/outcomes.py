"""What will the tenant do with each row? Its checks, the users it has, and the rows above, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.checks import Failure, check_rows, check_users
from userferry.checks.connection import has_factors_off
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.forecast.identifying import identify_users
from userferry.forecast.meeting import FACTORS_FAILED, settle_users
from userferry.frames import Frame, numbered

_CODES = pl.List(pl.String())


@dataclass(frozen=True, slots=True, repr=False)
class Outcomes:
    """What the tenant will do with each row that it is sent.

    Args:
        rows: `__row` Int64; `outcome` String: `inserted`, `updated`, `refused` (by the schema or the connection) or
            `failed` (for another user's sake); `codes` List(String), sorted: the tenant's, none where it takes the row.
    """

    rows: pl.DataFrame

    def counts(self) -> pl.DataFrame:
        """Count `rows` by `outcome` and the codes, most first."""
        named = self.rows.with_columns(pl.col("codes").list.join(", "))
        grouped = named.group_by("outcome", "codes").agg(pl.len().cast(pl.Int64).alias("rows"))
        return grouped.sort(["rows", "outcome", "codes"], descending=[True, False, False])

    def __repr__(self) -> str:
        """Say how many rows come to what."""
        counted = dict(self.rows.group_by("outcome").len().rows())
        words = ", ".join(
            f"{counted.get(name, 0):,} {name}" for name in ("inserted", "updated", "refused", "failed")
        )
        return f"Outcomes({self.rows.height:,} rows: {words})"

    def _repr_html_(self) -> str:
        head = self.counts().head(20).iter_rows()
        return table(headline(self), ["outcome", "the tenant's codes", "rows"], head)

    def write(self, folder: Path) -> Path:
        """Write `outcomes.parquet` into the folder."""
        return write_frame(folder / "outcomes.parquet", self.rows)

    @classmethod
    def read(cls, folder: Path) -> "Outcomes":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "outcomes.parquet"))


def forecast_outcomes(
    users: Frame,
    target: Frame | None = None,
    *,
    connection: Mapping[str, Any] | None = None,
    upsert: bool = False,
    chunks: pl.DataFrame | None = None,
) -> Outcomes:
    """Say what the tenant will do with each row if all are sent, file after file.

    Ghosts of an interrupted migration cannot be seen from outside and are not foreseen (`behaviour.md` §2.4).

    Args:
        users: `__row` Int64 and a column for each attribute, or `__row` and `json` String.
        target: The connection's users as an export gives them: `email`, `username`, `user_id` (with its prefix) and
            `phone_number`, Strings, those it has; perhaps `credential`: `custom` for an imported custom hash that
            nobody has logged in with. An export cannot tell, so without it none is taken for one. None for no users.
        connection: The live connection as the API gives it; None for Auth0's defaults.
        upsert: Whether users who exist are updated.
        chunks: `__row` and `chunk` Int64, as `Chunks` has them; None for one file.
    """
    users = numbered(users)
    good, failure = (check_rows if "json" in users.collect_schema() else check_users)(users, connection)
    found = identify_users(good).collect()
    settled = settle_users(found.lazy(), target, connection=connection, upsert=upsert, chunks=chunks)
    met = settled.select("__row", "outcome", pl.concat_list("code").list.drop_nulls().alias("codes"))
    fails = pl.col("has_factors") & has_factors_off(connection)
    alone = found.join(settled, on="__row", how="anti").select(
        "__row",
        pl.when(fails).then(pl.lit("failed")).otherwise(pl.lit("inserted")).alias("outcome"),
        pl.when(fails).then(pl.lit([FACTORS_FAILED])).otherwise(pl.lit([], _CODES)).alias("codes"),
    )
    every = pl.concat([_refused(failure), met, alone])
    return Outcomes(every.sort("__row"))


def _refused(failure: Failure) -> pl.DataFrame:
    codes = failure.findings.group_by("__row").agg(pl.col("code").sort().alias("codes"))
    return codes.select("__row", pl.lit("refused").alias("outcome"), "codes")

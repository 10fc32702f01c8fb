"""What will the tenant do with each row? Its checks, the users it has, and the rows above, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.checks import Failure, check_rows, check_users
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.forecast.identifying import IDENTIFIERS, identify_users, keep_tangled
from userferry.forecast.meeting import FACTORS_FAILED, Arrival, find_people, settle_rows
from userferry.frames import Frame, numbered

_OUTCOMES = pl.Schema({"__row": pl.Int64(), "outcome": pl.String(), "codes": pl.List(pl.String())})


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
    target: pl.DataFrame | None = None,
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
    arrivals = identify_users(good)
    if chunks is None:
        arrivals = arrivals.with_columns(pl.lit(1, pl.Int64).alias("chunk"))
    else:
        arrivals = arrivals.join(chunks.lazy().select("__row", "chunk"), on="__row", how="left")
    found = arrivals.select("__row", "chunk", *IDENTIFIERS, "has_custom_hash", "has_factors").collect()
    are_factors_off = not _mfa(connection).get("active", True)
    known = pl.DataFrame(schema=dict.fromkeys(IDENTIFIERS, pl.String)) if target is None else target
    tangled = keep_tangled(found, known)
    fates = settle_rows(
        (Arrival(*row) for row in tangled.sort("chunk", "__row").iter_rows()),
        find_people(known, tangled),
        upsert=upsert,
        are_factors_off=are_factors_off,
    )
    settled = pl.DataFrame(list(fates), schema=_OUTCOMES, orient="row")
    alone = found.join(tangled, on="__row", how="anti").select(
        "__row", *_fresh(are_factors_off=are_factors_off)
    )
    every = pl.concat([_refused(failure), settled, alone])
    return Outcomes(every.sort("__row"))


def _mfa(connection: Mapping[str, Any] | None) -> Mapping[str, Any]:
    options = (connection or {}).get("options") or {}
    found: Mapping[str, Any] = options.get("mfa") or {}
    return found


def _fresh(*, are_factors_off: bool) -> list[pl.Expr]:
    fails = pl.col("has_factors") & are_factors_off
    none = pl.lit([], pl.List(pl.String))
    return [
        pl.when(fails).then(pl.lit("failed")).otherwise(pl.lit("inserted")).alias("outcome"),
        pl.when(fails).then(pl.lit([FACTORS_FAILED])).otherwise(none).alias("codes"),
    ]


def _refused(failure: Failure) -> pl.DataFrame:
    codes = failure.findings.group_by("__row").agg(pl.col("code").sort().alias("codes"))
    return codes.select("__row", pl.lit("refused").alias("outcome"), "codes")

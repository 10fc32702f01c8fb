"""Bulk import, automatic migration, both, or a reset for all: what each means for the users of this very dump."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from userferry.display import bar, table
from userferry.durable import write_frame
from userferry.frames import ROW, Frame
from userferry.lazy.activity import NEVER, OLDER, read_activity
from userferry.lazy.survival import expect_waiting, fit_rates

BULK, LAZY, BOTH, RESET = "bulk import", "automatic migration", "both", "reset"
HORIZONS = (30, 90, 180, 365)
"""Days after which is asked who has moved."""

MUST_RUN = {
    BULK: "nothing: the legacy store can be switched off after the import",
    LAZY: "the legacy store, reachable from Auth0, for every login of somebody who has not moved",
    BOTH: "the legacy store, reachable from Auth0, for those whose hash cannot go along",
    RESET: "nothing; everybody needs a mail that arrives",
}
"""Way → what has to stay running."""

_LEGACY_WAY_OUT = "lazy migration"
_REASONABLE, _WORTH = 90, 0.01
"""Scripts are worth running where within so many days at least so large a share keeps the password by them."""

_PARTS = {
    "imported": "the hash goes along in a bulk import",
    "checked": "only the legacy form can be checked, by the scripts at the next login",
    "lost": "there is no hash that anybody can check",
}


@dataclass(frozen=True, slots=True, repr=False)
class Ways:
    """What each way means for these users.

    Args:
        moved: `days` Int64 (0 and `HORIZONS`), `part` (of `imported`, `checked`, `lost`: what becomes of the hash),
            `users` Int64, `verified` Int64 (whose hash the scripts can check), `moved` Float64 (of those, how many have
            logged in by then), `moved_least` Float64 (the same if nobody returns who was silent for a year); the last
            two are null where the dump does not tell when people logged in.
        ways: `way`, `days` Int64, `keep` and `reset` Int64, `must_run`: who keeps the password, and who has to reset
            it, if that many days are given and the rest then goes without; null where `moved` is.
        recommended: Of `BULK`, `LAZY`, `BOTH`, `RESET`.
        reason: Why, in a sentence.
    """

    moved: pl.DataFrame = field(repr=False)
    ways: pl.DataFrame = field(repr=False)
    recommended: str
    reason: str

    @property
    def users(self) -> int:
        """How many users there are."""
        return int(self.moved.filter(pl.col("days") == 0)["users"].sum())

    def keep(self, way: str, days: int) -> int | None:
        """How many keep their password by a way that is given so many days, of 0 and `HORIZONS`; None if untold."""
        kept: int | None = self.ways.filter(pl.col("way") == way, pl.col("days") == days)["keep"].item()
        return kept

    def __repr__(self) -> str:
        """Name the way and why."""
        return f"Ways({self.users:,} users: {self.recommended}; {self.reason})"

    def _repr_html_(self) -> str:
        there = self.moved.filter(pl.col("days") == 0)
        counts = dict(there.select("part", "users").iter_rows())
        picture = bar([(part, counts.get(part, 0), meaning) for part, meaning in _PARTS.items()])
        heads = [
            "way",
            "keep their password",
            *(f"after {days} days" for days in HORIZONS),
            "must stay running",
        ]
        shown = [
            (way, self.keep(way, 0), *(self.keep(way, days) for days in HORIZONS), MUST_RUN[way])
            for way in MUST_RUN
        ]
        share = [
            (days, f"{moved / max(self.users, 1):.0%}", f"{least / max(self.users, 1):.0%}")
            for days, moved, least in self.moved.filter(pl.col("days") > 0, pl.col("moved").is_not_null())
            .group_by("days", maintain_order=True)
            .agg(pl.col("moved", "moved_least").sum())
            .iter_rows()
        ]
        note = (
            "Reckoned from the dump's last log-ins: each user comes at random at a rate of their own. Who has left for "
            "good is taken for somebody who comes rarely; “at least” takes everybody who was silent for a year as gone."
        )
        return (
            picture
            + table(f"{self.users:,} users: {self.recommended}", heads, shown, note=f"{self.reason}.")
            + table("Moved by their next login", ["days", "expected", "at least"], share, note=note)
        )

    def write(self, folder: Path) -> Path:
        """Write `ways.parquet` and `ways_moved.parquet` into the folder."""
        said = self.ways.with_columns(recommended=pl.lit(self.recommended), reason=pl.lit(self.reason))
        write_frame(folder / "ways_moved.parquet", self.moved)
        return write_frame(folder / "ways.parquet", said)

    @classmethod
    def read(cls, folder: Path) -> "Ways":
        """Read what `write` wrote."""
        ways = pl.read_parquet(folder / "ways.parquet")
        recommended, reason = ways.select("recommended", "reason").row(0)
        moved = pl.read_parquet(folder / "ways_moved.parquet")
        return cls(moved, ways.drop("recommended", "reason"), recommended, reason)


def compare_ways(
    users: Frame, verdicts: Frame, last_login: str, *, began: date, unverified: Collection[str] = ()
) -> Ways:
    """Compare the ways for the users of a dump.

    Args:
        users: As for `read_activity`: those who would go.
        verdicts: `__row` Int64 and `finding` `HASH_FINDING`, as `legacy_hashes` gives them.
        last_login: As for `read_activity`; empty where the dump does not tell, and then nobody's login is foreseen.
        began: The day on which the scripts would be switched on.
        unverified: Forms of hash that the scripts cannot check, such as those they leave out.

    Raises:
        DecisionError: As `read_activity`.
    """
    activity = read_activity(users, last_login, began=began)
    kind, form = (pl.col("finding").struct.field(name) for name in ("kind", "format"))
    is_lazy = pl.col("finding").struct.field("way_out") == _LEGACY_WAY_OUT
    imports = (kind == "converted").fill_null(value=False)
    checks = kind.is_in(["converted", "ambiguous"]) | (kind.eq("unconvertible") & is_lazy)
    is_verified = (checks & ~form.is_in(list(unverified)).fill_null(value=False)).fill_null(value=False)
    part = pl.when(imports).then(pl.lit("imported")).when(is_verified).then(pl.lit("checked"))
    said = verdicts.lazy().select(
        ROW, part.otherwise(pl.lit("lost")).alias("part"), is_verified.alias("is_verified")
    )
    counted = (
        activity.join(said, on=ROW, how="left")
        .with_columns(pl.col("part").fill_null("lost"), pl.col("is_verified").fill_null(value=False))
        .group_by("part", "is_verified", "segment", "age")
        .agg(pl.len().cast(pl.Int64).alias("users"))
        .collect(engine="streaming")
    )
    moved = _expect(counted, is_known=bool(last_login))
    ways = _weigh(moved)
    return Ways(moved, ways, *_recommend(moved))


def _expect(counted: pl.DataFrame, *, is_known: bool) -> pl.DataFrame:
    ages = counted.group_by("segment", "age").agg(pl.col("users").sum())
    rates = fit_rates(ages)
    rows: list[tuple[int, str, int, int, float | None, float | None]] = []
    for part in _PARTS:
        mine = counted.filter(pl.col("part") == part)
        verified = mine.filter("is_verified")
        users, can = int(mine["users"].sum()), int(verified["users"].sum())
        rows.append((0, part, users, can, 0.0, 0.0))
        waiting = verified.group_by("segment", "age").agg(pl.col("users").sum()).sort("segment", "age")
        expected = expect_waiting(rates, waiting, HORIZONS)
        came = expected.with_columns(came=pl.col("most") - pl.col("remain"))
        silent = pl.col("segment").cast(pl.String).is_in([OLDER, NEVER])
        for days in HORIZONS:
            then = came.filter(pl.col("ahead") == days)
            both = float(then["came"].sum()), float(then.filter(~silent)["came"].sum())
            rows.append((days, part, users, can, *(both if is_known else (None, None))))
    schema = {
        "days": pl.Int64, "part": pl.String, "users": pl.Int64, "verified": pl.Int64, "moved": pl.Float64,
        "moved_least": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").sort("days", maintain_order=True)


def _weigh(moved: pl.DataFrame) -> pl.DataFrame:
    rows: list[tuple[str, int, int | None, int | None, str]] = []
    for days in (0, *HORIZONS):
        then = moved.filter(pl.col("days") == days)
        users, is_known = int(then["users"].sum()), not then["moved"].has_nulls()
        imported = then.filter(pl.col("part") == "imported")
        others = then.filter(pl.col("part") != "imported")
        bulk = int(imported["users"].sum())
        by_login = round(float(then["moved"].sum())) if is_known else None
        added = round(float(others["moved"].sum())) if is_known else None
        both = None if added is None else bulk + added
        for way, keep in ((BULK, bulk), (LAZY, by_login), (BOTH, both), (RESET, 0)):
            rows.append((way, days, keep, None if keep is None else users - keep, MUST_RUN[way]))
    schema = {"way": pl.String, "days": pl.Int64, "keep": pl.Int64, "reset": pl.Int64, "must_run": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _recommend(moved: pl.DataFrame) -> tuple[str, str]:
    then = moved.filter(pl.col("days") == _REASONABLE)
    imported, checked, lost = (int(then.filter(pl.col("part") == part)["users"].item()) for part in _PARTS)
    everybody = imported + checked + lost
    expected, least = then.filter(pl.col("part") == "checked").select("moved", "moved_least").row(0)
    gained = checked if least is None else least
    comes = (
        "how many of them log in the dump does not tell"
        if expected is None
        else f"{least:,.0f} to {expected:,.0f} of them log in within {_REASONABLE} days"
    )
    if not imported and not checked:
        return RESET, "no hash of this dump can be checked by anybody, so all need a new password"
    if not imported:
        only = f"no hash goes along in a bulk import, the scripts can check {checked:,}, and {comes}"
        return (LAZY if gained >= _WORTH * everybody else RESET), only
    if gained >= _WORTH * everybody:
        return (
            BOTH,
            f"{imported:,} hashes go along at once, only the scripts can check {checked:,}, and {comes}",
        )
    rest = f"; only the scripts can check {checked:,}, and {comes}" if checked else ""
    return (
        BULK,
        f"{imported:,} of {everybody:,} hashes go along, and the legacy store can be switched off{rest}",
    )

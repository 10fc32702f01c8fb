"""Who keeps the password, by which way, and who must set a new one: the count before the one shot."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import bar, headline, table
from userferry.durable import write_frame
from userferry.forecast.standing import Forecast
from userferry.passwords import Proof

IMPORT, LAZY, DECIDE, RESET = "bulk import", "lazy migration", "a decision", "reset"
STAYS = "the tenant's own"
WAYS = {
    IMPORT: "the hash goes along, and the old password works at once",
    LAZY: "a bulk import loses it; with 13-lazy-migration the legacy system would check the first login instead",
    DECIDE: "its shape is shared by several forms: prove one, or name it in the mapping",
    RESET: "there is nothing to take along: they set a new one by Auth0's mail for a forgotten password",
    STAYS: "they are there already, and an update leaves their password as it is",
}
"""Every way, in the order of what it asks of people, and what it means."""
WAY_COLOURS = ("#009e73", "#f0e442", "#cc79a7", "#7f7f7f", "#bbbbbb")
"""Of the ways in their order: none that a place of the balance sheet has beside them."""


@dataclass(frozen=True, slots=True, repr=False)
class PasswordReport:
    """What becomes of the passwords of those whom the tenant will take.

    Args:
        users: A row for each way and form: `way` (of `WAYS`), `format` (null where there is none), `users` Int64,
            `proof` (`proven`, `not tried`, null where nothing is sent), `why` (null where the hash goes along).
    """

    users: pl.DataFrame

    def of(self, way: str) -> int:
        """How many users go that way."""
        return int(self.users.filter(pl.col("way") == way)["users"].sum())

    def __repr__(self) -> str:
        """Say how many keep it."""
        total = int(self.users["users"].sum())
        others = [way for way in WAYS if way != IMPORT and self.of(way)]
        lost = ", ".join(f"{self.of(way):,} {way}" for way in others)
        kept = f"{self.of(IMPORT):,} of {total:,} keep their password by bulk import"
        rest = f"; of the others {lost}" if others else ""
        return f"PasswordReport({kept}{rest})"

    def _repr_html_(self) -> str:
        picture = bar([(way, self.of(way), meaning) for way, meaning in WAYS.items()], WAY_COLOURS)
        heads = ["way", "hash", "users", "proof", "why"]
        return picture + table(headline(self), heads, self.users.iter_rows())

    def write(self, folder: Path) -> Path:
        """Write `passwords.parquet` into the folder."""
        return write_frame(folder / "passwords.parquet", self.users)

    @classmethod
    def read(cls, folder: Path) -> "PasswordReport":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "passwords.parquet"))


def report_passwords(forecast: Forecast, proof: Proof) -> PasswordReport:
    """Count those whom the tenant will take by what becomes of their password.

    Args:
        forecast: Who is sent, and what was promised to each.
        proof: Which forms were proven on known passwords.
    """
    proven = proof.by_format.filter(pl.col("kind") == "converted").select(
        "format",
        pl.when(pl.col("proven") > 0).then(pl.lit("proven")).otherwise(pl.lit("not tried")).alias("proof"),
    )
    keeps = pl.col("promise") == "keeps"
    way = (
        pl.when(keeps)
        .then(pl.lit(IMPORT))
        .when(pl.col("promise") == "stays")
        .then(pl.lit(STAYS))
        .when(pl.col("is_ambiguous"))
        .then(pl.lit(DECIDE))
        .when(pl.col("way_out") == LAZY)
        .then(pl.lit(LAZY))
        .otherwise(pl.lit(RESET))
    )
    order = pl.col("way").replace_strict(
        {name: place for place, name in enumerate(WAYS)}, return_dtype=pl.Int64
    )
    users = (
        forecast.standing.filter(pl.col("promise").is_not_null())
        .group_by(way.alias("way"), "format", "why")
        .agg(pl.len().cast(pl.Int64).alias("users"))
        .join(proven, on="format", how="left")
        .select(
            "way", "format", "users", pl.when(pl.col("way") == IMPORT).then("proof").alias("proof"), "why"
        )
        .sort(order, -pl.col("users"), "format", "why", nulls_last=True)
    )
    return PasswordReport(users)

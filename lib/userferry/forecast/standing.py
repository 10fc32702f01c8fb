"""Where does each row stand before anything is sent, and whose password goes along?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.checks import Failure
from userferry.conflicts import Resolved
from userferry.display import headline, table
from userferry.durable import write_frame, write_whole
from userferry.errors import DecisionError

CREDENTIALS = ("password_hash", "custom_password_hash")


@dataclass(frozen=True, slots=True, repr=False)
class Forecast:
    """What will become of each row.

    Args:
        standing: `__row` Int64; `place` (`sent`, `refused` or `held back`); `reason` (a rule or a decision, null for
            those sent); `format` (of the legacy hash, null where none was recognised); `promise` (`keeps` the password,
            `resets` it), `why` (of a reset, in words) and `way_out` for those sent, else null; Strings; `is_ambiguous`
            Boolean: whether the hash has a shape that several forms share, and nobody said which.
        made_from: Name → SHA-256 of what it was made from: the dump and the decisions.
    """

    standing: pl.DataFrame
    made_from: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of the dump."""
        return self.standing.height

    @property
    def resets(self) -> pl.DataFrame:
        """Those who will be sent and must reset their password: `__row`, `format`, `why`."""
        return self.standing.filter(pl.col("promise") == "resets").select("__row", "format", "why")

    @property
    def promises(self) -> pl.DataFrame:
        """What was promised to those who will be sent: `__row`, `format` (`none` where there is no hash), `keeps`."""
        sent = self.standing.filter(pl.col("place") == "sent")
        return sent.select(
            "__row", pl.col("format").fill_null("none"), (pl.col("promise") == "keeps").alias("keeps")
        )

    def counts(self) -> pl.DataFrame:
        """Count `rows` by `place` and `reason`."""
        return self.standing.group_by("place", "reason").len("rows").sort("place", "reason", nulls_last=True)

    def require_decision(self, *, accept_resets: bool) -> "Forecast":
        """Return the forecast, if people agreed to what it says.

        Raises:
            DecisionError: users would lose their password, and the parameters do not accept that.
        """
        if self.resets.height and not accept_resets:
            lost = f"{self.resets.height:,} users can't take their password along and would have to reset it"
            agree = "a hash can be given only once, so say `accept_resets: true` or leave those users out of the dump"
            raise DecisionError("The parameters", [f"{lost}; {agree}"])
        return self

    def __repr__(self) -> str:
        """Say how many are sent."""
        sent = self.standing.filter(pl.col("place") == "sent").height
        return f"Forecast({sent:,} of {self.rows:,} rows will be sent, {self.resets.height:,} of them need a reset)"

    def _repr_html_(self) -> str:
        return table(headline(self), ["place", "reason", "rows"], self.counts().iter_rows())

    def write(self, folder: Path) -> Path:
        """Write `standing.parquet` and `made_from.json` into the folder."""
        path = write_frame(folder / "standing.parquet", self.standing)
        write_whole(folder / "made_from.json", json.dumps(self.made_from, indent=1))
        return path

    @classmethod
    def read(cls, folder: Path) -> "Forecast":
        """Read what `write` wrote."""
        made_from = json.loads((folder / "made_from.json").read_text(encoding="utf-8"))
        return cls(pl.read_parquet(folder / "standing.parquet"), made_from)


def forecast_import(
    users: pl.LazyFrame,
    failure: Failure,
    resolved: Resolved,
    legacy_hashes: pl.LazyFrame,
    *,
    made_from: Mapping[str, str] | None = None,
) -> Forecast:
    """Say where each row will go and whose password goes along.

    Args:
        users: Every user: `__row` Int64 and a column for each attribute.
        failure: Those whom the tenant would refuse.
        resolved: Those held back, and those kept.
        legacy_hashes: `__row` Int64 and `finding` `HASH_FINDING`: what the dump's hash is and what becomes of it.
        made_from: Name → SHA-256 of the dump and the decisions, so that a run can tell whether they changed.
    """
    present = [name for name in CREDENTIALS if name in users.collect_schema()]
    has_hash = (
        pl.any_horizontal([pl.col(name).is_not_null() for name in present])
        if present
        else pl.lit(value=False)
    )
    verdict = pl.col("finding").struct
    formats = legacy_hashes.select(
        "__row",
        verdict.field("format"),
        verdict.field("reason").alias("why"),
        verdict.field("way_out"),
        (verdict.field("kind") == "ambiguous").alias("is_ambiguous"),
    )
    refused = failure.rows().lazy().select("__row", pl.col("rule").alias("refused"))
    held = resolved.held.lazy().select("__row", pl.concat_str("kind", pl.lit(": "), "decision").alias("held"))
    joined = users.select("__row", has_hash.alias("keeps"))
    for other in (formats, refused, held):
        joined = joined.join(other, on="__row", how="left")
    is_sent = pl.col("refused").is_null() & pl.col("held").is_null()
    place = (
        pl.when(pl.col("refused").is_not_null())
        .then(pl.lit("refused"))
        .when(pl.col("held").is_not_null())
        .then(pl.lit("held back"))
        .otherwise(pl.lit("sent"))
    )
    promise = pl.when(is_sent & pl.col("keeps")).then(pl.lit("keeps")).when(is_sent).then(pl.lit("resets"))
    why = pl.when(promise == "resets").then(pl.col("why").fill_null("the mapping takes no password along"))
    standing = joined.select(
        "__row",
        place.alias("place"),
        pl.coalesce("refused", "held").alias("reason"),
        "format",
        promise.alias("promise"),
        why.alias("why"),
        pl.when(promise == "resets").then("way_out").alias("way_out"),
        (pl.col("is_ambiguous").fill_null(value=False) & ~pl.col("keeps")).alias("is_ambiguous"),
    )
    return Forecast(standing.sort("__row").collect(engine="streaming"), dict(made_from or {}))

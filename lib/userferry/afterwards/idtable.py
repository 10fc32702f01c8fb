"""Who is who: the key that the legacy system knows a user by, beside the id that Auth0 gave."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.dumps import Dump
from userferry.durable import make_folder, replacing, write_frame
from userferry.errors import ChangedError
from userferry.frames import Frame, numbered
from userferry.mapping import Mapping
from userferry.mapping.following import columns_read
from userferry.runs import DUPLICATED, Outcome, Place

_THERE = [Place.INSERTED, Place.UPDATED, Place.UNCHANGED]
_OURS = ("__row", "auth0_user_id", "outcome")
_KEY_TARGETS = ("user_id", "email", "username", "phone_number")
_KNOWN_BY = ("email", "username", "phone_number")
"""By what a user is found whose id nobody gave, the surest first."""


@dataclass(frozen=True, slots=True, repr=False)
class IdTable:
    """The legacy keys and the ids of those who are in the tenant.

    Args:
        rows: `__row` Int64, the legacy key's columns String, `auth0_user_id` String (null where the tenant no longer
            holds the user), `outcome` String: lazily, by row.
        counted: How many there are.
        without_id: How many of them have no id.
    """

    rows: pl.LazyFrame
    counted: int
    without_id: int

    def __repr__(self) -> str:
        """Say how many ids there are."""
        lost = f", {self.without_id:,} of them no longer there" if self.without_id else ""
        return f"IdTable({self.counted:,} users by {', '.join(self.keys) or 'no key'}{lost})"

    @property
    def keys(self) -> list[str]:
        """The columns of the legacy key."""
        return [name for name in self.rows.collect_schema() if name not in _OURS]

    def _repr_html_(self) -> str:
        counts = self.rows.group_by("outcome").len("users").sort("outcome").collect(engine="streaming")
        has_failed = "failed" in counts["outcome"]
        note = "Whoever failed as DUPLICATED_USER is there under the id of the user with the same address."
        note = note if has_failed else ""
        return table(headline(self), ["outcome", "users"], counts.iter_rows(), note=note)

    def write(self, folder: Path) -> Path:
        """Write `ids.csv` and `ids.parquet` (0600) into the folder."""
        make_folder(folder)
        write_frame(folder / "ids.parquet", self.rows)
        with replacing(folder / "ids.csv") as part:
            self.rows.sink_csv(part)
        return folder / "ids.csv"

    @classmethod
    def read(cls, folder: Path) -> "IdTable":
        """Read what `write` wrote."""
        rows = pl.scan_parquet(folder / "ids.parquet")
        counted, without = rows.select(pl.len(), pl.col("auth0_user_id").null_count()).collect().row(0)
        return cls(rows, counted, without)


def take_keys(dump: Dump, mapping: Mapping, *, digest: str | None = None) -> pl.LazyFrame:
    """Take the legacy key out of a dump: what the mapping makes the user_id of, else the address.

    Args:
        dump: The dump that was imported.
        mapping: What was decided about its columns.
        digest: Of the dump as it was imported; None where it is not known.

    Returns:
        `__row` Int64 and the key's columns, as the dump calls them, String; one that is called as a column of the id
        table has `legacy_` before its name.

    Raises:
        ChangedError: The dump is not the one that was imported, so its rows may be others.
    """
    if digest is not None and dump.digest != digest:
        raise ChangedError(
            f"{dump.source} is not the dump that was imported: it was changed, and its rows may be other users. "
            "Nothing was written. Put the dump back that 04-check read, then run this page again."
        )
    rule = next((rule for name in _KEY_TARGETS for rule in mapping.rules if rule.target == name), None)
    named = dict.fromkeys([rule.column, *columns_read(rule.transforms)] if rule else [])
    columns = [pl.col(name).alias(f"legacy_{name}" if name in _OURS else name) for name in named]
    return numbered(dump.frame).select("__row", *columns)


def write_id_table(outcome: Outcome, *, users: Frame, legacy: Frame, exported: Path, to: Path) -> IdTable:
    """Write the table of those who arrived, each once, and of those who failed because somebody was there.

    An id that a run knows is taken as it is; of a user who brought none it is looked up in the export by address, else
    by username or number, as Auth0 stores them (`behaviour.md` §1.1). Whoever failed as `DUPLICATED_USER` is listed if
    the user who is there is known by the address.

    Args:
        outcome: What came of each row that was sent.
        users: `__row` Int64 and a column for each attribute: those that were sent.
        legacy: `__row` Int64 and the columns of the legacy key, of `take_keys`.
        exported: The NDJSON of an export job with `user_id` and those three.
        to: The folder; `ids.csv` and `ids.parquet` appear there whole or not at all.
    """
    said = outcome.rows.select("__row", "outcome", "code", "auth0_user_id")
    is_there, is_double = pl.col("outcome").is_in(_THERE), pl.col("code") == DUPLICATED
    asked = said.filter(is_there | is_double)
    known = asked.filter(pl.col("auth0_user_id").is_not_null())
    open_rows = asked.filter(pl.col("auth0_user_id").is_null()).drop("auth0_user_id")
    named = open_rows.join(_identified(numbered(users)), on="__row", how="left")
    found = _looked_up(named, exported)
    kept = found.filter(is_there | pl.col("auth0_user_id").is_not_null())
    columns = ["__row", "auth0_user_id", "outcome"]
    ids = pl.concat([known.select(columns), kept.select(columns)])
    key = numbered(legacy).select("__row", pl.exclude("__row").cast(pl.String))
    rows = ids.join(key, on="__row", how="left").select(
        "__row", pl.exclude(_OURS), "auth0_user_id", "outcome"
    )
    unwritten = IdTable(rows.sort("__row"), 0, 0)
    unwritten.write(to)
    return IdTable.read(to)


def _identified(users: pl.LazyFrame) -> pl.LazyFrame:
    schema = users.collect_schema()
    texts = [
        (pl.col(name) if name in schema else pl.lit(None)).cast(pl.String).alias(name) for name in _KNOWN_BY
    ]
    return users.select("__row", *texts).with_columns(pl.col("email", "username").str.to_lowercase())


def _looked_up(rows: pl.LazyFrame, exported: Path) -> pl.LazyFrame:
    """Look ids up by address; by what else somebody has only where the user arrived without an address."""
    schema = {"user_id": pl.String, **dict.fromkeys(_KNOWN_BY, pl.String)}
    line = pl.col("line").str.json_decode(pl.Struct(schema)).alias("user")
    held = pl.scan_lines(exported, name="line").filter(pl.col("line") != "").select(line).unnest("user")
    for name in _KNOWN_BY:
        ids = (
            held.filter(pl.col(name).is_not_null())
            .unique(name, keep="any")
            .select(name, pl.col("user_id").alias(f"by {name}"))
        )
        rows = rows.join(ids, on=name, how="left")
    is_bare = pl.col("email").is_null() & pl.col("outcome").is_in(_THERE)
    others = [pl.when(is_bare).then(f"by {name}") for name in _KNOWN_BY[1:]]
    return rows.with_columns(pl.coalesce("by email", *others).alias("auth0_user_id"))

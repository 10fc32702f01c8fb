"""Find the users who would collide in a connection: equal ids, addresses or usernames, as Auth0 compares them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.frames import Frame, numbered

KINDS = {"user_id": False, "email": True, "username": True}
"""The identifiers unique in a connection, and whether Auth0 stores them in lower case (`behaviour.md` §1.1)."""

_CLUSTERS = {"cluster": pl.String, "kind": pl.String, "severity": pl.String, "__row": pl.Int64}


@dataclass(frozen=True, slots=True, repr=False)
class Conflicts:
    """Users who cannot all be in one connection.

    Args:
        clusters: A row for each user in a cluster: `cluster` String (`email:17`, after the first row in it), `kind`
            String, `severity` String (`will collide`), `__row` Int64; in the order of kinds, clusters and rows.
    """

    clusters: pl.DataFrame

    def counts(self) -> pl.DataFrame:
        """Count `clusters`, `rows` and the `largest` cluster of each `kind`."""
        sizes = self.clusters.group_by("kind", "cluster", maintain_order=True).len("size")
        return sizes.group_by("kind", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("clusters"),
            pl.col("size").sum().cast(pl.Int64).alias("rows"),
            pl.col("size").max().cast(pl.Int64).alias("largest"),
        )

    def __repr__(self) -> str:
        """Say how many clusters hold how many rows."""
        rows, clusters = self.clusters["__row"].n_unique(), self.clusters["cluster"].n_unique()
        return f"Conflicts({clusters:,} clusters of {rows:,} rows)"

    def _repr_html_(self) -> str:
        if self.clusters.is_empty():
            return table("", ["No two users share an id, an address or a username."], [])
        return table(
            headline(self), ["shared", "clusters", "rows in them", "largest"], self.counts().iter_rows()
        )

    def write(self, folder: Path) -> Path:
        """Write `clusters.parquet` into the folder."""
        return write_frame(folder / "clusters.parquet", self.clusters)

    @classmethod
    def read(cls, folder: Path) -> "Conflicts":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "clusters.parquet"))


def find_conflicts(users: Frame) -> Conflicts:
    """Find clusters of users with an equal user_id, email or username.

    Args:
        users: `__row` Int64 and a column for each attribute; an absent identifier collides with nothing.
    """
    users = numbered(users)
    present = users.collect_schema()
    found = [_clusters(users, kind, is_lowered=KINDS[kind]) for kind in KINDS if kind in present]
    return Conflicts(pl.concat([pl.DataFrame(schema=_CLUSTERS), *found]))


def identifier(kind: str) -> pl.Expr:
    """Give an identifier as Auth0 compares it."""
    return pl.col(kind).str.to_lowercase() if KINDS[kind] else pl.col(kind)


def _clusters(users: pl.LazyFrame, kind: str, *, is_lowered: bool) -> pl.DataFrame:
    key = pl.col(kind).str.to_lowercase() if is_lowered else pl.col(kind)
    # only hashes are grouped over the whole dump; the few rows that remain are then compared by their true keys
    keyed = users.select("__row", key.alias("key")).filter(pl.col("key").is_not_null())
    shared = keyed.group_by(pl.col("key").hash().alias("hash")).len().filter(pl.col("len") > 1).select("hash")
    rows = keyed.with_columns(pl.col("key").hash().alias("hash")).join(shared, on="hash", how="semi")
    first, size = pl.col("__row").min().over("key"), pl.len().over("key")
    return (
        rows.collect(engine="streaming")
        .with_columns(first.alias("first"), size.alias("size"))
        .filter(pl.col("size") > 1)
        .sort("first", "__row")
        .select(
            pl.format("{}:{}", pl.lit(kind), "first").alias("cluster"),
            pl.lit(kind).alias("kind"),
            pl.lit("will collide").alias("severity"),
            pl.col("__row"),
        )
    )

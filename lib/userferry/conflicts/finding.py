"""Find the users who would collide in a connection, and those who may be one person."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.conflicts.keys import KINDS, PERSON, has_other_phones, identifier, near_keys
from userferry.conflicts.mailboxes import slips
from userferry.conflicts.near import find_near
from userferry.conflicts.preview import Preview, preview_import
from userferry.conflicts.sharing import find_sharing
from userferry.display import headline, sentence, table
from userferry.durable import write_frame
from userferry.frames import Frame, numbered

COLLIDES, MAY_BE_ONE = "will collide", "may be one person"

CLUSTERS = {
    "cluster": pl.String,
    "kind": pl.String,
    "severity": pl.String,
    "__row": pl.Int64,
    "evidence": pl.String,
}


@dataclass(frozen=True, slots=True, repr=False)
class Conflicts:
    """Users who cannot all be in one connection, and users who may be one person.

    Args:
        clusters: A row for each user in a cluster: `cluster` String (`email:17`, after the first row in it), `kind`
            String (an identifier, or `person`), `severity` String (`will collide` or `may be one person`), `__row`
            Int64, `evidence` String (what is equal, or what of the row is read otherwise to make it so); in the order
            of kinds, clusters and rows.
        target: What an import would do to the tenant's users, None where they were not given.
    """

    clusters: pl.DataFrame
    target: Preview | None = None

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
        met = self.target._repr_html_() if self.target else ""
        if self.clusters.is_empty():
            return sentence("No two users share an id, an address or a username.") + met
        heads = ["shared", "clusters", "rows in them", "largest"]
        note = "Who is in a cluster of kind person may be one person; the tenant would take them all."
        has_near = (self.clusters["severity"] == MAY_BE_ONE).any()
        return table(headline(self), heads, self.counts().iter_rows(), note=note if has_near else "") + met

    def write(self, folder: Path) -> Path:
        """Write `clusters.parquet` into the folder, and what the target's frames say if there is one."""
        if self.target:
            self.target.write(folder)
        else:
            (folder / "target.parquet").unlink(missing_ok=True)  # an earlier one is true no longer
        return write_frame(folder / "clusters.parquet", self.clusters)

    @classmethod
    def read(cls, folder: Path) -> "Conflicts":
        """Read what `write` wrote."""
        target = Preview.read(folder) if (folder / "target.parquet").exists() else None
        return cls(pl.read_parquet(folder / "clusters.parquet"), target)


def find_conflicts(
    users: Frame, target: Frame | None = None, *, upsert: bool = False, connection: str | None = None
) -> Conflicts:
    """Find clusters of users with an equal user_id, email, username or phone number, and of users who may be one.

    Only 64-bit hashes of the keys are held for everybody; rows whose hash is shared are then compared by the keys.

    Args:
        users: `__row` Int64 and a column for each attribute; an absent identifier collides with nothing.
        target: The tenant's users as an export gives them, as for `preview_import`; None to look at the dump alone.
        upsert: Whether the import would update those who are there.
        connection: The connection's name, where `target` holds users of others too.
    """
    users = numbered(users)
    preview = None if target is None else preview_import(users, target, upsert=upsert, connection=connection)
    return Conflicts(find_clusters(users), preview)


def find_clusters(users: pl.LazyFrame, *, is_near: bool = True) -> pl.DataFrame:
    """Find the clusters of `Conflicts`.

    Args:
        users: `__row` Int64 and a column for each attribute.
        is_near: Whether those who may be one person are looked for too.
    """
    schema = users.collect_schema()
    kinds = [kind for kind in KINDS if kind in schema]
    keys = near_keys(schema, slips()) if is_near else {kind: identifier(kind) for kind in kinds}
    looked_at = dict.fromkeys(name for key in keys.values() for name in key.meta.root_names())
    if PERSON in keys and not has_other_phones(schema):
        del keys[PERSON]  # who shares name and phone shares the phone, and is found by it
    if not keys:
        return pl.DataFrame(schema=CLUSTERS)
    rows = find_sharing(users, keys).lazy()
    some = users.select("__row", *looked_at).join(rows, on="__row", how="semi").collect(engine="streaming")
    some = some.sort("__row")
    found = [pl.DataFrame(schema=CLUSTERS), *(_exact(some, kind) for kind in kinds)]
    if is_near:
        near = find_near(users, some)
        found.append(
            near.select(
                pl.format("{}:{}", pl.lit(PERSON), "first").alias("cluster"),
                pl.lit(PERSON).alias("kind"),
                pl.lit(MAY_BE_ONE).alias("severity"),
                "__row",
                "evidence",
            )
        )
    return pl.concat(found)


def _exact(users: pl.DataFrame, kind: str) -> pl.DataFrame:
    first, size = pl.col("__row").min().over("key"), pl.len().over("key")
    return (
        users.select("__row", identifier(kind).alias("key"))
        .filter(pl.col("key").is_not_null())
        .with_columns(first.alias("first"), size.alias("size"))
        .filter(pl.col("size") > 1)
        .sort("first", "__row")
        .select(
            pl.format("{}:{}", pl.lit(kind), "first").alias("cluster"),
            pl.lit(kind).alias("kind"),
            pl.lit(COLLIDES).alias("severity"),
            "__row",
            pl.lit(f"same {kind}").alias("evidence"),
        )
    )

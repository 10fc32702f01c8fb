"""The users after everybody gave way who had to, and what became of the others."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import headline, sentence, table
from userferry.durable import write_frame

HELD = {
    "__row": pl.Int64,
    "kind": pl.String,
    "cluster": pl.String,
    "decision": pl.String,
    "into": pl.Int64,
    "is_merged": pl.Boolean,
}


@dataclass(frozen=True, slots=True, repr=False)
class Resolved:
    """The users after everybody gave way who had to: rows in = kept + merged away + held back.

    Args:
        kept: The users' frame without those who gave way, lazily; no two of them collide.
        held: Whoever gave way: `__row` Int64; `kind`, `cluster`, `decision` String; `into` Int64, the row for which it
            gave way, null where the cluster is held back whole; `is_merged` Boolean, whether that row takes its values.
        merged: `__row` Int64, `path` String, `source` Int64: which value of a row that stays came from which other row.
        replaced: `__row` Int64, `old_id` String, `into` Int64, `new_id` String: the user_id in an old one's place.
        renamed: `__row` Int64, `old`, `new` String: usernames.
        left_open: Clusters that may be one person and that nobody settled; all their users are kept.
        notices: What somebody should know: kinds that no rule covers, and what changed since the decisions were made.
    """

    kept: pl.LazyFrame
    held: pl.DataFrame
    merged: pl.DataFrame = field(default_factory=pl.DataFrame)
    replaced: pl.DataFrame = field(default_factory=pl.DataFrame)
    renamed: pl.DataFrame = field(default_factory=pl.DataFrame)
    left_open: pl.DataFrame = field(default_factory=pl.DataFrame)
    notices: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say how many are held back."""
        away, changed = int(self.held["is_merged"].sum()), self.renamed.height
        said = [f"{self.held.height - away:,} rows held back"]
        said += [f"{away:,} merged away"] if away else []
        said += [f"{changed:,} renamed"] if changed else []
        return f"Resolved({', '.join(said)})"

    def _repr_html_(self) -> str:
        clusters = self.left_open["cluster"].n_unique() if self.left_open.height else 0
        kept = f"{clusters:,} clusters that may be one person are kept, for no rule settles them."
        note = " ".join([*([kept] if clusters else []), *self.notices])
        if self.held.is_empty() and self.renamed.is_empty():
            return sentence("Nobody is held back.", note=note)
        counted = self.held.group_by("kind", "decision", maintain_order=True).len("rows").iter_rows()
        return table(headline(self), ["shared", "decision", "rows held back"], counted, note=note)

    def write(self, folder: Path) -> Path:
        """Write `held.parquet` and the other tables into the folder; the kept users go into the import files."""
        for name in ("merged", "replaced", "renamed", "left_open"):
            write_frame(folder / f"{name}.parquet", getattr(self, name))
        return write_frame(folder / "held.parquet", self.held)


def replaced_ids(members: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Follow whoever gave way to the row that stays in the end, and give both user_ids."""
    ids = members.select(
        "__row",
        pl.col("user_id") if "user_id" in members.columns else pl.lit(None, pl.String).alias("user_id"),
    )
    steps = held.select("__row", "into")
    while True:
        # who stays has no step of its own; one who is held back whole leads nowhere
        onward = steps.select(
            pl.col("__row").alias("into"), pl.col("into").alias("next"), is_gone=pl.lit(value=True)
        )
        joined = steps.join(onward, on="into", how="left", maintain_order="left")
        if not joined["is_gone"].any():
            break
        steps = joined.select(
            "__row", pl.when(pl.col("is_gone")).then("next").otherwise("into").alias("into")
        )
    old = ids.rename({"user_id": "old_id"})
    new = ids.select(pl.col("__row").alias("into"), pl.col("user_id").alias("new_id"))
    return (
        steps.drop_nulls("into")
        .join(old, on="__row")
        .join(new, on="into")
        .select("__row", "old_id", "into", "new_id")
        .sort("__row")
    )

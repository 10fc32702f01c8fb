"""Apply the resolutions: who stays, and who is held back by which decision."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.conflicts.finding import find_conflicts
from userferry.conflicts.keys import KINDS
from userferry.conflicts.rules import KeepRule, Resolutions
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import DecisionError
from userferry.frames import Frame, numbered

_HELD = {"__row": pl.Int64, "kind": pl.String, "cluster": pl.String, "decision": pl.String}


@dataclass(frozen=True, slots=True, repr=False)
class Resolved:
    """The users after everybody gave way who had to.

    Args:
        kept: The users' frame without those held back, lazily; no two of them collide.
        held: `__row` Int64, `kind`, `cluster`, `decision` String of each row held back.
    """

    kept: pl.LazyFrame
    held: pl.DataFrame

    def __repr__(self) -> str:
        """Say how many are held back."""
        return f"Resolved({self.held.height:,} rows held back)"

    def _repr_html_(self) -> str:
        if self.held.is_empty():
            return table("", ["Nobody is held back."], [])
        counted = self.held.group_by("kind", "decision", maintain_order=True).len("rows").iter_rows()
        return table(headline(self), ["shared", "decision", "rows held back"], counted)

    def write(self, folder: Path) -> Path:
        """Write `held.parquet` into the folder; the kept users go into the import files."""
        return write_frame(folder / "held.parquet", self.held)


def resolve(users: Frame, resolutions: Resolutions) -> Resolved:
    """Hold back whoever must give way, kind after kind: who is gone already collides with nobody.

    Args:
        users: `__row` Int64 and a column for each attribute.
        resolutions: What was decided.

    Raises:
        DecisionError: a decision names a row that is not in its cluster, or a rule an attribute that nobody has.
    """
    users = numbered(users)
    _refuse_unknown(users, resolutions)
    held = pl.DataFrame(schema=_HELD)
    for kind in KINDS:
        rest = users.join(held.lazy().select("__row"), on="__row", how="anti", maintain_order="left")
        held = pl.concat([held, _give_way(rest, kind, resolutions)])
    kept = users.join(held.lazy().select("__row"), on="__row", how="anti", maintain_order="left")
    return Resolved(kept, held.sort("__row"))


def _give_way(users: pl.LazyFrame, kind: str, resolutions: Resolutions) -> pl.DataFrame:
    clusters = find_conflicts(users).clusters.filter(pl.col("kind") == kind)
    rule = resolutions.rules.get(kind)
    decided = pl.DataFrame(
        {"cluster": list(resolutions.decisions), "decided": list(resolutions.decisions.values())},
        schema={"cluster": pl.String, "decided": pl.Int64},
    )
    ranked = _ranked(users, clusters, rule).join(decided, on="cluster", how="left", maintain_order="left")
    kept = pl.coalesce("decided", "chosen")
    how = pl.when(pl.col("decided").is_not_null()).then(pl.lit("decided by cluster"))
    return ranked.filter(kept.is_null() | (pl.col("__row") != kept)).select(
        "__row",
        "kind",
        "cluster",
        how.otherwise(pl.lit(str(rule or "no rule: held back whole"))).alias("decision"),
    )


def _ranked(users: pl.LazyFrame, clusters: pl.DataFrame, rule: KeepRule | None) -> pl.DataFrame:
    """Add `chosen`, the row of each cluster that the rule keeps, null where it keeps none; ties go to the first row."""
    if rule is None or rule.keep == "none":
        return clusters.with_columns(pl.lit(None, pl.Int64).alias("chosen"))
    if not rule.by:
        chosen = pl.col("__row").min() if rule.keep == "first" else pl.col("__row").max()
        return clusters.with_columns(chosen.over("cluster").alias("chosen"))
    by = (
        users.select("__row", _path(rule.by).alias("by"))
        .join(clusters.lazy(), on="__row", how="semi")
        .collect()
    )
    ordered = clusters.join(by, on="__row", maintain_order="left").sort(
        "by", "__row", descending=[rule.keep == "newest", False], nulls_last=True
    )
    best = ordered.group_by("cluster").agg(pl.col("__row").first().alias("chosen"))
    return clusters.join(best, on="cluster", maintain_order="left")


def _path(path: str) -> pl.Expr:
    first, *inner = path.split(".")
    value = pl.col(first)
    for name in inner:
        value = value.struct.field(name)
    return value


def _refuse_unknown(users: pl.LazyFrame, resolutions: Resolutions) -> None:
    complaints = []
    for kind, rule in resolutions.rules.items():
        try:
            users.select(_path(rule.by) if rule.by else pl.lit(value=True)).collect_schema()
        except pl.exceptions.PolarsError:
            complaints.append(
                f"the rule for `{kind}` compares by `{rule.by}`, which no user has after the mapping"
            )
    clusters = (
        find_conflicts(users).clusters
        if resolutions.decisions
        else pl.DataFrame(schema={"cluster": pl.String})
    )
    for cluster, row in resolutions.decisions.items():
        members = clusters.filter(pl.col("cluster") == cluster)
        if members.is_empty() or row not in members["__row"]:
            known = (
                f"rows {', '.join(map(str, members['__row']))}"
                if members.height
                else "no such cluster is left"
            )
            complaints.append(f"`{cluster}` keeps row {row}, which is not in it ({known})")
    if complaints:
        raise DecisionError("The resolutions", complaints)

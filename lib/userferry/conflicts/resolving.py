"""Apply the resolutions: who stays, who is merged into whom, and who is held back by which decision."""

from collections.abc import Mapping

import polars as pl

from userferry.conflicts.finding import Conflicts, find_clusters
from userferry.conflicts.keys import PERSON
from userferry.conflicts.leaves import at
from userferry.conflicts.merging import MERGED, merge_values, put_values
from userferry.conflicts.renaming import RENAMED, rename_rows
from userferry.conflicts.resolved import HELD, Resolved, replaced_ids
from userferry.conflicts.rules import RULED, Decision, KeepRule, Resolutions
from userferry.errors import DecisionError
from userferry.frames import Frame, numbered

_NO_RULE = "no rule: held back whole"


def resolve(
    users: Frame, conflicts: Conflicts | Resolutions, resolutions: Resolutions | None = None
) -> Resolved:
    """Let give way whoever must, kind after kind: who is gone already collides with nobody.

    A cluster that would collide and is covered by no rule is held back whole. One that may be one person is kept, since
    Auth0 takes them all, and listed in `left_open` until a rule for `person` or a decision settles it.

    Args:
        users: `__row` Int64 and a column for each attribute.
        conflicts: What `find_conflicts` found among these users; may be left out, and is then found.
        resolutions: What was decided.

    Raises:
        DecisionError: a decision names a row that is not in its cluster, or a rule an attribute that nobody has.
    """
    users = numbered(users)
    if isinstance(conflicts, Conflicts):
        resolutions, clusters = resolutions or Resolutions(), conflicts.clusters
    else:
        resolutions = conflicts
        is_near = PERSON in resolutions.rules or any(
            name.startswith(PERSON) for name in resolutions.decisions
        )
        clusters = find_clusters(users, is_near=is_near)
    _refuse_unknown(users, resolutions, clusters)
    members = _members(users, clusters, resolutions)
    held, merged, renamed = (
        pl.DataFrame(schema=HELD),
        pl.DataFrame(schema=MERGED),
        pl.DataFrame(schema=RENAMED),
    )
    is_settled = pl.col("cluster").is_in(list(resolutions.decisions))
    is_open = (pl.col("kind") == PERSON) & ~is_settled & pl.lit(PERSON not in resolutions.rules)
    left_open, clusters = clusters.filter(is_open), clusters.filter(~is_open)
    for kind in RULED:
        rule = resolutions.rules.get(kind)
        left = clusters.filter(pl.col("kind") == kind).join(
            held, on="__row", how="anti", maintain_order="left"
        )
        left = left.filter(pl.len().over("cluster") > 1)
        leaving = _give_way(_ranked(members, left, rule), rule, resolutions.decisions)
        if rule and rule.rename:
            now, leaving = rename_rows(users, members, leaving, rule.rename)
            renamed = pl.concat([renamed, now])
        if rule and rule.merge:
            members, taken = merge_values(members, leaving, rule.merge)
            merged = pl.concat([merged, taken])
        held = pl.concat([held, leaving.select(*HELD)])
    merged = merged.join(held, on="__row", how="anti", maintain_order="left")
    renamed = renamed.join(held, on="__row", how="anti", maintain_order="left")
    kept = users.join(held.lazy().select("__row"), on="__row", how="anti", maintain_order="left")
    kept = put_values(kept, members, merged, renamed)
    return Resolved(kept, held.sort("__row"), merged, replaced_ids(members, held), renamed, left_open)


def _members(users: pl.LazyFrame, clusters: pl.DataFrame, resolutions: Resolutions) -> pl.DataFrame:
    """Fetch what the rules look at, of the rows in clusters."""
    schema = users.collect_schema()
    paths = [path for rule in resolutions.rules.values() for path in (rule.by, *rule.merge) if path]
    names = dict.fromkeys(["user_id", "username", "email_verified", *(path.split(".")[0] for path in paths)])
    rows = clusters.select("__row").unique().lazy()
    filled = pl.sum_horizontal(
        pl.col(name).is_not_null().cast(pl.Int64) for name in schema if name != "__row"
    )
    some = users.select("__row", filled.alias("__filled"), *(name for name in names if name in schema))
    return some.join(rows, on="__row", how="semi").collect(engine="streaming").sort("__row")


def _ranked(members: pl.DataFrame, clusters: pl.DataFrame, rule: KeepRule | None) -> pl.DataFrame:
    """Add `rank`, from 1 for the best of each cluster by the rule; ties go to the first row."""
    keep = rule.keep if rule else "first"
    by = {
        "newest": at(tuple(rule.by.split("."))) if rule and rule.by else None,
        "oldest": at(tuple(rule.by.split("."))) if rule and rule.by else None,
        "most_complete": pl.col("__filled"),
        "verified": pl.col("email_verified") if "email_verified" in members.columns else None,
    }.get(keep)
    value = pl.lit(0) if by is None else by
    ordered = (
        clusters.join(members.select("__row", value.alias("by")), on="__row", how="left")
        .sort("by", "__row", descending=[keep != "oldest", keep == "last"], nulls_last=True)
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("cluster").alias("rank"))
    )
    return clusters.join(
        ordered.select("cluster", "__row", "rank"), on=["cluster", "__row"], maintain_order="left"
    )


def _give_way(
    ranked: pl.DataFrame, rule: KeepRule | None, decisions: Mapping[str, int | Decision]
) -> pl.DataFrame:
    """Give those who give way: `HELD` and `rank`; `into` is null where nobody of the cluster stays."""
    made = {name: each if isinstance(each, Decision) else Decision(each) for name, each in decisions.items()}
    decided = pl.DataFrame(
        {
            "cluster": list(made),
            "row": [each.keep if isinstance(each.keep, int) else None for each in made.values()],
            "word": [each.keep if isinstance(each.keep, str) else "row" for each in made.values()],
            "reason": [f": {each.reason}" if each.reason else "" for each in made.values()],
        },
        schema={"cluster": pl.String, "row": pl.Int64, "word": pl.String, "reason": pl.String},
    )
    best = pl.col("__row").filter(pl.col("rank") == 1).first().over("cluster")
    chosen = pl.lit(None, pl.Int64) if rule is None or rule.keep in ("none", "both") else best
    is_decided = pl.col("word").is_not_null()
    # a row that gave way to somebody of another kind cannot be the one who stays
    is_there = (pl.col("__row") == pl.col("row")).any().over("cluster")
    into = pl.when(is_decided).then(pl.when(is_there).then("row")).otherwise(chosen)
    is_both = (
        pl.when(is_decided)
        .then(pl.col("word") == "both")
        .otherwise(pl.lit(bool(rule and rule.keep == "both")))
    )
    how = pl.when(is_decided).then(pl.concat_str(pl.lit("decided by cluster"), "reason"))
    return (
        ranked.join(decided, on="cluster", how="left", maintain_order="left")
        .with_columns(into=into, is_both=is_both)
        .filter(~pl.col("is_both") & (pl.col("into").is_null() | (pl.col("__row") != pl.col("into"))))
        .with_columns(
            how.otherwise(pl.lit(str(rule or _NO_RULE))).alias("decision"),
            (pl.lit(bool(rule and rule.merge)) & pl.col("into").is_not_null()).alias("is_merged"),
        )
    )


def _refuse_unknown(users: pl.LazyFrame, resolutions: Resolutions, clusters: pl.DataFrame) -> None:
    complaints = []
    for kind, rule in resolutions.rules.items():
        for path, does in ((rule.by, "compares by"), *((path, "merges") for path in rule.merge)):
            try:
                users.select(at(tuple(path.split("."))) if path else pl.lit(value=True)).collect_schema()
            except pl.exceptions.PolarsError:
                complaints.append(
                    f"the rule for `{kind}` {does} `{path}`, which no user has after the mapping"
                )
    of = dict(clusters.group_by("cluster").agg("__row").iter_rows()) if resolutions.decisions else {}
    for cluster, made in resolutions.decisions.items():
        row, rows = made.keep if isinstance(made, Decision) else made, of.get(cluster, [])
        if not rows or (isinstance(row, int) and row not in rows):
            known = f"rows {', '.join(map(str, rows))}" if rows else "no such cluster is left"
            complaints.append(f"`{cluster}` keeps row {row}, which is not in it ({known})")
    if complaints:
        raise DecisionError("The resolutions", complaints)

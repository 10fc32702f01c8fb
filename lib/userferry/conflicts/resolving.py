"""Apply the resolutions: who stays, who is merged into whom, and who is held back by which decision."""

from collections.abc import Mapping

import polars as pl

from userferry.conflicts.finding import Conflicts, find_clusters
from userferry.conflicts.fitting import fit_complaints
from userferry.conflicts.keys import PERSON
from userferry.conflicts.merging import MERGED, merge_values, put_values
from userferry.conflicts.ranking import fetch_members, rank_rows
from userferry.conflicts.renaming import RENAMED, rename_rows
from userferry.conflicts.resolved import HELD, Resolved, replaced_ids
from userferry.conflicts.rules import RULED, Decision, KeepRule, Resolutions
from userferry.conflicts.seen import conflict_drift
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
        resolutions, clusters, is_near = resolutions or Resolutions(), conflicts.clusters, True
    else:
        resolutions = conflicts
        is_near = PERSON in resolutions.rules or any(
            name.startswith(PERSON) for name in resolutions.decisions
        )
        clusters = find_clusters(users, is_near=is_near)
    if complaints := fit_complaints(users, clusters, resolutions):
        raise DecisionError("The resolutions", complaints)
    found = clusters
    paths = [path for rule in resolutions.rules.values() for path in (rule.by, *rule.merge) if path]
    members = fetch_members(users, clusters, paths)
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
        leaving = _give_way(rank_rows(members, left, rule), rule, resolutions.decisions)
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
    notices = (*_uncovered(held), *conflict_drift(resolutions.seen, found, is_near=is_near))
    return Resolved(
        kept, held.sort("__row"), merged, replaced_ids(members, held), renamed, left_open, notices
    )


def _uncovered(held: pl.DataFrame) -> list[str]:
    """Name the kinds that nobody decided about."""
    counted = held.filter(pl.col("decision") == _NO_RULE).group_by("kind", maintain_order=True)
    return [
        f"No rule covers {clusters:,} {'cluster' if clusters == 1 else 'clusters'} of kind {kind}: {rows:,} rows are "
        f"held back whole. Write a rule for `{kind}` into the resolutions, or choose one in 03-conflicts."
        for kind, clusters, rows in counted.agg(
            pl.col("cluster").n_unique(), pl.len().alias("rows")
        ).iter_rows()
    ]


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

"""Deciding about many clusters at once."""

from collections.abc import Mapping

import polars as pl

from userferry.conflicts import Conflicts, KeepRule
from userferry.conflicts.keys import PERSON
from userferry.widgets.conflicts.deciding import COMPARES
from userferry.widgets.conflicts.members import Members

MOST_DECISIONS = 10_000
"""Whoever would decide about more at once wants a rule."""


def bulk_complaint(shown: pl.DataFrame, keep: str, by: str, members: Members) -> str:
    """Say why these clusters cannot be decided about so, one by one; empty where they can.

    Args:
        shown: `cluster` and `kind` of each.
        keep: A word of `KEEP`.
        by: What `newest` and `oldest` compare.
        members: Their rows.
    """
    if shown.height > MOST_DECISIONS:
        return (
            f"Nothing was decided: {shown.height:,} clusters are more than the {MOST_DECISIONS:,} that are written one "
            "by one. Set the rule of their kind instead"
        )
    if keep == "both" and not (shown["kind"] == PERSON).all():
        return f"Nothing was decided: only a {PERSON} can be kept twice. Show that kind alone first"
    if keep in COMPARES and by not in members.comparable():
        known = f"no user has `{by}`" if by else "nothing is said to compare"
        return f"Nothing was decided: {known}. Say by which attribute {keep} is meant"
    return ""


def kept_of(
    shown: pl.DataFrame, keep: str, by: str, conflicts: Conflicts, members: Members
) -> Mapping[str, int | str]:
    """Give for each cluster the row that a word keeps, or the word where it keeps no single one."""
    names = shown["cluster"].to_list()
    if keep in ("none", "both"):
        return dict.fromkeys(names, keep)
    rows = conflicts.clusters.filter(pl.col("cluster").is_in(names)).select("cluster", "__row")
    return members.best(rows, KeepRule(keep, by if keep in COMPARES else ""))

"""Whether resolutions fit these users and these clusters."""

import polars as pl

from userferry.conflicts.leaves import at
from userferry.conflicts.order import unordered
from userferry.conflicts.rules import Decision, Resolutions

_HELPS = "read its column with the transform `datetime` in 02-map, or compare by another attribute"


def fit_complaints(users: pl.LazyFrame, clusters: pl.DataFrame, resolutions: Resolutions) -> list[str]:
    """Say which rule compares or names what it cannot, and which decision a row that is not in its cluster.

    Args:
        users: The users; of those in clusters is read what a rule compares.
        clusters: Of `Conflicts`.
        resolutions: What was decided.
    """
    found = []
    for kind, rule in resolutions.rules.items():
        for path, does in ((rule.by, "compares by"), *((path, "merges") for path in rule.merge)):
            if path and not _has(users, path):
                found.append(f"the rule for `{kind}` {does} `{path}`, which no user has after the mapping")
        if rule.by and _has(users, rule.by) and (why := _disorder(users, clusters, kind, rule.by)):
            found.append(f"the rule for `{kind}` compares by `{rule.by}`, and {why}: {_HELPS}")
    decided = clusters.filter(pl.col("cluster").is_in(list(resolutions.decisions)))
    of = dict(decided.group_by("cluster", maintain_order=True).agg("__row").iter_rows())
    for cluster, made in resolutions.decisions.items():
        row, rows = made.keep if isinstance(made, Decision) else made, of.get(cluster, [])
        if not rows or (isinstance(row, int) and row not in rows):
            known = f"rows {', '.join(map(str, rows))}" if rows else "no such cluster is left"
            found.append(f"`{cluster}` keeps row {row}, which is not in it ({known})")
    return found


def _has(users: pl.LazyFrame, path: str) -> bool:
    try:
        users.select(at(tuple(path.split(".")))).collect_schema()
    except pl.exceptions.PolarsError:
        return False
    return True


def _disorder(users: pl.LazyFrame, clusters: pl.DataFrame, kind: str, path: str) -> str | None:
    """Say why a rule would keep the wrong one, and nobody would see it; None where what it compares sorts."""
    rows = clusters.lazy().filter(pl.col("kind") == kind).select("__row").unique()
    some = users.select("__row", at(tuple(path.split("."))).alias("by")).join(rows, on="__row", how="semi")
    return unordered(some.select("by").collect(engine="streaming").to_series())

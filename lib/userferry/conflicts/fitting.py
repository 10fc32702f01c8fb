"""Whether resolutions fit these users and these clusters."""

import polars as pl

from userferry.conflicts.leaves import at
from userferry.conflicts.rules import Decision, Resolutions


def fit_complaints(users: pl.LazyFrame, clusters: pl.DataFrame, resolutions: Resolutions) -> list[str]:
    """Say which rule names an attribute that nobody has, and which decision a row that is not in its cluster.

    Args:
        users: The users, of whom only the schema is looked at.
        clusters: Of `Conflicts`.
        resolutions: What was decided.
    """
    found = []
    for kind, rule in resolutions.rules.items():
        for path, does in ((rule.by, "compares by"), *((path, "merges") for path in rule.merge)):
            try:
                users.select(at(tuple(path.split("."))) if path else pl.lit(value=True)).collect_schema()
            except pl.exceptions.PolarsError:
                found.append(f"the rule for `{kind}` {does} `{path}`, which no user has after the mapping")
    decided = clusters.filter(pl.col("cluster").is_in(list(resolutions.decisions)))
    of = dict(decided.group_by("cluster", maintain_order=True).agg("__row").iter_rows())
    for cluster, made in resolutions.decisions.items():
        row, rows = made.keep if isinstance(made, Decision) else made, of.get(cluster, [])
        if not rows or (isinstance(row, int) and row not in rows):
            known = f"rows {', '.join(map(str, rows))}" if rows else "no such cluster is left"
            found.append(f"`{cluster}` keeps row {row}, which is not in it ({known})")
    return found

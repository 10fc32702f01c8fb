"""The rows that are in clusters: all that the page ever looks at, fetched once and without a credential."""

import re

import polars as pl

from userferry.conflicts import Conflicts, KeepRule, Resolutions
from userferry.conflicts.complaints import UNMERGED
from userferry.conflicts.leaves import at, leaf_paths
from userferry.conflicts.order import unordered
from userferry.conflicts.ranking import fetch_members, rank_rows
from userferry.frames import ROW, Frame, numbered
from userferry.schema import ATTRIBUTES
from userferry.widgets.conflicts.veil import CREDENTIALS
from userferry.widgets.veiling import HIDDEN

_MOMENTS = (
    r"last_?(?:login|seen|visit)",
    r"updat|modif|chang",
    r"seen|visit|login",
    r"creat|join|regist|sign_?up|since",
)


class Members:
    """The rows in clusters.

    Args:
        users: Everybody.
        conflicts: Who collides with whom.
    """

    def __init__(self, users: Frame, conflicts: Conflicts) -> None:
        everybody = numbered(users)
        schema = everybody.collect_schema()
        rows = conflicts.clusters.select(ROW).unique().lazy()
        # that there is a credential counts in the rule `most_complete`; what it is must not come here
        covered = [
            pl.when(pl.col(name).is_not_null()).then(pl.lit(HIDDEN)).alias(name)
            for name in CREDENTIALS
            if name in schema
        ]
        some = everybody.with_columns(covered).join(rows, on=ROW, how="semi")
        self.frame = some.collect(engine="streaming").sort(ROW)
        self._strangers = (
            everybody.select(ROW, "username").join(rows, on=ROW, how="anti") if "username" in schema else None
        )
        self.paths = [
            ".".join(path)
            for name, dtype in self.frame.schema.items()
            if name != ROW
            for path in leaf_paths(name, dtype)
        ]

    def around(self, resolutions: Resolutions) -> pl.LazyFrame:
        """Give the users to resolve among: a new username must be free among everybody, the rest is theirs alone."""
        is_renaming = any(rule.rename for rule in resolutions.rules.values())
        if not is_renaming or self._strangers is None:
            return self.frame.lazy()
        return pl.concat([self.frame.lazy(), self._strangers], how="diagonal")

    def best(self, clusters: pl.DataFrame, rule: KeepRule) -> dict[str, int]:
        """Give the row of each cluster that a rule would keep.

        Args:
            clusters: `cluster` and `__row`.
            rule: Keeps one.
        """
        members = fetch_members(self.frame.lazy(), clusters, [rule.by] if rule.by else [])
        ranked = rank_rows(members, clusters, rule).filter(pl.col("rank") == 1)
        return dict(ranked.select("cluster", ROW).iter_rows())

    def comparable(self) -> list[str]:
        """Name the paths that `newest` and `oldest` may compare."""
        return [path for path in self.paths if path.split(".")[0] not in CREDENTIALS]

    def mergeable(self) -> list[str]:
        """Name the paths that a survivor may take from the others."""
        return [
            path
            for path in self.comparable()
            if (root := path.split(".")[0]) not in UNMERGED and root in ATTRIBUTES
        ]

    def likely_moment(self) -> str:
        """Name the path that most likely says how new a row is, and sorts so; empty where none does."""
        for pattern in _MOMENTS:
            for path in self.comparable():
                if re.search(pattern, path.split(".")[-1], re.IGNORECASE) and self._is_ordered(path):
                    return path
        return ""

    def _is_ordered(self, path: str) -> bool:
        return unordered(self.frame.select(at(tuple(path.split("."))).alias("by")).to_series()) is None

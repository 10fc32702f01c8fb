"""What the conflicts were like when they were decided about, remembered in the file and held against the next ones."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from userferry.conflicts.keys import PERSON
from userferry.decisions import unknown_name

_PARTS = ("clusters", "rows")


@dataclass(frozen=True, slots=True)
class Seen:
    """How many conflicts of one kind there were.

    Args:
        clusters: How many clusters.
        rows: How many rows in them.
    """

    clusters: int
    rows: int

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.clusters:,} {'cluster' if self.clusters == 1 else 'clusters'} of {self.rows:,} rows"

    def as_written(self) -> dict[str, int]:
        """Give what the file says."""
        return asdict(self)


def count_seen(clusters: pl.DataFrame) -> dict[str, Seen]:
    """Count what the clusters of `Conflicts` are like, by kind."""
    counted = clusters.group_by("kind", maintain_order=True).agg(
        pl.col("cluster").n_unique(), pl.len().alias("rows")
    )
    return {kind: Seen(many, rows) for kind, many, rows in counted.iter_rows()}


def conflict_drift(seen: Mapping[str, Seen], clusters: pl.DataFrame, *, is_near: bool = True) -> list[str]:
    """Say how the clusters differ from those that were decided about; nothing where nobody wrote those down.

    Args:
        seen: What the resolutions remember.
        clusters: Those of now.
        is_near: Whether they hold those who may be one person.
    """
    if not seen:
        return []
    now, none = count_seen(clusters), Seen(0, 0)
    kinds = [kind for kind in dict.fromkeys([*seen, *now]) if is_near or kind != PERSON]
    pairs = [(kind, now.get(kind, none), seen.get(kind, none)) for kind in kinds]
    return [
        f"Of kind {kind} there {'is' if here.clusters == 1 else 'are'} {here}; when the resolutions were saved there "
        f"{'was' if then.clusters == 1 else 'were'} {then}: look whether the decisions still hold."
        for kind, here, then in pairs
        if here != then
    ]


def seen_complaints(written: Any, kinds: Collection[str]) -> list[str]:
    """Say everything that is wrong with what the file says under `seen`."""
    if not isinstance(written, dict):
        return [
            "`seen` holds how many conflicts of each kind there were; leave it out, or let 03-conflicts write it"
        ]
    found = [
        unknown_name(str(kind), list(kinds), what="kind of conflict") for kind in written if kind not in kinds
    ]
    for kind, counts in written.items():
        is_whole = isinstance(counts, dict) and set(counts) == set(_PARTS)
        if not is_whole or not all(type(number) is int and number >= 0 for number in counts.values()):
            found.append(f"`seen` of `{kind}` says `clusters` and `rows`, each a number")
    return found

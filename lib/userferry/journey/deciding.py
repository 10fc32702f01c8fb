"""What people have decided in a migration's files, and what they have yet to."""

from pathlib import Path

import polars as pl

from userferry.conflicts import Resolutions
from userferry.display import headline
from userferry.errors import DecisionError
from userferry.mapping import Mapping
from userferry.workspace import Workspace

_KEPT = {"person": "may be one person and are kept"}
"""Kind of conflict → who they are, where nobody is held back without a rule."""


def tell_decided(workspace: Workspace) -> dict[str, str]:
    """Say what each file of decisions says, that it is missing, or why it cannot be followed."""
    return {
        "mapping": _mapping(workspace.decisions("mapping")),
        "resolutions": _resolutions(workspace.decisions("resolutions")),
    }


def tell_undecided(workspace: Workspace) -> tuple[str, ...]:
    """Say what somebody has to decide yet, a sentence each."""
    return (*_unplaced(workspace), *_unsettled(workspace))


def _unplaced(workspace: Workspace) -> list[str]:
    """Name the columns that nobody placed, nor left behind with a reason; all wait where there is no mapping."""
    path = workspace.decisions("mapping")
    if not path.exists():
        return [f"every column: open 02-map and press Save mapping, which writes {path.name}"]
    try:
        rules = Mapping.read(path).rules
    except DecisionError:
        return []  # what is wrong in it stands with the decisions
    names = [rule.column for rule in rules if rule.is_open]
    return [f"columns without a place in 02-map: {', '.join(names)}"] if names else []


def _unsettled(workspace: Workspace) -> list[str]:
    """Name the kinds of conflict for which there is neither a rule nor a decision."""
    found, decided = workspace.path("conflicts", "clusters.parquet"), workspace.decisions("resolutions")
    try:
        rules = Resolutions.read(decided)
    except DecisionError:
        return []
    if not found.exists():
        return []
    clusters = pl.scan_parquet(found).select("kind", "cluster").unique().collect()
    is_open = ~pl.col("kind").is_in(list(rules.rules)) & ~pl.col("cluster").is_in(list(rules.decisions))
    kinds = clusters.filter(is_open).group_by("kind").len().sort("kind")
    who = {kind: _KEPT.get(kind, f"share {kind} and are held back") for kind in kinds["kind"]}
    return [
        f"no rule in 03-conflicts for those who {who[kind]} (clusters: {count:,})"
        for kind, count in kinds.iter_rows()
    ]


def _mapping(path: Path) -> str:
    if not path.exists():
        return "none yet"
    try:
        return headline(Mapping.read(path))
    except DecisionError as error:
        return f"cannot be followed: {'; '.join(error.complaints)}"


def _resolutions(path: Path) -> str:
    try:
        decided = Resolutions.read(path)
    except DecisionError as error:
        return f"cannot be followed: {'; '.join(error.complaints)}"
    return (
        headline(decided)
        if path.exists()
        else f"none: who collides is held back until {path.name} says who stays"
    )

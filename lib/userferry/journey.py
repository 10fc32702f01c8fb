"""How far is this migration, what is decided, and what is still open?"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.conflicts import Resolutions
from userferry.display import headline, table
from userferry.errors import DecisionError
from userferry.mapping import Mapping
from userferry.workspace import Workspace

PAGES = {
    "01-profile": "what is in this dump?",
    "02-map": "which column becomes which attribute?",
    "03-conflicts": "who collides with whom, and who gives way?",
    "04-check": "would the tenant take each user, and will their password work?",
    "05-import": "send them: what came of it?",
    "06-verify": "is what is there what was meant?",
}
"""The pages of the main line after the first, and the question that each answers."""

_IMPORTING = ("05-import", "06-verify")


@dataclass(frozen=True, slots=True, repr=False)
class Journey:
    """Where a migration stands.

    Args:
        name: The migration's.
        decisions: What is decided → what the file says, or what to do where it is missing or cannot be followed.
        done: Page → whether it ran to its end, with what it wrote in words; None where it has not.
        undecided: What somebody has to decide yet, a sentence each.
    """

    name: str
    decisions: dict[str, str]
    done: dict[str, str | None]
    undecided: tuple[str, ...] = ()

    @property
    def next_page(self) -> str | None:
        """The first page that has not run to its end, None when all have."""
        return next((page for page, wrote in self.done.items() if wrote is None), None)

    def __repr__(self) -> str:
        """Say how far it is and what to run next."""
        finished = sum(wrote is not None for wrote in self.done.values())
        then = f"next: {self.next_page}" if self.next_page else "all are done"
        waits = f"; {len(self.undecided)} to decide" if self.undecided else ""
        return f"Journey({self.name}: {finished} of {len(self.done)} pages done{waits}; {then})"

    def as_json(self) -> dict[str, Any]:
        """Give it as values that JSON has, for a program: no personal data."""
        return {
            "migration": self.name,
            "next": self.next_page,
            "done": [page for page, wrote in self.done.items() if wrote is not None],
            "wrote": {page: wrote for page, wrote in self.done.items() if wrote is not None},
            "decisions": self.decisions,
            "undecided": list(self.undecided),
        }

    def _repr_html_(self) -> str:
        pages = [(page, PAGES[page], wrote or "not yet") for page, wrote in self.done.items()]
        waits = table("To be decided yet", ["what"], [(each,) for each in self.undecided])
        return (
            table("Decided so far", ["decision", "says"], self.decisions.items())
            + (waits if self.undecided else "")
            + table(headline(self), ["page", "question", "wrote"], pages)
        )


def see_journey(workspace: Workspace) -> Journey:
    """Look at a migration's decisions and at the marks that its pages left.

    Args:
        workspace: The migration's; nothing in it is changed.
    """
    decisions = {
        "mapping": _mapping(workspace.decisions("mapping")),
        "resolutions": _resolutions(workspace.decisions("resolutions")),
    }
    done = {page: _wrote(workspace, page) for page in PAGES}
    if _is_undone(workspace):
        done |= dict.fromkeys(_IMPORTING)
    return Journey(workspace.name, decisions, done, (*_unplaced(workspace), *_unsettled(workspace)))


def _unplaced(workspace: Workspace) -> list[str]:
    """Name the columns that nobody placed, nor left behind with a reason."""
    path = workspace.decisions("mapping")
    try:
        rules = Mapping.read(path).rules if path.exists() else ()
    except DecisionError:
        return []  # what is wrong in it stands with the decisions
    names = [rule.column for rule in rules if not (rule.target or rule.reason or rule.accepted)]
    return [f"columns without a place in 02-map: {', '.join(names)}"] if names else []


def _unsettled(workspace: Workspace) -> list[str]:
    """Name the kinds of conflict for which there is neither a rule nor a decision; their rows are held back."""
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
    return [
        f"no rule in 03-conflicts for those who share {kind} (clusters: {count:,})"
        for kind, count in kinds.iter_rows()
    ]


def _mapping(path: Path) -> str:
    if not path.exists():
        return f"not yet: open 02-map and press Save mapping, which writes {path.name}"
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


def _wrote(workspace: Workspace, page: str) -> str | None:
    files = _files(workspace, page)
    return None if files is None else ", ".join(files)


def _is_undone(workspace: Workspace) -> bool:
    """Whether the run that was imported last has been taken back since; its folder says so."""
    files = _files(workspace, _IMPORTING[0]) or ()
    return any((workspace.root / name).with_name("undone.json").exists() for name in files)


def _files(workspace: Workspace, page: str) -> list[str] | None:
    mark = workspace.path("steps", f"{page}.json")
    return list(json.loads(mark.read_text(encoding="utf-8"))["files"]) if mark.exists() else None

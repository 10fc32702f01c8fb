"""The plan of an undo: what is to be done with each user whom a run touched."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import mask, table
from userferry.durable import digest_of, write_whole
from userferry.errands import Errand
from userferry.errors import WorkspaceError
from userferry.undo.case import Action

PLAN_SCHEMA = {
    "auth0_user_id": pl.String,
    "email": pl.String,
    "came": pl.String,
    "action": pl.String,
    "reason": pl.String,
    "lost": pl.String,
    "facts": pl.String,
}
CALLED = (Action.DELETE, Action.RESTORE)
_MEANING = {
    Action.DELETE: "inserted by this run, and as it sent them",
    Action.RESTORE: "updated by this run; they become what they were",
    Action.HOLD: "left as they are",
    Action.UNCHANGED: "updated, and what they were before",
    Action.GONE: "no longer there",
}


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What is to be done with each user whom a run touched; nothing is done yet.

    Args:
        folder: Of the undo, in the run's.
        rows: `auth0_user_id, email, came, action, reason, lost, facts: String`, one for each user; lazy. `came` is
            `inserted` or `updated`, `lost` names what no call brings back, `facts` is a `Case` as JSON.
        counts: Users by action.
        reasons: Held users by reason, most frequent first.
        lost: Users by attribute that no call brings back.
        holds_changed: Whether those whom somebody else changed since are held.
    """

    folder: Path = field(repr=False)
    rows: pl.LazyFrame = field(repr=False, compare=False)
    counts: dict[str, int]
    reasons: dict[str, int]
    lost: dict[str, int]
    holds_changed: bool = True

    @property
    def users(self) -> int:
        """How many users the run inserted or updated."""
        return sum(self.counts.values())

    @property
    def held(self) -> pl.DataFrame:
        """Those who are left as they are: `auth0_user_id, email` (masked), `reason`."""
        held = self.rows.filter(pl.col("action") == Action.HOLD)
        masked = pl.col("email").map_elements(mask, return_dtype=pl.String)
        return held.select("auth0_user_id", masked, "reason").collect()

    def __repr__(self) -> str:
        counted = ", ".join(f"{self.counts[each]:,} to {each}" for each in CALLED if each in self.counts)
        others = (f"{self.counts[each]:,} {name}" for each, name in _REST.items() if self.counts.get(each))
        listed = ", ".join([*([counted] if counted else []), *others])
        return f"UndoPlan({self.users:,} users = {listed or 'none'})"

    def _repr_html_(self) -> str:
        lines: list[tuple[str, int, str]] = []
        for action, meaning in _MEANING.items():
            if count := self.counts.get(action):
                lines.append((action, count, meaning))
            if action is Action.HOLD:
                lines += [("", number, reason) for reason, number in self.reasons.items()]
        lost = ", ".join(f"{name} of {count:,}" for name, count in self.lost.items())
        note = f"Cannot be brought back: {lost}." if lost else ""
        return table("What an undo would do", ("action", "users", "who"), lines, note=note)

    def errands(self) -> Iterator[Errand]:
        """Give what has to be asked of the tenant, in the plan's order."""
        called = self.rows.filter(pl.col("action").is_in(list(CALLED)))
        for batch in called.select("auth0_user_id", "action", "facts").collect_batches(maintain_order=True):
            for auth0_user_id, action, facts in batch.iter_rows():
                yield Errand(auth0_user_id, action, json.loads(facts))

    def write(self, folder: Path) -> Path:
        """Write plan.json beside the rows' plan.parquet; the file says the rows' digest."""
        facts = {name: getattr(self, name) for name in _FACTS} | {
            "digest": digest_of(folder / "plan.parquet")
        }
        write_whole(folder / "plan.json", json.dumps(facts, indent=1))
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a plan; WorkspaceError where there is none, or its rows are not those that it was made of."""
        path = folder / "plan.json"
        if not path.exists():
            raise WorkspaceError(
                "There is no plan to take this run back yet. Nothing was changed; make one first."
            )
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if facts.pop("digest") != digest_of(folder / "plan.parquet"):
            raise WorkspaceError(
                "plan.parquet of the undo was changed. Nothing more was done; bring the file back from a copy."
            )
        return cls(folder, pl.scan_parquet(folder / "plan.parquet"), **facts)

    @classmethod
    def of(cls, folder: Path, *, holds_changed: bool) -> Self:
        """Count and keep the rows of a folder's plan.parquet."""
        rows = pl.scan_parquet(folder / "plan.parquet")
        held = rows.filter(pl.col("action") == Action.HOLD)
        lost = rows.select(pl.col("lost").str.split(", ").explode()).filter(pl.col("lost") != "")
        counted = _counts(rows, "action"), _counts(held, "reason"), _counts(lost, "lost")
        plan = cls(folder, rows, *counted, holds_changed)
        plan.write(folder)
        return plan


_FACTS = ("counts", "reasons", "lost", "holds_changed")
_REST = {Action.HOLD: "held", Action.UNCHANGED: "unchanged", Action.GONE: "gone"}


def _counts(rows: pl.LazyFrame, column: str) -> dict[str, int]:
    counted = rows.group_by(column).len().sort(["len", column], descending=[True, False])
    return dict(counted.collect(engine="streaming").iter_rows())

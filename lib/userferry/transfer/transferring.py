"""Carry a transfer out: the run of an import, then what the users had, all of it journaled and resumable."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.assignments import Assigned, assign_users
from userferry.chunks import LINE, Chunks, split_users
from userferry.display import headline, table
from userferry.errands import Errands, ErrandsProgress
from userferry.errors import WorkspaceError
from userferry.logs import log_work
from userferry.runs import Order, Outcome, Pace, Progress, Run
from userferry.targets import Target
from userferry.transfer.laying import JSON
from userferry.transfer.plan import TransferPlan
from userferry.transfer.wanting import make_lacking

MADE = "made"
"""The folder of a run in which it is journaled what was made at the destination."""


@dataclass(frozen=True, slots=True, repr=False)
class Transferred:
    """What came of a transfer.

    Args:
        run: Its folder in `transfer/runs/`.
        outcome: What came of each user that was sent.
        assigned: What came of each role and membership.
        made: What was made at the destination; None where nothing was to be.
    """

    run: Run
    outcome: Outcome
    assigned: Assigned
    made: Errands | None

    def __repr__(self) -> str:
        """Say how many arrived."""
        counted = ", ".join(f"{count:,} {place}" for place, count in self.outcome.counts.items() if count)
        given = (
            f"{self.assigned.counts['assigned']:,} of {self.assigned.wanted:,} roles and memberships given"
        )
        return f"Transferred({counted or 'nobody'}; {given})"

    def _repr_html_(self) -> str:
        rows = [*((place, count) for place, count in self.outcome.counts.items() if count)]
        rows += [
            (f"roles and memberships {name}", count) for name, count in self.assigned.counts.items() if count
        ]
        rows += [
            (f"{kind}: {came}", count)
            for (kind, came), count in (self.made.counts if self.made else {}).items()
        ]
        return table(headline(self), ["what came of it", "count"], rows, note=self.outcome.advice)

    @classmethod
    def read(cls, folder: Path) -> "Transferred":
        """Read what a run's folder holds; WorkspaceError where it holds no outcome."""
        made = Errands.read(folder / MADE) if (folder / MADE / "journal.ndjson").exists() else None
        return cls(Run.read(folder), Outcome.read(folder), Assigned.read(folder / "assigned"), made)


def transfer_users(
    plan: TransferPlan,
    reached: Target,
    *,
    pace: Pace | None = None,
    progress: Callable[[Progress | ErrandsProgress], None] | None = None,
) -> Transferred:
    """Carry a plan out; may be interrupted or killed at any time and called again.

    Roles and organizations that lack are made where the terms say so, the users are imported, and whoever arrived gets
    their roles and memberships.

    Args:
        plan: Of `plan_transfer`, with the same source, hashes and terms each time.
        reached: The destination, opened to be changed.
        pace: How it is sent; the destination's own when left out.
        progress: Called after every event.

    Raises:
        DecisionError: users would have to reset their password, and the terms do not accept that.
        WorkspaceError: the plan was forgotten, or the run was begun with something else.
        TenantError, Interrupted: as `Run.send`, `run_errands`; the same call goes on.
    """
    plan.require_decision()
    with log_work("transfer", run=plan.terms.run) as told:
        transferred = _transfer(plan, reached, pace or reached.pace, progress)
        told(places=transferred.outcome.counts)
    return transferred


def _transfer(
    plan: TransferPlan,
    reached: Target,
    pace: Pace,
    progress: Callable[[Progress | ErrandsProgress], None] | None,
) -> Transferred:
    """Make what lacks, send the users and give them what they had."""
    folder = plan.folder / "runs" / plan.terms.run
    chunks = cut_users(plan)
    order = Order(
        plan.folder / "chunks",
        target=reached.session.domain,
        connection_id=reached.connection.id,
        upsert=False,
        digests=plan.forecast.digests,
        dump_rows=plan.forecast.rows,
    )
    run = Run.prepare(folder, order)
    made = make_lacking(
        plan.lacking,
        plan.source,
        reached.session,
        folder / MADE,
        connection_id=reached.connection.id,
        pace=pace,
        progress=progress,
    )
    outcome = run.send(reached.session, pace=pace, progress=progress)
    users = pl.scan_parquet(plan.folder / "checked" / "sent.parquet")
    assigned = assign_users(
        run, plan.wanted, reached.session, outcome=outcome, users=users, pace=pace, progress=progress
    )
    plan.forecast.refusing(chunks.too_large).write(plan.folder / "checked")
    return Transferred(run, outcome, assigned, made)


def cut_users(plan: TransferPlan) -> Chunks:
    """Cut the users into import files, the same ones each time."""
    if not (plan.folder / "private" / "users.parquet").exists():
        raise WorkspaceError(
            "The plan was forgotten: the file of the users with their hashes is gone. Nothing was sent; plan again."
        )
    sent = plan.users.select("__row", "user_id", pl.col(JSON).alias(LINE))
    return split_users(sent, plan.folder / "chunks")

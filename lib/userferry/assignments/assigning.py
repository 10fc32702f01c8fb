"""Carry the assignments out: journaled, paced, resumable; what failed is asked again when it is run again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import polars as pl

from userferry.api import Session
from userferry.assignments.assigned import ASSIGNED, FAILED, FOLDER, NOT_SENT, ROWS, Assigned
from userferry.assignments.batches import (
    batch_member_roles,
    batch_members,
    batch_roles,
    carry,
    halve,
    results,
)
from userferry.assignments.planning import plan_assignments
from userferry.durable import make_folder, write_frame
from userferry.errands import Errand, ErrandsProgress, run_errands
from userferry.errors import Interrupted, WorkspaceError
from userferry.frames import ROW, Frame
from userferry.logs import log_work
from userferry.runs import Outcome, Pace, Run
from userferry.runs.lock import held

_USUAL = Pace()
_WANTED = [ROW, "organization", "role"]
_IDS = ["organization_id", "role_id", "auth0_user_id"]
_NO_MEMBER = "membership failed"
_KINDS: dict[str, Callable[[pl.DataFrame], Iterator[Errand]]] = {
    "roles": batch_roles,
    "members": batch_members,
    "member-roles": batch_member_roles,
}
"""In their order: only a member can have a role within an organization."""


def assign_users(
    run: Run,
    wanted: Frame,
    session: Session,
    *,
    outcome: Outcome,
    users: Frame,
    pace: Pace = _USUAL,
    progress: Callable[[ErrandsProgress], None] | None = None,
) -> Assigned:
    """Give the users that arrived the roles and memberships that the mapping names.

    May be interrupted or killed at any time and called again: it goes on. Called when it is done, it asks again for
    what failed, and for whoever has arrived since; where there is no such thing, nothing is asked.

    Args:
        run: That sent the users; what came of the assignments is kept in its folder `assigned`.
        wanted: Of `read_assignments`; the same each time.
        session: With the run's target.
        outcome: What came of the run.
        users: `__row` and `email` of those sent.
        pace: `max_requests_per_second` of all calls together.
        progress: Called after every call.

    Raises WorkspaceError (another tenant, other assignments than were begun, a run that was taken back or is being
    sent), Interrupted, and the TenantErrors of `run_errands`.
    """
    _require_run(run, session)
    folder = make_folder(run.folder / FOLDER)
    with (
        log_work("assignments", run=run.folder.name) as told,
        held(run.folder / "run.lock", clock=session.clock),
        _interruptible(run),
    ):
        before = _begun(folder, wanted.lazy())
        number = len(list(folder.glob("time-*/rows.parquet"))) + 1
        time = folder / f"time-{number}"
        todo = before.filter(_is_open(outcome)).select(_WANTED)
        if not (time / "plan.parquet").exists():
            if todo.head(1).collect().is_empty():
                return _written(before, folder, told)
            make_folder(time)
            plan_assignments(time / "plan.parquet", todo, session, run=run, outcome=outcome, users=users)
        planned = pl.read_parquet(time / "plan.parquet")
        came = _carried_out(time, planned, session, pace, progress)
        kept = before.join(planned.lazy().select(_WANTED), on=_WANTED, how="anti", nulls_equal=True)
        write_frame(time / "rows.parquet", pl.concat([kept, came.lazy()]).select(*ROWS))
        return _written(pl.scan_parquet(time / "rows.parquet"), folder, told)


@contextmanager
def _interruptible(run: Run) -> Iterator[None]:
    """Say after Ctrl-C where that leaves the users; the errands say it of themselves."""
    try:
        yield
    except Interrupted:
        raise
    except KeyboardInterrupt:
        raise Interrupted(
            f"The roles and memberships of the run {run.folder.name} were stopped between two calls. Its users are "
            "untouched. Nothing is lost: run the same cell or command again, and it continues."
        ) from None


def _require_run(run: Run, session: Session) -> None:
    if session.domain != run.manifest.target:
        raise WorkspaceError(
            f"The run {run.folder.name} is for {run.manifest.target} and this session speaks to {session.domain}. "
            "Nothing was assigned; use a session with the run's target."
        )
    if run.is_undone:
        raise WorkspaceError(
            f"The run {run.folder.name} was taken back. Nothing was assigned; begin another run."
        )


def _begun(folder: Path, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """Give what came of everything so far, in the columns of `ROWS`; what was never asked has no outcome."""
    noted = folder / "wanted.parquet"
    if not noted.exists():
        write_frame(noted, wanted.select(_WANTED).sort(_WANTED, nulls_last=True))
    known = pl.scan_parquet(noted)
    added, left_out = (
        one.join(other, on=_WANTED, how="anti", nulls_equal=True).select(pl.len()).collect().item()
        for one, other in ((wanted, known), (known, wanted))
    )
    if added or left_out:
        raise WorkspaceError(
            f"The roles and memberships of the run {folder.parent.name} are not those that were begun: {added:,} were "
            f"added and {left_out:,} left out. Nothing more was assigned; put the memberships back as they were, or "
            "begin another run."
        )
    times = sorted(folder.glob("time-*/rows.parquet"), key=lambda path: int(path.parent.name[5:]))
    if times:
        return pl.scan_parquet(times[-1])
    return known.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in ROWS.items() if name not in _WANTED
    )


def _is_open(outcome: Outcome) -> pl.Expr:
    """Whether something is to be asked (again): never asked, failed, or not sent for somebody who is there now."""
    there = outcome.arrived().collect(engine="streaming")[ROW].implode()
    came = pl.col("outcome")
    return came.is_null() | (came == FAILED) | ((came == NOT_SENT) & pl.col(ROW).is_in(there))


def _carried_out(
    time: Path,
    planned: pl.DataFrame,
    session: Session,
    pace: Pace,
    progress: Callable[[ErrandsProgress], None] | None,
) -> pl.DataFrame:
    """Carry a plan out, kind by kind, and give it with what came of each."""
    for kind, batch in _KINDS.items():
        errands, number, told = batch(planned.filter(pl.col("outcome").is_null())), 1, []
        while listed := list(errands):
            folder = time / f"{kind}-{number}"
            done = run_errands(
                folder, listed, partial(carry, session), session=session, pace=pace, progress=progress
            )
            told.append(results(folder, done))
            errands, number = halve(folder, done), number + 1
        if told:
            planned = _without_members(_filled_in(planned, pl.concat(told)))
    return planned


def _filled_in(planned: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Take in what the tenant answered."""
    said = ("outcome", "code", "message")
    is_done = pl.col("outcome") == "done"
    told = told.with_columns(outcome=pl.when(is_done).then(pl.lit(ASSIGNED)).otherwise(pl.lit(FAILED)))
    both = planned.join(
        told, on=_IDS, how="left", nulls_equal=True, suffix=" told", maintain_order="left"
    ).with_columns(pl.coalesce(name, f"{name} told").alias(name) for name in said)
    return both.select(*ROWS)


def _without_members(planned: pl.DataFrame) -> pl.DataFrame:
    """Ask no role within an organization for whom it did not take in."""
    is_membership = pl.col("role").is_null() & pl.col("organization").is_not_null()
    refused = planned.filter(is_membership & (pl.col("outcome") == FAILED))
    key = ["organization", "auth0_user_id"]
    told = refused.select(*key, why=pl.col("message")).drop_nulls("auth0_user_id").unique(key)
    both = planned.join(told, on=key, how="left", nulls_equal=False, maintain_order="left")
    hit = pl.col("why").is_not_null() & pl.col("role").is_not_null() & pl.col("outcome").is_null()
    given = {"outcome": pl.lit(FAILED), "code": pl.lit(_NO_MEMBER), "message": pl.col("why")}
    return both.with_columns(
        pl.when(hit).then(value).otherwise(name).alias(name) for name, value in given.items()
    ).select(*ROWS)


def _written(rows: pl.LazyFrame, folder: Path, told: Callable[..., None]) -> Assigned:
    Assigned.of(rows).write(folder)
    assigned = Assigned.read(folder)
    told(places=assigned.counts)
    return assigned

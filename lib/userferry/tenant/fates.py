"""What a planned fault does to a job whose time has come: one function for each kind, found by its name."""

import sqlite3
from collections.abc import Callable

from .faults import JOB_KINDS
from .jobs import fail_job
from .state import TenantState

DOORS = {
    "users_import": "/api/v2/jobs/users-imports",
    "users_export": "/api/v2/jobs/users-exports",
}
"""Where a job of this type was asked for; faults are planned by it."""

Run = Callable[[TenantState, sqlite3.Row], None]
Fate = Callable[[TenantState, sqlite3.Row, Run], None]


def hold(state: TenantState, job: sqlite3.Row, _run: Run) -> None:
    """Keep the job pending until `release_jobs`."""
    with state.store.writing() as db:
        db.execute("INSERT OR IGNORE INTO held_jobs VALUES (?)", (job["id"],))


def fail(state: TenantState, job: sqlite3.Row, _run: Run) -> None:
    """Fail the job as a whole, none of its work done (wording inferred)."""
    with state.store.writing() as db:
        fail_job(db, job["id"], "Internal error.")


def expire(state: TenantState, job: sqlite3.Row, run: Run) -> None:
    """Do the work and show the job `expired`, as older pages do after two hours."""
    with state.store.writing() as db:
        run(state, job)
        db.execute("UPDATE jobs SET status = 'expired' WHERE id = ?", (job["id"],))


def lose_errors(state: TenantState, job: sqlite3.Row, run: Run) -> None:
    """Do the work and forget whom it refused: the summary counts them, `/errors` answers 204."""
    with state.store.writing() as db:
        run(state, job)
        db.execute("UPDATE jobs SET errors = NULL WHERE id = ?", (job["id"],))


FATES: dict[str, Fate] = {
    "job_stuck": hold,
    "job_failed": fail,
    "job_expired": expire,
    "errors_gone": lose_errors,
}


def meet_fate(state: TenantState, job: sqlite3.Row, run: Run) -> None:
    """Do a job's work, or what was planned for it instead."""
    fault = state.faults.meet("POST", DOORS[job["type"]], kinds=JOB_KINDS, now=state.clock.now())
    if fault is None:
        run(state, job)
    else:
        FATES[fault.kind](state, job, run)


def release_jobs(state: TenantState) -> int:
    """Let every held job go on; give how many there were."""
    with state.store.writing() as db:
        released = db.execute("DELETE FROM held_jobs").rowcount
    state.wake()
    return released

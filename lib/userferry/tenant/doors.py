"""Test doors under `/_tenant/`: Auth0 has none of them."""

import shutil
from typing import Any

from starlette.responses import Response

from .connections import make_connection
from .fates import release_jobs
from .ghosts import make_ghost
from .refusals import InvalidBody, answer
from .state import Call, TenantState

EMPTIED = (
    "users",
    "jobs",
    "ghosts",
    "resets",
    "temporary_identities",
    "held_jobs",
    "connections",
    "roles",
    "organizations",
    "settings",
    "logs",
)


def show_health(state: TenantState, _call: Call) -> Response:
    """Say that the tenant is up, and how much it holds."""
    db = state.store.reader()
    counts: dict[str, Any] = {
        "users": db.execute("SELECT count(*) FROM users").fetchone()[0],
        "pending_jobs": db.execute("SELECT count(*) FROM jobs WHERE status = 'pending'").fetchone()[0],
    }
    return answer({"status": "up", "name": state.identity.name, **counts})


def reset(state: TenantState, _call: Call) -> Response:
    """Be the tenant of the first start: its client and its one connection, no users, no jobs.

    The clock's own time.
    """
    with state.store.writing() as db:
        for table in EMPTIED:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 -- one of the names above
        enabled = (state.identity.client_id,)
        make_connection(db, state.identity.connection_id, state.identity.connection, enabled_clients=enabled)
    shutil.rmtree(state.folder / "exports", ignore_errors=True)
    state.faults.clear()
    state.scripts.stop()
    state.clock.reset()
    return Response(status_code=204)


def list_faults(state: TenantState, _call: Call) -> Response:
    """Give every planned fault and how often it happened."""
    return answer([fault.account() for fault in state.faults.faults])


def add_fault(state: TenantState, call: Call) -> Response:
    """Plan a fault: the arguments of `FaultPlan.add` as JSON."""
    body = call.json()
    try:
        fault = state.faults.add(body.pop("method"), body.pop("path"), body.pop("kind", "before"), **body)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidBody(
            f"'A fault is method, path, kind, times, status, retry_after_seconds, seconds: {error}'"
        ) from None
    return answer(fault.account(), 201)


def clear_faults(state: TenantState, _call: Call) -> Response:
    """Forget every fault."""
    state.faults.clear()
    return Response(status_code=204)


def add_ghost(state: TenantState, call: Call) -> Response:
    """Leave a ghost in the tenant's own connection: `{"user_id": …, "email": …}`, the email at will."""
    body = call.json()
    user_id, email = body.get("user_id"), body.get("email")
    if not isinstance(user_id, str) or not user_id or not isinstance(email, str | None):
        raise InvalidBody("'A ghost has a user_id, and perhaps an email'")
    with state.store.writing() as db:
        make_ghost(db, state.identity.connection_id, f"auth0|{user_id}", email)
    return answer({"user_id": f"auth0|{user_id}"}, 201)


def release_held_jobs(state: TenantState, _call: Call) -> Response:
    """Let the jobs go on that a planned `job_stuck` holds."""
    return answer({"released": release_jobs(state)})


def show_clock(state: TenantState, _call: Call) -> Response:
    """Give the tenant's time."""
    return answer({"now": state.clock.stamp()})


def advance_clock(state: TenantState, call: Call) -> Response:
    """Put the clock forward by `{"advance_seconds": n}`."""
    seconds = call.json().get("advance_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise InvalidBody("'advance_seconds is a number, 0 or more'")
    state.clock.advance(seconds)
    state.wake()
    return answer({"now": state.clock.stamp()})

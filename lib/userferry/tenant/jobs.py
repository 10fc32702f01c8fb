"""Jobs as they are kept and shown."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import orjson
from starlette.responses import Response

from .clock import stamp
from .fullness import refuse_full
from .identity import make_id
from .logs import write_event
from .refusals import Refusal, answer
from .state import Call, TenantState

JOB_ID = re.compile(r"^job_[A-Za-z0-9]{16}$")
KEPT_SECONDS = 86_400  # everything about a job goes after 24 h (`behaviour.md §2.3`, documented)
IMPORT_TIMEOUT_SECONDS = 7_200  # documented
EXPIRED_SECONDS = 7_200  # documented on an older page (`§3.1`)
EXPORT_TIMEOUT_SECONDS = 28_800  # documented on an older page (`§4`)
MAX_ACTIVE_IMPORTS = 2  # documented (`§2.3`)
SHOWN = "id, type, status, connection_id, created, due, body, request, summary, errors, status_details"
"""Everything about a job but its payload, which a look at the job has no use for."""


def insert_job(
    db: sqlite3.Connection,
    *,
    job_type: str,
    connection_id: str | None,
    shown: dict[str, Any],
    request: dict[str, Any],
    payload: bytes | None,
    created: float,
    due: float,
) -> dict[str, Any]:
    """Store a pending job and give it as it is shown.

    Args:
        db: A connection that holds the writer's place.
        job_type: `users_import` or `users_export`.
        connection_id: None for an export of every connection.
        shown: What every answer about the job repeats.
        request: What the worker needs to know.
        payload: The users file, kept until the job ends.
        created: Seconds since the epoch, on the tenant's clock.
        due: When the job ends.
    """
    job_id = make_id("job_")
    body = {"type": job_type, **shown, "created_at": stamp(created), "id": job_id}
    db.execute(
        "INSERT INTO jobs (id, type, status, connection_id, created, due, body, request, payload)"
        " VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?)",
        (job_id, job_type, connection_id, created, due, text(body), text(request), payload),
    )
    if job_type == "users_import":
        connection = shown.get("connection")
        write_event(
            db, "sapi", created, "Create import users job", connection=connection, details={"job_id": job_id}
        )
    return {"type": job_type, "status": "pending", **{k: v for k, v in body.items() if k != "type"}}


def text(value: Any) -> str:
    """Write JSON for a text column."""
    return orjson.dumps(value).decode()


def finish_job(
    db: sqlite3.Connection,
    job_id: str,
    *,
    summary: dict[str, int] | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> None:
    """Complete a job, within the transaction that did its work."""
    db.execute(
        "UPDATE jobs SET status = 'completed', summary = ?, errors = ?, payload = NULL WHERE id = ?",
        (None if summary is None else text(summary), None if not errors else text(errors), job_id),
    )
    note_end(db, job_id, "sui", "Users import succeeded")


def note_end(db: sqlite3.Connection, job_id: str, kind: str, description: str) -> None:
    """Write that an import has ended, dated when it was due (codes documented, sentences inferred).

    A completed job is `sui` even if rows of it failed.
    """
    job = db.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if job is not None and job["type"] == "users_import":
        connection = orjson.loads(job["body"]).get("connection")
        details = {"job_id": job_id} | ({} if job["summary"] is None else orjson.loads(job["summary"]))
        write_event(db, kind, job["due"], description, connection=connection, details=details)


def fail_job(db: sqlite3.Connection, job_id: str, details: str) -> None:
    """Fail a job as a whole; the wording of `status_details` is inferred (`§3.3`)."""
    db.execute(
        "UPDATE jobs SET status = 'failed', status_details = ?, payload = NULL WHERE id = ?",
        (details, job_id),
    )
    note_end(db, job_id, "fui", "Users import failed")


def require_job(state: TenantState, call: Call, missing: str) -> sqlite3.Row:
    """Find the job of the path.

    Raises:
        Refusal: 400 for an id that is none, 404 with the endpoint's own text (both OpenAPI; codes inferred).
    """
    job_id = call.params["id"]
    if not JOB_ID.match(job_id):
        raise Refusal(
            400,
            f"Path validation error: 'String does not match pattern {JOB_ID.pattern}' on property id.",
            "invalid_uri",
        )
    row: sqlite3.Row | None = (
        state.store.reader().execute(f"SELECT {SHOWN} FROM jobs WHERE id = ?", (job_id,)).fetchone()  # noqa: S608 a constant
    )
    if row is None or row["created"] + KEPT_SECONDS <= state.clock.now():
        raise Refusal(404, missing, "inexistent_job")
    return row


def show_job(state: TenantState, row: sqlite3.Row) -> dict[str, Any]:
    """Give a job as `GET /jobs/{id}` does (recorded)."""
    shown = orjson.loads(row["body"])
    body = {"type": shown.pop("type"), "status": shown_status(state, row)}
    if row["summary"] is not None and row["type"] == "users_import":
        body["summary"] = orjson.loads(row["summary"])
    if row["status_details"] is not None:
        body["status_details"] = row["status_details"]
    if row["status"] == "pending" and row["due"] > row["created"]:
        body |= progress(row, state.clock.now())
    return {**body, **shown}


def shown_status(state: TenantState, row: sqlite3.Row) -> str:
    """Give the status; older pages also had `processing`, and `expired` two hours after the end (`§3.1`)."""
    status: str = row["status"]
    if not state.settings.legacy_jobs:
        return status
    now = state.clock.now()
    if status == "pending" and row["due"] > row["created"]:
        return "processing"
    return "expired" if status == "completed" and row["due"] + EXPIRED_SECONDS <= now else status


def progress(row: sqlite3.Row, now: float) -> dict[str, int]:
    """Say how far a job is by the clock; it is never at 100 before it has ended."""
    done = (now - row["created"]) / (row["due"] - row["created"])
    left = max(0, round(row["due"] - now))
    return {"percentage_done": max(0, min(99, int(done * 100))), "time_left_seconds": left}


LOCATIONS: dict[str, Callable[[TenantState, sqlite3.Row], str]] = {}
"""How a completed job of this type says where its file is; filled by the room that makes the file."""


def get_job(state: TenantState, call: Call) -> Response:
    """`GET /jobs/{id}`; a completed export carries a fresh link (`§4`, documented)."""
    row = require_job(state, call, "Job not found.")
    if state.is_disk_full and row["status"] == "pending":
        raise refuse_full()
    body = show_job(state, row)
    if row["status"] == "completed" and row["type"] in LOCATIONS:
        body["location"] = LOCATIONS[row["type"]](state, row)
    return answer(body)


def get_job_errors(state: TenantState, call: Call) -> Response:
    """`GET /jobs/{id}/errors`: the list, a failed job's own shape (OpenAPI) or 204 (reported), or 204."""
    row = require_job(state, call, "The job does not exist")
    if row["status"] == "failed" and state.settings.failure_style == "no_content":
        return Response(status_code=204)
    if row["status"] == "failed":
        return answer(show_job(state, row))
    if row["errors"] is None:
        return Response(status_code=204)
    return Response(row["errors"], media_type="application/json")  # recorded without a charset


def purge_jobs(db: sqlite3.Connection, now: float) -> list[str]:
    """Delete the jobs whose 24 hours are over and give their ids."""
    gone = [row["id"] for row in db.execute("SELECT id FROM jobs WHERE created <= ?", (now - KEPT_SECONDS,))]
    db.execute("DELETE FROM jobs WHERE created <= ?", (now - KEPT_SECONDS,))
    return gone

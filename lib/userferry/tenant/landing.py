"""An accepted import job lands: rows are judged, then applied and reported in one transaction."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson

from .acquaintances import Acquaintances
from .complaints import Complaint
from .connections import find_connection
from .jobs import fail_job, finish_job
from .masking import masked
from .people import NewUser, insert_users, new_profile, prepare_user, store_credential, store_profile
from .rows import judge_row, username_bounds
from .state import TenantState

UPSERTABLE = (
    "email_verified", "given_name", "family_name", "name", "nickname", "picture", "app_metadata",
    "user_metadata",
)  # documented (`behaviour.md §1.1`)  # fmt: skip
CREDENTIALS = ("password_hash", "custom_password_hash", "mfa_factors")
HASH_DEFINED = Complaint(
    "CONFLICT", "A custom_password_hash was provided, but the user already has password hash defined"
)
"""Text reported, code inferred (`§2.4`)."""
EXISTS = Complaint("DUPLICATED_USER", "The user already exist and upsert parameter is false")
"""Recorded, without a path."""

Judged = tuple[Any, list[Complaint]]


def run_import(state: TenantState, job: sqlite3.Row) -> None:
    """Do an import job, wholly or not at all.

    The judging is done before the writer's place is taken; users, summary and errors are committed together,
    so a process that dies on the way leaves the job pending, to be done again from the start.
    """
    rows = read_rows(job["payload"])
    if isinstance(rows, str):
        with state.store.writing() as db:
            fail_job(db, job["id"], rows)
        return
    connection = find_connection(state.store.reader(), connection_id=job["connection_id"])
    if connection is None:
        with state.store.writing() as db:
            fail_job(db, job["id"], "The connection does not exist.")
        return
    bounds = username_bounds(connection)
    judged = list(refuse_repeats([(row, judge_row(row, bounds)) for row in rows]))
    upsert = bool(orjson.loads(job["request"])["upsert"])
    with state.store.writing() as db:
        pending = db.execute(
            "SELECT 1 FROM jobs WHERE id = ? AND status = 'pending'", (job["id"],)
        ).fetchone()
        if pending is None:
            return
        apply_rows(db, connection, judged, upsert=upsert, job_id=job["id"], now=state.clock.stamp())


def read_rows(payload: bytes) -> list[Any] | str:
    """Read the file: its rows, or the sentence of a failed job (wording inferred, `§3.3`)."""
    try:
        rows = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return "Failed to parse users file when importing users. Make sure it is valid JSON."
    if not isinstance(rows, list):
        return "Failed to parse users file when importing users. Make sure it is a JSON array of users."
    return rows


def refuse_repeats(judged: list[Judged]) -> Iterator[Judged]:
    """Refuse a user that an earlier good row of the file has brought.

    The text is reported; that the first one wins, and that a row which the schema refused does not hold its
    identifiers, is inferred.
    """
    seen: dict[str, set[str]] = {"email": set(), "username": set(), "user_id": set()}
    for row, complaints in judged:
        if complaints:
            yield row, complaints
            continue
        keys = {name: identifier(row, name) for name in seen if name in row}
        repeated = [name for name, value in keys.items() if value in seen[name]]
        if repeated:
            message = f"A user with this {repeated[0]} was already provided."
            yield row, [Complaint("DUPLICATED_USER", message)]
            continue
        for name, value in keys.items():
            seen[name].add(value)
        yield row, []


def identifier(row: dict[str, Any], name: str) -> str:
    """Give an identifier as it is compared: email and username without case (`§1.1`)."""
    value: str = row[name]
    return value if name == "user_id" else value.lower()


def apply_rows(
    db: sqlite3.Connection,
    connection: dict[str, Any],
    judged: list[Judged],
    *,
    upsert: bool,
    job_id: str,
    now: str,
) -> None:
    """Apply the good rows and finish the job with its summary and errors.

    A row meets the users from before and those of the rows above it; the new ones are stored together at the
    end, in the order of the file.
    """
    summary = {"failed": 0, "updated": 0, "inserted": 0, "total": len(judged)}
    errors: list[dict[str, Any]] = []
    known = Acquaintances(db, connection["id"], [row for row, complaints in judged if not complaints])
    arrivals: list[NewUser] = []
    for row, schema_complaints in judged:
        complaints, outcome = schema_complaints, "failed"
        if not complaints:
            complaints, outcome = apply_row(db, known, row, upsert=upsert, now=now)
        if outcome == "inserted":
            known.add(row)
            arrivals.append(arrive(connection, row, now))
        summary["failed" if complaints else outcome] += 1
        if complaints:
            errors.append({"user": masked(row), "errors": [complaint.body() for complaint in complaints]})
    insert_users(db, arrivals)
    finish_job(db, job_id, summary=summary, errors=errors)


def apply_row(
    db: sqlite3.Connection, known: Acquaintances, row: dict[str, Any], *, upsert: bool, now: str
) -> tuple[list[Complaint], str]:
    """Update one user, or let it in; give what was against it and what is done."""
    existing = known.of(row)
    if not upsert:
        return ([EXISTS], "failed") if existing else ([], "inserted")
    match = existing.pop("email", None)
    clash = refuse_clash(existing, match)
    if clash:
        return clash, "failed"
    if match is None:
        return [], "inserted"
    return update_row(db, match, row, now), "updated"


def refuse_clash(others: dict[str, sqlite3.Row | None], match: sqlite3.Row | None) -> list[Complaint]:
    """Refuse a row whose other identifiers belong to another user (codes documented, texts inferred)."""
    names = [
        name for name, user in others.items() if match is None or user is None or user["seq"] != match["seq"]
    ]
    if "username" in names:
        return [Complaint("CONFLICT_USERNAME", "The username is already in use by another user.")]
    if names:
        return [Complaint("CONFLICT", f"The {names[0]} is already in use by another user.")]
    return []


def arrive(connection: dict[str, Any], row: dict[str, Any], now: str) -> NewUser:
    """Make a new user with its credential; without a hash it gets a random one (reported, `§2.4`)."""
    attributes = dict(row)
    for name in CREDENTIALS:
        attributes.pop(name, None)
    credential = ("random", "")
    if "password_hash" in row:
        credential = ("bcrypt", row["password_hash"])
    elif "custom_password_hash" in row:
        credential = ("custom", orjson.dumps(row["custom_password_hash"]).decode())
    profile = new_profile(attributes, connection["name"], now)
    return prepare_user(connection["id"], profile, credential, row.get("mfa_factors"))


def update_row(db: sqlite3.Connection, user: sqlite3.Row, row: dict[str, Any], now: str) -> list[Complaint]:
    """Touch the upsertable attributes only; each metadata is replaced whole (documented, `§2.4`).

    A `password_hash` is passed over in silence (inferred). A custom one is taken only while the imported
    custom hash has not been used, and otherwise refuses the row (reported; that nothing else of it is applied
    is inferred).
    """
    if "custom_password_hash" in row:
        if user["credential_kind"] != "custom":
            return [HASH_DEFINED]
        store_credential(db, user["seq"], "custom", orjson.dumps(row["custom_password_hash"]).decode())
    changes = {name: row[name] for name in UPSERTABLE if name in row}
    store_profile(db, user["seq"], {**orjson.loads(user["profile"]), **changes, "updated_at": now})
    if "mfa_factors" in row:
        factors = orjson.dumps(row["mfa_factors"]).decode()
        db.execute("UPDATE users SET mfa_factors = ? WHERE seq = ?", (factors, user["seq"]))
    return []

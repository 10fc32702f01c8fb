"""An accepted import job lands: rows are judged, then applied and reported in one transaction."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from .acquaintances import Acquaintances, as_stored
from .complaints import Complaint
from .connections import find_connection
from .demands import read_demands
from .ghosts import Ghosts
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
HAUNTED = Complaint("DUPLICATED_USER", "The user already exist")
"""A ghost under `upsert`: code reported, text inferred (`§2.4`)."""
CONNECTION_GONE = Complaint("CONNECTION_NOT_FOUND", "The connection does not exist.")
"""Code documented; that it is the verdict on every row once the connection is deleted, and its text, inferred."""
FACTORS_FAILED = Complaint("MFA_FACTORS_FAILED", "Unable to import factors")
"""Documented, as is that the row's other changes stay."""

Judged = tuple[Any, list[Complaint]]


@dataclass(frozen=True, slots=True)
class Way:
    """How a job's rows are applied.

    Args:
        upsert: Update a user who is there.
        on_user_id: Match by `user_id` before email: the tenant flag (reported, `§2.4`).
        now: The stamp of every change.
        ghosts: The connection's.
        takes_factors: Whether its own MFA is on. That this is what fails factors is inferred; that everything
            else of the row stays is documented.
    """

    upsert: bool
    on_user_id: bool
    now: str
    ghosts: Ghosts
    takes_factors: bool


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
    judged = judge_rows(find_connection(state.store.reader(), connection_id=job["connection_id"]), rows)
    if state.settings.documented_codes:
        judged = [(row, [in_the_documented_code(each) for each in complaints]) for row, complaints in judged]
    upsert = bool(orjson.loads(job["request"])["upsert"])
    with state.store.writing() as db:
        pending = db.execute(
            "SELECT 1 FROM jobs WHERE id = ? AND status = 'pending'", (job["id"],)
        ).fetchone()
        if pending is None:
            return
        connection = find_connection(db, connection_id=job["connection_id"])
        if connection is None:
            judged = judge_rows(None, rows)
        way = Way(
            upsert=upsert,
            on_user_id=state.settings.match_on_user_id,
            now=state.clock.stamp(),
            ghosts=Ghosts.of(db, job["connection_id"]),
            takes_factors=bool(connection and connection["options"].get("mfa", {}).get("active", True)),
        )
        apply_rows(db, connection or {}, judged, way, job_id=job["id"])


def judge_rows(connection: dict[str, Any] | None, rows: list[Any]) -> list[Judged]:
    """Judge every row by itself and against those before it; without its connection no row has a place."""
    if connection is None:
        return [(row, [CONNECTION_GONE]) for row in rows]
    bounds, demands = username_bounds(connection), read_demands(connection)
    return list(refuse_repeats([(row, judge_row(row, bounds, demands)) for row in rows]))


def in_the_documented_code(complaint: Complaint) -> Complaint:
    """Say `FORMAT` where users report `INVALID_FORMAT`: the same complaint by an older validator's name."""
    return replace(complaint, code="FORMAT") if complaint.code == "INVALID_FORMAT" else complaint


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
    way: Way,
    *,
    job_id: str,
) -> None:
    """Apply the good rows and finish the job with its summary and errors.

    A row meets the users from before and those of the rows above it; the new ones are stored together at the
    end, in the order of the file.
    """
    summary = {"failed": 0, "updated": 0, "inserted": 0, "total": len(judged)}
    errors: list[dict[str, Any]] = []
    connection_id = connection.get("id", "")
    known = Acquaintances(db, connection_id, [row for row, complaints in judged if not complaints])
    arrivals: list[NewUser] = []
    for row, schema_complaints in judged:
        complaints, outcome = schema_complaints, "failed"
        if not complaints:
            applied, complaints, outcome = apply_row(db, known, row, way)
            if outcome == "inserted":
                known.add(applied)
                arrivals.append(arrive(connection, applied, way.now))
        summary["failed" if complaints else outcome] += 1
        if complaints:
            errors.append({"user": masked(row), "errors": [complaint.body() for complaint in complaints]})
    insert_users(db, arrivals)
    finish_job(db, job_id, summary=summary, errors=errors)


def apply_row(
    db: sqlite3.Connection, known: Acquaintances, row: dict[str, Any], way: Way
) -> tuple[dict[str, Any], list[Complaint], str]:
    """Update one user, or let it in; give what of the row is applied, what was against it and what is done."""
    existing = known.of(row)
    if existing and not way.upsert:
        return row, [EXISTS], "failed"
    match = find_match(existing, way)
    refused = refuse_clash(existing, match) or refuse_ghost(row, way)
    if refused:
        return row, refused, "failed"
    complaints = [] if way.takes_factors or "mfa_factors" not in row else [FACTORS_FAILED]
    if complaints:
        row = {name: value for name, value in row.items() if name != "mfa_factors"}
    if match is None:
        return row, complaints, "inserted"
    return row, update_row(db, match, row, way.now) or complaints, "updated"


def find_match(existing: dict[str, sqlite3.Row | None], way: Way) -> sqlite3.Row | None:
    """Give the user whom an upsert updates: by email alone (documented), or with the flag by id first."""
    by_id = existing.get("user_id") if way.on_user_id else None
    return by_id or existing.get("email")


def refuse_ghost(row: dict[str, Any], way: Way) -> list[Complaint]:
    """Refuse a row that a ghost stands in the way of (codes reported, `§2.4`)."""
    if as_stored(row, "user_id") in way.ghosts.user_ids:
        return [HAUNTED if way.upsert else EXISTS]
    if way.on_user_id and as_stored(row, "email") in way.ghosts.emails:
        return [CLASHES["username"]]
    return []


CLASHES = {
    name: Complaint(code, f"The {name} is already in use by another user.")
    for name, code in {
        "email": "CONFLICT_EMAIL",
        "username": "CONFLICT_USERNAME",
        "user_id": "CONFLICT",
        "phone_number": "CONFLICT",
    }.items()
}
"""Codes documented, texts inferred; the first that applies is told."""


def refuse_clash(others: dict[str, sqlite3.Row | None], match: sqlite3.Row | None) -> list[Complaint]:
    """Refuse a row whose other identifiers belong to another user; an email only with the flag."""
    names = [
        name for name, user in others.items() if match is None or user is None or user["seq"] != match["seq"]
    ]
    return [CLASHES[name] for name in CLASHES if name in names][:1]


def arrive(connection: dict[str, Any], row: dict[str, Any], now: str) -> NewUser:
    """Make a new user with its credential; without a hash it gets a random one (reported, `§2.4`)."""
    attributes = dict(row)
    for name in CREDENTIALS:
        attributes.pop(name, None)
    profile = new_profile(attributes, connection["name"], now)
    return prepare_user(connection["id"], profile, credential_of(row), row.get("mfa_factors"))


def credential_of(row: dict[str, Any]) -> tuple[str, str]:
    """Give the credential that a good row brings: its kind and its value."""
    if "password_hash" in row:
        return "bcrypt", row["password_hash"]
    if "custom_password_hash" in row:
        return "custom", orjson.dumps(row["custom_password_hash"]).decode()
    return "random", ""


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

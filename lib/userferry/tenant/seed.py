"""Users that are there from the start: an export's lines or an import's array, loaded into an empty tenant."""

import sqlite3
from pathlib import Path
from typing import Any

import orjson

from .connections import find_connection
from .demands import IDENTIFIERS, Demands
from .landing import CREDENTIALS, credential_of
from .people import STRATEGY, insert_user, new_profile
from .rows import KNOWN, judge_row, username_bounds
from .state import TenantState

HISTORY = frozenset(
    ["created_at", "updated_at", "last_login", "last_ip", "logins_count", "last_password_reset"]
)
"""What an export tells and no import takes: a seed keeps it."""
DROPPED = frozenset(["identities", "multifactor", "multifactor_last_modified"])


def seed_users(state: TenantState, path: Path) -> int:
    """Load a file's users into the tenant's own connection, all of them or none.

    A tenant that has users is left as it is, so that the same command starts it again.

    Args:
        state: The tenant.
        path: NDJSON as an export writes it (unzipped), or a JSON array as an import takes it.

    Returns:
        How many were loaded.

    Raises:
        ValueError: The file is neither, or one of its users could not be in a tenant; the message names the
            place and never a value.
    """
    with state.store.writing() as db:
        if db.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None:
            return 0
        connection = find_connection(db, connection_id=state.identity.connection_id)
        if connection is None:
            raise ValueError("The tenant has lost its own connection. Nothing was loaded.")
        rows = read_seed(path)
        for number, row in enumerate(rows, 1):
            try:
                insert_seed(db, connection, row, state.clock.stamp())
            except (ValueError, sqlite3.IntegrityError) as error:
                reason = "shares an identifier with an earlier one"
                reason = str(error) if isinstance(error, ValueError) else reason
                raise ValueError(f"User {number} of {path} {reason}. Nothing was loaded.") from None
    return len(rows)


def read_seed(path: Path) -> list[Any]:
    """Read an array, or one object a line.

    Raises:
        ValueError: It is neither.
    """
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        if content.lstrip().startswith(b"["):
            whole: list[Any] = orjson.loads(content)
            return whole
        return [orjson.loads(line) for line in content.splitlines() if line.strip()]
    except orjson.JSONDecodeError:
        raise ValueError(
            f"{path} is neither a JSON array nor one JSON object a line. Nothing was loaded."
        ) from None


def without_history(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part what an import takes, its id without the prefix, from what an export tells besides."""
    given = {name: value for name, value in row.items() if name not in DROPPED and value is not None}
    history = {name: given.pop(name) for name in HISTORY & given.keys()}
    if isinstance(given.get("user_id"), str):
        given["user_id"] = given["user_id"].removeprefix(f"{STRATEGY}|")
    return given, history


def insert_seed(db: sqlite3.Connection, connection: dict[str, Any], row: Any, now: str) -> None:
    """Judge a user as an import would, and store it with its history; any identifier is enough."""
    history: dict[str, Any] = {}
    if isinstance(row, dict):
        row, history = without_history(row)
    wrong = judge_row(row, username_bounds(connection), Demands((), IDENTIFIERS))
    if wrong:
        raise ValueError(f"is refused: {wrong[0].code} at {wrong[0].path or 'the user itself'}")
    attributes = {name: row[name] for name in KNOWN if name in row and name not in CREDENTIALS}
    profile = {**new_profile(attributes, connection["name"], now), **history}
    insert_user(db, connection["id"], profile, credential_of(row), row.get("mfa_factors"))

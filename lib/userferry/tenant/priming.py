"""The tenant made like another one: its connection's settings, the users of its export, roles and organizations."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from .connectionedits import store_connection
from .connections import require_connection
from .people import insert_users, prepare_user
from .state import TenantState

UNKNOWN_CREDENTIAL = ("random", "")
"""An export shows no hash (documented, `behaviour.md §4`), so nobody it brings can log in."""


def prime_connection(
    state: TenantState, *, options: Mapping[str, Any], strategy: str, enabled: bool, users: Path | None
) -> int:
    """Replace settings and users in one transaction; give how many users are there then."""
    connection_id = state.identity.connection_id
    with state.store.writing() as db:
        before = require_connection(db, connection_id)
        clients = [state.identity.client_id] if enabled else []
        shown = dict(options) or before["options"]
        made = {**before, "strategy": strategy, "options": shown, "enabled_clients": clients}
        store_connection(db, made)
        db.execute("DELETE FROM users WHERE connection_id = ?", (connection_id,))
        if users is not None:
            now = state.clock.stamp()
            usual = {"created_at": now, "updated_at": now, "identities": []}
            rows = (
                prepare_user(connection_id, usual | profile, UNKNOWN_CREDENTIAL)
                for profile in read_export(users)
            )
            insert_users(db, rows, or_ignore=True)
        counted = db.execute("SELECT count(*) FROM users WHERE connection_id = ?", (connection_id,))
        return int(counted.fetchone()[0])


def add_named(
    db: sqlite3.Connection,
    roles: Iterable[Mapping[str, str]],
    organizations: Iterable[Mapping[str, str]],
    now: str,
) -> None:
    """Add another tenant's roles and organizations under their own ids; one that is there is left as it is."""
    added = [(role["id"], role["name"], role.get("description", "")) for role in roles]
    db.executemany("INSERT OR IGNORE INTO roles VALUES (?, ?, ?)", added)
    made = [{**each, "created_at": now} for each in organizations]
    kept = [(each["id"], each["name"], orjson.dumps(each).decode()) for each in made]
    db.executemany("INSERT OR IGNORE INTO organizations VALUES (?, ?, ?)", kept)


def read_export(path: Path) -> Iterator[dict[str, Any]]:
    """Read profiles a line at a time; what is told of a user is kept as it stands, and judged by nobody.

    Raises:
        ValueError: A line is no user.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield read_profile(line, number)


def read_profile(line: bytes, number: int) -> dict[str, Any]:
    """Read a line; an attribute that is null is one that the user does not have."""
    try:
        said = orjson.loads(line)
        is_user = isinstance(said["user_id"], str)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        is_user = False
    if not is_user:
        raise ValueError(f"Line {number} of the export is no user with a `user_id`. Nothing was changed.")
    return {name: value for name, value in said.items() if value is not None}

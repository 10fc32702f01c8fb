"""A user logs in: the password is checked, and an imported hash gives way to the tenant's own bcrypt."""

import sqlite3
from typing import Any

import orjson

from .clock import Clock
from .connections import find_connection
from .digests import bcrypt_matches, custom_matches, make_bcrypt
from .migration import asks_script_first, log_in_by_script, move_in, moves_users
from .people import find_in_connection, store_credential, store_profile
from .refusals import OAuthRefusal
from .state import TenantState


def log_in(
    state: TenantState, connection_id: str, identifier: str, password: str, client_ip: str
) -> dict[str, Any]:
    """Check a password and give the user's profile.

    Where the connection has a store of its own, who is not here is asked for there (`behaviour.md §7`).
    Hashing happens between two transactions, never inside one, so that logins use every core.

    Raises:
        OAuthRefusal: 403 `invalid_grant` for an unknown user and for a wrong password alike (documented); 401
            `unauthorized` for a blocked user who knows the password (inferred).
    """
    connection = find_connection(state.store.reader(), connection_id=connection_id)
    if connection is not None and asks_script_first(connection):
        return log_in_by_script(state, connection, identifier, password)
    user = find_by_identifier(state.store.reader(), connection_id, identifier)
    if user is None and connection is not None and moves_users(connection):
        user = move_in(state, connection, identifier, password)
    if user is None or not matches(user, password):
        raise OAuthRefusal(403, "invalid_grant", "Wrong email or password.")
    if orjson.loads(user["profile"]).get("blocked"):
        raise OAuthRefusal(401, "unauthorized", "user is blocked")
    fresh = make_bcrypt(password, state.password_rounds) if user["credential_kind"] == "custom" else None
    with state.store.writing() as db:
        now = db.execute("SELECT * FROM users WHERE seq = ?", (user["seq"],)).fetchone()
        if now is None:
            raise OAuthRefusal(403, "invalid_grant", "Wrong email or password.")
        # Somebody may have set another password while this one was being hashed.
        if fresh is not None and now["credential"] == user["credential"]:
            store_credential(db, user["seq"], "bcrypt", fresh)
        profile = record_login(orjson.loads(now["profile"]), client_ip, state.clock)
        store_profile(db, user["seq"], profile)
    return profile


def find_by_identifier(db: sqlite3.Connection, connection_id: str, identifier: str) -> sqlite3.Row | None:
    """Find by email, then by username; both are stored in lower case (`behaviour.md §1.1`, documented)."""
    lowered = identifier.lower()
    return find_in_connection(db, connection_id, "email", lowered) or find_in_connection(
        db, connection_id, "username", lowered
    )


def matches(user: sqlite3.Row, password: str) -> bool:
    """Check the password against whatever credential the user has; a `random` one matches nothing."""
    kind = user["credential_kind"]
    if kind == "bcrypt":
        return bcrypt_matches(password.encode(), user["credential"])
    if kind == "custom":
        return custom_matches(orjson.loads(user["credential"]), password)
    return False


def record_login(profile: dict[str, Any], client_ip: str, clock: Clock) -> dict[str, Any]:
    """Count the login on the profile.

    That `updated_at` moves too is documented by Auth0's user profile page.
    """
    now = clock.stamp()
    count = int(profile.get("logins_count", 0)) + 1
    return {**profile, "last_login": now, "last_ip": client_ip, "logins_count": count, "updated_at": now}

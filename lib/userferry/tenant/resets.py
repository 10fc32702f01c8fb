"""A forgotten password: the mail that a reset begins with, the page behind its link, and who is half moved by it.

Somebody whom only the store behind an import-mode connection knows gets a temporary identity with the new password,
and moves in at the first login with it (reported, `behaviour.md §7`).
"""

import secrets
import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .connections import require_connection
from .digests import bcrypt_matches, make_bcrypt
from .people import find_in_connection, store_credential, store_profile
from .refusals import InvalidBody, Refusal, answer
from .scripts import ScriptError
from .state import Call, TenantState

UNABLE = "The user already exists"  # documented as what an unfinished migration says; for two mails inferred
USED = "There is no such ticket, or it was used."


def put_reset(db: sqlite3.Connection, connection_id: str, email: str, user_id: str, *, is_here: bool) -> str:
    """Begin a reset, by mail or by ticket, and give its ticket; nothing is sent.

    Args:
        db: A connection that holds the writer's place.
        connection_id: Whose user asks.
        email: Where a mail would go.
        user_id: With the prefix.
        is_here: Whether the user is in the tenant; else the store behind the connection knows them.
    """
    ticket = secrets.token_urlsafe(24)
    row = (ticket, connection_id, email.lower(), user_id, int(is_here))
    db.execute(
        "INSERT INTO resets (ticket, connection_id, email, user_id, is_here) VALUES (?, ?, ?, ?, ?)", row
    )
    return ticket


def begin_reset(
    state: TenantState, connection: dict[str, Any], email: str, found: dict[str, Any] | None
) -> None:
    """Begin the reset of a user who is here, or of one whom `get_user` gave; of nobody else."""
    with state.store.writing() as db:
        user = find_in_connection(db, connection["id"], "email", email.lower())
        if user is not None:
            put_reset(db, connection["id"], email, user["user_id"], is_here=True)
        elif found is not None and found.get("user_id"):
            user_id = f"auth0|{found['user_id']}"
            put_reset(db, connection["id"], email, user_id, is_here=False)
            # The first mail's id is the one that stays: a later one with another id cannot be followed (reported).
            row = (connection["id"], email.lower(), user_id)
            db.execute("INSERT OR IGNORE INTO temporary_identities VALUES (?, ?, ?, '')", row)


def list_resets(state: TenantState, _call: Call) -> Response:
    """Give the resets that were asked for and whose links were not followed yet, oldest first."""
    query = "SELECT ticket, connection_id, email FROM resets ORDER BY seq"
    return answer([dict(row) for row in state.store.reader().execute(query)])


def follow_reset(state: TenantState, call: Call) -> Response:
    """Set a password as the page behind the link does: `{"ticket": …, "password": …}`; a link is good once.

    The `change_password` script is asked for somebody who is not here yet (reported), where there is one.
    """
    body = call.json()
    ticket, password = body.get("ticket"), body.get("password")
    if not isinstance(ticket, str) or not isinstance(password, str) or not password:
        raise InvalidBody("'A reset is a ticket and a password'")
    reset = state.store.reader().execute("SELECT * FROM resets WHERE ticket = ?", (ticket,)).fetchone()
    if reset is None:
        raise Refusal(404, USED, "inexistent_ticket")
    if not reset["is_here"]:
        change_in_store(state, reset, password)
    hashed = make_bcrypt(password, state.password_rounds)
    with state.store.writing() as db:
        if not db.execute("DELETE FROM resets WHERE ticket = ?", (ticket,)).rowcount:
            raise Refusal(404, USED, "inexistent_ticket")
        user = find_in_connection(db, reset["connection_id"], "user_id", reset["user_id"])
        if user is not None:
            now = state.clock.stamp()
            dates = {"last_password_reset": now, "updated_at": now}
            store_credential(db, user["seq"], "bcrypt", hashed)
            store_profile(db, user["seq"], {**orjson.loads(user["profile"]), **dates})
        elif not reset["is_here"]:
            keep_password(db, reset, hashed)
    return answer({"is_here": user is not None})


def change_in_store(state: TenantState, reset: sqlite3.Row, password: str) -> None:
    """Ask the `change_password` script; import mode does without one (documented)."""
    connection = require_connection(state.store.reader(), reset["connection_id"])
    options = connection["options"]
    if options.get("import_mode") and not (options.get("customScripts") or {}).get("change_password"):
        return
    try:
        is_changed = state.scripts.run(connection, "change_password", reset["email"], password)
    except ScriptError as error:
        raise Refusal(400, error.message, "auth0_idp_error") from None
    if not is_changed:
        raise Refusal(400, "The password was not changed.", "auth0_idp_error")


def keep_password(db: sqlite3.Connection, reset: sqlite3.Row, hashed: str) -> None:
    """Give the temporary identity its password, where it is the one that this reset began.

    A random `user_id` and two mails leave somebody who cannot move (reported; that the second link says so, inferred).
    """
    changed = db.execute(
        "UPDATE temporary_identities SET credential = ? WHERE connection_id = ? AND email = ? AND user_id = ?",
        (hashed, reset["connection_id"], reset["email"], reset["user_id"]),
    )
    if not changed.rowcount:
        raise Refusal(400, UNABLE, "auth0_idp_error")


def find_identity(db: sqlite3.Connection, connection_id: str, identifier: str) -> sqlite3.Row | None:
    """Find the temporary identity of an address, once it has a password."""
    query = "SELECT * FROM temporary_identities WHERE connection_id = ? AND email = ? AND credential <> ''"
    row: sqlite3.Row | None = db.execute(query, (connection_id, identifier.lower())).fetchone()
    return row


def opens(identity: sqlite3.Row, password: str) -> bool:
    """Say whether the password is the one that was set behind the link."""
    return bcrypt_matches(password.encode(), identity["credential"])


def end_identity(db: sqlite3.Connection, connection_id: str, user_id: str) -> None:
    """Remove the temporary identity of somebody who has moved in."""
    db.execute(
        "DELETE FROM temporary_identities WHERE connection_id = ? AND user_id = ?", (connection_id, user_id)
    )


def end_identities_of_user(db: sqlite3.Connection, user_id: str) -> None:
    """Remove the temporary identities of an id, as `DELETE /users/{id}` does."""
    db.execute("DELETE FROM temporary_identities WHERE user_id = ?", (user_id,))


def end_identity_of_email(db: sqlite3.Connection, connection_id: str, email: str) -> None:
    """Remove the temporary identity of an address, as `DELETE /connections/{id}/users?email=` does."""
    db.execute(
        "DELETE FROM temporary_identities WHERE connection_id = ? AND email = ?",
        (connection_id, email.lower()),
    )

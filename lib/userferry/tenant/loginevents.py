"""What the log says of a login: `s`, `fp` for a wrong password, `fu` for an unknown user, `f` for the rest."""

import sqlite3
from typing import Any

from .login import find_by_identifier, log_in
from .logs import write_event
from .refusals import OAuthRefusal, StoreRefusal
from .state import TenantState

BROKEN_HASH = "Verification failed for the provided custom_password_hash"


def log_in_noted(
    state: TenantState,
    connection: dict[str, Any],
    identifier: str,
    password: str,
    *,
    client_ip: str,
    client_id: str,
) -> dict[str, Any]:
    """Log a user in and write the event, whichever way it ends.

    Raises:
        OAuthRefusal: As `log_in` does.
    """
    shown = {
        "connection": connection["name"],
        "ip": client_ip,
        "client_id": client_id,
        "user_name": identifier,
    }
    try:
        profile = log_in(state, connection["id"], identifier, password, client_ip)
    except OAuthRefusal as refusal:
        user = find_by_identifier(state.store.reader(), connection["id"], identifier)
        kind, description, details = judge_failure(refusal, user)
        shown |= {} if user is None else {"user_id": user["user_id"]}
        with state.store.writing() as db:
            write_event(db, kind, state.clock.now(), description, **shown, details=details)
        raise
    with state.store.writing() as db:
        user_id = profile["user_id"]
        write_event(db, "s", state.clock.now(), "Successful login", **shown, user_id=user_id)
    return profile


def judge_failure(refusal: OAuthRefusal, user: sqlite3.Row | None) -> tuple[str, str, dict[str, str] | None]:
    """Give the event's code, its sentence and its details.

    That a custom hash which does not match says `Password change required` is reported (`behaviour.md §1.6`);
    the other sentences are inferred.
    """
    if user is None and isinstance(refusal, StoreRefusal):
        return "fp", "Wrong password.", None
    if user is None:
        return "fu", "Wrong email or username.", None
    if refusal.error != "invalid_grant":
        return "f", refusal.message, None
    if user["credential_kind"] == "custom":
        return "fp", "Password change required", {"reason": BROKEN_HASH}
    return "fp", "Wrong password.", None

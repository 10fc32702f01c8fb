"""Automatic migration: who is not in the tenant is asked for in the store they come from (`behaviour.md §7`)."""

import sqlite3
from functools import partial
from typing import Any

from .digests import make_bcrypt
from .factors import judge_factors
from .faults import LOGIN_KINDS
from .ghosts import lay_ghosts_of_user, make_ghost
from .logs import write_event
from .passwordpolicy import is_strong
from .people import find_in_connection, insert_user, new_profile
from .refusals import OAuthRefusal, StoreRefusal
from .resets import end_identity, find_identity, opens
from .rows import (
    UsernameBounds,
    judge_email,
    judge_flags,
    judge_metadata,
    judge_phone_number,
    judge_texts,
    judge_user_id,
    judge_username,
)
from .scripts import ScriptError
from .state import TenantState

OURS = frozenset(
    {
        "identities",
        "created_at",
        "updated_at",
        "mfa_factors",
        "password",
        "password_hash",
        "custom_password_hash",
    }
)
JUDGES = (
    judge_email,
    partial(judge_username, bounds=UsernameBounds(1, 128)),
    judge_phone_number,
    judge_user_id,
    judge_texts,
    judge_flags,
    judge_metadata,
)
METADATA = ("user_metadata", "app_metadata")
NOBODY = "Wrong email or password."
INTERRUPTED = "The login was interrupted."
WEAK = "Password is too weak"  # documented for sign-up


def has_own_store(connection: dict[str, Any]) -> bool:
    """Say whether the connection has scripts for a store of its own."""
    return bool(connection["options"].get("enabledDatabaseCustomization"))


def moves_users(connection: dict[str, Any]) -> bool:
    """Say whether that store's users move in as they log in: "Import Users to Auth0"."""
    return has_own_store(connection) and bool(connection["options"].get("import_mode"))


def asks_script_first(connection: dict[str, Any]) -> bool:
    """Say whether every login runs the script: a store of its own, and no import mode (documented)."""
    return has_own_store(connection) and not connection["options"].get("import_mode")


def run_login(
    state: TenantState, connection: dict[str, Any], identifier: str, password: str
) -> dict[str, Any]:
    """Ask the `login` script and give the profile it calls back with.

    Raises:
        OAuthRefusal: 403 `invalid_grant` for `WrongUsernameOrPasswordError` and for nobody, 401 `unauthorized`
            for `UnauthorizedError` (which class means what is documented; statuses and codes inferred), 500
            `server_error` for anything else, with its text (inferred).
    """
    try:
        found = state.scripts.run(connection, "login", identifier, password)
    except ScriptError as error:
        raise login_refusal(error) from None
    if found is None:
        raise OAuthRefusal(403, "invalid_grant", NOBODY)
    return checked_profile(found)


def login_refusal(error: ScriptError) -> OAuthRefusal:
    """Word a script's error for whoever logs in."""
    refusals = {
        "WrongUsernameOrPasswordError": (403, "invalid_grant", NOBODY),
        "UnauthorizedError": (401, "unauthorized", error.message),
    }
    refused = refusals.get(error.name, (500, "server_error", error.message))
    is_known = error.name == "WrongUsernameOrPasswordError" and error.user_id is not None
    return StoreRefusal(*refused) if is_known else OAuthRefusal(*refused)


def refuse_weak_password(state: TenantState, connection: dict[str, Any], password: str) -> None:
    """Refuse a password that the store took and the connection would not, where the tenant is asked to (reported)."""
    if state.settings.policy_on_migration and not is_strong(connection, password):
        raise OAuthRefusal(400, "invalid_password", WEAK)


def checked_profile(found: Any) -> dict[str, Any]:
    """Take a script's profile: it has a `user_id` (documented) and values of the right kind (inferred).

    Raises:
        OAuthRefusal: 500 `server_error` (inferred), naming what is wrong and never a value.
    """
    user_id = found.get("user_id") if isinstance(found, dict) else None
    if user_id is None or user_id == "":
        raise OAuthRefusal(
            500, "server_error", "The login script called back with a profile without user_id."
        )
    kept = {**attributes_of(found), "user_id": str(user_id)}
    wrong = [found for judge in JUDGES for found in judge(kept)]
    if wrong:
        message = f"The login script called back with a profile whose {wrong[0].path} is not valid."
        raise OAuthRefusal(500, "server_error", message)
    return {**found, "user_id": str(user_id)}


def attributes_of(found: dict[str, Any]) -> dict[str, Any]:
    """Keep what a script may say about a user; nulls say nothing (inferred)."""
    return {name: value for name, value in found.items() if name not in OURS and value is not None}


def move_in(
    state: TenantState, connection: dict[str, Any], identifier: str, password: str
) -> sqlite3.Row | None:
    """Create the user whom the `login` script knows, with the password just typed.

    Id, profile, metadata and password are taken over (documented). Of two first logins at once the later one
    finds the user of the earlier. Who set another password before the first login is known by that one only, and
    comes with the profile of `get_user` (reported).

    Raises:
        OAuthRefusal: The script refused, half a record of other data is in the way (documented), or another user has
            one of the identifiers (reported; text inferred).
    """
    identity = find_identity(state.store.reader(), connection["id"], identifier)
    found = (
        run_login(state, connection, identifier, password)
        if identity is None
        else run_get_user(state, connection, identity, password)
    )
    refuse_weak_password(state, connection, password)
    credential = ("bcrypt", make_bcrypt(password, state.password_rounds))
    is_interrupted = state.faults.meet("POST", "/oauth/token", kinds=LOGIN_KINDS) is not None
    attributes = attributes_of(found)
    if is_interrupted:
        attributes = {name: value for name, value in attributes.items() if name not in METADATA}
    profile = new_profile(attributes, connection["name"], state.clock.stamp())
    try:
        with state.store.writing() as db:
            lay_or_refuse_ghost(db, connection, profile)
            insert_user(db, connection["id"], profile, credential, take_factors(state, db, connection, found))
            end_identity(db, connection["id"], profile["user_id"])
    except sqlite3.IntegrityError:
        pass
    if is_interrupted:
        raise OAuthRefusal(500, "server_error", INTERRUPTED)
    moved = find_in_connection(state.store.reader(), connection["id"], "user_id", profile["user_id"])
    if moved is None:
        raise OAuthRefusal(400, "invalid_request", "The specified new email already exists")
    return moved


def run_get_user(
    state: TenantState, connection: dict[str, Any], identity: sqlite3.Row, password: str
) -> dict[str, Any]:
    """Give the profile of somebody who logs in with the password of a reset; the id is the reset's (reported).

    Raises:
        OAuthRefusal: Another password, the store no longer has the address, or the script failed.
    """
    if not opens(identity, password):
        raise OAuthRefusal(403, "invalid_grant", NOBODY)
    try:
        found = look_up(state, connection, identity["email"])
    except ScriptError as error:
        raise login_refusal(error) from None
    if found is None:
        raise OAuthRefusal(403, "invalid_grant", NOBODY)
    return checked_profile({**found, "user_id": identity["user_id"].removeprefix("auth0|")})


def lay_or_refuse_ghost(db: sqlite3.Connection, connection: dict[str, Any], profile: dict[str, Any]) -> None:
    """End the ghost of whoever moves in, where it is of the same data.

    With other data it stays in the way (reported, `behaviour.md §7`): an id with another address, or an address with
    another id. A ghost without an address is of an interrupted migration, and stays too (documented).
    """
    query = "SELECT user_id, email FROM ghosts WHERE connection_id = ? AND (user_id = ? OR email = ?)"
    mine = (profile["user_id"], profile.get("email"))
    for ghost in db.execute(query, (connection["id"], *mine)).fetchall():
        if tuple(ghost) != mine:
            raise OAuthRefusal(400, "invalid_request", "The user already exists")
    lay_ghosts_of_user(db, profile["user_id"])


def take_factors(
    state: TenantState, db: sqlite3.Connection, connection: dict[str, Any], found: dict[str, Any]
) -> list[Any] | None:
    """Keep the factors of a profile; those that are none do not stop the login, and are logged (documented)."""
    factors = found.get("mfa_factors")
    if not factors or not judge_factors(factors, present=True):
        return factors or None
    shown = {"connection": connection["name"], "user_name": found.get("email")}
    write_event(db, "fu", state.clock.now(), "Unable to import MFA factors.", **shown)
    return None


def log_in_by_script(
    state: TenantState, connection: dict[str, Any], identifier: str, password: str
) -> dict[str, Any]:
    """Log in without import mode: the script decides each time, and half a record stays behind (`§2.4`)."""
    found = run_login(state, connection, identifier, password)
    profile = new_profile(attributes_of(found), connection["name"], state.clock.stamp())
    with state.store.writing() as db:
        make_ghost(db, connection["id"], profile["user_id"], profile.get("email"))
    return profile


def look_up(state: TenantState, connection: dict[str, Any], email: str) -> dict[str, Any] | None:
    """Ask the `get_user` script, as sign-up and a change of password or email do (documented).

    Raises:
        ScriptError: There is no such script, or it failed.
    """
    found = state.scripts.run(connection, "get_user", email)
    return found if isinstance(found, dict) else None

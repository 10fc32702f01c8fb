"""The endpoints of users: list and search, by email, read, create, update, delete."""

import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .connections import find_connection
from .digests import make_bcrypt
from .ghosts import lay_ghosts_of_user
from .migration import has_own_store, look_up
from .paging import page_of, pick_fields, require_fields, totals, truth
from .people import find_user, insert_user, new_profile, require_user, store_credential, store_profile
from .refusals import InvalidBody, InvalidQuery, Refusal, answer, no_content
from .resets import end_identities_of_user
from .rows import username_bounds
from .schemas import read_body
from .scripts import ScriptError
from .search import compile_query, compile_sort, indexed
from .state import Call, TenantState
from .userbodies import CHANGED, NEW, refuse_for_connection, refuse_pairs, require_username

USER_FIELDS = frozenset(
    [
        "phone_number", "email", "email_verified", "picture", "username", "user_id", "name", "nickname",
        "created_at", "identities", "app_metadata", "user_metadata", "last_ip", "last_login", "logins_count",
        "updated_at", "blocked", "family_name", "given_name",
    ]
)  # what one user's `fields` may name (OpenAPI)  # fmt: skip
MAX_PAGED = 1_000  # documented and OpenAPI (`behaviour.md §5.1`)
PAGED_OUT = (
    "You can only page through the first 1000 records. See"
    " https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation."
)


def list_users(state: TenantState, call: Call) -> Response:
    """`GET /users`: offset pages over a search (OpenAPI; shapes recorded)."""
    query = call.query
    page, per_page = page_of(query)
    truth(query, "primary_order")
    with_totals = truth(query, "include_totals")
    require_engine(query.get("search_engine"))
    where, parameters = compile_query(query.get("q"))
    where, parameters = indexed(where, parameters, state.clock.now(), state.settings.index_lag_seconds)
    order = compile_sort(query.get("sort"))
    require_reachable(page, per_page)
    db = state.store.reader()
    rows = db.execute(
        f"SELECT profile FROM users WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608 -- both compiled
        (*parameters, per_page, page * per_page),
    )
    users = [pick_fields(orjson.loads(row["profile"]), query) for row in rows]
    if not with_totals:
        return answer(users)
    total = db.execute(f"SELECT count(*) FROM users WHERE {where}", parameters).fetchone()[0]  # noqa: S608 our own clause
    return answer(totals("users", users, page, per_page, total))


def require_engine(engine: str | None) -> None:
    """OpenAPI's texts; a query without `search_engine` is v3's, as on every tenant of today (inferred)."""
    if engine in ("v1", "v2"):
        hint = " Use search_engine=v3 instead." if engine == "v2" else ""
        raise Refusal(
            400, f"You are not allowed to use search_engine={engine}.{hint}", "operation_not_supported"
        )
    if engine not in (None, "v3"):
        raise InvalidQuery(f"'No enum match for: {engine}' on property search_engine")


def require_reachable(page: int, per_page: int) -> None:
    """Refuse a page beyond the first 1000 users (text OpenAPI, code reported)."""
    if page * per_page >= MAX_PAGED or (page + 1) * per_page > MAX_PAGED:
        raise Refusal(400, PAGED_OUT, "invalid_paging")


def list_users_by_email(state: TenantState, call: Call) -> Response:
    """`GET /users-by-email`: exact and case-sensitive on the stored, lower-case value.

    `§5.2`, documented.
    """
    require_fields(call.query, USER_FIELDS)
    email = call.query.get("email")
    if email is None:
        raise InvalidQuery("'Missing required property: email'")
    rows = state.store.reader().execute("SELECT profile FROM users WHERE email = ? ORDER BY seq", (email,))
    return answer([pick_fields(orjson.loads(row["profile"]), call.query) for row in rows])


def get_user(state: TenantState, call: Call) -> Response:
    """`GET /users/{id}`."""
    require_fields(call.query, USER_FIELDS)
    user = require_user(state.store.reader(), call.params["id"])
    return answer(pick_fields(orjson.loads(user["profile"]), call.query))


def delete_user(state: TenantState, call: Call) -> Response:
    """`DELETE /users/{id}`: 204 also for a user that is not there (`§5.4`, OpenAPI lists no 404)."""
    with state.store.writing() as db:
        user = find_user(db, call.params["id"])
        lay_ghosts_of_user(db, call.params["id"])
        end_identities_of_user(db, call.params["id"])
        if user is not None:
            db.execute("DELETE FROM users WHERE seq = ?", (user["seq"],))
    return no_content()


def create_user(state: TenantState, call: Call) -> Response:
    """`POST /users`: one user with a password in clear, or with none (`§5.3`, OpenAPI; shape recorded)."""
    body = read_body(call, NEW)
    connection = find_connection(state.store.reader(), name=body.pop("connection"))
    if connection is None:
        raise Refusal(400, "Connection does not exist.", "inexistent_connection")
    if connection["strategy"] not in ("auth0", "email", "sms"):
        message = (
            "Connection does not support user creation through the API."
            " It must either be a database or passwordless connection."
        )
        raise Refusal(400, message, "operation_not_supported")
    if not connection["enabled_clients"]:
        raise Refusal(400, "Connection is disabled.", "connection_disabled")
    require_username(body, username_bounds(connection))
    if "username" in body and not connection["options"].get("requires_username"):
        raise Refusal(
            400, "Cannot set username for connection without requires_username.", "operation_not_supported"
        )
    if not any(body.get(key) for key in ("email", "username", "phone_number")):
        raise InvalidBody("'Missing required property: email'")
    if "email" in body and is_in_store(state, connection, body["email"]):
        raise Refusal(409, "The user already exists.", "auth0_idp_error")
    password = body.pop("password", None)
    body.pop("verify_email", None)
    credential = (
        ("random", "") if password is None else ("bcrypt", make_bcrypt(password, state.password_rounds))
    )
    profile = new_profile(body, connection["name"], state.clock.stamp(), connection["strategy"])
    try:
        with state.store.writing() as db:
            insert_user(db, connection["id"], profile, credential)
    except sqlite3.IntegrityError:
        raise Refusal(409, "User already exists.", "auth0_idp_error") from None
    return answer(profile, 201)


def update_user(state: TenantState, call: Call) -> Response:
    """`PATCH /users/{id}`: metadata merged at its first level, everything else replaced, null unsets.

    `§5.4`.
    """
    body = read_body(call, CHANGED)
    user = require_user(state.store.reader(), call.params["id"])
    named = body.pop("connection", None)
    connection = find_connection(state.store.reader(), connection_id=user["connection_id"])
    if connection is None or (named is not None and named != connection["name"]):
        raise Refusal(400, "Connection does not exist.", "inexistent_connection")
    for ours in ("client_id", "verify_email", "verify_phone_number", "verify_password"):
        body.pop(ours, None)
    require_username(body, username_bounds(connection))
    refuse_pairs(body)
    refuse_for_connection(body, connection)
    email, held = body.get("email"), orjson.loads(user["profile"]).get("email")
    if email is not None and email.lower() != held and is_in_store(state, connection, email):
        raise Refusal(400, "The specified new email already exists", "auth0_idp_error")
    password = body.pop("password", None)
    hashed = None if password is None else make_bcrypt(password, state.password_rounds)
    try:
        with state.store.writing() as db:
            user = require_user(db, call.params["id"])
            now = state.clock.stamp()
            profile = changed(orjson.loads(user["profile"]), body, now)
            if hashed is not None:
                profile["last_password_reset"] = now
                store_credential(db, user["seq"], "bcrypt", hashed)
            store_profile(db, user["seq"], profile)
    except sqlite3.IntegrityError as error:
        taken = next((name for name in ("email", "username") if name in str(error)), "phone number")
        raise Refusal(400, f"The specified new {taken} already exists", "auth0_idp_error") from None
    return answer(profile)


def is_in_store(state: TenantState, connection: dict[str, Any], email: str) -> bool:
    """Ask `get_user` whether the store behind the connection has an address, whosever it is there.

    That these calls ask is documented, that the user's own old address counts too is reported (`behaviour.md §7`); the
    answer where the script fails is inferred, and that a store without the script knows nobody.
    """
    if not has_own_store(connection) or not (connection["options"].get("customScripts") or {}).get(
        "get_user"
    ):
        return False
    try:
        return look_up(state, connection, email.lower()) is not None
    except ScriptError as error:
        raise Refusal(400, error.message, "auth0_idp_error") from None


def changed(profile: dict[str, Any], body: dict[str, Any], now: str) -> dict[str, Any]:
    """Apply a PATCH to a profile; a new email without the flag is unverified (`§1.1`, documented).

    Metadata patched with an empty object is removed completely (documented:
    https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api); that an object whose last key is
    set to null stays, empty, is inferred.
    """
    after = dict(profile)
    if "email" in body and "email_verified" not in body:
        body = {**body, "email_verified": False}
    for key, value in body.items():
        is_metadata = key in ("user_metadata", "app_metadata")
        if value is None or (is_metadata and not value):
            after.pop(key, None)
        elif is_metadata:
            merged = {**after.get(key, {}), **value}
            after[key] = {name: item for name, item in merged.items() if item is not None}
        else:
            after[key] = value.lower() if key in ("email", "username") else value
    return {**after, "updated_at": now}

"""Connections made, changed and removed, and the applications that may use them."""

import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .connectionbodies import CHANGED, CLIENTS, NEW, keep_masked, shown_connection
from .connections import ID_PATTERN, find_connection, make_connection, require_connection
from .ghosts import lay_ghosts_of_email
from .identity import make_id
from .mailbox import is_email
from .paging import checkpoint_page
from .people import find_in_connection
from .refusals import InvalidQuery, Refusal, answer, no_content
from .resets import end_identity_of_email
from .schemas import read_body
from .state import Call, TenantState

MAX_CLIENTS = 1_000  # OpenAPI
REALM_TAKEN = 'There is already another connection with some realms from "realms" parameter'
OF_OLD = ("requires_username", "validation")  # what flexible identifiers stand instead of
HAS_USERS = 'This database contains users. You cannot change "options.enabledDatabaseCustomization" setting.'


def store_connection(db: sqlite3.Connection, connection: dict[str, Any]) -> None:
    """Write a changed connection back."""
    query = "UPDATE connections SET body = ? WHERE id = ?"
    db.execute(query, (orjson.dumps(connection).decode(), connection["id"]))


def create_connection(state: TenantState, call: Call) -> Response:
    """`POST /connections` (409 texts OpenAPI, codes inferred); a database gets its default options."""
    body = read_body(call, NEW)
    connection_id, name = make_id("con_"), body["name"]
    with state.store.writing() as db:
        if find_connection(db, name=name) is not None:
            raise Refusal(409, "A connection with the same name already exists", "connection_conflict")
        realms = body.get("realms", [name])
        refuse_shared_realms(db, realms, but=connection_id)
        refuse_attributes(body.get("options", {}))
        make_connection(
            db,
            connection_id,
            name,
            strategy=body["strategy"],
            options=body.get("options"),
            enabled_clients=tuple(body.get("enabled_clients", ())),
        )
        made = {**require_connection(db, connection_id), **rest_of(body), "realms": realms}
        store_connection(db, made)
    return answer(shown_connection(made), 201)


def rest_of(body: dict[str, Any]) -> dict[str, Any]:
    """Give what is kept as it was sent."""
    made = ("name", "strategy", "options", "enabled_clients", "realms")
    return {name: value for name, value in body.items() if name not in made}


def refuse_shared_realms(db: sqlite3.Connection, realms: list[str], *, but: str) -> None:
    """Refuse a realm that another connection answers to (text OpenAPI)."""
    for row in db.execute("SELECT body FROM connections WHERE id <> ?", (but,)):
        if set(realms) & set(orjson.loads(row["body"])["realms"]):
            raise Refusal(409, REALM_TAKEN, "connection_conflict")


def update_connection(state: TenantState, call: Call) -> Response:
    """`PATCH /connections/{id}`: `options` is replaced whole (documented, `behaviour.md §5.5`)."""
    body = read_body(call, CHANGED)
    with state.store.writing() as db:
        before = require_connection(db, call.params["id"])
        after = {**before, **body}
        if "options" in body:
            after["options"] = keep_masked(body["options"], before["options"])
            refuse_customization(db, before, after)
            refuse_attributes(after["options"])
        after["enabled_clients"] = after["enabled_clients"] or []
        if "realms" in body:
            refuse_shared_realms(db, body["realms"], but=before["id"])
        store_connection(db, after)
    return answer(shown_connection(after))


def refuse_attributes(options: dict[str, Any]) -> None:
    """Refuse flexible identifiers beside the settings of old, or with no identifier among them.

    Texts, codes and their order recorded by auth0/terraform-provider-auth0 (`TestAccConnectionOptionsAttr…`).
    """
    attributes = options.get("attributes")
    if not attributes:
        return
    for name in OF_OLD:
        if options.get(name):
            raise Refusal(400, f"Cannot set both options.attributes and options.{name}", "invalid_body")
    found = (rule.get("identifier") for rule in attributes.values() if isinstance(rule, dict))
    if not any(isinstance(one, dict) and one.get("active") for one in found):
        raise Refusal(400, "attributes must contain one active identifier", "invalid_body")


def refuse_customization(db: sqlite3.Connection, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A database with users keeps its store (text OpenAPI, code inferred)."""
    name = "enabledDatabaseCustomization"
    same = bool(before["options"].get(name)) == bool(after["options"].get(name))
    users = "SELECT 1 FROM users WHERE connection_id = ? LIMIT 1"
    if not same and db.execute(users, (before["id"],)).fetchone() is not None:
        raise Refusal(400, HAS_USERS, "operation_not_supported")


def delete_connection(state: TenantState, call: Call) -> Response:
    """`DELETE /connections/{id}`: 202 with the time, and at once; 204 for one that is not there (OpenAPI)."""
    with state.store.writing() as db:
        connection = find_connection(db, connection_id=call.params["id"])
        if connection is None:
            return no_content()
        for table in ("users", "resets", "temporary_identities"):
            db.execute(f"DELETE FROM {table} WHERE connection_id = ?", (connection["id"],))  # noqa: S608 named above
        db.execute("DELETE FROM connections WHERE id = ?", (connection["id"],))
    return answer({"deleted_at": state.clock.stamp()}, 202)


def delete_connection_user(state: TenantState, call: Call) -> Response:
    """`DELETE /connections/{id}/users?email=`: 204 also for nobody (texts OpenAPI)."""
    email = call.query.get("email")
    if email is None:
        raise InvalidQuery("'Missing required property: email'")
    if not is_email(email):
        raise InvalidQuery(f"'Object didn't pass validation for format email: {email}' on property email")
    with state.store.writing() as db:
        connection = find_connection(db, connection_id=call.params["id"])
        if connection is None:
            raise Refusal(400, "The connection does not exist", "inexistent_connection")
        if connection["strategy"] != "auth0":
            raise Refusal(400, "Connection must be a database connection", "operation_not_supported")
        user = find_in_connection(db, connection["id"], "email", email.lower())
        if user is not None:
            db.execute("DELETE FROM users WHERE seq = ?", (user["seq"],))
        lay_ghosts_of_email(db, connection["id"], email)
        end_identity_of_email(db, connection["id"], email)
    return no_content()


def list_connection_clients(state: TenantState, call: Call) -> Response:
    """`GET /connections/{id}/clients`: always the checkpoint shape (OpenAPI)."""
    connection = require_connection(state.store.reader(), call.params["id"])
    clients = [{"client_id": client_id} for client_id in connection["enabled_clients"]]
    return checkpoint_page(clients, "clients", call.query, most=MAX_CLIENTS)


def update_connection_clients(state: TenantState, call: Call) -> Response:
    """`PATCH /connections/{id}/clients`: each application on or off (texts OpenAPI)."""
    body = read_body(call, CLIENTS)
    with state.store.writing() as db:
        connection = require_connection(db, call.params["id"])
        enabled = list(connection["enabled_clients"])
        for entry in body:
            client_id = entry["client_id"]
            if db.execute("SELECT 1 FROM clients WHERE client_id = ?", (client_id,)).fetchone() is None:
                raise Refusal(404, "The client does not exist", "inexistent_client")
            enabled = [one for one in enabled if one != client_id] + [client_id] * entry["status"]
        store_connection(db, {**connection, "enabled_clients": enabled})
    return no_content()


def get_connection_status(state: TenantState, call: Call) -> Response:
    """`GET /connections/{id}/status`: only an AD connector has a node, and none runs here (texts OpenAPI)."""
    found = ID_PATTERN.match(call.params["id"]) and find_connection(
        state.store.reader(), connection_id=call.params["id"]
    )
    if not found:
        raise Refusal(404, "Connection not found.", "inexistent_connection")
    if found["strategy"] in ("ad", "auth0-adldap"):
        raise Refusal(404, "not connected to any node", "not_connected")
    return answer({})

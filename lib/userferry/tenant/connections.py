"""The tenant's connections and the endpoints that show them."""

import re
import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .paging import checkpoint_page, offset_page, pick_fields
from .refusals import Refusal, answer
from .state import Call, TenantState

ID_PATTERN = re.compile(r"^con_[A-Za-z0-9]{16}$")

# A database connection's options as recorded (`recordings/JobManager_ImportUsers.yaml`).
DATABASE_OPTIONS: dict[str, Any] = {
    "mfa": {"active": True, "return_enroll_settings": True},
    "validation": {"username": {"max": 15, "min": 1}},
    "import_mode": False,
    "configuration": {},
    "customScripts": {},
    "passwordPolicy": "good",
    "password_history": {"size": 5, "enable": False},
    "strategy_version": 2,
    "requires_username": True,
    "password_dictionary": {"enable": False, "dictionary": []},
    "brute_force_protection": True,
    "password_no_personal_info": {"enable": False},
    "password_complexity_options": {"min_length": 8},
    "enabledDatabaseCustomization": False,
}


def make_connection(
    db: sqlite3.Connection,
    connection_id: str,
    name: str,
    *,
    strategy: str = "auth0",
    options: dict[str, Any] | None = None,
    enabled_clients: tuple[str, ...] = (),
) -> None:
    """Add a connection; one that is there already is left as it is."""
    body = {
        "id": connection_id,
        "options": {**(DATABASE_OPTIONS if strategy == "auth0" else {}), **(options or {})},
        "strategy": strategy,
        "name": name,
        "is_domain_connection": False,
        "realms": [name],
        "enabled_clients": list(enabled_clients),
    }
    db.execute(
        "INSERT OR IGNORE INTO connections VALUES (?, ?, ?)",
        (connection_id, name, orjson.dumps(body).decode()),
    )


def find_connection(
    db: sqlite3.Connection, *, connection_id: str | None = None, name: str | None = None
) -> dict[str, Any] | None:
    """Find one by id or by name."""
    row = db.execute(
        "SELECT body FROM connections WHERE id = ? OR name = ?", (connection_id, name)
    ).fetchone()
    return None if row is None else orjson.loads(row["body"])


def list_connections(state: TenantState, call: Call) -> Response:
    """`GET /connections`: offset pages, or the checkpoint shape when `take` or `from` is sent (OpenAPI)."""
    rows = state.store.reader().execute("SELECT body FROM connections ORDER BY rowid")
    connections = [orjson.loads(row["body"]) for row in rows]
    strategies = call.query.getlist("strategy")
    name = call.query.get("name")
    kept = [
        pick_fields(connection, call.query)
        for connection in connections
        if (not strategies or connection["strategy"] in strategies)
        and (name is None or connection["name"] == name)
    ]
    if "take" in call.query or "from" in call.query:
        return checkpoint_page(kept, "connections", call.query)
    return offset_page(kept, "connections", call.query)


def get_connection(state: TenantState, call: Call) -> Response:
    """`GET /connections/{id}`; the 404 is recorded (`behaviour.md §5.5`)."""
    connection = find_connection(state.store.reader(), connection_id=call.params["id"])
    if connection is None:
        raise Refusal(404, "The connection does not exist", "inexistent_connection")
    return answer(pick_fields(connection, call.query))


def list_clients(state: TenantState, call: Call) -> Response:
    """`GET /clients`, thin: names and ids, never a secret."""
    rows = state.store.reader().execute("SELECT client_id, name FROM clients ORDER BY rowid")
    clients = [
        {
            "client_id": row["client_id"],
            "name": row["name"],
            "tenant": state.identity.name,
            "app_type": "non_interactive",
            "global": False,
            "is_first_party": True,
            "grant_types": [
                "client_credentials",
                "password",
                "http://auth0.com/oauth/grant-type/password-realm",
            ],
        }
        for row in rows
    ]
    if "take" in call.query or "from" in call.query:
        return checkpoint_page(clients, "clients", call.query)
    return offset_page([pick_fields(client, call.query) for client in clients], "clients", call.query)


def get_tenant_settings(state: TenantState, call: Call) -> Response:
    """`GET /tenants/settings`, thin."""
    on_user_id = state.settings.match_on_user_id
    settings = {
        "friendly_name": state.identity.name,
        "flags": {"import_user_match_user_profile_on_user_id": True} if on_user_id else {},
        "default_directory": state.identity.connection,
        "enabled_locales": ["en"],
        "session_lifetime": 168,
        "idle_session_lifetime": 72,
    }
    return answer(pick_fields(settings, call.query))

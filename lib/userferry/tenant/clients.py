"""The tenant's applications, thin: names and ids, never a secret."""

import sqlite3
from typing import Any

from starlette.responses import Response

from .paging import either_page, pick_fields, truth
from .refusals import InvalidQuery, Refusal, answer
from .state import Call, TenantState

APP_TYPES_TEXT = (
    "native spa regular_web non_interactive resource_server express_configuration rms box cloudbees concur"
    " dropbox mscrm echosign egnyte newrelic office365 salesforce sentry sharepoint slack springcm zendesk zoom"
    " sso_integration oag"
)
APP_TYPES = frozenset(APP_TYPES_TEXT.split())  # OpenAPI
GRANTS = [
    "client_credentials",
    "password",
    "http://auth0.com/oauth/grant-type/password-realm",
    "refresh_token",
]


def show_client(state: TenantState, row: sqlite3.Row) -> dict[str, Any]:
    """Give an application; every one here is of the same kind (inferred)."""
    return {
        "client_id": row["client_id"],
        "name": row["name"],
        "tenant": state.identity.name,
        "app_type": "non_interactive",
        "global": False,
        "is_first_party": True,
        "grant_types": GRANTS,
    }


def list_clients(state: TenantState, call: Call) -> Response:
    """`GET /clients`: either shape of pages, filtered by kind (OpenAPI)."""
    query = call.query
    types = query.get("app_type")
    if types is not None and not all(one in APP_TYPES for one in types.split(",")):
        raise InvalidQuery("'String does not match pattern' on property app_type")
    wanted = {name: truth(query, name) for name in ("is_global", "is_first_party") if name in query}
    rows = state.store.reader().execute("SELECT client_id, name FROM clients ORDER BY rowid")
    clients = [
        client
        for client in (show_client(state, row) for row in rows)
        if client["global"] == wanted.get("is_global", client["global"])
        and client["is_first_party"] == wanted.get("is_first_party", client["is_first_party"])
        and (types is None or client["app_type"] in types.split(","))
        and "external_client_id" not in query
    ]
    return either_page([pick_fields(client, query) for client in clients], "clients", query)


def get_client(state: TenantState, call: Call) -> Response:
    """`GET /clients/{id}` (documented; the 404's text inferred)."""
    query = "SELECT client_id, name FROM clients WHERE client_id = ?"
    row = state.store.reader().execute(query, (call.params["id"],)).fetchone()
    if row is None:
        raise Refusal(404, "The client does not exist", "inexistent_client")
    return answer(pick_fields(show_client(state, row), call.query))

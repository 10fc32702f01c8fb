"""The endpoints that show connections."""

import orjson
from starlette.responses import Response

from .connectionbodies import shown_connection
from .connections import STRATEGIES, require_connection
from .paging import either_page, pick_fields, require_fields
from .refusals import InvalidQuery, answer
from .state import Call, TenantState

FIELDS_TEXT = (
    "name display_name strategy options id provisioning_ticket_url metadata show_as_button clients authentication"
    " connected_accounts cross_app_access_requesting_app cross_app_access_resource_app enabled_clients"
)
FIELDS = frozenset(FIELDS_TEXT.split())  # what `fields` may name (OpenAPI)


def list_connections(state: TenantState, call: Call) -> Response:
    """`GET /connections`: offset pages, or the checkpoint shape when `take` or `from` is sent (OpenAPI)."""
    require_fields(call.query, FIELDS)
    strategies = call.query.getlist("strategy")
    for strategy in strategies:
        if strategy not in STRATEGIES | {"auth0-adldap"}:
            raise InvalidQuery(f"'No enum match for: {strategy}' on property strategy")
    name = call.query.get("name")
    rows = state.store.reader().execute("SELECT body FROM connections ORDER BY rowid")
    kept = [
        pick_fields(shown_connection(connection), call.query)
        for connection in (orjson.loads(row["body"]) for row in rows)
        if (not strategies or connection["strategy"] in strategies)
        and (name is None or connection["name"] == name)
    ]
    return either_page(kept, "connections", call.query, least=1)


def get_connection(state: TenantState, call: Call) -> Response:
    """`GET /connections/{id}`."""
    require_fields(call.query, FIELDS)
    connection = require_connection(state.store.reader(), call.params["id"])
    return answer(pick_fields(shown_connection(connection), call.query))

"""Organizations, thin: they are kept and shown, and nothing here acts on them."""

import re
import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .identity import make_id
from .paging import either_page
from .refusals import InvalidQuery, Refusal, answer, no_content
from .schemas import FLAG, Schema, fields, listed, or_null, read_body, text, text_map, whole
from .state import Call, TenantState

NAME = text(least=1, most=50, pattern=r"^[a-z0-9][a-z0-9_-]*$")  # length OpenAPI, characters documented
COLOR = text(pattern=r"^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$")
COLORS = fields({"primary": COLOR, "page_background": COLOR}, required=["primary", "page_background"])
LOGO = or_null(text(pattern=r"^https://[^\s]+$"))
QUOTA_BOUND = whole(least=1, most=2**31 - 1)
QUOTA = fields({"enforce": FLAG, "per_day": QUOTA_BOUND, "per_hour": QUOTA_BOUND}, least=1)
ENABLED = fields(
    {
        "connection_id": text(),
        "assign_membership_on_login": FLAG,
        "show_as_button": FLAG,
        "is_signup_enabled": FLAG,
    },
    required=["connection_id"],
)
PROPERTIES: dict[str, Schema] = {
    "name": NAME,
    "display_name": text(least=1, most=255),
    "branding": fields({"logo_url": LOGO, "colors": COLORS}),
    "metadata": text_map(255, entries=25),
    "token_quota": fields({"client_credentials": QUOTA}, required=["client_credentials"]),
}
NEW = fields({**PROPERTIES, "enabled_connections": listed(ENABLED)}, required=["name"])
CHANGED = fields(PROPERTIES)
SORT = re.compile(r"^(display_name|created_at|name):(1|-1)$")  # OpenAPI
MAX_PAGE = 1_000  # OpenAPI
TAKEN = "An organization with this name already exists."


def show_organization(row: sqlite3.Row) -> dict[str, Any]:
    """Give an organization as every list and reading does (OpenAPI)."""
    body = orjson.loads(row["body"])
    return {name: value for name, value in body.items() if name not in ("enabled_connections", "created_at")}


def require_organization(db: sqlite3.Connection, organization_id: str) -> sqlite3.Row:
    """Find the organization of the path (text, and that there is no code, recorded for GET).

    Recorded by auth0/terraform-provider-auth0; that every other method answers the same is inferred.
    """
    query = "SELECT * FROM organizations WHERE id = ?"
    row: sqlite3.Row | None = db.execute(query, (organization_id,)).fetchone()
    if row is None:
        raise Refusal(404, "No organization found by that id or name")
    return row


def list_organizations(state: TenantState, call: Call) -> Response:
    """`GET /organizations`: either shape of pages, perhaps sorted."""
    sort = call.query.get("sort")
    found = None if sort is None else SORT.match(sort)
    if sort is not None and found is None:
        raise InvalidQuery(f"'String does not match pattern {SORT.pattern}' on property sort")
    rows = state.store.reader().execute("SELECT * FROM organizations ORDER BY rowid").fetchall()
    if found is not None:
        rows.sort(key=lambda row: orjson.loads(row["body"]).get(found[1], ""), reverse=found[2] == "-1")
    shown = [show_organization(row) for row in rows]
    return either_page(shown, "organizations", call.query, least=1, last_page=MAX_PAGE)


def create_organization(state: TenantState, call: Call) -> Response:
    """`POST /organizations` (409 OpenAPI, code inferred)."""
    body = read_body(call, NEW)
    made = {"id": make_id("org_"), **body, "created_at": state.clock.stamp()}
    try:
        with state.store.writing() as db:
            values = (made["id"], made["name"], orjson.dumps(made).decode())
            db.execute("INSERT INTO organizations VALUES (?, ?, ?)", values)
    except sqlite3.IntegrityError:
        raise Refusal(409, TAKEN, "organization_conflict") from None
    return answer({name: value for name, value in made.items() if name != "created_at"}, 201)


def get_organization(state: TenantState, call: Call) -> Response:
    """`GET /organizations/{id}`."""
    return answer(show_organization(require_organization(state.store.reader(), call.params["id"])))


def update_organization(state: TenantState, call: Call) -> Response:
    """`PATCH /organizations/{id}`; a name that is taken is a 400, for no 409 is documented (inferred)."""
    body = read_body(call, CHANGED)
    try:
        with state.store.writing() as db:
            row = require_organization(db, call.params["id"])
            after = {**orjson.loads(row["body"]), **body}
            values = (after["name"], orjson.dumps(after).decode(), row["id"])
            db.execute("UPDATE organizations SET name = ?, body = ? WHERE id = ?", values)
            shown = show_organization(require_organization(db, row["id"]))
    except sqlite3.IntegrityError:
        raise Refusal(400, TAKEN, "organization_conflict") from None
    return answer(shown)


def delete_organization(state: TenantState, call: Call) -> Response:
    """`DELETE /organizations/{id}`; its members stay users."""
    with state.store.writing() as db:
        require_organization(db, call.params["id"])
        db.execute("DELETE FROM organizations WHERE id = ?", (call.params["id"],))
    return no_content()

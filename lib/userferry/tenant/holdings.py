"""What a user holds: roles, memberships of organizations and ways to authenticate."""

import hashlib
import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .organizations import show_organization
from .paging import offset_page
from .people import require_user
from .refusals import no_content
from .roles import require_roles, show_role
from .schemas import fields, listed, read_body, text
from .state import Call, TenantState

ROLES = fields({"roles": listed(text(least=1), least=1)}, required=["roles"])
MAX_PAGE = 1_000  # OpenAPI, for a user's organizations


def list_user_roles(state: TenantState, call: Call) -> Response:
    """`GET /users/{id}/roles`."""
    db = state.store.reader()
    user = require_user(db, call.params["id"])
    rows = db.execute(
        "SELECT roles.* FROM role_members m JOIN roles ON roles.id = m.role_id"
        " WHERE m.user_seq = ? ORDER BY m.rowid",
        (user["seq"],),
    )
    return offset_page([show_role(row) for row in rows], "roles", call.query, least=1)


def add_user_roles(state: TenantState, call: Call) -> Response:
    """`POST /users/{id}/roles`; a role that the user has already is no mistake (inferred)."""
    body = read_body(call, ROLES)
    with state.store.writing() as db:
        user = require_user(db, call.params["id"])
        require_roles(db, body["roles"])
        rows = [(role_id, user["seq"]) for role_id in body["roles"]]
        db.executemany("INSERT OR IGNORE INTO role_members VALUES (?, ?)", rows)
    return no_content()


def remove_user_roles(state: TenantState, call: Call) -> Response:
    """`DELETE /users/{id}/roles`; a role that the user does not have is passed over (inferred)."""
    body = read_body(call, ROLES)
    with state.store.writing() as db:
        user = require_user(db, call.params["id"])
        rows = [(role_id, user["seq"]) for role_id in body["roles"]]
        db.executemany("DELETE FROM role_members WHERE role_id = ? AND user_seq = ?", rows)
    return no_content()


def list_user_organizations(state: TenantState, call: Call) -> Response:
    """`GET /users/{id}/organizations`."""
    db = state.store.reader()
    user = require_user(db, call.params["id"])
    rows = db.execute(
        "SELECT o.* FROM organization_members m JOIN organizations o ON o.id = m.organization_id"
        " WHERE m.user_seq = ? ORDER BY m.rowid",
        (user["seq"],),
    )
    shown = [show_organization(row) for row in rows]
    return offset_page(shown, "organizations", call.query, least=1, last_page=MAX_PAGE)


def list_authentication_methods(state: TenantState, call: Call) -> Response:
    """`GET /users/{id}/authentication-methods`: the imported factors, never their secrets (OpenAPI)."""
    user = require_user(state.store.reader(), call.params["id"])
    created = orjson.loads(user["profile"])["created_at"]
    factors = orjson.loads(user["mfa_factors"] or "[]")
    methods = [show_factor(user, index, factor, created) for index, factor in enumerate(factors)]
    return offset_page(methods, "authenticators", call.query)


def show_factor(user: sqlite3.Row, index: int, factor: dict[str, Any], created: str) -> dict[str, Any]:
    """Give one imported factor as a method; the id's form is inferred."""
    kind, held = next(iter(factor.items()))
    digest = hashlib.sha256(f"{user['seq']}:{index}:{kind}".encode()).hexdigest()[:16]
    shown = {"id": f"{kind}|dev_{digest}", "type": kind, "confirmed": True, "created_at": created}
    if kind == "phone":
        shown |= {"phone_number": held["value"], "preferred_authentication_method": "sms"}
    return shown | ({"email": held["value"]} if kind == "email" else {})

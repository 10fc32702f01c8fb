"""Permissions: what a role allows, and what a user was given beside their roles."""

import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.responses import Response

from .paging import offset_page
from .people import require_user
from .refusals import answer, no_content
from .roles import require_role
from .schemas import fields, listed, read_body, text
from .state import Call, TenantState

PERMISSION = fields(
    {"resource_server_identifier": text(), "permission_name": text()},
    required=["resource_server_identifier", "permission_name"],
)
PERMISSIONS = fields({"permissions": listed(PERMISSION, least=1)}, required=["permissions"])


def list_user_permissions(state: TenantState, call: Call) -> Response:
    """`GET /users/{id}/permissions`: those given directly and those of the user's roles, each with its sources."""
    db = state.store.reader()
    user = require_user(db, call.params["id"])
    rows = db.execute(
        "SELECT api, name, NULL AS role_id, NULL AS role FROM user_permissions WHERE user_seq = ?"
        " UNION ALL SELECT p.api, p.name, roles.id, roles.name FROM role_members m"
        " JOIN role_permissions p ON p.role_id = m.role_id JOIN roles ON roles.id = m.role_id"
        " WHERE m.user_seq = ?",
        (user["seq"], user["seq"]),
    )
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        one = shown.setdefault((row["api"], row["name"]), show_permission(row) | {"sources": []})
        one["sources"].append(show_source(row))
    return offset_page(list(shown.values()), "permissions", call.query, least=1)


def show_permission(row: sqlite3.Row) -> dict[str, Any]:
    """Give a permission; the API's name is its identifier, for there are no APIs here."""
    return {
        "permission_name": row["name"],
        "resource_server_identifier": row["api"],
        "resource_server_name": row["api"],
        "description": "",
    }


def show_source(row: sqlite3.Row) -> dict[str, str]:
    """Say where a user has a permission from."""
    if row["role_id"] is None:
        return {"source_id": "", "source_name": "", "source_type": "DIRECT"}
    return {"source_id": row["role_id"], "source_name": row["role"], "source_type": "ROLE"}


def add_user_permissions(state: TenantState, call: Call) -> Response:
    """`POST /users/{id}/permissions`: 201 (OpenAPI); any API is taken for one that exists (ours alone)."""
    return write_permissions(state, call, _OF_USER, _INSERT, answer({}, 201))


def remove_user_permissions(state: TenantState, call: Call) -> Response:
    """`DELETE /users/{id}/permissions`."""
    return write_permissions(state, call, _OF_USER, _DELETE, no_content())


def list_role_permissions(state: TenantState, call: Call) -> Response:
    """`GET /roles/{id}/permissions` (documented)."""
    db = state.store.reader()
    role = require_role(db, call.params["id"])
    rows = db.execute("SELECT * FROM role_permissions WHERE role_id = ? ORDER BY rowid", (role["id"],))
    return offset_page([show_permission(row) for row in rows], "permissions", call.query)


def add_role_permissions(state: TenantState, call: Call) -> Response:
    """`POST /roles/{id}/permissions`: 201 (documented); any API is taken for one that exists (ours alone)."""
    return write_permissions(state, call, _OF_ROLE, _INSERT, answer({}, 201))


def remove_role_permissions(state: TenantState, call: Call) -> Response:
    """`DELETE /roles/{id}/permissions` (documented); one that the role does not have is passed over (inferred)."""
    return write_permissions(state, call, _OF_ROLE, _DELETE, no_content())


class Owner(NamedTuple):
    """Who can have permissions: how one is found, by which column they are known, and the table and its column."""

    require: Callable[[sqlite3.Connection, str], sqlite3.Row]
    known_by: str
    table: str
    column: str


_OF_USER = Owner(require_user, "seq", "user_permissions", "user_seq")
_OF_ROLE = Owner(require_role, "id", "role_permissions", "role_id")
_INSERT = "INSERT OR IGNORE INTO {0.table} VALUES (?, ?, ?)"
_DELETE = "DELETE FROM {0.table} WHERE {0.column} = ? AND api = ? AND name = ?"


def write_permissions(
    state: TenantState, call: Call, owner: Owner, statement: str, done: Response
) -> Response:
    """Add or remove what a body names, and give the answer."""
    named = read_body(call, PERMISSIONS)["permissions"]
    with state.store.writing() as db:
        own = owner.require(db, call.params["id"])[owner.known_by]
        rows = [(own, one["resource_server_identifier"], one["permission_name"]) for one in named]
        db.executemany(statement.format(owner), rows)
    return done

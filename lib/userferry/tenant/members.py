"""Who belongs to an organization, and with which roles."""

import sqlite3

from starlette.responses import Response

from .organizations import MAX_PAGE, require_organization
from .paging import either_page, offset_page, pick_fields, require_fields
from .people import require_user
from .refusals import Refusal, no_content
from .roles import require_all, require_roles, show_member, show_role
from .schemas import fields, listed, open_fields, read_body, text
from .state import Call, TenantState

MEMBERS = open_fields({"members": listed(text(), least=1)}, required=["members"])
ROLES = fields({"roles": listed(text(least=1), least=1)}, required=["roles"])
SHOWN = ("user_id", "email", "picture", "name", "roles")  # OpenAPI


def list_members(state: TenantState, call: Call) -> Response:
    """`GET /organizations/{id}/members`; roles are shown where `fields` asks for them (documented)."""
    require_fields(call.query, SHOWN)
    db = state.store.reader()
    organization = require_organization(db, call.params["id"])
    rows = db.execute(
        "SELECT users.seq, users.profile FROM organization_members m JOIN users ON users.seq = m.user_seq"
        " WHERE m.organization_id = ? ORDER BY m.rowid",
        (organization["id"],),
    ).fetchall()
    with_roles = "roles" in call.query.get("fields", "").split(",")
    shown = []
    for row in rows:
        member = show_member(row["profile"])
        if with_roles:
            held = roles_of(db, organization["id"], row["seq"])
            member["roles"] = [{"id": role["id"], "name": role["name"]} for role in held]
        shown.append(pick_fields(member, call.query))
    return either_page(shown, "members", call.query, least=1, last_page=MAX_PAGE)


def add_members(state: TenantState, call: Call) -> Response:
    """`POST /organizations/{id}/members`; a user that is not there is a 400 (inferred)."""
    body = read_body(call, MEMBERS)
    with state.store.writing() as db:
        organization = require_organization(db, call.params["id"])
        for seq in require_all(db, body["members"], 400, "One or more of the users do not exist."):
            values = (organization["id"], seq)
            db.execute("INSERT OR IGNORE INTO organization_members VALUES (?, ?)", values)
    return no_content()


def remove_members(state: TenantState, call: Call) -> Response:
    """`DELETE /organizations/{id}/members`; who is none is passed over (inferred)."""
    body = read_body(call, MEMBERS)
    with state.store.writing() as db:
        organization = require_organization(db, call.params["id"])
        for user_id in body["members"]:
            db.execute(
                "DELETE FROM organization_members WHERE organization_id = ?"
                " AND user_seq IN (SELECT seq FROM users WHERE user_id = ?)",
                (organization["id"], user_id),
            )
    return no_content()


def roles_of(db: sqlite3.Connection, organization_id: str, user_seq: int) -> list[dict[str, str]]:
    """Give the roles that a member has in this organization."""
    rows = db.execute(
        "SELECT roles.* FROM organization_member_roles m JOIN roles ON roles.id = m.role_id"
        " WHERE m.organization_id = ? AND m.user_seq = ? ORDER BY m.rowid",
        (organization_id, user_seq),
    )
    return [show_role(row) for row in rows]


def require_member(db: sqlite3.Connection, call: Call) -> tuple[str, int]:
    """Find the member of the path (texts inferred)."""
    organization = require_organization(db, call.params["id"])
    user = require_user(db, call.params["user_id"])
    query = "SELECT 1 FROM organization_members WHERE organization_id = ? AND user_seq = ?"
    if db.execute(query, (organization["id"], user["seq"])).fetchone() is None:
        raise Refusal(404, "The user is not a member of the organization.", "inexistent_member")
    return organization["id"], user["seq"]


def list_member_roles(state: TenantState, call: Call) -> Response:
    """`GET /organizations/{id}/members/{user_id}/roles` (documented)."""
    db = state.store.reader()
    return offset_page(roles_of(db, *require_member(db, call)), "roles", call.query, least=1)


def add_member_roles(state: TenantState, call: Call) -> Response:
    """`POST /organizations/{id}/members/{user_id}/roles` (documented)."""
    body = read_body(call, ROLES)
    with state.store.writing() as db:
        member = require_member(db, call)
        require_roles(db, body["roles"])
        rows = [(*member, role_id) for role_id in body["roles"]]
        db.executemany("INSERT OR IGNORE INTO organization_member_roles VALUES (?, ?, ?)", rows)
    return no_content()


def remove_member_roles(state: TenantState, call: Call) -> Response:
    """`DELETE /organizations/{id}/members/{user_id}/roles` (documented)."""
    body = read_body(call, ROLES)
    with state.store.writing() as db:
        rows = [(*require_member(db, call), role_id) for role_id in body["roles"]]
        db.executemany(
            "DELETE FROM organization_member_roles WHERE organization_id = ? AND user_seq = ? AND role_id = ?",
            rows,
        )
    return no_content()

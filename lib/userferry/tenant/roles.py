"""Roles, and who has them."""

import sqlite3
from typing import Any

import orjson
from starlette.responses import Response

from .identity import make_id
from .paging import either_page, offset_page
from .people import find_user
from .refusals import Refusal, answer
from .schemas import fields, listed, read_body, text
from .state import Call, TenantState

NEW_ROLE = fields({"name": text(), "description": text()}, required=["name"])
CHANGED_ROLE = fields({"name": text(), "description": text()})
USERS = fields({"users": listed(text())}, required=["users"])
MEMBER_FIELDS = ("user_id", "picture", "name", "email")


def show_role(row: sqlite3.Row) -> dict[str, str]:
    """Give a role as every endpoint does (OpenAPI)."""
    return {"id": row["id"], "name": row["name"], "description": row["description"]}


def require_role(db: sqlite3.Connection, role_id: str) -> sqlite3.Row:
    """Find the role of the path (text OpenAPI, code inferred)."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM roles WHERE id = ?", (role_id,)).fetchone()
    if row is None:
        raise Refusal(404, "Role not found.", "inexistent_role")
    return row


def list_roles(state: TenantState, call: Call) -> Response:
    """`GET /roles`; `name_filter` finds names that contain it, whatever the case (documented)."""
    wanted = call.query.get("name_filter", "").lower()
    rows = state.store.reader().execute("SELECT * FROM roles ORDER BY rowid")
    roles = [show_role(row) for row in rows if wanted in row["name"].lower()]
    return offset_page(roles, "roles", call.query, least=1)


def create_role(state: TenantState, call: Call) -> Response:
    """`POST /roles`: 200, not 201 (OpenAPI)."""
    body = read_body(call, NEW_ROLE)
    role_id = make_id("rol_")
    try:
        with state.store.writing() as db:
            values = (role_id, body["name"], body.get("description", ""))
            db.execute("INSERT INTO roles VALUES (?, ?, ?)", values)
            role = show_role(require_role(db, role_id))
    except sqlite3.IntegrityError:
        raise Refusal(409, "The role already exists.", "role_conflict") from None
    return answer(role)


def get_role(state: TenantState, call: Call) -> Response:
    """`GET /roles/{id}`."""
    return answer(show_role(require_role(state.store.reader(), call.params["id"])))


def update_role(state: TenantState, call: Call) -> Response:
    """`PATCH /roles/{id}`; a name that is taken is a 400, for no 409 is documented (inferred)."""
    body = read_body(call, CHANGED_ROLE)
    try:
        with state.store.writing() as db:
            role = {**show_role(require_role(db, call.params["id"])), **body}
            db.execute("UPDATE roles SET name = :name, description = :description WHERE id = :id", role)
    except sqlite3.IntegrityError:
        raise Refusal(400, "The role already exists.", "role_conflict") from None
    return answer(role)


def delete_role(state: TenantState, call: Call) -> Response:
    """`DELETE /roles/{id}`: 200 (OpenAPI); whoever had it has it no more."""
    with state.store.writing() as db:
        require_role(db, call.params["id"])
        db.execute("DELETE FROM roles WHERE id = ?", (call.params["id"],))
    return answer({})


def list_role_users(state: TenantState, call: Call) -> Response:
    """`GET /roles/{id}/users`."""
    db = state.store.reader()
    require_role(db, call.params["id"])
    rows = db.execute(
        "SELECT users.profile FROM role_members m JOIN users ON users.seq = m.user_seq"
        " WHERE m.role_id = ? ORDER BY m.rowid",
        (call.params["id"],),
    )
    return either_page([show_member(row["profile"]) for row in rows], "users", call.query, least=1)


def show_member(profile: str) -> dict[str, Any]:
    """Give what a list of members shows of a user (OpenAPI)."""
    whole = orjson.loads(profile)
    return {name: whole[name] for name in MEMBER_FIELDS if name in whole}


def add_role_users(state: TenantState, call: Call) -> Response:
    """`POST /roles/{id}/users` (texts OpenAPI)."""
    body = read_body(call, USERS)
    with state.store.writing() as db:
        require_role(db, call.params["id"])
        for seq in require_all(db, body["users"], 404, "One or more of the users do not exist."):
            db.execute("INSERT OR IGNORE INTO role_members VALUES (?, ?)", (call.params["id"], seq))
    return answer({})


def require_all(db: sqlite3.Connection, user_ids: list[str], status: int, message: str) -> list[int]:
    """Find every one of these users, or refuse them all."""
    users = [find_user(db, user_id) for user_id in user_ids]
    found = [user["seq"] for user in users if user is not None]
    if len(found) < len(users):
        raise Refusal(status, message, "inexistent_user")
    return found


def require_roles(db: sqlite3.Connection, role_ids: list[str]) -> None:
    """Refuse a role that is not there (400 OpenAPI; text and code inferred)."""
    for role_id in role_ids:
        if db.execute("SELECT 1 FROM roles WHERE id = ?", (role_id,)).fetchone() is None:
            raise Refusal(400, "One or more of the roles do not exist.", "inexistent_role")

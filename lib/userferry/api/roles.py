"""Roles of the tenant: which there are, who has them, and giving them to users (OpenAPI)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from userferry.api.pages import checkpoint_items, offset_items
from userferry.api.session import Session

MAX_ROLE_USERS = 50
"""Users given a role in one call. OpenAPI states no bound; fifty ids of the longest kind are a body of 13 kB."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the tenant: `rol_` and 16 characters, its name, and what it is for."""

    id: str
    name: str
    description: str = ""


def list_roles(session: Session) -> list[Role]:
    """Fetch every role of the tenant; wants the scope `read:roles`."""
    return [_role(each) for each in offset_items(session, "/api/v2/roles", "roles")]


def create_role(session: Session, name: str, description: str = "") -> Role:
    """Make a role; wants `create:roles`. Raises as `Session.request`; TerminalError 409 where the name is taken."""
    body = {"name": name, **({"description": description} if description else {})}
    return _role(session.request("POST", "/api/v2/roles", json=body).json())


def list_role_users(session: Session, role_id: str) -> Iterator[str]:
    """Fetch the ids of the users who have a role, page by page; wants `read:users` and `read:roles`."""
    for each in checkpoint_items(session, f"{_path(role_id)}/users", "users"):
        yield each["user_id"]


def assign_role(session: Session, role_id: str, auth0_user_ids: Sequence[str]) -> None:
    """Give users a role, all or none; who has it keeps it, so it may be repeated.

    Wants `update:roles` and `create:role_members`.

    Args:
        session: With the tenant.
        role_id: `rol_` and 16 characters.
        auth0_user_ids: At most `MAX_ROLE_USERS`.

    Raises as `Session.request`; TerminalError 404 for a role or a user that is not there.
    """
    session.request("POST", f"{_path(role_id)}/users", json={"users": list(auth0_user_ids)}, repeatable=True)


def _role(said: dict[str, Any]) -> Role:
    return Role(said["id"], said["name"], said.get("description") or "")


def _path(role_id: str) -> str:
    return f"/api/v2/roles/{quote(role_id, safe='')}"

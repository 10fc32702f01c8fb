"""Permissions of roles, those given to a user directly, and giving them to a role (documented)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from userferry.api.pages import offset_items
from userferry.api.session import Session

_DIRECT = "DIRECT"


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """A permission: the identifier of its API, and its name there."""

    api: str
    name: str


def list_role_permissions(session: Session, role_id: str) -> list[Permission]:
    """Fetch what a role allows; wants the scope `read:roles`."""
    found = offset_items(session, f"/api/v2/roles/{quote(role_id, safe='')}/permissions", "permissions")
    return [Permission(each["resource_server_identifier"], each["permission_name"]) for each in found]


def list_direct_permissions(session: Session, auth0_user_id: str) -> list[Permission]:
    """Fetch what a user was given beside their roles; wants the scope `read:users`.

    A permission of which the tenant does not say where it is from is taken for one given directly.
    """
    path = f"/api/v2/users/{quote(auth0_user_id, safe='')}/permissions"
    return [
        Permission(each["resource_server_identifier"], each["permission_name"])
        for each in offset_items(session, path, "permissions")
        if any(
            source.get("source_type") == _DIRECT
            for source in each.get("sources") or [{"source_type": _DIRECT}]
        )
    ]


def add_role_permissions(session: Session, role_id: str, permissions: Sequence[Permission]) -> None:
    """Let a role allow more; what it allows already stays, so it may be repeated. Wants `update:roles`.

    Raises as `Session.request`; TerminalError for an API or a permission that the tenant does not have.
    """
    named = [{"resource_server_identifier": each.api, "permission_name": each.name} for each in permissions]
    path = f"/api/v2/roles/{quote(role_id, safe='')}/permissions"
    session.request("POST", path, json={"permissions": named}, repeatable=True)

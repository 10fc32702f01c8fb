"""Organizations: which there are, who belongs to them, with which roles, and taking users in (OpenAPI)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from userferry.api.pages import checkpoint_items
from userferry.api.session import Session

MAX_MEMBERS = 10
"""Users taken into an organization in one call; more are said to be refused, and OpenAPI states no bound."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization: `org_` and 16 characters, and its name, which is in lower case."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A user who belongs to an organization, and the ids of the roles that they have in it."""

    auth0_user_id: str
    role_ids: tuple[str, ...] = ()


def list_organizations(session: Session) -> list[Organization]:
    """Fetch every organization; wants the scope `read:organizations`."""
    found = checkpoint_items(session, "/api/v2/organizations", "organizations")
    return [Organization(each["id"], each["name"]) for each in found]


def list_members(session: Session, organization_id: str) -> Iterator[Member]:
    """Fetch who belongs to an organization, page by page; the tenant shows somebody new a little later.

    Wants `read:organization_members` and `read:organization_member_roles`.
    """
    params = {"fields": "user_id,roles"}
    for each in checkpoint_items(session, f"{_path(organization_id)}/members", "members", params=params):
        yield Member(each["user_id"], tuple(role["id"] for role in each.get("roles") or ()))


def add_members(session: Session, organization_id: str, auth0_user_ids: Sequence[str]) -> None:
    """Take users into an organization, all or none; who belongs to it stays, so it may be repeated.

    Wants `create:organization_members`.

    Args:
        session: With the tenant.
        organization_id: `org_` and 16 characters.
        auth0_user_ids: At most `MAX_MEMBERS`.

    Raises as `Session.request`; TerminalError 404 for an organization that is not there, 400 for a user.
    """
    members = {"members": list(auth0_user_ids)}
    session.request("POST", f"{_path(organization_id)}/members", json=members, repeatable=True)


def assign_member_roles(
    session: Session, organization_id: str, auth0_user_id: str, role_ids: Sequence[str]
) -> None:
    """Give a member roles within their organization, all or none; may be repeated.

    Wants `create:organization_member_roles`.

    Raises as `Session.request`; TerminalError 404 for somebody who is no member, 400 for a role that is not there.
    """
    path = f"{_path(organization_id)}/members/{quote(auth0_user_id, safe='')}/roles"
    session.request("POST", path, json={"roles": list(role_ids)}, repeatable=True)


def _path(organization_id: str) -> str:
    return f"/api/v2/organizations/{quote(organization_id, safe='')}"

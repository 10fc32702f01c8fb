"""Organizations: which there are, who belongs to them, with which roles, and taking users in (OpenAPI)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from userferry.api.pages import checkpoint_items
from userferry.api.session import Session

MAX_MEMBERS = 10
"""Users taken into an organization in one call; more are said to be refused, and OpenAPI states no bound."""

_FACTS = ("display_name", "branding", "metadata")


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization.

    Args:
        id: `org_` and 16 characters.
        name: In lower case.
        facts: Its `display_name`, `branding` and `metadata`, those it has.
    """

    id: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A user who belongs to an organization, and the ids of the roles that they have in it."""

    auth0_user_id: str
    role_ids: tuple[str, ...] = ()


def list_organizations(session: Session) -> list[Organization]:
    """Fetch every organization; wants the scope `read:organizations`."""
    found = checkpoint_items(session, "/api/v2/organizations", "organizations")
    return [_organization(each) for each in found]


def create_organization(
    session: Session, name: str, facts: Mapping[str, Any], *, connection_id: str
) -> Organization:
    """Make an organization whose members log in through a connection; wants `create:organizations`.

    Args:
        session: With the tenant.
        name: In lower case.
        facts: As `Organization.facts`.
        connection_id: Enabled for it; who logs in there becomes no member by that.

    Raises as `Session.request`; TerminalError 409 where the name is taken.
    """
    enabled = [{"connection_id": connection_id, "assign_membership_on_login": False}]
    body = {"name": name, **facts, "enabled_connections": enabled}
    return _organization(session.request("POST", "/api/v2/organizations", json=body).json())


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


def _organization(said: dict[str, Any]) -> Organization:
    return Organization(said["id"], said["name"], {name: said[name] for name in _FACTS if said.get(name)})


def _path(organization_id: str) -> str:
    return f"/api/v2/organizations/{quote(organization_id, safe='')}"

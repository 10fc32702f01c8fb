"""Reach a tenant, to look at it or to send users there."""

import atexit
from urllib.parse import urlsplit

from userferry.api import Session
from userferry.errors import DecisionError
from userferry.forecast import find_tier
from userferry.targets.copying import copy_likeness
from userferry.targets.credentials import find_credential
from userferry.targets.finding import find_database
from userferry.targets.likeness import LIKE, Likeness
from userferry.targets.meeting import meet_tenant
from userferry.targets.rehearsal import make_rehearsal_like, open_rehearsal
from userferry.targets.target import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    SOURCE_ID_VARIABLE,
    SOURCE_SECRET_VARIABLE,
    Target,
    is_loopback,
    name_tenant,
)
from userferry.workspace import REHEARSAL, Workspace

_VARIABLES = (CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE)


def open_target(
    name: str, workspace: Workspace, *, connection: str, confirm: str = "", tier: str = ""
) -> Target:
    """Reach a tenant to change it; a real one only where the parameters confirm it.

    Args:
        name: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: Holds the rehearsal's data.
        connection: The connection's name.
        confirm: The domain once more, for a tenant that is not on this machine.
        tier: The plan whose speed and limits a rehearsal holds to, and whose pace is reckoned with elsewhere; empty
            for none.

    Raises:
        DecisionError: not confirmed, no credentials, or no such database connection or plan.
        TenantError: the tenant cannot be reached or refuses the credentials.
    """
    return _reach(name, workspace, connection, confirm, tier)


def reach_target(
    name: str,
    workspace: Workspace,
    *,
    connection: str,
    like: str | None = None,
    like_users: bool = False,
    ask: str = "once",
) -> Target:
    """Reach a tenant to look at it, which nobody has to confirm.

    Args:
        name: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: Holds the rehearsal's data.
        connection: The connection's name.
        like: Of a rehearsal, the tenant to make it like, which is looked at only; empty for a bare one, None for
            whatever it is.
        like_users: Whether that tenant's users are copied too, through an export.
        ask: Whether what was copied before is kept: `once`, `again` or `settings`.

    Raises:
        DecisionError: no credentials, no such database connection, or a rehearsal that was begun
            otherwise and has sent users.
        TenantError: the tenant cannot be reached or refuses the credentials.
    """
    if name == REHEARSAL and like is not None:
        wanted = _look_at(like, workspace, connection, wants_users=like_users, ask=ask) if like else None
        make_rehearsal_like(workspace, connection, wanted)
    return _reach(name, workspace, connection, None, "")


def reach_source(name: str, workspace: Workspace, *, connection: str) -> Target:
    """Reach a tenant that users are taken from; it is only looked at.

    Its credentials are `AUTH0_SOURCE_CLIENT_ID` and `AUTH0_SOURCE_CLIENT_SECRET`, and where neither is set those of the
    target: one application may serve both, within one tenant.

    Args:
        name: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: Holds the rehearsal's data.
        connection: The connection's name; it need not take an import.

    Raises:
        DecisionError: no credentials, or no such database connection.
        TenantError: the tenant cannot be reached or refuses the credentials.
    """
    if name == REHEARSAL:
        return _rehearse(workspace, connection, "")
    own = (SOURCE_ID_VARIABLE, SOURCE_SECRET_VARIABLE)
    host = urlsplit(_url_of(name)).hostname or ""
    variables = own if any(find_credential(each, host) for each in own) else _VARIABLES
    if complaints := _complaints(_url_of(name), None, variables):
        raise DecisionError(f"The source {name}", complaints)
    client_id, client_secret = (find_credential(each, host) for each in variables)
    session = Session(_url_of(name), client_id=client_id, client_secret=client_secret)
    meet_tenant(session, variables, parameter="source")
    found = find_database(session, connection, tenant=name, takes_import=False)
    return Target(name, session, found, client_id, client_secret)


def open_session(name: str, *, confirm: str | None = None) -> Session:
    """Open a session with a tenant that is no rehearsal, whatever connections it has.

    Args:
        name: The URL of an embedded tenant, or a tenant's domain.
        confirm: The domain once more, where something will be changed; None to look at it only.

    Raises:
        DecisionError: not confirmed, or no credentials.
        TenantError: the tenant cannot be reached or refuses the credentials.
    """
    url = _url_of(name)
    if complaints := _complaints(url, confirm):
        raise DecisionError(f"The target {name}", complaints)
    client_id, client_secret = _credentials(url)
    session = Session(url, client_id=client_id, client_secret=client_secret)
    return meet_tenant(session, _VARIABLES, parameter="target")


def _credentials(url: str) -> tuple[str, str]:
    host = urlsplit(url).hostname or ""
    return find_credential(CLIENT_ID_VARIABLE, host), find_credential(CLIENT_SECRET_VARIABLE, host)


def _look_at(like: str, workspace: Workspace, connection: str, *, wants_users: bool, ask: str) -> Likeness:
    if like == REHEARSAL:
        raise DecisionError("The parameters", ["`like` is 'rehearsal'; it is a tenant's domain, or empty"])
    url = _url_of(like)
    if complaints := _complaints(url, None):
        raise DecisionError(f"The tenant {like}", complaints)
    client_id, client_secret = _credentials(url)
    session = Session(url, client_id=client_id, client_secret=client_secret)
    folder = workspace.folder(LIKE)
    return copy_likeness(session, like, connection, folder, wants_users=wants_users, ask=ask)


def _reach(name: str, workspace: Workspace, connection: str, confirm: str | None, tier: str) -> Target:
    if tier:
        find_tier(tier)
    if name == REHEARSAL:
        return _rehearse(workspace, connection, tier)
    session = open_session(name, confirm=confirm)
    found = find_database(session, connection, tenant=name, takes_import=True)
    return Target(name, session, found, *_credentials(session.url), tier=tier)


def _rehearse(workspace: Workspace, connection: str, tier: str) -> Target:
    rehearsal = open_rehearsal(workspace, connection, tier=tier)
    tenant, time = rehearsal.tenant, rehearsal.time
    atexit.register(tenant.stop)  # where a cell was interrupted, nobody else closes it
    try:
        client_id, client_secret = tenant.client_id, tenant.client_secret
        session = Session(
            tenant.url,
            client_id=client_id,
            client_secret=client_secret,
            domain=REHEARSAL,
            clock=time.now,
            sleep=time.sleep,
        )
        found = find_database(session, connection, tenant=name_tenant(REHEARSAL), takes_import=True)
    except BaseException:
        tenant.stop()
        raise
    return Target(REHEARSAL, session, found, client_id, client_secret, tenant, rehearsal.likeness, tier)


def _url_of(name: str) -> str:
    return name if "://" in name else f"https://{name}"


def needs_confirm(name: str) -> str:
    """Give what `confirm` must say before a tenant is changed: its domain, or nothing for one on this machine."""
    host = "" if name == REHEARSAL else urlsplit(_url_of(name)).hostname or ""
    return "" if not host or is_loopback(host) else host


def _complaints(url: str, confirm: str | None, variables: tuple[str, str] = _VARIABLES) -> list[str]:
    """Say what is missing; `confirm` is None where nothing will be changed."""
    host, own = needs_confirm(url), urlsplit(url).hostname or ""
    found = [
        f"neither the environment nor a keyring has {variable} of {own}; set it where JupyterLab or the command is "
        "started, and start it again"
        for variable in variables
        if not find_credential(variable, own)
    ]
    if not (is_loopback(own) or "." in own or urlsplit(url).port):
        found.append(f"`{own}` is no tenant's domain, such as acme.eu.auth0.com, nor `rehearsal`")
    if confirm is not None and host and confirm != host:
        found.append(f"`confirm` is {confirm!r}; to send users to a real tenant it must be `{host}`")
    return found

"""Take users out of a tenant with what they hold; the tenant is only looked at."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from userferry.api import (
    Session,
    create_export,
    download_export,
    list_members,
    list_organizations,
    list_role_permissions,
    list_role_users,
    list_roles,
    wait_for_job,
)
from userferry.durable import digest_of, write_frame
from userferry.errors import TerminalError, WorkspaceError
from userferry.logs import log_work
from userferry.schema import ATTRIBUTES
from userferry.targets import name_tenant, reach_source
from userferry.transfer.asking import ask_users
from userferry.transfer.source import (
    FACTS,
    FILES,
    HOLDERS,
    MEMBERS,
    ORGANIZATIONS,
    PERMISSIONS,
    ROLES,
    TABLES,
    USERS,
    Source,
)
from userferry.workspace import Workspace

T = TypeVar("T")
POLL_SECONDS = 2.0
"""Between two questions after the export."""

_HISTORY = (
    "identities", "logins_count", "created_at", "updated_at", "last_login", "last_ip", "last_password_reset",
    "multifactor", "multifactor_last_modified",
)  # fmt: skip
_MAX_REQUESTS_PER_SECOND = 8.0
"""Of the questions about single users: half of what an enterprise tenant allows, and a smaller one says so itself."""


def take_source(
    name: str,
    workspace: Workspace,
    *,
    connection: str,
    ask_each: str = "enrolled",
    poll_seconds: float = POLL_SECONDS,
    max_requests_per_second: float = _MAX_REQUESTS_PER_SECOND,
) -> Source:
    """Take a connection's users out of a tenant with what they hold, or what was taken before.

    The tenant gets GET requests and one export, nothing else. What was taken stays as it was, so that a run goes on
    after its source has changed; without the folder `transfer/source` it is taken anew. Stopped in the middle, the
    questions about single users go on where they were.

    Args:
        name: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: Holds a rehearsal's tenant, and the answer below `transfer/source/`.
        connection: The connection's name.
        ask_each: A word of `ASK_EACH`.
        poll_seconds: Between two questions after the export.
        max_requests_per_second: Of the questions about single users.

    Raises:
        DecisionError: no credentials in the environment, or a connection that is no database.
        TenantError: the tenant does not answer, or gives no export.
        WorkspaceError: what was taken before is of another connection, or was changed since.
    """
    folder = workspace.below("transfer").folder("source")
    if (folder / FACTS).exists():
        return _kept(folder, name, connection, ask_each)
    with log_work("fetch") as told, reach_source(name, workspace, connection=connection) as reached:
        session, found = reached.session, reached.connection
        if not (folder / USERS).exists():
            _export(session, found.id, folder / USERS, poll_seconds)
        users = _count(folder / USERS)
        if not users:
            raise _nobody(name, connection, folder)
        unseen = [*_take_roles(session, folder), *_take_organizations(session, folder)]
        with session.paced(max_requests_per_second):
            asked = ask_users(session, folder, ask_each=ask_each)
        source = Source(
            folder=folder,
            tenant=name,
            domain=session.domain,
            connection=connection,
            connection_id=found.id,
            users=users,
            ask_each=ask_each,
            asked=asked,
            unseen=tuple(unseen),
            taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
            digests={each: digest_of(folder / each) for each in FILES},
        )
        source.write(folder)
        told(users=users)
    return source


def _kept(folder: Path, name: str, connection: str, ask_each: str) -> Source:
    kept = Source.read(folder)
    was, now = (kept.tenant, kept.connection, kept.ask_each), (name, connection, ask_each)
    if was != now:
        raise WorkspaceError(
            f"What was taken is of {' · '.join(was)}, and asked for is {' · '.join(now)}. Nothing was changed. Put the "
            "parameters back, or remove the folder `transfer/source` of this workspace, and it is taken anew."
        )
    return kept


def _nobody(name: str, connection: str, folder: Path) -> WorkspaceError:
    (folder / USERS).unlink()
    return WorkspaceError(
        f"The connection {connection} of {name_tenant(name)} holds no users. Nothing was taken. Name another "
        "`source_connection`; a rehearsal is filled by 05-import."
    )


def _export(session: Session, connection_id: str, to: Path, poll_seconds: float) -> None:
    attributes = [name for name, attribute in ATTRIBUTES.items() if not attribute.is_credential]
    job = create_export(session, connection_id=connection_id, fields=[*attributes, *_HISTORY])
    download_export(session, wait_for_job(session, job.id, poll_seconds=poll_seconds), to)


def _count(path: Path) -> int:
    lines = pl.scan_lines(path, name="line").filter(pl.col("line") != "")
    return int(lines.select(pl.len()).collect(engine="streaming").item())


def _take_roles(session: Session, folder: Path) -> list[str]:
    """Take the roles, what they allow and who has them; give what nobody may see."""
    unseen: list[str] = []
    roles = _seen(partial(list_roles, session), "its roles (scope read:roles)", unseen)
    _write(folder / ROLES, [(each.id, each.name, each.description) for each in roles])
    allowed, holders = list[tuple[str, ...]](), list[tuple[str, ...]]()
    for role in roles:
        allows, has = (
            partial(list_role_permissions, session, role.id),
            partial(list_role_users, session, role.id),
        )
        allowed += [
            (role.id, each.api, each.name)
            for each in _seen(allows, f"what the role {role.name} allows", unseen)
        ]
        holders += [(role.id, user) for user in _seen(has, f"who has the role {role.name}", unseen)]
    _write(folder / PERMISSIONS, allowed)
    _write(folder / HOLDERS, holders)
    return unseen


def _take_organizations(session: Session, folder: Path) -> list[str]:
    """Take the organizations, who belongs to them and with which roles; give what nobody may see."""
    unseen: list[str] = []
    what = "its organizations (scope read:organizations)"
    found = _seen(partial(list_organizations, session), what, unseen)
    facts = [(each.id, each.name, json.dumps(each.facts, sort_keys=True)) for each in found]
    _write(folder / ORGANIZATIONS, facts)
    members = [
        (each.id, member.auth0_user_id, role_id)
        for each in found
        for member in _seen(
            partial(list_members, session, each.id), f"who belongs to the organization {each.name}", unseen
        )
        for role_id in (None, *member.role_ids)
    ]
    _write(folder / MEMBERS, members)
    return unseen


def _seen(ask: Callable[[], Iterable[T]], what: str, unseen: list[str]) -> list[T]:
    """Ask for a list; where this application may not see it, note that and go on without."""
    try:
        return list(ask())
    except TerminalError as error:
        unseen.append(f"{what}, refused with {error.status}")
        return []


def _write(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    write_frame(path, pl.DataFrame(list(rows), schema=TABLES[path.name], orient="row"))

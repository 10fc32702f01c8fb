"""Look at a real tenant for what a rehearsal copies of it: GET requests, and an export where its users are wanted.

like/
  likeness.json     what was copied, when and from where
  users.ndjson      its users as its export tells of them, where they were wanted
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from userferry.api import Connection, Session, create_export, download_export, wait_for_job
from userferry.durable import digest_of
from userferry.errors import DecisionError, TerminalError
from userferry.schema import ATTRIBUTES
from userferry.targets.finding import find_connection
from userferry.targets.likeness import FACTS, USERS, Likeness
from userferry.targets.meeting import meet_tenant
from userferry.targets.settings import settings_of
from userferry.targets.target import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE

POLL_SECONDS = 2.0
"""Between two questions after the export."""

_WORDS = ("once", "again", "settings")
_FLAG = "import_user_match_user_profile_on_user_id"
_NAMES = ("id", "name", "display_name")
_PER_PAGE = 100
_HISTORY = (
    "identities", "logins_count", "created_at", "updated_at", "last_login", "last_ip", "last_password_reset",
    "multifactor", "multifactor_last_modified",
)  # fmt: skip


def copy_likeness(
    session: Session, name: str, connection: str, folder: Path, *, wants_users: bool, ask: str
) -> Likeness:
    """Keep what a rehearsal needs of a tenant, or what was kept before.

    Args:
        session: With that tenant.
        name: As the parameters name it.
        connection: The connection's name.
        folder: `like/` of the workspace.
        wants_users: Whether its users are copied too.
        ask: `once` keeps what was copied before, `again` copies anew, `settings` leaves the users as they were copied.

    Raises:
        DecisionError: `ask` is no such word, or the tenant has no such connection.
        TenantError: the tenant does not answer.
    """
    if ask not in _WORDS:
        raise DecisionError("The parameters", [f"`ask` is {ask!r}; it is one of {', '.join(_WORDS)}"])
    before = _kept(folder)
    if before is not None and (before.tenant, before.connection, before.wants_users) != (
        name,
        connection,
        wants_users,
    ):
        before = None
    if before is not None and ask == "once":
        return before
    meet_tenant(session, (CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE), parameter="like")
    found = find_connection(session, connection, tenant=name)
    matches = _matches_user_id(session)
    roles, organizations = _list(session, "roles"), _list(session, "organizations")
    now = Likeness(
        tenant=name,
        connection=connection,
        settings=settings_of(found),
        matches_user_id=bool(matches),
        roles=tuple(roles or ()),
        organizations=tuple(organizations or ()),
        users=None,
        users_digest="",
        wants_users=wants_users,
        unseen=_unseen(found, {_FLAG: matches, "roles": roles, "organizations": organizations}),
        asked_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if before is not None and ask == "settings":
        now = replace(now, users=before.users, users_digest=before.users_digest, unseen=before.unseen)
    else:
        (folder / USERS).unlink(missing_ok=True)
        now = _with_users(now, session, found, folder / USERS) if wants_users else now
    now.write(folder)
    return now


def _kept(folder: Path) -> Likeness | None:
    """Read what was copied before; nothing where its users are not the ones that it tells of."""
    if not (folder / FACTS).exists():
        return None
    kept, users = Likeness.read(folder), folder / USERS
    is_whole = not kept.users_digest or (users.exists() and digest_of(users) == kept.users_digest)
    return kept if is_whole else None


def _with_users(likeness: Likeness, session: Session, connection: Connection, to: Path) -> Likeness:
    """Copy the users too; where the tenant gives no export, say so and go on with the settings."""
    attributes = [name for name, attribute in ATTRIBUTES.items() if not attribute.is_credential]
    try:
        job = create_export(session, connection_id=connection.id, fields=[*attributes, *_HISTORY])
        download_export(session, wait_for_job(session, job.id, poll_seconds=POLL_SECONDS), to)
    except TerminalError as error:
        refused = f"its users, for it gives no export ({error.status or 'the job failed'})"
        return replace(likeness, unseen=(*likeness.unseen, refused))
    with to.open("rb") as lines:
        users = sum(1 for line in lines if line.strip())
    never = (
        "passwords, factors, roles and memberships of its users",
        "who is half removed and stands in no export",
    )
    return replace(likeness, users=users, users_digest=digest_of(to), unseen=(*likeness.unseen, *never))


def _matches_user_id(session: Session) -> bool | None:
    """Ask for the flag; None where this application may not see the tenant's settings."""
    try:
        said = session.request("GET", "/api/v2/tenants/settings").json()
    except TerminalError:
        return None
    return bool((said.get("flags") or {}).get(_FLAG))


def _list(session: Session, what: str) -> list[dict[str, str]] | None:
    """List roles or organizations by id and name; None where this application may not see them."""
    found: list[dict[str, str]] = []
    while len(found) % _PER_PAGE == 0:
        page = {"page": str(len(found) // _PER_PAGE), "per_page": str(_PER_PAGE)}
        try:
            items = session.request("GET", f"/api/v2/{what}", params=page).json()
        except TerminalError:
            return None
        found += [{name: item[name] for name in _NAMES if item.get(name)} for item in items]
        if not items:
            break
    return found


def _unseen(connection: Connection, asked: Mapping[str, object]) -> tuple[str, ...]:
    """Say what is not copied of a tenant, a clause each; `asked` holds None for what it refused to show."""
    flag = f"its settings, so `{_FLAG}` is taken to be off (scope read:tenant_settings)"
    clauses = {
        "the connection's options, so Auth0's own stand for them": not connection.options,
        "the connection's scripts and their secrets": connection.is_custom_database,
        flag: asked[_FLAG] is None,
        "its roles (scope read:roles)": asked["roles"] is None,
        "its organizations (scope read:organizations)": asked["organizations"] is None,
    }
    return tuple(clause for clause, holds in clauses.items() if holds)

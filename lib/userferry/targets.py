"""Which tenant do we speak to, and may we?

rehearsal                the embedded tenant, its data in the workspace; started here, stopped by `close`
http://127.0.0.1:4010    an embedded tenant that runs already; credentials from the environment
acme.eu.auth0.com        a real tenant; credentials from the environment, and `confirm` must repeat the domain where
                         users are sent there
"""

import atexit
import os
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from userferry.api import Connection, LoginVerdict, Session, get_connection, login
from userferry.display import table
from userferry.errors import DecisionError, WorkspaceError
from userferry.runs import Pace
from userferry.tenant import FolderInUseError, LocalTenant
from userferry.workspace import Workspace

REHEARSAL = "rehearsal"
_HELD_WAITS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Seconds between tries to start the embedded tenant; Jupyter's kernels notice a dead parent within a few."""

CLIENT_ID_VARIABLE = "AUTH0_CLIENT_ID"
CLIENT_SECRET_VARIABLE = "AUTH0_CLIENT_SECRET"  # noqa: S105 the variable's name, not the secret

_REHEARSAL_PASSWORD_ROUNDS = 4
"""The rehearsal's own bcrypt cost: its hashes live as long as the rehearsal, and Auth0's cost cannot be seen from
outside, so a cheap one loses nothing and spares minutes."""


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """A tenant that was reached, and the connection in it.

    Args:
        name: As the parameters say it.
        session: With its Management API.
        connection: The database connection that takes the users.
        client_id: The application that proves log-ins.
        client_secret: Its secret.
        tenant: The embedded tenant when it was started here, else None.
    """

    name: str
    session: Session
    connection: Connection
    client_id: str
    client_secret: str = field(repr=False)
    tenant: LocalTenant | None = None

    @property
    def is_rehearsal(self) -> bool:
        """Whether everything that happens here happens on this machine, on a tenant made for it."""
        return self.name == REHEARSAL

    @property
    def pace(self) -> Pace:
        """How to send a run there: the embedded tenant's jobs are short, and nobody else asks it."""
        if self.tenant is None:
            return Pace()
        return Pace(min_poll_seconds=0.02, max_requests_per_second=50.0, grace_seconds=1.0)

    def login(self, username: str, password: str) -> LoginVerdict:
        """Log a user in, and say what the tenant answered."""
        answer = login(
            self.session,
            client_id=self.client_id,
            client_secret=self.client_secret,
            username=username,
            password=password,
            realm=self.connection.name,
        )
        return answer.verdict

    def close(self) -> None:
        """Stop the embedded tenant if it was started here; its data stay."""
        if self.tenant is not None:
            atexit.unregister(self.tenant.stop)
            self.tenant.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        """Say where users would go."""
        return f"Target({name_tenant(self.name)}, connection {self.connection.name})"

    def _repr_html_(self) -> str:
        facts = [("tenant", name_tenant(self.name)), ("connection", self.connection.name)]
        return table("Where users go", ["", ""], facts)


def name_tenant(target: str) -> str:
    """Say which tenant a target is, as a person would."""
    return "the embedded tenant of this workspace" if target == REHEARSAL else target


def open_target(name: str, workspace: Workspace, *, connection: str, confirm: str = "") -> Target:
    """Reach a tenant to change it; a real one only where the parameters confirm it.

    Args:
        name: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: Holds the rehearsal's data.
        connection: The connection's name.
        confirm: The domain once more, for a tenant that is not on this machine.

    Raises:
        DecisionError: not confirmed, no credentials in the environment, or no such database connection.
        TenantError: the tenant cannot be reached or refuses the credentials.
    """
    return _reach(name, workspace, connection, confirm)


def reach_target(name: str, workspace: Workspace, *, connection: str) -> Target:
    """Reach a tenant to look at it, which nobody has to confirm.

    Args:
        name: `rehearsal`, the URL of an embedded tenant, or a tenant's domain.
        workspace: Holds the rehearsal's data.
        connection: The connection's name.

    Raises:
        DecisionError: no credentials in the environment, or no such database connection.
        TenantError: the tenant cannot be reached or refuses the credentials.
    """
    return _reach(name, workspace, connection, None)


def _reach(name: str, workspace: Workspace, connection: str, confirm: str | None) -> Target:
    if name == REHEARSAL:
        tenant = LocalTenant(
            workspace.folder("tenant"), connection=connection, password_rounds=_REHEARSAL_PASSWORD_ROUNDS
        )
        _start(tenant)
        atexit.register(tenant.stop)  # where a cell was interrupted, nobody else closes it
        try:
            return _find(name, tenant.url, connection, (tenant.client_id, tenant.client_secret), tenant)
        except BaseException:
            tenant.stop()
            raise
    url = name if "://" in name else f"https://{name}"
    if complaints := _complaints(url, confirm):
        raise DecisionError(f"The target {name}", complaints)
    credentials = os.environ[CLIENT_ID_VARIABLE], os.environ[CLIENT_SECRET_VARIABLE]
    return _find(name, url, connection, credentials, None)


def _start(tenant: LocalTenant) -> None:
    """Start it; wait a little for a kernel that was killed and still holds the folder until it notices."""
    for seconds in (*_HELD_WAITS, None):
        try:
            tenant.start()
        except FolderInUseError as error:
            if seconds is None:
                raise WorkspaceError(f"{error} Another page or run of this migration uses it.") from None
            time.sleep(seconds)
        else:
            return


def _find(
    name: str, url: str, connection: str, credentials: tuple[str, str], tenant: LocalTenant | None
) -> Target:
    client_id, client_secret = credentials
    domain = REHEARSAL if name == REHEARSAL else None
    session = Session(url, client_id=client_id, client_secret=client_secret, domain=domain)
    found = get_connection(session, connection)
    complaints = []
    if not found.is_database:
        complaints.append(f"its strategy is {found.strategy}; users can be imported into a database only")
    if found.is_custom_database and not found.has_import_mode:
        complaints.append(
            "scripts stand behind it and “Import Users to Auth0” is off; an import is refused so"
        )
    if not found.enabled_clients:
        complaints.append("it is enabled for no application; an import is refused until it is")
    if complaints:
        raise DecisionError(f"The connection {connection}", complaints)
    return Target(name, session, found, client_id, client_secret, tenant)


def _complaints(url: str, confirm: str | None) -> list[str]:
    """Say what is missing; `confirm` is None where nothing will be changed."""
    host = urlsplit(url).hostname or ""
    found = [
        f"the environment does not set {variable}; the workbench takes credentials from nowhere else"
        for variable in (CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE)
        if not os.environ.get(variable)
    ]
    if confirm is not None and not _is_loopback(host) and confirm != host:
        found.append(f"`confirm` is {confirm!r}; to send users to a real tenant it must be `{host}`")
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

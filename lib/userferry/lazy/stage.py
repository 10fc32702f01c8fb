"""Where a gotcha is played: an embedded tenant, legacy stores of made-up users, and the people who use them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from userferry.api import (
    Connection,
    LoginAnswer,
    LoginVerdict,
    Session,
    ask_for_password,
    create_connection,
    get_connection,
    get_users_by_email,
    list_connections,
    login,
    update_connection,
)
from userferry.errors import TransientError
from userferry.lazy.filestore import FileStore
from userferry.tenant import LocalTenant

PASSWORD = "Legacy-pass1"  # noqa: S105 of people who do not exist
NEW_PASSWORD = "Chosen-pass2"  # noqa: S105 of people who do not exist


@dataclass(slots=True)
class Stage:
    """An embedded tenant for as long as the gotchas are played.

    Args:
        tenant: It runs.
        session: With it; nothing is tried again.
        folder: For the legacy stores.
    """

    tenant: LocalTenant
    session: Session
    folder: Path
    _opened: int = field(default=0)

    def open(
        self,
        users: Sequence[Mapping[str, Any]],
        *,
        import_mode: bool = True,
        options: Mapping[str, Any] | None = None,
        sources: Mapping[str, str] | None = None,
    ) -> "Legacy":
        """Make a connection over a store of these users, who all have the same password.

        Args:
            users: Their profiles.
            import_mode: Whether it moves users in.
            options: Others of the connection.
            sources: Scripts in place of the usual ones.
        """
        self._opened += 1
        name = f"legacy-{self._opened}"
        store = FileStore.of(self.folder / name, [(user, PASSWORD) for user in users])
        given = {
            "enabledDatabaseCustomization": True,
            "import_mode": import_mode,
            "customScripts": dict(store.scripts(name, **(sources or {})).sources),
            "configuration": store.configuration,
            **(options or {}),
        }
        made = create_connection(self.session, name, options=given, enabled_clients=[self.tenant.client_id])
        return Legacy(self, name, made.id, store)

    def clear(self) -> None:
        """Delete every connection that was made, and its users with it."""
        for made in list_connections(self.session):
            if made.name != self.tenant.connection:
                self.session.request("DELETE", f"/api/v2/connections/{made.id}")
        self.tenant.faults.clear()


@dataclass(frozen=True, slots=True)
class Legacy:
    """A custom database, the store behind it, and what people do there.

    Args:
        stage: With the tenant.
        name: The connection's.
        connection_id: Its id.
        store: Behind it.
    """

    stage: Stage
    name: str
    connection_id: str
    store: FileStore

    def log_in(self, username: str, password: str = PASSWORD) -> LoginAnswer:
        """Log somebody in; an error of the tenant is an answer too."""
        tenant = self.stage.tenant
        try:
            return login(
                self.stage.session,
                client_id=tenant.client_id,
                client_secret=tenant.client_secret,
                username=username,
                password=password,
                realm=self.name,
            )
        except TransientError as error:
            return LoginAnswer(LoginVerdict.OTHER, error.status, error.code, str(error))

    def ask_for_mail(self, email: str) -> str:
        """Forget a password, and give the ticket in the mail."""
        session = self.stage.session
        ask_for_password(session, client_id=self.stage.tenant.client_id, connection=self.name, email=email)
        return str(session.request("GET", "/_tenant/resets").json()[-1]["ticket"])

    def follow_mail(self, ticket: str) -> None:
        """Set the new password behind a mail's link; TerminalError where the tenant refuses."""
        body = {"ticket": ticket, "password": NEW_PASSWORD}
        self.stage.session.request("POST", "/_tenant/resets", json=body)

    def find(self, email: str) -> dict[str, Any] | None:
        """Find a user of this connection by address."""
        found = get_users_by_email(self.stage.session, email)
        mine = [user for user in found if user["identities"][0]["connection"] == self.name]
        return mine[0] if mine else None

    @property
    def connection(self) -> Connection:
        """The connection as the tenant shows it."""
        return get_connection(self.stage.session, self.connection_id)

    def set_options(self, **changes: Any) -> None:
        """Change some options, and write all of them back."""
        options = {**self.connection.options, **changes}
        update_connection(self.stage.session, self.connection_id, options=options)


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Start a tenant in a temporary folder, which goes with it."""
    with (
        TemporaryDirectory(prefix="userferry-gotchas-") as folder,
        LocalTenant(Path(folder) / "tenant", password_rounds=4, policy_on_migration=True) as tenant,
    ):
        session = Session(
            tenant.url,
            client_id=tenant.client_id,
            client_secret=tenant.client_secret,
            sleep=tenant.advance,
            clock=tenant.clock.now,
            patience_seconds=0.0,
        )
        yield Stage(tenant, session, Path(folder))

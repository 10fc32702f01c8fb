"""A tenant, its sessions, and a legacy store beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from userferry.api import LoginAnswer, Session, login
from userferry.lazy.deploying import Deployed, deploy_scripts
from userferry.lazy.filestore import FileStore
from userferry.tenant import LocalTenant

CONNECTION = "legacy"


@dataclass
class Stage:
    """Who speaks to whom."""

    tenant: LocalTenant
    folder: Path
    session: Session

    def store(self, *users: tuple[dict[str, Any], str]) -> FileStore:
        return FileStore.of(self.folder / "store", users)

    def deploy(self, store: FileStore, connection: str = CONNECTION, **sources: str) -> Deployed:
        return deploy_scripts(
            self.session, connection, store.scripts(connection, **sources), store.configuration,
            enabled_clients=[self.tenant.client_id],
        )  # fmt: skip

    def log_in(self, username: str, password: str, connection: str = CONNECTION) -> LoginAnswer:
        return login(
            self.session, client_id=self.tenant.client_id, client_secret=self.tenant.client_secret,
            username=username, password=password, realm=connection,
        )  # fmt: skip


@contextmanager
def stage(folder: Path, **settings: Any) -> Iterator[Stage]:
    """Start the tenant."""
    with LocalTenant(folder / "tenant", password_rounds=4, **settings) as tenant:
        session = Session(
            tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret,
            clock=tenant.clock.now, sleep=tenant.advance,
        )  # fmt: skip
        yield Stage(tenant, folder, session)

"""A tenant that plays the real one, and notes what it is asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from userferry.api import Session, create_import, wait_for_job
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant
from userferry.tenant.app import Application

CONNECTION = "legacy-users"
SECRET = "do-not-copy-me"
OPTIONS: dict[str, Any] = {
    "requires_username": True,
    "validation": {"username": {"min": 4, "max": 12}},
    "passwordPolicy": "excellent",
    "mfa": {"active": False, "return_enroll_settings": True},
    "disable_signup": True,
}
EXPORTS = ("POST", "/api/v2/jobs/users-exports")
TOKENS = ("POST", "/oauth/token")


@dataclass
class Real:
    """The tenant that plays the real one: a database with scripts behind it, in import mode."""

    tenant: LocalTenant
    connection_id: str
    calls: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.tenant.url

    @property
    def session(self) -> Session:
        return Session(self.url, client_id=self.tenant.client_id, client_secret=self.tenant.client_secret)

    def bring(self, *users: dict[str, Any]) -> None:
        """Import users, and forget that it was asked to."""
        asked = {"connection_id": self.connection_id, "upsert": False, "external_id": "before"}
        job = create_import(self.session, users=json.dumps(users).encode(), **asked)
        summary = wait_for_job(self.session, job.id, poll_seconds=0.02).summary
        assert summary is not None
        assert summary.inserted == len(users)
        self.calls.clear()

    def change(self, **options: Any) -> None:
        """Change the connection's options, and forget that it was asked to."""
        path = f"/api/v2/connections/{self.connection_id}"
        before = self.session.request("GET", path).json()["options"]
        self.session.request("PATCH", path, json={"options": {**before, **options}}, repeatable=True)
        self.calls.clear()

    @property
    def was_only_looked_at(self) -> bool:
        """Whether nothing but GET requests, exports and tokens was asked for, and something was."""
        others = [call for call in self.calls if call[0] != "GET" and call not in (EXPORTS, TOKENS)]
        return bool(self.calls) and not others


@contextmanager
def real_tenant(patch: pytest.MonkeyPatch, **settings: Any) -> Iterator[Real]:
    """Lend it, with its credentials in the environment."""
    with LocalTenant(password_rounds=4, **settings) as tenant:
        scripts = {"login": f"// {SECRET}", "get_user": f"// {SECRET}"}
        secrets = {"custom_scripts": scripts, "configuration": {"URL": SECRET}}
        real = Real(tenant, tenant.add_connection(CONNECTION, options=OPTIONS, import_mode=True, **secrets))
        answer = Application._answer

        async def noting(self, request, path):
            if request.headers.get("host") == tenant.domain:
                real.calls.append((request.method, path))
            return await answer(self, request, path)

        patch.setattr(Application, "_answer", noting)
        patch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        patch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        yield real

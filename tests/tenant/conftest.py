"""A tenant of its own for each test that asks, and a caller that speaks to it over HTTP only."""

import json
import time
from pathlib import Path

import pytest
import requests

from userferry.tenant import LocalTenant

BOUND_SECONDS = 20


class Caller:
    """A client of one tenant."""

    def __init__(self, tenant, client=None):
        self.tenant = tenant
        self.http = requests.Session()
        self.client_id, self.client_secret = client or (tenant.client_id, tenant.client_secret)
        body = self.grant("client_credentials", audience=tenant.audience).json()
        self.token = body["access_token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def grant(self, grant_type, **parameters):
        body = {"grant_type": grant_type, "client_id": self.client_id, "client_secret": self.client_secret}
        return requests.post(f"{self.tenant.url}/oauth/token", json=body | parameters, timeout=BOUND_SECONDS)

    def log_in(self, username, password):
        return self.grant(
            "http://auth0.com/oauth/grant-type/password-realm",
            username=username,
            password=password,
            realm=self.tenant.connection,
        )

    def call(self, method, path, **settings):
        prefix = "" if path.startswith("/_tenant") else "/api/v2"
        return self.http.request(method, self.tenant.url + prefix + path, timeout=BOUND_SECONDS, **settings)

    def get(self, path, **query):
        return self.call("GET", path, params=query)

    def submit(self, users, **parts):
        content = users if isinstance(users, bytes) else json.dumps(users).encode()
        form = {"connection_id": self.tenant.connection_id} | parts
        files = {"users": ("users.json", content, "application/json")}
        return self.call("POST", "/jobs/users-imports", data=form, files=files)

    def wait(self, job_id):
        until = time.monotonic() + BOUND_SECONDS
        while time.monotonic() < until:
            job = self.get(f"/jobs/{job_id}").json()
            if job["status"] != "pending":
                return job
            time.sleep(0.01)
        raise AssertionError(f"{job_id} did not end within {BOUND_SECONDS} s")

    def bring(self, users, **parts):
        """Import and give the ended job and its errors."""
        answer = self.submit(users, **parts)
        assert answer.status_code == 202, answer.text
        job = self.wait(answer.json()["id"])
        errors = self.get(f"/jobs/{job['id']}/errors")
        return job, errors.json() if errors.status_code == 200 else None

    def export(self, **request):
        answer = self.call("POST", "/jobs/users-exports", json=request)
        assert answer.status_code == 200, answer.text
        return self.wait(answer.json()["id"])


@pytest.fixture
def tenant(tmp_path):
    with LocalTenant(tmp_path / "tenant", password_rounds=4) as running:
        yield running


@pytest.fixture
def caller(tenant):
    return Caller(tenant)


@pytest.fixture(scope="session")
def call_as():
    """Give the class, for tests that start their own tenants."""
    return Caller


@pytest.fixture(scope="session")
def shared():
    """Where the recordings of a real tenant are, or a skip with the reason."""
    import os

    folder = Path(os.environ.get("USERFERRY_SHARED", Path(__file__).parents[3] / "shared"))
    if not (folder / "auth0" / "recordings").is_dir():
        pytest.skip(f"no recordings of a real tenant in {folder}; name their folder in USERFERRY_SHARED")
    return folder

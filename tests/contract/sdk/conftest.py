"""The tenants that the suite speaks to, and the promise to leave none of its users behind."""

import contextlib
import enum
import gzip
import json
import os
import secrets
import ssl
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.contract.sdk import speech

BOUND_SECONDS = 300
TENANT_PYTHON = "USERFERRY_TENANT_PYTHON"
"""The interpreter of the embedded tenant, where the SDK's own environment has no room for it."""


class Backend(enum.Enum):
    """Who answers."""

    EMBEDDED_HTTP = "embedded, http"
    EMBEDDED_HTTPS = "embedded, https with its own authority"
    REAL = "a real tenant"


@dataclass(slots=True)
class Scene:
    """A tenant to speak to, and what was made there.

    Args:
        api: The SDK.
        connection: The database connection's name.
        connection_id: Its id.
        ca_file: Whom to trust for downloads.
        poll_seconds: Between two looks at a job.
        prefix: Of every address that this run makes.
    """

    api: "speech.Speech"
    connection: str
    connection_id: str
    ca_file: str | None
    poll_seconds: float
    prefix: str = field(default_factory=lambda: f"sdk-contract-{secrets.token_hex(6)}-")
    made: set[str] = field(default_factory=set)

    def email(self, name):
        """Make an address of this run's own; whoever has it goes at the end."""
        address = f"{self.prefix}{name}@example.com"
        self.made.add(address)
        return address

    def bring(self, users, *, upsert=False, external_id="contract"):
        """Import and give the ended job."""
        job = self.api.submit(users, self.connection_id, upsert=upsert, external_id=external_id)
        assert (job["status"], job["type"]) == ("pending", "users_import")
        return self.ended(job["id"])

    def ended(self, job_id):
        """Wait, within bounds, until a job has ended."""
        until = time.monotonic() + BOUND_SECONDS
        while time.monotonic() < until:
            job = self.api.job(job_id)
            if job["status"] not in ("pending", "processing"):
                return job
            time.sleep(self.poll_seconds)
        raise AssertionError(f"{job_id} did not end within {BOUND_SECONDS} s")

    def download(self, location):
        """Fetch an export file and give its users."""
        trust = ssl.create_default_context(cafile=self.ca_file) if location.startswith("https") else None
        with urllib.request.urlopen(location, timeout=60, context=trust) as answer:
            return [json.loads(line) for line in gzip.decompress(answer.read()).splitlines()]

    def clean(self):
        """Delete every user that has an address of this run, and nobody else."""
        for address in sorted(self.made):
            for user in self.api.by_email(address):
                if user["email"].startswith(self.prefix):
                    self.api.delete(user["user_id"])


@contextlib.contextmanager
def embedded(folder, *, tls):
    """Run the tenant in a process of its own and give what a client must know."""
    command = [os.environ.get(TENANT_PYTHON, sys.executable), "-m", "userferry.tenant", "--data", str(folder)]
    lib = str(Path(__file__).parents[3] / "lib")
    environment = os.environ | {"PYTHONPATH": lib}
    options = [*command, "--password-rounds", "4", *(["--tls"] if tls else [])]
    process = subprocess.Popen(options, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout.readline(), "the tenant did not start"
        yield json.loads((folder / "client.json").read_text())
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


@pytest.fixture(scope="module", params=Backend, ids=lambda backend: backend.name.lower())
def running(request, tmp_path_factory):
    """Start or find a backend and speak to it through the SDK."""
    backend = request.param
    if backend is Backend.REAL:
        yield real_scene()
        return
    tls = backend is Backend.EMBEDDED_HTTPS
    if not tls and speech.GENERATION < 5:
        pytest.skip("this SDK's Management API client speaks https only")
    folder = tmp_path_factory.mktemp("sdk") / "tenant"
    with embedded(folder, tls=tls) as kept, pytest.MonkeyPatch.context() as patch:
        ca_file = str(folder / "ca.pem") if tls else None
        if ca_file:
            patch.setenv("REQUESTS_CA_BUNDLE", ca_file)
        api = speech.speak(kept["url"], kept["client_id"], kept["client_secret"], kept["audience"], ca_file)
        yield Scene(api, kept["connection"], kept["connection_id"], ca_file, 0.02)


def real_scene():
    """Speak to the tenant that the environment names, or skip and say what is missing."""
    missing = [name for name in speech.REAL_VARIABLES if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no real tenant: {', '.join(missing)} not set")
    domain, client_id, client_secret, connection = (os.environ[name] for name in speech.REAL_VARIABLES)
    url = f"https://{domain}"
    api = speech.speak(url, client_id, client_secret, f"{url}/api/v2/", None)
    found = [entry for entry in api.connections(connection) if entry["name"] == connection]
    assert len(found) == 1, f"the tenant has no database connection {connection}"
    return Scene(api, connection, found[0]["id"], None, 2.0)


@pytest.fixture
def scene(running):
    """A backend, cleaned whatever happens in the test."""
    try:
        yield running
    finally:
        running.clean()
        running.made.clear()

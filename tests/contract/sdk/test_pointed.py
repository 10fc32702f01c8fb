"""The suite pointed at a tenant by the environment: it speaks as to a real one, and leaves what it found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from tests.contract.sdk import speech

from userferry.tenant import LocalTenant

OTHERS = 25
RUN_SECONDS = 240


def everybody(tenant):
    """Give every user of a tenant as it is, how many there are, and its connections."""
    api = speech.speak(
        tenant.url, tenant.client_id, tenant.client_secret, tenant.audience, str(tenant.ca_file)
    )
    addresses = [f"other{n}@example.com" for n in range(OTHERS)]
    token = requests.post(
        f"{tenant.url}/oauth/token",
        json={
            "grant_type": "client_credentials",
            "client_id": tenant.client_id,
            "client_secret": tenant.client_secret,
            "audience": tenant.audience,
        },
        timeout=20,
    ).json()["access_token"]
    headers, query = {"Authorization": f"Bearer {token}"}, {"include_totals": "true"}
    listed = requests.get(f"{tenant.url}/api/v2/users", headers=headers, params=query, timeout=20).json()
    return [api.by_email(address) for address in addresses], listed["total"], api.connections(None)


@pytest.mark.skipif(speech.GENERATION < 5, reason="the newer SDK's run covers it")
def test_a_tenant_named_by_the_environment_keeps_its_own(tmp_path, monkeypatch):
    seed = tmp_path / "seed.ndjson"
    seed.write_text("".join(f'{{"email": "other{n}@example.com"}}\n' for n in range(OTHERS)))
    with LocalTenant(tmp_path / "tenant", tls=True, seed=seed, password_rounds=4) as tenant:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tenant.ca_file))
        monkeypatch.setenv("SSL_CERT_FILE", str(tenant.ca_file))
        names = (tenant.domain, tenant.client_id, tenant.client_secret, tenant.connection)
        for name, value in zip(speech.REAL_VARIABLES, names, strict=True):
            monkeypatch.setenv(name, value)
        before = everybody(tenant)
        suite = Path(__file__).with_name("test_contract.py")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "real", str(suite)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False, env=os.environ.copy()
        )
        assert done.returncode == 0, done.stdout[-3_000:]
        assert "skipped" not in done.stdout
        assert "passed" in done.stdout
        assert everybody(tenant) == before
        assert before[1] == OTHERS == sum(map(len, before[0]))

"""kill -9 at any moment: every accepted job ends once, and nothing is half written."""

import json
import signal
import subprocess
import sys
import time

import pytest
import requests

from userferry.tenant import LocalTenant

ROWS = 1_500


def spawn(folder, *options):
    command = [sys.executable, "-m", "userferry.tenant", "--data", str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return process, process.stdout.readline()


class Remote:
    """What a caller needs to know of a tenant in another process."""

    def __init__(self, folder, line):
        kept = json.loads((folder / "client.json").read_text())
        self.url, self.folder = line.split()[0], folder
        self.client_id, self.client_secret = kept["client_id"], kept["client_secret"]
        self.connection_id, self.connection = kept["connection_id"], kept["connection"]
        self.audience = f"{self.url}/api/v2/"


def chunk(number):
    return [{"email": f"{number}-{n}@example.com", "user_metadata": {"n": n}} for n in range(ROWS)]


@pytest.mark.parametrize("wait_seconds", [0.0, 0.03, 0.09])
def test_jobs_survive_the_death_of_the_process(call_as, tmp_path, wait_seconds):
    process, line = spawn(tmp_path / "t")
    try:
        caller = call_as(Remote(tmp_path / "t", line))
        jobs = [caller.submit(chunk(number)).json()["id"] for number in range(2)]
        time.sleep(wait_seconds)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
    with LocalTenant(tmp_path / "t") as tenant:
        caller = call_as(tenant)
        for job_id in jobs:
            job = caller.wait(job_id)
            assert job["summary"] == {"failed": 0, "updated": 0, "inserted": ROWS, "total": ROWS}
            assert caller.get(f"/jobs/{job_id}/errors").status_code == 204
        assert caller.get("/_tenant/health").json()["users"] == 2 * ROWS


def test_a_job_that_was_waiting_goes_on_waiting(call_as, tmp_path):
    with LocalTenant(tmp_path / "t", job_seconds=3_600) as tenant:
        job_id = call_as(tenant).submit([{"email": "a@example.com"}]).json()["id"]
    with LocalTenant(tmp_path / "t") as tenant:
        caller = call_as(tenant)
        assert caller.get(f"/jobs/{job_id}").json()["status"] == "pending"
        tenant.advance(3_600)
        assert caller.wait(job_id)["status"] == "completed"


def test_the_same_folder_is_the_same_tenant(call_as, tmp_path):
    kept = []
    for _ in range(2):
        with LocalTenant(tmp_path / "t") as tenant:
            caller = call_as(tenant)
            kept.append((tenant.connection_id, tenant.client_id, tenant.client_secret))
            if len(kept) == 1:
                old_token = caller.token
                caller.bring([{"email": "a@example.com"}])
            answer = caller.call("GET", "/users", headers={"Authorization": f"Bearer {old_token}"})
            assert [user["email"] for user in answer.json()] == ["a@example.com"]
    assert kept[0] == kept[1]


def test_a_temporary_folder_goes_with_its_tenant():
    with LocalTenant() as tenant:
        folder = tenant.folder
        assert folder.is_dir()
    assert not folder.exists()


def test_files_are_private(tmp_path):
    with LocalTenant(tmp_path / "t", tls=True) as tenant:
        modes = {path.name: path.stat().st_mode & 0o777 for path in tenant.folder.iterdir()}
        assert {"tenant.sqlite", "signing-key.pem", "server-key.pem"} <= modes.keys()
        assert set(modes.values()) == {0o600}
        assert tenant.folder.stat().st_mode & 0o777 == 0o700


def test_only_the_command_line_writes_the_secret_into_a_file(tmp_path):
    with LocalTenant(tmp_path / "t") as tenant:
        secret, folder = tenant.client_secret, tenant.folder
    files = [path for path in folder.iterdir() if not path.name.startswith("tenant.sqlite")]
    assert not [path for path in files if secret.encode() in path.read_bytes()]


def test_tls_with_its_own_authority(tmp_path):
    with LocalTenant(tmp_path / "t", tls=True) as tenant:
        assert tenant.url.startswith("https://")
        health = requests.get(f"{tenant.url}/_tenant/health", verify=str(tenant.ca_file), timeout=5)
        assert health.json()["status"] == "up"


def test_the_command_line_says_where_things_are_and_never_the_secret(tmp_path):
    process, line = spawn(tmp_path / "t", "--name", "demo")
    try:
        kept = json.loads((tmp_path / "t" / "client.json").read_text())
        assert kept["client_id"] in line
        assert kept["connection_id"] in line
        assert kept["client_secret"] not in line
        port = line.split()[0].rpartition(":")[2]
        for options, sentence in (
            ((tmp_path / "t",), "is in use by another tenant"),
            ((tmp_path / "u", "--port", port), f"Port {port} of 127.0.0.1 is taken"),
            ((tmp_path / "v", "--host", "0.0.0.0"), "binds 127.0.0.1 only"),
        ):
            second, _ = spawn(*options)
            _, complaint = second.communicate(timeout=10)
            assert second.returncode == 1
            assert sentence in complaint
            assert len(complaint.splitlines()) == 1
    finally:
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=10)
    assert (process.returncode, complaint) == (0, "")

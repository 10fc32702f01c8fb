"""What a tenant starts with, and what it can go back to."""

import json
import os
import signal
import subprocess
import sys

import pytest

from userferry.tenant import LocalTenant

BCRYPT = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"  # "shh"
ANN = {"email": "ann@example.com", "user_id": "1", "password_hash": BCRYPT}
EXPORTED = {
    "user_id": "auth0|1", "email": "ann@example.com", "created_at": "2020-01-01T00:00:00.000Z", "logins_count": 3,
    "identities": [{"connection": "elsewhere"}], "user_metadata": {"a": 1}, "username": None,
}  # fmt: skip


def test_an_import_array_is_loaded_once(call_as, tmp_path):
    seed = tmp_path / "users.json"
    seed.write_text(json.dumps([ANN, {"email": "bob@example.com"}]))
    with LocalTenant(tmp_path / "tenant", seed=seed) as tenant:
        caller = call_as(tenant)
        assert caller.log_in("ann@example.com", "shh").status_code == 200
        caller.call("DELETE", "/users/auth0%7C1")
    with LocalTenant(tmp_path / "tenant", seed=seed) as tenant:
        assert [user["email"] for user in call_as(tenant).get("/users").json()] == ["bob@example.com"]


def test_an_exports_lines_keep_id_and_history(call_as, tmp_path):
    seed = tmp_path / "export.ndjson"
    seed.write_text(json.dumps(EXPORTED) + "\n\n")
    with LocalTenant(tmp_path / "tenant", seed=seed) as tenant:
        user = call_as(tenant).get("/users/auth0%7C1").json()
    assert (user["created_at"], user["logins_count"]) == ("2020-01-01T00:00:00.000Z", 3)
    assert (user["identities"][0]["connection"], user["user_metadata"]) == (tenant.connection, {"a": 1})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "neither a JSON array nor one JSON object a line"),
        ("[7]", "User 1 of .* is refused: INVALID_TYPE at the user itself"),
        ('[{"email": "a@x.co"}, {"email": "secret"}]', "User 2 of .* is refused: INVALID_FORMAT at"),
        ('[{"email": "a@x.co"}, {"email": "A@x.co"}]', "User 2 of .* shares an identifier"),
    ],
)
def test_a_seed_that_cannot_be_is_refused_whole(call_as, tmp_path, content, message):
    seed = tmp_path / "users.json"
    seed.write_text(content)
    with pytest.raises(ValueError, match=message) as refusal:
        LocalTenant(tmp_path / "tenant", seed=seed).start()
    assert "secret" not in str(refusal.value)
    with LocalTenant(tmp_path / "tenant") as tenant:
        assert call_as(tenant).get("/users").json() == []


def test_a_snapshot_brings_everything_back(caller, tmp_path):
    caller.bring([ANN])
    job, _ = caller.bring([{"email": "no"}])
    path = caller.tenant.snapshot(tmp_path / "before.sqlite")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["before.sqlite"]
    caller.call("DELETE", "/users/auth0%7C1")
    later, _ = caller.bring([{"email": "later@example.com"}])
    caller.tenant.restore(path)
    assert [user["email"] for user in caller.get("/users").json()] == ["ann@example.com"]
    assert caller.get(f"/jobs/{job['id']}").json() == job
    assert caller.get(f"/jobs/{later['id']}").status_code == 404
    assert caller.bring([{"email": "new@example.com"}])[0]["summary"]["inserted"] == 1


def test_a_job_that_was_pending_in_a_snapshot_is_done_after_the_restore(call_as, tmp_path):
    with LocalTenant(tmp_path / "tenant", job_seconds=60) as tenant:
        caller = call_as(tenant)
        job = caller.submit([ANN]).json()["id"]
        tenant.snapshot(tmp_path / "pending.sqlite")
        tenant.advance(60)
        caller.wait(job)
        tenant.restore(tmp_path / "pending.sqlite")
        assert caller.wait(job)["summary"]["inserted"] == 1


def test_snapshots_by_name_stay_in_the_folder(caller):
    caller.bring([ANN])
    made = caller.call("POST", "/_tenant/snapshot", json={"name": "before"})
    assert (made.status_code, made.json()["name"]) == (201, "before")
    caller.call("DELETE", "/users/auth0%7C1")
    assert caller.call("POST", "/_tenant/restore", json={"name": "before"}).status_code == 204
    assert len(caller.get("/users").json()) == 1
    assert caller.call("POST", "/_tenant/restore", json={"name": "never"}).status_code == 404
    for name in ("../out", "", 7, "a/b"):
        assert caller.call("POST", "/_tenant/snapshot", json={"name": name}).status_code == 400


def test_another_tenants_snapshot_is_refused(caller, call_as, tmp_path):
    with LocalTenant(tmp_path / "other") as other:
        path = other.snapshot(tmp_path / "other.sqlite")
    caller.bring([ANN])
    (tmp_path / "text.sqlite").write_text("no database at all")
    for refused in (path, tmp_path / "text.sqlite"):
        with pytest.raises(ValueError, match="not a snapshot of this tenant"):
            caller.tenant.restore(refused)
    with pytest.raises(FileNotFoundError, match="There is no snapshot"):
        caller.tenant.restore(tmp_path / "never.sqlite")
    assert len(caller.get("/users").json()) == 1


def test_the_command_line_seeds_and_limits(tmp_path):
    seed = tmp_path / "users.json"
    seed.write_text(json.dumps([ANN]))
    command = [sys.executable, "-m", "userferry.tenant", "--data", str(tmp_path / "tenant")]
    given = [*command, "--seed", str(seed), "--tier", "free"]
    with subprocess.Popen(given, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith("http://127.0.0.1:")
        finally:
            os.kill(process.pid, signal.SIGTERM)
    command[-1] = str(tmp_path / "another")
    given = [*command, "--seed", "/no/such/file"]
    missing = subprocess.run(given, check=False, capture_output=True, text=True, timeout=30)
    assert missing.returncode == 1
    assert "/no/such/file" in missing.stderr

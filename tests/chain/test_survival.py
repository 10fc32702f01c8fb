"""A chain that is killed in the middle of the import ends, called again, as if nothing had happened."""

import json
import os
import signal
import subprocess
import time

import pytest

from userferry.api import Session
from userferry.reconcile import export_users
from userferry.runs import Balance
from userferry.tenant import LocalTenant

pytestmark = [pytest.mark.chain, pytest.mark.timeout(600)]
QUICK = {"answer_key": "", "accept_unproven": True, "max_bytes": 5_000}
PATIENCE_SECONDS = 120


def events(scene):
    path = scene.workspace / "runs" / "first" / "journal.ndjson"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["event"] for line in lines if line.endswith("}")]


def users_of(scene, tmp_path):
    """Export the rehearsal's users, without the dates that differ from run to run."""
    with LocalTenant(scene.workspace / "tenant") as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        path = export_users(
            session, tenant.connection_id, tmp_path / f"{scene.root.name}.ndjson", poll_seconds=0.05
        )
    users = [json.loads(line) for line in path.read_text().splitlines()]
    return sorted(users, key=lambda user: user["user_id"])


def start_and_signal(scene, number, is_time):
    """Start the chain, send it and its kernel a signal when it is time, and give its exit code and what it said."""
    process = subprocess.Popen(
        scene.command(),
        cwd=scene.root,
        env=scene.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_time():
        assert process.poll() is None, "the chain ended before it could be stopped"
        assert time.monotonic() < until
        time.sleep(0.005)  # another process: there is no clock of ours to move
    os.killpg(process.pid, number)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, said


@pytest.fixture(scope="module")
def undisturbed(make_scene, tmp_path_factory):
    scene = make_scene(**QUICK)
    assert scene.run().returncode == 0
    return users_of(scene, tmp_path_factory.mktemp("users")), Balance.read(scene.workspace / "verified")


@pytest.mark.parametrize("submissions", [1, 9])
def test_killed_in_the_middle_of_the_import_it_ends_the_same(make_scene, undisturbed, tmp_path, submissions):
    scene = make_scene(**QUICK)
    start_and_signal(scene, signal.SIGKILL, lambda: events(scene).count("submitting") >= submissions)
    assert "finished" not in events(scene)
    again = scene.run()
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.count("done before") == 5
    users, balance = undisturbed
    assert users_of(scene, tmp_path) == users
    assert Balance.read(scene.workspace / "verified") == balance


def test_a_step_that_cannot_go_on_says_so_and_goes_on_when_mended(make_scene, undisturbed):
    scene = make_scene(**QUICK)
    (scene.root / "params" / "demo.mapping.yml").rename(scene.root / "kept.yml")
    stopped = scene.run()
    assert stopped.returncode == 1
    assert "02-map stopped" in stopped.stderr
    assert "the mapping is read from it; open 02-map and press Save mapping" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    (scene.root / "kept.yml").rename(scene.root / "params" / "demo.mapping.yml")
    assert scene.run().returncode == 0
    assert Balance.read(scene.workspace / "verified") == undisturbed[1]


def test_interrupted_it_says_what_state_it_is_in_and_goes_on_when_called_again(make_scene, undisturbed):
    scene = make_scene(**QUICK)
    code, said = start_and_signal(scene, signal.SIGINT, (scene.workspace / "steps" / "02-map.json").exists)
    assert code == 130
    assert "stopped: somebody stopped it." in said
    assert "Traceback" not in said
    assert scene.run().returncode == 0
    assert Balance.read(scene.workspace / "verified") == undisturbed[1]

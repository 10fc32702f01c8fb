"""A chain that is killed in the middle of the import ends, called again, as if nothing had happened."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import nbformat
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
    assert (
        "and the mapping is read from it. Nothing was written or sent. Press Save mapping in 02-map"
        in stopped.stderr
    )
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


def processes_in(folder):
    """Find the processes that work in a folder, as a page's kernel does."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found += [entry.name] if (entry / "cwd").readlink() == folder else []
        except OSError:
            continue  # it has ended meanwhile, or is somebody else's
    return found


def check_stopped(scene, code, said):
    """Say what holds of a chain that was stopped in the import: its end, its words, its kernel and its journal."""
    assert code == 130
    assert "05-import stopped: somebody stopped it. The run first was stopped. Of 450 users" in said
    assert "0 are in doubt" in said
    assert "Nothing is lost" in said
    assert "Run `userferry run params/demo.yml` again: it continues from 05-import." in said
    assert "Traceback" not in said
    assert processes_in(scene.root / "notebooks") == []
    page = nbformat.read(scene.workspace / "notebooks" / "05-import.ipynb", as_version=4)
    sent = next(cell for cell in page.cells if "sending.send(" in cell.source)
    assert [output.output_type for output in sent.outputs] == ["error"]
    assert sent.outputs[0].traceback == [sent.outputs[0].evalue]
    kinds = events(scene)
    assert "finished" not in kinds
    assert kinds.count("submitting") == kinds.count("submitted") + kinds.count("refused")
    assert (scene.workspace / "runs" / "first" / "journal.ndjson").read_bytes().endswith(b"\n")


def test_interrupted_while_jobs_are_at_work_it_says_who_is_where_and_goes_on(
    make_scene, undisturbed, monkeypatch
):
    """Each job takes an hour: the command ends at all because it waits for none of them."""
    with LocalTenant(job_seconds=lambda users: 3600.0 * min(users, 1)) as tenant:
        monkeypatch.setenv("AUTH0_CLIENT_ID", tenant.client_id)
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", tenant.client_secret)
        scene = make_scene(**QUICK | {"max_bytes": 40_000}, target=tenant.url)
        code, said = start_and_signal(scene, signal.SIGINT, lambda: events(scene).count("submitted") == 2)
        check_stopped(scene, code, said)
        assert "(2 jobs in flight, going on there)" in said
        tenant._state().job_seconds = 0.0
        tenant.advance(3600)
        again = scene.run()
        assert again.returncode == 0, again.stdout + again.stderr
    assert Balance.read(scene.workspace / "verified") == undisturbed[1]


def test_interrupted_in_a_rehearsal_the_embedded_tenant_is_closed_and_opens_again(
    make_scene, undisturbed, tmp_path
):
    scene = make_scene(**QUICK)
    code, said = start_and_signal(scene, signal.SIGINT, lambda: events(scene).count("submitted") >= 3)
    check_stopped(scene, code, said)
    assert [path.name for path in (scene.workspace / "tenant").glob("*-wal")] == []
    assert scene.run().returncode == 0
    users, balance = undisturbed
    assert users_of(scene, tmp_path) == users
    assert Balance.read(scene.workspace / "verified") == balance

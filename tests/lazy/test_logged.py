"""Automatic migration is logged step by step, with its counts."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lazy.test_page import Scene
from tests.logs.reading import fields, found_in, of, only, read_log, values_of

from userferry.errors import DecisionError
from userferry.lazy import follow_users, place_scripts, prepare_rest, reach_database
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant


@pytest.fixture
def scene(workspace):
    return Scene(workspace)


def steps(lines, moment: str) -> list[dict]:
    return [fields(line) for line in of(lines, f"lazy.{moment}")]


def check_nobody(log: Path, workspace) -> None:
    demo = workspace.project / "params" / "demo"
    assert (
        found_in(log.read_text(), values_of(*demo.glob("django.*.csv")) | {"not-a-secret", "wrong-secret"})
        == {}
    )


@pytest.mark.skipif(shutil.which("npm") is None, reason="no npm on the PATH")
def test_proof_and_rehearsal_end_with_how_often_they_were_tried(scene, log):
    proof, rehearsed = scene.prove(), scene.rehearse()
    proven, played = steps(read_log(log), "ended")
    assert proven == {"step": "prove", "events": proof.checks["asked"].sum(), "unexpected": 0}
    came = rehearsed.replayed.came.height
    assert (played["step"], played["events"], played["unexpected"]) == ("rehearse", came, 0)
    check_nobody(log, scene.workspace)


def test_scripts_are_placed_followed_and_ended(scene, log, monkeypatch):
    with LocalTenant() as tenant:
        secrets = {CLIENT_ID_VARIABLE: tenant.client_id, CLIENT_SECRET_VARIABLE: tenant.client_secret}
        secrets |= {"SERVICE_URL": "https://legacy.example.com", "SERVICE_TOKEN": "not-a-secret"}
        for name, value in secrets.items():
            monkeypatch.setenv(name, value)

        def place(ends):
            terms = replace(scene.terms, ends=ends, applications=(tenant.client_id,))
            where = (scene.scripts, scene.legacy, tenant.url, scene.workspace)
            return place_scripts(*where, terms=terms, confirm="", carry_out=True)

        place("no")
        with pytest.raises(DecisionError):
            place("yes")
        reached = reach_database(tenant.url, scene.workspace, "legacy")
        told = {"terms": replace(scene.terms, began=datetime.now(UTC).date()), "workspace": scene.workspace}
        followed = follow_users(reached, scene.scripts, scene.legacy, scene.mapping, **told)
        prepare_rest(scene.legacy, scene.mapping, "legacy", followed, scene.workspace)
        place("anyway")
    lines = read_log(log)
    ended = steps(lines, "ended")
    assert [step["step"] for step in ended] == ["place", "follow", "rest", "end"]
    assert (ended[1]["users"], ended[1]["places"]["remaining"], ended[2]["users"]) == (500, 500, 500)
    assert fields(only(lines, "lazy.failed")) == {"step": "end", "error": "DecisionError"}
    check_nobody(log, scene.workspace)

"""The page takes an import back through papermill: first only shown, then done, and afterwards everything says so."""

import json
import subprocess
import sys

import nbformat
import pytest
from tests.chain.test_foretold import PLAN, hold, open_tenant, people, session_of

from userferry.api import get_users_by_email, patch_user
from userferry.journey import see_journey
from userferry.reconcile import export_users
from userferry.undo import Undone, UndoPlan
from userferry.workspace import Workspace

pytestmark = [pytest.mark.chain, pytest.mark.timeout(900)]
QUICK = {"answer_key": "", "accept_unproven": True, "upsert": True, "max_bytes": 40_000}


def undo(scene, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from userferry.cli import main; main()", "undo", "params/demo.yml", *options],
        cwd=scene.root,
        env=scene.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def everybody(scene, tmp_path):
    """Give the rehearsal's users by address, every field but the time of the last change."""
    with open_tenant(scene) as tenant:
        path = export_users(
            session_of(tenant), tenant.connection_id, tmp_path / "people.ndjson", poll_seconds=0.02
        )
    return {each["email"]: each for each in map(json.loads, path.read_text().splitlines())}


def errors_in(page) -> list[str]:
    outputs = [
        output for cell in nbformat.read(page, as_version=4).cells for output in cell.get("outputs", [])
    ]
    return [output["evalue"] for output in outputs if output["output_type"] == "error"]


def test_an_import_with_upsert_is_shown_and_then_taken_back(make_scene, tmp_path, monkeypatch):
    scene = make_scene(**QUICK)
    bare, custom = people(scene)
    met = [
        {"email": row["email"], "user_id": f"old{row['id']}", "nickname": "Old", **PLAN} for row in bare[:5]
    ]
    hold(scene, [*met, {"email": "stranger@example.org", **PLAN}])
    before = everybody(scene, tmp_path)
    done = scene.run()
    assert done.returncode == 0, done.stdout + done.stderr
    imported = everybody(scene, tmp_path)
    assert len(imported) > 400
    assert any(imported[email] != each for email, each in before.items())

    shown = undo(scene)
    assert shown.returncode == 0, shown.stderr
    assert "nothing is done yet" in shown.stdout
    assert everybody(scene, tmp_path) == imported
    folder = scene.workspace / "runs" / "first" / "undo"
    plan = UndoPlan.read(folder)
    assert plan.counts == {"delete": len(imported) - len(before), "restore": 5}

    kept = custom[0]["email"].lower()
    patched = {"user_metadata": {"since": "the import"}}
    with open_tenant(scene) as tenant:
        (user,) = get_users_by_email(session_of(tenant), kept)
        patch_user(session_of(tenant), user["user_id"], patched)
    taken = undo(scene, "--carry-out")
    assert taken.returncode == 0, taken.stderr
    assert "held: changed since by someone else: user_metadata: 1" in taken.stdout
    after = everybody(scene, tmp_path)
    assert after.pop(kept)["user_metadata"]["since"] == "the import"
    assert after == before
    undone = Undone.read(folder)
    assert undone.is_complete
    assert undone.places["deleted"] == plan.counts["delete"] - 1
    assert undone.places["restored"] == 5

    again = undo(scene, "--carry-out")
    assert again.returncode == 0, again.stderr
    assert Undone.read(folder) == undone
    refused = scene.run()
    assert refused.returncode == 1
    assert "The run first was taken back" in refused.stderr
    monkeypatch.setenv("USERFERRY_PROJECT", str(scene.root))
    monkeypatch.delenv("USERFERRY_HOME", raising=False)
    assert see_journey(Workspace.find("demo")).next_page == "05-import"
    assert errors_in(scene.workspace / "notebooks" / "07-undo.ipynb") == []

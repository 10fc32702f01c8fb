"""The page of an update through papermill: only shown, then sent, then taken back; and what its rules file says."""

import json

import nbformat
import pytest
from tests.chain.test_undo import errors_in, everybody

from userferry.chain.executing import NotebookFailed, execute
from userferry.updates import Updated

pytestmark = [pytest.mark.chain, pytest.mark.timeout(900)]
QUICK = {"answer_key": "", "accept_unproven": True}


@pytest.fixture(scope="module")
def scene(make_scene):
    made = make_scene(**QUICK)
    done = made.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def run_page(scene, **parameters):
    """Run the page and give its code cells' texts."""
    page = scene.workspace / "notebooks" / "11-update.ipynb"
    notebook = scene.root / "notebooks" / page.name
    execute(notebook, page, parameters, home=scene.root / "workspaces")
    assert errors_in(page) == []
    outputs = [out for cell in nbformat.read(page, as_version=4).cells for out in cell.get("outputs", [])]
    return "\n".join(out["data"]["text/plain"] for out in outputs if "data" in out)


def decide(scene, text):
    (scene.root / "params" / "demo.update.yml").write_text(text)


def differing(one, other):
    return {email for email in one.keys() | other.keys() if one.get(email) != other.get(email)}


def test_the_demos_copy_is_shown_and_sent_and_taken_back(scene, tmp_path):
    before = everybody(scene, tmp_path)
    shown = run_page(scene)
    assert "UpdatePlan(10 users in the copy = 5 by import, 2 unchanged, 3 refused)" in shown
    assert "VerifiedUpdate(nothing was sent" in shown
    assert everybody(scene, tmp_path) == before

    decide(scene, "first: {patch: true}\n")
    sent = run_page(scene, carry_out=True)
    assert "Updated(10 users in the copy = 2 unchanged, 6 updated, 2 refused)" in sent
    assert "VerifiedUpdate(6 users updated: exactly as meant;" in sent
    after = everybody(scene, tmp_path)
    met = {"nljung2", "slarsson", "ojohansson4", "cmitchell5", "spotier", "hdeschamps7", "humberto"}
    assert {email.partition("@")[0] for email in differing(before, after)} == met
    assert after["cmitchell5@example.com"]["app_metadata"] == (
        before["cmitchell5@example.com"]["app_metadata"] | {"is_staff": True, "plan": "pro"}
    )
    folder = scene.workspace / "updates" / "first"
    assert {json.loads(line)["email"] for line in (folder / "backup.ndjson").read_text().splitlines()} <= set(
        before
    )

    again = run_page(scene, carry_out=True)
    assert "6 updated" in again
    assert everybody(scene, tmp_path) == after
    assert Updated.read(folder).places["updated"] == 6

    decide(scene, "first: {patch: true, take_back: true}\n")
    planned = run_page(scene)
    assert "6 to restore" in planned
    assert everybody(scene, tmp_path) == after
    assert "Undone(6 users = 6 restored)" in run_page(scene, carry_out=True)
    assert everybody(scene, tmp_path) == before


def test_a_rules_file_that_cannot_be_followed_stops_the_page(scene):
    decide(scene, "first: {patsh: true, metadata: wipe}\nsecond: yes\n")
    with pytest.raises(NotebookFailed) as caught:
        run_page(scene, update="third")
    said = str(caught.value)
    assert "did you mean `patch`?" in said
    assert "`metadata: 'wipe'`" in said
    assert "`second` says 'yes'" in said

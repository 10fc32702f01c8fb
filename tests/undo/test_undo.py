"""An undo takes back what its run did and nothing else, whatever stands in the users and whatever happens on the way."""

import random
import shutil

import polars as pl
import pytest
from tests.runs.runs_scene import IMPORTS, user
from tests.undo.conftest import PACE, draw_attributes

from userferry.api import delete_user, patch_user
from userferry.errors import Interrupted, TransientError, WorkspaceError
from userferry.runs import Outcome, Run, read_journal
from userferry.runs.lock import held
from userferry.undo import Undone, UndoPlan, plan_undo, take_back


def chunks(seed: int) -> list:
    """Three chunks: of those there, most are met again, some with metadata, some without; the rest are new."""
    chance = random.Random(f"chunks {seed}")
    numbers = [*range(1, 12), *range(20, 32)]
    chance.shuffle(numbers)
    rows = [user(number, **draw_attributes(chance)) for number in numbers]
    return [rows[0:8], rows[8:16], rows[16:]]


@pytest.mark.parametrize("seed", range(8))
def test_after_it_everybody_is_as_before_field_for_field(scene, seed):
    scene.fill(seed)
    before = scene.people()
    run = scene.sent(chunks(seed))
    assert scene.people() != before
    plan = scene.plan(run)
    assert scene.people() != before
    undone = take_back(plan, run, scene.session, pace=PACE)
    assert scene.people() == before
    assert undone.is_complete
    assert undone.users == plan.users == 23
    assert undone.places["deleted"] == plan.counts["delete"] == 12
    assert undone.places["restored"] + undone.places["unchanged"] == 11
    assert undone.places["held"] == undone.places["gone"] == undone.places["failed"] == 0
    assert Undone.read(run.folder / "undo") == undone
    assert UndoPlan.read(run.folder / "undo") == plan


@pytest.mark.parametrize("looks", [True, False])
def test_who_signed_in_since_is_held_and_listed_and_everybody_else_is_as_before(scene, looks):
    scene.fill()
    before = scene.people()
    run = scene.sent(chunks(1))
    for number in (4, 7, 21, 22):  # 4 had signed in before the run as well
        scene.sign_in(number)
    there = scene.people()
    plan = scene.plan(run)
    assert (plan.counts["hold"], plan.reasons) == (4, {"signed in since": 4})
    assert set(plan.held["email"]) == {"u•••@example.com"}
    undone = scene.undo(run, looks=looks)
    kept = {f"user{number}@example.com" for number in (4, 7, 21, 22)}
    after = scene.people()
    assert {email: each for email, each in after.items() if email not in kept} == {
        email: each for email, each in before.items() if email not in kept
    }
    assert {email: after[email] for email in kept} == {email: there[email] for email in kept}
    assert set(undone.held["auth0_user_id"]) == {there[email]["user_id"] for email in kept}
    assert undone.places["held"] == 4
    assert undone.reasons == (("held", "signed in since", 4),)
    for shown in (plan._repr_html_(), undone._repr_html_()):
        assert "signed in since" in shown
        assert "user4" not in shown
    assert repr(undone) == "Undone(23 users = 10 deleted, 9 restored, 4 held)"
    assert repr(plan) == "UndoPlan(23 users = 10 to delete, 9 to restore, 4 held)"


def test_who_signs_in_between_the_plan_and_the_call_is_held(scene):
    scene.fill()
    run = scene.sent(chunks(1))
    plan = scene.plan(run)
    scene.sign_in(4)
    scene.sign_in(21)
    undone = take_back(plan, run, scene.session, pace=PACE)
    assert undone.places["held"] == 2
    assert {"user4@example.com", "user21@example.com"} <= set(scene.people())


def test_what_somebody_else_changed_since_is_held_unless_asked_for(scene):
    scene.fill()
    before = scene.people()
    run = scene.sent(chunks(1))
    ids = scene.ids()
    patch_user(scene.session, ids["user3@example.com"], {"user_metadata": {"by": "hand"}})
    patch_user(scene.session, ids["user20@example.com"], {"blocked": True})
    plan = scene.plan(run)
    assert plan.reasons == {
        "changed since by someone else: blocked": 1,
        "changed since by someone else: user_metadata": 1,
    }
    assert scene.plan(run, holds_changed=False).counts == {"delete": 12, "restore": 11}
    undone = take_back(scene.plan(run, holds_changed=False), run, scene.session, pace=PACE)
    assert scene.people() == before
    assert undone.places["held"] == 0


def test_who_is_gone_or_as_before_already_is_counted_so(scene):
    scene.fill()
    run = scene.sent(chunks(1))
    ids, before = scene.ids(), scene.people()
    delete_user(scene.session, ids["user20@example.com"])
    delete_user(scene.session, ids["user2@example.com"])
    again = Run.read(run.folder)
    plan = scene.plan(again)
    assert plan.counts["gone"] == 2
    delete_user(scene.session, ids["user21@example.com"])
    undone = take_back(plan, run, scene.session, pace=PACE)
    assert undone.places["gone"] == 3
    assert undone.places["deleted"] == 10
    assert len(scene.people()) == len(before) - 13


def test_a_run_without_upsert_deletes_whom_it_brought(scene):
    scene.fill()
    before = scene.people()
    run = scene.sent([[user(40), user(42), user(1)], [user(45)]], upsert=False)
    undone = scene.undo(run)
    assert undone.places["deleted"] == undone.users == 3
    assert scene.people() == before
    assert not (run.folder / "saved.parquet").exists()


def test_what_no_call_brings_back_is_named(scene):
    old = {"user_metadata": {"nothing": None, "a": 1}, "app_metadata": {"nothing": None}}
    scene.sent([[user(1, **old), user(2), user(3), user(4)]], upsert=False, name="fill")
    factors = [{"totp": {"secret": "2PRXZWZAYYDAWCD"}}]
    rows = [
        user(1, user_metadata={"b": 2}),
        user(2, mfa_factors=factors, nickname="N"),
        user(3, nickname="N"),
        user(4, mfa_factors=factors),
    ]
    for row in rows:
        del row["password_hash"]
    run = scene.sent([rows])
    plan = scene.plan(run)
    assert plan.counts == {"restore": 3, "unchanged": 1}
    assert plan.lost == {"mfa_factors": 2, "user_metadata": 1}
    assert "Cannot be brought back: mfa_factors of 2, user_metadata of 1." in plan._repr_html_()
    undone = scene.undo(run)
    assert undone.places["restored in part"] == 3
    assert undone.places["restored"] == 1
    assert undone.reasons == (
        ("restored in part", "mfa_factors", 2),
        ("restored in part", "user_metadata", 1),
    )
    assert str(undone).splitlines()[1] == "  restored in part: mfa_factors: 2"
    assert scene.people()["user1@example.com"]["user_metadata"] == {"a": 1}


def test_those_whose_factors_alone_failed_are_taken_back_as_well(scene):
    scene.sent([[user(1)]], upsert=False, name="fill")
    before = scene.people()
    options = {"mfa": {"active": False, "return_enroll_settings": True}}
    scene.session.request(
        "PATCH", f"/api/v2/connections/{scene.tenant.connection_id}", json={"options": options}
    )
    factors = [{"totp": {"secret": "2PRXZWZAYYDAWCD"}}]
    run = scene.sent([[user(1, nickname="N", mfa_factors=factors), user(2, mfa_factors=factors)]])
    assert run.outcome().codes == {"MFA_FACTORS_FAILED": 2}
    assert len(scene.people()) == 2
    undone = scene.undo(run)
    assert (undone.places["deleted"], undone.places["restored"]) == (1, 1)
    assert scene.people() == before


def test_a_run_of_an_older_version_holds_whom_it_updated(scene):
    scene.fill()
    run = scene.sent(chunks(1))
    journal = run.folder / "journal.ndjson"
    events = journal.read_text()
    (run.folder / "saved.parquet").unlink()
    with pytest.raises(WorkspaceError, match=r"saved\.parquet of the run run is gone"):
        scene.plan(run)
    start = events.index(', "saved"')
    journal.write_text(events[:start] + events[events.index("}", start) + 1 :])
    plan = scene.plan(run)
    assert plan.counts == {"delete": 12, "hold": 11}
    assert plan.reasons == {"what they were before was not saved": 11}


def test_whom_an_upsert_may_meet_is_saved_and_nobody_else(scene):
    scene.fill()
    there = scene.people()
    run = scene.sent([[user(1), user(50)], [user(6, email="another@example.com")]])
    saved = pl.read_parquet(run.folder / "saved.parquet")
    assert set(saved["email"]) == {"user1@example.com"}
    assert (run.folder / "saved.parquet").stat().st_mode & 0o777 == 0o600
    snapshot = next(
        each for each in read_journal(run.folder / "journal.ndjson") if each["event"] == "snapshot"
    )
    assert snapshot["users"] == len(there)
    assert snapshot["saved"]["users"] == 1
    assert not (run.folder / "whole.parquet").exists()


def test_a_run_that_was_taken_back_sends_no_more(scene):
    scene.fill()
    run = scene.sent(chunks(1))
    assert not run.is_undone
    scene.undo(run)
    assert run.is_undone
    with pytest.raises(WorkspaceError, match="The run run was taken back"):
        scene.send(run)
    outcome = Outcome.read(run.folder)
    assert outcome.advice == "The run was taken back since: this is what came of it before."
    with pytest.raises(WorkspaceError, match="nobody is said to be there by it"):
        outcome.arrived()


def test_a_run_in_doubt_is_refused(scene):
    run = scene.begin(chunks(1), upsert=True, name="run")
    scene.tenant.faults.add("POST", IMPORTS, "drop")

    def stop(_):
        if run.state().chunks:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        run.send(scene.session, clock=scene.simulation.clock, **scene.waits, progress=stop)
    with pytest.raises(WorkspaceError, match="in doubt or with the tenant"):
        scene.plan(run)
    assert not run.is_undone


def test_a_run_that_sent_a_part_is_taken_back_as_far_as_it_came(scene):
    scene.fill()
    before = scene.people()
    run = scene.begin(chunks(1), upsert=True, name="run")

    def refuse_more(far):
        if far.jobs_in_flight and not scene.tenant.faults.faults:
            scene.tenant.faults.add("POST", IMPORTS, "before", status=429, times=10_000)

    with pytest.raises(TransientError):
        run.send(scene.session, clock=scene.simulation.clock, **scene.waits, progress=refuse_more)
    assert (run.progress().done, run.progress().not_sent) == (8, 15)
    assert scene.people() != before
    assert scene.undo(run).users == 8
    assert scene.people() == before


def test_a_run_that_sent_nothing_has_nobody_to_take_back(scene):
    run = scene.begin([[user(1)]], upsert=True, name="run")
    assert repr(scene.plan(run)) == "UndoPlan(0 users = none)"
    assert scene.undo(run).users == 0
    with pytest.raises(WorkspaceError, match="was taken back"):
        scene.send(run)


def test_another_tenant_another_plan_and_a_sender_at_work_are_refused(scene):
    run, other = scene.sent([[user(1)]], name="run"), scene.sent([[user(2)]], name="other")
    plan = scene.plan(run)
    with pytest.raises(WorkspaceError, match="not of the run other"):
        take_back(plan, other, scene.session)
    with held(run.folder / "run.lock"), pytest.raises(WorkspaceError, match="is being sent by process"):
        take_back(plan, run, scene.session)
    scene.session.domain = "other.example"
    for refused in (lambda: plan_undo(run, scene.session), lambda: take_back(plan, run, scene.session)):
        with pytest.raises(WorkspaceError, match=r"speaks to other\.example"):
            refused()
    assert not run.is_undone
    assert not other.is_undone


def test_a_plan_that_was_changed_is_refused(scene):
    run = scene.sent([[user(1)]])
    scene.plan(run)
    pl.DataFrame({"auth0_user_id": ["auth0|x"]}).write_parquet(run.folder / "undo" / "plan.parquet")
    with pytest.raises(WorkspaceError, match="was changed"):
        UndoPlan.read(run.folder / "undo")
    with pytest.raises(WorkspaceError, match="not taken back yet"):
        Undone.read(run.folder / "undo")
    with pytest.raises(WorkspaceError, match="no plan"):
        UndoPlan.read(run.folder)


def test_killed_at_any_event_it_goes_on_to_the_same_end(scene, tmp_path):
    """After any event of its journal, and after a call that was made and is not noted."""
    scene.fill(users=6)
    rows = [user(number, **draw_attributes(random.Random(number))) for number in (1, 2, 3, 20, 21, 24)]
    before = scene.people()
    run = scene.sent([rows[:3], rows[3:]])
    scene.sign_in(21)
    plan = scene.plan(run)
    tenant = scene.tenant
    tenant.snapshot(tmp_path / "moment-0.sqlite")
    shutil.copytree(run.folder, tmp_path / "fresh")
    undone = take_back(
        plan,
        run,
        scene.session,
        pace=PACE,
        progress=lambda far: tenant.snapshot(tmp_path / f"moment-{far.done}.sqlite"),
    )
    after = scene.people()
    assert {email for email in after if email not in before} == {"user21@example.com"}
    lines = (run.folder / "undo" / "journal.ndjson").read_bytes().splitlines(keepends=True)
    kinds = [event["event"] for event in read_journal(run.folder / "undo" / "journal.ndjson")]
    assert kinds == ["listed", *["asking", "done"] * 5]
    for length in range(len(lines) + 1):
        done = kinds[:length].count("done")
        for moment in {done, min(done + (kinds[length - 1 : length] == ["asking"]), 5)}:
            tenant.restore(tmp_path / f"moment-{moment}.sqlite")
            again = tmp_path / f"again-{length}-{moment}" / "run"
            shutil.copytree(tmp_path / "fresh", again)
            (again / "undone.json").write_text("{}")
            if length:
                shutil.copy(run.folder / "undo" / "errands.ndjson", again / "undo" / "errands.ndjson")
            (again / "undo" / "journal.ndjson").write_bytes(b"".join(lines[:length]))
            told = scene.undo(Run.read(again))
            assert told == undone
            assert told.rows.collect().equals(undone.rows.collect())
            assert scene.people() == after


@pytest.mark.parametrize("kind", ["before", "after", "drop", "drop_before"])
def test_faults_change_nothing_of_the_end(scene, kind):
    scene.fill()
    before = scene.people()
    run = scene.sent(chunks(3))
    for method in ("GET", "PATCH", "DELETE"):
        scene.tenant.faults.add(method, "/api/v2/users/*", kind, times=3, status=503)
    undone = scene.undo(run)
    assert all(fault.happened == 3 for fault in scene.tenant.faults.faults)
    scene.tenant.faults.clear()
    assert scene.people() == before
    assert undone.places["deleted"] == 12
    assert undone.places["restored"] == 11

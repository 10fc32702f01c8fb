"""Users move from a tenant to another: what goes is there as it was, and what does not is said before."""

import json

import pytest
from tests.transfer.two_tenants import CONNECTION, PASSWORDS, QUICK, bring, export, session_of

from userferry.api import list_roles
from userferry.errors import DecisionError, WorkspaceError
from userferry.runs import Run
from userferry.targets import open_target, reach_target
from userferry.transfer import (
    Terms,
    Transferred,
    VerifiedTransfer,
    plan_transfer,
    reach_destination,
    read_hashes,
    transfer_users,
    verify_transfer,
)
from userferry.undo import plan_undo, take_back

HISTORY = ("created_at", "updated_at", "last_login", "last_ip", "logins_count")
ALL = ("roles", "organizations")


def without(names, users):
    return {
        key: {name: value for name, value in user.items() if name not in names} for key, user in users.items()
    }


def plan_of(scene, hash_file, terms):
    source = scene.take(ask_each=terms.ask_each)
    private = scene.workspace.below("transfer").folder("private")
    hashes = read_hashes(hash_file, source, private=private)
    inner = scene.workspace.below("transfer")
    with reach_target(scene.target.url, inner, connection=CONNECTION) as reached:
        return plan_transfer(source, hashes, reached, scene.workspace, terms)


def carry_out(scene, plan):
    inner = scene.workspace.below("transfer")
    with open_target(scene.target.url, inner, connection=CONNECTION) as reached:
        done = transfer_users(plan, reached, pace=QUICK)
        return done, verify_transfer(plan, done, reached, scene.workspace, poll_seconds=0.02)


def key_of(scene, rows):
    path = scene.folder / "key.csv"
    path.write_text("email,password\n" + "".join(f"{email},{password}\n" for email, password in rows))
    return str(path)


def test_everybody_is_there_as_they_were(scene):
    key = key_of(scene, [(f"person{number}@example.com", PASSWORDS[number % 8]) for number in range(30)])
    plan = plan_of(scene, scene.hash_file(), Terms(make=ALL, ask_each="everybody", answer_key=key))
    assert plan.passwords.of("bulk import") == 120
    assert not plan.forecast.resets.height
    before = export(scene.source, scene.folder / "before.ndjson")
    done, verified = carry_out(scene, plan)
    assert done.outcome.counts["inserted"] == 120
    assert done.assigned.counts == {"assigned": plan.wanted.height, "failed": 0, "not sent": 0}
    verified.require_clean()
    assert verified.logins.logins.height == 30
    after = export(scene.target, scene.folder / "after.ndjson")
    assert without(HISTORY, after) == without(HISTORY, before)
    assert export(scene.source, scene.folder / "again.ndjson") == before
    ids = verified.ids.rows.collect()
    assert ids["source_user_id"].to_list() == ids["auth0_user_id"].to_list()
    assert {each.description for each in list_roles(session_of(scene.target))} == {"may all", ""}


def test_what_cannot_move_is_counted_and_what_can_is_sent(scene):
    plan = plan_of(scene, None, Terms(ask_each="everybody", history=("created_at",)))
    factors = sum(number % 20 == 6 for number in range(120))
    assert plan.losses.of("factor", "totp") == factors
    assert plan.losses.of("factor", "email") == plan.losses.of("factor", "phone") == 0
    assert plan.losses.of("password") == plan.losses.of("sessions") == 120
    assert plan.losses.of("history") == 0
    assert "person" not in json.dumps(plan.losses.rows["sample"].to_list()).lower()
    with pytest.raises(ValueError, match="no kind of loss"):
        plan.losses.of("anything")


def test_nobody_goes_without_a_password_unless_somebody_says_so(scene):
    lines = scene.hash_file().read_text().splitlines()
    some = scene.folder / "some.ndjson"
    some.write_text("\n".join(lines[:100]) + "\n")
    plan = plan_of(scene, some, Terms())
    assert (plan.hashes.missing, plan.forecast.resets.height) == (20, 20)
    with pytest.raises(DecisionError, match="20 users can't take their password"):
        carry_out(scene, plan)
    assert export(scene.target, scene.folder / "after.ndjson") == {}
    done, verified = carry_out(scene, plan_of(scene, some, Terms(accept_resets=True)))
    assert done.outcome.counts["inserted"] == 120
    verified.reconciliation.require_clean()
    assert done.assigned.codes == {
        "organization not there": 120 // 25 + 1 + 3 + 2,
        "role not there": 120 // 20 + 24,
    }


def test_history_is_kept_in_app_metadata_where_the_terms_say_so(scene):
    terms = Terms(accept_resets=True, history=("created_at", "logins_count"))
    before = export(scene.source, scene.folder / "before.ndjson")
    _, verified = carry_out(scene, plan_of(scene, None, terms))
    verified.reconciliation.require_clean()
    for user_id, user in export(scene.target, scene.folder / "after.ndjson").items():
        kept = user["app_metadata"].pop("before_transfer")
        assert kept["created_at"] == before[user_id]["created_at"]
        assert user["app_metadata"] == before[user_id].get("app_metadata", {})


def test_stopped_and_run_again_it_goes_on(scene, monkeypatch):
    hash_file, terms = scene.hash_file(), Terms(make=ALL)
    send, stops = Run.send, iter([True])

    def stopped(self, *given, **more):
        if next(stops, False):
            raise KeyboardInterrupt
        return send(self, *given, **more)

    monkeypatch.setattr(Run, "send", stopped)
    with pytest.raises(KeyboardInterrupt):
        carry_out(scene, plan_of(scene, hash_file, terms))
    done, verified = carry_out(scene, plan_of(scene, hash_file, terms))
    verified.require_clean()
    assert done.outcome.attempts == 1
    again, _ = carry_out(scene, plan_of(scene, hash_file, terms))
    assert again.outcome.counts == done.outcome.counts
    with pytest.raises(WorkspaceError, match="hashes"):
        carry_out(scene, plan_of(scene, None, Terms(make=ALL, accept_resets=True)))


def test_a_forgotten_plan_is_not_carried_out(scene):
    plan = plan_of(scene, None, Terms(accept_resets=True))
    plan.forget()
    with pytest.raises(WorkspaceError, match="forgotten"):
        carry_out(scene, plan)
    kept = [path for path in (scene.workspace.root / "transfer").rglob("*") if path.is_file()]
    assert not any(b"$2b$10$" in path.read_bytes() for path in kept)


def test_another_source_is_not_taken_over_what_was_taken(scene):
    scene.take()
    with pytest.raises(WorkspaceError, match="everybody"):
        scene.take(ask_each="everybody")
    (scene.workspace.root / "transfer" / "source" / "users.ndjson").write_text("")
    with pytest.raises(WorkspaceError, match="no longer as it was"):
        scene.take()


def test_a_transfer_is_taken_back_as_an_import_is(scene):
    plan = plan_of(scene, scene.hash_file(), Terms())
    done, _ = carry_out(scene, plan)
    assert len(export(scene.target, scene.folder / "there.ndjson")) == 120
    session = session_of(scene.target)
    undone = take_back(plan_undo(done.run, session, pace=QUICK), done.run, session, pace=QUICK)
    assert undone.places["deleted"] == 120
    assert export(scene.target, scene.folder / "gone.ndjson") == {}


def test_a_rehearsal_is_like_the_destination_and_changes_neither_tenant(scene):
    bring(scene.target, [{"email": "person5@example.com", "user_id": "someone"}])
    there, here = (export(tenant, scene.folder / "before.ndjson") for tenant in (scene.target, scene.source))
    terms = Terms(like=scene.target.url, like_users=True, make=ALL)
    source = scene.take()
    hashes = read_hashes(
        scene.hash_file(), source, private=scene.workspace.below("transfer").folder("private")
    )
    asked = {"connection": CONNECTION, "confirm": "", "is_changed": True}
    with reach_destination("rehearsal", scene.workspace, terms, **asked) as reached:
        plan = plan_transfer(source, hashes, reached, scene.workspace, terms)
        assert plan.forecast.places["place"].value_counts(sort=True).rows() == [
            ("inserted", 119),
            ("failed", 1),
        ]
        done = transfer_users(plan, reached, pace=QUICK)
        verified = verify_transfer(plan, done, reached, scene.workspace)
    assert (done.outcome.counts["inserted"], done.outcome.codes) == (119, {"DUPLICATED_USER": 1})
    assert verified.reconciliation.is_clean
    folder = scene.workspace.root / "transfer"
    kept = VerifiedTransfer.read(folder / "verified", done.run.folder)
    assert kept.balance == verified.balance
    assert kept.explained.codes == verified.explained.codes
    assert Transferred.read(done.run.folder).outcome.counts == done.outcome.counts
    assert export(scene.target, scene.folder / "after.ndjson") == there
    assert export(scene.source, scene.folder / "after.ndjson") == here

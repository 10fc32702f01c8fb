"""An update from the export to the undo: only what was edited is sent, and everybody else is left alone."""

import copy
import json
import random
import re
import shutil

import polars as pl
import pytest

from userferry.api import Session, delete_user, patch_user
from userferry.errors import WorkspaceError
from userferry.runs.journal import Journal
from userferry.updates import (
    Updated,
    UpdatePlan,
    carry_out_update,
    plan_update_undo,
    read_balance,
    read_sheet,
    sheet_of_tenant,
    take_users,
    verify_update,
)

STAMPS = ("updated_at", "created_at", "last_login", "logins_count", "identities")


def bare(people):
    """Everybody with what an edit can change; nobody can put back the time of the last change."""
    plain = {}
    for user_id, user in people.items():
        kept = {name: value for name, value in user.items() if name not in STAMPS and value not in (None, {})}
        plain[user_id] = kept | {"blocked": bool(user.get("blocked"))}
    return plain


def sent_over(wire):
    """Give the users of every import file that was sent, and the ids and bodies of every PATCH."""
    users, patches = [], {}
    for method, path, body in wire:
        if method == "POST" and path.endswith("users-imports"):
            found = re.search(rb"\r\n\r\n(\[\{.*\}\])\r\n", body, re.DOTALL)
            users += json.loads(found.group(1)) if found else pytest.fail("an import without users")
        if method == "PATCH":
            patches.setdefault(path.rpartition("/")[2].replace("%7C", "|"), []).append(json.loads(body))
    return users, patches


def edit_given_name(user, _chance):
    user["given_name"] = "Edited"
    return [("given_name", "set")]


def edit_flag(user, _chance):
    user["email_verified"] = not user["email_verified"]
    return [("email_verified", "set")]


def edit_key(user, chance):
    user["user_metadata"]["plan"] = chance.choice(["free", 7, False, ["x"]])
    return [("user_metadata.plan", "set")]


def edit_new_key(user, _chance):
    user["user_metadata"]["new"] = {"a": {"b": [1, {"c": None}]}}
    return [("user_metadata.new.a.b", "added")]


def edit_deep_key(user, _chance):
    user["user_metadata"]["deep"]["y"] = "edited"
    user["user_metadata"]["v1.2"] = False
    return [("user_metadata.deep.y", "set"), ("user_metadata.v1.2", "set")]


def edit_app_metadata(user, _chance):
    was = "app_metadata" in user
    user.setdefault("app_metadata", {})["code"] = "edited"
    return [("app_metadata.code", "set" if was else "added")]


def edit_several(user, chance):
    return [*edit_given_name(user, chance), *edit_key(user, chance), *edit_app_metadata(user, chance)]


def edit_email(user, _chance):
    user["email"] = f"edited-{user['email']}"
    return [("email", "set")]


def edit_username(user, _chance):
    user["username"] = f"e{user['username']}"
    return [("username", "set")]


def edit_both(user, chance):
    return [*edit_email(user, chance), *edit_username(user, chance), *edit_key(user, chance)]


def edit_blocked(user, _chance):
    was = "blocked" in user
    user["blocked"] = not user.get("blocked", False)
    return [("blocked", "set" if was else "added")]


def edit_user_id(user, _chance):
    user["user_id"] += "x"
    return [("user_id", "set")]


def edit_unknown(user, chance):
    user["department"] = "Sales"
    return [("department", "added"), *edit_given_name(user, chance)]


IMPORTED = (
    edit_given_name, edit_flag, edit_key, edit_new_key, edit_deep_key, edit_app_metadata, edit_several, edit_unknown,
)  # fmt: skip
PATCHED = (edit_email, edit_username, edit_both, edit_blocked)
EDITS = (*IMPORTED, *PATCHED, edit_user_id)


def plant(users, number, seed):
    """Edit some users of an export; give the copy, what was edited, and how everybody shall be."""
    chance = random.Random(seed)
    copies, edits, kinds = copy.deepcopy(users), [], {}
    for place, user in enumerate(chance.sample(copies, number)):
        kind, user_id = EDITS[place % len(EDITS)], user["user_id"]
        edits += [(user_id, field, way) for field, way in kind(user, chance)]
        kinds[user_id] = kind
    meant = {}
    for was, user in zip(users, copies, strict=True):
        after = {name: value for name, value in user.items() if name != "department"}
        if kinds.get(was["user_id"]) is edit_user_id:
            after = was
        if after["email"] != was["email"]:
            after["email_verified"] = False
        meant[was["user_id"]] = after
    return copies, sorted(edits), kinds, meant


def test_of_ten_thousand_users_exactly_the_edited_ones_are_shown_sent_changed_and_taken_back(make_scene):
    scene = make_scene(10_000)
    before = scene.people()
    export = scene.export()
    users = [json.loads(line) for line in export.read_text().splitlines()]
    copies, edits, kinds, meant = plant(users, 300, seed=4)
    changes = scene.changes(export, scene.write("copy.json", copies))
    shown = changes.rows.select("auth0_user_id", "field", "kind").iter_rows()
    assert sorted(shown) == edits
    assert (changes.users, changes.changed, changes.untouched) == (10_000, 300, 0)

    plan = scene.plan(changes, patch=True)
    refused = {user_id for user_id, kind in kinds.items() if kind is edit_user_id}
    patched = {user_id for user_id, kind in kinds.items() if kind in PATCHED}
    imported = kinds.keys() - refused - patched
    assert plan.counts == {
        "import": len(imported), "PATCH": len(patched), "unchanged": 9_700, "refused": len(refused), "held": 0,
    }  # fmt: skip
    assert {row["field"] for row in plan.refused.iter_rows(named=True)} == {"user_id", "department"}
    assert bare(scene.people()) == bare(before)

    scene.wire.clear()
    scene.simulation.sleep(3_600.0)
    updated = scene.send(plan)
    in_files, patches = sent_over(scene.wire)
    assert {user["email"] for user in in_files} == {before[user_id]["email"] for user_id in imported}
    assert len(in_files) == len(imported)
    assert patches.keys() == patched
    assert sum("users-imports" in path for method, path, _ in scene.wire if method == "POST") == 1
    backup = plan.folder / "backup.ndjson"
    assert {json.loads(line)["user_id"] for line in backup.read_text().splitlines()} == imported | patched
    assert oct(backup.stat().st_mode)[-3:] == "600"
    places = {"unchanged": 9_700, "updated": len(imported | patched), "refused": len(refused)}
    assert {place: count for place, count in updated.places.items() if count} == places
    assert sum(updated.places.values()) == updated.users == 10_000

    after = scene.people()
    assert bare(after) == bare(meant)
    now = {user["user_id"]: user for user in scene.users()}
    untouched = {user["user_id"] for user in users} - imported - patched
    assert all(now[user["user_id"]] == user for user in users if user["user_id"] in untouched)
    assert all(
        now[user["user_id"]]["updated_at"] != user["updated_at"]
        for user in users
        if user["user_id"] not in untouched
    )
    verified = verify_update(plan, scene.session)
    verified.require_clean()
    assert (verified.updated, verified.stamped, verified.differences.height) == (
        len(imported | patched),
        0,
        0,
    )
    left = scene.changes(sheet_of_tenant(scene_users(scene)), read_sheet(scene.folder / "copy.json"))
    assert set(left.rows["field"]) <= {"user_id", "department", "email_verified"}

    undone = scene.undo(plan)
    assert undone.places["restored"] == len(imported | patched)
    assert bare(scene.people()) == bare(before)


def scene_users(scene, name="later"):
    return take_users(scene.session, scene.tenant.connection_id, scene.folder / name)


def test_a_copy_of_a_few_columns_leaves_everything_else(scene):
    before = scene.people()
    export = scene.export()
    copied = scene.write("copy.csv", [{"Id": "auth0|00003", "user_metadata.plan": "free"}])
    plan = scene.plan(scene.changes(export, copied))
    scene.send(plan)
    after = scene.people()
    expected = copy.deepcopy(before)
    expected["auth0|00003"]["user_metadata"]["plan"] = "free"
    assert bare(after) == bare(expected)
    again = scene.plan(scene.changes(scene.export("new.ndjson"), copied), name="again")
    assert again.counts["import"] == 0


def test_metadata_is_replaced_when_told_to(scene):
    export = scene.export()
    copied = scene.write("copy.json", [{"user_id": "auth0|00003", "user_metadata": {"only": 1}}])
    plan = scene.plan(scene.changes(export, copied, replaces=True), metadata="replace")
    scene.send(plan)
    assert scene.people()["auth0|00003"]["user_metadata"] == {"only": 1}
    assert "code" in scene.people()["auth0|00003"]["app_metadata"]
    scene.undo(plan)
    assert "plan" in scene.people()["auth0|00003"]["user_metadata"]


def test_cleared_values_go_and_come_back(scene):
    before = scene.people()
    export = scene.export()
    row = {
        "user_id": "auth0|00004",
        "given_name": "",
        "user_metadata.n": "",
        "user_metadata.deep.y": "",
        "blocked": "",
    }
    copied = scene.write("copy.csv", [row])
    untouched = scene.changes(export, copied)
    assert (untouched.rows.height, untouched.passed_over) == (0, 3)
    plan = scene.plan(scene.changes(export, copied, clear_empty=True), patch=True)
    assert scene.send(plan).places["updated"] == 1
    after = scene.people()["auth0|00004"]
    assert after.get("given_name") is None
    assert after["user_metadata"] == {"plan": "pro", "v1.2": True, "deep": {"x": [1, None]}}
    verify_update(plan, scene.session).require_clean()
    scene.undo(plan)
    assert bare(scene.people()) == bare(before)


def test_what_no_import_changes_is_refused_with_its_endpoint_unless_asked_for(scene):
    export = scene.export()
    rows = [
        {"user_id": "auth0|00001", "email": "x@example.com"},
        {"user_id": "auth0|00002", "blocked": True, "nickname": "b"},
    ]
    changes = scene.changes(export, scene.write("copy.json", rows))
    plan = scene.plan(changes)
    scene.wire.clear()
    updated = scene.send(plan)
    assert not sent_over(scene.wire)[1]
    assert {place: count for place, count in updated.places.items() if count} == {"updated": 1, "refused": 1}
    assert set(updated.reasons) == {
        ("refused", "email: PATCH /api/v2/users/{id}", 1),
        ("updated", "but not blocked", 1),
    }


def test_whom_somebody_changed_since_the_export_is_held_and_listed(scene):
    export = scene.export()
    rows = [{"user_id": f"auth0|{n:05d}", "nickname": "new", "blocked": n > 3} for n in range(1, 7)]
    changes = scene.changes(export, scene.write("copy.json", rows))
    scene.simulation.sleep(60)
    patch_user(scene.session, "auth0|00001", {"user_metadata": {"mine": 1}})
    delete_user(scene.session, "auth0|00002")
    plan = scene.plan(changes, patch=True)
    held = {row["auth0_user_id"]: row["reason"] for row in plan.held.iter_rows(named=True)}
    assert held == {
        "auth0|00001": "changed since the export",
        "auth0|00002": "not in the connection any more",
    }
    scene.simulation.sleep(60)
    patch_user(scene.session, "auth0|00004", {"user_metadata": {"mine": 1}})
    delete_user(scene.session, "auth0|00005")
    updated = scene.send(plan)
    assert {place: count for place, count in updated.places.items() if count} == {"updated": 2, "held": 4}
    people = scene.people()
    assert people["auth0|00004"]["nickname"] == "nick"
    assert (people["auth0|00003"]["nickname"], people["auth0|00006"]["blocked"]) == ("new", True)
    told = scene.plan(changes, name="told", patch=True, hold_changed=False)
    scene.send(told)
    people = scene.people()
    assert (people["auth0|00001"]["nickname"], people["auth0|00001"]["user_metadata"]["mine"]) == ("new", 1)


def test_whom_somebody_changes_between_the_plan_and_the_import_is_told(scene):
    export = scene.export()
    rows = [{"user_id": f"auth0|{n:05d}", "nickname": "new"} for n in range(1, 4)]
    plan = scene.plan(scene.changes(export, scene.write("copy.json", rows)))
    scene.simulation.sleep(60)
    patch_user(scene.session, "auth0|00002", {"family_name": "Mine"})
    updated = scene.send(plan)
    ((place, why, users),) = updated.reasons
    assert (place, users, updated.places["updated"]) == ("updated", 1, 3)
    assert why.startswith("somebody changed them between the plan and the import")
    assert scene.people()["auth0|00002"]["family_name"] == "Mine"


def test_whoever_is_refused_by_the_tenant_is_failed_and_asked_again_when_told_to(scene):
    export = scene.export()
    rows = [
        {"user_id": "auth0|00001", "email": "user2@example.com"},
        {"user_id": "auth0|00003", "nickname": "x" * 400},
    ]
    plan = scene.plan(scene.changes(export, scene.write("copy.json", rows)), patch=True)
    updated = scene.send(plan)
    assert updated.places["failed"] == 2
    assert {why for _, why, _ in updated.reasons} == {"auth0_idp_error", "MAX_LENGTH"}
    delete_user(scene.session, "auth0|00002")
    assert scene.send(plan).places["failed"] == 2
    assert scene.send(plan, is_retried=True).places["failed"] == 1
    assert scene.people()["auth0|00001"]["email"] == "user2@example.com"


def test_an_update_that_was_begun_keeps_its_plan(scene):
    export = scene.export()
    rows = [{"user_id": "auth0|00001", "nickname": "new"}]
    changes = scene.changes(export, scene.write("copy.json", rows))
    plan = scene.plan(changes)
    sent = scene.send(plan)
    again = scene.plan(changes)
    assert again.rows.equals(plan.rows)
    assert scene.send(again) == sent == Updated.read(plan.folder) == read_balance(plan)
    with pytest.raises(WorkspaceError, match="how it is done"):
        scene.plan(changes, patch=True)
    other = scene.changes(export, scene.write("copy.json", [{"user_id": "auth0|00002", "nickname": "b"}]))
    with pytest.raises(WorkspaceError, match="what was edited"):
        scene.plan(other)
    scene.undo(plan)
    with pytest.raises(WorkspaceError, match="taken back"):
        scene.send(plan)


def test_files_that_were_changed_are_refused(scene):
    export = scene.export()
    plan = scene.plan(
        scene.changes(export, scene.write("copy.json", [{"user_id": "auth0|00001", "nickname": "n"}]))
    )
    with pytest.raises(WorkspaceError, match="not sent"):
        plan_update_undo(plan, scene.session)
    whole = pl.read_parquet(plan.folder / "whole.parquet")
    whole.head(3).write_parquet(plan.folder / "whole.parquet")
    with pytest.raises(WorkspaceError, match="not what the plan was made of"):
        scene.send(plan)
    plan.rows.clear().write_parquet(plan.folder / "plan.parquet")
    with pytest.raises(WorkspaceError, match=r"plan\.parquet"):
        UpdatePlan.read(plan.folder)


def test_who_signs_in_or_is_changed_by_others_since_is_spared_by_the_undo(scene):
    export = scene.export()
    rows = [{"user_id": f"auth0|{n:05d}", "nickname": "new", "blocked": n > 2} for n in range(1, 5)]
    plan = scene.plan(scene.changes(export, scene.write("copy.json", rows)), patch=True)
    scene.send(plan)
    for number in (1, 3):
        patch_user(scene.session, f"auth0|0000{number}", {"given_name": "Mine"})
    undone = scene.undo(plan)
    assert (undone.places["held"], undone.places["restored"]) == (2, 2)
    people = scene.people()
    assert [people[f"auth0|0000{n}"]["nickname"] for n in range(1, 5)] == ["new", "nick", "new", "nick"]


def test_what_somebody_else_does_meanwhile_is_told_apart(scene):
    export = scene.export()
    plan = scene.plan(
        scene.changes(export, scene.write("copy.json", [{"user_id": "auth0|00001", "nickname": "n"}]))
    )
    scene.send(plan)
    scene.simulation.sleep(60)
    patch_user(scene.session, "auth0|00002", {"nickname": "other"})
    others = verify_update(plan, scene.session)
    assert (others.is_clean, others.stamped, others.differences["kind"].to_list()) == (
        True, 1, ["changed by somebody else"],
    )  # fmt: skip
    patch_user(scene.session, "auth0|00001", {"nickname": "third", "given_name": "x"})
    found = verify_update(plan, scene.session)
    assert sorted(found.differences.select("field", "kind").iter_rows()) == [
        ("given_name", "changed, and nobody meant it"),
        ("nickname", "changed by somebody else"),
        ("nickname", "not as meant"),
    ]
    assert not found.is_clean


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_event_it_goes_on_to_the_same_end(scene, monkeypatch, tmp_path, moment):
    """The journals of the run and of the single calls end after each of their events in turn."""
    export = scene.export()
    users = [json.loads(line) for line in export.read_text().splitlines()]
    copies, _, _, meant = plant(users, 13, seed=1)
    plan = scene.plan(scene.changes(export, scene.write("copy.json", copies)), patch=True)
    scene.tenant.snapshot(tmp_path / "start.sqlite")
    fresh = tmp_path / "fresh"
    shutil.copytree(plan.folder, fresh)
    append, left = Journal.append, [10_000]

    def count(journal, event, **facts):
        left[0] -= 1
        if left[0] == 0 and moment == "before":
            raise Killed
        appended = append(journal, event, **facts)
        if left[0] == 0:
            raise Killed
        return appended

    monkeypatch.setattr(Journal, "append", count)
    end = scene.send(plan)
    assert end.places["updated"] == 12
    events = 10_000 - left[0]
    assert events >= 15
    for number in range(1, events + 1):
        scene.tenant.restore(tmp_path / "start.sqlite")
        shutil.rmtree(plan.folder)
        shutil.copytree(fresh, plan.folder)
        left[0] = number
        with pytest.raises(Killed):
            scene.send(UpdatePlan.read(plan.folder))
        left[0] = 10_000
        told = scene.send(UpdatePlan.read(plan.folder))
        assert (told, bare(scene.people())) == (end, bare(meant))
    undone = scene.undo(plan)
    assert undone.places["restored"] == 12
    assert bare(scene.people()) == bare({user["user_id"]: user for user in users})


@pytest.mark.parametrize("kind", ["before", "after", "drop", "drop_before"])
def test_faults_change_nothing_of_the_end(scene, kind):
    export = scene.export()
    users = [json.loads(line) for line in export.read_text().splitlines()]
    copies, _, _, meant = plant(users, 13, seed=2)
    plan = scene.plan(scene.changes(export, scene.write("copy.json", copies)), patch=True)
    for method in ("GET", "PATCH"):
        scene.tenant.faults.add(method, "/api/v2/users/*", kind, times=2, status=503)
    assert scene.send(plan).places["updated"] == 12
    assert all(fault.happened == 2 for fault in scene.tenant.faults.faults)
    scene.tenant.faults.clear()
    assert bare(scene.people()) == bare(meant)


def test_another_tenant_is_refused(scene):
    export = scene.export()
    plan = scene.plan(
        scene.changes(export, scene.write("copy.json", [{"user_id": "auth0|00001", "nickname": "n"}]))
    )
    other = Session("http://127.0.0.1:9", client_id="x", client_secret="y")
    for door in (carry_out_update, plan_update_undo):
        with pytest.raises(WorkspaceError, match="this session speaks to"):
            door(plan, other)

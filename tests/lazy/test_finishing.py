"""The rest as a migration of its own, resets prepared and not sent, no-op scripts, and a checklist that asks the tenant."""

import json
import shutil
from dataclasses import replace

import polars as pl
import pytest
from tests.lazy.trickle import BEGAN, CONNECTION, HASH, LOGIN, MAPPING, draw_people, open_world, write_dump
from tests.runs.runs_scene import QUICK

from userferry.api import LoginVerdict, create_import, login, wait_for_job
from userferry.chain.params import read_params
from userferry.conflicts import Resolutions
from userferry.conflicts.rules import KeepRule
from userferry.dumps import read_dumps
from userferry.errors import VerificationError, WorkspaceError
from userferry.lazy import (
    Ending,
    ask_moved,
    begin_rest,
    check_ending,
    follow,
    list_resets,
    make_tickets,
    no_op_scripts,
    read_activity,
    write_remainder,
    write_resets,
)
from userferry.lazy.resets import MADE, TICKETS
from userferry.mapping import Mapping, apply_mapping
from userferry.scripts.node import call_scripts

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
PEOPLE = draw_people(8, 5)


def follow_now(world, folder):
    activity = read_activity(apply_mapping(write_dump(PEOPLE), MAPPING), "", began=BEGAN)
    moved = ask_moved(world.session, world.connection_id, folder / "moved.parquet", poll_seconds=0.01)
    return follow(moved, activity, began=BEGAN, at=world.now, days=folder / "days")


def bring(world, numbers):
    users = [
        {"user_id": f"legacy|{each}", "email": f"person{each}@example.com", "password_hash": HASH}
        for each in numbers
    ]
    asked = {"connection_id": world.connection_id, "upsert": False, "external_id": "rest"}
    job = create_import(world.session, users=json.dumps(users).encode(), **asked)
    assert wait_for_job(world.session, job.id, poll_seconds=0.01).summary.inserted == len(users)


def change(world, **options):
    path = f"/api/v2/connections/{world.connection_id}"
    before = world.session.request("GET", path).json()["options"]
    world.session.request("PATCH", path, json={"options": {**before, **options}}, repeatable=True)


def test_the_rest_is_a_migration_that_the_pages_take(tmp_path, workspace):
    project = tmp_path / "project"
    shutil.copytree(workspace.project / "notebooks", project / "notebooks")
    (project / "params").mkdir()
    workspace = replace(workspace, project=project)
    Resolutions({"email": KeepRule("first")}, {"email:1": 1}).write(workspace.decisions("resolutions"))
    with open_world() as world:
        world.log_in(PEOPLE[2])
        followed = follow_now(world, tmp_path)
    remainder = write_remainder(write_dump(PEOPLE), followed, workspace.folder("lazy"))
    name = begin_rest(workspace, remainder, MAPPING, target="rehearsal", connection=CONNECTION)
    assert name == f"{workspace.name}-rest"
    params = read_params(project / "params" / f"{name}.yml", sorted((project / "notebooks").glob("*.ipynb")))
    assert (params.values["connection"], params.values["upsert"]) == (CONNECTION, False)
    rest = replace(workspace, name=name)
    assert Resolutions.read(rest.decisions("resolutions")) == Resolutions({"email": KeepRule("first")})
    users = apply_mapping(
        read_dumps(params.values["dump"], {}, root=project).frame, Mapping.read(rest.decisions("mapping"))
    )
    assert users.select("user_id").collect()["user_id"].to_list() == [
        f"legacy|{each.number}" for each in PEOPLE if each.number != 2
    ]
    assert (remainder.path.stat().st_mode & 0o777) == 0o600
    mine = "version: 1\n"
    rest.decisions("mapping").write_text(mine)
    begin_rest(workspace, remainder, MAPPING, target="rehearsal", connection=CONNECTION)
    assert rest.decisions("mapping").read_text() == mine


def test_where_nobody_remains_there_is_no_rest(tmp_path, workspace):
    with open_world() as world:
        bring(world, range(len(PEOPLE)))
        followed = follow_now(world, tmp_path)
    remainder = write_remainder(write_dump(PEOPLE), followed, tmp_path / "lazy")
    assert (remainder.path, remainder.rows) == (None, 0)
    with pytest.raises(WorkspaceError, match="Nobody remains"):
        begin_rest(workspace, remainder, MAPPING, target="rehearsal", connection=CONNECTION)


def test_resets_are_listed_and_tickets_are_made_where_they_are_asked_for(tmp_path):
    users = apply_mapping(write_dump(PEOPLE), MAPPING).with_columns(
        email=pl.when(pl.col("__row") != 3).then("email")
    )
    resets = list_resets(users, pl.DataFrame({"__row": [1, 3, 4], "why": ["iterated MD5"] * 3}))
    assert resets["user_id"].to_list() == ["auth0|legacy|1", "auth0|legacy|4"]
    written = write_resets(resets, tmp_path)
    assert (written.stat().st_mode & 0o777) == 0o600
    assert pl.read_csv(written)["email"].to_list() == ["person1@example.com", "person4@example.com"]
    with open_world() as world:
        bring(world, [1])
        for _ in range(2):  # a second call makes no second ticket
            made = make_tickets(tmp_path / "tickets", resets, world.session, pace=QUICK)
        assert made.rows.select("outcome", "word", "code").rows() == [
            ("done", MADE, None),
            ("failed", None, "inexistent_user"),
        ]
    kept = tmp_path / "tickets" / TICKETS
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [line["user_id"] for line in lines] == ["auth0|legacy|1"]
    assert lines[0]["ticket"].startswith("http")
    assert (kept.stat().st_mode & 0o777) == 0o600
    others = [path for path in (tmp_path / "tickets").iterdir() if path != kept and path.is_file()]
    assert not any(lines[0]["ticket"].encode() in path.read_bytes() for path in others)


def test_no_op_scripts_know_nobody_and_who_is_there_still_logs_in():
    scripts = no_op_scripts()
    called = call_scripts(scripts["login"], [["ann@example.com", "right"]], configuration={})
    called += call_scripts(scripts["get_user"], [["ann@example.com"]], configuration={})
    assert [(each.result, each.error, each.calls) for each in called] == [(None, None, 1)] * 2
    with open_world() as world:
        world.log_in(PEOPLE[0])
        change(world, customScripts=scripts)
        world.log_in(PEOPLE[0])
        asked = {
            "client_id": world.tenant.client_id,
            "client_secret": world.tenant.client_secret,
            "realm": CONNECTION,
        }
        answer = login(world.session, username=PEOPLE[1].email, password="s3same", **asked)
        assert answer.verdict is LoginVerdict.WRONG_PASSWORD


def test_the_checklist_asks_the_tenant_for_each_point(tmp_path):
    with open_world() as world:
        world.log_in(PEOPLE[0])
        world.sign_up("new@example.com")
        change(
            world,
            configuration={"DATABASE_URL": "postgres://secret"},
            customScripts={"login": LOGIN, "create": LOGIN},
        )
        ending = check_ending(world.session, world.connection_id, follow_now(world, tmp_path))
        told = {point: (is_met, seen) for point, is_met, seen, _ in ending.points.iter_rows()}
        assert told == {
            "nobody of the dump remains": (False, "7 remain, 0 are left out, 1 moved by a login"),
            "the tenant holds as many users as were counted": (
                True,
                "2 found, 2 counted at 2026-03-02 00:00",
            ),
            "the connection keeps its own database": (True, "scripts are on"),
            "Import Users to Auth0 is on": (True, "on"),
            "login knows nobody": (False, "another script"),
            "get_user knows nobody": (False, "there is none"),
            "no other script is left": (False, "create"),
            "no settings of the legacy store are left": (False, "DATABASE_URL"),
            "an application uses the connection": (True, "1 do"),
        }
        with pytest.raises(VerificationError, match="keep the legacy store running") as refused:
            ending.require_done()
        assert "no_op_scripts" in str(refused.value)
        assert "secret" not in str(refused.value) + ending._repr_html_()

        bring(world, range(1, len(PEOPLE)))
        change(world, configuration={}, customScripts=no_op_scripts())
        ending = check_ending(world.session, CONNECTION, follow_now(world, tmp_path)).require_done()
        assert ending.points["way_out"].null_count() == ending.points.height
        ending.write(tmp_path)
        assert repr(Ending.read(tmp_path)) == repr(ending)

        change(world, import_mode=False)
        ending = check_ending(world.session, CONNECTION, follow_now(world, tmp_path))
        lacking = ending.points.filter(~pl.col("is_met"))["point"].to_list()
        assert lacking == ["Import Users to Auth0 is on"]

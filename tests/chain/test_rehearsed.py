"""What was rehearsed is what happens: the same codes for the same rows, and the same users afterwards."""

import csv
import json

import polars as pl
import pytest
from tests.rehearsed import CONNECTION, EXPORTS, real_tenant

from userferry.api import Session
from userferry.reconcile import export_users
from userferry.runs import Balance
from userferry.targets import LIKE, Likeness, RunTime
from userferry.tenant import LocalTenant

pytestmark = [pytest.mark.chain, pytest.mark.timeout(900)]
PLAN = {"app_metadata": {"plan": "pro"}, "user_metadata": {"language": "en"}}
OURS = {
    "connection": CONNECTION, "answer_key": "", "accept_unproven": True, "upsert": True, "tier": "production",
    "max_bytes": 40_000,
}  # fmt: skip


def those_who_are_there(scene):
    """Make users who meet rows of the dump by address, by username and by id."""
    with (scene.root / "params" / "demo" / "django.auth_user.csv").open(newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["email"].isascii() and " " not in row["email"]]
    rows = [row for row in rows if row["email"].endswith("@example.com") and 4 <= len(row["username"]) <= 12]
    met = list({row["email"].lower(): row for row in rows}.values())[10:70]
    return [
        *({"email": row["email"].upper(), "user_id": row["id"], "username": row["username"], **PLAN} for row in met[:20]),
        *({"email": row["email"], "user_id": f"x{row['id']}", "username": f"x{row['id']}xyz", **PLAN} for row in met[20:30]),
        *({"email": f"x{row['id']}@example.org", "username": row["username"]} for row in met[30:40]),
        *({"email": f"y{row['id']}@example.org", "user_id": row["id"], "username": f"y{row['id']}xyz"} for row in met[40:50]),
        *({"email": f"stranger{number}@example.org", "username": f"stranger{number}", **PLAN} for number in range(10)),
    ]  # fmt: skip


def rows_of(scene):
    """Give what came of each row."""
    rows = pl.read_parquet(scene.workspace / "runs" / "first" / "rows.parquet")
    return rows.select("__row", "outcome", "code", "message", "path", "auth0_user_id").sort("__row").rows()


def users_of(session, connection_id, tmp_path):
    """Give who is there, and with what."""
    path = export_users(session, connection_id, tmp_path / "users.ndjson", poll_seconds=0.02)
    users = [json.loads(line) for line in path.read_text().splitlines()]
    return sorted(users, key=lambda user: user["user_id"])


@pytest.fixture(scope="module")
def both(make_scene, tmp_path_factory):
    """The same import rehearsed and done; and what the real tenant was asked for by the rehearsal."""
    with pytest.MonkeyPatch.context() as patch, real_tenant(patch) as real:
        rehearsed, done = (
            make_scene(**OURS, like=real.url, like_users=True),
            make_scene(**OURS, target=real.url),
        )
        there = those_who_are_there(rehearsed)
        real.bring(*there)
        ended = rehearsed.run()
        assert ended.returncode == 0, ended.stdout + ended.stderr
        was_only_looked_at, calls = real.was_only_looked_at, list(real.calls)
        before = users_of(real.session, real.connection_id, tmp_path_factory.mktemp("before"))
        ended = done.run()
        assert ended.returncode == 0, ended.stdout + ended.stderr
        after = users_of(real.session, real.connection_id, tmp_path_factory.mktemp("after"))
        yield rehearsed, done, {"there": there, "looked": was_only_looked_at, "calls": calls, "before": before, "after": after}  # fmt: skip


def test_the_real_tenant_is_only_looked_at(both):
    _, _, real = both
    assert real["looked"]
    assert real["calls"].count(EXPORTS) == 1
    assert len(real["before"]) == len(real["there"])


def test_each_row_meets_the_same_fate(both):
    rehearsed, done, _ = both
    assert rows_of(rehearsed) == rows_of(done)
    met = {(outcome, code) for _, outcome, code, *_ in rows_of(done)}
    assert {place for place, _ in met} == {"inserted", "updated", "failed"}
    assert {"CONFLICT", "CONFLICT_USERNAME"} <= {code for _, code in met}
    assert Balance.read(rehearsed.workspace / "verified") == Balance.read(done.workspace / "verified")
    refused = pl.read_parquet(rehearsed.workspace / "checked" / "failure.parquet")["rule"].unique()
    assert {"username.short", "username.long"} & set(refused)


def test_the_same_users_are_there_afterwards(both, tmp_path):
    rehearsed, _, real = both
    likeness = Likeness.read(rehearsed.workspace / "tenant")
    with LocalTenant(rehearsed.workspace / "tenant", connection=CONNECTION) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        assert users_of(session, likeness.settings["id"], tmp_path) == real["after"]


def test_it_said_how_long_it_will_take_as_it_was_foretold(both):
    rehearsed, done, _ = both
    took = RunTime.read(rehearsed.workspace / "runs" / "first")
    assert took.is_rehearsed
    assert took.foretold == RunTime.read(done.workspace / "runs" / "first").foretold
    assert took.foretold.shortest_seconds <= took.seconds


def test_started_over_it_is_made_from_the_same_copy(both):
    rehearsed, _, _ = both
    before = (rehearsed.workspace / LIKE / "likeness.json").read_bytes()
    rows = rows_of(rehearsed)
    again = rehearsed.run("--again")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (rehearsed.workspace / LIKE / "likeness.json").read_bytes() == before
    assert rows_of(rehearsed) == rows

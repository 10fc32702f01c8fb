"""What a target holds is asked once, kept, and asked again only where somebody says so."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from userferry.api import Session, create_import, wait_for_job
from userferry.errors import DecisionError
from userferry.holdings import Holdings, ask_target, read_export, spot_check
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE, reach_target
from userferry.tenant import LocalTenant

CONNECTION = "Username-Password-Authentication"
SECRET = "do-not-keep-me"


@pytest.fixture
def tenant(monkeypatch):
    """A tenant that runs already and holds one user."""
    monkeypatch.setattr("userferry.holdings.asking.POLL_SECONDS", 0.02)
    with LocalTenant(password_rounds=4) as running:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, running.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, running.client_secret)
        bring(running, {"email": "Ann@example.com", "user_id": "1", "app_metadata": {"plan": "pro"}})
        yield running


def session_of(tenant):
    return Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)


def bring(tenant, *users):
    session, rows = session_of(tenant), json.dumps(users).encode()
    asked = {"connection_id": tenant.connection_id, "upsert": False, "external_id": "x"}
    assert wait_for_job(session, create_import(session, users=rows, **asked).id, poll_seconds=0.01).summary


def change(tenant, **options):
    session = session_of(tenant)
    path = f"/api/v2/connections/{tenant.connection_id}"
    before = session.request("GET", path).json()["options"]
    session.request("PATCH", path, json={"options": {**before, **options}}, repeatable=True)


def ask(tenant, workspace, how="once", connection=CONNECTION):
    with reach_target(tenant.url, workspace, connection=connection) as reached:
        return ask_target(reached, workspace, ask=how)


def test_it_tells_the_settings_and_the_users(tenant, workspace):
    held = ask(tenant, workspace)
    assert (held.held, held.connection, held.settings["strategy"]) == (1, CONNECTION, "auth0")
    assert held.settings["options"]["validation"] == {"username": {"min": 1, "max": 15}}
    user = held.users.collect().row(0, named=True)
    assert (user["email"], user["user_id"], user["logins_count"]) == ("ann@example.com", "auth0|1", None)
    assert json.loads(user["app_metadata"]) == {"plan": "pro"}
    assert "users held" in held._repr_html_()
    assert "days old" not in held._repr_html_()


def test_it_is_asked_once_and_the_page_after_reads_what_was_said(tenant, workspace):
    first = ask(tenant, workspace)
    bring(tenant, {"email": "bo@example.com"})
    assert ask(tenant, workspace) == first
    assert first.words == {"target": tenant.url, "connection": CONNECTION, "upsert": "false", "users": "read"}
    read = Holdings.read(workspace.need("target", "holdings.json", made_by="03-conflicts").parent)
    assert read == first
    assert read.users.collect().height == 1
    assert ask(tenant, workspace, "again").held == 2
    assert ask(tenant, workspace).held == 2


def test_settings_alone_read_no_users_and_forget_none(tenant, workspace):
    short = ask(tenant, workspace, "settings")
    assert (short.held, short.users) == (None, None)
    assert "not read" in short._repr_html_()
    assert ask(tenant, workspace).held == 1
    change(tenant, mfa={"active": False})
    kept = ask(tenant, workspace)
    assert kept.settings["options"]["mfa"]["active"]
    assert "settings were changed since" in kept._repr_html_()
    now = ask(tenant, workspace, "settings")
    assert (now.held, now.settings["options"]["mfa"]["active"]) == (1, False)
    assert "changed since" not in now._repr_html_()
    assert "off: a row with factors would fail" in now._repr_html_()


def test_what_is_prepared_is_noted_for_the_page_after(tenant, workspace):
    with reach_target(tenant.url, workspace, connection=CONNECTION) as reached:
        for upsert in (False, True):
            held = ask_target(reached, workspace, upsert=upsert)
            assert Holdings.read(workspace.root / "target") == held
            assert held.words["upsert"] == str(upsert).lower()


def test_each_connection_is_known_by_itself(tenant, workspace):
    first = ask(tenant, workspace)
    tenant.add_connection("second")
    assert ask(tenant, workspace, connection="second").held == 0
    bring(tenant, {"email": "bo@example.com"})
    assert ask(tenant, workspace) == first
    assert Holdings.read(workspace.root / "target") == first


def test_another_way_to_ask_is_refused_with_those_there_are(tenant, workspace):
    with pytest.raises(DecisionError, match="`ask` is 'agian'; it is one of once, again, settings"):
        ask(tenant, workspace, "agian")


def test_no_secret_of_the_connection_is_kept(tenant, workspace):
    scripts = {"login": f"// {SECRET}"}
    change(
        tenant,
        configuration={"URL": SECRET},
        customScripts=scripts,
        bindPassword=SECRET,
        gateway={"client_secret": SECRET, "deep": [{"apiKey": SECRET, "kept": 1}]},
    )
    held = ask(tenant, workspace)
    assert SECRET not in json.dumps(held.settings)
    assert held.settings["options"]["gateway"] == {"deep": [{"kept": 1}]}
    assert not [path for path in workspace.root.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]  # fmt: skip


def test_it_says_when_it_is_old(tenant, workspace):
    held = ask(tenant, workspace)
    path = workspace.root / "target" / "holdings.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps(facts | {"asked_at": (datetime.now(UTC) - timedelta(days=3)).isoformat()}))
    assert "3 days old; <code>ask: again</code> asks anew" in Holdings.read(path.parent)._repr_html_()
    assert "days old" not in held._repr_html_()


def test_it_is_read_back_from_any_folder(tenant, workspace, tmp_path):
    held = ask(tenant, workspace)
    held.write(tmp_path / "kept")
    again = Holdings.read(tmp_path / "kept")
    assert again == held
    assert again.users.collect().equals(held.users.collect())
    assert repr(held) == f"Holdings({tenant.url}, {CONNECTION}: 1 users)"


def test_metadata_stay_as_they_are_and_an_absent_field_is_null(tmp_path):
    lines = [
        {"user_id": "auth0|1", "email": "a@example.com", "blocked": True, "app_metadata": {'a"b': "q\n", "n": 1}},
        {"user_id": "auth0|2", "app_metadata": {"n": "one"}, "logins_count": 3, "unknown": [1]},
        {"user_id": "auth0|3", "app_metadata": None},
    ]  # fmt: skip
    path = tmp_path / "export.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    users = read_export(path).collect()
    assert [json.loads(text or "null") for text in users["app_metadata"]] == [line["app_metadata"] for line in lines]  # fmt: skip
    assert users.select("email", "blocked", "logins_count").rows() == [
        ("a@example.com", True, None), (None, None, 3), (None, None, None),
    ]  # fmt: skip
    assert users.schema["user_metadata"] == pl.String


def test_what_it_keeps_is_private(tenant, workspace):
    ask(tenant, workspace)
    kept = list((workspace.root / "target").rglob("*"))
    assert {path.name for path in kept if path.is_file()} == {"holdings.json", "users.parquet"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


@pytest.mark.parametrize(
    ("upsert", "verdict", "lost"),
    [(False, "would be refused", []), (True, "would be updated", ["app_metadata.plan"])],
)
def test_a_spot_check_tells_of_some_users_without_an_export(tenant, workspace, upsert, verdict, lost):
    users = pl.DataFrame(
        {
            "email": ["ANN@example.com", "bob@example.com", None, "cara@example.com"],
            "app_metadata": [{"seen": row} for row in range(4)],
        }
    )
    with reach_target(tenant.url, workspace, connection=CONNECTION) as reached:
        export = tenant.faults.add("POST", "/api/v2/jobs/users-exports", "before")
        preview = spot_check(reached, users, upsert=upsert)
        some = spot_check(reached, users, rows=2)
    told = dict(preview.verdicts.select("__row", "verdict").rows())
    assert told == {0: verdict, 1: "would be inserted", 3: "would be inserted"}
    assert preview.losses["path"].to_list() == lost
    assert some.verdicts["__row"].to_list() == [0, 1]
    assert export.happened == 0

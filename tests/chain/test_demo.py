"""The demo goes all the way through papermill: everybody accounted for, every promise kept, no secret left behind."""

import csv
import json
import os
import re

import nbformat
import polars as pl
import pytest
from nbformat.sign import NotebookNotary

from userferry.api import LoginVerdict, Session, get_users_by_email, login, patch_user
from userferry.journey import see_journey
from userferry.tenant import LocalTenant
from userferry.workspace import Workspace

pytestmark = [pytest.mark.chain, pytest.mark.timeout(600)]
STEPS = ["00-start", "01-profile", "02-map", "03-conflicts", "04-check", "05-import", "06-verify"]
KEEPERS = ("pbkdf2_sha256$", "argon2$argon2id$", "bcrypt$", "md5$")
LOSERS = ("bcrypt_sha256$", "!")


@pytest.fixture(scope="module")
def crossed(make_scene):
    """A scene in which the whole chain ran once."""
    scene = make_scene()
    done = scene.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return scene, done.stdout


@pytest.fixture(scope="module")
def dump(crossed):
    scene, _ = crossed
    with (scene.root / "params" / "demo" / "django.auth_user.csv").open(newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def passwords(crossed):
    scene, _ = crossed
    with (scene.root / "params" / "demo" / "django.passwords.csv").open(newline="") as opened:
        return {row["user_id"]: row["password"] for row in csv.DictReader(opened)}


@pytest.fixture(scope="module")
def tenant(crossed):
    """The tenant that the demo filled, opened again."""
    scene, _ = crossed
    with LocalTenant(scene.workspace / "tenant", password_rounds=4) as running:
        yield running


@pytest.fixture(scope="module")
def session(tenant):
    return Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)


def test_the_last_lines_are_the_balance_sheet(crossed):
    _, printed = crossed
    sheet = printed[printed.index("rows in dump") :].splitlines()
    assert sheet[0].split()[-1] == "500"
    assert [line.split() for line in sheet if line.startswith("sum")] == [["sum", "500"]]
    assert sheet[-1] == "balances: each of the 500 rows is in one place"
    places = [
        line.rsplit(maxsplit=1) for line in sheet[2:] if line and line[0].isalpha() and line[-1].isdigit()
    ]
    assert sum(int(count) for name, count in places if name != "sum") == 500


def test_each_step_says_one_line_and_leaves_a_signed_page(crossed):
    scene, printed = crossed
    assert [line.split()[0] for line in printed.splitlines()[: len(STEPS)]] == STEPS
    for step in STEPS:
        page = nbformat.read(scene.workspace / "notebooks" / f"{step}.ipynb", as_version=4)
        assert NotebookNotary().check_signature(page)
        assert page.metadata.papermill.exception is None


def test_called_again_nothing_is_done_twice(crossed):
    scene, _ = crossed
    journal = scene.workspace / "runs" / "first" / "journal.ndjson"
    before = journal.read_bytes()
    # as if its decisions had been touched since
    os.utime(scene.workspace / "steps" / "03-conflicts.json", (1, 1))
    again = scene.run()
    assert again.returncode == 0
    assert see_journey(Workspace("demo", scene.root, scene.workspace.parent)).stale == ()
    assert again.stdout.count("done before, and nothing it reads has changed") == len(STEPS)
    assert journal.read_bytes() == before


def test_every_row_of_the_dump_is_in_exactly_one_place(crossed):
    scene, _ = crossed
    checked = scene.workspace / "checked"
    places = [
        pl.read_parquet(checked / "failure.parquet")["__row"].unique().to_list(),
        pl.read_parquet(checked / "held.parquet")["__row"].to_list(),
        pl.read_parquet(scene.workspace / "runs" / "first" / "rows.parquet")["__row"].to_list(),
    ]
    assert sorted(row for place in places for row in place) == list(range(500))


def test_everybody_imported_either_keeps_the_password_or_was_named_beforehand(crossed, dump):
    scene, _ = crossed
    standing = pl.read_parquet(scene.workspace / "checked" / "standing.parquet").filter(
        pl.col("place") == "sent"
    )
    for row, promise in standing.select("__row", "promise").iter_rows():
        value = dump[row]["password"]
        assert (promise == "keeps") == value.startswith(KEEPERS), row
        assert (promise == "resets") == value.startswith(LOSERS), row


def test_every_old_password_opens_the_door_and_a_wrong_one_does_not(
    crossed, dump, passwords, tenant, session
):
    scene, _ = crossed
    imported = pl.read_parquet(scene.workspace / "runs" / "first" / "rows.parquet")["__row"].to_list()
    keepers = [dump[row] for row in imported if dump[row]["password"].startswith(KEEPERS)]

    def answer(user, password):
        credentials = {"client_id": tenant.client_id, "client_secret": tenant.client_secret}
        return login(
            session, **credentials, username=user["username"], password=password, realm=tenant.connection
        ).verdict

    assert len(keepers) == 403
    for user in keepers:
        if (
            user["is_active"] == "0"
        ):  # who was switched off in Django is blocked; the password is theirs all the same
            assert answer(user, passwords[user["id"]]) is LoginVerdict.BLOCKED
            found = get_users_by_email(session, user["email"])
            patch_user(session, found[0]["user_id"], {"blocked": False})
        assert answer(user, f"{passwords[user['id']]}x") is LoginVerdict.WRONG_PASSWORD
        assert answer(user, passwords[user["id"]]) is LoginVerdict.OK


def strings_of(path):
    """Give every text that a file holds: of a parquet file its values, of another its bytes."""
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        return "\n".join(json.dumps(row, default=str) for row in frame.iter_rows())
    return path.read_text(encoding="utf-8", errors="replace")


def test_no_secret_is_left_behind_but_in_the_chunks_and_the_tenant(crossed, dump, passwords, tenant):
    scene, _ = crossed
    secrets = {row["password"].rsplit("$", 1)[-1].rstrip("=") for row in dump}
    secrets |= {password for password in passwords.values() if password} | {tenant.client_secret}
    looked_at = 0
    for path in sorted(scene.workspace.rglob("*")):
        inside = path.relative_to(scene.workspace).parts
        if not path.is_file() or inside[0] == "tenant" or (path.suffix == ".json" and "chunks" in inside):
            continue
        text = strings_of(path)
        looked_at += 1
        assert not [secret for secret in secrets if secret in text], path
        assert not re.search(r"eyJ[\w-]{10,}\.[\w-]{10,}\.", text), path
    assert looked_at > 30


def test_everything_left_behind_is_private(crossed):
    scene, _ = crossed
    for path in [scene.workspace, *scene.workspace.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_balance_page_opens_without_a_network_and_holds_nobodys_data(crossed, dump):
    scene, _ = crossed
    page = (scene.workspace / "verified" / "balance.html").read_text()
    assert "500" in page
    assert not re.search(r"""(src|href)\s*=|url\(|@import""", page)
    assert not [user for user in dump if user["email"] and user["email"] in page]


def test_the_report_tells_it_all_without_a_network_and_holds_nobodys_data(crossed, dump):
    scene, _ = crossed
    page = (scene.workspace / "verified" / "report.html").read_text()
    for told in (
        "450 of 500 rows are users of the rehearsal",
        "No row failed.",
        "No difference: what is there",
    ):
        assert told in page
    assert "450 of 450 rows that were sent ended as foreseen" in page
    assert not re.search(r"""<script|\b(src|href)\s*=|url\(|@import""", page)
    assert not [user for user in dump if user["email"] and user["email"] in page]


def test_the_id_table_names_each_arrival_once_by_its_legacy_key(crossed, dump, session):
    scene, _ = crossed
    with (scene.workspace / "runs" / "first" / "ids.csv").open(newline="") as opened:
        ids = list(csv.DictReader(opened))
    rows = pl.read_parquet(scene.workspace / "runs" / "first" / "rows.parquet")
    assert [int(each["__row"]) for each in ids] == sorted(rows["__row"].to_list())
    for each in ids[::90]:
        user = dump[int(each["__row"])]
        assert each["id"] == user["id"]
        held = get_users_by_email(session, user["email"])
        assert [one["user_id"] for one in held] == [each["auth0_user_id"]]

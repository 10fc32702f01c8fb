"""What 04-check foretells is what comes of each row, in a tenant that holds some users already."""

import csv
import json
from collections import Counter

import polars as pl
import pytest

from userferry.api import Session, create_import, wait_for_job
from userferry.forecast import Forecast
from userferry.runs import Balance
from userferry.tenant import LocalTenant

pytestmark = [pytest.mark.chain, pytest.mark.timeout(900)]
CONNECTION = "Username-Password-Authentication"
PLAN = {"app_metadata": {"plan": "pro", "last_login": "2001-01-01"}, "user_metadata": {"language": "en"}}
WITHOUT, WITH = ("bcrypt_sha256$", "!"), ("pbkdf2_sha256$", "argon2$", "md5$")
"""How a dump's password begins that goes along as no hash, and as a custom one."""


def open_tenant(scene):
    return LocalTenant(scene.workspace / "tenant", connection=CONNECTION, password_rounds=4)


def session_of(tenant):
    return Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)


def hold(scene, users):
    """Let the rehearsal's tenant hold users before anything is run."""
    with open_tenant(scene) as tenant:
        asked = {"connection_id": tenant.connection_id, "upsert": False, "external_id": "before"}
        job = create_import(session_of(tenant), users=json.dumps(users).encode(), **asked)
        assert wait_for_job(session_of(tenant), job.id, poll_seconds=0.02).summary.inserted == len(users)


def change(scene, **options):
    """Change the settings of the rehearsal's connection."""
    with open_tenant(scene) as tenant:
        path = f"/api/v2/connections/{tenant.connection_id}"
        before = session_of(tenant).request("GET", path).json()["options"]
        session_of(tenant).request("PATCH", path, json={"options": {**before, **options}}, repeatable=True)


def people(scene):
    """Give the dump's people whom nothing but the tenant can stop: those without a hash, and those with a custom one."""
    with (scene.root / "params" / "demo" / "django.auth_user.csv").open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    times = Counter(row["email"].lower() for row in rows)
    good = [row for row in rows if times[row["email"].lower()] == 1 and row["email"].endswith("@example.com")]
    good = [row for row in good if row["email"].isascii() and " " not in row["email"]]
    return [[row for row in good if row["password"].startswith(kind)] for kind in (WITHOUT, WITH)]


def those_who_are_there(scene):
    """Make users who meet rows of the dump by each identifier, and strangers."""
    bare, custom = people(scene)
    same = [*bare[:3], *custom[:3]]
    return [
        *({"email": row["email"].upper(), "user_id": row["id"], "username": row["username"], **PLAN} for row in same),
        *({"email": row["email"], "user_id": f"x{row['id']}", "username": f"x{row['id']}", **PLAN} for row in bare[3:5]),
        *({"email": f"x{row['id']}@example.org", "username": row["username"]} for row in custom[3:5]),
        *({"email": f"y{row['id']}@example.org", "user_id": row["id"]} for row in custom[5:8]),
        *({"email": f"stranger{number}@example.org", **PLAN} for number in range(4)),
    ]  # fmt: skip


def assert_foretold(scene, run="first"):
    """Hold what was foretold of each row against the run and its balance sheet; give the places."""
    forecast = Forecast.read(scene.workspace / "checked")
    foretold = forecast.places
    sent = foretold.filter(pl.col("place").is_in(["inserted", "updated", "failed"]))
    came = pl.read_parquet(scene.workspace / "runs" / run / "rows.parquet").select("__row", "outcome", "code")
    assert sent.select("__row", "place", "code").sort("__row").rows() == came.sort("__row").rows()
    balance = Balance.read(scene.workspace / "verified")
    counted = dict(foretold["place"].value_counts().iter_rows())
    assert {entry.place: entry.rows for entry in balance.entries if entry.rows} == counted
    assert balance.is_settled
    return foretold


def counts(places):
    return dict(places.select(pl.concat_str("place", "code", separator=" ", ignore_nulls=True)).to_series().value_counts().iter_rows())  # fmt: skip


@pytest.fixture(scope="module")
def scenes(make_scene):
    """Both ways to import into a tenant that holds users, each run to its end."""
    made = {}
    for upsert in (False, True):
        scene = made[upsert] = make_scene(upsert=upsert)
        hold(scene, those_who_are_there(scene))
        done = scene.run()
        assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_without_upsert_whoever_meets_somebody_fails(scenes):
    said = counts(assert_foretold(scenes[False]))
    assert said["failed DUPLICATED_USER"] == 6 + 2 + 2 + 3
    assert "updated" not in said


def test_with_upsert_each_row_ends_as_was_foretold(scenes):
    said = counts(assert_foretold(scenes[True]))
    assert said["updated"] == 3 + 2
    assert said["failed CONFLICT_USERNAME"] == 2
    assert said["failed CONFLICT"] == 3 + 3  # a custom hash for who has another, an id of somebody else


def test_the_page_shows_who_is_there_and_what_an_upsert_would_destroy(scenes):
    def outputs(scene, page):
        cells = json.loads((scene.workspace / "notebooks" / f"{page}.ipynb").read_text())["cells"]
        shown = [one["data"] for cell in cells for one in cell.get("outputs", []) if "data" in one]
        return "\n".join("".join(data.get("text/html", data.get("text/plain", ""))) for data in shown)

    conflicts = outputs(scenes[True], "03-conflicts")
    assert "users held" in conflicts
    assert "What would be lost" in conflicts
    assert "app_metadata.plan" in conflicts
    assert "user_metadata.language" not in conflicts  # the dump brings none, so it stays
    assert "CONFLICT_USERNAME" in conflicts
    assert "What would be lost" not in outputs(scenes[False], "03-conflicts")
    check = outputs(scenes[True], "04-check")
    assert "CONFLICT_USERNAME" in check
    assert "1 import job, about 1 to 3 minutes at free pace" in check


def test_another_target_connection_or_upsert_than_was_checked_is_refused(scenes):
    scene = scenes[False]
    before = (scene.workspace / "runs" / "first" / "journal.ndjson").read_bytes()
    forecast = Forecast.read(scene.workspace / "checked")
    assert {name: forecast.made_from[name] for name in ("target", "connection", "upsert", "users")} == {
        "target": "rehearsal", "connection": CONNECTION, "upsert": "false", "users": "read",
    }  # fmt: skip
    page = scene.root / "notebooks" / "04-check.ipynb"
    kept = page.read_text()
    page.write_text(kept.replace("| held.words", "| held.words | {'upsert': 'true'}"))
    stopped = scene.run()
    page.write_text(kept)
    assert stopped.returncode == 1
    assert "05-import stopped" in stopped.stderr
    assert "`upsert` is `false`, and what was checked is for `true`" in stopped.stderr
    assert "run 03-conflicts and 04-check again" in stopped.stderr
    assert (scene.workspace / "runs" / "first" / "journal.ndjson").read_bytes() == before


def test_what_our_own_run_brought_is_known_in_the_next(scenes):
    """A second import of the same dump: who logged in has another hash, and who did not still has the imported one."""
    scene = scenes[False]
    scene.decide(upsert=True, ask="again", run="second")
    done = scene.run()
    assert done.returncode == 0, done.stdout + done.stderr
    said = counts(assert_foretold(scene, "second"))
    assert said["updated"] > 3
    assert (
        said["failed CONFLICT"] > 300
    )  # they logged in with their old passwords when the first run was verified
    assert not Forecast.read(scene.workspace / "checked").standing["is_doubtful"].sum() > 3


def test_settings_that_refuse_rows_are_foretold(make_scene):
    scene = make_scene(answer_key="", accept_unproven=True, tier="production")
    hold(scene, [{"email": "stranger@example.org"}])
    change(scene, validation={"username": {"min": 8, "max": 12}}, mfa={"active": False})
    done = scene.run()
    assert done.returncode == 0, done.stdout + done.stderr
    said = counts(assert_foretold(scene))
    assert said["refused MIN_LENGTH"] > 0
    assert said["refused MAX_LENGTH"] > 0
    assert "failed" not in "".join(said)
    rows = pl.read_parquet(scene.workspace / "checked" / "failure.parquet")["rule"].unique()
    assert {"username.short", "username.long"} <= set(rows)

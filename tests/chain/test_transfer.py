"""The page moves the rehearsal's users to a second tenant through papermill: first only shown, then done."""

import json
import subprocess
import sys

import polars as pl
import pytest
import yaml
from tests.chain.test_foretold import CONNECTION, session_of
from tests.chain.test_undo import QUICK, errors_in, everybody

from userferry.proof import LoginProof
from userferry.reconcile import export_users
from userferry.runs import Balance
from userferry.tenant import LocalTenant
from userferry.transfer import Losses

pytestmark = [pytest.mark.chain, pytest.mark.timeout(900)]

KEY = "params/demo/django.passwords.csv"
LOST = ("identities", "logins_count")


def without_lost(users):
    return {email: {name: user[name] for name in user if name not in LOST} for email, user in users.items()}


@pytest.fixture(scope="module")
def scene(make_scene):
    found = make_scene(**QUICK | {"answer_key": KEY})
    done = found.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return found


def transfer(scene, **values) -> subprocess.CompletedProcess[str]:
    scene.decide(**values)
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from userferry.cli import main; main()",
            "page",
            "12-transfer",
            "params/demo.yml",
        ],
        cwd=scene.root,
        env=scene.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def moved(scene, tmp_path):
    with LocalTenant(
        scene.workspace / "transfer" / "tenant", connection=CONNECTION, password_rounds=4
    ) as tenant:
        path = export_users(
            session_of(tenant), tenant.connection_id, tmp_path / "moved.ndjson", poll_seconds=0.02
        )
        return {each["email"]: each for each in map(json.loads, path.read_text().splitlines())}


def test_what_would_be_done_is_shown_and_then_done(scene, tmp_path):
    before = everybody(scene, tmp_path)
    shown = transfer(scene)
    assert shown.returncode == 0, shown.stderr
    assert errors_in(scene.workspace / "notebooks" / "12-transfer.ipynb") == []
    losses = Losses.read(scene.workspace / "transfer" / "checked")
    assert losses.of("password") == len(before)
    assert moved(scene, tmp_path) == {}

    refused = transfer(scene, carry_out=True)
    assert refused.returncode == 1
    assert "can't take their password" in refused.stderr
    assert moved(scene, tmp_path) == {}

    with LocalTenant(scene.workspace / "tenant", connection=CONNECTION, password_rounds=4) as tenant:
        hashed = tenant.export_hashes(scene.root / "hashes.ndjson")
    assert 0 < hashed < len(before)  # who never logged in has another hash yet, and is in no such file
    (scene.root / "params" / "demo.transfer.yml").write_text(
        yaml.safe_dump({"accept_resets": True, "answer_key": KEY})
    )
    done = transfer(scene, hashes="hashes.ndjson")
    assert done.returncode == 0, done.stderr
    after = moved(scene, tmp_path)
    assert without_lost(after) == without_lost(before)
    logins = LoginProof.read(scene.workspace / "transfer" / "verified")
    assert logins.is_proven
    assert set(logins.logins["promise"]) == {"keeps", "resets"}
    assert everybody(scene, tmp_path) == before
    folder = scene.workspace / "transfer"
    balance = Balance.read(folder / "verified")
    assert (balance.dump_rows, balance.rows("inserted")) == (len(before), len(before))
    assert pl.read_csv(folder / "runs" / "first" / "ids.csv").height == len(before)
    assert (folder / "verified" / "report.html").stat().st_mode & 0o777 == 0o600
    assert not (folder / "private" / "users.parquet").exists()
    assert transfer(scene).returncode == 0
    assert without_lost(moved(scene, tmp_path)) == without_lost(after)
    assert scene.run().returncode == 0  # nothing that an earlier page reads has changed

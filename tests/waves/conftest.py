"""Runs that are made up, without a tenant; and a whole migration into an embedded one."""

import json

import polars as pl
import pytest
from tests.waves.journey import MAPPING, Journey

from userferry.runs import Manifest, Outcome, Place
from userferry.runs.outcome import ROWS_SCHEMA
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE
from userferry.tenant import LocalTenant

TARGET, CONNECTION_ID, DUMP = "rehearsal", "con_0000000000000001", "d" * 64


@pytest.fixture
def make_run(tmp_path):
    """Make a run that is finished: `came` says what came of which row."""
    begun = []

    def make(name, came, *, is_part=True, dump=DUMP, upsert=False, target=TARGET, dump_rows=100):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        digests = {"dump": dump, "mapping": "m"} | ({"wave": name} if is_part else {})
        Manifest(name, target, CONNECTION_ID, upsert, digests, dump_rows, ()).write(folder)
        begun.append(name)
        event = {"at": f"2026-01-01T00:00:{len(begun):02d}.000+00:00", "event": "begun"}
        (folder / "journal.ndjson").write_text(json.dumps(event) + "\n")
        rows = [
            (row, 1, place, outcome, "CODE" if outcome == "failed" else None, None, None, None)
            for place, (row, outcome) in enumerate(came.items())
        ]
        frame = pl.LazyFrame(rows, schema=ROWS_SCHEMA, orient="row")
        counts = {str(place): sum(one == place for one in came.values()) for place in Place}
        Outcome(frame, counts, {}, {}, 1, 1, 0).write(folder)
        return folder

    make.runs = tmp_path / "runs"
    make.runs.mkdir()
    return make


@pytest.fixture
def journey(workspace, tmp_path, monkeypatch):
    """A migration into an embedded tenant that runs already."""
    monkeypatch.setattr("userferry.holdings.asking.POLL_SECONDS", 0.02)
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(MAPPING)
    with LocalTenant(password_rounds=4) as tenant:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        yield Journey(workspace, tenant, mapping)

"""A workspace whose runs are made up: manifests, journals and outcomes, without a tenant."""

import json

import polars as pl
import pytest

from userferry.runs import Manifest, Outcome, Place
from userferry.runs.outcome import ROWS_SCHEMA

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

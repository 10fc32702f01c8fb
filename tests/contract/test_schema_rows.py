"""Rows that hypothesis makes of the published schema, right and spoilt: checks and tenant say the same of each.

500 by default, as many as `USERFERRY_GENERATED` says otherwise (at most 20,000); the same ones for the same number.
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.contract.schema_rows import right, spoilt

from userferry.api import Session, create_import, get_job_errors, wait_for_job
from userferry.checks import check_rows
from userferry.forecast import forecast_outcomes
from userferry.tenant import LocalTenant

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "users-import.schema.json").read_text())
COUNT = min(20_000, int(os.environ.get("USERFERRY_GENERATED", "500")))
ROWS_AT_ONCE = 200
SECRETS = {"password_hash", "custom_password_hash", "mfa_factors"}


def made() -> list[Any]:
    """Collect what hypothesis makes: one row that is right for every three that were spoilt."""
    rows: list[Any] = []

    def collecting(count, strategy):
        @settings(
            max_examples=count,
            phases=[Phase.generate],
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def collect(row):
            rows.append(row)

        collect()

    collecting(COUNT // 4, right(SCHEMA))
    collecting(COUNT - COUNT // 4, spoilt(SCHEMA))
    return rows


def told_by(tenant: LocalTenant, rows: list[Any]) -> list[list[tuple[int, list[tuple[str, str]]]]]:
    """Send the rows, 200 a file: for each file the echo and the complaints of each row that failed, in order."""
    session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
    told = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        job = create_import(
            session,
            connection_id=tenant.connection_id,
            users=orjson.dumps(rows[start : start + ROWS_AT_ONCE]),
            upsert=False,
            external_id=str(start),
        )
        wait_for_job(session, job.id, poll_seconds=0.01)
        told.append(
            [
                (shown(row.user), sorted((error.code, error.path or "") for error in row.errors))
                for row in get_job_errors(session, job.id).rows
            ]
        )
    return told


def shown(row: Any) -> str:
    """Give what of a row is told again unmasked, as comparable text."""
    if isinstance(row, dict):
        row = {name: value for name, value in row.items() if name not in SECRETS}
    return json.dumps(row, sort_keys=True)


def foreseen(rows: list[Any]) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    """Say the same beforehand."""
    texts = [orjson.dumps(row).decode() for row in rows]
    frame = pl.DataFrame({"__row": range(len(rows)), "json": texts}, schema_overrides={"__row": pl.Int64})
    chunks = frame.select("__row", chunk=pl.col("__row") // ROWS_AT_ONCE)
    complaints: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row, code, path in check_rows(frame)[1].findings.select("__row", "code", "path").iter_rows():
        complaints[row].append((code, path or ""))
    files: list[list[tuple[str, list[tuple[str, str]]]]] = [[] for _ in range(chunks["chunk"].n_unique())]
    for row, outcome, codes in forecast_outcomes(frame, chunks=chunks).rows.iter_rows():
        if outcome in {"refused", "failed"}:
            expected = sorted(complaints[row]) or [(code, "") for code in codes]
            files[row // ROWS_AT_ONCE].append((shown(rows[row]), expected))
    return files


@pytest.mark.timeout(1_200)
def test_rows_of_the_schema_right_and_spoilt_end_as_foreseen(capsys):
    rows = made()
    with LocalTenant() as tenant:
        told = told_by(tenant, rows)
    expected = foreseen(rows)
    apart = [
        pair
        for file in zip(expected, told, strict=True)
        for pair in zip(*file, strict=False)
        if pair[0] != pair[1]
    ]
    lengths = [(len(ours), len(theirs)) for ours, theirs in zip(expected, told, strict=True)]
    codes = {code for file in told for _, found in file for code, _ in found}
    with capsys.disabled():
        failed = sum(theirs for _, theirs in lengths)
        sys.stdout.write(
            f"\n{len(rows):,} rows, {failed:,} failed with {len(codes)} codes: {len(apart)} disagreements\n"
        )
    assert not apart, apart[:5]
    assert all(ours == theirs for ours, theirs in lengths)
    assert len(rows) > COUNT * 0.8
    assert 0.2 < failed / len(rows) < 0.95

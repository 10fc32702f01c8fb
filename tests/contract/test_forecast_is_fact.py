"""What is foreseen is what the tenant does, for every row of a dirty dump sent to it unfiltered.

20,000 rows by default into a tenant of 2,000 users; with `USERFERRY_GENERATED=200000` 200,000 rows and 20,000 users.
"""

import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from tests.contract.dirty_rows import make_rows, make_user, mark_of

from userferry.api import Session, create_export, create_import, download_export, get_job_errors, wait_for_job
from userferry.forecast import Outcomes, forecast_outcomes
from userferry.tenant import LocalTenant

ROWS = max(20_000, int(os.environ.get("USERFERRY_GENERATED", "0")))
USERS = ROWS // 10
MAX_FILE_BYTES = 500_000
SHOWN = 20


@pytest.fixture(scope="module")
def tenant():
    with LocalTenant(job_seconds=0.0) as running:
        yield running


@pytest.fixture(scope="module")
def session(tenant):
    return Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)


def cut(texts: list[bytes]) -> list[list[int]]:
    """Share rows out over files, in their order."""
    files: list[list[int]] = [[]]
    size = 2
    for row, text in enumerate(texts):
        size += len(text) + 1
        if size > MAX_FILE_BYTES:
            files.append([])
            size = 3 + len(text)
        files[-1].append(row)
    return files


def send(
    session: Session, connection_id: str, rows: list[Any], *, upsert: bool
) -> tuple[pl.DataFrame, list[Counter]]:
    """Send every row; `__row`, `chunk`, `told` (the codes, sorted), and each file's summary."""
    texts = [orjson.dumps(row) for row in rows]
    told: list[tuple[int, int, list[str]]] = []
    summaries = []
    for chunk, numbers in enumerate(cut(texts), start=1):
        payload = b"[" + b",".join(texts[number] for number in numbers) + b"]"
        job = create_import(
            session, connection_id=connection_id, users=payload, upsert=upsert, external_id=str(chunk)
        )
        job = wait_for_job(session, job.id, poll_seconds=0.02)
        assert job.summary is not None, job
        refused = {
            mark_of(row.user): sorted(error.code for error in row.errors)
            for row in get_job_errors(session, job.id).rows
        }
        assert len(refused) == job.summary.failed
        told += [(number, chunk, refused.get(mark_of(rows[number]), [])) for number in numbers]
        summaries.append(Counter({"inserted": job.summary.inserted, "updated": job.summary.updated}))
    schema = {"__row": pl.Int64, "chunk": pl.Int64, "told": pl.List(pl.String)}
    return pl.DataFrame(told, schema=schema, orient="row"), summaries


def people_of(session: Session, connection_id: str, folder: Path) -> pl.DataFrame:
    """Export a connection's users: their identifiers."""
    names = ["email", "username", "user_id", "phone_number"]
    job = create_export(session, connection_id=connection_id, fields=names)
    job = wait_for_job(session, job.id, poll_seconds=0.02)
    path = download_export(session, job, folder / "export.json")
    return pl.read_ndjson(path, schema=dict.fromkeys(names, pl.String))


def settled(session: Session, connection_id: str, folder: Path) -> pl.DataFrame:
    """Bring users whose custom hashes nobody has used, and give the export with what we know of their hashes."""
    rng = random.Random(7)
    users = []
    for number in range(USERS):
        user = make_user(number, rng, people=USERS * 20)
        users.append(
            {name: value for name, value in user.items() if name != "user_metadata"}
            | {
                "email": f"p{number * 5}@example.com",
                "user_id": f"id{number * 5}",
                "user_metadata": {"mark": number},
            }
        )
    told, _ = send(session, connection_id, users, upsert=False)
    custom = [f"auth0|{user['user_id']}" for user in users if "custom_password_hash" in user]
    people = people_of(session, connection_id, folder)
    assert people.height == told.filter(pl.col("told").list.len() == 0).height > USERS * 0.8
    return people.with_columns(
        pl.when(pl.col("user_id").is_in(custom)).then(pl.lit("custom")).alias("credential")
    )


def disagreements(outcomes: Outcomes, told: pl.DataFrame) -> pl.DataFrame:
    """Rows of which the forecast and the tenant say different things."""
    both = outcomes.rows.join(told, on="__row", how="full", coalesce=True)
    return both.filter(pl.col("codes").ne_missing(pl.col("told")))


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("upsert", [False, True])
@pytest.mark.parametrize("options", [{}, {"mfa": {"active": False}}], ids=["factors", "no-factors"])
def test_every_row_of_a_dirty_dump_ends_as_foreseen(tenant, session, tmp_path, capsys, upsert, options):
    name = f"dirty-{upsert}-{len(options)}".lower()
    connection_id = tenant.add_connection(name, options=options)
    target = settled(session, connection_id, tmp_path)
    count = ROWS // 10 if options else ROWS
    rows = make_rows(count, seed=11, people=count * 2)
    texts = [orjson.dumps(row).decode() for row in rows]
    frame = pl.DataFrame({"__row": range(count), "json": texts}, schema_overrides={"__row": pl.Int64})
    told, summaries = send(session, connection_id, rows, upsert=upsert)
    chunks = told.select("__row", "chunk")
    outcomes = forecast_outcomes(frame, target, connection={"options": options}, upsert=upsert, chunks=chunks)
    apart = disagreements(outcomes, told)
    with capsys.disabled():
        codes = told.explode("told")["told"].drop_nulls().n_unique()
        said = f"{outcomes!r}, upsert {upsert}, {codes} codes, {target.height:,} users there before"
        sys.stdout.write(f"\n{said}, {len(summaries)} files: {apart.height} disagreements\n")
    assert apart.is_empty(), [(texts[row[0]], row) for row in apart.head(SHOWN).iter_rows()]
    assert outcomes.rows.height == count
    assert inserted_and_updated(outcomes, chunks) == summaries
    assert_people(people_of(session, connection_id, tmp_path), target, outcomes, frame, options)


def inserted_and_updated(outcomes: Outcomes, chunks: pl.DataFrame) -> list[Counter]:
    """Count them in each file."""
    counted = [Counter({"inserted": 0, "updated": 0}) for _ in range(chunks["chunk"].n_unique())]
    both = outcomes.rows.join(chunks, on="__row").group_by("chunk", "outcome").len()
    for chunk, outcome, count in both.iter_rows():
        if outcome in counted[chunk - 1]:
            counted[chunk - 1][outcome] += count
    return counted


def assert_people(
    after: pl.DataFrame, before: pl.DataFrame, outcomes: Outcomes, frame: pl.DataFrame, options
) -> None:
    """Those who are there are those who were, and one for each row that was foreseen to be inserted."""
    inserted = outcomes.rows.filter(pl.col("outcome") == "inserted")
    new = after.join(before, on="user_id", how="anti")
    if options:
        assert new.height >= inserted.height  # a row whose factors fail is let in
        return
    addresses = frame.join(inserted, on="__row").select(
        pl.col("json").str.json_path_match("$.email").str.to_lowercase()
    )
    assert sorted(new["email"]) == sorted(addresses.to_series())

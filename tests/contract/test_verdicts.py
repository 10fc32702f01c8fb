"""The checks and the embedded tenant were written apart; row for row they must give the same verdict."""

import re
import time
from pathlib import Path

import orjson
import polars as pl
import pytest

from userferry.api import Session, create_import, get_job_errors, wait_for_job
from userferry.checks import check_users
from userferry.chunks import json_line
from userferry.dumps import read_dump
from userferry.mapping import Mapping, apply_mapping
from userferry.tenant import LocalTenant

PROJECT = Path(__file__).parents[2]
BCRYPT = "a" * 53

BROKEN = {
    "nothing": {},
    "no address": {"email": None},
    "no top level": {"email": "a@b"},
    "blank in the address": {"email": "a b@example.com"},
    "two dots": {"email": "a..b@example.com"},
    "dot first": {"email": ".a@example.com"},
    "hyphen first": {"email": "a@-x.co"},
    "blank after": {"email": "a@example.com "},
    "long address": {
        "email": "a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 20 + ".com"
    },
    "plus": {"email": "a+b@x.co"},
    "apostrophe": {"email": "o'x@x.co"},
    "umlaut": {"email": "ü@x.co"},
    "capitals": {"email": "BIG@EXAMPLE.COM"},
    "blank in the id": {"user_id": "a b"},
    "long id": {"user_id": "x" * 256},
    "longest id": {"user_id": "x" * 255},
    "long username": {"username": "x" * 16},
    "longest username": {"username": "x" * 15},
    "blank in the username": {"username": "a b"},
    "username with an umlaut": {"username": "jörg"},
    "username like an address": {"username": "ab@example.com"},
    "username in capitals": {"username": "ANN"},
    "long given name": {"given_name": "x" * 151},
    "longest given name": {"given_name": "x" * 150},
    "empty family name": {"family_name": ""},
    "long name": {"name": "x" * 301},
    "long nickname": {"nickname": "x" * 301},
    "national phone": {"phone_number": "0155"},
    "phone": {"phone_number": "+15551234567"},
    "php bcrypt": {"password_hash": f"$2y$10${BCRYPT}"},
    "dear bcrypt": {"password_hash": f"$2b$12${BCRYPT}"},
    "bcrypt": {"password_hash": f"$2b$10${BCRYPT}"},
    "forbidden key": {"app_metadata": {"created_at": "x", "plan": None}},
    "metadata": {"app_metadata": {"created_at": None, "plan": "x"}},
    "two wrongs": {"email": "a@b", "username": "x" * 20},
}


@pytest.fixture(scope="module")
def tenant():
    with LocalTenant() as running:
        yield running


def verdicts(tenant, users: pl.LazyFrame) -> dict[int, list[tuple[str, str | None, str]]]:
    """Send each user alone, so that no two of them collide; row → (code, path, message) of each complaint."""
    session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
    found = {}
    lines = users.select("__row", json_line(users.collect_schema()).alias("line")).collect()
    for row, line in lines.iter_rows():
        payload = b"[" + line.encode() + b"]"
        job = create_import(
            session, connection_id=tenant.connection_id, users=payload, upsert=False, external_id=str(row)
        )
        wait_for_job(session, job.id, poll_seconds=0.01, sleep=time.sleep)
        for refused in get_job_errors(session, job.id).rows:
            found[row] = [(error.code, error.path, error.message) for error in refused.errors]
    return found


def test_each_rule_gives_the_tenants_code_path_and_message(tenant):
    rows = [{"email": f"person{n}@example.com"} | change for n, change in enumerate(BROKEN.values())]
    names = {name for row in rows for name in row}
    columns = {name: [row.get(name) for row in rows] for name in sorted(names)}
    users = pl.LazyFrame({"__row": range(len(rows)), **columns}, schema_overrides={"__row": pl.Int64})
    _, failure = check_users(users)
    said = verdicts(tenant, users)
    assert sorted(said) == sorted(set(failure.findings["__row"])), [list(BROKEN)[row] for row in said]
    for row, found in failure.findings.group_by("__row", maintain_order=True):
        name = list(BROKEN)[row[0]]
        predicted = sorted(found.select("code", "path", "message").rows())
        answered = sorted((code, path, message) for code, path, message in said[row[0]])
        assert [(code, path) for code, path, _ in predicted] == [
            (code, path) for code, path, _ in answered
        ], name
        for (_, _, ours), (_, _, theirs) in zip(predicted, answered, strict=True):
            assert re.sub(r" \(\d+ chars\)", "", theirs).startswith(ours), name


def test_the_demos_refused_rows_sent_anyway_get_the_predicted_code(tenant):
    dump = read_dump(PROJECT / "params" / "demo" / "django.auth_user.csv")
    users = apply_mapping(dump.frame, Mapping.read(PROJECT / "params" / "demo.mapping.yml"))
    _, failure = check_users(users)
    refused = users.join(failure.rows().lazy(), on="__row", how="semi")
    said = verdicts(tenant, refused)
    assert len(said) == 25
    assert {row: [code for code, _, _ in errors] for row, errors in said.items()} == {
        row: found["code"].to_list() for (row,), found in failure.findings.group_by("__row")
    }


def test_the_demos_good_rows_are_all_taken(tenant):
    dump = read_dump(PROJECT / "params" / "demo" / "django.auth_user.csv")
    users = apply_mapping(dump.frame, Mapping.read(PROJECT / "params" / "demo.mapping.yml"))
    good, _ = check_users(users)
    line = json_line(good.collect_schema()).alias("line")
    lines = good.unique("email", keep="first").select(line).collect()["line"]
    users = [orjson.loads(line) for line in lines]
    session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
    connection = tenant.add_connection("good-rows")
    payload = orjson.dumps(users)
    job = create_import(session, connection_id=connection, users=payload, upsert=False, external_id="good")
    wait_for_job(session, job.id, poll_seconds=0.01)
    codes = {error.code for row in get_job_errors(session, job.id).rows for error in row.errors}
    assert codes <= {"DUPLICATED_USER"}

"""What is foretold of an import into a connection with users is what the embedded tenant then holds."""

import random

import orjson
import polars as pl
import pytest

from userferry.api import (
    Session,
    create_export,
    create_import,
    download_export,
    get_job_errors,
    wait_for_job,
)
from userferry.chunks import split_users
from userferry.conflicts import Conflicts, find_conflicts, preview_import
from userferry.holdings import read_export
from userferry.tenant import LocalTenant

SHH = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
FIELDS = ["user_id", "email", "username", "phone_number", "email_verified", "given_name", "name", "nickname", "app_metadata", "user_metadata", "logins_count", "identities"]  # fmt: skip
SCHEMA = {
    "email": pl.String,
    "user_id": pl.String,
    "username": pl.String,
    "email_verified": pl.Boolean,
    "given_name": pl.String,
    "app_metadata": pl.Struct(
        {"plan": pl.String, "score": pl.Int64, "consent": pl.Struct({"mail": pl.Boolean, "by": pl.String}), "roles": pl.List(pl.String)}
    ),
    "user_metadata": pl.Struct({"language": pl.String, "inner": pl.Struct({"deep": pl.Struct({"leaf": pl.String})})}),
    "password_hash": pl.String,
}  # fmt: skip


@pytest.fixture
def tenant():
    with LocalTenant(folder=None, port=0) as tenant:
        yield tenant


@pytest.fixture
def session(tenant):
    return Session(
        tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret, audience=tenant.audience
    )


def draw(rng, *values):
    return rng.choice([None, *values])


def make(number, rng):
    return {
        "email": f"User{number}@Example.com",
        "user_id": f"id-{number}",
        "username": f"u{number}",
        "email_verified": draw(rng, True, False),
        "given_name": draw(rng, "Ann", "Bo"),
        "app_metadata": {
            "plan": draw(rng, "pro", "free"),
            "score": draw(rng, 1, 2),
            "consent": {"mail": draw(rng, True, False), "by": draw(rng, "web")},
            "roles": draw(rng, ["a"], ["a", "b"], []),
        },
        "user_metadata": draw(rng, {"language": draw(rng, "en"), "inner": {"deep": {"leaf": draw(rng, "x", 'é"')}}}),
        "password_hash": draw(rng, SHH),
    }  # fmt: skip


def frame(rows):
    return pl.DataFrame(rows, schema=SCHEMA).with_row_index("__row").cast({"__row": pl.Int64})


def send(session, tenant, users, folder, *, upsert):
    """Import every chunk; give the jobs' counts and the rows refused: email → code."""
    chunks = split_users(users.lazy(), folder, max_bytes=500_000)
    counts, codes = {"inserted": 0, "updated": 0, "failed": 0}, {}
    for name in chunks.files["file"]:
        made = create_import(
            session,
            connection_id=tenant.connection_id,
            users=(folder / name).read_bytes(),
            upsert=upsert,
            external_id="t",
        )
        job = wait_for_job(session, made.id, poll_seconds=0.01)
        for kind in counts:
            counts[kind] += getattr(job.summary, kind)
        codes |= {row.user["email"]: row.errors[0].code for row in get_job_errors(session, job.id).rows}
    return counts, codes


def export(session, tenant, to):
    job = create_export(session, connection_id=tenant.connection_id, fields=FIELDS)
    return download_export(session, wait_for_job(session, job.id, poll_seconds=0.01), to)


def leaves(user):
    """Flatten a user's upsertable attributes: path → JSON; what holds nothing has no leaf."""
    found = {}

    def walk(path, value):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{path}.{key}", inner)
        else:
            found[path] = orjson.dumps(value).decode()

    for name in ("email_verified", "given_name", "name", "nickname", "app_metadata", "user_metadata"):
        if name in user:
            walk(name, user[name])
    return found


def held(path):
    return {user["user_id"]: user for user in map(orjson.loads, path.read_bytes().splitlines())}


@pytest.mark.parametrize("upsert", [True, False])
def test_the_preview_is_what_the_tenant_then_holds_key_for_key(session, tenant, tmp_path, upsert):
    rng, size = random.Random(3), 5_000
    _, codes = send(session, tenant, frame([make(n, rng) for n in range(size)]), tmp_path / "1", upsert=False)
    assert codes == {}
    rows = [make(n, rng) for n in range(100, size + 100)]
    for n in range(0, 300, 3):  # a newcomer with the username or the id of somebody who is there
        taken = {"username": f"U{n // 3}"} if n % 2 else {"user_id": f"id-{n // 3}"}
        rows[n] |= {"email": f"new{n}@example.com", "username": f"n{n}", "user_id": f"new-{n}"} | taken
    users = frame(rows)
    before = export(session, tenant, tmp_path / "before.ndjson")
    preview = preview_import(users, pl.read_ndjson(before, infer_schema_length=None), upsert=upsert)
    lazy = preview_import(users, read_export(before), upsert=upsert)
    assert lazy.verdicts.equals(preview.verdicts)
    assert lazy.changes.equals(preview.changes)
    counts, codes = send(session, tenant, users, tmp_path / "2", upsert=upsert)
    after = held(export(session, tenant, tmp_path / "after.ndjson"))

    said = dict(preview.verdicts["verdict"].value_counts().iter_rows())
    assert {word: said.get(f"would be {word}", 0) for word in ("inserted", "updated")} == {
        word: counts[word] for word in ("inserted", "updated")
    }
    refused = preview.verdicts.filter(pl.col("code").is_not_null()).join(users, on="__row")
    assert dict(refused.select("email", "code").iter_rows()) == codes

    expected = {user_id: leaves(user) for user_id, user in held(before).items()}
    for user_id, path, kind, value in preview.changes.select("auth0_user_id", "path", "kind", "after").iter_rows():  # fmt: skip
        if kind in ("may fall", "hash not taken", "hash may be refused"):
            continue
        if value is None:
            expected[user_id].pop(path)
        else:
            expected[user_id][path] = value
    assert {user_id: leaves(after[user_id]) for user_id in expected} == expected
    assert preview.losses.filter(pl.col("kind") == "vanishes").is_empty() is not upsert


def test_each_loss_is_named(tmp_path):
    target = pl.DataFrame(
        {
            "user_id": ["auth0|1", "auth0|2", "auth0|3", "auth0|9"],
            "email": ["a@x.example", "b@x.example", "c@x.example", "d@x.example"],
            "email_verified": [True, True, True, False],
            "logins_count": [0, 3, 0, 0],
            "app_metadata": [{"plan": "pro", "seen": "2020"}] * 4,
            "connection": ["db", "db", "db", "other"],
        }
    )
    custom = {"algorithm": "sha1"}
    users = pl.DataFrame(
        {
            "user_id": ["1", "2", "3", "9"],
            "email": ["A@x.example", "b@x.example", "c@x.example", "new@x.example"],
            "email_verified": [False, True, None, True],
            "app_metadata": [{"plan": "free"}, None, {"plan": None}, None],
            "password_hash": [SHH, None, None, None],
            "custom_password_hash": [None, custom, custom, None],
        }
    )
    found = find_conflicts(users, target, upsert=True, connection="db")
    assert found.target.verdicts.select("verdict", "code", "is_id_elsewhere").rows() == [
        ("would be updated", None, False),
        ("would be refused", "CONFLICT", False),
        ("would be updated", None, False),
        ("would be inserted", None, True),
    ]
    assert found.target.changes.select("__row", "path", "kind", "before", "after").rows() == [
        (0, "app_metadata.plan", "changes", '"pro"', '"free"'),
        (0, "app_metadata.seen", "vanishes", '"2020"', None),
        (0, "email_verified", "falls", "true", "false"),
        (0, "password_hash", "hash not taken", None, None),
        (2, "custom_password_hash", "hash may be refused", None, None),
        (2, "email_verified", "may fall", None, None),
    ]
    found.write(tmp_path)
    again = Conflicts.read(tmp_path)
    assert again.target.changes.equals(found.target.changes)
    assert repr(again.target) == repr(found.target)
    Conflicts(found.clusters).write(tmp_path)
    assert Conflicts.read(tmp_path).target is None


def test_metadata_is_compared_key_by_key_though_everybody_has_keys_of_their_own():
    held = [
        '{"plan": 1, "a.b \\"": "x", "deep": {"list": [1, {"z": null}], "none": null, "empty": {}}}',
        '{"plan": "pro", "deep": "text"}',
        "null",
        None,
    ]
    target = pl.LazyFrame(
        {"user_id": [f"auth0|{n}" for n in range(4)], "email": list("abcd"), "app_metadata": held}
    )
    meta = [{"plan": "pro"}, {"plan": "pro"}, {"plan": "new"}, {"plan": None}]
    users = pl.DataFrame({"user_id": [f"{n}" for n in range(4)], "email": list("ABCD"), "app_metadata": meta})
    found = preview_import(users, target, upsert=True).changes
    assert found.select("__row", "path", "kind", "before", "after").rows() == [
        (0, 'app_metadata.a.b "', "vanishes", '"x"', None),
        (0, "app_metadata.deep.list", "vanishes", '[1,{"z":null}]', None),
        (0, "app_metadata.plan", "changes", "1", '"pro"'),
        (1, "app_metadata.deep", "vanishes", '"text"', None),
        (2, "app_metadata.plan", "appears", None, '"new"'),
    ]

"""What the tenant holds is compared field by field with what was meant."""

import gzip

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.reconcile import Reconciliation, reconcile

USERS = {
    "__row": [0, 1, 2],
    "email": ["Ann@Example.com", "bo@example.com", "cy@example.com"],
    "user_id": ["1", "2", "3"],
    "username": ["Ann", "bo", None],
    "blocked": [False, True, False],
    "app_metadata": [
        {"plan": "pro", "seen": None},
        {"plan": "free", "seen": "2020"},
        {"plan": None, "seen": None},
    ],
}


def stored():
    return [
        {"user_id": "auth0|1", "email": "ann@example.com", "username": "ann", "blocked": False,
         "app_metadata": {"plan": "pro"}, "name": "ann@example.com"},
        {"user_id": "auth0|2", "email": "bo@example.com", "username": "bo", "blocked": True,
         "app_metadata": {"plan": "free", "seen": "2020"}},
        {"user_id": "auth0|3", "email": "cy@example.com", "blocked": False},
    ]  # fmt: skip


def compared(tmp_path, rows, *, is_packed=False):
    path = tmp_path / "export.ndjson"
    text = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    path.write_bytes(gzip.compress(text) if is_packed else text)
    return reconcile(pl.LazyFrame(USERS), path)


@pytest.mark.parametrize("is_packed", [False, True])
def test_what_the_tenant_normalises_is_no_difference(tmp_path, is_packed):
    found = compared(tmp_path, stored(), is_packed=is_packed)
    assert found.is_clean
    assert (found.users, found.others) == (3, 0)
    assert found.fields == (
        "email",
        "user_id",
        "username",
        "blocked",
        "app_metadata.plan",
        "app_metadata.seen",
    )


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda rows: rows.pop(1), (1, "the user", "user missing", "auth0|2", None)),
        (
            lambda rows: rows[0].update(email="x@example.com"),
            (0, "email", "value differs", "ann@example.com", "x@example.com"),
        ),
        (lambda rows: rows[1].update(blocked=False), (1, "blocked", "value differs", "true", "false")),
        (lambda rows: rows[1].pop("username"), (1, "username", "value missing", "bo", None)),
        (
            lambda rows: rows[1]["app_metadata"].pop("seen"),
            (1, "app_metadata.seen", "value missing", "2020", None),
        ),
        (lambda rows: rows[0].update(name="Anna"), (0, "name", "value not meant", None, "Anna")),
        (lambda rows: rows[0].pop("app_metadata"), (0, "app_metadata.plan", "value missing", "pro", None)),
    ],
)
def test_each_planted_difference_is_found(tmp_path, change, difference):
    rows = stored()
    change(rows)
    found = compared(tmp_path, rows)
    assert found.differences.rows() == [difference]
    assert not found.is_clean


def test_users_of_others_are_counted_not_compared(tmp_path):
    found = compared(tmp_path, [*stored(), {"user_id": "auth0|9", "email": "other@example.com"}])
    assert (found.is_clean, found.others) == (True, 1)


def test_an_empty_export_misses_everybody(tmp_path):
    found = compared(tmp_path, [])
    assert found.counts().rows() == [("the user", "user missing", 3)]


def test_it_is_read_back(tmp_path):
    found = compared(tmp_path, stored()[:2])
    found.write(tmp_path / "verified")
    again = Reconciliation.read(tmp_path / "verified")
    assert again.differences.equals(found.differences)
    assert repr(again) == repr(found) == "Reconciliation(3 users × 6 fields: 1 differences)"


def test_of_who_was_updated_only_what_an_update_can_change_is_compared(tmp_path):
    rows = stored()
    rows[1] |= {"user_id": "auth0|other", "username": "hers", "blocked": False}
    path = tmp_path / "export.ndjson"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    updated = pl.LazyFrame({"__row": [1], "auth0_user_id": ["auth0|other"]})
    found = reconcile(pl.LazyFrame(USERS), path, updated=updated)
    assert (found.is_clean, found.others) == (True, 0)
    assert not reconcile(pl.LazyFrame(USERS), path).is_clean
    rows[1]["app_metadata"]["plan"] = "old"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    found = reconcile(pl.LazyFrame(USERS), path, updated=updated)
    assert found.differences.rows() == [(1, "app_metadata.plan", "value differs", "free", "old")]


def test_in_many_parts_it_finds_the_same(tmp_path, monkeypatch):
    rows = [
        {"user_id": f"auth0|{n}", "email": f"u{n}@example.com", "app_metadata": {"n": n % 97}}
        for n in range(500)
        if n % 50
    ]
    path = tmp_path / "export.ndjson"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    users = pl.DataFrame(
        {
            "__row": range(500),
            "email": [f"U{n}@example.com" for n in range(500)],
            "user_id": [None if n % 3 else str(n) for n in range(500)],
            "app_metadata": [{"n": n % 100} for n in range(500)],
        }
    )
    whole = reconcile(users, path)
    monkeypatch.setattr("userferry.reconcile.pairing._PART_BYTES", 1_000)
    parted = reconcile(users, path)
    assert parted.differences.equals(whole.differences)
    assert dict(whole.differences.group_by("kind").len().iter_rows()) == {
        "user missing": 10,
        "value differs": sum(n % 97 != n % 100 for n in range(500) if n % 50),
    }
    assert list(tmp_path.iterdir()) == [path]


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(width=16, allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.sampled_from(["1", "true", "null", ""]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4)


def told_apart(value):
    """Give a JSON value such that two are equal only if JSON says so: true is not 1, and 1.0 is."""
    if isinstance(value, dict):
        return {key: told_apart(one) for key, one in value.items()}
    if isinstance(value, list):
        return [told_apart(one) for one in value]
    return (isinstance(value, bool), value)


@given(OBJECTS, OBJECTS, st.booleans())
def test_two_objects_differ_only_where_their_json_does(tmp_path_factory, meant, other, are_equal):
    found = dict(reversed(meant.items())) if are_equal else other
    path = tmp_path_factory.getbasetemp() / "law.ndjson"
    path.write_bytes(orjson.dumps({"user_id": "auth0|1", "app_metadata": found}))
    users = pl.LazyFrame({"user_id": ["1"], "app_metadata": [orjson.dumps(meant).decode()]})
    there = reconcile(users, path).differences
    assert there.is_empty() == (told_apart(meant) == told_apart(found))
    assert there["field"].is_unique().all()
    roots = {f"app_metadata.{key}" for key in {*meant, *found}}
    named = {".".join(field.split("[")[0].split(".")[:2]) for field in there["field"]}
    assert named <= roots

"""Everybody who arrived stands in the id table once, under the id that the tenant has."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.afterwards.test_explaining import outcome_of
from tests.runs.runs_scene import FAST, HASH, user

from userferry.afterwards import IdTable, take_keys, write_id_table
from userferry.dumps import read_dump
from userferry.errors import WorkspaceError
from userferry.mapping import ColumnRule, Mapping, Step
from userferry.reconcile import export_users
from userferry.runs import Outcome
from userferry.runs.outcome import ROWS_SCHEMA


def users_of(rows):
    return pl.DataFrame(
        [
            {"__row": place, **{key: row.get(key) for key in ("email", "user_id", "username")}}
            for place, row in enumerate(rows)
        ]
    )


def legacy_of(rows, *more):
    keys = dict.fromkeys(more, "x")
    return pl.DataFrame(
        {"__row": range(len(rows)), "nr": [f"{place:03}" for place in range(len(rows))], **keys}
    )


def held(session, connection_id, to):
    path = export_users(session, connection_id, to, poll_seconds=0.01)
    return path, {each["email"]: each["user_id"] for each in map(json.loads, path.read_text().splitlines())}


def test_each_arrival_is_listed_once_under_the_tenants_id(begin, session, tenant, tmp_path):
    there = session.request(
        "POST",
        "/api/v2/users",
        json={
            "connection": "Username-Password-Authentication",
            "email": "user7@example.com",
            "password": "long-Enough-1",
        },
    ).json()
    rows = [user(number) for number in range(9)] + [user(90, email="no address"), user(1, user_id="twice")]
    outcome = begin([rows]).send(session, **FAST)
    exported, ids = held(session, tenant.connection_id, tmp_path / "export.ndjson")
    table = write_id_table(
        outcome,
        users=users_of(rows),
        legacy=legacy_of(rows),
        exported=exported,
        to=tmp_path / "run",
    )
    frame = table.rows.collect()
    assert frame.columns == ["__row", "nr", "auth0_user_id", "outcome"]
    expected = [
        (row, f"{row:03}", ids[f"user{row}@example.com"], "failed" if row == 7 else "inserted")
        for row in range(9)
    ]
    assert frame.rows() == [*expected, (10, "010", ids["user1@example.com"], "failed")]
    assert frame["auth0_user_id"][7] == there["user_id"]
    assert (table.counted, table.without_id) == (10, 0)
    csv = pl.read_csv(tmp_path / "run" / "ids.csv", infer_schema=False)
    assert csv["nr"].to_list() == frame["nr"].to_list()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "run").glob("ids.*")} == {0o600}
    assert "user1@example.com" not in table._repr_html_()
    assert repr(IdTable.read(tmp_path / "run")) == "IdTable(10 users by nr)"


def test_an_update_is_listed_under_the_id_that_was_there(begin, session, tenant, tmp_path):
    begin([[{"email": "a@example.com", "user_id": "first", "password_hash": HASH}]]).send(session, **FAST)
    rows = [{"email": "A@example.com", "user_id": "other"}, {"email": "b@example.com"}]
    outcome = begin([rows], upsert=True, name="second").send(session, **FAST)
    exported, ids = held(session, tenant.connection_id, tmp_path / "export.ndjson")
    table = write_id_table(
        outcome,
        users=users_of(rows),
        legacy=legacy_of(rows, "x"),
        exported=exported,
        to=tmp_path / "ids",
    )
    assert table.rows.collect().rows() == [
        (0, "000", "x", "auth0|first", "updated"), (1, "001", "x", ids["b@example.com"], "inserted")
    ]  # fmt: skip


def test_who_has_no_address_is_found_by_what_else_they_have(tmp_path):
    exported = tmp_path / "export.ndjson"
    exported.write_text('{"user_id":"auth0|a","username":"ann"}\n{"user_id":"auth0|b","phone_number":"+1"}\n')
    users = pl.DataFrame(
        {"__row": [0, 1, 2], "username": ["Ann", None, "gone"], "phone_number": [None, "+1", None]}
    )
    rows = pl.DataFrame([{"__row": row, "outcome": "inserted"} for row in range(3)], schema=ROWS_SCHEMA)
    outcome = Outcome(rows.lazy(), {}, {}, {}, 1, 1, 0)
    legacy = pl.DataFrame({"nr": [7, 8, 9]})
    table = write_id_table(outcome, users=users, legacy=legacy, exported=exported, to=tmp_path / "ids")
    assert table.rows.select("nr", "auth0_user_id").collect().rows() == [
        ("7", "auth0|a"),
        ("8", "auth0|b"),
        ("9", None),
    ]
    assert repr(table) == "IdTable(3 users by nr, 1 of them no longer there)"


def test_of_a_run_that_failed_altogether_it_is_empty(tmp_path):
    exported = tmp_path / "export.ndjson"
    exported.write_text("")
    users = pl.DataFrame({"__row": [0], "email": ["a@example.com"]})
    outcome = outcome_of(("DUPLICATED_USER", "The user already exist", None))
    table = write_id_table(outcome, users=users, legacy=users, exported=exported, to=tmp_path / "ids")
    assert table.counted == 0
    assert table.rows.collect().columns == ["__row", "email", "auth0_user_id", "outcome"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["inserted", "updated", "failed", "in doubt"]), st.booleans(), st.booleans()
        ),
        max_size=12,
    )
)
def test_every_row_that_arrived_is_there_exactly_once(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("law")
    said = [
        {"__row": row, "outcome": outcome, "code": "DUPLICATED_USER" if outcome == "failed" else None,
         "auth0_user_id": f"auth0|{row}" if has_id else None}
        for row, (outcome, has_id, _) in enumerate(rows)
    ]  # fmt: skip
    exported = folder / "export.ndjson"
    exported.write_text(
        "".join(f'{{"user_id":"auth0|{n}","email":"u{n}@x.co"}}\n' for n, row in enumerate(rows) if row[2])
    )
    users = pl.DataFrame(
        {"__row": range(len(rows)), "email": [f"U{n}@x.co" for n in range(len(rows))]},
        schema_overrides={"email": pl.String},
    )
    outcome = Outcome(pl.DataFrame(said, schema=ROWS_SCHEMA).lazy(), {}, {}, {}, 1, 1, 0)
    table = write_id_table(outcome, users=users, legacy=users, exported=exported, to=folder)
    arrived = [n for n, row in enumerate(rows) if row[0] in {"inserted", "updated"}]
    doubled = [n for n, row in enumerate(rows) if row[0] == "failed" and (row[1] or row[2])]
    frame = table.rows.collect()
    assert frame["__row"].to_list() == sorted([*arrived, *doubled])
    assert all(
        found in {None, f"auth0|{row}"} for row, found in frame.select("__row", "auth0_user_id").iter_rows()
    )


@pytest.mark.parametrize("name", ["ids.csv", "ids.parquet"])
def test_it_is_written_whole_or_not_at_all(tmp_path, name):
    (tmp_path / name).write_text("as before")
    broken = pl.LazyFrame({"__row": [0], "k": ["a"]}).with_columns(
        auth0_user_id=pl.col("k").map_elements(lambda _: 1 / 0, return_dtype=pl.String),
        outcome=pl.lit("inserted"),
    )
    with pytest.raises(Exception, match="division"):
        IdTable(broken, 1, 0).write(tmp_path)
    assert (tmp_path / name).read_text() == "as before"
    assert not list(tmp_path.glob("*.part"))


def mapping_of(**targets):
    return Mapping(tuple(ColumnRule(column, target) for column, target in targets.items()))


@pytest.fixture
def dump(tmp_path):
    (tmp_path / "users.csv").write_text("nr,mail,outcome,shop\n007,a@example.com,won,b\n008,,lost,c\n")
    return read_dump(tmp_path / "users.csv")


@pytest.mark.parametrize(
    ("mapping", "columns", "first"),
    [
        (mapping_of(mail="email", nr="user_id"), ["nr"], ("007",)),
        (mapping_of(mail="email", nr="username"), ["mail"], ("a@example.com",)),
        (mapping_of(nr="username"), ["nr"], ("007",)),
        (mapping_of(outcome="user_id"), ["legacy_outcome"], ("won",)),
        (
            Mapping((ColumnRule("nr", "user_id", (Step("template", "{shop}-{nr}"),)),)),
            ["nr", "shop"],
            ("007", "b"),
        ),
        (mapping_of(mail=None), [], ()),
    ],
)
def test_the_key_is_what_the_id_is_made_of(dump, mapping, columns, first):
    found = take_keys(dump, mapping, digest=dump.digest).collect()
    assert found.columns == ["__row", *columns]
    assert found.row(0) == (0, *first)


def test_another_dump_is_refused(dump):
    with pytest.raises(WorkspaceError, match=r"users.csv is not the dump that was imported"):
        take_keys(dump, mapping_of(nr="user_id"), digest="0" * 64)

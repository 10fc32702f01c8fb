"""A value comes through every format as it is, whatever it is made of."""

import csv
import json
from dataclasses import replace

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from userferry.errors import DecisionError
from userferry.exports import Column, Columns, evaluate, export_users
from userferry.exports import exporting as exporting_room
from userferry.exports.paths import Path

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(
    st.characters(categories=["L", "N", "P"], exclude_characters="\"'\\[]"), min_size=1, max_size=6
)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | ANY_TEXT
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def cell_of(value):
    if value is None:
        return None
    return f"'{value}" if isinstance(value, str) else value


def parsed(cell):
    return cell if cell is None or cell.startswith("'") else json.loads(cell)


@MANY
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=5), KEYS, st.integers(0, 2))
def test_a_path_gives_what_stands_there_and_text_stays_apart_from_the_rest(
    tmp_path_factory, metadata, key, place
):
    users = [
        {"user_metadata": one | {key: value, "list": [*one.values()]}}
        for one in metadata
        for value in one.values() or [None]
    ]
    lines = pl.LazyFrame(
        {"line": [json.dumps(user, ensure_ascii=at % 2 == 0) for at, user in enumerate(users)]}
    )
    columns = [
        Column("one", f'user_metadata["{key}"]'),
        Column("item", f"user_metadata.list[{place}]"),
        Column("all", "user_metadata"),
    ]
    found = evaluate(lines, columns, tmp_path_factory.mktemp("cells")).cells.collect()
    metas = [user["user_metadata"] for user in users]
    assert [parsed(cell) for cell in found["one"]] == [cell_of(one[key]) for one in metas]
    assert [parsed(cell) for cell in found["item"]] == [
        cell_of(one["list"][place]) if place < len(one["list"]) else None for one in metas
    ]
    assert [parsed(cell) for cell in found["all"]] == metas


@MANY
@given(st.lists(ANY_TEXT | st.none(), min_size=1, max_size=6), ANY_TEXT.filter(str.strip))
def test_a_text_comes_through_every_format(asked, tmp_path_factory, names, label):
    users = [{"user_id": f"{at}"} | ({} if name is None else {"name": name}) for at, name in enumerate(names)]
    wanted = Columns(
        columns=(Column("Id" if label != "Id" else "ID", "user_id"), Column(label, "name")),
        escape_formulas=False,
    )
    folder = tmp_path_factory.mktemp("texts")

    def made(form):
        return folder / export_users(asked(users), replace(wanted, format=form), folder).file

    assert [row[label] for row in json.loads(made("json").read_text())] == names
    assert [json.loads(line)[label] for line in made("ndjson").read_text().split("\n")[:-1]] == names
    assert pl.read_parquet(made("parquet"))[label].to_list() == names
    with made("csv").open(newline="", encoding="utf-8") as file:
        heads, *rows = csv.reader(file, strict=True)
    assert heads[1] == label
    assert [row[1] for row in rows] == [name or "" for name in names]
    sheet = pl.read_excel(made("xlsx"), infer_schema_length=0, has_header=False, drop_empty_rows=False)
    assert sheet.height == len(names) + 1


@pytest.mark.parametrize(
    "name", ["=1+1", "a\rb", "a\x00\x0bb", "_x0041_", "<b>&amp;", " edge ", "\ufffe", "1e5", "true"]
)
def test_a_workbook_holds_texts_as_they_are(asked, tmp_path, name):
    users = [{"user_id": "1", "name": name}]
    export_users(asked(users), Columns(columns=(Column("N", "name"),), format="xlsx"), tmp_path)
    ((_,), (found,)) = openpyxl.load_workbook(tmp_path / "export.xlsx")["users"].iter_rows()
    assert found.data_type == "s"
    assert openpyxl.utils.escape.unescape(found.value) == name


@pytest.mark.parametrize(
    "name", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=cmd|"/C calc"!A0']
)
def test_a_planted_formula_is_inert_in_a_csv_its_label_too(asked, tmp_path, name):
    users = [{"user_id": "1", "name": name, "logins_count": -5}]
    columns = (
        Column("=label", "name"),
        Column("n", "logins_count"),
        Column("e", expression="'=' + user.user_id"),
    )
    export_users(asked(users), Columns(columns=columns, format="csv"), tmp_path)
    with (tmp_path / "export.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["'=label", "n", "e"], [f"'{name}", "-5", "'=1"]]


def test_a_workbook_that_has_no_room_is_refused_before_anything_is_written(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting_room, "MOST_ROWS", 3)
    with pytest.raises(DecisionError, match="choose csv or parquet"):
        export_users(asked([{"user_id": f"{at}"} for at in range(3)]), Columns(format="xlsx"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_workbook_is_cut_and_told(asked, tmp_path):
    users = [{"user_id": "1", "user_metadata": {"bio": "x" * 40_000}}]
    done = export_users(
        asked(users), Columns(columns=(Column("Bio", "user_metadata.bio"),), format="xlsx"), tmp_path
    )
    assert done.wrong == {"Bio": 1}
    assert "cut" in done.errors["message"][0]


def test_what_an_expression_says_of_a_user_in_its_error_is_kept_and_not_shown(asked, tmp_path):
    users = [{"user_id": f"{at}", "email": f"quentin{at}@example.com"} for at in range(4)]
    columns = (
        Column("told", expression="(() => { throw new Error(user.email) })()"),
        Column("read", expression="user.none.at"),
    )
    done = export_users(asked(users), Columns(columns=columns), tmp_path)
    assert done.wrong == {"told": 4, "read": 4}
    assert sorted(done.complaints.rows()) == [
        ("read", "TypeError: cannot read property 'at' of undefined", 4),
        ("told", "Error", 4),
    ]
    assert "Error: quentin2@example.com" in done.errors["message"].to_list()
    assert "quentin" not in repr(done) + done._repr_html_()


def test_objects_are_laid_flat_by_choice_past_thirty_columns(asked, tmp_path):
    users = [
        {
            "user_id": "1",
            "user_metadata": {f"k{at}": at for at in range(40)} | {"a": {"b": "x", "c": [1, 2]}},
        },
        {"user_id": "2", "user_metadata": {"k1": "one", "late": True}},
        {"user_id": "3", "user_metadata": "not an object"},
    ]
    columns = (Column("Id", "user_id"), Column("meta", "user_metadata"))
    done = export_users(asked(users), Columns(columns=columns, format="csv", flatten=True), tmp_path)
    assert len(done.columns) == 45
    with (tmp_path / "export.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [rows[0][name] for name in ("meta.k39", "meta.a.b", "meta.a.c", "meta.late", "meta")] == [
        "39",
        "x",
        "[1,2]",
        "",
        "",
    ]
    assert (rows[1]["meta.k1"], rows[1]["meta.late"], rows[2]["meta"]) == ("one", "true", "not an object")


def test_import_ready_users_have_an_imports_names_and_what_it_refuses_is_counted(asked, tmp_path):
    users = [
        {"user_id": "auth0|7", "email": "a@example.com", "email_verified": False, "user_metadata": {"n": 1, "t": '"'}, "name": None,
         "created_at": "2020-01-01T00:00:00.000Z", "logins_count": 3, "identities": [{"connection": "db"}]},
        {"user_id": "auth0|auth0|8", "email": "b@example.com", "blocked": True, "app_metadata": {}},
        {"user_id": "google-oauth2|9", "email": "c@example.com"},
    ]  # fmt: skip
    done = export_users(asked(users), Columns(import_ready=True), tmp_path)
    assert json.loads((tmp_path / "export.json").read_text()) == [
        {
            "user_id": "7",
            "email": "a@example.com",
            "email_verified": False,
            "user_metadata": {"n": 1, "t": '"'},
        },
        {"user_id": "auth0|8", "email": "b@example.com", "blocked": True, "app_metadata": {}},
    ]
    assert done.users == 2
    assert done.dropped == {
        "identities": 1,
        "created_at": 1,
        "logins_count": 1,
        "users of other connections": 1,
    }


@pytest.mark.parametrize("text", ["", ".", "a..b", "a[b]", "[0]", "a[-1]", "a b[", "user.name || 1", "a[0"])
def test_what_is_no_path_is_none(text):
    with pytest.raises(ValueError, match=r".*"):
        Path.parse(text)


def test_a_path_may_be_written_as_an_expression_would():
    assert Path.parse("user.identities[0].connection").steps == ("identities", 0, "connection")
    assert Path.parse('app_metadata["a key.b"][2]').steps == ("app_metadata", "a key.b", 2)


def test_nobody_is_exported_too(asked, tmp_path):
    for form in ("json", "ndjson", "csv", "parquet", "xlsx"):
        done = export_users(asked([]), Columns(format=form, sort="Name"), tmp_path)
        assert done.users == 0
    assert json.loads((tmp_path / "export.json").read_text()) == []

"""What an edited copy changes, and nothing else; whatever file it is."""

import json

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.updates.conftest import person

from userferry.errors import DumpError
from userferry.updates import find_changes, read_copy, read_sheet, sheet_of_users
from userferry.updates.cells import gather, is_same, read_cells
from userferry.updates.sheet import Sheet

EXPORT = [
    person(number) | {"updated_at": "2027-01-15T08:00:00.000Z", "logins_count": 3} for number in range(8)
]
LABELS = {
    "Id": "user_id", "Given Name": "given_name", "Family Name": "family_name", "Nickname": "nickname", "Name": "name",
    "Email": "email", "Email Verified": "email_verified", "Picture": "picture", "Connection": None,
    "Created At": None, "Updated At": "updated_at",
}  # fmt: skip


def written(path, text):
    path.write_text(text)
    return read_sheet(path)


@pytest.fixture
def export(tmp_path):
    return written(tmp_path / "export.ndjson", "\n".join(map(json.dumps, EXPORT)))


def as_table(users, path, names):
    rows = []
    for user in users:
        flat = {}
        for name in names:
            value = user
            for key in name.split("."):
                value = value.get(key) if isinstance(value, dict) else None
            is_text = value is None or isinstance(value, str)
            flat[name] = value if is_text else json.dumps(value)
        rows.append(flat)
    pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).write_csv(path)
    return read_sheet(path)


def told(changes):
    return sorted(changes.rows.select("auth0_user_id", "field", "kind", "before", "after", "way").iter_rows())


def by_field(changes):
    return {row["field"]: row for row in changes.rows.iter_rows(named=True)}


NAMES = [
    *(
        "user_id",
        "email",
        "email_verified",
        "blocked",
        "logins_count",
        "user_metadata.plan",
        "user_metadata.n",
    ),
    *(
        "user_metadata.deep.x",
        "user_metadata.deep.y",
        "app_metadata.code",
        "app_metadata.rate",
        "app_metadata.flags",
    ),
]


@pytest.mark.parametrize("kind", ["json", "ndjson", "csv", "xlsx", "parquet"])
def test_a_copy_that_nobody_edited_changes_nothing(export, tmp_path, kind):
    if kind == "json":
        copy = written(tmp_path / "copy.json", json.dumps(EXPORT, indent=2, sort_keys=True))
    elif kind == "ndjson":
        copy = written(tmp_path / "copy.ndjson", "\n".join(map(json.dumps, EXPORT[::-1])))
    else:
        copy = as_table(EXPORT, tmp_path / "copy.csv", NAMES)
        frame = pl.read_csv(tmp_path / "copy.csv", infer_schema=False)
        if kind == "xlsx":
            write_excel(frame, tmp_path / "copy.xlsx")
            copy = read_sheet(tmp_path / "copy.xlsx")
        if kind == "parquet":
            frame.write_parquet(tmp_path / "copy.parquet")
            copy = read_sheet(tmp_path / "copy.parquet")
    for replaces in (False, True) if kind in {"json", "ndjson"} else (False,):
        changes = find_changes(export, copy, clear_empty=True, replaces=replaces)
        assert changes.is_empty, changes.rows
        assert (changes.users, changes.untouched) == (8, 0)
    assert find_changes(copy, export).rows.filter(pl.col("field").is_in(NAMES)).is_empty()


def write_excel(frame, path):
    """Write a workbook in which Excel's own truth stands where a text says it."""
    book = openpyxl.Workbook()
    for row in [frame.columns, *frame.iter_rows()]:
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            cell.value = {"true": True, "false": False}.get(cell.value, cell.value)
    book.save(path)


def test_every_kind_of_edit_is_shown_with_its_way(export, tmp_path):
    users = json.loads(json.dumps(EXPORT))
    users[0]["given_name"] = "New"
    users[0]["user_metadata"]["deep"]["y"] = "w"
    users[1]["email"] = "other@example.com"
    users[1]["blocked"] = True
    users[2]["app_metadata"]["rate"] = "1.5"
    users[2]["user_metadata"]["new"] = {"a": 1}
    users[3]["email_verified"] = "yes"
    users[3]["department"] = "Sales"
    users[4]["created_at"] = "2020-01-01"
    users[4]["password_hash"] = "$2b$10$"
    users[5]["user_metadata"].pop("plan")
    users[5]["family_name"] = None
    users[6]["email"] = "USER6@example.com"
    del users[7]
    copy = written(tmp_path / "copy.json", json.dumps(users))
    changes = find_changes(export, copy)
    assert told(changes) == sorted([
        ("auth0|00000", "given_name", "set", '"Given0"', '"New"', "upsert"),
        ("auth0|00000", "user_metadata.deep.y", "set", '"z"', '"w"', "upsert"),
        ("auth0|00001", "email", "set", '"user1@example.com"', '"other@example.com"', "PATCH"),
        ("auth0|00001", "blocked", "added", None, "true", "PATCH"),
        ("auth0|00002", "app_metadata.rate", "set", "1.5", '"1.5"', "upsert"),
        ("auth0|00002", "user_metadata.new.a", "added", None, "1", "upsert"),
        ("auth0|00003", "email_verified", "set", "false", '"yes"', "refused"),
        ("auth0|00003", "department", "added", None, '"Sales"', "refused"),
        ("auth0|00004", "created_at", "added", None, '"2020-01-01"', "refused"),
        ("auth0|00004", "password_hash", "added", None, '"$2b$10$"', "refused"),
    ], key=lambda row: row[:2] + tuple(map(str, row[2:])))  # fmt: skip
    assert (changes.passed_over, changes.untouched) == (1, 1)
    assert changes.missing.collect()["auth0_user_id"].to_list() == ["auth0|00007"]
    assert "POST /api/v2/tickets/password-change" in by_field(changes)["password_hash"]["why"]
    cleared = by_field(find_changes(export, copy, clear_empty=True))
    assert (cleared["family_name"]["kind"], cleared["family_name"]["way"]) == ("cleared", "PATCH")


def test_the_extensions_labels_are_understood(export, tmp_path):
    rows = [{label: user.get(name or "") for label, name in LABELS.items()} for user in EXPORT[:3]]
    rows[1]["Given Name"] = "New"
    rows[2]["Email Verified"] = False
    for name in ("copy.json", "copy.csv"):
        if name.endswith("json"):
            copy = written(tmp_path / name, json.dumps(rows))
        else:
            texts = [
                {key: json.dumps(v) if isinstance(v, bool) else v for key, v in row.items()} for row in rows
            ]
            pl.DataFrame(texts, schema=dict.fromkeys(LABELS, pl.String)).write_csv(tmp_path / name)
            copy = read_sheet(tmp_path / name)
        assert told(find_changes(export, copy)) == [
            ("auth0|00001", "given_name", "set", '"Given1"', '"New"', "upsert"),
            ("auth0|00002", "email_verified", "set", "true", "false", "upsert"),
        ]
    original = [{label: user.get(name or "") for label, name in LABELS.items()} for user in EXPORT]
    labelled = written(tmp_path / "labelled.ndjson", "\n".join(map(json.dumps, original)))
    assert told(find_changes(labelled, copy)) == told(find_changes(export, copy))
    assert find_changes(labelled, copy).people["updated_at"].unique().to_list() == [
        "2027-01-15T08:00:00.000Z"
    ]


def test_a_cell_is_typed_by_what_was_there(export, tmp_path):
    text = (
        "user_id,user_metadata.n,user_metadata.v1.2,app_metadata.code,app_metadata.flags,user_metadata.plan,user_metadata.new\n"
        'auth0|00001,7.5,FALSE,0010,"[1, ""x""]",5,12\n'
        "auth0|00002,x,x,00x,x,,007\n"
    )
    changes = find_changes(export, written(tmp_path / "copy.csv", text))
    first = {row[1]: row[4] for row in told(changes) if row[0] == "auth0|00001"}
    assert first == {
        "user_metadata.n": "7.5",
        "user_metadata.v1.2": "false",
        "app_metadata.code": '"0010"',
        "app_metadata.flags": '[1, "x"]',
        "user_metadata.plan": '"5"',
        "user_metadata.new": "12",
    }
    second = {row[1]: (row[4], row[5]) for row in told(changes) if row[0] == "auth0|00002"}
    assert second == {
        "user_metadata.n": ('"x"', "refused"),
        "user_metadata.v1.2": ('"x"', "refused"),
        "app_metadata.code": ('"00x"', "upsert"),
        "app_metadata.flags": ('"x"', "refused"),
        "user_metadata.new": ('"007"', "upsert"),
    }


def test_the_apostrophe_before_a_formula_is_no_part_of_a_value(tmp_path):
    users = [{"user_id": "auth0|1", "nickname": "=1+1", "name": "-x", "user_metadata": {"tel": "+1555"}}]
    export = written(tmp_path / "export.json", json.dumps(users))
    copy = written(tmp_path / "copy.csv", "Id,Nickname,Name,user_metadata.tel\nauth0|1,'=1+1,'-x,'+1556\n")
    assert [(row[1], row[4]) for row in told(find_changes(export, copy))] == [
        ("user_metadata.tel", '"+1556"')
    ]


def test_a_mapping_makes_users_of_a_dump(project):
    params = project / "params"
    copy = read_copy(params / "demo" / "django.auth_user.csv", mapping=params / "demo.mapping.yml")
    first = copy.rows.head(1).collect().row(0, named=True)
    assert (first["user_id"], first["email"]) == ("auth0|1", "llundqvist1@example.com")
    assert "pbkdf2" not in first["line"]


def test_a_column_of_whole_metadata_is_read_as_json(export, tmp_path):
    whole = json.dumps({"plan": "free", "n": 1}).replace('"', '""')
    copy = written(tmp_path / "copy.csv", f'Id,user_metadata\nauth0|00001,"{whole}"\nauth0|00002,no json\n')
    changes = find_changes(export, copy)
    assert [(row[1], row[4], row[5]) for row in told(changes)] == [
        ("user_metadata.plan", '"free"', "upsert"),
        ("user_metadata", '"no json"', "refused"),
    ]
    replaced = find_changes(export, copy, replaces=True)
    assert [(row[1], row[4], row[5]) for row in told(replaced)] == [
        ("user_metadata", '{"plan": "free", "n": 1}', "upsert"),
        ("user_metadata", '"no json"', "refused"),
    ]


def test_in_a_replacement_an_empty_cell_keeps_what_was_there(export, tmp_path):
    copy = written(
        tmp_path / "copy.csv", "Id,user_metadata.plan,user_metadata.n\nauth0|00001,,2\nauth0|00002,,\n"
    )
    kept = find_changes(export, copy, replaces=True)
    assert [json.loads(row[4]) for row in told(kept)] == [{"n": 2, "plan": "pro"}, {"n": 2, "plan": "pro"}]
    cleared = find_changes(export, copy, replaces=True, clear_empty=True)
    assert [json.loads(row[4]) for row in told(cleared)] == [{"n": 2}, {}]


def test_who_cannot_be_told_is_held_or_refused(tmp_path):
    twins = [*EXPORT[:3], EXPORT[3] | {"email": "user2@example.com"}]
    export = written(tmp_path / "export.ndjson", "\n".join(map(json.dumps, twins)))
    text = (
        "user_id,email,nickname\nauth0|00001,,a\n,USER1@example.com,b\n,user2@example.com,c\n"
        "auth0|99999,who@example.com,d\n,,e\nauth0|1,user0@example.com,f\n"
    )
    changes = find_changes(export, written(tmp_path / "copy.csv", text))
    people = {row["__row"]: (row["place"], row["reason"]) for row in changes.people.iter_rows(named=True)}
    assert people == {
        0: ("held", "the user stands twice in the copy"),
        1: ("held", "the user stands twice in the copy"),
        2: ("held", "several users of the export have this address: name them by user_id"),
        3: ("refused", "not in the export: 05-import brings new users"),
        4: ("refused", "neither user_id nor address: nobody knows who it is"),
        5: ("changed", ""),
    }
    assert [(row[1], row[5]) for row in told(changes)] == [("nickname", "upsert"), ("user_id", "refused")]


def test_a_mapping_over_a_dump_is_compared_as_it_is(export):
    users = pl.DataFrame(
        {
            "__row": [0, 1],
            "user_id": ["00001", None],
            "email": ["user1@example.com", "User2@example.com"],
            "given_name": ["New", "Given2"],
            "password_hash": ["$2b$10$", "$2b$10$"],
            "user_metadata": [{"plan": "pro", "n": None}, {"plan": "pro", "n": 9}],
        }
    )
    assert told(find_changes(export, sheet_of_users(users))) == [
        ("auth0|00001", "given_name", "set", '"Given1"', '"New"', "upsert"),
        ("auth0|00002", "user_metadata.n", "set", "2", "9", "upsert"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("copy.json", '[{"user_id": "a"}, {"user_id": ]', "Nothing was written"),
        ("copy.csv", "user_id,Id\na,b\n", "several columns for user_id"),
        ("copy.csv", "name,plan\nx,y\n", "nobody knows whose rows these are"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused(export, tmp_path, name, text, said):
    with pytest.raises(DumpError, match=said):
        find_changes(export, written(tmp_path / name, text))


def test_what_was_found_is_read_again(export, tmp_path):
    copy = written(tmp_path / "copy.csv", "Id,Nickname\nauth0|00001,new\nauth0|9,x\n")
    changes = find_changes(export, copy)
    again = type(changes).read(changes.write(tmp_path / "kept"))
    assert (again.rows.equals(changes.rows), again.people.equals(changes.people)) == (True, True)
    assert repr(again) == "Changes(2 users in the copy, 1 edited; 1 changes = 1 upsert)"
    assert "auth0|9" not in changes._repr_html_()
    assert changes.sample()["after"].to_list() == ["n•••"]
    assert oct((tmp_path / "kept" / "changes.parquet").stat().st_mode)[-3:] == "600"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5) | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
METADATA = st.dictionaries(st.text(max_size=3), JSON, max_size=4)
USER = st.fixed_dictionaries(
    {"email": st.just("a@example.com")},
    optional={
        "nickname": st.text(min_size=1, max_size=4),
        "email_verified": st.booleans(),
        "user_metadata": METADATA,
        "app_metadata": METADATA,
    },
)


def sheet(*users) -> Sheet:
    lines = [json.dumps({"user_id": f"auth0|{n}"} | user) for n, user in enumerate(users)]
    rows = {
        "__row": range(len(users)),
        "user_id": [f"auth0|{n}" for n in range(len(users))],
        "email": [user["email"] for user in users],
        "updated_at": [None] * len(users),
        "line": lines,
    }
    return Sheet(pl.LazyFrame(rows, schema_overrides={"__row": pl.Int64, "updated_at": pl.String}), "drawn")


@given(USER)
def test_nobody_differs_from_themselves(user):
    again = Sheet(sheet(user).rows.with_columns(pl.col("line") + " "), "the same, written otherwise")
    for replaces in (False, True):
        assert find_changes(sheet(user), again, clear_empty=True, replaces=replaces).is_empty


@given(USER)
def test_the_cells_of_a_user_are_all_of_them(user):
    assert is_same(gather(read_cells(user, is_table=False)), user)


def test_one_is_no_truth():
    assert not is_same(1, True)
    assert not is_same({"a": [0]}, {"a": [False]})
    assert is_same({"a": [0, 1.0]}, {"a": [0, 1]})

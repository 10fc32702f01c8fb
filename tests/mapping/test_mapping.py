"""A mapping is decided in a file, checked whole, and applied without losing a value in silence."""

import polars as pl
import pytest

from userferry.dumps import read_dump
from userferry.errors import DecisionError
from userferry.mapping import (
    ColumnRule,
    Mapping,
    apply_mapping,
    count_attributes,
    require_fit,
    suggest_mapping,
)

RULES = (
    ColumnRule("id", "user_id"),
    ColumnRule("mail", "email", ("trim",)),
    ColumnRule("active", "blocked", ("boolean", "invert")),
    ColumnRule("joined", "app_metadata.dates.joined", ("utc_datetime",)),
    ColumnRule("junk", None, (), "nobody needs it"),
)


def frame(**changed):
    columns = {
        "id": "7",
        "mail": " a@example.com",
        "active": "1",
        "joined": "2020-01-02 03:04:05",
        "junk": "",
    } | changed
    return pl.LazyFrame({"__row": [0], **{name: [value] for name, value in columns.items()}})


def test_a_row_becomes_a_user():
    user = apply_mapping(frame(), Mapping(RULES)).collect().row(0, named=True)
    assert user == {
        "__row": 0,
        "email": "a@example.com",
        "user_id": "7",
        "blocked": False,
        "app_metadata": {"dates": {"joined": "2020-01-02T03:04:05Z"}},
    }


def test_attributes_are_counted():
    coverage = count_attributes(apply_mapping(frame(mail=""), Mapping(RULES)))
    assert coverage.attributes == {"email": 0, "user_id": 1, "blocked": 1, "app_metadata": 1}
    assert repr(coverage) == "Coverage(4 attributes of 1 users)"


def test_an_empty_text_leaves_the_attribute_out():
    user = apply_mapping(frame(mail="", joined=""), Mapping(RULES)).collect().row(0, named=True)
    assert user["email"] is None
    assert user["app_metadata"] == {"dates": {"joined": None}}


def test_values_that_no_longer_fit_stop_the_work():
    require_fit(frame(joined=""), Mapping(RULES))
    with pytest.raises(DecisionError) as caught:
        require_fit(frame(active="maybe", joined="tomorrow"), Mapping(RULES))
    assert caught.value.complaints == (
        "1 filled values of `active` come out empty from boolean, such as `m•••`",
        "1 filled values of `joined` come out empty from utc_datetime, such as `t•••`",
    )


def test_columns_that_differ_stop_the_work():
    with pytest.raises(DecisionError) as caught:
        apply_mapping(frame().drop("junk").with_columns(extra=pl.lit("")), Mapping(RULES))
    assert caught.value.complaints == (
        "the dump lacks the column `junk`, which the mapping places",
        "the dump has a column `extra` that the mapping does not know",
    )


@pytest.mark.parametrize(
    ("column", "target", "transforms", "complaint"),
    [
        ("junk", "emial", (), "did you mean `email`"),
        ("junk", "email", (), "both become `email`"),
        ("junk", "app_metadata", (), "metadata wants a path"),
        ("junk", "name.first", (), "only metadata has one"),
        ("junk", "app_metadata.created_at", (), "forbids that key"),
        ("junk", "app_metadata.dates", (), "which `junk` fills whole"),
        ("junk", "email_verified", (), "give it the transform `boolean`"),
        ("junk", "name", ("boolean",), "take away the transform"),
        ("junk", "name", ("trimm",), "did you mean `trim`"),
        ("mail", None, (), "no column becomes `email`"),
    ],
)
def test_what_cannot_be_followed_is_said(column, target, transforms, complaint):
    complaints = Mapping(RULES).change(column, target=target, transforms=transforms).complaints()
    assert any(complaint in sentence for sentence in complaints), complaints


def test_a_mapping_is_read_back_and_written_the_same(tmp_path):
    first, second = tmp_path / "a.yml", tmp_path / "b.yml"
    Mapping(RULES).write(first)
    assert Mapping.read(first) == Mapping(RULES)
    Mapping.read(first).write(second)
    assert first.read_bytes() == second.read_bytes()


def test_all_complaints_about_a_file_come_at_once(tmp_path):
    path = tmp_path / "m.yml"
    path.write_text("version: 3\ncolums: {}\ncolumns:\n  a: {target: emial, transform: [trim]}\n  b: {}\n")
    with pytest.raises(DecisionError) as caught:
        Mapping.read(path)
    assert len(caught.value.complaints) == 6


def test_the_demo_columns_are_placed_where_the_evidence_is(project):
    dump = read_dump(project / "params" / "demo" / "django.auth_user.csv")
    targets = suggest_mapping(dump.frame).targets()
    assert targets == {
        "id": "user_id",
        "password": "custom_password_hash",
        "last_login": "app_metadata.last_login",
        "is_superuser": None,
        "username": "username",
        "last_name": "family_name",
        "email": "email",
        "is_staff": None,
        "is_active": "blocked",
        "date_joined": "app_metadata.created",
        "first_name": "given_name",
    }


def test_a_column_called_password_without_hashes_in_it_is_left_open():
    assert suggest_mapping(pl.DataFrame({"password": ["red", "blue"]})).targets() == {"password": None}


def test_the_demo_mapping_in_the_project_is_as_code_writes_it(project, tmp_path):
    path = project / "params" / "demo.mapping.yml"
    Mapping.read(path).write(tmp_path / "again.yml")
    assert (tmp_path / "again.yml").read_bytes() == path.read_bytes()

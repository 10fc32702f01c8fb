"""What a person wants exported is read strictly, complained of whole, and written as it was."""

import json

import polars as pl
import pytest

from userferry.errors import DecisionError
from userferry.exports import DEFAULT_FIELDS, Column, Columns, count_kept, read_columns, with_defaults


def test_the_default_fields_are_the_extensions():
    assert list(DEFAULT_FIELDS) == [
        *(
            "Id",
            "Given Name",
            "Family Name",
            "Nickname",
            "Name",
            "Email",
            "Email Verified",
            "Picture",
            "Connection",
        ),
        *("Created At", "Updated At"),
    ]
    assert DEFAULT_FIELDS["Connection"] == "identities[0].connection"


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "x.export.yml"
    wanted = Columns(
        (Column("Id", "user_id"), Column("=Who: é", expression='user.name || "x"\n'), Column("yes", 'app_metadata["a b"]')),
        where="tenant", filter='pl.col("email_verified") == True', sort="-Id", format="csv", escape_formulas=False, flatten=True,
    )  # fmt: skip
    wanted.write(path)
    assert Columns.read(path) == wanted == read_columns(path)
    assert read_columns(tmp_path / "none.yml") == Columns()


WRONG = """
columns:
  a: user name
  b: {expression: "1 +"}
  c: {path: name, expression: user.name}
  d: 5
  e: {experssion: user.name}
  f: user.name || 'x'
format: exel
where: conection
sort: -Naem
flatten: yes
filter: pl.col("email") == 5 & open("x")
qurey: x
import_ready: true
"""


def test_everything_that_is_wrong_is_said_at_once_with_the_nearest_name(tmp_path):
    path = tmp_path / "x.export.yml"
    path.write_text(WRONG)
    with pytest.raises(DecisionError) as caught:
        Columns.read(path)
    said = "\n".join(caught.value.complaints)
    for hint in (
        "`qurey` is no part of an export; did you mean `query`?",
        "the column `b`: `1 +` is no JavaScript expression",
        "the column `c` must have a `path` or an `expression`",
        "the column `d`: its path is 5",
        "`experssion` is no part of the column `e`; did you mean `expression`?",
        "write it as `{expression: …}`",
        "`exel` is no `format` of an export",
        "did you mean `connection`?",
        "`flatten` is 'yes'; it must be true or false",
        "`filter`:",
        "`import_ready` is a JSON array",
    ):
        assert hint in said


@pytest.mark.parametrize(
    "expression", ["1); while (true) {} //", "a; 1", "/*", "return 1", "}", "user.a)}; while(1){}"]
)
def test_what_would_leave_its_place_is_no_expression(expression):
    with pytest.raises(DecisionError):
        Columns((Column("x", expression=expression),)).need_sound()


USERS = [
    {"user_id": f"auth0|{at}", "email": f"u{at}@example.com", "email_verified": at % 2 == 0, "logins_count": at,
     "user_metadata": {"n": at, "plan": ["pro", "free", None][at % 3]}}
    for at in range(30)
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('pl.col("user_metadata.plan") == "pro"', 10),
        ('pl.col("user_metadata.plan").is_null()', 10),
        ('pl.col("user_metadata.n") >= 25', 5),
        ('pl.col("user_metadata.n").is_in([1, 2, 99])', 2),
        ('pl.col("email_verified")', 15),
        ('~pl.col("email_verified") & (pl.col("logins_count") < 10)', 5),
        ('pl.col("email").str.ends_with("9@example.com") | (pl.col("user.user_metadata.n") == 3)', 4),
        ("", 30),
    ],
)
def test_a_filter_keeps_whom_it_says(asked, text, kept):
    assert count_kept(asked(USERS), Columns(filter=text)) == kept


@pytest.mark.parametrize(
    "text",
    [
        'pl.col("email")', "foo", 'pl.col("a..b") == "x"', 'pl.col("email") > 5 & 1', "__import__('os')",
        'pl.read_csv("x")', "1 +",
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(text):
    with pytest.raises(DecisionError, match="filter"):
        Columns(filter=text).need_sound()


def test_a_label_stands_once():
    with pytest.raises(DecisionError, match="`Id` stands twice"):
        Columns((Column("Id", "user_id"), Column("Id", "email"))).need_sound()


def test_the_default_fields_are_added_once():
    some = (Column("Name", expression="user.name"), Column("x", "username"))
    added = with_defaults(some)
    assert added[:2] == some
    assert len(added) == 2 + len(DEFAULT_FIELDS) - 1
    assert with_defaults(added) == added


def test_what_is_sorted_by_need_not_be_exported():
    assert (
        Columns((Column("Id", "user_id"),), sort="-user_metadata.plan").need_sound().sort
        == "-user_metadata.plan"
    )
    with pytest.raises(DecisionError, match="did you mean `Id`"):
        Columns((Column("Id", "user_id"),), sort="I d").need_sound()


def test_asked_is_what_it_wrote(asked, tmp_path):
    one = asked(USERS)
    one.write(tmp_path)
    again = type(one).read(tmp_path)
    assert again == one
    assert again.lines.collect().equals(one.lines.collect())
    assert json.loads((tmp_path / "asked.json").read_text())["users"] == 30
    assert isinstance(again.lines, pl.LazyFrame)

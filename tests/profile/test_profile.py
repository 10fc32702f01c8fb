"""The profile's laws: it never fails, its counts add up, and it shows nothing that is somebody's."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.dumps import read_dump
from userferry.errors import ChangedError, DecisionError
from userferry.profile import Profile, profile_users

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda name: name != "__row"
)
VALUES = (
    st.none()
    | st.text(max_size=20)
    | st.sampled_from(["", " ", "n/a", "1", "a@example.com", "2020-01-01", "Ã©", "\x00", "\ufffd"])
)


@st.composite
def frames(draw):
    height = draw(st.integers(0, 12))
    columns = {
        name: draw(st.lists(VALUES, min_size=height, max_size=height))
        for name in draw(st.lists(NAMES, max_size=4, unique=True))
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


@given(frames())
@settings(max_examples=25)
def test_any_texts_are_counted_right(frame):
    profile = profile_users(frame)
    assert profile.rows == frame.height
    assert profile.columns["column"].to_list() == frame.columns
    for row in profile.columns.iter_rows(named=True):
        filled = [value for value in frame[row["column"]] if value]
        assert (row["filled"], row["distinct"]) == (len(filled), len(set(filled)))
        assert (row["shortest"], row["longest"]) == (
            (min(map(len, filled)), max(map(len, filled))) if filled else (None, None)
        )
        assert row["is_key"] <= (len(set(filled)) == frame.height)
        assert 0 <= row["confidence"] <= 1
        assert row["reason"]
        assert row["misfits"] <= row["filled"]
    assert "Profile(" in repr(profile)
    assert "<table" in profile._repr_html_()


def whole_page(profile):
    return (
        json.dumps(
            [profile.columns.to_dicts(), profile.facts.to_dicts(), profile.damage.to_dicts()],
            ensure_ascii=False,
        )
        + profile._repr_html_()
    )


LOCAL = st.from_regex(r"[b-z][a-z0-9.]{3,12}[a-z0-9]", fullmatch=True)
EMAILS = st.builds("{}@{}.example".format, LOCAL, st.from_regex(r"[b-z]{3,8}", fullmatch=True))
PHONES = st.from_regex(r"\+?[1-8][0-8 ]{7,12}[1-8]", fullmatch=True)


@given(
    st.lists(EMAILS | st.builds("{} {}".format, EMAILS, EMAILS), min_size=1, max_size=20),
    st.lists(PHONES, min_size=1, max_size=20),
)
@settings(max_examples=12)
def test_no_address_and_no_number_is_shown(emails, phones):
    frame = pl.concat([pl.DataFrame({"email": emails}), pl.DataFrame({"phone": phones})], how="diagonal")
    shown = whole_page(profile_users(frame))
    for value in [*" ".join(emails).split(), *phones]:
        assert value not in shown


@pytest.mark.parametrize(
    "closed", [["en", "de"], ["0", "1"], ["US", "FR", "GB", "IN"], ["open", "closed", "new"]]
)
def test_what_strays_into_a_column_of_categories_is_hidden(closed):
    frame = pl.DataFrame({"column": closed * 40 + ["ann@example.com"] * 3 + ["+49 151 2345678"] * 3})
    profile = profile_users(frame)
    assert profile.kinds()["column"] != "text"
    assert closed[0] in profile.columns["sample"][0]
    assert "ann@example.com" not in whole_page(profile)
    assert "2345678" not in whole_page(profile)


def test_values_are_shown_to_who_asks_and_then_not_written(tmp_path):
    frame = pl.DataFrame({"email": [f"user{n}@example.com" for n in range(20)]})
    open_profile = profile_users(frame, show_values=True)
    assert "user0@example.com" in whole_page(open_profile)
    assert "as they are" in open_profile._repr_html_()
    with pytest.raises(DecisionError, match="show_values"):
        open_profile.write(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_hash_is_never_shown(project):
    dump = pl.read_csv(project / "params" / "demo" / "django.auth_user.csv", infer_schema=False)
    for show_values in (False, True):
        profile = profile_users(dump, show_values=show_values)
        shown = whole_page(profile)
        assert profile.hash_column == "password"
        assert not any(value in shown for value in dump["password"] if value and len(value) > 1)
        assert profile.columns.filter(pl.col("kind") == "hash").select(
            "top", "patterns", "types", "sample"
        ).row(0) == ([], [], [], None)


def test_a_profile_is_read_back_the_same(tmp_path, project):
    profile = profile_users(read_dump(project / "params" / "demo" / "django.auth_user.csv").frame)
    profile.write(tmp_path)
    again = Profile.read(tmp_path)
    assert repr(again) == repr(profile)
    for part in ("columns", "facts", "damage"):
        assert getattr(again, part).equals(getattr(profile, part))


def test_a_dump_of_other_columns_is_not_the_one_that_was_looked_at(tmp_path):
    def dump_of(head):
        (tmp_path / "users.csv").write_text(f"{head}\n1,a@example.com\n2,b@example.com\n")
        return read_dump(tmp_path / "users.csv")

    profile = profile_users(dump_of("id,email").frame)
    assert profile.require_same(dump_of("email,id")) is profile
    with pytest.raises(
        ChangedError, match=r"users\.csv has other columns .*\(new: mail; gone: email\)\. Nothing was written"
    ):
        profile.require_same(dump_of("id,mail"))


def test_a_dump_longer_than_its_sample_is_counted_whole_and_the_same_each_time():
    rows = 250_000
    number = pl.int_range(rows, eager=True)
    frame = pl.DataFrame(
        {"id": number.cast(pl.String), "plan": (number % 3).replace_strict({0: "a", 1: "b", 2: "c"})}
    )
    # One bad value where no sample looks.
    frame = frame.with_columns(id=pl.when(number == 123_457).then(pl.lit("12x")).otherwise("id"))
    profile = profile_users(frame.lazy())
    assert profile.sampled < profile.rows == rows
    found = {row["column"]: row for row in profile.columns.iter_rows(named=True)}
    assert (found["id"]["filled"], found["id"]["misfits"], found["id"]["counter_examples"]) == (
        rows,
        1,
        ["99a"],
    )
    assert not found["id"]["is_exact"]
    assert found["id"]["distinct"] == pytest.approx(rows, rel=0.15)
    assert (found["plan"]["distinct"], found["plan"]["is_exact"]) == (3, True)
    assert profile_users(frame).columns.equals(profile.columns)


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("first_name", "ElÃ©onore", "broken encoding (UTF-8 read as another)"),
        ("first_name", "Jos\ufffd", "replacement character (U+FFFD)"),
        ("first_name", "An\x07a", "control character"),
        ("first_name", "An\u200ba", "invisible character"),
        ("first_name", "Ana\u00a0Lee", "no-break space"),
        ("first_name", " Ana", "white space at an end"),
        ("first_name", "Оlga", "scripts mixed in one word"),
        ("first_name", "unknown", "placeholder"),
        ("email", "n/a", "placeholder"),
        ("email", "test@test.com", "placeholder"),
        ("email", "ann@gmial.com", "mistyped mail domain"),
        ("email", "ann@gmail.con", "mistyped mail domain"),
        ("email", "ann@mailinator.com", "disposable mail domain"),
        ("created", "1900-01-01 00:00:00", "placeholder"),
        ("created", "0000-00-00 00:00:00", "placeholder"),
    ],
)
def test_damage_is_counted(column, value, what):
    good = {
        "first_name": ["Ana", "Bob", "Susan", "Élodie"],
        "email": [f"{n}@gmail.com" for n in "abcd"],
        "created": [f"2020-01-0{n} 10:00:00" for n in range(1, 5)],
    }[column]
    clean = profile_users(pl.DataFrame({column: good * 10}))
    assert clean.damage.height == 0
    damaged = profile_users(pl.DataFrame({column: [*good * 10, value, value]}))
    assert (column, what, 2) in list(damaged.damage.select("column", "what", "rows").iter_rows())


def test_facts_between_columns():
    people = [("Ana", "Lee"), ("Bob", "Brown"), ("Susan", "Smith"), ("Peter", "Jones")] * 5
    frame = pl.DataFrame(
        {
            "first_name": [given for given, _ in people],
            "last_name": [family for _, family in people],
            "full_name": [f"{given} {family}" for given, family in people],
            "username": [f"{given}{n}@example.com" for n, (given, _) in enumerate(people)],
            "email": [
                f"{given}{n}@example.com".lower() if n else "boss@example.com"
                for n, (given, _) in enumerate(people)
            ],
            "created": [f"2020-01-{n + 1:02d}" for n in range(20)],
            "last_login": [f"2021-01-{n + 1:02d}" for n in range(20)],
            "site": ["1"] * 20,
        }
    )
    facts = {
        (fact, one, other): share for fact, one, other, share, _ in profile_users(frame).facts.iter_rows()
    }
    assert facts["is first_name and", "full_name", "last_name"] == 1
    assert facts["is, in lower case,", "email", "username"] == 0.95
    assert facts["is not after", "created", "last_login"] == 1
    assert ("is not after", "last_login", "created") not in facts
    assert facts["holds one value only", "site", None] == 1


@pytest.mark.parametrize(
    ("days", "words", "unsure"),
    [
        (["03/04/2020", "05/06/2020"], "dd/mm/yyyy or mm/dd/yyyy", True),
        (["03/04/2020", "25/06/2020"], "dd/mm/yyyy", False),
        (["03/04/2020", "05/26/2020"], "mm/dd/yyyy", False),
    ],
)
def test_a_day_that_may_be_read_both_ways_says_so(days, words, unsure):
    row = profile_users(pl.DataFrame({"since": days * 5})).columns.row(0, named=True)
    assert (row["kind"], words in row["reason"], "can be told apart in no value" in row["reason"]) == (
        "date",
        True,
        unsure,
    )
    assert (row["confidence"] < 0.8) is unsure


def test_blanks_around_values_make_no_hash_of_them_and_hide_none():
    addresses = [f" user{number}@example{number % 97}.com" for number in range(300)]
    digests = [f" $2b$10${'abcdefghijklmnopqrstu'}O{number:030d}C " for number in range(300)]
    profile = profile_users(pl.DataFrame({"mail": addresses, "pass": digests}))
    assert profile.kinds() == {"mail": "email", "pass": "hash"}


def test_rare_hashes_of_another_form_are_counted_as_misfits():
    frame = pl.DataFrame({"password": ["$2y$10$" + "a" * 21 + "O" + "b" * 30 + "e"] * 50 + ["hunter2 plain"]})
    row = profile_users(frame).columns.row(0, named=True)
    assert (row["kind"], row["misfits"], row["counter_examples"]) == ("hash", 1, [])


def test_no_name_of_a_column_gets_in_the_way():
    names = ["odd 1", "odd 0", "__at", "rows", "value", "filled 0", "", "literal", "*", "^.*$", "c0", "at"]
    frame = pl.DataFrame({name: [f"{place}@example.com", None, "x"] for place, name in enumerate(names)})
    profile = profile_users(frame)
    assert profile.columns["column"].to_list() == names
    assert profile.columns["filled"].to_list() == [2] * len(names)
    assert profile.columns["shortest"].to_list() == [1] * len(names)


def test_readable_passwords_are_seen_and_never_shown():
    words = [f"{word}{number}" for word in ("Sommer", "tiger!", "Letmein ", "qwertz") for number in range(25)]
    profile = profile_users(
        pl.DataFrame({"id": [str(n) for n in range(100)], "passwd": words, "note": words})
    )
    assert profile.kinds()["passwd"] == "password"
    assert profile.kinds()["note"] != "password"
    assert profile.hash_column == "passwd"
    row = profile.columns.row(by_predicate=pl.col("column") == "passwd", named=True)
    assert (row["top"], row["patterns"], row["sample"], row["counter_examples"]) == ([], [], None, [])
    hashers = pl.DataFrame({"password_hasher": ["bcrypt", "scrypt_firebase"] * 50})
    assert profile_users(hashers).kinds()["password_hasher"] != "password"


def test_a_security_stamp_is_no_second_factor():
    stamps = [
        "BQ6C2WTMB7QMAR7W7AK6FE7QHYFPLFAH",
        "CISFRLVSE76U5I6DGFRXCMVUQJAQKAPT",
        "D7SFRLVSE76U5I6DGFRXCMVUQJAQKAPU",
    ]
    kinds = profile_users(pl.DataFrame({"SecurityStamp": stamps, "totp": stamps})).kinds()
    assert kinds["SecurityStamp"] != "totp_secret"
    assert kinds["totp"] == "totp_secret"

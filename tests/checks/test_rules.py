"""Rows that the tenant would refuse carry the rule, and the code, message and path that it would answer."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.checks import Failure, check_users


def checked(**columns):
    frame = {"__row": [0], "email": ["ann@example.com"]} | {name: [value] for name, value in columns.items()}
    return check_users(pl.LazyFrame(frame))


@pytest.mark.parametrize(
    ("columns", "rule", "code"),
    [
        ({"email": None}, "email.missing", "OBJECT_REQUIRED"),
        ({"email": "a@b"}, "email.format", "INVALID_FORMAT"),
        ({"email": "a b@example.com"}, "email.format", "INVALID_FORMAT"),
        ({"email": "a..b@example.com"}, "email.format", "INVALID_FORMAT"),
        ({"email": ".a@example.com"}, "email.format", "INVALID_FORMAT"),
        ({"email": "a@-x.co"}, "email.format", "INVALID_FORMAT"),
        ({"email": "a@example.com "}, "email.format", "INVALID_FORMAT"),
        ({"user_id": "a b"}, "user_id.space", "PATTERN"),
        ({"user_id": "x" * 256}, "user_id.long", "MAX_LENGTH"),
        ({"username": "x" * 16}, "username.long", "MAX_LENGTH"),
        ({"username": "a b"}, "username.characters", "PATTERN"),
        ({"given_name": "x" * 151}, "given_name.long", "MAX_LENGTH"),
        ({"family_name": ""}, "family_name.short", "MIN_LENGTH"),
        ({"name": "x" * 301}, "name.long", "MAX_LENGTH"),
        ({"phone_number": "0155"}, "phone_number.format", "PATTERN"),
        ({"password_hash": "$2y$10$" + "a" * 53}, "password_hash.format", "PATTERN"),
        ({"password_hash": "$2b$12$" + "a" * 53}, "password_hash.format", "PATTERN"),
        ({"app_metadata": {"created_at": "x"}}, "app_metadata.forbidden_key", "NOT_PASSED"),
    ],
)
def test_each_rule_names_the_tenants_code(columns, rule, code):
    good, failure = checked(**columns)
    assert failure.findings.select("__row", "rule", "code").rows() == [(0, rule, code)]
    assert good.collect().is_empty()


@pytest.mark.parametrize(
    "email", ["a+b@x.co", "o'x@x.co", '"q"@x.co', "ü@x.co", "UPPER@EXAMPLE.COM", "a.b@sub.example.museum"]
)
def test_unusual_addresses_that_the_tenant_takes_pass(email):
    good, failure = checked(email=email)
    assert failure.findings.is_empty()
    assert good.collect().height == 1


def test_good_and_failure_share_the_rows_out(people):
    good, failure = check_users(people)
    assert good.collect()["__row"].to_list() == [0, 1, 4, 5]
    assert failure.rows()["__row"].to_list() == [2, 3]
    assert repr(failure) == "Failure(2 rows refused by 2 rules)"


def test_a_row_that_breaks_two_rules_is_listed_once_and_counted_once():
    _, failure = checked(email="x", username="y" * 20)
    assert failure.findings["rule"].to_list() == ["email.format", "username.long"]
    assert failure.rows()["rule"].to_list() == ["email.format"]


def test_the_connections_own_username_rule_counts():
    users = pl.LazyFrame({"__row": [0], "email": ["a@example.com"], "username": ["x" * 20]})
    connection = {"options": {"validation": {"username": {"min": 1, "max": 30}}}}
    assert check_users(users, connection)[1].findings.is_empty()


def test_a_frame_without_addresses_is_refused_whole():
    good, failure = check_users(pl.LazyFrame({"__row": [0, 1], "username": ["a", "b"]}))
    assert good.collect().is_empty()
    assert failure.counts().rows() == [("email.missing", "OBJECT_REQUIRED", 2)]


@settings(max_examples=25)
@given(st.lists(st.none() | st.text(), min_size=1, max_size=20))
def test_every_row_is_in_exactly_one_of_the_two(texts):
    users = pl.LazyFrame(
        {"__row": range(len(texts)), "email": texts}, schema={"__row": pl.Int64, "email": pl.String}
    )
    good, failure = check_users(users)
    both = good.collect()["__row"].to_list() + failure.rows()["__row"].to_list()
    assert sorted(both) == list(range(len(texts)))


def test_failure_is_read_back(tmp_path, people):
    _, failure = check_users(people)
    failure.write(tmp_path)
    assert Failure.read(tmp_path).findings.equals(failure.findings)
    assert "email.missing" in failure._repr_html_()

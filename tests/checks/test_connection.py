"""A live connection's own rules count: usernames, identifiers, and whether it takes an import at all."""

import polars as pl
import pytest

from userferry.checks import check_rows, check_users

REFUSING = {
    "connection.database": {"strategy": "waad"},
    "connection.enabled": {"enabled_clients": []},
    "connection.import_mode": {"options": {"enabledDatabaseCustomization": True, "import_mode": False}},
}
TAKING = [
    None,
    {},
    {"strategy": "auth0", "enabled_clients": ["x"], "options": {"import_mode": False}},
    {"options": {"enabledDatabaseCustomization": True, "import_mode": True}},
]


def rules(text, connection):
    return check_rows(pl.DataFrame({"json": [text]}), connection)[1].findings["rule"].to_list()


def flexible(**attributes):
    return {"options": {"attributes": attributes}}


@pytest.mark.parametrize("rule", REFUSING)
def test_a_connection_that_takes_no_import_refuses_every_user(rule):
    users = pl.DataFrame({"email": ["a@example.com", "b@example.com"]})
    good, failure = check_users(users, REFUSING[rule])
    assert good.collect().is_empty()
    assert failure.counts().rows() == [(rule, "operation_not_supported", 2)]


@pytest.mark.parametrize("connection", TAKING)
def test_one_that_does_refuses_none(connection):
    assert rules('{"email": "a@example.com"}', connection) == []


def test_what_the_profile_requires_must_be_there():
    connection = flexible(email={"profile_required": False}, username={"profile_required": True})
    assert rules('{"email": "a@example.com"}', connection) == ["username.missing"]
    assert rules('{"username": "ann"}', connection) == []


def test_where_nothing_is_required_one_identifier_is_enough():
    connection = flexible(email={"profile_required": False}, phone_number={})
    assert rules('{"phone_number": "+1"}', connection) == []
    assert rules('{"username": "ann"}', connection) == ["identifier.missing"]


def test_flexible_bounds_of_a_username_come_before_the_older_ones():
    connection = flexible(
        email={"profile_required": True}, username={"validation": {"min_length": 3, "max_length": 5}}
    )
    connection["options"]["validation"] = {"username": {"min": 1, "max": 15}}
    short, long = (f'{{"email": "a@example.com", "username": "{name}"}}' for name in ("ab", "abcdef"))
    assert rules(short, connection) == ["username.short"]
    assert rules(long, connection) == ["username.long"]

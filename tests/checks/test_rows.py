"""JSON texts are judged by the same rules as columns, and a text may hold anything."""

import random

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.checks import Failure, check_rows, check_users, find_notices
from userferry.chunks import json_line

BCRYPT = "$2b$10$" + "a" * 53
VALUES = {
    "email": ["a@example.com", "A@EXAMPLE.com", "a@b", "", "é@x.co", "a@x.co\n", '"a b"@x.co'],
    "username": ["ann", "ANN", "a b", "x" * 16, "a@x.co", ""],
    "user_id": ["1", "auth0|1", "a\u00a0b", "x" * 256, ""],
    "phone_number": ["+49", "49"],
    "name": ["Ann", "", "x" * 301],
    "picture": ["x", "x" * 11_000],
    "blocked": [True, False],
    "password_hash": [BCRYPT, "$2b$12" + BCRYPT[6:], "$2a$100" + BCRYPT[6:]],
    "app_metadata": [{"plan": "x", "email": None}, {"plan": None, "email": "x"}, {"plan": None, "email": None}],
    "user_metadata": [{"a.b": 1, "deep": {"$c": None}}, {"a.b": None, "deep": {"$c": 1}}, {"a.b": None, "deep": None}],
    "custom_password_hash": [
        {"algorithm": algorithm, "hash": {"value": value, "encoding": encoding}, "salt": salt, "keylen": keylen, "cost": cost}
        for algorithm in ("md5", "bcrypt", "argon2", "ldap", "scrypt", "hmac", "sha3", None)
        for value in ("00", "$2y$10$", "{SSHA}aa", "$argon2d$v=19$m=1,t=1,p=1$aa$aa", None)
        for encoding in ("hex", "utf8", None)
        for salt in ({"value": "s"}, None)
        for keylen, cost in ((None, None), (32, 32768), (0, 3))
    ],
    "mfa_factors": [[{"totp": {"secret": "AB", "x": None}}], [{"totp": {"secret": "1", "x": "y"}}], []],
}  # fmt: skip
LAID = ["__row", "rule", "code", "message", "path", "severity", "fix"]


def people(count):
    """Make users of whom many break no rule: their first address is good, and most attributes are left out."""
    rng = random.Random(5)
    columns = {
        name: [rng.choice(values) if rng.random() < 0.15 else None for _ in range(count)]
        for name, values in VALUES.items()
    }
    columns["email"] = [email if email is not None else "a@example.com" for email in columns["email"]]
    return pl.DataFrame({"__row": range(count), **columns}, schema_overrides={"__row": pl.Int64})


def texts_of(*users):
    return pl.DataFrame({"json": [orjson.dumps(user).decode() for user in users]})


def test_users_and_their_texts_break_the_same_rules_with_the_same_words():
    users = people(3_000)
    texts = users.select("__row", json=json_line(users.schema))
    good, typed = check_users(users)
    good_texts, laid = check_rows(texts)
    assert good.collect()["__row"].to_list() == good_texts.collect()["__row"].to_list() != []
    assert typed.findings.sort(LAID).equals(laid.findings.sort(LAID))
    large = pl.col("rule") == "user.large"  # of columns only the weighty ones are weighed
    noticed, told = (find_notices(some).collect().sort("__row", "rule") for some in (users, texts))
    assert noticed.filter(~large).equals(told.filter(~large))
    assert noticed.filter(large).height == told.filter(large).height > 0
    assert dict(noticed["rule"].value_counts().rows()) == dict(typed.noticed.select("rule", "rows").rows())
    assert typed.noticed.sort("rule").drop("rows").equals(laid.noticed.sort("rule").drop("rows"))
    assert typed.counts().height > 25


@settings(max_examples=20)
@given(st.lists(st.none() | st.text(), max_size=8))
def test_any_text_at_all_is_in_exactly_one_of_the_two(texts):
    rows = pl.DataFrame({"json": texts}, schema={"json": pl.String})
    good, failure = check_rows(rows)
    both = good.collect()["__row"].to_list() + failure.rows()["__row"].to_list()
    assert sorted(both) == list(range(len(texts)))


def test_what_is_no_json_would_fail_its_whole_file():
    _, failure = check_rows(pl.DataFrame({"json": ["{", '{"email": "a@example.com"}']}))
    assert failure.findings.select("__row", "rule", "code").rows() == [(0, "user.json", "")]


@pytest.mark.parametrize(
    ("user", "rule", "severity"),
    [
        ({"email": "Ann@example.com", "password_hash": BCRYPT}, "email.case", "changed"),
        ({"username": "ANN", "password_hash": BCRYPT}, "username.case", "changed"),
        ({"user_id": "auth0|1", "password_hash": BCRYPT}, "user_id.prefix", "changed"),
        ({"app_metadata": {"a": [{"$b": 1}]}, "password_hash": BCRYPT}, "app_metadata.odd_key", "warned"),
        ({}, "password.absent", "warned"),
        ({"password_hash": BCRYPT.replace("$10", "$100")}, "password_hash.cost", "warned"),
        ({"custom_password_hash": {"algorithm": "argon2", "hash": {"value": "$argon2d$v=19$m=1,t=1,p=1$aa$aa"}}}, "custom_password_hash.argon2", "warned"),
        ({"custom_password_hash": {"algorithm": "scrypt", "keylen": 32, "cost": 32768, "hash": {"value": "00", "encoding": "hex"}}}, "custom_password_hash.memory", "warned"),
    ],
)  # fmt: skip
def test_what_is_taken_and_changed_or_harmful_is_a_notice(user, rule, severity):
    texts = texts_of({"email": "a@example.com"} | user)
    good, failure = check_rows(texts)
    assert good.collect().height == 1
    assert failure.findings.is_empty()
    assert failure.noticed.select("rule", "severity", "rows").rows() == [(rule, severity, 1)]
    assert find_notices(texts).collect().select("__row", "rule", "severity").rows() == [(0, rule, severity)]


def test_no_value_is_told():
    secret = "hunter2hunter2"
    factors = [{"totp": {"secret": secret}}]
    _, failure = check_rows(texts_of({"email": secret, "password_hash": secret, "mfa_factors": factors}))
    assert failure.findings.height == 3
    assert secret not in str(failure.findings.rows()) + repr(failure) + failure._repr_html_()


def test_notices_are_read_back(tmp_path):
    _, failure = check_rows(pl.DataFrame({"json": ['{"email": "a@x.co"}', "{}"]}))
    failure.write(tmp_path)
    again = Failure.read(tmp_path)
    assert again.noticed.equals(failure.noticed)
    assert again.noticed.height == 1
    assert again.findings.equals(failure.findings)

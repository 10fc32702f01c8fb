"""Each known password is tried, and a wrong one with it; a promise holds only if both answers are right."""

import polars as pl
import pytest

from userferry.api import LoginVerdict
from userferry.errors import DecisionError
from userferry.proof import LoginProof, count_untried, known_passwords, prove_logins

PEOPLE = pl.DataFrame(
    {
        "__row": [0, 1, 2],
        "login": ["ann", "bo", "cy"],
        "password": ["right", "right", "lost"],
        "format": ["a", "a", "b"],
        "keeps": [True, True, False],
        "blocked": [False, True, False],
    }
)


def tenant(name, password):
    if password != "right":
        return LoginVerdict.WRONG_PASSWORD
    return LoginVerdict.BLOCKED if name == "bo" else LoginVerdict.OK


def test_every_promise_is_tried():
    proof = prove_logins(PEOPLE, tenant)
    assert proof.is_proven
    assert proof.logins["right"].to_list() == ["ok", "blocked", "wrong password"]
    assert proof.counts().rows() == [("a", "keeps", 2, 2), ("b", "resets", 1, 1)]


@pytest.mark.parametrize(
    "login",
    [
        lambda name, password: LoginVerdict.OK,  # noqa: ARG005 anything opens the door
        lambda name, password: LoginVerdict.WRONG_PASSWORD,  # noqa: ARG005 nothing does
        lambda name, password: LoginVerdict.OTHER,  # noqa: ARG005 the tenant is ill
    ],
)
def test_a_tenant_that_answers_alike_to_all_proves_nothing(login):
    assert not prove_logins(PEOPLE, login).is_proven


def test_it_is_read_back_and_holds_no_password(tmp_path):
    proof = prove_logins(PEOPLE, tenant, untried={"are elsewhere": 2})
    proof.write(tmp_path)
    assert LoginProof.read(tmp_path).logins.equals(proof.logins)
    assert repr(LoginProof.read(tmp_path)) == "LoginProof(3 of 3 users as promised; 2 are elsewhere)"
    assert "password" not in proof.logins.columns


def test_known_passwords_are_found_by_id_or_by_address(tmp_path):
    users = pl.LazyFrame(
        {"__row": [0, 1], "user_id": ["7", "8"], "email": ["a@example.com", "b@example.com"]}
    )
    key = tmp_path / "key.csv"
    key.write_text("user_id,password\n8,secret\n7,\n9,x\n")
    assert known_passwords(users, key).rows() == [(1, "b@example.com", "secret", False)]
    key.write_text("email,password\na@example.com,other\n")
    assert known_passwords(users, key).rows() == [(0, "a@example.com", "other", False)]


def test_accounts_of_the_key_that_are_not_tried_are_counted_by_why(tmp_path):
    users = pl.LazyFrame({"__row": [0, 1], "user_id": ["7", "8"], "email": ["a@x.org", "b@x.org"]})
    key = tmp_path / "key.csv"
    key.write_text("user_id,password\n8,secret\n7,\n9,x\n")
    assert count_untried(key, known_passwords(users, key), users) == {
        "of the key: no password there": 1,
        "of the key: not sent, or no users": 1,
    }
    assert count_untried(None, known_passwords(users, None), users) == {}


def test_an_account_that_several_rows_have_tells_nobodys_password(tmp_path):
    """Whose password is it? A wrong guess would make a sound hash look broken."""
    rows = {"__row": [0, 1, 2], "user_id": ["7", "8", "9"], "email": ["a@x.org", "a@x.org", "b@x.org"]}
    everybody = pl.LazyFrame(rows)
    key = tmp_path / "key.csv"
    key.write_text("email,password\na@x.org,secret\nb@x.org,other\n")
    assert known_passwords(everybody, key)["__row"].to_list() == [2]
    arrived = everybody.filter(pl.col("__row") != 0)  # the twin was held back, and the password may be theirs
    found = known_passwords(arrived, key, everybody=everybody)
    assert found["__row"].to_list() == [2]
    why = "of the key: several rows or lines have that email"
    assert count_untried(key, found, arrived, everybody=everybody) == {why: 1}
    key.write_text("user_id,password\n7,secret\n8,other\n8,third\n")
    assert known_passwords(everybody, key)["__row"].to_list() == [0]


def test_without_a_key_nobody_is_known(people):
    assert known_passwords(people, None).is_empty()


def test_a_key_without_the_columns_says_which(tmp_path, people):
    key = tmp_path / "key.csv"
    key.write_text("name,pass\nx,y\n")
    with pytest.raises(DecisionError, match="needs `password`"):
        known_passwords(people, key)

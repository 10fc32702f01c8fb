"""Every published hash logs in with its password and with no other, and then gives way to bcrypt."""

import json
import sqlite3
from pathlib import Path

import pytest

from userferry.tenant import LocalTenant

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "hash-vectors.json").read_text())
SAMPLES = VECTORS["auth0_samples"] + VECTORS["legacy"]


def sample(algorithm, value, encoding="hex", **parts):
    return {"password": "Correct-Horse-42", "custom_password_hash": {"algorithm": algorithm, "hash": {"value": value, "encoding": encoding}} | parts}  # fmt: skip


SAMPLES += [
    sample("md4", "ABC3BEB83F15CB4C47CB3268AD73FD50", password={"encoding": "utf16le"}),
    sample("md4", "abc3beb83f15cb4c47cb3268ad73fd50", password={"encoding": "ucs2"}),
]


@pytest.fixture(scope="module")
def caller(call_as, tmp_path_factory):
    with LocalTenant(tmp_path_factory.mktemp("hashes"), password_rounds=4) as tenant:
        caller = call_as(tenant)
        rows = [
            {"email": f"Vector{n}@example.com", "username": f"Vec{n}", "custom_password_hash": vector["custom_password_hash"]}
            for n, vector in enumerate(SAMPLES)
        ]  # fmt: skip
        job, errors = caller.bring(rows)
        assert errors is None
        assert job["summary"]["inserted"] == len(SAMPLES)
        yield caller


def kind(caller, number):
    with sqlite3.connect(caller.tenant.folder / "tenant.sqlite") as db:
        query = "SELECT credential_kind, credential FROM users WHERE username = ?"
        return db.execute(query, (f"vec{number}",)).fetchone()


@pytest.mark.parametrize(
    "number", range(len(SAMPLES)), ids=lambda n: f"{n}-{SAMPLES[n]['custom_password_hash']['algorithm']}"
)
def test_a_vector_logs_in_with_its_password_alone(caller, number):
    password = SAMPLES[number]["password"]
    wrong = caller.log_in(f"vector{number}@example.com", password + "x")
    assert (wrong.status_code, wrong.json()) == (
        403,
        {"error": "invalid_grant", "error_description": "Wrong email or password."},
    )
    assert kind(caller, number)[0] == "custom"
    assert caller.log_in(f"VECTOR{number}@example.com", password).status_code == 200
    stored, value = kind(caller, number)
    assert stored == "bcrypt"
    assert value.startswith("$2b$04$")
    assert caller.log_in(f"VEC{number}", password).status_code == 200
    assert caller.log_in(f"vec{number}", password + "x").status_code == 403


def test_a_login_is_counted(caller):
    caller.bring(
        [
            {
                "email": "count@example.com",
                "password_hash": "$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K",
            }
        ]
    )
    for _ in range(2):
        body = caller.log_in("count@example.com", "hello").json()
        assert body["token_type"] == "Bearer"
    stored = caller.get("/users-by-email", email="count@example.com").json()[0]
    assert (stored["logins_count"], stored["last_ip"]) == (2, "127.0.0.1")
    assert stored["last_login"] >= stored["created_at"]


def test_a_blocked_user_is_told_so_only_with_the_right_password(caller):
    caller.bring(
        [
            {
                "email": "off@example.com",
                "blocked": True,
                "password_hash": "$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K",
            }
        ]
    )
    assert caller.log_in("off@example.com", "wrong").json()["error"] == "invalid_grant"
    answer = caller.log_in("off@example.com", "hello")
    assert (answer.status_code, answer.json()) == (
        401,
        {"error": "unauthorized", "error_description": "user is blocked"},
    )


def test_a_users_token_does_not_open_the_management_api(caller):
    caller.call(
        "POST",
        "/users",
        json={"connection": caller.tenant.connection, "email": "api@example.com", "password": "pw"},
    )
    body = caller.grant(
        "password",
        username="api@example.com",
        password="pw",
        audience=caller.tenant.audience,
        scope="read:users openid",
    ).json()
    answer = caller.call("GET", "/users", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert answer.status_code == 403

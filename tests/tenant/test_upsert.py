"""Who is matched, what is touched, and what becomes of credentials."""

import pytest

BCRYPT = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"  # "shh"
SHA1_A = {
    "algorithm": "sha1",
    "hash": {"value": "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "encoding": "hex"},
}  # "a"
SHA1_B = {
    "algorithm": "sha1",
    "hash": {"value": "e9d71f5ee7c92d6dc9e92ffdad17b8bd49418f98", "encoding": "hex"},
}  # "b"
DEFINED = "A custom_password_hash was provided, but the user already has password hash defined"
EXISTS = {"code": "DUPLICATED_USER", "message": "The user already exist and upsert parameter is false"}


def user(caller, email="ann@example.com"):
    return caller.get("/users-by-email", email=email).json()[0]


def test_a_new_user_gets_auth0s_defaults(caller):
    caller.bring([{"email": "AuzIronian@Example.com", "user_id": "auth0|7", "username": "Auz"}])
    stored = user(caller, "auzironian@example.com")
    assert stored["name"] == "auzironian@example.com"
    assert stored["nickname"] == "auzironian"
    assert stored["username"] == "auz"
    assert stored["email_verified"] is False
    assert stored["user_id"] == "auth0|auth0|7"
    assert stored["picture"] == (
        "https://secure.gravatar.com/avatar/1eafdbc62a30a384b6d9a04e1cc21500"
        "?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fau.png"
    )


@pytest.mark.parametrize(
    "row",
    [
        {"email": "ANN@example.com"},
        {"email": "new@example.com", "username": "ANN"},
        {"email": "new@example.com", "user_id": "1"},
        {"email": "new@example.com", "phone_number": "+49"},
    ],
)
def test_without_upsert_any_identifier_is_a_duplicate(caller, row):
    caller.bring([{"email": "ann@example.com", "username": "ann", "user_id": "1", "phone_number": "+49"}])
    job, errors = caller.bring([row])
    assert job["summary"] == {"failed": 1, "updated": 0, "inserted": 0, "total": 1}
    assert errors == [{"user": row, "errors": [EXISTS]}]


def test_upsert_touches_what_is_upsertable_and_replaces_metadata_whole(caller):
    before = {
        "email": "ann@example.com", "username": "ann", "given_name": "Ann", "blocked": True, "email_verified": True,
        "user_metadata": {"a": 1, "b": 2}, "app_metadata": {"x": 1},
    }  # fmt: skip
    caller.bring([before])
    old = user(caller)
    job, _ = caller.bring(
        [
            {
                "email": "ANN@example.com", "username": "other", "user_id": "zz", "blocked": False, "name": "A",
                "phone_number": "+1", "user_metadata": {"c": 3},
            }
        ],
        upsert="true",
    )  # fmt: skip
    assert job["summary"] == {"failed": 0, "updated": 1, "inserted": 0, "total": 1}
    new = user(caller)
    assert new == old | {"name": "A", "user_metadata": {"c": 3}, "updated_at": new["updated_at"]}
    assert new["app_metadata"] == {"x": 1}


def test_upsert_inserts_whom_it_does_not_find(caller):
    job, _ = caller.bring([{"email": "ann@example.com"}], upsert="true")
    assert job["summary"]["inserted"] == 1


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"username": "ANN"}, "CONFLICT_USERNAME"),
        ({"user_id": "1"}, "CONFLICT"),
        ({"phone_number": "+49"}, "CONFLICT"),
    ],
)
def test_upsert_never_takes_another_users_identifier(caller, other, code):
    caller.bring([{"email": "ann@example.com", "username": "ann", "user_id": "1", "phone_number": "+49"}])
    caller.bring([{"email": "bob@example.com"}])
    for email in ("bob@example.com", "new@example.com"):
        job, errors = caller.bring([{"email": email} | other], upsert="true")
        assert job["summary"]["failed"] == 1
        assert errors[0]["errors"][0]["code"] == code


def state(caller, row):
    caller.bring([{"email": "ann@example.com"} | row])


def upsert_hash(caller, custom):
    _, errors = caller.bring([{"email": "ann@example.com", "custom_password_hash": custom}], upsert="true")
    return None if errors is None else errors[0]["errors"][0]["message"]


def test_without_a_hash_nobody_can_log_in_and_no_hash_can_come_later(caller):
    state(caller, {})
    assert caller.log_in("ann@example.com", "").status_code == 400
    assert caller.log_in("ann@example.com", "a").status_code == 403
    assert upsert_hash(caller, SHA1_A) == DEFINED


def test_a_bcrypt_user_takes_no_other_hash_and_a_later_password_hash_is_passed_over(caller):
    state(caller, {"password_hash": BCRYPT})
    assert upsert_hash(caller, SHA1_A) == DEFINED
    row = {"email": "ann@example.com", "password_hash": BCRYPT.replace("W", "X"), "name": "A"}
    job, _ = caller.bring([row], upsert="true")
    assert job["summary"]["updated"] == 1
    assert caller.log_in("ann@example.com", "shh").status_code == 200


def test_a_custom_hash_can_be_replaced_until_it_is_used(caller):
    state(caller, {"custom_password_hash": SHA1_A})
    assert upsert_hash(caller, SHA1_B) is None
    assert caller.log_in("ann@example.com", "a").status_code == 403
    assert caller.log_in("ann@example.com", "b").status_code == 200
    assert upsert_hash(caller, SHA1_A) == DEFINED
    assert caller.log_in("ann@example.com", "b").status_code == 200


def test_a_refused_hash_leaves_the_rest_of_the_row_undone(caller):
    state(caller, {"name": "Ann"})
    row = {"email": "ann@example.com", "custom_password_hash": SHA1_A, "name": "Changed"}
    caller.bring([row], upsert="true")
    assert user(caller)["name"] == "Ann"


def test_a_hash_that_its_algorithm_cannot_read_is_a_wrong_password(caller):
    forms = [
        {"algorithm": "sha1", "hash": {"value": "not hex", "encoding": "hex"}},
        {
            "algorithm": "hmac",
            "hash": {"value": "00", "encoding": "hex", "digest": "whirlpool", "key": {"value": "k"}},
        },
        {
            "algorithm": "scrypt",
            "hash": {"value": "00", "encoding": "hex"},
            "salt": {"value": "s"},
            "keylen": 1.0,
        },
        {"algorithm": "argon2", "hash": {"value": "$argon2d$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA"}},
        {"algorithm": "pbkdf2", "hash": {"value": "$pbkdf2-unknown$i=1,l=1$AAAA$AA"}},
        {"algorithm": "ldap", "hash": {"value": "{SHA}AAAA"}},
    ]
    rows = [{"email": f"{n}@example.com", "custom_password_hash": form} for n, form in enumerate(forms)]
    _, errors = caller.bring(rows)
    assert errors is None
    for number in range(len(forms)):
        answer = caller.log_in(f"{number}@example.com", "pass\0word")
        assert (answer.status_code, answer.json()["error"]) == (403, "invalid_grant")


def test_the_same_user_may_live_in_two_connections(caller):
    second = caller.tenant.add_connection("second")
    state(caller, {"user_id": "1"})
    job, _ = caller.bring([{"email": "ann@example.com", "user_id": "1"}], connection_id=second)
    assert job["summary"]["inserted"] == 1
    assert len(caller.get("/users-by-email", email="ann@example.com").json()) == 2

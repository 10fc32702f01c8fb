"""Every documented code of a refused row: circumstance → code, message, path."""

import pytest

from userferry.tenant import LocalTenant
from userferry.tenant.ghosts import lay_ghosts_of_email

P = "identities[0].profileData"
C = "customPasswordHash"
SHA1 = {"algorithm": "sha1", "hash": {"value": "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "encoding": "hex"}}
BCRYPT = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
ANN = {"email": "ann@example.com", "username": "ann", "user_id": "1", "phone_number": "+49"}


def scrypt(**numbers):
    hashed = {"value": "00", "encoding": "hex"}
    return {"algorithm": "scrypt", "hash": hashed, "salt": {"value": "s"}, "keylen": 32} | numbers


def of(path, text):
    return f"Error in {path} property - {text}", path


ALL = {
    "ANY_OF_MISSING": ({"given_name": "Ann"}, *of(P, "Data does not match any schemas from 'anyOf'")),
    "ARRAY_LENGTH_LONG": ({"mfa_factors": [{"phone": {"value": "+1"}}] * 11}, *of("mfaFactors", "Array is too long (11), maximum 10")),
    "ARRAY_LENGTH_SHORT": ({"mfa_factors": []}, *of("mfaFactors", "Array is too short (0), minimum 1")),
    "CONFLICT": ({"phone_number": "+49"}, "The phone_number is already in use by another user.", None),
    "CONFLICT_EMAIL": ({"email": "ann@example.com", "user_id": "2"}, "The email is already in use by another user.", None),
    "CONFLICT_USERNAME": ({"username": "ANN"}, "The username is already in use by another user.", None),
    "DUPLICATED_USER": (ANN, "The user already exist and upsert parameter is false", None),
    "ENUM_MISMATCH": ({"custom_password_hash": SHA1 | {"algorithm": "sha3"}}, *of(f"{C}.algorithm", "No enum match for: sha3")),
    "INVALID_FORMAT": ({"email": "ann@"}, *of(f"{P}.email", "Object didn't pass validation for format email: ann@")),
    "INVALID_TYPE": ({"blocked": 1}, *of("blocked", "Expected type boolean but found type integer")),
    "MAX_LENGTH": ({"given_name": "x" * 151}, *of(f"{P}.given_name", "String is too long (151 chars), maximum 150")),
    "MAXIMUM": ({"custom_password_hash": scrypt(keylen=1 << 31)}, *of(f"{C}.keylen", "Value 2147483648 is greater than maximum 2147483647")),
    "MFA_FACTORS_FAILED": ({"mfa_factors": [{"phone": {"value": "+1"}}]}, "Unable to import factors", None),
    "MIN_LENGTH": ({"given_name": ""}, *of(f"{P}.given_name", "String is too short (0 chars), minimum 1")),
    "MINIMUM": ({"custom_password_hash": scrypt(keylen=0)}, *of(f"{C}.keylen", "Value 0 is less than minimum 1")),
    "NOT_PASSED": ({"password_hash": BCRYPT, "custom_password_hash": SHA1}, "Forbidden attribute in appUser: ", None),
    "OBJECT_REQUIRED": ({"email": ...}, *of(P, "Missing required property: email")),
    "OBJECT_ADDITIONAL_PROPERTIES": ({"created_at": "2020"}, "Additional properties not allowed: created_at", None),
    "PATTERN": ({"user_id": "a b"}, *of("user_id", r"String does not match pattern ^\S*$: a b")),
}  # fmt: skip
OPTIONS = {
    "ANY_OF_MISSING": {"attributes": {"email": {"profile_required": False}, "username": {}}},
    "MFA_FACTORS_FAILED": {"mfa": {"active": False}},
}
UPSERTED = ("CONFLICT", "CONFLICT_EMAIL", "CONFLICT_USERNAME")


@pytest.fixture(scope="module")
def flagged(call_as, tmp_path_factory):
    """A tenant that matches by id first, so that an email can be another user's."""
    with LocalTenant(tmp_path_factory.mktemp("flagged"), match_on_user_id=True) as tenant:
        yield call_as(tenant)


@pytest.mark.parametrize("code", ALL)
def test_each_code_has_its_circumstance_message_and_path(flagged, code):
    row, message, path = ALL[code]
    target = flagged.tenant.add_connection(code, options=OPTIONS.get(code))
    upsert = "true" if code in UPSERTED else "false"
    if upsert == "true" or code == "DUPLICATED_USER":
        flagged.bring([ANN, {"email": "bob@example.com", "user_id": "2"}], connection_id=target)
    base = {} if code == "ANY_OF_MISSING" else {"email": "new@example.com"}
    row = {key: value for key, value in (base | row).items() if value is not ...}
    job, errors = flagged.bring([row], connection_id=target, upsert=upsert)
    expected = {"code": code, "message": message} | ({} if path is None else {"path": path})
    assert job["summary"]["failed"] == 1
    assert errors[0]["errors"] == [expected]


def test_a_connection_deleted_meanwhile_refuses_every_row(call_as, tmp_path):
    with LocalTenant(tmp_path, job_seconds=5) as tenant:
        caller = call_as(tenant)
        target = tenant.add_connection("leaving")
        job_id = caller.submit([ANN, {"email": "no"}], connection_id=target).json()["id"]
        with tenant._state().store.writing() as db:
            db.execute("DELETE FROM connections WHERE id = ?", (target,))
        tenant.advance(5)
        assert caller.wait(job_id)["summary"] == {"failed": 2, "updated": 0, "inserted": 0, "total": 2}
        errors = caller.get(f"/jobs/{job_id}/errors").json()
        assert [row["errors"] for row in errors] == [
            [{"code": "CONNECTION_NOT_FOUND", "message": "The connection does not exist."}]
        ] * 2


def test_a_failed_factor_leaves_the_rest_of_the_row_done(caller):
    target = caller.tenant.add_connection("factorless", options={"mfa": {"active": False}})
    caller.bring([{"email": "ann@example.com"}], connection_id=target)
    row = {"email": "ann@example.com", "name": "Ann", "mfa_factors": [{"phone": {"value": "+1"}}]}
    job, _ = caller.bring([row], connection_id=target, upsert="true")
    assert job["summary"] == {"failed": 1, "updated": 0, "inserted": 0, "total": 1}
    assert caller.get("/users-by-email", email="ann@example.com").json()[0]["name"] == "Ann"


def test_profile_required_makes_an_identifier_compulsory(caller):
    attributes = {"email": {"profile_required": False}, "username": {"profile_required": True}}
    target = caller.tenant.add_connection("flexible", options={"attributes": attributes})
    job, errors = caller.bring([{"email": "a@example.com"}, {"username": "ann"}], connection_id=target)
    assert job["summary"]["inserted"] == 1
    assert errors[0]["errors"] == [
        {"code": "OBJECT_REQUIRED", "message": of(P, "Missing required property: username")[0], "path": P}
    ]


@pytest.mark.parametrize("upsert", ["true", "false"])
def test_a_ghost_refuses_its_id_even_under_upsert_and_lets_a_second_profile_be_made(caller, upsert):
    caller.tenant.add_ghost("1", email="Ann@example.com")
    row = {"email": "ann@example.com"}
    _, errors = caller.bring([row | {"user_id": "1"}], upsert=upsert)
    assert errors[0]["errors"][0]["code"] == "DUPLICATED_USER"
    assert caller.bring([row], upsert=upsert)[0]["summary"]["inserted"] == 1


def test_with_the_flag_a_ghost_is_a_conflict(flagged):
    target = flagged.tenant.add_connection("haunted")
    flagged.tenant.add_ghost("1", email="ann@example.com", connection_id=target)
    _, errors = flagged.bring([{"email": "ann@example.com"}], connection_id=target, upsert="true")
    assert errors[0]["errors"][0]["code"] == "CONFLICT_USERNAME"


def test_deleting_the_user_lays_the_ghost(caller):
    caller.tenant.add_ghost("1")
    assert caller.call("DELETE", "/users/auth0%7C1").status_code == 204
    assert caller.bring([{"email": "ann@example.com", "user_id": "1"}])[0]["summary"]["inserted"] == 1


def test_the_flag_matches_by_id_first(flagged):
    target = flagged.tenant.add_connection("by-id")
    flagged.bring([ANN], connection_id=target)
    row = {"email": "moved@example.com", "user_id": "1", "name": "Ann"}
    job, _ = flagged.bring([row], connection_id=target, upsert="true")
    assert job["summary"]["updated"] == 1
    assert flagged.get("/tenants/settings").json()["flags"] == {
        "import_user_match_user_profile_on_user_id": True
    }


def test_a_ghost_is_made_over_http_and_laid_by_its_email(caller):
    assert caller.call("POST", "/_tenant/ghosts", json={"email": "a@x.co"}).status_code == 400
    made = caller.call("POST", "/_tenant/ghosts", json={"user_id": "1", "email": "Ann@example.com"})
    assert made.json() == {"user_id": "auth0|1"}
    row = {"email": "ann@example.com", "user_id": "1"}
    assert caller.bring([row])[0]["summary"]["failed"] == 1
    with caller.tenant._state().store.writing() as db:
        assert lay_ghosts_of_email(db, caller.tenant.connection_id, "ANN@example.com") == 1
    assert caller.bring([row])[0]["summary"]["inserted"] == 1


@pytest.mark.parametrize("knob", [{"failure_style": "odd"}, {"script_seconds": 0}, {"index_lag_seconds": -1}])
def test_a_knob_that_cannot_be_is_refused(knob):
    with pytest.raises(ValueError, match="Nothing was started"):
        LocalTenant(**knob)


def test_format_is_what_the_documented_list_calls_invalid_format(call_as, tmp_path):
    with LocalTenant(tmp_path, documented_codes=True) as tenant:
        _, errors = call_as(tenant).bring([{"email": "ann@"}])
    text, path = of(f"{P}.email", "Object didn't pass validation for format email: ann@")
    assert errors[0]["errors"] == [{"code": "FORMAT", "message": text, "path": path}]

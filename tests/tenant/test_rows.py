"""Row → code, message, path: the verdicts of `POST /jobs/users-imports`, one row each."""

import pytest

from userferry.tenant import LocalTenant

P = "identities[0].profileData"
BCRYPT = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
HASH_PATTERN = r"^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$"
FORBIDDEN = ("NOT_PASSED", "Forbidden attribute in appUser: ", None)


def custom(**parts):
    return {"algorithm": "md5", "hash": {"value": "00" * 16, "encoding": "hex"}} | parts


def of(path, text):
    return f"Error in {path} property - {text}"


def bad_type(path, wanted, found):
    return ("INVALID_TYPE", of(path, f"Expected type {wanted} but found type {found}"), path)


C = "customPasswordHash"
REFUSED = [
    ({"email": "akshay144@"}, ("INVALID_FORMAT", of(f"{P}.email", "Object didn't pass validation for format email: akshay144@"), f"{P}.email")),
    ({"email": 7}, bad_type(f"{P}.email", "string", "integer")),
    ({"email": None}, bad_type(f"{P}.email", "string", "null")),
    ({"email": ...}, ("OBJECT_REQUIRED", of(P, "Missing required property: email"), P)),
    ({"email_verified": "true"}, bad_type(f"{P}.email_verified", "boolean", "string")),
    ({"blocked": 1}, bad_type("blocked", "boolean", "integer")),
    ({"phone_number": "0171"}, ("PATTERN", of(f"{P}.phone_number", r"String does not match pattern ^\+[0-9]{1,15}$: 0171"), f"{P}.phone_number")),
    ({"username": ""}, ("MIN_LENGTH", of(f"{P}.username", "String is too short (0 chars), minimum 1"), f"{P}.username")),
    ({"username": "u" * 16}, ("MAX_LENGTH", of(f"{P}.username", "String is too long (16 chars), maximum 15"), f"{P}.username")),
    ({"username": "a b"}, ("PATTERN", of(f"{P}.username", r"String does not match pattern ^[a-zA-Z0-9@^$.!`\-#+'~_]+$: a b"), f"{P}.username")),
    ({"username": "\u212a"}, ("PATTERN", of(f"{P}.username", r"String does not match pattern ^[a-zA-Z0-9@^$.!`\-#+'~_]+$: " + "\u212a"), f"{P}.username")),
    ({"user_id": "a\ufeffb"}, ("PATTERN", of("user_id", "String does not match pattern ^\\S*$: a\ufeffb"), "user_id")),
    ({"custom_password_hash": custom(algorithm=[])}, bad_type(f"{C}.algorithm", "string", "array")),
    ({"custom_password_hash": {"algorithm": "ldap", "hash": {"value": "{SSHA}aa\n"}}}, ("PATTERN", of(f"{C}.hash.value", r"String does not match pattern ^\{(md5|smd5|sha\d*|ssha\d*)\}[A-Za-z0-9+/=]+$"), f"{C}.hash.value")),
    ({"username": "a@b.co"}, ("PATTERN", of(f"{P}.username", r"String does not match pattern ^[a-zA-Z0-9@^$.!`\-#+'~_]+$: a@b.co"), f"{P}.username")),
    ({"given_name": ""}, ("MIN_LENGTH", of(f"{P}.given_name", "String is too short (0 chars), minimum 1"), f"{P}.given_name")),
    ({"family_name": "x" * 151}, ("MAX_LENGTH", of(f"{P}.family_name", "String is too long (151 chars), maximum 150"), f"{P}.family_name")),
    ({"name": "x" * 301}, ("MAX_LENGTH", of(f"{P}.name", "String is too long (301 chars), maximum 300"), f"{P}.name")),
    ({"nickname": 4.5}, bad_type(f"{P}.nickname", "string", "number")),
    ({"picture": []}, bad_type(f"{P}.picture", "string", "array")),
    ({"user_id": "a b"}, ("PATTERN", of("user_id", r"String does not match pattern ^\S*$: a b"), "user_id")),
    ({"user_id": ""}, ("MIN_LENGTH", of("user_id", "String is too short (0 chars), minimum 1"), "user_id")),
    ({"user_metadata": "x"}, bad_type("user_metadata", "object", "string")),
    ({"app_metadata": []}, bad_type("app_metadata", "object", "array")),
    ({"app_metadata": {"created_at": 1}}, FORBIDDEN),
    ({"created_at": "2020"}, ("OBJECT_ADDITIONAL_PROPERTIES", "Additional properties not allowed: created_at", None)),
    ({"password_hash": BCRYPT.replace("$2b$", "$2y$")}, ("PATTERN", of("passwordHash", f"String does not match pattern {HASH_PATTERN}"), "passwordHash")),
    ({"password_hash": BCRYPT.replace("$10$", "$12$")}, ("PATTERN", of("passwordHash", f"String does not match pattern {HASH_PATTERN}"), "passwordHash")),
    ({"password_hash": BCRYPT, "custom_password_hash": custom()}, FORBIDDEN),
    ({"custom_password_hash": "x"}, bad_type(C, "object", "string")),
    ({"custom_password_hash": custom(algorithm="sha3")}, ("ENUM_MISMATCH", of(f"{C}.algorithm", "No enum match for: sha3"), f"{C}.algorithm")),
    ({"custom_password_hash": {"algorithm": "md5"}}, ("OBJECT_REQUIRED", of(C, "Missing required property: hash"), C)),
    ({"custom_password_hash": custom(iterations=1)}, ("OBJECT_ADDITIONAL_PROPERTIES", of(C, "Additional properties not allowed: iterations"), C)),
    ({"custom_password_hash": {"algorithm": "bcrypt", "hash": {"value": "$2x$10$aa"}}}, ("PATTERN", of(f"{C}.hash.value", r"String does not match pattern ^\$2[aby]\$"), f"{C}.hash.value")),
    ({"custom_password_hash": {"algorithm": "scrypt", "hash": {"value": "00", "encoding": "hex"}, "salt": {"value": "s"}}}, ("OBJECT_REQUIRED", of(C, "Missing required property: keylen"), C)),
    ({"custom_password_hash": {"algorithm": "ldap", "hash": {"value": "{SHA}AAAA"}, "salt": {"value": "s"}}}, FORBIDDEN),
    ({"custom_password_hash": custom(salt={"value": "s", "position": "middle"})}, ("ENUM_MISMATCH", of(f"{C}.salt.position", "No enum match for: middle"), f"{C}.salt.position")),
    ({"custom_password_hash": {"algorithm": "hmac", "hash": {"value": "00", "encoding": "hex", "digest": "sha1"}}}, ("OBJECT_REQUIRED", of(f"{C}.hash", "Missing required property: key"), f"{C}.hash")),
    ({"mfa_factors": []}, ("ARRAY_LENGTH_SHORT", of("mfaFactors", "Array is too short (0), minimum 1"), "mfaFactors")),
    ({"mfa_factors": [{"email": {"value": "a@b.co"}}] * 11}, ("ARRAY_LENGTH_LONG", of("mfaFactors", "Array is too long (11), maximum 10"), "mfaFactors")),
    ({"mfa_factors": [{"totp": {"secret": "abc"}}]}, ("PATTERN", of("mfaFactors[0].totp.secret", "String does not match pattern ^[A-Z2-7]+$"), "mfaFactors[0].totp.secret")),
]  # fmt: skip

ACCEPTED = [
    {"email": "UPPER@Case.Example"},
    {"email": "o'x+tag@x.co"},
    {"email": '"q"@x.co'},
    {"email": "ü@x.co"},
    {"phone_number": "+1", "phone_verified": True},
    {"username": "AbC@^$.!`-#+'~_"},
    {"password_hash": BCRYPT},
    {"password_hash": BCRYPT.replace("$2b$", "$2a$")},
    {"custom_password_hash": custom(salt={"value": "s"}, password={"encoding": "utf16le"})},
    {"mfa_factors": [{"totp": {"secret": "2PRXZWZAYYDAWCD"}}, {"phone": {"value": "+1"}}]},
    {"user_metadata": {}, "app_metadata": {"plan": None}, "picture": "not a url", "user_id": "x" * 255},
]


@pytest.fixture(scope="module")
def verdicts(call_as, tmp_path_factory):
    """Import every row of both tables in one file; give the errors by the row's number."""
    rows = []
    for number, extra in enumerate([row for row, _ in REFUSED] + ACCEPTED):
        row = {"email": f"row{number}@example.com", "given_name": f"Row{number}"} | extra
        rows.append({key: value for key, value in row.items() if value is not ...})
    with LocalTenant(tmp_path_factory.mktemp("rows")) as tenant:
        job, errors = call_as(tenant).bring(rows)
    assert job["summary"] == {
        "failed": len(REFUSED), "updated": 0, "inserted": len(ACCEPTED), "total": len(rows),
    }, errors  # fmt: skip
    return errors


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=lambda n: f"{n}-{next(iter(REFUSED[n][0]))}")
def test_a_bad_row_gets_auth0s_code_text_and_path(verdicts, number):
    code, message, path = REFUSED[number][1]
    expected = {"code": code, "message": message} | ({} if path is None else {"path": path})
    assert verdicts[number]["errors"] == [expected]


@pytest.mark.parametrize(
    "email", ["a@b", "a@localhost", ".a@x.co", "a..b@x.co", "a@-x.co", "a@x.co ", "a b@x.co"]
)
def test_emails_that_z_schema_refuses(caller, email):
    job, errors = caller.bring([{"email": email}])
    assert job["summary"]["failed"] == 1
    assert errors[0]["errors"][0]["code"] == "INVALID_FORMAT"


def test_secrets_are_masked_and_the_rest_is_echoed_as_supplied(caller):
    row = {
        "email": "BAD", "given_name": "Ann", "user_metadata": {"k": [1, None]},
        "custom_password_hash": custom(salt={"value": "pepper", "encoding": "utf8"}),
        "mfa_factors": [{"totp": {"secret": "ABC"}}],
    }  # fmt: skip
    _, errors = caller.bring([row, {"email": "x", "password_hash": BCRYPT}])
    assert errors[0]["user"] == row | {
        "custom_password_hash": custom(
            hash={"value": "*****", "encoding": "hex"}, salt={"value": "*****", "encoding": "utf8"}
        ),
        "mfa_factors": [{"totp": {"secret": "*****"}}],
    }
    assert errors[1]["user"] == {"email": "x", "password_hash": "*****"}
    assert BCRYPT not in str(errors)


@pytest.mark.parametrize("row", ["text", 7, None, []])
def test_a_row_that_is_no_object_fails_alone(caller, row):
    job, errors = caller.bring([row, {"email": "fine@example.com"}])
    assert job["summary"] == {"failed": 1, "updated": 0, "inserted": 1, "total": 2}
    assert errors[0]["user"] == row


def test_the_first_of_two_is_imported_and_a_refused_row_holds_nothing(caller):
    rows = [
        {"email": "one@example.com", "username": "Bob", "blocked": "no"},
        {"email": "ONE@example.com", "username": "bob", "user_id": "1"},
        {"email": "one@Example.com"},
        {"email": "two@example.com", "username": "BOB"},
        {"email": "three@example.com", "user_id": "1"},
    ]
    job, errors = caller.bring(rows)
    assert job["summary"] == {"failed": 4, "updated": 0, "inserted": 1, "total": 5}
    texts = [entry["errors"] for entry in errors[1:]]
    assert texts == [
        [{"code": "DUPLICATED_USER", "message": f"A user with this {name} was already provided."}]
        for name in ("email", "username", "user_id")
    ]


@pytest.mark.parametrize(
    "content", [b"{", b'{"email":"a@x.co"}\n{"email":"b@x.co"}', b'{"email":"a@x.co"}', b"7"]
)
def test_a_file_that_is_no_json_array_fails_the_job(caller, content):
    job, errors = caller.bring(content)
    assert job["status"] == "failed"
    assert "summary" not in job
    assert errors["status_details"] == job["status_details"]


def test_an_empty_array_completes(caller):
    job, errors = caller.bring([])
    assert job["summary"] == {"failed": 0, "updated": 0, "inserted": 0, "total": 0}
    assert errors is None

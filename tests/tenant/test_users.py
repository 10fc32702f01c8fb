"""Users: pages, search, and single users written through the API."""

import pytest

PEOPLE = [
    {"email": "ann@example.com", "user_id": "1", "given_name": "Ann", "username": "ann",
     "user_metadata": {"city": "Bonn", "tags": ["red", "blue"], "vip": True}},
    {"email": "bob@other.org", "user_id": "2", "given_name": "BOB", "email_verified": True,
     "app_metadata": {"plan": {"name": "pro"}}},
    {"email": "cy@example.com", "user_id": "3", "blocked": True},
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('email:"ANN@example.com"', "1"),
        ("given_name:bob", "2"),
        ('given_name:"Ann" OR given_name:"Bob"', "12"),
        ('email.domain:"example.com" AND NOT blocked:true', "1"),
        ("_exists_:username", "1"),
        ("NOT _exists_:given_name", "3"),
        ("email:*@example.com", "13"),
        ("email:b*", "2"),
        ("user_id:auth0|3", "3"),
        ('user_metadata.city:"Bonn"', "1"),
        ("user_metadata.tags:blue", "1"),
        ("user_metadata.vip:true", "1"),
        ('app_metadata.plan.name:"pro"', "2"),
        ('identities.connection:"Username-Password-Authentication"', "123"),
        ("email_verified:(true OR false)", "123"),
        ("created_at:[2000-01-01 TO *]", "123"),
        ("created_at:[* TO 2000-01-01}", ""),
        ("user_metadata.city:bonn", ""),
    ],
)
def test_search(caller, query, found):
    caller.bring(PEOPLE)
    answer = caller.get("/users", q=query, search_engine="v3")
    assert answer.status_code == 200, answer.text
    assert "".join(sorted(user["user_id"][-1] for user in answer.json())) == found


@pytest.mark.parametrize(
    "query", ["email:(", "ann", "email:a?n", "user_metadata.city:B*", "email:/x/", "name:x~1"]
)
def test_what_is_not_supported_is_a_400(caller, query):
    assert caller.get("/users", q=query).status_code == 400


def test_pages_and_the_thousand(caller):
    caller.bring([{"email": f"u{n:04}@example.com"} for n in range(1_001)])
    page = caller.get("/users", per_page=100, page=9, include_totals="true", sort="email:1").json()
    assert (page["start"], page["limit"], page["length"], page["total"]) == (900, 100, 100, 1_001)
    assert page["users"][-1]["email"] == "u0999@example.com"
    beyond = caller.get("/users", per_page=100, page=10)
    assert (beyond.status_code, beyond.json()["errorCode"]) == (400, "invalid_paging")
    assert caller.get("/users", per_page=101).status_code == 400
    first = caller.get("/users", sort="email:-1", per_page=1, fields="email").json()
    assert first == [{"email": "u1000@example.com"}]


@pytest.mark.parametrize("name", ["user_metadata", "app_metadata"])
def test_a_patch_with_empty_metadata_removes_it_completely(caller, name):
    caller.bring([{"email": "one@example.com", "user_id": "1", name: {"a": 1}}])
    assert name not in caller.call("PATCH", "/users/auth0%7C1", json={name: {}}).json()
    assert name not in caller.get("/users/auth0%7C1").json()


def test_a_patch_merges_metadata_at_its_first_level(caller):
    caller.bring(PEOPLE)
    body = {"user_metadata": {"city": None, "tags": {"x": 1}}, "name": "A", "given_name": None}
    after = caller.call("PATCH", "/users/auth0%7C1", json=body).json()
    assert after["user_metadata"] == {"tags": {"x": 1}, "vip": True}
    assert after["name"] == "A"
    assert "given_name" not in after
    emptied = caller.call(
        "PATCH", "/users/auth0%7C1", json={"user_metadata": {"tags": None, "vip": None}}
    ).json()
    assert emptied["user_metadata"] == {}
    for one, other in (
        (("password", "x"), ("email", "n@example.com")),
        (("username", "x"), ("password", "y")),
    ):
        answer = caller.call("PATCH", "/users/auth0%7C1", json=dict([one, other]))
        assert answer.json()["message"] == f"Cannot update {one[0]} and {other[0]} simultaneously."
    renamed = caller.call("PATCH", "/users/auth0%7C1", json={"user_id": "9"})
    assert renamed.json()["errorCode"] == "invalid_body"
    taken = caller.call("PATCH", "/users/auth0%7C1", json={"email": "cy@example.com"})
    assert taken.status_code == 400


def test_create_refuses_and_delete_forgets(caller):
    body = {"connection": caller.tenant.connection, "email": "new@example.com", "password": "pw"}
    made = caller.call("POST", "/users", json=body)
    assert made.status_code == 201
    assert caller.log_in("new@example.com", "pw").status_code == 200
    assert caller.call("POST", "/users", json=body).status_code == 409
    assert (
        caller.call("POST", "/users", json=body | {"connection": "none"}).json()["message"]
        == "Connection does not exist."
    )
    assert (
        caller.call("POST", "/users", json=body | {"password_hash": "x"}).json()["errorCode"]
        == "invalid_body"
    )
    path = "/users/" + made.json()["user_id"].replace("|", "%7C")
    for _ in range(2):
        assert caller.call("DELETE", path).status_code == 204
    missing = caller.get(path)
    assert missing.json() == {
        "statusCode": 404, "error": "Not Found",
        "message": "The user does not exist.", "errorCode": "inexistent_user",
    }  # fmt: skip


def test_connections_both_shapes(caller):
    caller.tenant.add_connection("second")
    by_offset = caller.get("/connections", include_totals="true").json()
    assert by_offset["total"] == 2
    first = caller.get("/connections", take=1).json()
    second = caller.get("/connections", take=1, **{"from": first["next"]}).json()
    assert [c["name"] for c in first["connections"] + second["connections"]] == [
        caller.tenant.connection,
        "second",
    ]
    assert "next" not in second
    assert len(caller.get("/connections", name="second", fields="id").json()[0]) == 1
    assert caller.get("/connections/con_0000000000000000").json()["errorCode"] == "inexistent_connection"
    assert caller.get("/clients").json()[0]["client_id"] == caller.tenant.client_id
    assert "secret" not in caller.get("/clients").text
    assert caller.get("/tenants/settings").json()["friendly_name"] == "userferry-local"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"blocked": None}, "Payload validation error: 'Expected type boolean but found type null' on property blocked"),
        ({"user_metadata": None}, "Payload validation error: 'Expected type object but found type null' on property user_metadata"),
        ({"name": ""}, "Payload validation error: 'String is too short (0 chars), minimum 1' on property name"),
        ({"picture": "no uri"}, "Payload validation error: 'String does not match pattern ^[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+$' on property picture"),
        ({"phone_number": "0228"}, "Payload validation error: 'String does not match pattern ^\\+[0-9]{1,15}$' on property phone_number"),
        ({"username": "ann@example.com"}, None),
        ({"last_login": "x"}, "Payload validation error: 'Additional properties not allowed: last_login'"),
        ({"connection": "none"}, "Connection does not exist."),
        ({"email": "cy@example.com"}, "The specified new email already exists"),
        ({"username": "ann"}, "The specified new username already exists"),
        ({"email": "n@example.com", "username": "n"}, "Cannot update username and email simultaneously."),
    ],
)  # fmt: skip
def test_what_a_patch_refuses(caller, body, message):
    caller.bring(PEOPLE)
    before = caller.get("/users/auth0%7C2").json()
    answer = caller.call("PATCH", "/users/auth0%7C2", json=body)
    assert answer.status_code == 400
    assert message in (None, answer.json()["message"])
    assert caller.get("/users/auth0%7C2").json() == before


def test_a_null_unsets_and_a_new_email_is_unverified(caller):
    caller.bring(PEOPLE)
    after = caller.call(
        "PATCH", "/users/auth0%7C2", json={"given_name": None, "email": "New@other.org"}
    ).json()
    assert "given_name" not in after
    assert (after["email"], after["email_verified"]) == ("new@other.org", False)


def test_users_of_other_connections(caller):
    mail = caller.tenant.add_connection("mail", strategy="email")
    made = caller.call("POST", "/users", json={"connection": "mail", "email": "m@example.com"}).json()
    assert made["user_id"].startswith("email|")
    path = "/users/" + made["user_id"].replace("|", "%7C")
    refused = caller.call("PATCH", path, json={"email": "n@example.com"})
    assert refused.json()["message"] == "Cannot update email for non-database user."
    caller.call(
        "PATCH", f"/connections/{mail}/clients", json=[{"client_id": caller.client_id, "status": False}]
    )
    refused = caller.call("PATCH", path, json={"password": "pw"})
    assert refused.json()["message"] == "Cannot change email or password for users in a disabled connection."
    refused = caller.call("POST", "/users", json={"connection": "mail", "email": "o@example.com"})
    assert refused.json()["message"] == "Connection is disabled."


def test_fields_that_do_not_exist_are_refused(caller):
    caller.bring(PEOPLE)
    path = "/users/auth0%7C1"
    assert caller.get(path, fields="email,user_id").json() == {
        "email": "ann@example.com",
        "user_id": "auth0|1",
    }
    assert "email" not in caller.get(path, fields="email", include_fields="false").json()
    for query in ({"fields": "password"}, {"include_fields": "maybe"}):
        assert caller.get(path, **query).json()["errorCode"] == "invalid_query_string"
        assert caller.get("/users-by-email", email="a@example.com", **query).status_code == 400
    for query in ({"page": "-1"}, {"page": "9" * 400}, {"include_totals": "1"}, {"search_engine": "v1"}):
        assert caller.get("/users", **query).status_code == 400

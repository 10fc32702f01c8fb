"""What people do for themselves: log in, stay logged in, be known, sign up, ask for another password."""

import pytest
import requests

REALM = "http://auth0.com/oauth/grant-type/password-realm"


@pytest.fixture
def ann(caller):
    body = {
        "connection": caller.tenant.connection,
        "email": "ann@example.com",
        "password": "pw",
        "user_id": "ann",
    }
    caller.call("POST", "/users", json=body)
    return caller


def log_in(caller, scope):
    settings = {
        "username": "ann@example.com",
        "password": "pw",
        "realm": caller.tenant.connection,
        "scope": scope,
    }
    return caller.grant(REALM, **settings).json()


def userinfo(caller, token):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{caller.tenant.url}/userinfo", headers=headers, timeout=5)


def public(caller, path, **body):
    sent = {"client_id": caller.client_id, "connection": caller.tenant.connection} | body
    return requests.post(f"{caller.tenant.url}/dbconnections/{path}", json=sent, timeout=5)


def test_a_refresh_token_gives_fresh_tokens_as_long_as_its_user_may_log_in(ann, call_as):
    assert "refresh_token" not in log_in(ann, "openid")
    token = log_in(ann, "openid email offline_access")["refresh_token"]
    for _ in range(2):
        fresh = ann.grant("refresh_token", refresh_token=token).json()
        assert userinfo(ann, fresh["access_token"]).json()["email"] == "ann@example.com"
    assert "id_token" in fresh
    narrow = ann.grant("refresh_token", refresh_token=token, scope="openid admin:all").json()
    assert narrow["scope"] == "openid"
    other = call_as(ann.tenant, ann.tenant.add_client("other", []))
    assert other.grant("refresh_token", refresh_token=token).json()["error"] == "invalid_grant"
    assert ann.grant("refresh_token", refresh_token="v1.none").status_code == 403
    ann.call("PATCH", "/users/auth0%7Cann", json={"blocked": True})
    assert ann.grant("refresh_token", refresh_token=token).status_code == 401
    ann.call("DELETE", "/users/auth0%7Cann")
    assert ann.grant("refresh_token", refresh_token=token).json()["error"] == "invalid_grant"


def test_userinfo_tells_what_the_scopes_open(ann):
    assert userinfo(ann, log_in(ann, "openid")["access_token"]).json() == {"sub": "auth0|ann"}
    told = userinfo(ann, log_in(ann, "openid profile email")["access_token"]).json()
    assert (told["email"], told["nickname"], told["email_verified"]) == ("ann@example.com", "ann", False)
    assert userinfo(ann, ann.token).status_code == 401
    assert userinfo(ann, "nonsense").status_code == 401


def test_a_users_token_opens_no_management(ann):
    token = log_in(ann, "openid read:users")["access_token"]
    assert ann.call("GET", "/users", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_signing_up(caller):
    made = public(caller, "signup", email="New@example.com", password="pw", user_metadata={"a": 1})
    assert made.status_code == 200
    assert made.json()["email"] == "new@example.com"
    user = caller.get(f"/users/auth0%7C{made.json()['_id']}").json()
    assert (user["email_verified"], user["user_metadata"]) == (False, {"a": 1})
    assert caller.log_in("new@example.com", "pw").status_code == 200
    again = public(caller, "signup", email="new@example.com", password="pw")
    assert (again.status_code, again.json()["code"]) == (400, "invalid_signup")
    for wrong in ({"email": "bad"}, {"password": None}, {"connection": "none"}, {"client_id": "none"}):
        refused = public(caller, "signup", **({"email": "x@example.com", "password": "pw"} | wrong))
        assert (refused.status_code, refused.json()["name"]) == (400, "BadRequestError")


def test_asking_for_another_password_tells_nobody_who_is_there(ann):
    answers = {public(ann, "change_password", email=f"{name}@example.com").text for name in ("ann", "nobody")}
    assert answers == {"We've just sent you an email to reset your password."}
    assert public(ann, "change_password").status_code == 400


def test_the_well_known_documents_name_what_is_there(caller):
    told = requests.get(f"{caller.tenant.url}/.well-known/openid-configuration", timeout=5).json()
    for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert requests.post(told[name], timeout=5).status_code != 404
    assert "refresh_token" in told["grant_types_supported"]
    key = requests.get(told["jwks_uri"], timeout=5).json()["keys"][0]
    assert (key["kty"], key["alg"], "d" in key) == ("RSA", "RS256", False)

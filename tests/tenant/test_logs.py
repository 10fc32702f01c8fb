"""The log, the day's numbers, tickets and settings."""

import hashlib

import pytest

RIGHT, WRONG = "Right-Horse-1", "Wrong-Horse-1"
HASH = {"algorithm": "md5", "hash": {"value": hashlib.md5(RIGHT.encode()).hexdigest(), "encoding": "hex"}}


def types(caller, **query):
    return [event["type"] for event in caller.get("/logs", **query).json()]


def test_an_import_writes_two_events(caller):
    job, _ = caller.bring([{"email": "a@example.com"}, {"email": "bad"}])
    caller.bring(b"{")
    assert types(caller) == ["fui", "sapi", "sui", "sapi"]
    done = caller.get("/logs", search="type:sui").json()[0]
    assert done["details"] == {"job_id": job["id"], "failed": 1, "updated": 0, "inserted": 1, "total": 2}
    assert done["connection"] == caller.tenant.connection
    assert caller.get(f"/logs/{done['log_id']}").json() == done
    assert caller.get("/logs/90020").status_code == 404


def test_every_login_writes_one_event_and_no_secret(caller):
    caller.bring(
        [
            {"email": "a@example.com", "user_id": "a", "custom_password_hash": HASH},
            {"email": "b@example.com", "user_id": "b", "blocked": True, "custom_password_hash": HASH},
        ]
    )
    logins = [("a", WRONG), ("nobody", WRONG), ("b", RIGHT), ("a", RIGHT), ("a", WRONG)]
    for name, password in logins:
        caller.log_in(f"{name}@example.com", password)
    events = caller.get("/logs", sort="date:1").json()
    assert [event["type"] for event in events][2:] == ["fp", "fu", "f", "s", "fp"]
    first = events[2]
    assert (first["description"], first["user_id"]) == ("Password change required", "auth0|a")
    assert first["details"]["reason"] == "Verification failed for the provided custom_password_hash"
    assert "user_id" not in events[3]
    text = caller.get("/logs").text
    assert not any(secret in text for secret in (RIGHT, WRONG, HASH["hash"]["value"]))


def test_logs_from_an_event_on(caller):
    caller.bring([])
    caller.bring([])
    first = caller.get("/logs", take=1).json()[0]
    assert first["type"] == "sapi"
    rest = caller.get("/logs", **{"from": first["log_id"]}).json()
    assert [event["type"] for event in rest] == ["sui", "sapi", "sui"]
    assert caller.get("/logs", fields="type", per_page=1, include_totals="true").json() == {
        "start": 0, "limit": 1, "length": 1, "logs": [{"type": "sui"}], "total": 4,
    }  # fmt: skip


def test_logs_are_found_sorted_and_paged(caller):
    for name in "bac":
        caller.call(
            "POST",
            "/users",
            json={"email": f"{name}@example.com", "password": "p", "connection": caller.tenant.connection},
        )
        caller.log_in(f"{name}@example.com", "p")
        caller.log_in(f"{name}@example.com", "q")
    wrong = caller.get("/logs", search="type:fp", sort="user_name:1", include_totals="true").json()
    assert (wrong["total"], [one["user_name"][0] for one in wrong["logs"]]) == (3, ["a", "b", "c"])
    second = caller.get("/logs", search='type:fp AND user_name:"b@example.com"').json()
    assert [one["user_name"] for one in second] == ["b@example.com"]
    newest = caller.get("/logs", per_page=1, page=1).json()
    assert (len(newest), newest[0]["type"]) == (1, "s")
    beyond = caller.call("GET", "/logs", params={"from": "9" * 60})
    assert (beyond.status_code, beyond.json()) == (200, [])


def test_the_days_numbers(caller):
    body = {"client_id": caller.client_id, "email": "n@example.com", "password": "pw"}
    caller.http.post(
        f"{caller.tenant.url}/dbconnections/signup", json=body | {"connection": caller.tenant.connection}
    )
    caller.log_in("n@example.com", "pw")
    caller.log_in("n@example.com", "pw")
    (day,) = caller.get("/stats/daily").json()
    assert (day["logins"], day["signups"], day["leaked_passwords"]) == (2, 1, 0)
    assert caller.get("/stats/daily", **{"from": "29990101"}).json() == []
    wrong = caller.get("/stats/daily", **{"from": "20260201", "to": "20260101"})
    assert wrong.json()["message"] == "'from' date cannot be greater than 'to' date."
    assert caller.get("/stats/daily", **{"from": "yesterday"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"user_id": "auth0|a"}, 201, None),
        ({"email": "A@example.com", "connection_id": "own"}, 201, None),
        ({"user_id": "auth0|none"}, 404, "The user does not exist."),
        ({}, 400, "Payload validation error: 'Missing required property: user_id'"),
        ({"user_id": "auth0|a", "client_id": "none"}, 400, "The client does not exist"),
        ({"user_id": "auth0|a", "organization_id": "org_none"}, 400, "The organization does not exist"),
        ({"user_id": "auth0|a", "identity": {"user_id": "z", "provider": "auth0"}}, 400, "The user exists, but does not contain the given identity."),
        ({"email": "a@example.com", "connection_id": "con_0000000000000000"}, 400, "The connection with id con_0000000000000000 does not exist."),
    ],
)  # fmt: skip
def test_a_ticket_for_another_password(caller, body, status, message):
    caller.bring([{"email": "a@example.com", "user_id": "a"}])
    if body.get("connection_id") == "own":
        body = body | {"connection_id": caller.tenant.connection_id}
    answer = caller.call("POST", "/tickets/password-change", json=body)
    assert (answer.status_code, answer.json().get("message")) == (status, message)
    if status == 201:
        assert answer.json()["ticket"].startswith(f"{caller.tenant.url}/lo/reset?ticket=")


def test_a_verification_email_is_a_job_with_nothing_to_do(caller):
    caller.bring([{"email": "a@example.com", "user_id": "a"}])
    made = caller.call("POST", "/jobs/verification-email", json={"user_id": "auth0|a"})
    assert (made.status_code, made.json()["status"], made.json()["type"]) == (
        201,
        "pending",
        "verification_email",
    )
    assert caller.wait(made.json()["id"])["status"] == "completed"
    assert caller.call("POST", "/jobs/verification-email", json={"user_id": "auth0|none"}).status_code == 400


def test_settings_are_kept(caller):
    changed = caller.call(
        "PATCH", "/tenants/settings", json={"friendly_name": "Moved", "session_lifetime": 24}
    )
    assert changed.status_code == 200
    assert caller.get("/tenants/settings", fields="friendly_name").json() == {"friendly_name": "Moved"}
    flags = {"flags": {"enable_sso": True}, "enabled_locales": ["de", "pt-BR"], "mtls": None}
    assert caller.call("PATCH", "/tenants/settings", json=flags).json()["enabled_locales"] == ["de", "pt-BR"]
    assert caller.call("PATCH", "/tenants/settings", json={"enabled_locales": ["xx"]}).status_code == 400
    assert caller.call("PATCH", "/tenants/settings", json={"nonsense": 1}).status_code == 400

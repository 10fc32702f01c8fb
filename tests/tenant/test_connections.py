"""Connections made, changed, removed, and who may use them."""

import pytest


def make(caller, name, **body):
    return caller.call("POST", "/connections", json={"name": name, "strategy": "auth0"} | body)


def test_a_connection_is_made_with_its_defaults(caller):
    made = make(caller, "legacy", enabled_clients=[caller.client_id], options={"import_mode": True})
    assert made.status_code == 201
    body = made.json()
    assert (body["realms"], body["options"]["import_mode"]) == (["legacy"], True)
    assert body["options"]["passwordPolicy"] == "good"
    assert caller.get(f"/connections/{body['id']}").json() == body
    again = make(caller, "legacy")
    assert (again.status_code, again.json()["message"]) == (
        409,
        "A connection with the same name already exists",
    )
    shared = make(caller, "other", realms=["legacy"])
    assert (
        shared.json()["message"]
        == 'There is already another connection with some realms from "realms" parameter'
    )
    assert make(caller, "-bad").json()["errorCode"] == "invalid_body"
    assert make(caller, "odd", strategy="carrier-pigeon").status_code == 400


def test_a_patch_replaces_the_options_whole(caller):
    path = f"/connections/{make(caller, 'legacy').json()['id']}"
    scripts = {"login": "function login(e, p, callback) { callback(null); }"}
    options = {"enabledDatabaseCustomization": True, "import_mode": True, "customScripts": scripts}
    assert caller.call("PATCH", path, json={"options": options}).json()["options"] == options
    assert caller.call("PATCH", path, json={}).status_code == 400
    missing = caller.call("PATCH", "/connections/con_0000000000000000", json={"options": {}})
    assert missing.json()["message"] == "The connection does not exist"


def test_a_database_with_users_keeps_its_store(caller):
    path = f"/connections/{caller.tenant.connection_id}"
    options = caller.get(path).json()["options"]
    own = {"options": options | {"enabledDatabaseCustomization": True}}
    caller.bring([{"email": "a@example.com"}])
    refused = caller.call("PATCH", path, json=own)
    assert refused.status_code == 400
    assert refused.json()["message"] == (
        'This database contains users. You cannot change "options.enabledDatabaseCustomization" setting.'
    )
    assert caller.call("PATCH", path, json={"options": options | {"import_mode": True}}).status_code == 200
    assert caller.call("DELETE", f"{path}/users?email=A@example.com").status_code == 204
    assert caller.call("PATCH", path, json=own).status_code == 200


def test_the_scripts_configuration_is_never_shown_and_survives_being_sent_back(caller):
    made = make(caller, "legacy", options={"configuration": {"PASSWORD": "hunter2", "URL": "x"}})
    path = f"/connections/{made.json()['id']}"
    shown = caller.get(path).json()["options"]
    assert shown["configuration"] == {"PASSWORD": "*****", "URL": "*****"}
    sent_back = {"options": shown | {"configuration": shown["configuration"] | {"URL": "y"}}}
    answers = made.text + caller.call("PATCH", path, json=sent_back).text + caller.get("/connections").text
    assert "hunter2" not in answers
    row = caller.tenant._state().store.reader().execute("SELECT body FROM connections WHERE name = 'legacy'")
    assert '"configuration":{"PASSWORD":"hunter2","URL":"y"}' in row.fetchone()["body"]


def test_applications_are_put_on_and_off(caller):
    path = f"/connections/{make(caller, 'legacy').json()['id']}/clients"
    assert caller.get(path).json() == {"clients": []}
    on = [{"client_id": caller.client_id, "status": True}]
    assert caller.call("PATCH", path, json=on).status_code == 204
    assert caller.get(path).json() == {"clients": [{"client_id": caller.client_id}]}
    nobody = caller.call("PATCH", path, json=[{"client_id": "nobody", "status": True}])
    assert (nobody.status_code, nobody.json()["message"]) == (404, "The client does not exist")
    assert caller.call("PATCH", path, json=[{**on[0], "status": False}]).status_code == 204
    assert caller.get(path).json() == {"clients": []}


def test_a_connection_goes_with_its_users(caller):
    connection = make(caller, "legacy", enabled_clients=[caller.client_id]).json()["id"]
    caller.bring([{"email": "a@example.com"}], connection_id=connection)
    assert caller.get(f"/connections/{connection}/status").status_code == 200
    assert caller.call("DELETE", f"/connections/{connection}").status_code == 202
    assert caller.call("DELETE", f"/connections/{connection}").status_code == 204
    assert caller.get("/users").json() == []
    assert caller.get(f"/connections/{connection}/status").json()["message"] == "Connection not found."


def test_a_user_of_a_connection_by_email(caller):
    path = f"/connections/{caller.tenant.connection_id}/users"
    assert caller.call("DELETE", f"{path}?email=nobody@example.com").status_code == 204
    assert caller.call("DELETE", path).json()["errorCode"] == "invalid_query_string"
    texts = caller.tenant.add_connection("texts", strategy="sms")
    refused = caller.call("DELETE", f"/connections/{texts}/users?email=a@example.com")
    assert refused.json()["message"] == "Connection must be a database connection"
    unknown = caller.call("DELETE", "/connections/con_0000000000000000/users?email=a@example.com")
    assert (unknown.status_code, unknown.json()["message"]) == (400, "The connection does not exist")


ACTIVE = {"email": {"identifier": {"active": True}}}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"attributes": ACTIVE, "requires_username": True},
            "Cannot set both options.attributes and options.requires_username",
        ),
        (
            {"attributes": ACTIVE, "validation": {"username": {"min": 1, "max": 9}}},
            "Cannot set both options.attributes and options.validation",
        ),
        ({"attributes": {"email": {}}}, "attributes must contain one active identifier"),
    ],
)
def test_flexible_identifiers_stand_alone(caller, options, message):
    body = {"name": "flexible", "strategy": "auth0", "options": options}
    refused = caller.call("POST", "/connections", json=body)
    assert (refused.status_code, refused.json()["message"]) == (400, message)
    made = caller.call("POST", "/connections", json=body | {"options": {"attributes": ACTIVE}}).json()
    assert not {"requires_username", "validation"} & made["options"].keys()
    assert caller.call("PATCH", f"/connections/{made['id']}", json={"options": options}).status_code == 400


def test_flexible_identifiers_bound_a_username(caller):
    username = {"identifier": {"active": True}, "validation": {"min_length": 4, "max_length": 20}}
    target = caller.tenant.add_connection("flexible", options={"attributes": {"username": username}})
    rows = [{"username": "abc"}, {"username": "a" * 20}, {"username": "a" * 21}]
    job, errors = caller.bring(rows, connection_id=target)
    assert job["summary"]["inserted"] == 1
    assert [one["errors"][0]["code"] for one in errors] == ["MIN_LENGTH", "MAX_LENGTH"]

"""Roles, permissions, organizations and what a user holds of them."""

import pytest

USERS = [{"email": f"{name}@example.com", "user_id": name} for name in ("ann", "bob", "cy")]
ANN, BOB = "/users/auth0%7Cann", "/users/auth0%7Cbob"
READ = {"resource_server_identifier": "https://api.example.com", "permission_name": "read:all"}


@pytest.fixture
def people(caller):
    caller.bring(USERS)
    return caller


def make(caller, path, **body):
    answer = caller.call("POST", path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["id"]


def test_a_role_from_its_making_to_its_end(people):
    role = make(people, "/roles", name="Editor", description="edits")
    assert role.startswith("rol_")
    again = people.call("POST", "/roles", json={"name": "Editor"})
    assert (again.status_code, again.json()["message"]) == (409, "The role already exists.")
    assert people.call("PATCH", f"/roles/{role}", json={"description": "writes"}).json() == {
        "id": role, "name": "Editor", "description": "writes",
    }  # fmt: skip
    assert (
        people.call("POST", f"/roles/{role}/users", json={"users": ["auth0|ann", "auth0|bob"]}).status_code
        == 200
    )
    strange = people.call("POST", f"/roles/{role}/users", json={"users": ["auth0|cy", "auth0|nobody"]})
    assert (strange.status_code, strange.json()["message"]) == (404, "One or more of the users do not exist.")
    page = people.get(f"/roles/{role}/users", per_page=1, include_totals="true").json()
    assert (page["total"], page["users"][0]["email"]) == (2, "ann@example.com")
    assert [role["name"] for role in people.get(f"{ANN}/roles").json()] == ["Editor"]
    assert people.get("/roles", name_filter="edit").json()[0]["id"] == role
    assert people.call("DELETE", f"/roles/{role}").status_code == 200
    assert people.get(f"/roles/{role}").json()["message"] == "Role not found."
    assert people.get(f"{ANN}/roles").json() == []


def test_roles_given_to_a_user_and_taken(people):
    roles = [make(people, "/roles", name=name) for name in ("a", "b")]
    assert people.call("POST", f"{ANN}/roles", json={"roles": [*roles, "rol_none"]}).status_code == 400
    assert people.get(f"{ANN}/roles").json() == []
    for _ in range(2):
        assert people.call("POST", f"{ANN}/roles", json={"roles": roles}).status_code == 204
    assert people.call("DELETE", f"{ANN}/roles", json={"roles": roles[:1]}).status_code == 204
    assert [role["id"] for role in people.get(f"{ANN}/roles").json()] == roles[1:]
    assert people.call("POST", f"{ANN}/roles", json={"roles": []}).json()["message"] == (
        "Payload validation error: 'Array is too short (0), minimum 1' on property roles"
    )


def test_permissions(people):
    body = {"permissions": [READ]}
    assert people.call("POST", f"{ANN}/permissions", json=body).status_code == 201
    shown = people.get(f"{ANN}/permissions", include_totals="true").json()
    assert (shown["total"], shown["permissions"][0]["permission_name"]) == (1, "read:all")
    assert people.call("DELETE", f"{ANN}/permissions", json=body).status_code == 204
    assert people.get(f"{ANN}/permissions").json() == []
    assert people.get("/users/auth0%7Cnobody/permissions").json()["errorCode"] == "inexistent_user"


def test_an_organization_its_members_and_their_roles(people):
    organization = make(people, "/organizations", name="acme", display_name="Acme", metadata={"size": "9"})
    assert people.call("POST", "/organizations", json={"name": "acme"}).status_code == 409
    assert people.call("POST", "/organizations", json={"name": "No Name"}).status_code == 400
    members = f"/organizations/{organization}/members"
    assert people.call("POST", members, json={"members": ["auth0|ann", "auth0|bob"]}).status_code == 204
    first = people.get(members, take=1).json()
    second = people.get(members, take=1, **{"from": first["next"]}).json()
    assert [first["members"][0]["user_id"], second["members"][0]["user_id"]] == ["auth0|ann", "auth0|bob"]
    assert "next" not in second
    role = make(people, "/roles", name="Owner")
    assert people.call("POST", f"{members}/auth0%7Cann/roles", json={"roles": [role]}).status_code == 204
    assert people.call("POST", f"{members}/auth0%7Ccy/roles", json={"roles": [role]}).status_code == 404
    assert people.get(members, fields="user_id,roles").json()[0] == {
        "user_id": "auth0|ann", "roles": [{"id": role, "name": "Owner"}],
    }  # fmt: skip
    assert people.get(f"{ANN}/organizations").json()[0]["name"] == "acme"
    assert people.call("DELETE", members, json={"members": ["auth0|ann"]}).status_code == 204
    assert people.get(f"{ANN}/organizations").json() == []
    assert people.get(f"{members}/auth0%7Cann/roles").status_code == 404
    assert people.call("DELETE", f"/organizations/{organization}").status_code == 204
    assert people.get(f"{BOB}/organizations").json() == []


def test_who_is_deleted_holds_nothing(people):
    role = make(people, "/roles", name="Editor")
    organization = make(people, "/organizations", name="acme")
    people.call("POST", f"{ANN}/roles", json={"roles": [role]})
    people.call("POST", f"/organizations/{organization}/members", json={"members": ["auth0|ann"]})
    people.call("DELETE", ANN)
    assert people.get(f"/roles/{role}/users").json() == []
    assert people.get(f"/organizations/{organization}/members").json() == []


def test_imported_factors_are_listed_without_their_secrets(caller):
    secret = "JBSWY3DPEHPK3PXP"
    factors = [
        {"totp": {"secret": secret}},
        {"phone": {"value": "+4912345"}},
        {"email": {"value": "m@example.com"}},
    ]
    caller.bring([{"email": "m@example.com", "user_id": "m", "mfa_factors": factors}])
    answer = caller.get("/users/auth0%7Cm/authentication-methods")
    assert [method["type"] for method in answer.json()] == ["totp", "phone", "email"]
    assert answer.json()[1]["phone_number"] == "+4912345"
    assert secret not in answer.text


def test_permissions_of_a_role_are_those_of_who_has_it(people):
    role, body = make(people, "/roles", name="Reader"), {"permissions": [READ]}
    for _ in range(2):
        assert people.call("POST", f"/roles/{role}/permissions", json=body).status_code == 201
    (shown,) = people.get(f"/roles/{role}/permissions").json()
    assert {name: shown[name] for name in READ} == READ
    people.call("POST", f"/roles/{role}/users", json={"users": ["auth0|ann", "auth0|bob"]})
    people.call("POST", f"{ANN}/permissions", json=body)
    held = [people.get(f"{who}/permissions").json()[0]["sources"] for who in (ANN, BOB)]
    assert [[one["source_type"] for one in each] for each in held] == [["DIRECT", "ROLE"], ["ROLE"]]
    assert held[1][0] == {"source_id": role, "source_name": "Reader", "source_type": "ROLE"}
    assert people.call("DELETE", f"/roles/{role}/permissions", json=body).status_code == 204
    assert people.get(f"/roles/{role}/permissions").json() == []
    assert people.get(f"{BOB}/permissions").json() == []
    assert people.get("/roles/rol_none/permissions").json()["errorCode"] == "inexistent_role"

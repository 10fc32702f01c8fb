"""Keycloak realm exports, from documents of the form that Keycloak's UserRepresentation documents.

Keycloak itself is not here; what is staged is its export's shape before and after version 8.
"""

import json

import pytest

from userferry.dumps import read_dump
from userferry.errors import DumpError

SECRET = {"value": "c2FsdGVkaGFzaA==", "salt": "c2FsdA==", "additionalParameters": {}}
FORM = {"hashIterations": 27500, "algorithm": "pbkdf2-sha256", "additionalParameters": {}}
PASSWORD = {
    "id": "p1", "type": "password", "createdDate": 1626000000000,
    "secretData": json.dumps(SECRET), "credentialData": json.dumps(FORM),
}  # fmt: skip
OTP = {"id": "o1", "type": "otp", "secretData": '{"value":"x"}', "credentialData": '{"subType":"totp"}'}
ANN = {
    "id": "u1", "createdTimestamp": 1626000000000, "username": "ann", "enabled": True, "emailVerified": False,
    "email": "ann@example.com", "attributes": {"phone": ["007"], "tag": ["a", "b"], "a.b": ["1"]},
    "credentials": [OTP, PASSWORD], "realmRoles": ["user"], "clientRoles": {"account": ["view"]},
    "federatedIdentities": [{"identityProvider": "google", "userId": "1", "userName": "ann"}], "groups": ["/a"],
}  # fmt: skip
BOB = {
    "id": "u2", "username": "bob", "enabled": False, "attributes": {}, "requiredActions": [],
    "credentials": [{
        "type": "password", "hashedSaltedValue": "aGFzaA==", "salt": "c2FsdA==", "hashIterations": 20000,
        "algorithm": "pbkdf2",
    }],
}  # fmt: skip
CY = {"id": "u3", "username": "cy", "credentials": []}
REALM = {"id": "r", "realm": "shop", "sslRequired": "external", "roles": {"realm": [{"name": "user"}]}}


def test_a_realm_gives_one_row_a_user(tmp_path):
    path = tmp_path / "shop-realm.json"
    path.write_text(json.dumps(REALM | {"users": [ANN, BOB, CY], "clients": [{"id": "c"}]}, indent=2))
    dump = read_dump(path)
    assert dump.layout == "Keycloak realm export"
    ann, bob, cy = dump.frame.collect().rows(named=True)
    assert json.loads(ann["password"]) == PASSWORD
    assert json.loads(bob["password"]) == BOB["credentials"][0]
    assert cy["password"] is None
    assert [row["otp"] for row in (ann, bob, cy)] == ["true", "false", "false"]
    assert json.loads(ann["credentials"]) == [OTP]
    assert bob["credentials"] is None
    assert (ann["attributes.phone"], ann["attributes.tag"], ann["attributes.a.b"]) == (
        "007",
        '["a","b"]',
        "1",
    )
    assert (ann["createdTimestamp"], ann["emailVerified"]) == ("1626000000000", "false")
    assert json.loads(ann["federatedIdentities"])[0]["identityProvider"] == "google"
    assert (ann["realmRoles"], ann["clientRoles"], ann["groups"]) == (
        '["user"]',
        '{"account":["view"]}',
        '["/a"]',
    )


def test_the_files_of_a_folder_are_read_one_after_the_other(tmp_path):
    for number, user in enumerate((ANN, BOB, CY)):
        document = {"realm": "shop", "users": [user | {"createdTimestamp": number}]}
        (tmp_path / f"shop-users-{number}.json").write_text(json.dumps(document))
    (tmp_path / "shop-users-3.json").write_text('{"realm":"shop","users":[]}')
    dump = read_dump(tmp_path / "shop-users-*.json")
    assert dump.layout == "Keycloak realm export"
    assert dump.frame.collect()["username"].to_list() == ["ann", "bob", "cy"]


def test_all_realms_of_a_list_are_read(tmp_path):
    path = tmp_path / "all.json"
    path.write_text(json.dumps([REALM | {"realm": "master", "users": [CY]}, REALM | {"users": [ANN, BOB]}]))
    dump = read_dump(path)
    assert dump.layout == "Keycloak realm export"
    assert dump.frame.collect()["username"].to_list() == ["cy", "ann", "bob"]
    assert "realms" in dict(dump.evidence)


def test_a_realm_without_users_says_so(tmp_path):
    path = tmp_path / "realm-export.json"
    path.write_text(json.dumps(REALM))
    with pytest.raises(DumpError, match=r"no objects in users; it has some in: roles\.realm"):
        read_dump(path)

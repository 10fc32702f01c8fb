"""What Auth0's own SDK sees of a tenant: the same calls, the same answers, whoever serves them."""

import pytest
from tests.contract.sdk.speech import Said

PASSWORD = "Kq7-river-Stone-42!"


def test_new_users_are_inserted(scene):
    users = [{"email": scene.email(f"new{n}"), "user_metadata": {"n": n}} for n in range(3)]
    job = scene.bring(users, external_id="chunk 1")
    assert job["status"] == "completed"
    assert job["summary"] == {"failed": 0, "updated": 0, "inserted": 3, "total": 3}
    assert (job["external_id"], job["connection_id"]) == ("chunk 1", scene.connection_id)
    assert scene.api.errors(job["id"]) == []
    (user,) = scene.api.by_email(users[0]["email"])
    assert user["email_verified"] is False
    assert user["user_metadata"] == {"n": 0}
    assert user["user_id"].startswith("auth0|")


def test_a_user_who_is_there_is_a_duplicate_without_upsert(scene):
    user = {"email": scene.email("twice")}
    scene.bring([user])
    job = scene.bring([user])
    assert (job["summary"]["failed"], job["summary"]["inserted"]) == (1, 0)
    (entry,) = scene.api.errors(job["id"])
    assert entry["user"]["email"] == user["email"]
    assert [error["code"] for error in entry["errors"]] == ["DUPLICATED_USER"]


def test_upsert_updates_and_replaces_metadata_whole(scene):
    email = scene.email("upsert")
    scene.bring([{"email": email, "given_name": "Ann", "user_metadata": {"a": 1, "b": 2}}])
    job = scene.bring([{"email": email, "email_verified": True, "user_metadata": {"a": 3}}], upsert=True)
    assert (job["summary"]["updated"], job["summary"]["inserted"], job["summary"]["failed"]) == (1, 0, 0)
    (user,) = scene.api.by_email(email)
    assert (user["given_name"], user["email_verified"], user["user_metadata"]) == ("Ann", True, {"a": 3})


def test_a_bad_row_is_reported_and_the_others_land(scene):
    job = scene.bring([{"email": scene.email("good")}, {"email": "bad"}])
    assert (job["summary"]["inserted"], job["summary"]["failed"], job["summary"]["total"]) == (1, 1, 2)
    (entry,) = scene.api.errors(job["id"])
    assert entry["user"]["email"] == "bad"
    assert [error["code"] for error in entry["errors"]] == ["INVALID_FORMAT"]


def test_an_export_is_downloaded_with_the_fields_that_were_asked_for(scene):
    email = scene.email("export")
    scene.bring([{"email": email, "user_metadata": {"plan": "pro"}}])
    fields = [{"name": "email"}, {"name": "user_metadata.plan", "export_as": "plan"}]
    created = scene.api.export(scene.connection_id, fields)
    assert (created["type"], created["status"]) == ("users_export", "pending")
    job = scene.ended(created["id"])
    assert job["status"] == "completed"
    assert {"email": email, "plan": "pro"} in scene.download(job["location"])


def test_a_user_is_created_read_changed_and_deleted(scene):
    email = scene.email("single")
    made = scene.api.create({"connection": scene.connection, "email": email, "password": PASSWORD})
    assert made["email"] == email
    assert scene.api.user(made["user_id"])["identities"][0]["connection"] == scene.connection
    scene.api.patch(made["user_id"], {"user_metadata": {"a": 1, "b": 2}})
    changed = scene.api.patch(made["user_id"], {"user_metadata": {"b": None}, "given_name": "Cy"})
    assert (changed["user_metadata"], changed["given_name"]) == ({"a": 1}, "Cy")
    scene.api.delete(made["user_id"])
    with pytest.raises(Said) as said:
        scene.api.user(made["user_id"])
    assert (said.value.status, said.value.code) == (404, "inexistent_user")


def test_who_exists_cannot_be_created_again(scene):
    body = {"connection": scene.connection, "email": scene.email("again"), "password": PASSWORD}
    scene.api.create(body)
    with pytest.raises(Said) as said:
        scene.api.create(body)
    assert said.value.status == 409


def test_by_email_finds_the_stored_lower_case_and_nobody_else(scene):
    email = scene.email("lower")
    scene.bring([{"email": email.upper()}])
    assert [user["email"] for user in scene.api.by_email(email)] == [email]
    assert scene.api.by_email(f"no-{email}") == []


def test_users_are_listed_in_pages(scene):
    scene.bring([{"email": scene.email(f"page{n}")} for n in range(3)])
    first, second = (scene.api.users(page=page, per_page=1) for page in range(2))
    assert (len(first), len(second)) == (1, 1)
    assert first[0]["user_id"] != second[0]["user_id"]


def test_connections_are_listed_and_read(scene):
    (listed,) = scene.api.connections(scene.connection)
    read = scene.api.connection(scene.connection_id)
    assert (listed["id"], read["id"]) == (scene.connection_id, scene.connection_id)
    assert (read["name"], read["strategy"]) == (scene.connection, "auth0")


def test_a_job_of_no_connection_is_refused(scene):
    with pytest.raises(Said) as said:
        scene.api.submit(
            [{"email": scene.email("nowhere")}], "con_0000000000000000", upsert=False, external_id="x"
        )
    assert said.value.status == 400

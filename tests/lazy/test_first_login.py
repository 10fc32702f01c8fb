"""A first log-in makes the user that a bulk import makes, and the legacy store is not asked again."""

import json
import shutil

import pytest
from tests.lazy.stage import stage

from userferry.api import (
    create_import,
    delete_user,
    get_job_errors,
    get_user,
    list_authentication_methods,
    patch_user,
    wait_for_job,
)

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

PASSWORD = "Legacy-pass1"
PEOPLE = [
    {"user_id": "1", "email": "ann@example.com"},
    {
        "user_id": "2", "email": "bob@example.com", "email_verified": True, "given_name": "Bob", "family_name": "Ünal",
        "name": "Bob Ünal", "nickname": "bo", "picture": "https://example.com/bob.png", "username": "bobby",
        "phone_number": "+4915112345678", "phone_verified": True,
        "app_metadata": {"plan": "gold", "roles": ["a", "b"], "limits": {"day": 3, "share": 0.5, "none": None}},
        "user_metadata": {"theme": "dark", "tags": [], "born": "1970-01-01T00:00:00.000Z"},
        "mfa_factors": [{"totp": {"secret": "JBSWY3DPEHPK3PXP"}}, {"phone": {"value": "+4915112345678"}}],
    },
    {"user_id": "3", "email": "cleo@example.com", "email_verified": False, "app_metadata": {}, "user_metadata": {}},
]  # fmt: skip
THEIRS = {"created_at", "updated_at", "last_login", "last_ip", "logins_count", "user_id", "identities"}


@pytest.fixture
def there(tmp_path):
    with stage(tmp_path) as there:
        yield there


def named(person, connection):
    return person | {"user_id": f"{connection}|{person['user_id']}"}


def deployed(there, *people):
    store = there.store(*((named(person, "legacy"), PASSWORD) for person in people))
    there.deploy(store)
    return store


def bulk_twin(there, person):
    """Import the same person into another connection, and give the user."""
    connection_id = there.tenant.add_connection("bulk")
    users = json.dumps([named(person, "bulk")]).encode()
    job = create_import(
        there.session, connection_id=connection_id, users=users, upsert=False, external_id="twin"
    )
    there.tenant.finish_due_jobs()
    wait_for_job(there.session, job.id)
    assert get_job_errors(there.session, job.id).rows == ()
    return f"auth0|bulk|{person['user_id']}"


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["user_id"])
def test_who_moves_in_equals_the_bulk_imported_twin_field_by_field(there, person):
    deployed(there, person)
    assert there.log_in(person["email"], PASSWORD).is_ok
    moved, twin = f"auth0|legacy|{person['user_id']}", bulk_twin(there, person)
    shown = [get_user(there.session, user_id) for user_id in (moved, twin)]
    mine, theirs = ({key: value for key, value in user.items() if key not in THEIRS} for user in shown)
    assert mine == theirs
    assert mine["email"] == person["email"]
    identities = [user["identities"][0] | {"connection": "", "user_id": ""} for user in shown]
    assert identities[0] == identities[1]
    factors = [
        [{key: value for key, value in one.items() if key not in {"id", "created_at"}} for one in methods]
        for methods in (list_authentication_methods(there.session, each) for each in (moved, twin))
    ]
    assert factors[0] == factors[1]
    assert len(factors[0]) >= len(person.get("mfa_factors", ()))


def test_the_legacy_store_is_asked_once(there):
    store = deployed(there, *PEOPLE)
    answers = [
        there.log_in("bob@example.com", word).is_ok for word in (PASSWORD, PASSWORD, "wrong", PASSWORD)
    ]
    assert answers == [True, True, False, True]
    assert store.calls == ("login",)
    assert get_user(there.session, "auth0|legacy|2")["logins_count"] == 3


def test_it_does_not_matter_what_is_typed_or_that_the_store_goes_away(there):
    store = deployed(there, *PEOPLE)
    assert there.log_in("BOBBY", PASSWORD).is_ok
    (store.folder / "users.json").unlink()
    assert [there.log_in(typed, PASSWORD).is_ok for typed in ("bobby", "Bob@Example.com")] == [True, True]
    assert store.calls == ("login",)


def test_after_an_address_is_changed_the_new_one_logs_in_and_asks_nobody(there):
    store = deployed(there, *PEOPLE)
    there.log_in("ann@example.com", PASSWORD)
    patch_user(there.session, "auth0|legacy|1", {"email": "ann@new.example", "email_verified": True})
    assert there.log_in("ann@new.example", PASSWORD).is_ok
    assert store.calls == ("login", "get_user")  # the second asks whether the new address is somebody's there


def test_who_is_deleted_comes_back_for_as_long_as_the_store_has_them(there):
    store = deployed(there, *PEOPLE)
    assert there.log_in("ann@example.com", PASSWORD).is_ok
    delete_user(there.session, "auth0|legacy|1")
    assert there.log_in("ann@example.com", PASSWORD).is_ok
    assert get_user(there.session, "auth0|legacy|1")["logins_count"] == 1
    store.put([])
    delete_user(there.session, "auth0|legacy|1")
    assert not there.log_in("ann@example.com", PASSWORD).is_ok
    assert store.calls == ("login",) * 3

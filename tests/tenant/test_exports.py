"""Export files: shapes, escapes, links, and the way back in."""

import gzip
import json

import pytest
import requests

USERS = [
    {
        "email": "ann@example.com", "user_id": "1", "given_name": 'Ann "A"', "blocked": False,
        "user_metadata": {"consent": {"date": "2020-01-01"}, "tags": ["a", "b"]},
    },
    {"email": "bob@example.com", "user_id": "2", "app_metadata": {"plan": "pro"}},
]  # fmt: skip


def fetch(location):
    return gzip.decompress(requests.get(location, timeout=5).content).decode().splitlines()


def test_json_is_ndjson_with_named_and_nested_fields(caller):
    caller.bring(USERS)
    fields = [
        {"name": "email", "export_as": "Email"},
        {"name": "user_metadata.consent.date"},
        {"name": "identities[0].connection", "export_as": "Connection"},
    ]
    job = caller.export(fields=fields, connection_id=caller.tenant.connection_id)
    lines = [json.loads(line) for line in fetch(job["location"])]
    connection = caller.tenant.connection
    assert lines == [
        {"Email": "ann@example.com", "user_metadata.consent.date": "2020-01-01", "Connection": connection},
        {"Email": "bob@example.com", "Connection": connection},
    ]


def test_csv_has_apostrophes_but_not_on_auth0s_own_times(caller):
    caller.bring(USERS)
    names = ("email", "given_name", "blocked", "created_at", "user_metadata.consent.date")
    job = caller.export(format="csv", fields=[{"name": name} for name in names])
    head, ann, bob = fetch(job["location"])
    created = caller.get("/users/auth0%7C1").json()["created_at"]
    assert head == '"email","given_name","blocked","created_at","user_metadata.consent.date"'
    assert ann == f'"\'ann@example.com","\'Ann ""A""",false,"{created}","\'2020-01-01"'
    assert bob.endswith('"\'bob@example.com",,,"' + created + '",') or bob.startswith('"\'bob@example.com",,')


def test_a_link_lives_a_minute_and_the_next_look_gives_another(caller):
    caller.bring(USERS)
    job = caller.export()
    assert requests.get(job["location"], timeout=5).headers["Content-Type"] == "application/gzip"
    caller.tenant.advance(60)
    assert requests.get(job["location"], timeout=5).status_code == 403
    fresh = caller.get(f"/jobs/{job['id']}").json()["location"]
    assert len(fetch(fresh)) == 2
    assert requests.get(fresh[:-1] + "!", timeout=5).status_code == 403


def test_limit_and_connection(caller):
    second = caller.tenant.add_connection("second")
    caller.bring(USERS)
    caller.bring([{"email": "cy@example.com"}], connection_id=second)
    assert len(fetch(caller.export()["location"])) == 3
    assert len(fetch(caller.export(limit=2)["location"])) == 2
    assert len(fetch(caller.export(connection_id=second)["location"])) == 1


def test_what_is_exported_can_be_imported_elsewhere(caller):
    caller.bring(USERS)
    lines = [json.loads(line) for line in fetch(caller.export()["location"])]
    importable = {"email", "email_verified", "given_name", "name", "nickname", "picture", "user_metadata", "app_metadata"}
    rows = [{k: v for k, v in line.items() if k in importable} | {"user_id": line["user_id"].removeprefix("auth0|")} for line in lines]
    second = caller.tenant.add_connection("second")
    job, errors = caller.bring(rows, connection_id=second)
    assert errors is None
    assert job["summary"]["inserted"] == 2
    both = [json.loads(line) for line in fetch(caller.export(connection_id=second)["location"])]
    for old, new in zip(lines, both, strict=True):
        gone = ("identities", "created_at", "updated_at", "blocked")
        assert {k: v for k, v in old.items() if k not in gone} == {k: v for k, v in new.items() if k not in gone}


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 0},
        {"format": "xml"},
        {"extra": 1},
        {"connection_id": "x"},
        {"connection_id": "con_0000000000000000"},
        {"fields": [{"export_as": "x"}]},
        {"fields": [{"name": "x" * 101}]},
        {"format": "csv", "fields": [{"name": "user_metadata"}]},
        {"format": "csv", "fields": [{"name": f"f{n}"} for n in range(31)]},
    ],
)
def test_a_bad_request_is_refused(caller, body):
    assert caller.call("POST", "/jobs/users-exports", json=body).status_code == 400

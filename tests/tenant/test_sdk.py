"""Auth0's own Python SDK, unmodified, against the tenant."""

import gzip
import json
import time

import httpx
import pytest

auth0_management = pytest.importorskip("auth0.management", reason="auth0-python is a development dependency")


def until_ended(api, job_id):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        job = api.jobs.get(job_id)
        if job.status != "pending":
            return job
        time.sleep(0.02)
    raise AssertionError(job_id)


def test_the_sdk_imports_polls_reads_errors_exports_and_lists(caller):
    tenant = caller.tenant
    api = auth0_management.Auth0(base_url=f"{tenant.url}/api/v2", token=caller.token)
    connections = list(api.connections.list(strategy=["auth0"], name=tenant.connection))
    assert [connection.id for connection in connections] == [tenant.connection_id]

    users = [{"email": "ann@example.com", "email_verified": True}, {"email": "bad"}]
    created = api.jobs.users_imports.create(
        users=json.dumps(users).encode(), connection_id=tenant.connection_id, upsert=True, external_id="chunk 1"
    )
    job = until_ended(api, created.id)
    assert (job.status, job.external_id) == ("completed", "chunk 1")
    assert (job.summary.inserted, job.summary.failed) == (1, 1)
    errors = api.jobs.errors.get(created.id)
    assert [entry.errors[0].code for entry in errors] == ["INVALID_FORMAT"]

    again = api.jobs.users_imports.create(
        users=json.dumps(users[:1]).encode(), connection_id=tenant.connection_id, upsert=True
    )
    assert until_ended(api, again.id).summary.updated == 1
    assert api.jobs.errors.get(again.id) is None

    assert [user.email for user in api.users.list()] == ["ann@example.com"]
    found = api.users.list_users_by_email(email="ann@example.com")
    assert api.users.get(found[0].user_id).email_verified is True

    export = api.jobs.users_exports.create(connection_id=tenant.connection_id, format="json")
    location = until_ended(api, export.id).location
    lines = gzip.decompress(httpx.get(location).content).splitlines()
    assert [json.loads(line)["email"] for line in lines] == ["ann@example.com"]

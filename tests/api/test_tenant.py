"""The doors against the embedded tenant, which answers as Auth0 does."""

import json
from collections.abc import Iterator

import pytest

from userferry.api import (
    JobStatus,
    LoginVerdict,
    Session,
    create_export,
    create_import,
    delete_user,
    download_export,
    get_connection,
    get_job_errors,
    get_user,
    get_users_by_email,
    list_connections,
    login,
    patch_user,
    wait_for_job,
)
from userferry.errors import TerminalError
from userferry.schema import MAX_PAYLOAD_BYTES
from userferry.tenant import LocalTenant

SHH = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
USERS = [{"email": "Ann@B.co", "user_id": "an n", "password_hash": SHH}, {"email": "no address"}]


@pytest.fixture
def tenant() -> Iterator[LocalTenant]:
    with LocalTenant(folder=None, port=0) as tenant:
        yield tenant


@pytest.fixture
def session(tenant) -> Session:
    return Session(
        tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret, audience=tenant.audience
    )


def send(session, tenant, users: list[dict[str, object]]):
    data = json.dumps(users).encode()
    job = create_import(
        session, connection_id=tenant.connection_id, users=data, upsert=False, external_id="run:1"
    )
    return wait_for_job(session, job.id, poll_seconds=0.01)


def test_a_user_goes_in_comes_out_logs_in_and_goes(session, tenant, tmp_path):
    users = [{**USERS[0], "user_id": "a/n"}, USERS[1]]
    job = send(session, tenant, users)
    assert job.status is JobStatus.COMPLETED
    assert job.summary is not None
    assert (job.summary.inserted, job.summary.failed, job.external_id) == (1, 1, "run:1")
    assert [row.user["email"] for row in get_job_errors(session, job.id).rows] == ["no address"]

    user = get_user(session, "auth0|a/n")
    assert user is not None
    assert get_users_by_email(session, "ANN@b.co")[0]["user_id"] == user["user_id"]
    assert patch_user(session, "auth0|a/n", {"user_metadata": {"k": 1}})["user_metadata"] == {"k": 1}

    export = create_export(session, connection_id=tenant.connection_id, fields=["email", ("name", "N")])
    export = wait_for_job(session, export.id, poll_seconds=0.01)
    line = json.loads(download_export(session, export, tmp_path / "out.ndjson").read_text())
    assert line == {"email": "ann@b.co", "N": "ann@b.co"} or line["email"] == "ann@b.co"

    for password, verdict in (("shh", LoginVerdict.OK), ("no", LoginVerdict.WRONG_PASSWORD)):
        answer = login(
            session,
            client_id=tenant.client_id,
            client_secret=tenant.client_secret,
            username="ann@b.co",
            password=password,
            realm=tenant.connection,
        )
        assert answer.verdict is verdict
    delete_user(session, "auth0|a/n")
    assert get_user(session, "auth0|a/n") is None


def test_connections_are_found_by_id_and_by_name(session, tenant):
    by_id, by_name = (get_connection(session, key) for key in (tenant.connection_id, tenant.connection))
    assert by_id == by_name
    assert by_id.is_database
    assert by_id.enabled_clients
    assert by_id in list_connections(session, strategy="auth0")
    with pytest.raises(TerminalError, match=tenant.connection):
        get_connection(session, "Nope")


def test_the_biggest_payload_allowed_is_taken(session, tenant):
    row = json.dumps([{"email": "a@b.co", "user_metadata": {"pad": ""}}])
    size = MAX_PAYLOAD_BYTES - 1024 - len(row)
    job = send(session, tenant, [{"email": "a@b.co", "user_metadata": {"pad": "x" * size}}])
    assert not job.status.is_active

"""What is refused at the door: tokens, scopes, sizes, the nine 400s, and what the tenant does not know."""

import json
import socket

import pytest
import requests

from userferry.tenant import LocalTenant

BOUNDARY = "edge"


def form(parts, *, end=True):
    """Write a multipart body by hand; a part is (name, filename or None, content)."""
    body = b""
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    return body + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


def post(caller, body, content_type=f"multipart/form-data; boundary={BOUNDARY}"):
    return caller.call("POST", "/jobs/users-imports", data=body, headers={"Content-Type": content_type})


USERS = ("users", "users.json", b'[{"email":"a@example.com"}]')


def connection(connection_id):
    return ("connection_id", None, connection_id.encode())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda t: form([connection(t.connection_id)]), "Must provide 'users' file as multipart part."),
        (lambda _: b"no form at all", "Payload validation error: 'Invalid multipart payload format'."),
        (lambda t: form([USERS, connection(t.connection_id)], end=False), "Payload validation error: 'Invalid multipart payload format'."),
        (lambda t: form([("users", "u", b""), connection(t.connection_id)]), "Users file must not be empty."),
        (lambda _: form([USERS]), "Must provide 'connection_id' as multipart part."),
        (lambda t: form([USERS, connection(t.connection)]), "Payload validation error: 'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id"),
        (lambda _: form([USERS, connection("con_" + "0" * 16)]), "The connection does not exist."),
        (lambda t: form([USERS, connection(t.add_connection("sms", strategy="sms"))]), "Connection must be a database connection"),
        (lambda t: form([USERS, connection(t.add_connection("off", enabled=False))]), "Connection must be enabled."),
        (lambda t: form([USERS, connection(t.add_connection("own", custom_database=True))]), "Custom Database Connections without import mode are not allowed."),
    ],
)  # fmt: skip
def test_each_400_has_its_text(caller, make, message):
    answer = post(caller, make(caller.tenant))
    assert answer.status_code == 400
    assert (answer.json()["statusCode"], answer.json()["error"]) == (400, "Bad Request")
    assert answer.json()["message"] == message


def test_a_custom_database_with_import_mode_is_taken(caller):
    target = caller.tenant.add_connection("moving", custom_database=True, import_mode=True)
    assert caller.submit([{"email": "a@example.com"}], connection_id=target).status_code == 202


def test_parts_may_come_in_any_order(caller):
    parts = [USERS, connection(caller.tenant.connection_id)]
    assert post(caller, form(parts)).status_code == 202
    assert post(caller, form(parts[::-1])).status_code == 202


def sized(caller, size):
    parts = [connection(caller.tenant.connection_id), ("users", "u.json", b"[]")]
    padding = b" " * (size - len(form(parts)))
    return form([parts[0], ("users", "u.json", b"[]" + padding)])


@pytest.mark.parametrize(("size", "status"), [(512_000, 202), (512_001, 413), (3_000_000, 413)])
@pytest.mark.parametrize("chunked", [False, True], ids=["by-length", "streamed"])
def test_the_payload_may_have_512000_bytes_and_no_more(caller, size, status, chunked):
    body = sized(caller, size)
    assert len(body) == size
    pieces = (body[i : i + 65_536] for i in range(0, size, 65_536))
    answer = post(caller, pieces if chunked else body)
    assert answer.status_code == status
    if status == 413:
        assert answer.json()["message"] == "Payload content length greater than maximum allowed: 512000."


@pytest.mark.parametrize(("text", "updated"), [("true", 1), ("True", 0), ("1", 0), ("false", 0)])
def test_only_the_lower_case_word_is_true(caller, text, updated):
    caller.bring([{"email": "a@example.com"}])
    job, _ = caller.bring([{"email": "a@example.com"}], upsert=text)
    assert job["summary"]["updated"] == updated


def test_the_third_active_job_waits(call_as, tmp_path):
    with LocalTenant(tmp_path, job_seconds=60) as tenant:
        caller = call_as(tenant)
        first = [caller.submit([{"email": f"{n}@example.com"}], external_id=f"chunk-{n}") for n in range(2)]
        third = caller.submit([{"email": "2@example.com"}])
        assert third.status_code == 429
        assert third.json()["message"].startswith("There are 2 active import users jobs, please wait")
        tenant.advance(30)
        assert caller.get(f"/jobs/{first[0].json()['id']}").json()["percentage_done"] == 50
        assert caller.get("/users").json() == []
        tenant.advance(30)
        assert caller.wait(first[1].json()["id"])["external_id"] == "chunk-1"
        assert caller.submit([{"email": "2@example.com"}]).status_code == 202


def test_a_job_takes_what_its_rows_take_and_two_hours_are_too_long(call_as, tmp_path):
    with LocalTenant(tmp_path, job_seconds=lambda rows: rows * 3_600.0) as tenant:
        caller = call_as(tenant)
        short = caller.submit([{"email": "a@example.com"}]).json()["id"]
        long = caller.submit([{"email": "b@example.com"}, {"email": "c@example.com"}]).json()["id"]
        tenant.advance(3_600)
        assert caller.wait(short)["summary"]["inserted"] == 1
        tenant.advance(3_600)
        assert caller.wait(long)["status"] == "failed"
        assert len(caller.get("/users").json()) == 1


def test_a_job_is_forgotten_after_24_hours(caller):
    job, _ = caller.bring([{"email": "a@example.com"}])
    caller.tenant.advance(86_399)
    fresh = type(caller)(caller.tenant)
    assert fresh.get(f"/jobs/{job['id']}").status_code == 200
    caller.tenant.advance(1)
    gone = fresh.get(f"/jobs/{job['id']}")
    assert (gone.status_code, gone.json()["message"]) == (404, "Job not found.")
    gone = fresh.get(f"/jobs/{job['id']}/errors")
    assert (gone.status_code, gone.json()["message"]) == (404, "The job does not exist")


def test_tokens_that_are_expired_forged_or_nonsense(caller, tmp_path, call_as):
    with LocalTenant(tmp_path / "other") as other:
        foreign = call_as(other).token
    for token, message in (
        (foreign, "Invalid signature received for JSON Web Token validation"),
        ("nonsense", "Invalid token"),
    ):
        answer = caller.call("GET", "/users", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["message"]) == (401, message)
    caller.tenant.advance(86_401)
    message = caller.get("/users").json()["message"]
    assert message == "Expired token received for JSON Web Token validation"


def test_oauth_refuses_as_oauth_does(caller):
    right = {"audience": caller.tenant.audience}
    for grant, parameters, status, error in (
        ("client_credentials", right | {"client_secret": "wrong"}, 401, "access_denied"),
        ("client_credentials", right | {"client_id": "nobody"}, 401, "access_denied"),
        ("client_credentials", right | {"client_id": None}, 401, "invalid_client"),
        ("client_credentials", {"audience": "https://elsewhere/"}, 403, "access_denied"),
        ("magic", right, 403, "unsupported_grant_type"),
        ("password", {"username": "a", "password": "b"}, 403, "invalid_grant"),
    ):
        answer = caller.grant(grant, **parameters)
        assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_form_gets_a_token_too(caller):
    body = {
        "grant_type": "client_credentials", "client_id": caller.client_id,
        "client_secret": caller.client_secret, "audience": "http://localhost:1/api/v2/",
    }  # fmt: skip
    answer = requests.post(f"{caller.tenant.url}/oauth/token", data=body, timeout=5).json()
    assert answer["expires_in"] == 86_400
    assert answer["token_type"] == "Bearer"
    assert "create:users" in answer["scope"].split()


def test_a_job_id_of_another_form_is_a_400_and_an_unknown_one_a_404(caller):
    assert caller.get("/jobs/nope").json()["errorCode"] == "invalid_uri"
    assert caller.get("/jobs/job_0000000000000000").status_code == 404


def test_nothing_secret_is_in_a_repr_or_a_log(caller, caplog):
    tenant = caller.tenant
    caller.bring([{"email": "a@example.com", "password_hash": "$2b$10$" + "a" * 53}, {"email": "b"}])
    caller.log_in("a@example.com", "wrong")
    assert tenant.client_secret not in repr(tenant)
    assert caplog.text == ""


def test_an_unknown_path_is_named(caller):
    answer = caller.get("/hooks")
    assert answer.status_code == 501
    assert "GET /api/v2/hooks" in answer.json()["message"]


def test_only_loopback(caller):
    with pytest.raises(ValueError, match=r"binds 127\.0\.0\.1 only"):
        LocalTenant(host="0.0.0.0")
    answer = caller.call("GET", "/users", headers={"Host": "evil.example"})
    assert answer.status_code == 421


def test_a_body_is_limited_and_must_be_json(caller):
    assert caller.call("POST", "/users", data=b"{").json()["errorCode"] == "invalid_body"
    assert caller.call("POST", "/users", data=b" " * 1_048_577).status_code == 413
    assert json.loads(caller.call("POST", "/users", data=b"[]").text)["statusCode"] == 400


def test_the_server_listens_on_loopback_alone(tenant):
    port = int(tenant.domain.rpartition(":")[2])
    with socket.socket() as other:
        other.bind(("127.0.0.2", port))  # a wildcard listener would hold this address as well

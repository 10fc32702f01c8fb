"""A session, against a server that answers from a script."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from userferry.api import (
    MAX_FRAMING_BYTES,
    Job,
    JobStatus,
    LoginVerdict,
    Session,
    create_import,
    download_export,
    framing_bytes,
    get_job_errors,
    get_user,
    login,
)
from userferry.errors import LostAnswerError, TenantError, TerminalError, TransientError

PENDING = {"id": "job_1", "type": "users_import", "status": "pending"}
CONNECTION = "con_0000000000000001"


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    """Answer each request with the next of `script`: (status, body, headers), or "drop"."""
    state = SimpleNamespace(script=[], seen=[], tokens=0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/oauth/token" and b"client_credentials" in body:
                state.tokens += 1
                return self.say(200, {"access_token": f"token-{state.tokens}", "expires_in": 3600})
            state.seen.append((self.command, self.path, dict(self.headers), body))
            step = state.script.pop(0)
            if step == "drop":
                self.close_connection = True
                return None
            return self.say(*step)

        def say(self, status: int, body: object = None, headers: dict[str, str] | None = None) -> None:
            data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = do_PATCH = answer  # noqa: N815 http.server's names

        def log_message(self, *args: object) -> None: ...

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.url = f"http://127.0.0.1:{http.server_port}"
    yield state
    http.shutdown()
    http.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def session(server: SimpleNamespace, waits: list[float]) -> Session:
    return Session(
        server.url, client_id="me", client_secret="hush-hush", clock=lambda: 1000.0, sleep=waits.append
    )


def send(session: Session, users: bytes = b"[]", external_id: str = "run:1.1") -> Job:
    return create_import(session, connection_id=CONNECTION, users=users, upsert=True, external_id=external_id)


def test_a_get_is_tried_again_and_waits_as_the_tenant_asks(server, session, waits):
    server.script = [
        (429, {"statusCode": 429, "message": "slow"}, {"x-ratelimit-reset": "1007"}),
        (503, {"statusCode": 503}, {"Retry-After": "3"}),
        "drop",
        (200, {"user_id": "auth0|a"}),
    ]
    assert get_user(session, "auth0|a") == {"user_id": "auth0|a"}
    assert waits == [7.0, 3.0, 2.0]
    assert server.seen[0][1] == "/api/v2/users/auth0%7Ca"


@pytest.mark.parametrize(
    ("step", "error", "status"),
    [
        ("drop", LostAnswerError, None),
        ((500, {"statusCode": 500, "message": "oh"}), TransientError, 500),
        ((429, {"statusCode": 429, "message": "There are 2 active"}), TransientError, 429),
        ((413, {"statusCode": 413, "message": "too long"}), TerminalError, 413),
        ((202, b"<html>"), TransientError, 202),
        ((202, {"odd": 1}), TransientError, 502),
    ],
)
def test_the_import_is_never_sent_twice(server, session, step, error, status):
    server.script = [step]
    with pytest.raises(error) as caught:
        send(session)
    assert caught.value.status == status
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        *((status, {}, TerminalError) for status in (400, 401, 403, 404, 409, 413, 422)),
        *((status, {}, TransientError) for status in (429, 500, 502, 503, 504)),
        (429, {"errorCode": "too_many_attempts"}, TerminalError),
    ],
)
def test_what_trying_again_would_change_is_told_by_the_errors_type(server, session, status, body, error):
    server.script = [(status, {"statusCode": status, "message": "no"} | body)] * 2
    with pytest.raises(TenantError) as caught:
        send(session)
    assert type(caught.value) is error
    assert caught.value.status == status


def test_a_refused_connection_left_nothing_sent(session):
    session._token, session._token_until = "t", 1e9
    session.url = "http://127.0.0.1:1"
    with pytest.raises(TransientError, match="not sent") as caught:
        send(session)
    assert not isinstance(caught.value, LostAnswerError)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:1", "http://127.0.0.1:1 cannot be reached, for nothing answers at its port."),
        (
            "https://acme.invalid",
            "https://acme.invalid cannot be reached, for its name is not known to the network.",
        ),
    ],
)
def test_a_tenant_that_never_answered_is_given_up_soon(session, waits, url, why):
    session.url, session._http.trust_env = url, False
    with pytest.raises(TransientError) as caught:
        get_user(session, "a")
    assert str(caught.value).startswith(why)
    assert sum(waits) < 10
    assert len(waits) > 2


def test_a_tenant_that_answered_before_is_waited_for(server, session, waits):
    server.script = [(200, {})]
    get_user(session, "a")
    session.url = "http://127.0.0.1:1"
    with pytest.raises(TransientError):
        get_user(session, "a")
    assert 800 < sum(waits) <= 900


def test_a_token_that_does_not_come_is_not_waited_for_again_by_each_try(server, session, waits):
    now = [0.0]
    session.clock = lambda: now[0]
    server.script = [(200, {})]
    get_user(session, "a")
    now[0], session.url = 1e6, "http://127.0.0.1:1"
    with pytest.raises(TransientError, match="gave no access token"):
        get_user(session, "a")
    assert 800 < sum(waits) <= 900


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("htp://acme", "htp://acme is no address of a tenant"),
        ("https://acme eu", "https://acme eu is no address of a tenant"),
        ("https://acme..eu", "https://acme..eu is no address of a tenant"),
        ("https://{server}", "speaks no TLS"),
    ],
)
def test_an_address_that_is_none_is_said_at_once(server, session, waits, url, why):
    session.url = url.format(server=server.url.removeprefix("http://"))
    session._http.trust_env = False
    with pytest.raises(TerminalError, match=why):
        get_user(session, "a")
    assert waits == []


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Insufficient scope, expected any of: create:users", "the scope create:users in Auth0's dashboard"),
        ("Insufficient scope; expected any of: a:b,c:d.", "the scopes a:b, c:d in Auth0's dashboard"),
        ("Insufficient scope", "the scope it lacks in Auth0's dashboard"),
    ],
)
def test_a_missing_scope_is_named_with_the_place_where_it_is_granted(server, session, message, named):
    server.script = [(403, {"statusCode": 403, "message": message, "errorCode": "insufficient_scope"})]
    with pytest.raises(TerminalError) as caught:
        get_user(session, "a")
    assert f"Nothing was done. Grant this application {named}" in str(caught.value)
    assert ".." not in str(caught.value)


def test_a_lost_token_leaves_no_import_in_doubt(session):
    session.url = "http://127.0.0.1:1"
    session.patience_seconds = 0
    with pytest.raises(TransientError) as caught:
        send(session)
    assert not isinstance(caught.value, LostAnswerError)


def test_a_revoked_token_is_renewed_once(server, session):
    server.script = [(401, {"statusCode": 401, "message": "Expired token"}), (202, PENDING)]
    assert send(session).status is JobStatus.PENDING
    assert [headers["Authorization"] for _, _, headers, _ in server.seen] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    server.script = [(401, {"statusCode": 401, "message": "Invalid token"})] * 2
    with pytest.raises(TerminalError, match="Invalid token"):
        send(session)


def test_a_token_is_renewed_before_it_expires(server, session):
    now = [0.0]
    session.clock = lambda: now[0]
    server.script = [(200, {})] * 3
    for now[0], tokens in [(0.0, 1), (3500.0, 1), (3541.0, 2)]:
        get_user(session, "a")
        assert server.tokens == tokens


def test_an_exhausted_bucket_is_waited_for(server, session, waits):
    server.script = [(200, {}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1004"}), (200, {})]
    get_user(session, "a")
    assert waits == []
    get_user(session, "a")
    assert waits == [4.0]


@pytest.mark.parametrize("external_id", ["", "x" * 128])
def test_the_framing_is_bounded_to_the_byte(server, session, external_id):
    server.script = [(202, PENDING)]
    users = json.dumps([{"email": "a@b.co"}]).encode()
    send(session, users, external_id)
    sent = server.seen[0][3]
    assert users in sent
    assert b'name="upsert"\r\n\r\ntrue\r\n' in sent
    assert len(sent) - len(users) <= framing_bytes(external_id) <= MAX_FRAMING_BYTES


def test_a_payload_too_big_is_not_sent(server, session):
    with pytest.raises(TerminalError, match="Nothing was sent"):
        send(session, b"x" * 512_000)
    assert server.seen == []


def test_errors_of_a_job_come_in_three_shapes(server, session):
    row = {"user": {"email": "a@b.co"}, "errors": [{"code": "FORMAT", "message": "bad", "path": "email"}]}
    server.script = [(200, [row]), (200, {"status": "failed", "status_details": "no JSON"}), (204,)]
    rows, whole, none = (get_job_errors(session, "job_1") for _ in range(3))
    assert rows.rows[0].errors[0].code == "FORMAT"
    assert whole.is_whole_job
    assert whole.reason == "no JSON"
    assert none.rows == ()


def test_an_expired_link_is_renewed_and_the_file_unpacked(server, session, tmp_path):
    links = [f"{server.url}/one", f"{server.url}/two"]
    job = Job("job_2", "users_export", JobStatus.COMPLETED, location=links[0])
    renewed = {"id": "job_2", "type": "users_export", "status": "completed", "location": links[1]}
    packed = gzip.compress(b'{"email":"a@b.co"}\n')
    server.script = [(403, {}), (200, renewed), (200, packed[:20]), (200, packed)]
    target = download_export(session, job, tmp_path / "users.ndjson")
    assert target.read_bytes() == b'{"email":"a@b.co"}\n'
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["users.ndjson"]
    assert "Authorization" not in server.seen[0][2]
    assert links[0] not in repr(job)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ((200, {"access_token": "t"}), LoginVerdict.OK),
        (
            (403, {"error": "invalid_grant", "error_description": "Wrong email or password."}),
            LoginVerdict.WRONG_PASSWORD,
        ),
        ((401, {"error": "unauthorized", "error_description": "user is blocked"}), LoginVerdict.BLOCKED),
        ((429, {"error": "too_many_attempts", "error_description": "Your account"}), LoginVerdict.BLOCKED),
        (
            (403, {"error": "unauthorized_client", "error_description": "Grant not allowed"}),
            LoginVerdict.OTHER,
        ),
    ],
)
def test_log_ins_are_told_apart(server, session, answer, verdict):
    server.script = [answer]
    assert login(session, client_id="app", username="a", password="pw", realm="db").verdict is verdict


def test_no_secret_is_shown(server, session):
    server.script = [(400, {"statusCode": 400, "message": "no", "errorCode": "invalid_body"})]
    with pytest.raises(TerminalError) as caught:
        send(session)
    assert caught.value.code == "invalid_body"
    shown = f"{session!r} {caught.value} {caught.value!r}"
    assert "hush-hush" not in shown
    assert "token-1" not in shown

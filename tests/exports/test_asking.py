"""Who is asked for comes, past every wall, and their number is known before."""

import json

import pytest

from userferry.api import Session, get_connection
from userferry.errors import DecisionError
from userferry.exports import Columns, ask_users
from userferry.targets import Target
from userferry.tenant import LocalTenant

COUNT = 1_200
DATABASE = "Username-Password-Authentication"


@pytest.fixture(scope="module")
def reached(tmp_path_factory):
    identity = {"connection": DATABASE, "provider": "auth0", "isSocial": False}
    users = [
        {"user_id": f"auth0|{at}", "email": f"u{at}@example.{'org' if at % 100 == 0 else 'com'}", "identities": [{**identity, "user_id": f"{at}"}],
         "created_at": f"2020-01-01T00:00:{at % 60:02}.000Z"}
        for at in range(COUNT)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("users") / "users.ndjson"
    path.write_text("".join(json.dumps(user) + "\n" for user in users))
    with LocalTenant(job_seconds=0.0) as running:
        running.prime(options={}, users=path)
        running.add_connection("other")
        session = Session(running.url, client_id=running.client_id, client_secret=running.client_secret)
        for at in range(3):
            body = {"connection": "other", "email": f"o{at}@example.org", "password": "Ab1!xyzzy-9"}
            session.request("POST", "/api/v2/users", json=body)
        connection = get_connection(session, running.connection_id)
        yield Target(running.url, session, connection, running.client_id, running.client_secret)


def ids(asked):
    return [json.loads(line)["user_id"] for line in asked.lines.collect()["line"]]


def test_everybody_of_a_connection_comes_by_an_export(reached, tmp_path):
    asked = ask_users(reached, Columns(), tmp_path, poll_seconds=0.02)
    assert (asked.way, asked.users, asked.said) == ("export", COUNT, COUNT)
    assert ids(asked) == [f"auth0|{at}" for at in range(COUNT)]
    assert {path.name for path in tmp_path.iterdir()} == {"asked.json", "users.parquet"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in tmp_path.iterdir())
    assert repr(asked) == f"Asked(1,200 users of connection {DATABASE}, by an export job)"


def test_everybody_of_the_tenant_too(reached, tmp_path):
    asked = ask_users(reached, Columns(where="tenant"), tmp_path, poll_seconds=0.02)
    assert (asked.users, asked.said) == (COUNT + 3, COUNT + 3)


def test_a_small_search_is_a_search(reached, tmp_path):
    here = ask_users(reached, Columns(query="email:*.org OR email:u1@example.com"), tmp_path)
    assert (here.way, here.users, here.said) == ("search", 13, 13)
    everywhere = ask_users(reached, Columns(query="email:*.org", where="tenant"), tmp_path)
    assert everywhere.users == 15


def test_as_many_as_a_search_gives_come_once_each(reached, tmp_path):
    asked = ask_users(
        reached, Columns(query="created_at:[2020-01-01T00:00:00.000Z TO 2020-01-01T00:00:49.999Z]"), tmp_path
    )
    assert asked.users == asked.said == 1_000
    assert len(set(ids(asked))) == 1_000


def test_a_search_that_finds_more_is_refused_with_the_way_out(reached, tmp_path):
    with pytest.raises(DecisionError, match=r"1,188 users.*1,000 at most.*`filter`"):
        ask_users(reached, Columns(query="email:*.com"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_question_may_be_left_unasked(reached, tmp_path):
    wanted = Columns(query="email:u1@example.com")
    first = ask_users(reached, wanted, tmp_path)
    sent = reached.session.requests_sent
    assert ask_users(reached, wanted, tmp_path, asks_again=False) == first
    assert reached.session.requests_sent == sent
    assert ask_users(reached, Columns(query="email:u2@example.com"), tmp_path, asks_again=False) != first

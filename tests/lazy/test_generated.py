"""Generated scripts over real stores, behind a connection of the embedded tenant: people move at their first log-in.

200 people by default, as many as `USERFERRY_GENERATED` says otherwise (at most 2,000); the same ones for the same number.
"""

import json
import os
import shutil
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from tests.lazy.stage import Stage
from tests.scripts.conftest import LACKING, Legacy, in_mysql, in_postgresql, store
from tests.scripts.legacy import COLUMNS, CONNECTION, MAPPING, answer_key, checksum, people

from userferry.api import (
    LoginVerdict,
    Session,
    create_import,
    get_job_errors,
    get_user,
    list_authentication_methods,
    wait_for_job,
)
from userferry.dumps import read_dump
from userferry.errors import TransientError
from userferry.lazy import deploy_scripts
from userferry.scripts import bulk_twins, namespaced, serve_dump
from userferry.tenant import LocalTenant

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

USERS = min(2_000, int(os.environ.get("USERFERRY_GENERATED", "200")))
BULK = "Bulk"
THEIRS = {"created_at", "updated_at", "last_login", "last_ip", "logins_count"}
OK, WRONG, BLOCKED = LoginVerdict.OK, LoginVerdict.WRONG_PASSWORD, LoginVerdict.BLOCKED
TYPED = (
    "' OR '1'='1", "'; DROP TABLE people; --", "\\' OR 1=1 -- ", '" OR ""="', "`", "\\", "%", "_%", "*", "$ne", '{"$gt": ""}',
    "a\0b", " ", "0", "zoë", "😀", "密码", "e\u0301", "\u202e", "ANN.1@EXAMPLE.COM'--", "x" * 10_000, "é" * 10_000, "'" * 10_000,
    "../users", "?email=", "#", "&id=1", "\r\n",
)  # fmt: skip


@contextmanager
def in_service(made, folder):
    """Serve the dump as a web service, which counts."""
    path = folder / "users.ndjson"
    lines = (json.dumps({name: one[name] for name in COLUMNS}, ensure_ascii=False) for one in made)
    path.write_text("\n".join(lines))
    frame, seen = read_dump(path).frame, store("webservice", "/users")
    with serve_dump(frame, seen) as served:

        def rows():
            with closing(HTTPConnection(urlsplit(served.url).netloc)) as service:
                for one in made:
                    headers = {"authorization": f"Bearer {served.token}"}
                    service.request("GET", f"/users?username={one['username']}", headers=headers)
                    for found in json.load(service.getresponse()):
                        yield tuple(found.items())

        yield Legacy(
            seen, served.configuration, made, lambda: list(rows()), frame, None, None, None,
            lambda: served.asked,
        )  # fmt: skip


@contextmanager
def opened(kind, users, folder):
    """Start a legacy store of some users, or skip where none can run."""
    if LACKING[kind]:
        pytest.skip(LACKING[kind])
    made = people(users)
    started = {
        "postgresql": in_postgresql,
        "mysql": in_mysql,
        "webservice": lambda all_: in_service(all_, folder),
    }
    with started[kind](made) as legacy:
        yield legacy


class There(Stage):
    """A tenant with a connection over a legacy store."""

    def try_login(self, username, password):
        return self.log_in(username, password, CONNECTION).verdict

    def has(self, identity):
        return get_user(self.session, f"auth0|{CONNECTION}|{identity}") is not None

    def shown(self, connection, identity):
        """Give a user and their factors, without what is each connection's own or each moment's."""
        user_id = f"auth0|{connection}|{identity}"
        user = {key: value for key, value in get_user(self.session, user_id).items() if key not in THEIRS}
        (mine,) = user["identities"]
        assert (user.pop("user_id"), mine.pop("connection")) == (user_id, connection)
        assert mine.pop("user_id") == f"{connection}|{identity}"
        methods = list_authentication_methods(self.session, user_id)
        factors = [{key: one[key] for key in one if key not in {"id", "created_at"}} for one in methods]
        return user, factors


@contextmanager
def migrating(legacy, packages, folder):
    """Start a tenant that moves the users of a store in."""
    with LocalTenant(folder, password_rounds=4, node_modules=packages / "node_modules") as tenant:
        session = Session(
            tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret,
            sleep=tenant.advance, clock=tenant.clock.now, patience_seconds=0.0,
        )  # fmt: skip
        deploy_scripts(
            session, CONNECTION, legacy.scripts, legacy.configuration, enabled_clients=[tenant.client_id]
        )
        yield There(tenant, folder, session)


@pytest.fixture(scope="module", params=list(LACKING))
def legacy(request, tmp_path_factory):
    """Give each kind of store that can run here."""
    with opened(request.param, USERS, tmp_path_factory.mktemp("service")) as legacy:
        yield legacy


@pytest.fixture
def there(legacy, packages, tmp_path):
    with migrating(legacy, packages, tmp_path / "tenant") as there:
        yield there


def import_twins(there, legacy):
    """Import the dump in bulk into a connection of its own, in files that the tenant takes."""
    connection_id = there.tenant.add_connection(BULK)
    twins = bulk_twins(legacy.frame, namespaced(MAPPING, BULK)).collect()["profile"].to_list()
    for number in range(0, len(twins), 1000):
        users = f"[{','.join(twins[number : number + 1000])}]".encode()
        job = create_import(
            there.session, connection_id=connection_id, users=users, upsert=False, external_id=str(number)
        )
        there.tenant.finish_due_jobs()
        wait_for_job(there.session, job.id)
        assert get_job_errors(there.session, job.id).rows == ()


def test_everybody_moves_at_the_first_log_in_becomes_their_twin_and_is_not_asked_for_again(there, legacy):
    import_twins(there, legacy)
    before, keys = legacy.asked(), answer_key(legacy.made).rows()
    wanted = {one["__row"]: OK if one["active"] else BLOCKED for one in legacy.made}
    assert {row: there.try_login(login, word) for row, login, word in keys} == wanted
    after = legacy.asked()
    assert after - before >= len(keys)
    moved = [(row, login, word) for row, login, word in keys if wanted[row] is OK]
    for word_of, verdict in ((lambda word: word, OK), (lambda word: f"{word}!", WRONG)):
        assert {there.try_login(login, word_of(word)) for _, login, word in moved} == {verdict}
    assert legacy.asked() == after
    seen = []
    for one in legacy.made:
        assert there.has(one["id"]) is one["active"]
        if one["active"]:
            seen.append(there.shown(CONNECTION, one["id"]))
            assert seen[-1] == there.shown(BULK, one["id"])
    assert {"user_metadata", "app_metadata", "name", "email_verified"} <= set().union(
        *(user for user, _ in seen)
    )
    assert {len(factors) for _, factors in seen} >= {0, 1, 2}


def test_what_attackers_type_is_a_wrong_password_and_changes_nothing(there, legacy):
    before, asked, known = checksum(legacy.rows()), legacy.asked(), legacy.made[1]
    tried = [(typed, known["password"]) for typed in TYPED] + [(known["email"], typed) for typed in TYPED]
    tried += [(typed, typed) for typed in TYPED]
    assert {pair: there.try_login(*pair) for pair in tried} == dict.fromkeys(tried, WRONG)
    assert legacy.asked() > asked + len(TYPED)
    assert not there.has(known["id"])
    assert checksum(legacy.rows()) == before
    assert there.try_login(known["username"], known["password"]) is OK


@pytest.mark.parametrize("kind", list(LACKING))
def test_a_store_that_is_down_is_no_wrong_password_and_makes_nobody(kind, packages, tmp_path):
    with ExitStack() as tenant, ExitStack() as running:
        legacy = running.enter_context(opened(kind, 4, tmp_path))
        there = tenant.enter_context(migrating(legacy, packages, tmp_path / "tenant"))
        _, first, second, third = legacy.made
        assert there.try_login(first["email"], first["password"]) is OK
        assert there.try_login(second["email"], "wrong") is WRONG
        running.close()
        for _ in range(3):
            for person, word in ((second, second["password"]), (third, "wrong")):
                with pytest.raises(TransientError, match="The legacy store cannot answer"):
                    there.try_login(person["email"], word)
        assert [there.has(one["id"]) for one in legacy.made[1:]] == [True, False, False]
        assert there.try_login(first["email"], first["password"]) is OK

"""Automatic migration: real scripts in real Node, and whatever they get wrong."""

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from userferry.tenant import LocalTenant
from userferry.tenant.connections import find_connection
from userferry.tenant.migration import look_up

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

LOGIN = """
// Knows ann and the password that the configuration names; counts its calls in a file.
function login(email, password, callback) {
  const fs = require('fs');
  fs.appendFileSync(configuration.calls, 'x');
  if (email === 'down@example.com') return callback(new Error('database unreachable'));
  if (email === 'closed@example.com') return callback(new UnauthorizedError('Account closed'));
  if (email === 'nobody@example.com') return callback(null);
  if (password !== configuration.password) return callback(new WrongUsernameOrPasswordError(email));
  callback(null, {
    user_id: 7, email: email, email_verified: true, given_name: 'Ann',
    app_metadata: { plan: 'gold' }, user_metadata: { theme: 'dark' },
    mfa_factors: [{ phone: { value: '+491' } }],
  });
}
"""
GET_USER = "function getByEmail(email, callback) { callback(null, email === 'ann@example.com' ? {user_id: 7, email} : null); }"
BROKEN = {
    "loop": ("function login(e, p, callback) { while (true) {} }", "did not call back within 2.5 seconds"),
    "silent": ("function login(e, p, callback) {}", "did not call back within 2.5 seconds"),
    "twice": ("function login(e, p, callback) { callback(null, {user_id: 1}); callback(null, {user_id: 1}); }", "more than once"),
    "throws": ("function login(e, p, callback) { throw new Error('at once'); }", "at once"),
    "throws late": ("function login(e, p, callback) { setTimeout(() => { throw new Error('later'); }, 5); }", "later"),
    "rejects": ("async function login(e, p, callback) { throw new Error('promised'); }", "promised"),
    "exits": ("function login(e, p, callback) { process.exit(3); }", "ended its process"),
    "no javascript": ("function login(e, p, callback) {", "Unexpected"),
    "circular": ("function login(e, p, callback) { const a = {user_id: 1}; a.a = a; callback(null, a); }", "circular"),
    "no id": ("function login(e, p, callback) { callback(null, {email: e}); }", "without user_id"),
    "odd profile": ("function login(e, p, callback) { callback(null, {user_id: 1, email: {a: 1}}); }", "profileData.email is not valid"),
    "text": ("function login(e, p, callback) { callback('just text'); }", "just text"),
    "unknown package": ("function login(e, p, callback) { require('no-such-package'); }", "Cannot find module"),
    "too large": ("function login(e, p, callback) {}" + " " * 102_400, "larger than 100 KB"),
}  # fmt: skip


class Legacy:
    """A connection over the script above, and how often the script was called."""

    def __init__(self, tenant, folder, *, import_mode=True, **scripts):
        self.calls_file = folder / "calls"
        self.calls_file.write_text("")
        self.tenant = tenant
        self.name = f"legacy-{folder.name}"
        self.connection_id = tenant.add_connection(
            self.name,
            import_mode=import_mode,
            custom_scripts={"login": LOGIN, "get_user": GET_USER} | scripts,
            configuration={"calls": str(self.calls_file), "password": "s3same"},
        )

    @property
    def calls(self):
        return len(self.calls_file.read_text())

    def log_in(self, username, password="s3same"):
        body = {
            "grant_type": "http://auth0.com/oauth/grant-type/password-realm", "realm": self.name,
            "client_id": self.tenant.client_id, "client_secret": self.tenant.client_secret,
            "username": username, "password": password,
        }  # fmt: skip
        return requests.post(f"{self.tenant.url}/oauth/token", json=body, timeout=30)


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A tenant whose scripts are stopped soon."""
    folder = tmp_path_factory.mktemp("quick")
    with LocalTenant(folder, password_rounds=4, script_seconds=2.5, script_megabytes=32) as tenant:
        yield tenant


@pytest.fixture
def legacy(tenant, tmp_path):
    return Legacy(tenant, tmp_path)


def test_the_first_login_moves_the_user_in_and_the_second_asks_nobody(caller, legacy):
    assert legacy.log_in("ann@example.com").status_code == 200
    user = caller.get("/users/auth0%7C7").json()
    assert user["email"] == "ann@example.com"
    assert (user["email_verified"], user["given_name"], user["logins_count"]) == (True, "Ann", 1)
    assert (user["app_metadata"], user["user_metadata"]) == ({"plan": "gold"}, {"theme": "dark"})
    assert user["identities"][0]["connection"] == legacy.name
    assert legacy.log_in("ann@example.com").status_code == 200
    assert legacy.log_in("ann@example.com", "wrong").status_code == 403
    assert legacy.calls == 1


@pytest.mark.parametrize(("email", "status"), [("ann@example.com", 400), ("new@example.com", 200)])
def test_a_sign_up_asks_the_legacy_store_whether_the_address_is_taken(caller, legacy, email, status):
    person = {
        "client_id": caller.tenant.client_id,
        "connection": legacy.name,
        "email": email,
        "password": "Pa55-word",
    }
    answer = requests.post(f"{caller.tenant.url}/dbconnections/signup", json=person, timeout=30)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("username", "password", "status", "error", "text"),
    [
        ("ann@example.com", "wrong", 403, "invalid_grant", "Wrong email or password."),
        ("nobody@example.com", "s3same", 403, "invalid_grant", "Wrong email or password."),
        ("closed@example.com", "s3same", 401, "unauthorized", "Account closed"),
        ("down@example.com", "s3same", 500, "server_error", "database unreachable"),
    ],
)
def test_a_wrong_password_is_told_from_a_database_that_is_down(
    caller, legacy, username, password, status, error, text
):
    answer = legacy.log_in(username, password)
    assert (answer.status_code, answer.json()) == (status, {"error": error, "error_description": text})
    assert caller.get("/users").json() == []


def test_without_import_mode_every_login_asks_and_leaves_a_ghost(caller, tmp_path):
    legacy = Legacy(caller.tenant, tmp_path, import_mode=False)
    assert [legacy.log_in("ann@example.com").status_code for _ in range(2)] == [200, 200]
    assert legacy.calls == 2
    assert caller.get("/users").json() == []
    custom = {"email": "ann@example.com", "user_id": "7"}
    assert caller.submit([custom], connection_id=legacy.connection_id).status_code == 400


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_script_is_an_error_and_the_tenant_goes_on(quick, tmp_path, name):
    source, text = BROKEN[name]
    broken = Legacy(quick, tmp_path, login=source)
    start = time.monotonic()
    answer = broken.log_in("ann@example.com")
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")
    assert text in answer.json()["error_description"]
    assert time.monotonic() - start < 10
    again = broken.log_in("ann@example.com")  # in a fresh process where the last one is gone
    assert again.json() == answer.json()


def test_a_script_that_eats_memory_ends_alone(tmp_path):
    eater = "function login(e, p, callback) { const all = []; for (;;) all.push(new Array(1000).fill(e)); }"
    with LocalTenant(tmp_path / "tenant", script_megabytes=16) as tenant:
        answer = Legacy(tenant, tmp_path, login=eater).log_in("ann@example.com")
    assert "ended its process" in answer.json()["error_description"]


def test_scripts_see_no_secret_of_ours_and_the_packages_of_the_given_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", "do-not-tell")
    package = tmp_path / "node_modules" / "greeting"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = name => 'hello ' + name;")
    source = "async function login(e, p, callback) { callback(new Error(require('greeting')(Object.keys(process.env).sort()))); }"
    with LocalTenant(tmp_path / "tenant", node_modules=tmp_path / "node_modules") as tenant:
        answer = Legacy(tenant, tmp_path, login=source).log_in("ann@example.com")
    assert answer.json()["error_description"] == "hello LANG,PATH"


def test_without_node_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with LocalTenant(tmp_path / "tenant") as tenant:
        answer = Legacy(tenant, tmp_path).log_in("ann@example.com")
    assert answer.status_code == 500
    assert "Install Node.js" in answer.json()["error_description"]


def test_another_users_email_stops_the_migration(caller, legacy):
    caller.bring([{"email": "ann@example.com", "username": "other"}], connection_id=legacy.connection_id)
    source = "function login(e, p, callback) { callback(null, {user_id: 9, email: 'ann@example.com'}); }"
    stale = {"login": source}
    connection = caller.tenant.add_connection("stale", import_mode=True, custom_scripts=stale)
    caller.bring([{"email": "ann@example.com"}], connection_id=connection)
    legacy.name = "stale"
    answer = legacy.log_in("ann-by-her-old-name")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_get_user_is_there_for_whoever_asks(caller, legacy):
    state = caller.tenant._state()
    connection = find_connection(state.store.reader(), connection_id=legacy.connection_id)
    assert look_up(state, connection, "ann@example.com") == {"user_id": 7, "email": "ann@example.com"}
    assert look_up(state, connection, "bob@example.com") is None


def test_a_tenant_that_stops_leaves_no_process(tmp_path):
    with LocalTenant(tmp_path / "tenant") as tenant:
        legacy = Legacy(tenant, tmp_path)
        assert legacy.log_in("ann@example.com").status_code == 200
        process = next(iter(tenant._state().scripts._processes.values()))._process
        assert process.poll() is None
    assert process.poll() is not None


def test_a_process_that_no_longer_reads_is_given_up_in_time(quick, tmp_path):
    """The first login is answered; then the process hangs, and the next script is larger than a pipe."""
    hangs = "function login(e, p, callback) { setTimeout(() => { for (;;); }, 50); callback(null, {user_id: 1, email: e}); }"
    legacy = Legacy(quick, tmp_path, login=hangs + " " * 100_000)
    assert legacy.log_in("ann@example.com").status_code == 200
    time.sleep(0.5)
    answer = legacy.log_in("bob@example.com")
    assert "did not call back" in answer.json()["error_description"]


def test_an_endless_script_does_not_outlive_a_tenant_that_is_killed(tmp_path):
    code = (
        "import os, sys, threading, time\n"
        "from userferry.tenant.scripts import NodeProcess, Script\n"
        "from userferry.tenant.settings import Settings\n"
        "node = NodeProcess(Settings())\n"
        "script = Script('function login(callback) { for (;;); }', {})\n"
        "threading.Thread(target=node.run, args=(script, ()), daemon=True).start()\n"
        "time.sleep(1)\n"
        "print(node._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=20
    )
    until = time.monotonic() + 10
    while time.monotonic() < until and Path(f"/proc/{int(ended.stdout)}/cmdline").exists():
        state = Path(f"/proc/{int(ended.stdout)}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            return
        time.sleep(0.1)
    assert time.monotonic() < until


def test_first_logins_at_once_make_one_user(caller, legacy):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(legacy.log_in, ["ann@example.com"] * 4))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [user["logins_count"] for user in caller.get("/users").json()] == [4]


def test_a_script_may_be_wrapped_use_a_package_of_node_and_log(quick, tmp_path):
    source = """
    /* any function counts, and what it prints goes nowhere */
    const crypto = require('crypto');
    async function login(email, password, callback) {
      console.log('not a reply');
      const id = crypto.createHash('md5').update(email).digest('hex');
      await new Promise((done) => setTimeout(done, 5));
      return callback(null, { user_id: id, email });
    }
    """
    assert Legacy(quick, tmp_path, login=source).log_in("ann@example.com").status_code == 200

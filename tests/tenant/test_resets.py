"""What the store behind a connection is asked besides log-ins, and who is half moved (`behaviour.md §7`)."""

import shutil

import pytest
import requests

from userferry.tenant import LocalTenant

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

LOGIN = """
function login(email, password, callback) {
  require('fs').appendFileSync(configuration.calls, 'login\\n');
  if (email !== 'ann@example.com') return callback(new WrongUsernameOrPasswordError(null, 'nobody'));
  if (password !== 'Old-pass1') return callback(new WrongUsernameOrPasswordError(email, 'wrong'));
  return callback(null, { user_id: 'legacy-7', email, app_metadata: { plan: 'gold' }, nickname: 'from login',
    mfa_factors: [{ totp: { secret: 'not base32' } }] });
}
"""
GET_USER = """
function getByEmail(email, callback) {
  require('fs').appendFileSync(configuration.calls, 'get_user\\n');
  if (email === 'down@example.com') return callback(new Error('database unreachable'));
  if (email !== 'ann@example.com') return callback(null);
  return callback(null, { user_id: 'legacy-7', email, app_metadata: { plan: 'gold' }, nickname: 'from get_user' });
}
"""
RANDOM = "function getByEmail(email, callback) { callback(null, { user_id: String(Math.random()), email }); }"
ANN = "ann@example.com"


CREATE = """
function create(user, callback) {
  if (user.email === 'taken@example.com') return callback(new ValidationError('user_exists', 'there already'));
  if (user.password !== 'New-pass1') return callback(new Error('read only'));
  require('fs').appendFileSync(configuration.calls, `create ${user.email}\n`);
  return callback(null);
}
"""


class Legacy:
    """A connection over these scripts."""

    def __init__(self, caller, folder, *, import_mode=True, options=None, **scripts):
        self.calls_file = folder / "calls"
        self.calls_file.write_text("")
        self.caller, self.tenant, self.name = caller, caller.tenant, "legacy"
        self.connection_id = self.tenant.add_connection(
            self.name,
            import_mode=import_mode,
            options=options,
            custom_scripts={"login": LOGIN, "get_user": GET_USER} | scripts,
            configuration={"calls": str(self.calls_file)},
        )

    @property
    def calls(self):
        return self.calls_file.read_text().split()

    def log_in(self, password, username=ANN):
        realm = "http://auth0.com/oauth/grant-type/password-realm"
        return self.caller.grant(realm, username=username, password=password, realm=self.name)

    def ask(self, email=ANN):
        body = {"client_id": self.tenant.client_id, "connection": self.name, "email": email}
        return requests.post(f"{self.tenant.url}/dbconnections/change_password", json=body, timeout=30)

    def tickets(self):
        return [one["ticket"] for one in self.caller.get("/_tenant/resets").json()]

    def follow(self, ticket, password="New-pass1"):
        return self.caller.call("POST", "/_tenant/resets", json={"ticket": ticket, "password": password})


@pytest.fixture
def legacy(caller, tmp_path):
    return Legacy(caller, tmp_path)


def test_a_reset_before_the_first_login_moves_at_the_login_with_the_new_password(caller, legacy):
    assert legacy.ask().text.startswith("We've just sent you an email")
    assert caller.get("/users").json() == []
    assert legacy.follow(legacy.tickets()[0]).status_code == 200
    assert caller.get("/users").json() == []
    assert legacy.log_in("Old-pass1").status_code == 403
    assert legacy.log_in("New-pass1").status_code == 200
    user = caller.get("/users/auth0%7Clegacy-7").json()
    assert (user["nickname"], user["app_metadata"]) == ("from get_user", {"plan": "gold"})
    assert legacy.log_in("New-pass1").status_code == 200
    assert legacy.calls == ["get_user", "get_user"]


def test_a_mail_that_nobody_follows_changes_nothing(caller, legacy):
    legacy.ask()
    assert legacy.log_in("Old-pass1").status_code == 200
    assert legacy.calls == ["get_user", "login"]
    assert legacy.follow(legacy.tickets()[0]).json() == {"is_here": True}
    assert [legacy.log_in(word).status_code for word in ("Old-pass1", "New-pass1")] == [403, 200]
    assert "last_password_reset" in caller.get("/users/auth0%7Clegacy-7").json()


def test_a_link_is_good_once_and_nobody_gets_none(legacy):
    assert legacy.ask("bob@example.com").status_code == 200
    assert legacy.tickets() == []
    legacy.ask()
    ticket = legacy.tickets()[0]
    assert [legacy.follow(ticket).status_code for _ in range(2)] == [200, 404]
    assert legacy.ask("down@example.com").status_code == 500


def test_two_mails_of_a_random_id_leave_somebody_who_cannot_move(caller, tmp_path):
    legacy = Legacy(caller, tmp_path, get_user=RANDOM)
    legacy.ask()
    legacy.ask()
    answer = legacy.follow(legacy.tickets()[1])
    assert (answer.status_code, answer.json()["message"]) == (400, "The user already exists")
    assert legacy.log_in("New-pass1").status_code == 403


def test_two_mails_of_one_id_do_no_harm(legacy):
    legacy.ask()
    legacy.ask()
    assert legacy.follow(legacy.tickets()[1]).status_code == 200
    assert legacy.log_in("New-pass1").status_code == 200


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("function changePassword(email, password, callback) { callback(null, password === 'New-pass1'); }", 200),
        ("function changePassword(email, password, callback) { callback(null, false); }", 400),
        ("function changePassword(email, password, callback) { callback(new Error('read only')); }", 400),
    ],
)  # fmt: skip
def test_the_change_password_script_is_asked_where_there_is_one(caller, tmp_path, source, status):
    legacy = Legacy(caller, tmp_path, change_password=source)
    legacy.ask()
    assert legacy.follow(legacy.tickets()[0]).status_code == status
    assert legacy.log_in("New-pass1").status_code == (200 if status == 200 else 403)


def test_a_ticket_is_followed_too(caller, legacy):
    legacy.log_in("Old-pass1")
    caller.call("POST", "/tickets/password-change", json={"user_id": "auth0|legacy-7"})
    assert legacy.follow(legacy.tickets()[0]).json() == {"is_here": True}
    assert legacy.log_in("New-pass1").status_code == 200


def test_an_address_of_the_store_is_nobodys_to_give(caller, legacy):
    new = {"connection": "legacy", "email": ANN, "password": "New-pass1"}
    assert caller.call("POST", "/users", json=new).status_code == 409
    bob = caller.call("POST", "/users", json=new | {"email": "bob@example.com", "user_id": "bob"})
    assert bob.status_code == 201
    answer = caller.call("PATCH", "/users/auth0%7Cbob", json={"email": ANN.upper()})
    assert (answer.status_code, answer.json()["message"]) == (400, "The specified new email already exists")
    assert caller.call("PATCH", "/users/auth0%7Cbob", json={"email": "bo@example.com"}).status_code == 200
    assert caller.call("PATCH", "/users/auth0%7Cbob", json={"email": "down@example.com"}).status_code == 400


def test_a_users_own_old_address_is_not_given_back_while_the_store_has_it(caller, legacy):
    legacy.log_in("Old-pass1")
    change = [{"email": "ann@new.example"}, {"email": ANN}]
    answers = [caller.call("PATCH", "/users/auth0%7Clegacy-7", json=one) for one in change]
    assert [answer.status_code for answer in answers] == [200, 400]


def test_import_mode_after_a_legacy_login_moves_who_did_not_change(caller, tmp_path):
    legacy = Legacy(caller, tmp_path, import_mode=False)
    legacy.log_in("Old-pass1")
    switch_on(legacy)
    assert legacy.log_in("Old-pass1").status_code == 200
    assert caller.get("/users").json()[0]["user_id"] == "auth0|legacy-7"


@pytest.mark.parametrize(
    "changed",
    [
        LOGIN.replace("'legacy-7', email,", "'legacy-7', email: 'ann@new.example',"),
        LOGIN.replace("legacy-7", "legacy-8"),
    ],
)
def test_import_mode_after_a_legacy_login_refuses_who_changed_until_the_half_record_is_gone(
    caller, tmp_path, changed
):
    legacy = Legacy(caller, tmp_path, import_mode=False)
    legacy.log_in("Old-pass1")
    switch_on(legacy, login=changed)
    answer = legacy.log_in("Old-pass1")
    assert (answer.status_code, answer.json()["error_description"]) == (400, "The user already exists")
    path = f"/connections/{legacy.connection_id}/users"
    assert caller.call("DELETE", path, params={"email": ANN}).status_code == 204
    assert legacy.log_in("Old-pass1").status_code == 200


def switch_on(legacy, **scripts):
    options = legacy.caller.get(f"/connections/{legacy.connection_id}").json()["options"]
    options |= {"import_mode": True, "customScripts": options["customScripts"] | scripts}
    legacy.caller.call("PATCH", f"/connections/{legacy.connection_id}", json={"options": options})


def test_deleting_ends_the_temporary_identity(caller, legacy):
    for path, query in (
        ("/users/auth0%7Clegacy-7", {}),
        (f"/connections/{legacy.connection_id}/users", {"email": ANN}),
    ):
        legacy.ask()
        legacy.follow(legacy.tickets()[-1])
        assert caller.call("DELETE", path, params=query).status_code == 204
        assert legacy.log_in("New-pass1").status_code == 403


def test_an_interrupted_login_loses_the_metadata(caller, legacy):
    caller.tenant.faults.add("POST", "/oauth/token", "login_interrupted")
    assert legacy.log_in("Old-pass1").status_code == 500
    assert legacy.log_in("Old-pass1").status_code == 200
    assert "app_metadata" not in caller.get("/users/auth0%7Clegacy-7").json()
    assert legacy.calls == ["login"]


def test_the_log_tells_a_wrong_password_and_factors_that_are_none(caller, legacy):
    legacy.log_in("wrong")
    legacy.log_in("wrong", "bob@example.com")
    legacy.log_in("Old-pass1")
    events = [(event["type"], event["description"]) for event in caller.get("/logs", sort="date:1").json()]
    assert events == [
        ("fp", "Wrong password."),
        ("fu", "Wrong email or username."),
        ("fu", "Unable to import MFA factors."),
        ("s", "Successful login"),
    ]


@pytest.mark.parametrize(
    ("policy", "status"), [("none", 200), ("low", 200), ("fair", 200), ("good", 200), ("excellent", 400)]
)
def test_a_stricter_policy_stops_who_moves_in_where_the_tenant_is_asked_to(tmp_path, call_as, policy, status):
    with LocalTenant(tmp_path / "tenant", password_rounds=4, policy_on_migration=True) as tenant:
        options = {"passwordPolicy": policy, "password_complexity_options": None}
        legacy = Legacy(call_as(tenant), tmp_path, options=options)
        assert legacy.log_in("Old-pass1").status_code == status


@pytest.mark.parametrize(
    ("email", "password", "status"),
    [("new@example.com", "New-pass1", 200), ("taken@example.com", "New-pass1", 400), ("new@example.com", "x", 500)],
)  # fmt: skip
def test_without_import_mode_a_sign_up_is_the_stores(caller, tmp_path, email, password, status):
    legacy = Legacy(caller, tmp_path, import_mode=False, create=CREATE)
    person = {
        "client_id": caller.tenant.client_id,
        "connection": "legacy",
        "email": email,
        "password": password,
    }
    answer = requests.post(f"{caller.tenant.url}/dbconnections/signup", json=person, timeout=30)
    assert answer.status_code == status
    assert caller.get("/users").json() == []
    assert ("create" in legacy.calls) == (status == 200)
    assert "password" not in answer.json()

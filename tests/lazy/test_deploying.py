"""Scripts get behind a connection by the API, what was there stays, and no secret is shown."""

import shutil

import pytest
from tests.lazy.stage import CONNECTION, stage

from userferry.api import create_connection, get_connection, get_user
from userferry.errors import DecisionError, VerificationError, WorkspaceError
from userferry.lazy import deploying
from userferry.lazy.deploying import Deployed, deploy_scripts
from userferry.scripts import Scripts, Store
from userferry.targets import PACKAGES, reach_target

SECRET = "postgres://app:do-not-tell@db/legacy"
LOGIN = "function login(u, p, callback) { callback(null, { user_id: 'legacy|1', email: configuration.DATABASE_URL }); }"
GET_USER = "function getByEmail(email, callback) { callback(null, null); }"
STORE = Store("postgresql", "people", ("id", "email"), "id", "email", ("email",))
SETTINGS = {"DATABASE_URL": "where the legacy database is"}


def scripts(**sources):
    both = {"login": LOGIN, "get_user": GET_USER} | sources
    return Scripts(STORE, CONNECTION, both, SETTINGS, {"pg": "8.0.0"})


@pytest.fixture
def there(tmp_path):
    with stage(tmp_path) as there:
        yield there


def deploy(there, what=None, **configuration):
    given = {"DATABASE_URL": SECRET} | configuration
    return deploy_scripts(
        there.session, CONNECTION, what or scripts(), given, enabled_clients=[there.tenant.client_id]
    )


def test_a_connection_is_made_with_the_switches_on(there):
    deployed = deploy(there)
    made = get_connection(there.session, CONNECTION)
    assert (deployed.is_new, deployed.connection_id, made.has_import_mode) == (True, made.id, True)
    assert made.is_custom_database
    assert made.options["customScripts"] == {"login": LOGIN, "get_user": GET_USER}
    assert made.enabled_clients == (there.tenant.client_id,)
    assert repr(deployed) == f"Deployed(legacy of {there.tenant.domain}: made, 2 scripts, import mode on)"


def test_again_changes_nothing(there):
    deploy(there)
    again = deploy(there)
    assert (again.is_new, again.changed) == (False, ())


def test_options_and_scripts_of_others_stay(there):
    options = {
        "enabledDatabaseCustomization": True,
        "passwordPolicy": "excellent",
        "customScripts": {"login": "function login(u, p, c) { c(null); }", "delete": "function remove(id, c) { c(); }"},
        "configuration": {"OTHER": "kept"},
    }  # fmt: skip
    create_connection(there.session, CONNECTION, options=options, enabled_clients=[there.tenant.client_id])
    deployed = deploy(there)
    now = get_connection(there.session, CONNECTION).options
    assert deployed.changed == ("import_mode", "login", "get_user", "DATABASE_URL")
    assert deployed.kept == ("delete",)
    assert (now["passwordPolicy"], now["customScripts"]["login"], set(now["customScripts"])) == (
        "excellent", LOGIN, {"login", "get_user", "delete"},
    )  # fmt: skip
    assert set(now["configuration"]) == {"OTHER", "DATABASE_URL"}


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
def test_a_setting_of_others_keeps_its_value(there):
    tells = "function login(u, p, callback) { callback(new UnauthorizedError(configuration.OTHER)); }"
    create_connection(
        there.session, CONNECTION, options={"enabledDatabaseCustomization": True, "configuration": {"OTHER": "kept"}},
        enabled_clients=[there.tenant.client_id],
    )  # fmt: skip
    deploy(there, scripts(login=tells))
    assert "kept" in there.log_in("ann@example.com", "x").message


def test_a_database_with_users_is_told_with_a_way_out(there):
    connection_id = there.tenant.add_connection(CONNECTION)
    there.session.request(
        "POST", "/api/v2/users", json={"connection": CONNECTION, "email": "ann@example.com", "password": "Pa55-word"}
    )  # fmt: skip
    with pytest.raises(DecisionError, match=r"holds users already.*Make a new connection"):
        deploy(there)
    assert not get_connection(there.session, connection_id).is_custom_database


def test_what_does_not_fit_is_told_at_once_and_nothing_is_made(there):
    other = Scripts(STORE, "elsewhere", {"login": LOGIN + " " * 102_400}, SETTINGS, {})
    with pytest.raises(DecisionError) as told:
        deploy_scripts(there.session, CONNECTION, other, {"DATABASE_URI": SECRET})
    complaints = "\n".join(told.value.complaints)
    for word in ("no `get_user`", "102,", "no `DATABASE_URL`", "gives `DATABASE_URI`", "“elsewhere”"):
        assert word in complaints
    assert SECRET not in str(told.value)
    assert CONNECTION not in str(there.session.request("GET", "/api/v2/connections").json())


def test_another_strategy_takes_no_scripts(there):
    there.tenant.add_connection(CONNECTION, strategy="email")
    with pytest.raises(DecisionError, match="strategy is email"):
        deploy(there)


def test_a_change_that_did_not_come_to_stay_is_no_success(there, monkeypatch):
    there.tenant.add_connection(CONNECTION, custom_database=True)
    monkeypatch.setattr(deploying, "update_connection", lambda *_, **__: None)
    with pytest.raises(
        VerificationError, match="shows something else for import_mode, login, get_user, DATABASE_URL"
    ):
        deploy(there)


def test_it_is_read_as_it_was_written_without_a_secret(there, tmp_path):
    deployed = deploy(there)
    folder = deployed.write(tmp_path / "lazy")
    assert Deployed.read(folder) == deployed
    shown = (folder / "deployed.json").read_text() + repr(deployed) + deployed._repr_html_()
    assert SECRET not in shown
    assert "DATABASE_URL" in shown
    with pytest.raises(WorkspaceError, match="deploy them first"):
        Deployed.read(tmp_path / "nowhere")


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
def test_a_rehearsal_runs_them_with_the_packages_of_the_workspace(workspace):
    source = "function login(u, p, callback) { callback(null, { user_id: require('ids')(u), email: u }); }"
    package = workspace.folder(PACKAGES) / "node_modules" / "ids"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = (typed) => 'legacy|' + typed.length;")
    with reach_target("rehearsal", workspace, connection=CONNECTION) as target:
        deployed = deploy_scripts(target.session, CONNECTION, scripts(login=source), {"DATABASE_URL": SECRET})
        assert (deployed.is_new, deployed.domain) == (False, "rehearsal")
        assert target.login("ann@example.com", "x") == "ok"
        assert get_user(target.session, "auth0|legacy|15")["email"] == "ann@example.com"
    with reach_target("rehearsal", workspace, connection=CONNECTION) as again:
        assert again.connection.has_import_mode
        assert (
            deploy_scripts(again.session, CONNECTION, scripts(login=source), {"DATABASE_URL": SECRET}).changed
            == ()
        )

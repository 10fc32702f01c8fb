"""Credentials come from the environment or a keyring, and a target says what they may not do."""

import re
import sys
from types import SimpleNamespace

import pytest

from tests.conftest import PROJECT
from userferry.targets import CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE, reach_target
from userferry.targets.credentials import SCOPES, find_credential, lacking_scopes
from userferry.tenant import LocalTenant


@pytest.fixture
def keyring(monkeypatch):
    """A keyring that holds what it is told, in the place of the system's."""
    held = {}
    fake = SimpleNamespace(get_password=lambda service, name: held.get((service, name)), __spec__=object())
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.delenv(CLIENT_ID_VARIABLE, raising=False)
    return held


def test_the_environment_goes_before_the_keyring(keyring, monkeypatch):
    assert find_credential(CLIENT_ID_VARIABLE, "acme.eu.auth0.com") == ""
    keyring["userferry:acme.eu.auth0.com", CLIENT_ID_VARIABLE] = "kept"
    assert find_credential(CLIENT_ID_VARIABLE, "acme.eu.auth0.com") == "kept"
    assert find_credential(CLIENT_ID_VARIABLE, "other.eu.auth0.com") == ""
    monkeypatch.setenv(CLIENT_ID_VARIABLE, "given")
    assert find_credential(CLIENT_ID_VARIABLE, "acme.eu.auth0.com") == "given"


def test_a_locked_keyring_is_none(keyring, monkeypatch):
    def refuse(service, name):
        raise RuntimeError("locked")

    sys.modules["keyring"].get_password = refuse
    assert find_credential(CLIENT_ID_VARIABLE, "acme.eu.auth0.com") == ""


def test_what_is_lacking_is_named():
    everything = {scope for scopes in SCOPES.values() for scope in scopes if " or " not in scope}
    assert lacking_scopes({*everything, "create:role_members"}) == {}
    assert lacking_scopes({*everything, "update:roles"} - {"delete:users"}) == {"undo": ["delete:users"]}


def test_a_target_shows_what_its_application_may_not_do(workspace, monkeypatch):
    with LocalTenant() as tenant:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        reached = reach_target(tenant.url, workspace, connection=tenant.connection)
        assert "application may" in reached._repr_html_()
        reached.session._scopes = frozenset({"read:users", "read:connections", "create:users"})
        shown = reached._repr_html_()
    assert "look at it, import" in shown
    assert "not: undo" in shown
    assert "lacks update:users, delete:users" in shown


def test_the_example_names_what_is_read():
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=$", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    source = "".join(path.read_text() for path in (PROJECT / "lib").rglob("*.py"))
    assert {name for name in named if f'"{name}"' not in source} == set()

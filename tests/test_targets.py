"""A tenant that is not on this machine is touched only where somebody confirmed it."""

import pytest

from userferry.api import Session
from userferry.errors import DecisionError, TerminalError, WorkspaceError
from userferry.targets import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    SOURCE_ID_VARIABLE,
    SOURCE_SECRET_VARIABLE,
    UnknownConnectionError,
    open_target,
    reach_source,
    reach_target,
)
from userferry.tenant import LocalTenant
from userferry.tenant.routes import ALL_SCOPES

CONNECTION = "Username-Password-Authentication"


@pytest.fixture
def credentials(monkeypatch):
    monkeypatch.setenv(CLIENT_ID_VARIABLE, "id")
    monkeypatch.setenv(CLIENT_SECRET_VARIABLE, "secret")


def test_a_rehearsal_is_the_same_tenant_each_time(workspace):
    with open_target("rehearsal", workspace, connection=CONNECTION) as first:
        found = first.connection.id
    with open_target("rehearsal", workspace, connection=CONNECTION) as second:
        assert second.connection.id == found
    assert repr(second) == f"Target(the embedded tenant of this workspace, connection {CONNECTION})"


@pytest.mark.parametrize("confirm", ["", "other.eu.auth0.com"])
@pytest.mark.usefixtures("credentials")
def test_a_real_tenant_must_be_confirmed(workspace, confirm):
    with pytest.raises(DecisionError, match=r"it must be `acme.eu.auth0.com`"):
        open_target("acme.eu.auth0.com", workspace, connection=CONNECTION, confirm=confirm)


def test_a_tenant_is_looked_at_without_confirming_and_sent_to_only_with(workspace, monkeypatch):
    with LocalTenant() as tenant:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        monkeypatch.setattr(
            "userferry.targets.opening.is_loopback", lambda _: False
        )  # as if it were elsewhere
        with reach_target(tenant.url, workspace, connection=CONNECTION) as reached:
            assert reached.connection.id == tenant.connection_id
        with pytest.raises(DecisionError, match="to send users to a real tenant it must be"):
            open_target(tenant.url, workspace, connection=CONNECTION)


def test_looking_wants_credentials_too(workspace, monkeypatch):
    monkeypatch.delenv(CLIENT_ID_VARIABLE, raising=False)
    monkeypatch.delenv(CLIENT_SECRET_VARIABLE, raising=False)
    with pytest.raises(DecisionError) as caught:
        reach_target("acme.eu.auth0.com", workspace, connection=CONNECTION)
    assert len(caught.value.complaints) == 2


def test_changing_wants_credentials_and_a_confirmation(workspace, monkeypatch):
    monkeypatch.delenv(CLIENT_ID_VARIABLE, raising=False)
    monkeypatch.delenv(CLIENT_SECRET_VARIABLE, raising=False)
    with pytest.raises(DecisionError) as caught:
        open_target("acme.eu.auth0.com", workspace, connection=CONNECTION)
    assert len(caught.value.complaints) == 3


def test_an_embedded_tenant_that_runs_already_is_reached_by_its_url(workspace, monkeypatch):
    with LocalTenant() as tenant:
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        with open_target(tenant.url, workspace, connection=CONNECTION) as reached:
            assert reached.connection.id == tenant.connection_id
            assert not reached.is_rehearsal


def test_a_connection_that_takes_no_import_is_refused_with_the_reason(workspace, monkeypatch):
    with LocalTenant() as tenant:
        tenant.add_connection("social", strategy="google-oauth2", enabled=False)
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        with pytest.raises(DecisionError) as caught:
            open_target(tenant.url, workspace, connection="social")
    assert len(caught.value.complaints) == 2


def test_a_connection_that_is_none_is_told_with_those_that_are(workspace, monkeypatch):
    with LocalTenant() as tenant:
        tenant.add_connection("Staff")
        tenant.add_connection("social", strategy="google-oauth2")
        monkeypatch.setenv(CLIENT_ID_VARIABLE, tenant.client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, tenant.client_secret)
        with pytest.raises(UnknownConnectionError) as caught:
            reach_target(tenant.url, workspace, connection="Stuff")
    said = f"`connection` is 'Stuff', and {tenant.url} has no connection of that name; the tenant's databases are Staff, {CONNECTION}"
    assert caught.value.complaints == (said,)


@pytest.mark.usefixtures("credentials")
def test_credentials_that_the_tenant_does_not_know(workspace):
    with LocalTenant() as tenant, pytest.raises(TerminalError) as caught:
        reach_target(tenant.url, workspace, connection=CONNECTION)
    assert (caught.value.status, caught.value.code) == (401, "access_denied")
    assert str(caught.value).startswith(
        f"{tenant.domain} does not know this application, or not by this secret"
    )
    assert (
        f"Compare {CLIENT_ID_VARIABLE} and {CLIENT_SECRET_VARIABLE}, which come from the environment"
        in str(caught.value)
    )
    assert "`secret`" not in str(caught.value)


def test_a_source_names_its_own_variables(workspace, monkeypatch):
    monkeypatch.setenv(SOURCE_ID_VARIABLE, "id")
    monkeypatch.setenv(SOURCE_SECRET_VARIABLE, "secret")
    with (
        LocalTenant() as tenant,
        pytest.raises(TerminalError, match=f"{SOURCE_ID_VARIABLE} and {SOURCE_SECRET_VARIABLE}"),
    ):
        reach_source(tenant.url, workspace, connection=CONNECTION)


def test_an_application_that_may_not_use_the_api(workspace, monkeypatch):
    def forbid(session):
        raise TerminalError(
            "POST /oauth/token was answered 403: Client is not authorized.", status=403, code="access_denied"
        )

    monkeypatch.setenv(CLIENT_ID_VARIABLE, "id")
    monkeypatch.setenv(CLIENT_SECRET_VARIABLE, "secret")
    monkeypatch.setattr(Session, "make_ready", forbid)
    with pytest.raises(TerminalError) as caught:
        reach_target("login.acme.com", workspace, connection=CONNECTION)
    assert "may not use the Management API of login.acme.com" in str(caught.value)
    assert "not by a custom one" in str(caught.value)


@pytest.mark.parametrize("name", ["rehersal", "", "htp://x"])
@pytest.mark.usefixtures("credentials")
def test_a_name_that_is_no_domain_is_told_before_anybody_is_asked(workspace, name):
    with pytest.raises(
        DecisionError, match=r"is no tenant's domain, such as acme\.eu\.auth0\.com, nor `rehearsal`"
    ):
        reach_target(name, workspace, connection=CONNECTION)


def test_what_an_application_lacks_is_told_before_it_is_missed(workspace, monkeypatch):
    with LocalTenant() as tenant:
        client_id, secret = tenant.add_client("looks", set(ALL_SCOPES) - {"create:users"})
        monkeypatch.setenv(CLIENT_ID_VARIABLE, client_id)
        monkeypatch.setenv(CLIENT_SECRET_VARIABLE, secret)
        with reach_target(tenant.url, workspace, connection=CONNECTION) as reached:
            assert reached.require_scopes("look at it", "undo") is reached
            with pytest.raises(
                TerminalError, match=r"lacks the scope create:users, without which it may not import"
            ):
                reached.require_scopes("look at it", "import")


def test_a_rehearsal_that_was_begun_with_another_connection(workspace):
    reach_target("rehearsal", workspace, connection=CONNECTION).close()
    with pytest.raises(
        DecisionError, match=f"`connection` is 'other', and this rehearsal was begun with '{CONNECTION}'"
    ):
        reach_target("rehearsal", workspace, connection="other")
    with reach_target("rehearsal", workspace, connection=CONNECTION) as reached:
        assert reached.require_scopes("import") is reached


def test_a_folder_that_is_held_is_said_after_a_bounded_wait(workspace, monkeypatch):
    monkeypatch.setattr("userferry.targets.rehearsal.time.sleep", lambda _: None)
    with (
        LocalTenant(workspace.folder("tenant"), connection=CONNECTION),
        pytest.raises(WorkspaceError, match="in use by another tenant"),
    ):
        open_target("rehearsal", workspace, connection=CONNECTION)


def test_a_rehearsal_that_cannot_be_used_lets_its_folder_go(workspace):
    _disable(workspace)
    with pytest.raises(DecisionError, match="enabled for no application"):
        reach_target("rehearsal", workspace, connection=CONNECTION)
    with LocalTenant(workspace.folder("tenant"), connection=CONNECTION) as again:
        assert again.connection_id


def _disable(workspace):
    with LocalTenant(workspace.folder("tenant"), connection=CONNECTION) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        path = f"/api/v2/connections/{tenant.connection_id}"
        session.request("PATCH", path, json={"enabled_clients": []}, repeatable=True)

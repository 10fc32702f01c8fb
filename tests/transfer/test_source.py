"""The source is only looked at, with credentials of its own; what it does not show is told as not seen."""

import pytest
from tests.transfer.two_tenants import CONNECTION

from userferry.errors import DecisionError, TerminalError, WorkspaceError
from userferry.targets import SOURCE_ID_VARIABLE, SOURCE_SECRET_VARIABLE
from userferry.tenant.app import Application
from userferry.transfer import Source, Terms, find_losses, read_hashes

EXPORTS, TOKENS = ("POST", "/api/v2/jobs/users-exports"), ("POST", "/oauth/token")
USERS = ("read:users", "read:connections")


@pytest.fixture
def be(scene, monkeypatch):
    """Let the source know us as an application that may do this much."""

    def become(*scopes):
        client_id, secret = scene.source.add_client("narrow", scopes)
        monkeypatch.setenv(SOURCE_ID_VARIABLE, client_id)
        monkeypatch.setenv(SOURCE_SECRET_VARIABLE, secret)

    return become


def losses_of(scene, source):
    private = scene.workspace.below("transfer").folder("private")
    return find_losses(source, read_hashes(None, source, private=private), Terms())


def test_it_gets_get_requests_an_export_and_nothing_else(scene, monkeypatch):
    answer, calls = Application._answer, []

    async def noting(self, request, path):
        calls.append((request.method, path))
        return await answer(self, request, path)

    monkeypatch.setattr(Application, "_answer", noting)
    source = scene.take(ask_each="everybody")
    assert [call for call in calls if call[0] != "GET"] == [TOKENS, EXPORTS]
    assert (source.users, source.asked, source.unseen) == (120, 120, ())
    calls.clear()
    assert scene.take(ask_each="everybody") == source == Source.read(source.folder)
    assert calls == []


def test_what_this_application_may_not_see_is_told(scene, be):
    be(*USERS)
    source = scene.take(ask_each="everybody")
    assert source.unseen == (
        "its roles (scope read:roles), refused with 403",
        "its organizations (scope read:organizations), refused with 403",
    )
    losses = losses_of(scene, source)
    assert losses.of("factors not told", "refused") == 120
    assert losses.of("permissions not told") == losses.of("factor") == 0
    assert "Not seen there: its roles" in source._repr_html_()


def test_who_is_not_asked_for_is_told(scene):
    losses = losses_of(scene, scene.take(ask_each="nobody"))
    assert losses.of("factors not told", "not asked for") == losses.of("permissions not told") == 120


def test_without_an_export_nothing_is_kept(scene, be):
    be("read:connections")
    with pytest.raises(TerminalError, match="read:users"):
        scene.take()
    be(*USERS, "read:roles", "read:organizations")
    assert scene.take().users == 120


def test_credentials_are_the_sources_own_or_the_targets(scene, monkeypatch):
    monkeypatch.delenv(SOURCE_SECRET_VARIABLE)
    with pytest.raises(DecisionError, match=SOURCE_SECRET_VARIABLE):
        scene.take()
    monkeypatch.delenv(SOURCE_ID_VARIABLE)
    monkeypatch.setenv("AUTH0_CLIENT_ID", scene.source.client_id)
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", scene.source.client_secret)
    assert scene.take().users == 120


def test_a_connection_without_users_or_of_another_kind(scene):
    scene.source.add_connection("empty")
    scene.source.add_connection("contoso", strategy="waad")
    with pytest.raises(WorkspaceError, match="holds no users"):
        scene.take(connection="empty")
    with pytest.raises(DecisionError, match="its strategy is waad"):
        scene.take(connection="contoso")
    assert scene.take(connection=CONNECTION).users == 120

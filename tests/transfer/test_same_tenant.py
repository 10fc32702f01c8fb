"""Within one tenant no two users get one id: the ids are new, or the source's users went first."""

import pytest
from tests.transfer.test_transferring import export
from tests.transfer.two_tenants import CONNECTION, PASSWORDS, QUICK, session_of

from userferry.api import delete_user, login
from userferry.errors import DecisionError
from userferry.targets import (
    SOURCE_ID_VARIABLE,
    SOURCE_SECRET_VARIABLE,
    open_target,
)
from userferry.transfer import Terms, plan_transfer, read_hashes, transfer_users, verify_transfer

OTHER = "Second-Database"


@pytest.fixture
def connection_id(scene, monkeypatch):
    """One tenant, one application, a second database."""
    found = scene.source.add_connection(OTHER)
    monkeypatch.setenv("AUTH0_CLIENT_ID", scene.source.client_id)
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", scene.source.client_secret)
    monkeypatch.delenv(SOURCE_ID_VARIABLE)
    monkeypatch.delenv(SOURCE_SECRET_VARIABLE)
    return found


def move(scene, terms, connection=OTHER):
    source = scene.take(ask_each=terms.ask_each)
    inner = scene.workspace.below("transfer")
    hashes = read_hashes(scene.folder / "hashes.ndjson", source, private=inner.folder("private"))
    with open_target(scene.source.url, inner, connection=connection) as reached:
        plan = plan_transfer(source, hashes, reached, scene.workspace, terms)
        done = transfer_users(plan, reached, pace=QUICK)
        return plan, done, verify_transfer(plan, done, reached, scene.workspace, poll_seconds=0.02)


def test_the_same_ids_are_refused_while_the_users_are_there(scene, connection_id):
    scene.hash_file()
    with pytest.raises(DecisionError, match="120 of 120 users would be there twice"):
        move(scene, Terms())
    with pytest.raises(DecisionError, match="of one tenant; name another"):
        move(scene, Terms(), connection=CONNECTION)
    assert export(scene.source, scene.folder / "none.ndjson", connection_id) == {}


def test_new_ids_go_beside_the_old_ones(scene, connection_id):
    scene.hash_file()
    before = export(scene.source, scene.folder / "before.ndjson")
    plan, done, verified = move(scene, Terms(new_ids="moved-"))
    verified.require_clean()
    assert plan.is_same_tenant
    assert done.assigned.counts["assigned"] == plan.wanted.height
    after = export(scene.source, scene.folder / "after.ndjson", connection_id)
    assert set(after) == {user_id.replace("auth0|", "auth0|moved-") for user_id in before}
    ids = verified.ids.rows.collect()
    assert set(zip(ids["source_user_id"], ids["auth0_user_id"], strict=True)) == {
        (user_id, user_id.replace("auth0|", "auth0|moved-")) for user_id in before
    }


def test_the_same_ids_stay_once_the_source_users_are_gone(scene, connection_id):
    scene.hash_file()
    scene.take()
    session = session_of(scene.source)
    before = export(scene.source, scene.folder / "before.ndjson")
    for user_id in list(before)[1:]:
        delete_user(session, user_id)
    with pytest.raises(DecisionError, match="1 of 120 users"):
        move(scene, Terms())
    delete_user(session, next(iter(before)))
    _, _, verified = move(scene, Terms())
    verified.require_clean()
    after = export(scene.source, scene.folder / "after.ndjson", connection_id)
    assert set(after) == set(before)
    asked = {"client_id": scene.source.client_id, "client_secret": scene.source.client_secret, "realm": OTHER}
    answer = login(session, username="person8@example.com", password=PASSWORDS[0], **asked)
    assert answer.verdict.value == "ok"

"""People sign up and forget passwords; somebody is deleted by address; a refusal is an answer."""

import pytest

from userferry.api import (
    Session,
    ask_for_password,
    create_connection,
    delete_user_by_email,
    get_connection,
    get_users_by_email,
    sign_up,
    update_connection,
)
from userferry.errors import TerminalError
from userferry.tenant import LocalTenant

ANN = "ann@example.com"


@pytest.fixture(scope="module")
def tenant(tmp_path_factory):
    with LocalTenant(tmp_path_factory.mktemp("tenant"), password_rounds=4) as tenant:
        yield tenant


@pytest.fixture
def session(tenant):
    return Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)


@pytest.fixture
def people(tenant, session, request):
    """A connection of the test's own."""
    name = request.node.name.replace("_", "-")
    return create_connection(
        session, name, options={"requires_username": False}, enabled_clients=[tenant.client_id]
    )


def signed_up(tenant, session, people, email=ANN):
    return sign_up(
        session, client_id=tenant.client_id, connection=people.name, email=email, password="Pa55-word"
    )


def test_a_sign_up_works_once(tenant, session, people):
    assert signed_up(tenant, session, people).is_ok
    again = signed_up(tenant, session, people)
    assert (again.is_ok, again.status, again.code) == (False, 400, "invalid_signup")


def test_a_forgotten_password_is_asked_for_whoever_it_is(tenant, session, people):
    signed_up(tenant, session, people)
    for email in (ANN, "nobody@example.com"):
        ask_for_password(session, client_id=tenant.client_id, connection=people.name, email=email)
    with pytest.raises(TerminalError):
        ask_for_password(session, client_id=tenant.client_id, connection="none", email=ANN)


def test_somebody_is_deleted_by_address_and_again(tenant, session, people):
    signed_up(tenant, session, people, "bob@example.com")
    for _ in range(2):
        delete_user_by_email(session, people.id, "bob@example.com")
    assert get_users_by_email(session, "bob@example.com") == []


def test_options_are_replaced_whole(session, people):
    update_connection(session, people.id, options={"passwordPolicy": "low"})
    assert get_connection(session, people.id).options == {"passwordPolicy": "low"}
    with pytest.raises(TerminalError) as told:
        create_connection(session, people.name, options={})
    assert told.value.status == 409

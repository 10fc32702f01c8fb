"""Every door of the table: refused without a token, with a poor, an expired and a foreign one."""

import pytest
import requests

from userferry.tenant import LocalTenant
from userferry.tenant.routes import ENDPOINTS

GUARDED = [endpoint for endpoint in ENDPOINTS if endpoint.scopes]


def knock(tenant, endpoint, token):
    """Call a door with ids that nobody has."""
    path = endpoint.path.replace("{id}", "auth0%7C1").replace("{user_id}", "auth0%7C1")
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return requests.request(endpoint.method, tenant.url + path, headers=headers, timeout=5)


def door(endpoint):
    return f"{endpoint.method} {endpoint.path}"


@pytest.fixture(scope="module")
def poor(running, call_as):
    return call_as(running, running.add_client("poor", ["read:nothing"])).token


@pytest.fixture(scope="module")
def foreign(tmp_path_factory, call_as):
    with LocalTenant(tmp_path_factory.mktemp("other")) as other:
        return call_as(other).token


@pytest.fixture(scope="module")
def aged(tmp_path_factory, call_as):
    """A tenant a day later, and a token of the day before."""
    with LocalTenant(tmp_path_factory.mktemp("aged")) as tenant:
        token = call_as(tenant).token
        tenant.advance(86_401)
        yield tenant, token


@pytest.mark.parametrize("endpoint", GUARDED, ids=door)
def test_a_door_wants_a_token_of_this_tenant_and_of_today(running, foreign, aged, endpoint):
    late, old = aged
    for answer, message in (
        (knock(running, endpoint, None), "Missing authentication"),
        (knock(running, endpoint, "nonsense"), "Invalid token"),
        (knock(running, endpoint, foreign), "Invalid signature received for JSON Web Token validation"),
        (knock(late, endpoint, old), "Expired token received for JSON Web Token validation"),
    ):
        assert answer.status_code == 401
        assert answer.json() == {
            "statusCode": 401,
            "error": "Unauthorized",
            "message": message,
            "attributes": {"error": message},
        }


@pytest.mark.parametrize("endpoint", GUARDED, ids=door)
def test_a_door_wants_its_scope_and_says_which(running, poor, endpoint):
    scopes = ",".join(endpoint.named_scopes or endpoint.scopes)
    expected = f"expected {'all' if endpoint.every_scope else 'any'} of: {scopes}"
    assert knock(running, endpoint, poor).json() == {
        "statusCode": 403,
        "error": "Forbidden",
        "message": f"Insufficient scope, {expected}",
        "errorCode": "insufficient_scope",
    }


@pytest.mark.parametrize("endpoint", [one for one in GUARDED if one.every_scope], ids=door)
def test_where_every_scope_is_needed_one_is_not_enough(running, call_as, endpoint):
    for scope in endpoint.scopes:
        token = call_as(running, running.add_client("half", [scope])).token
        assert knock(running, endpoint, token).status_code == 403

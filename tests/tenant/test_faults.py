"""Faults happen as planned, and are counted."""

import pytest
import requests

ROWS = [{"email": "ann@example.com"}]
IMPORTS = "/api/v2/jobs/users-imports"


def test_before_does_no_work_and_after_does_it(caller):
    before = caller.tenant.faults.add("POST", IMPORTS, "before", status=503)
    assert caller.submit(ROWS).status_code == 503
    assert caller.get("/users").json() == []
    after = caller.tenant.faults.add("POST", IMPORTS, "after", status=500)
    assert caller.submit(ROWS).status_code == 500
    caller.bring([])  # the next job ends after the one whose answer was lost
    assert len(caller.get("/users").json()) == 1
    assert (before.happened, after.happened) == (1, 1)


@pytest.mark.parametrize(("kind", "users"), [("drop", 1), ("drop_before", 0)])
def test_a_dropped_connection_has_no_answer(caller, kind, users):
    fault = caller.tenant.faults.add("POST", IMPORTS, kind)
    with pytest.raises(requests.ConnectionError):
        caller.submit(ROWS)
    caller.bring([])
    assert len(caller.get("/users").json()) == users
    assert fault.happened == 1


def test_429_says_how_long_to_wait(caller):
    caller.tenant.faults.add("GET", "/api/v2/users*", status=429, times=2, retry_after_seconds=3)
    for _ in range(2):
        answer = caller.get("/users")
        assert (answer.status_code, answer.json()["errorCode"]) == (429, "too_many_requests")
        assert answer.headers["Retry-After"] == "3"
        assert int(answer.headers["x-ratelimit-reset"]) > 0
    assert caller.get("/users").status_code == 200


def test_faults_over_http(caller):
    plan = {"method": "*", "path": "/api/v2/connections", "kind": "before", "times": 2, "status": 502}
    assert caller.call("POST", "/_tenant/faults", json=plan).status_code == 201
    assert caller.get("/connections").status_code == 502
    assert [fault["happened"] for fault in caller.get("/_tenant/faults").json()] == [1]
    assert caller.call("DELETE", "/_tenant/faults").status_code == 204
    assert caller.get("/connections").status_code == 200
    assert caller.call("POST", "/_tenant/faults", json=plan | {"kind": "odd"}).status_code == 400


def test_the_other_test_doors(caller):
    caller.bring(ROWS)
    assert caller.get("/_tenant/health").json()["users"] == 1
    start = caller.get("/_tenant/clock").json()["now"]
    later = caller.call("POST", "/_tenant/clock", json={"advance_seconds": 3_600}).json()["now"]
    assert later > start
    assert caller.call("POST", "/_tenant/reset").status_code == 204
    assert caller.get("/_tenant/health").json()["users"] == 0

"""Faults happen as planned, and are counted."""

import time

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


def test_an_upload_is_reset_half_way(caller):
    fault = caller.tenant.faults.add("POST", IMPORTS, "reset_upload")
    with pytest.raises(requests.ConnectionError):
        caller.submit([{"email": f"{n}@example.com", "name": "x" * 200} for n in range(1_500)])
    caller.bring([])
    assert caller.get("/users").json() == []
    assert fault.happened == 1


def test_a_slow_body_is_whole_in_the_end(caller):
    caller.bring(ROWS)
    fault = caller.tenant.faults.add("GET", "/api/v2/users", "slow_body", seconds=0.4)
    start = time.monotonic()
    assert len(caller.get("/users").json()) == 1
    assert time.monotonic() - start >= 0.4
    assert fault.happened == 1


def test_a_burst_refuses_everybody_until_it_is_over(caller):
    fault = caller.tenant.faults.add("*", "/api/v2/*", "burst", seconds=10)
    answers = [caller.get(path) for path in ("/users", "/connections", "/users")]
    assert [answer.status_code for answer in answers] == [429] * 3
    assert answers[0].headers["x-ratelimit-remaining"] == "0"
    caller.tenant.advance(11)
    assert caller.get("/users").status_code == 200
    assert fault.happened == 3


def test_a_revoked_token_stays_revoked_and_a_new_one_opens(caller, call_as):
    fault = caller.tenant.faults.add("GET", "/api/v2/users", "revoke_token")
    for _ in range(2):
        assert caller.get("/users").status_code == 401
    assert caller.get("/connections").status_code == 401
    assert call_as(caller.tenant).get("/users").status_code == 200
    assert fault.happened == 1


def test_a_stuck_job_waits_for_its_release(caller):
    fault = caller.tenant.faults.add("POST", IMPORTS, "job_stuck")
    stuck = caller.submit(ROWS).json()["id"]
    caller.bring([])
    assert caller.get(f"/jobs/{stuck}").json()["status"] == "pending"
    assert fault.happened == 1
    assert caller.call("POST", "/_tenant/jobs/release").json() == {"released": 1}
    assert caller.wait(stuck)["summary"]["inserted"] == 1


def test_a_job_fails_expires_or_loses_its_errors_as_planned(caller):
    bad = [*ROWS, {"email": "no"}]
    caller.tenant.faults.add("POST", IMPORTS, "job_failed")
    job, errors = caller.bring(bad)
    assert (job["status"], "summary" in job, errors["status_details"]) == ("failed", False, "Internal error.")
    caller.tenant.faults.add("POST", IMPORTS, "job_expired")
    job, errors = caller.bring(bad)
    assert (job["status"], job["summary"]["inserted"], len(errors)) == ("expired", 1, 1)
    caller.tenant.faults.add("POST", IMPORTS, "errors_gone")
    job, errors = caller.bring(bad)
    assert (job["summary"]["failed"], errors) == (2, None)
    assert [fault.happened for fault in caller.tenant.faults.faults] == [1, 1, 1]


def test_a_fault_that_lasts_for_ever_is_not_planned(caller):
    with pytest.raises(ValueError, match="at most 60 seconds"):
        caller.tenant.faults.add("GET", "*", "slow_body", seconds=61)

"""A plan's limits: a bucket that empties and fills on the tenant's clock, and the speed of a job."""

import pytest

from userferry.tenant import LocalTenant

NOW = 1_800_000_000.0
HEADERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def test_a_bucket_empties_and_fills(call_as, tmp_path):
    with LocalTenant(tmp_path, tier="free", clock=lambda: NOW) as tenant:
        caller = call_as(tenant)
        answers = [caller.get("/users") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answers[0].headers[name] for name in HEADERS] == ["2", "1", str(int(NOW) + 1)]
        assert answers[2].headers["x-ratelimit-remaining"] == "0"
        assert answers[2].json() == {
            "statusCode": 429,
            "error": "Too Many Requests",
            "message": "Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.",
            "errorCode": "too_many_requests",
        }
        tenant.advance(0.5)
        assert [caller.get("/users").status_code for _ in range(2)] == [200, 429]
        tenant.advance(60)
        assert [caller.get("/users").status_code for _ in range(3)] == [200, 200, 429]


def test_a_refusal_has_the_headers_and_other_doors_have_no_limit(call_as, tmp_path):
    with LocalTenant(tmp_path, tier="enterprise", clock=lambda: NOW) as tenant:
        caller = call_as(tenant)
        missing = caller.get("/users/auth0%7Cnobody")
        assert (missing.status_code, missing.headers["x-ratelimit-limit"]) == (404, "50")
        for _ in range(60):
            assert caller.get("/_tenant/health").status_code == 200
        assert caller.get("/users").headers["x-ratelimit-remaining"] == "48"


def test_without_a_tier_there_are_no_headers(caller):
    assert not any(name in caller.get("/users").headers for name in HEADERS)


@pytest.mark.parametrize(("tier", "seconds"), [("free", 500), ("production", 125), ("enterprise", 36)])
def test_a_job_takes_in_what_its_plan_allows(call_as, tmp_path, tier, seconds):
    with LocalTenant(tmp_path, tier=tier, clock=lambda: NOW) as tenant:
        caller = call_as(tenant)
        job = caller.submit([{"email": f"{n}@example.com"} for n in range(2_000)]).json()["id"]
        assert caller.get(f"/jobs/{job}").json()["time_left_seconds"] == seconds


def test_an_unknown_tier_is_refused():
    with pytest.raises(ValueError, match="free, production, enterprise"):
        LocalTenant(tier="platinum")

"""How a job's age and end are shown: today, on older pages, and where a reason is withheld."""

import sqlite3

from userferry.tenant import LocalTenant

ROWS = [{"email": "ann@example.com"}]


def test_older_pages_show_processing_and_expired(call_as, tmp_path):
    with LocalTenant(tmp_path, legacy_jobs=True, job_seconds=10) as tenant:
        caller = call_as(tenant)
        job_id = caller.submit(ROWS).json()["id"]
        tenant.clock.advance(5)
        job = caller.get(f"/jobs/{job_id}").json()
        assert (job["status"], job["percentage_done"], job["time_left_seconds"]) == ("processing", 50, 5)
        tenant.advance(5)
        while caller.get(f"/jobs/{job_id}").json()["status"] == "processing":
            pass
        assert caller.get(f"/jobs/{job_id}").json()["status"] == "completed"
        tenant.advance(7_200)
        job = caller.get(f"/jobs/{job_id}").json()
        assert (job["status"], job["summary"]["inserted"]) == ("expired", 1)


def test_a_failed_job_may_give_no_reason(call_as, tmp_path):
    with LocalTenant(tmp_path, failure_style="no_content") as tenant:
        caller = call_as(tenant)
        job = caller.wait(caller.submit(b"{").json()["id"])
        assert job["status"] == "failed"
        assert caller.get(f"/jobs/{job['id']}/errors").status_code == 204


def test_everything_about_a_job_goes_after_a_day(call_as, tmp_path):
    with LocalTenant(tmp_path) as tenant:
        caller = call_as(tenant)
        job, _ = caller.bring([{"email": "no"}])
        tenant.advance(86_400)
        fresh = call_as(tenant)
        assert fresh.get(f"/jobs/{job['id']}").status_code == 404
        assert fresh.get(f"/jobs/{job['id']}/errors").status_code == 404


def test_a_search_meets_a_new_user_after_the_lag(call_as, tmp_path):
    with LocalTenant(tmp_path, index_lag_seconds=30) as tenant:
        caller = call_as(tenant)
        caller.bring(ROWS)
        assert caller.get("/users").json() == []
        assert len(caller.get("/users-by-email", email="ann@example.com").json()) == 1
        tenant.advance(31)
        assert len(caller.get("/users", q='email:"ann@example.com"').json()) == 1


def test_a_look_that_goes_wrong_stops_no_job(caller, monkeypatch):
    worker = caller.tenant._running[1]
    looks = []
    look = worker._next_due

    def fail_once():
        looks.append(1)
        if len(looks) == 1:
            raise sqlite3.OperationalError("database is locked")
        return look()

    monkeypatch.setattr(worker, "_next_due", fail_once)
    job, _ = caller.bring([{"email": "after@example.com"}])
    assert job["status"] == "completed"
    assert len(looks) > 1

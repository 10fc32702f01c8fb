"""A run against the embedded tenant: undisturbed, under faults, and from the disk of a dead process."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from tests.runs.runs_scene import FAST, HASH, IMPORTS, QUICK, balance_of, dump, people, user

from userferry.api import (
    Job,
    JobErrors,
    JobStatus,
    JobSummary,
    create_import,
    get_job,
    wait_for_job,
)
from userferry.errors import TerminalError, TransientError, WorkspaceError
from userferry.runs import Outcome, Phase, Place, Progress, Run, read_journal, sender, submission


def kinds(run: Run) -> list[str]:
    return [event["event"] for event in read_journal(run.folder / "journal.ndjson")]


def cut_journal(run: Run, keep: int) -> None:
    """Leave the first lines only, as if the process had died there."""
    path = run.folder / "journal.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:keep]))


@pytest.fixture
def as_undisturbed(expected, session, tenant, tmp_path) -> Callable[[Outcome], None]:
    """Assert that the tenant's users and the balance are those of an undisturbed run."""

    def check(outcome: Outcome) -> None:
        there, balance = expected
        assert people(session, tenant.connection_id, tmp_path) == there
        assert balance_of(outcome, balance.dump_rows) == balance
        assert outcome.is_complete

    return check


def dying(run: Run, *last: str) -> Callable[[Progress], None]:
    """Interrupt a run once its journal ends in these events."""

    def die(_: Progress) -> None:
        known = kinds(run)
        if known[-1] == last[-1] and [kind for kind in known if kind in last][-len(last) :] == [*last]:
            raise KeyboardInterrupt

    return die


def test_a_run_accounts_for_every_row(begin, session, as_undisturbed):
    run = begin()
    seen: list[Progress] = []
    outcome = run.send(session, **FAST, progress=seen.append)
    as_undisturbed(outcome)
    rows = outcome.rows.collect()
    assert rows["__row"].to_list() == list(range(20))
    failed = rows.filter(pl.col("outcome") == Place.FAILED)
    assert failed["__row"].to_list() == [2, 6, 14]
    assert failed["code"].to_list()[2] == "DUPLICATED_USER"
    assert max(each.jobs_in_flight for each in seen) == 2
    assert str(seen[-1]) == "20 of 20 users done · 3 failed (DUPLICATED_USER 1, INVALID_FORMAT 1, PATTERN 1)"
    assert repr(run).endswith("4 of 4 chunks done)")
    assert "17 inserted" in repr(outcome)


def test_sending_again_does_nothing(begin, session):
    run = begin()
    first = run.send(session, **FAST)
    before = (run.folder / "journal.ndjson").read_bytes()
    again = Run.read(run.folder).send(session, **FAST)
    assert again == first == Outcome.read(run.folder)
    assert (run.folder / "journal.ndjson").read_bytes() == before


@pytest.mark.parametrize("kind", ["before", "after", "drop", "drop_before"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_post_that_fails_is_settled_by_looking(begin, session, tenant, as_undisturbed, *, kind, times):
    fault = tenant.faults.add("POST", IMPORTS, kind, times=times)
    outcome = begin().send(session, **FAST)
    assert fault.happened == times
    as_undisturbed(outcome)


def test_a_lost_job_that_is_slow_is_waited_for_or_outrun(begin, session, tenant, as_undisturbed):
    tenant._state().job_seconds = 0.3
    tenant.faults.add("POST", IMPORTS, "drop", times=2)
    outcome = begin().send(session, **FAST)
    as_undisturbed(outcome)


def test_a_rate_limit_leaves_nothing_in_doubt(begin, session, tenant, as_undisturbed):
    tenant.faults.add("POST", IMPORTS, "before", times=3, status=429)
    tenant.faults.add("GET", "/api/v2/jobs/*", "before", times=2, status=429, retry_after_seconds=0)
    run = begin()
    outcome = run.send(session, **FAST)
    as_undisturbed(outcome)
    assert kinds(run).count("refused") == 3
    assert "settled" not in kinds(run)


def test_other_peoples_jobs_are_waited_for(begin, session, tenant, as_undisturbed):
    tenant._state().job_seconds = 0.3
    for number in (1, 2):
        users = json.dumps([{"email": "no address"}]).encode()
        create_import(
            session, connection_id=tenant.connection_id, users=users, upsert=False, external_id=f"{number}"
        )
    tenant._state().job_seconds = 0.0
    run = begin()
    outcome = run.send(session, **FAST)
    assert "refused" in kinds(run)
    as_undisturbed(outcome)


def test_patience_ends_and_the_run_goes_on_later(begin, session, tenant, as_undisturbed):
    run = begin()
    fault = tenant.faults.add("POST", IMPORTS, "before", times=100, status=429)
    with pytest.raises(TransientError):
        run.send(session, pace=replace(QUICK, patience_seconds=0.05))
    tenant.faults.clear()
    assert fault.happened
    as_undisturbed(run.send(session, **FAST))


def test_a_revoked_token_is_renewed(begin, session, as_undisturbed):
    session._token, session._token_until = "revoked", 1e12
    as_undisturbed(begin().send(session, **FAST))


def test_a_death_after_any_event_is_survived(begin, session, tenant, expected, tmp_path):
    """Every prefix of a whole journal is what a dead process may have left; the tenant knows all of it."""
    whole = begin(name="whole")
    whole.send(session, **FAST)
    events = kinds(whole)
    # The snapshot comes before the first POST, so a journal without it means an empty tenant.
    for keep in range(1, len(events)):
        folder = tmp_path / f"dead-{keep}"
        shutil.copytree(whole.folder, folder)
        run = Run.read(folder)
        cut_journal(run, keep)
        outcome = run.send(session, **FAST)
        sent = {
            event["chunk"]
            for event in read_journal(folder / "journal.ndjson")[:keep]
            if event["event"] == "submitting"
        }
        rows = outcome.rows.collect().filter(pl.col("chunk").is_in(list(sent)))
        known = whole.outcome(tmp_path / "known").rows.collect().filter(pl.col("chunk").is_in(list(sent)))
        assert rows.select("__row", "outcome").equals(known.select("__row", "outcome")), keep
    assert people(session, tenant.connection_id, tmp_path) == expected[0]


@pytest.mark.parametrize("was_posted", [True, False])
def test_a_death_around_the_post_is_survived(begin, session, tenant, was_posted, as_undisturbed):
    run = begin()
    with pytest.raises(KeyboardInterrupt):
        run.send(session, **FAST, progress=dying(run, "submitting", "submitted", "submitting"))
    chunk = run.state().chunk(2)
    assert chunk.phase is Phase.DOUBT
    if was_posted:
        create_import(
            session,
            connection_id=tenant.connection_id,
            users=(run.folder / chunk.last.file).read_bytes(),
            upsert=False,
            external_id=chunk.last.external_id,
        )
    outcome = run.send(session, **FAST)
    as_undisturbed(outcome)
    attempts = run.state().chunk(2).attempts
    assert len(attempts) == 2
    settled = attempts[0].settled
    assert settled is not None
    assert settled.landed == (4 if was_posted else 0)


def test_a_death_with_an_unfinished_line_is_survived(begin, session, as_undisturbed):
    run = begin()
    with pytest.raises(KeyboardInterrupt):
        run.send(session, **FAST, progress=dying(run, "submitted"))
    path = run.folder / "journal.ndjson"
    path.write_bytes(path.read_bytes()[:-9])
    as_undisturbed(run.send(session, **FAST))


def test_a_job_the_tenant_forgot_is_settled_by_looking(begin, session, tenant, as_undisturbed):
    run = begin()
    with pytest.raises(KeyboardInterrupt):
        run.send(session, **FAST, progress=dying(run, "submitted", "submitted"))
    tenant.advance(25 * 3600)
    outcome = run.send(session, **FAST)
    assert "doubt" in kinds(run)
    as_undisturbed(outcome)


def test_an_upsert_tells_inserted_from_updated(begin, session, tenant):
    begin([[user(1), user(2)]], name="first").send(session, **FAST)
    for name, kind in (("plain", None), ("lost", "drop")):
        if kind:
            tenant.faults.add("POST", IMPORTS, kind)
        number = 10 if kind else 20
        chunks = [[{"email": "user1@example.com", "given_name": name}, user(number)], [user(number + 1)]]
        outcome = begin(chunks, upsert=True, name=name).send(session, **FAST)
        rows = outcome.rows.collect()
        assert rows["outcome"].to_list() == ["updated", "inserted", "inserted"]
        assert rows["auth0_user_id"][0] == "auth0|id-1"
        assert outcome.is_complete


def test_users_who_were_there_before_are_not_taken_for_landed(begin, session, tenant):
    begin([[user(1), user(3)]], name="first").send(session, **FAST)
    tenant.faults.add("POST", IMPORTS, "drop")
    outcome = begin([[user(1), user(3), user(4)]], name="second").send(session, **FAST)
    assert outcome.counts["failed"] == 2
    assert outcome.counts["inserted"] == 1
    assert outcome.codes == {"DUPLICATED_USER": 2}


def test_a_duplicate_in_another_chunk_does_not_count_as_landed(begin, session, tenant):
    tenant._state().job_seconds = 0.05
    run = begin([[user(3)], [user(6)], [user(3), user(9)]])
    for kind in ("after", "after", "drop_before"):
        tenant.faults.add("POST", IMPORTS, kind, status=500)
    outcome = run.send(session, **FAST)
    assert outcome.counts["inserted"] == 3
    assert outcome.codes == {"DUPLICATED_USER": 1}


def test_a_chunk_tried_often_enough_stays_in_doubt_until_the_next_call(begin, session, tenant):
    run = begin([[user(1)]])
    fault = tenant.faults.add("POST", IMPORTS, "before", times=100, status=500)
    outcome = run.send(session, pace=replace(QUICK, max_attempts=2))
    assert fault.happened == 2
    assert outcome.counts["in doubt"] == 1
    assert "send the run again" in outcome.advice
    assert not balance_of(outcome, 1).is_settled
    tenant.faults.clear()
    assert run.send(session, **FAST).counts["inserted"] == 1


def test_a_job_that_fails_whole_is_settled_by_looking(begin, session, monkeypatch):
    """Its users may have landed all the same: the second chunk's did, the first one's never do."""
    run = begin([[user(1)], [user(2)]])
    never = Job("job_never", "users_import", JobStatus.PENDING)

    def post(session, *, users, **more):
        return never if b"User1@" in users else create_import(session, users=users, **more)

    def ask(session, job_id):
        job = never if job_id == never.id else wait_for_job(session, job_id, poll_seconds=0.01)
        return replace(job, status=JobStatus.FAILED)

    monkeypatch.setattr(submission, "create_import", post)
    monkeypatch.setattr(sender, "get_job", ask)
    monkeypatch.setattr(sender, "get_job_errors", lambda *_: JobErrors(reason="no JSON", is_whole_job=True))
    outcome = run.send(session, **FAST)
    rows = outcome.rows.collect()
    assert rows["outcome"].to_list() == ["failed", "inserted"]
    assert rows["message"][0] == "its whole job failed 3 times: no JSON"
    assert outcome.codes == {"JOB_FAILED": 1}
    assert "no JSON" not in (run.folder / "journal.ndjson").read_text()


def test_counts_that_disagree_are_not_balanced_in_silence(begin, session, monkeypatch):
    run = begin([[user(1), user(2)]])
    lie = JobSummary(total=2, inserted=1, updated=0, failed=1)
    monkeypatch.setattr(sender, "get_job", lambda *args: replace(get_job(*args), summary=lie))
    outcome = run.send(session, **FAST)
    doubt = next(e for e in read_journal(run.folder / "journal.ndjson") if e["event"] == "doubt")
    assert "1 failed" in doubt["why"]
    assert outcome.counts["inserted"] == 2


def test_a_refused_import_stops_and_says_why(begin, session):
    run = begin()
    wrong = Run(run.folder, replace(run.manifest, connection_id="con_0000000000000009"))
    with pytest.raises(TerminalError):
        wrong.send(session, **FAST)
    assert all(chunk.phase is Phase.WAITING for chunk in run.state().chunks.values())


def test_a_session_with_another_tenant_is_refused(begin, session):
    run = begin()
    session.domain = "other.example.com"
    with pytest.raises(WorkspaceError, match=r"other\.example\.com"):
        run.send(session, **FAST)


def test_no_secret_is_written_but_in_the_chunks(begin, session, tenant):
    chunks = dump()
    bad = "$2b$12$" + "q" * 53
    chunks[0][0]["password_hash"] = bad
    run = begin(chunks)
    tenant.faults.add("POST", IMPORTS, "drop")
    outcome = run.send(session, **FAST)
    token = session._token
    assert token
    secrets = [HASH, HASH[7:], bad, bad[7:], tenant.client_secret, token]
    for path in run.folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
        if path.is_file() and path.suffix in {".json", ".ndjson"} and path.parent.name != "chunks":
            text = path.read_text()
            assert not [secret for secret in secrets if secret in text], path
    shown = outcome.rows.collect().write_ndjson()
    assert not [secret for secret in secrets if secret in shown]

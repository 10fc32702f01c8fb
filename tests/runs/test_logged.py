"""A run is logged as its journal has it, whatever goes wrong, and nobody's data goes along."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.logs.reading import events, fields, found_in, of, only, read_log, strings_in
from tests.runs.runs_scene import FAST, HASH, IMPORTS, balance_of, dump, user
from tests.runs.schedules import draw
from tests.runs.staged import STARTED, Stage

from userferry.api import Job, JobErrors, JobStatus, JobSummary, get_job
from userferry.errors import TerminalError
from userferry.logs import LOG_VARIABLE
from userferry.runs import Run, read_journal, sender, submission
from userferry.tenant import LocalTenant

DOUBT = "chunk.in_doubt"
NOTED = {
    "chunk.submitting": "submitting", "chunk.submitted": "submitted", "chunk.refused": "refused", "chunk.ended": "ended",
    "chunk.errors": "errors", "chunk.settled": "settled", "chunk.gave_up": "gave_up", "run.snapshot": "snapshot",
}  # fmt: skip


def as_journaled(run: Run, lines) -> None:
    """Assert that what the journal notes was logged, as often and of the same chunks."""
    journal = read_journal(run.folder / "journal.ndjson")
    noted = Counter((each["event"], each.get("chunk"), each.get("attempt")) for each in journal)
    logged = Counter(
        (NOTED[line["event"]], line.get("chunk"), line.get("attempt"))
        for line in lines
        if line["event"] in NOTED
    )
    assert logged == Counter({each: count for each, count in noted.items() if each[0] in NOTED.values()})


def whys(lines) -> list[str]:
    return [line["why"] for line in of(lines, DOUBT)]


def test_an_undisturbed_run_is_told_from_its_beginning_to_its_counts(begin, session, log):
    run = begin()
    outcome = run.send(session, **FAST)
    lines = read_log(log)
    as_journaled(run, lines)
    prepared = only(lines, "run.prepared")
    assert fields(prepared) == {"run": "run", "chunks": 4, "rows": 20, "upsert": False, "is_new": True}
    ended = only(lines, "run.ended")
    assert fields(ended) == {"run": "run", "places": outcome.counts, "codes": outcome.codes, "sendings": 4}
    assert events(lines)[:4] == ["run.prepared", "run.begun", "run.snapshot", "chunk.submitting"]
    jobs = {event["job_id"] for event in read_journal(run.folder / "journal.ndjson") if "job_id" in event}
    assert {line["job_id"] for line in of(lines, "chunk.submitted")} == jobs
    done = of(lines, "chunk.ended")
    assert sum(line["inserted"] for line in done) == outcome.counts["inserted"]
    assert {line["level"] for line in lines} == {"info"}
    balance_of(outcome, 20)
    assert only(read_log(log), "balance.drawn")["places"]["inserted"] == outcome.counts["inserted"]


@pytest.mark.parametrize(
    ("kind", "why"), [("after", "server error"), ("before", "server error"), ("drop", "no answer")]
)
def test_a_post_without_an_answer_is_in_doubt_and_then_settled(begin, session, tenant, log, *, kind, why):
    tenant.faults.add("POST", IMPORTS, kind, times=2, status=503)
    run = begin()
    run.send(session, **FAST)
    lines = read_log(log)
    as_journaled(run, lines)
    assert whys(lines) == [why, why]
    assert {line.get("status") for line in of(lines, DOUBT)} == {503 if why == "server error" else None}
    assert len(of(lines, "chunk.settled")) == 2
    assert {line["level"] for line in of(lines, DOUBT)} == {"warning"}


def test_what_is_tried_again_and_what_is_refused_is_told(begin, session, tenant, log):
    tenant.faults.add("POST", IMPORTS, "before", times=3, status=429)
    tenant.faults.add("GET", "/api/v2/jobs/*", "before", times=2, status=503)
    tenant.faults.add("GET", "/api/v2/jobs/*/errors", "drop")
    run = begin()
    run.send(session, **FAST)
    lines = read_log(log)
    as_journaled(run, lines)
    assert [(line["status"], line["code"]) for line in of(lines, "chunk.refused")] == [
        (429, "too_many_requests")
    ] * 3
    retried = [fields(line) for line in of(lines, "call.retried")]
    assert [(each["error"], each["endpoint"], each.get("status"), each["tries"]) for each in retried] == [
        ("TransientError", "GET /api/v2/jobs/{id}", 503, 1),
        ("TransientError", "GET /api/v2/jobs/{id}", 503, 2),
        ("LostAnswerError", "GET /api/v2/jobs/{id}/errors", None, 1),
    ]


def test_an_empty_bucket_is_told_and_our_own_distance_is_not(session, log):
    session.request("GET", "/api/v2/users", params={"per_page": "1"})
    session._quiet_until = session.clock() + 0.05
    session.request("GET", "/api/v2/connections")
    with session.paced(100.0):
        for _ in range(3):
            session.request("GET", "/api/v2/connections")
    waited = only(read_log(log), "call.waited")
    assert waited["endpoint"] == "GET /api/v2/connections"
    assert 0 < waited["wait_seconds"] <= 0.05


def test_each_way_into_doubt_has_its_word(begin, session, tenant, log, monkeypatch):
    run = begin([[user(1), user(2)]], name="killed")
    monkeypatch.setattr(
        submission, "create_import", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        run.send(session, **FAST)
    monkeypatch.undo()
    monkeypatch.setenv(LOG_VARIABLE, str(log))
    run.send(session, **FAST)
    assert events(read_log(log)).count("run.stopped") == 1
    assert whys(read_log(log)) == ["cut short"]

    def forget(*_: object) -> None:
        raise TerminalError("user3@example.com is gone", status=404, code="inexistent_job")

    monkeypatch.setattr(sender, "get_job", forget)
    begin([[user(3)]], name="forgotten").send(session, **FAST)
    monkeypatch.setattr(sender, "get_job", get_job)
    tenant.faults.add("POST", IMPORTS, "job_failed")
    begin([[user(4)]], name="failing").send(session, **FAST)
    assert whys(read_log(log)) == ["cut short", "job forgotten", "job failed"]
    lie = JobSummary(total=2, inserted=1, updated=0, failed=1)
    monkeypatch.setattr(sender, "get_job", lambda *args: replace(get_job(*args), summary=lie))
    begin([[user(5), user(6)]], name="lying").send(session, **FAST)
    assert whys(read_log(log))[3] == "miscounted"


def test_a_file_that_is_given_up_is_an_error(begin, session, log, monkeypatch):
    never = Job("job_never", "users_import", JobStatus.PENDING)
    monkeypatch.setattr(submission, "create_import", lambda *_, **__: never)
    monkeypatch.setattr(sender, "get_job", lambda *_: replace(never, status=JobStatus.FAILED))
    reason = JobErrors(reason="user1@example.com is no JSON", is_whole_job=True)
    monkeypatch.setattr(sender, "get_job_errors", lambda *_: reason)
    run = begin([[user(1)]])
    run.send(session, **FAST)
    lines = read_log(log)
    as_journaled(run, lines)
    assert only(lines, "chunk.gave_up")["level"] == "error"
    assert whys(lines) == ["job failed"] * 3
    assert only(lines, "run.ended")["codes"] == {"JOB_FAILED": 1}
    assert "user1" not in log.read_text().lower()


def test_a_run_that_is_refused_says_by_whom(begin, session, log):
    run = begin()
    wrong = Run(run.folder, replace(run.manifest, connection_id="con_0000000000000009"))
    with pytest.raises(TerminalError):
        wrong.send(session, **FAST)
    failed = fields(only(read_log(log), "run.failed"))
    assert failed["error"] == "TerminalError"
    assert failed["status"] in {400, 404}
    assert failed["endpoint"].startswith(("POST /api/v2/jobs/", "GET /api/v2/connections"))


def test_no_secret_and_nobodys_value_is_in_the_log(begin, session, tenant, log):
    chunks = dump()
    for kind in ("drop", "after", "errors_gone", "job_failed"):
        tenant.faults.add("POST", IMPORTS, kind, times=1, status=500)
    tenant.faults.add("GET", "/api/v2/jobs/*", "before", times=2, status=503)
    begin(chunks).send(session, **FAST)
    text = log.read_text()
    assert {"chunk.in_doubt", "call.retried", "chunk.settled", "run.ended"} <= set(events(read_log(log)))
    values = strings_in(chunks) | {tenant.client_secret, tenant.client_id, session._token, HASH[7:]}
    values |= {value.lower() for value in values}
    assert found_in(text, values) == {}
    assert found_in(f"{text} {HASH}", values) != {}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with LocalTenant(clock=lambda: STARTED) as tenant:
        yield Stage(tenant, tmp_path_factory.mktemp("logged"))


class TestSchedules:
    """Lives cut short, full disks and whatever else is drawn: each line is of the vocabulary, and nobody's."""

    @pytest.mark.parametrize("seed", range(12))
    def test_whatever_goes_wrong_is_told_without_a_name(self, stage, seed, log, monkeypatch):
        schedule = draw(seed)
        monkeypatch.delenv(LOG_VARIABLE)
        stage.undisturbed(schedule.dump)
        monkeypatch.setenv(LOG_VARIABLE, str(log))
        ending = stage.play(schedule)
        lines = read_log(log)
        told = of(lines, "run.ended")[-1]["places"]
        counted = Counter(place for _, place, _ in ending.places)
        assert {place: count for place, count in told.items() if count} == counted
        assert (
            len(of(lines, "run.begun"))
            == sum(len(of(lines, f"run.{end}")) for end in ("ended", "failed", "stopped"))
            + ending.happened["kill"]
        )
        values = {
            value for value in strings_in([schedule.dump.chunks, schedule.dump.before]) if len(value) > 3
        }
        assert found_in(log.read_text(), values | {value.lower() for value in values}) == {}


@pytest.mark.parametrize("where", ["/dev/full", "{folder}", ""])
def test_a_log_that_cannot_be_written_leaves_the_run_as_it_is(
    begin, session, tenant, tmp_path, where, monkeypatch, capsys, expected, log
):
    monkeypatch.setenv(LOG_VARIABLE, where.format(folder=tmp_path))
    tenant.faults.add("POST", IMPORTS, "drop")
    run = begin()
    outcome = run.send(session, **FAST)
    assert balance_of(outcome, 20) == expected[1]
    assert capsys.readouterr().err.count("cannot be written") == bool(where)
    assert not log.exists()

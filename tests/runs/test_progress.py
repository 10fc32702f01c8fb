"""How far a run is, in words; and that a place free for long or an error unread never happens while a run goes on."""

from datetime import datetime

import pytest
from tests.runs.runs_scene import dump, order, user, write_chunks
from tests.runs.simulated import Simulation

from userferry.api import Session
from userferry.runs import Progress, Run, read_journal
from userferry.runs.journal import Journal
from userferry.runs.records import Records
from userferry.tenant import LocalTenant

FAR = Progress(
    total=45_000,
    sent=3_000,
    done=1_200,
    failed=19,
    in_doubt=800,
    jobs_in_flight=2,
    per_second=31.96,
    seconds_left=(1_260.0, 1_500.0),
    codes={"INVALID_FORMAT": 4, "DUPLICATED_USER": 7, "PATTERN": 4, "MAX_LENGTH": 2, "NOT_PASSED": 2},
)


def test_it_is_told_in_one_line():
    assert str(FAR) == (
        "1,200 of 45,000 users done · 19 failed (DUPLICATED_USER 7, INVALID_FORMAT 4, PATTERN 4, 2 more) · "
        "2 jobs in flight · 800 in doubt · 32.0 a second · 21 to 25 min left"
    )
    assert (FAR.at_work, FAR.not_sent) == (1_000, 42_000)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ((0.0, 4.2), "0.0 to 4.2 s"),
        ((60.0, 100.0), "60 to 100 s"),
        ((100.0, 300.0), "1.7 to 5.0 min"),
        ((7_000.0, 9_000.0), "1.9 to 2.5 h"),
        ((86_400.0, 400_000.0), "1.0 to 4.6 days"),
    ],
)
def test_a_range_is_told_in_the_unit_that_suits_it(seconds, said):
    far = Progress(10, 5, 0, 0, 0, 1, per_second=1.0, seconds_left=seconds)
    assert str(far).endswith(f" · {said} left")


def test_a_free_place_waits_for_no_file(tmp_path, monkeypatch):
    """The next chunk is read and hashed while every place is taken: between an end and the next POST nothing is read."""
    happened: list[str] = []
    read, write = Records.bytes_of, Journal.append
    monkeypatch.setattr(Records, "bytes_of", lambda *given: happened.append(given[1]) or read(*given))
    monkeypatch.setattr(
        Journal, "append", lambda *given, **facts: happened.append(given[1]) or write(*given, **facts)
    )
    with LocalTenant(clock=lambda: 1_800_000_000.0, job_seconds=200.0) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        simulation = Simulation(tenant, session)
        run = Run.create(tmp_path / "run", order(tenant, write_chunks(tmp_path / "cut", dump()), 20))
        run.send(session, clock=simulation.clock, sleep=simulation.sleep)
    ends = [place for place, each in enumerate(happened) if each == "ended"]
    assert [happened[end + 1] for end in ends[:2]] == ["submitting", "submitting"]
    assert happened.index("chunks/00003.json") < ends[0]


def test_errors_are_fetched_the_moment_a_job_ends(tmp_path):
    """Only the next chunk, which its place waits for, goes before; nothing waits for the end of the run."""
    with LocalTenant(clock=lambda: 1_800_000_000.0, job_seconds=200.0, tier="free") as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        simulation = Simulation(tenant, session)
        run = Run.create(tmp_path / "run", order(tenant, write_chunks(tmp_path / "cut", dump()), 20))
        run.send(session, clock=simulation.clock, sleep=simulation.sleep)
    events = read_journal(run.folder / "journal.ndjson")
    for place, event in enumerate(events):
        if event["event"] == "ended":
            kinds = [each["event"] for each in events[place + 1 : place + 4]]
            assert kinds[0] == "errors" or kinds == ["submitting", "submitted", "errors"]
            then = next(each for each in events[place:] if each["event"] == "errors")
            assert then["chunk"] == event["chunk"]
            # The smallest plan's bucket may make it wait for a whole second.
            assert seconds(then) - seconds(event) <= 2.0


def seconds(event) -> float:
    return datetime.fromisoformat(event["at"]).timestamp()


def test_a_run_of_days_outlives_its_tokens(tmp_path):
    """A token lives for a day of the tenant's clock; each is renewed before, so that no request is refused."""
    with LocalTenant(clock=lambda: 1_800_000_000.0, job_seconds=7_100.0) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        simulation = Simulation(tenant, session)
        tokens = []

        def note_token(answer, **_) -> None:
            tokens.extend(["token"] * answer.url.endswith("/oauth/token"))

        session._http.hooks["response"].append(note_token)
        chunks = [[user(number)] for number in range(60)]
        run = Run.create(tmp_path / "run", order(tenant, write_chunks(tmp_path / "cut", chunks), 60))
        assert run.send(session, clock=simulation.clock, sleep=simulation.sleep).is_complete
        days = (simulation.clock() - 1_800_000_000.0) / 86_400
    assert days > 2
    assert len(tokens) == int(days) + 1
    assert simulation.answers[401] == 0

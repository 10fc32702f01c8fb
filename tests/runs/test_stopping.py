"""Ctrl-C stops a run at once, or as soon as the tenant has answered an import; nothing is lost, and it goes on."""

import os
import signal
import subprocess
import sys

import pytest
from tests.runs.runs_scene import FAST, balance_of
from tests.runs.simulated import Simulation

from userferry.api import create_import
from userferry.errors import Interrupted
from userferry.runs import Phase, Run, read_journal, submission
from userferry.runs.interrupting import undisturbed


@pytest.fixture
def simulation(tenant, session) -> Simulation:
    return Simulation(tenant, session)


def press() -> None:
    """Press Ctrl-C, as the terminal does: the process gets a signal."""
    signal.raise_signal(signal.SIGINT)


def test_interrupted_in_its_sleep_it_says_where_everybody_is_and_goes_on(begin, simulation):
    run = begin()

    def sleep(seconds: float) -> None:
        if run.progress().done:
            press()
        simulation.sleep(seconds)

    with pytest.raises(Interrupted) as stop:
        run.send(simulation.session, clock=simulation.clock, sleep=sleep)
    far = run.progress()
    assert (far.done, far.at_work, far.in_doubt, far.not_sent) == (5, 10, 0, 5)
    assert str(stop.value) == (
        "The run run was stopped. Of 20 users 5 are done, 10 are with the tenant (2 jobs in flight, "
        "going on there), 0 are in doubt and 5 are not sent. Nothing is lost: run the same cell or command again, and it continues."
    )
    assert stop.value._render_traceback_() == [str(stop.value)]
    outcome = run.send(simulation.session, clock=simulation.clock, sleep=simulation.sleep)
    assert balance_of(outcome, 20).rows("inserted") == 17
    assert len([each for each in events(run) if each == "submitting"]) == 4


def events(run: Run) -> list[str]:
    return [event["event"] for event in read_journal(run.folder / "journal.ndjson")]


def test_interrupted_while_an_import_is_sent_its_answer_is_noted_first(begin, session, monkeypatch):
    """So a Ctrl-C leaves nobody in doubt."""
    run = begin()

    def post(session, **more):
        press()
        return create_import(session, **more)

    monkeypatch.setattr(submission, "create_import", post)
    with pytest.raises(Interrupted):
        run.send(session, **FAST)
    assert events(run) == ["snapshot", "submitting", "submitted"]
    monkeypatch.undo()
    assert run.send(session, **FAST).is_complete


def test_interrupted_while_the_tenant_asks_to_wait_it_does_not_wait(begin, session):
    run = begin()

    def empty_bucket(_: object) -> None:
        session._quiet_until = session.clock() + 60.0
        session.sleep = lambda _: press()

    with pytest.raises(Interrupted):
        run.send(session, **FAST, progress=empty_bucket)
    assert events(run) == ["snapshot"]


def test_a_second_press_does_not_wait_for_the_answer(begin, session, monkeypatch):
    run = begin()

    def post(*_, **__):
        press()
        press()

    monkeypatch.setattr(submission, "create_import", post)
    with pytest.raises(Interrupted, match="5 are in doubt"):
        run.send(session, **FAST)
    assert run.state().chunk(1).phase is Phase.DOUBT
    monkeypatch.undo()
    assert run.send(session, **FAST).is_complete


def test_what_is_undisturbed_keeps_the_handler_that_was_there():
    before = signal.getsignal(signal.SIGINT)
    with undisturbed():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(ZeroDivisionError), undisturbed():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is before


SENDER = """
import sys
from pathlib import Path
from userferry.api import Session
from userferry.runs import Pace, Run
url, client_id, audience, folder = sys.argv[1:]
session = Session(url, client_id=client_id, client_secret=sys.stdin.read(), audience=audience)
Run.read(Path(folder)).send(
    session, pace=Pace(min_poll_seconds=3600), progress=lambda far: print(far.jobs_in_flight, flush=True)
)
"""


def test_a_process_that_would_sleep_for_an_hour_ends_at_once(begin, session, tenant):
    tenant._state().job_seconds = lambda users: 3600.0 * min(users, 1)
    run = begin()

    def die(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        run.send(session, **FAST, progress=die)
    assert events(run) == ["snapshot"]
    process = subprocess.Popen(
        [sys.executable, "-c", SENDER, tenant.url, tenant.client_id, tenant.audience, str(run.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(tenant.client_secret)
    process.stdin.close()
    process.stdin = None
    assert "2\n" in iter(process.stdout.readline, "")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "0 are done, 10 are with the tenant (2 jobs in flight, going on there), 0 are in doubt" in said
    tenant._state().job_seconds = 0.0
    tenant.advance(3600)
    outcome = run.send(session, **FAST)
    assert outcome.is_complete
    assert outcome.attempts == 4

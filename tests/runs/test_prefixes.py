"""Whatever a dying process left of its journal, the run goes on from there to the same end: every event, every byte.

A run is sent through faults, and after each event its folder and the tenant are put aside. A process may die right
after an event, or at the latest while it writes the next one, when all that the next one tells of has happened.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.runs.runs_scene import IMPORTS, balance_of, dump, order, people, write_chunks
from tests.runs.simulated import Simulation

from userferry.api import Session
from userferry.runs import Pace, Progress, Run, read_journal
from userferry.runs.journal import Journal
from userferry.tenant import LocalTenant

STARTED = 1_800_000_000.0
PACE = Pace(min_poll_seconds=0.25, grace_seconds=0.5)


@dataclass
class Recording:
    """A run of which every moment is kept: its folder, the tenant, and the time."""

    simulation: Simulation
    folder: Path
    times: list[float] = field(default_factory=list)

    @property
    def journal(self) -> bytes:
        return (self.folder / "run" / "journal.ndjson").read_bytes()

    @property
    def lines(self) -> list[bytes]:
        return self.journal.splitlines(keepends=True)

    def keep(self, _: Progress | None = None) -> None:
        """Put this moment aside, where the journal has a line more than at the last."""
        journal = self.folder / "run" / "journal.ndjson"
        if (len(self.lines) if journal.exists() else 0) < len(self.times):
            return
        moment = len(self.times)
        shutil.copytree(self.folder / "run", self.folder / f"run-{moment}")
        self.simulation.tenant.snapshot(self.folder / f"tenant-{moment}.sqlite")
        self.times.append(self.simulation.clock())

    def bring_back(self, moment: int, events: int) -> Run:
        """Put the tenant and a copy of the folder back as they were, with so many events in the journal."""
        tenant = self.simulation.tenant
        tenant.restore(self.folder / f"tenant-{moment}.sqlite")
        tenant.clock.reset()
        tenant.clock.advance(self.times[moment] - STARTED)
        tenant.finish_due_jobs()
        again = self.folder / "again"
        shutil.rmtree(again, ignore_errors=True)
        shutil.copytree(self.folder / f"run-{moment}", again)
        (again / "journal.ndjson").write_bytes(b"".join(self.lines[:events]))
        return Run.read(again)


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Iterator[Recording]:
    """Send the usual dump through lost answers, refusals, a failed job and a lost list of errors."""
    folder = tmp_path_factory.mktemp("recorded")
    with LocalTenant(clock=lambda: STARTED, job_seconds=1.0) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        simulation = Simulation(tenant, session)
        recording = Recording(simulation, folder)
        for kind, status in (("before", 429), ("drop", 503), ("after", 500), ("drop_before", 503)):
            tenant.faults.add("POST", IMPORTS, kind, status=status)
        tenant.faults.add("POST", IMPORTS, "job_failed")
        tenant.faults.add("POST", IMPORTS, "errors_gone", times=3)
        run = Run.create(folder / "run", order(tenant, write_chunks(folder / "cut", dump()), 20))
        journal = run.folder / "journal.ndjson"
        journal.touch()
        recording.keep()
        run.send(session, pace=PACE, clock=simulation.clock, sleep=simulation.sleep, progress=recording.keep)
        assert len(recording.times) == len(recording.lines) + 1
        assert all(fault.happened for fault in tenant.faults.faults)
        tenant.faults.clear()
        yield recording


def test_the_recorded_run_met_everything(recording, expected, tmp_path):
    kinds = [event["event"] for event in read_journal(recording.folder / "run" / "journal.ndjson")]
    assert {"snapshot", "submitting", "submitted", "refused", "ended", "errors", "doubt", "settled"} <= {
        *kinds
    }
    assert kinds[-1] == "finished"
    check(recording, Run.read(recording.folder / "run"), expected, tmp_path)


def check(recording: Recording, run: Run, expected, folder: Path) -> None:
    """Send a run on, and compare the tenant's users and the balance with those of an undisturbed run."""
    simulation = recording.simulation
    outcome = run.send(simulation.session, pace=PACE, clock=simulation.clock, sleep=simulation.sleep)
    there, balance = expected
    assert outcome.is_complete
    assert people(simulation.session, simulation.tenant.connection_id, folder) == there
    assert balance_of(outcome, balance.dump_rows) == balance


def test_a_death_right_after_any_event_is_survived(recording, expected, tmp_path):
    for events in range(len(recording.lines) + 1):
        check(recording, recording.bring_back(events, events), expected, tmp_path)


def test_a_death_right_before_any_event_is_written_is_survived(recording, expected, tmp_path):
    for events in range(len(recording.lines)):
        check(recording, recording.bring_back(events + 1, events), expected, tmp_path)


def test_a_line_torn_at_any_byte_leaves_the_journal_of_the_events_before_it(recording, tmp_path, monkeypatch):
    """So what holds for each journal of whole events holds for each torn one, byte for byte."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    path, whole = tmp_path / "journal.ndjson", b""
    torn = 0
    for line in recording.lines:
        for end in range(len(line)):
            path.write_bytes(whole + line[:end])
            Journal(path, clock=lambda: 0.0).close()
            # A line that lacks nothing but its end says all it had to say.
            assert path.read_bytes() == (whole + line if end == len(line) - 1 else whole)
            torn += 1
        whole += line
    assert torn == len(recording.journal)

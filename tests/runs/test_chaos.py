"""Faults and deaths drawn at random, always the same ones: the end is that of an undisturbed run."""

import errno
import os
import random
from dataclasses import replace

import polars as pl
import pytest
from tests.runs.runs_scene import FAST, IMPORTS, balance_of, dump, people, user

from userferry.api import Session
from userferry.errors import Interrupted, WorkspaceError
from userferry.runs import Outcome, Progress, Run, read_journal
from userferry.tenant import LocalTenant

KINDS = ("before", "after", "drop", "drop_before")
PATHS = (
    ("POST", IMPORTS),
    ("POST", IMPORTS),
    ("GET", "/api/v2/jobs/*"),
    ("POST", "/api/v2/jobs/users-exports"),
)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_goes_wrong_the_end_is_the_same(begin, session, tenant, expected, tmp_path, *, seed):
    run = begin()
    outcome = send_through(random.Random(seed), run, session, tenant)
    assert run.progress().done == outcome.rows.select(pl.len()).collect().item()
    assert run.progress().codes == outcome.codes
    there, balance = expected
    assert people(session, tenant.connection_id, tmp_path) == there
    assert balance_of(outcome, balance.dump_rows) == balance


@pytest.mark.parametrize("seed", range(2))
def test_whatever_goes_wrong_with_an_upsert_the_end_is_the_same(begin, session, tenant, *, seed):
    begin([[user(1), user(3)]], name="first").send(session, **FAST)
    chunks = dump()
    chunks[2].pop()
    outcome = send_through(random.Random(seed), begin(chunks, upsert=True), session, tenant)
    assert outcome.counts | {"inserted": 15, "updated": 2, "failed": 2} == outcome.counts
    assert outcome.is_complete


def test_a_full_disk_stops_with_where_the_users_are_and_the_run_goes_on(
    begin, session, tenant, expected, tmp_path, monkeypatch
):
    run, written = begin(), [0]

    def refuse_after_a_while(handle: int) -> None:
        written[0] += 1
        if written[0] > 12:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", refuse_after_a_while)
        with pytest.raises(WorkspaceError, match=r"disk is full.*Of 20 users"):
            run.send(session, **FAST)
    outcome = run.send(session, **FAST)
    there, balance = expected
    assert people(session, tenant.connection_id, tmp_path) == there
    assert balance_of(outcome, balance.dump_rows) == balance


def send_through(chance: random.Random, run: Run, session: Session, tenant: LocalTenant) -> Outcome:
    """Send a run through faults and deaths until it ends."""
    tenant._state().job_seconds = chance.choice([0.0, 0.05, 0.15])
    for _ in range(chance.randrange(1, 5)):
        method, path = chance.choice(PATHS)
        tenant.faults.add(method, path, chance.choice(KINDS), status=chance.choice([500, 503, 504]))
    waits = session.sleep
    session.sleep = lambda seconds: waits(min(seconds, 0.02))

    def die_by_chance(far: Progress) -> None:
        check_progress(run, far)
        if chance.random() < 0.1:
            raise KeyboardInterrupt

    for _ in range(6):
        try:
            return run.send(session, **FAST, progress=die_by_chance)
        except Interrupted as stop:
            check_words(run, str(stop))
    return run.send(session, **FAST)


def check_words(run: Run, said: str) -> None:
    """What is said of a stopped run is what its journal says."""
    assert f"Of {run.manifest.rows} users {run.progress().done} are done" in said


def check_progress(run: Run, far: Progress) -> None:
    """Every user is in one place, and the places are those that the journal alone would tell."""
    assert min(far.sent, far.done, far.failed, far.in_doubt, far.at_work, far.not_sent) >= 0
    assert far.done + far.at_work + far.in_doubt + far.not_sent == far.total == run.manifest.rows
    assert far.failed == sum(far.codes.values()) <= far.done
    told = run.progress()
    if (
        read_journal(run.folder / "journal.ndjson")[-1]["event"] == "submitting"
    ):  # its answer is still awaited
        assert far.in_doubt < told.in_doubt
        told = replace(told, in_doubt=far.in_doubt)
    assert replace(far, per_second=None, seconds_left=None) == told

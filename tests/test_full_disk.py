"""What finds no room on a real disk of a few kilobytes says so, leaves no half of a file, and goes on when there is room."""

import subprocess
import sys

import pytest

from tests.small_disk import on_small_disk, why_no_small_disk

FULL = """
import sys
from pathlib import Path
disk, other = Path(sys.argv[1]), Path(sys.argv[1]) / "other"
"""

FRAME = """
import polars as pl
from userferry.cards import explain_error
from userferry.durable import write_frame, write_whole
from userferry.frames import kept_once
rows = pl.LazyFrame({"email": [f"u{at}@example.com" for at in range(20_000)]})
for write, name in [
    (lambda path: write_frame(path, rows), "streamed"),
    (lambda path: kept_once(rows, path), "kept"),
    (lambda path: write_whole(path, "x" * 100_000), "whole"),
]:
    try:
        write(disk / name)
    except Exception as error:
        words = explain_error(error)
        print(name, words.title, str(disk / name) in words.text, sep=" | ")
print(sorted(path.name for path in disk.iterdir()))
"""

JOURNAL = """
import errno
from userferry.durable import FULL
from userferry.runs.journal import Journal, read_journal
path, done = disk / "journal.ndjson", 0
try:
    with Journal(path, clock=lambda: 0.0) as journal:
        while True:
            journal.append("submitting", chunk=done, about="x" * 500)
            done += 1
except OSError as error:
    print(error.errno in FULL, done > 3, len(read_journal(path)) == done)
other.unlink()
with Journal(path, clock=lambda: 0.0) as journal:
    print(len(journal.events) == done)
    journal.append("submitted", chunk=done)
print(len(read_journal(path)) == done + 1)
"""

TENANT = """
import subprocess
from userferry.api import Session, create_import, get_job, wait_for_job
from userferry.cards import explain_error
from userferry.errors import TerminalError
from userferry.tenant import LocalTenant
try:
    LocalTenant(disk / "tenant").start()
except OSError as error:
    print(explain_error(error).title)
other.unlink()
with LocalTenant(disk / "tenant", password_rounds=4) as tenant:
    session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
    users = b"[" + b",".join(b'{"email": "u%d@example.com"}' % at for at in range(2_000)) + b"]"
    into = {"connection_id": tenant.connection_id, "users": users, "upsert": False}
    tenant._state().job_seconds = 3_600.0
    job = create_import(session, external_id="first", **into)
    subprocess.run(["cp", "/dev/zero", str(other)], stderr=-3)
    tenant.advance(3_600.0)
    tenant.finish_due_jobs()
    for ask in (lambda: get_job(session, job.id), lambda: create_import(session, external_id="second", **into)):
        try:
            ask()
        except TerminalError as error:
            print(error.code, explain_error(error).title)
    other.unlink()
    tenant.finish_due_jobs()
    print(wait_for_job(session, job.id, poll_seconds=0.02).summary.inserted, "inserted")
"""


def told_by(script, tmp_path, size, *, is_full):
    """Run a script whose `disk` is a small one, and give what it prints."""
    if why := why_no_small_disk():
        pytest.skip(why)
    command = on_small_disk(
        tmp_path, sys.executable, "-c", FULL + script, str(tmp_path), size=size, is_full=is_full
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def test_a_file_that_finds_no_room_is_named_and_not_there(tmp_path):
    assert told_by(FRAME, tmp_path, "64k", is_full=True) == [
        "streamed | The disk is full | True",
        "kept | The disk is full | True",
        "whole | The disk is full | True",
        "['other']",
    ]


def test_a_journal_keeps_what_it_could_write_and_goes_on(tmp_path):
    assert told_by("other.write_bytes(bytes(32_768))\n" + JOURNAL, tmp_path, "64k", is_full=False) == [
        "True True True",
        "True",
        "True",
    ]


def test_a_tenant_says_so_and_its_job_waits_for_room(tmp_path):
    assert told_by(TENANT, tmp_path, "6m", is_full=True) == [
        "The disk is full",
        "disk_full The disk is full",
        "disk_full The disk is full",
        "2000 inserted",
    ]

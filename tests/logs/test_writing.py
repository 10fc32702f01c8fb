"""Lines are appended whole, by whoever shares the log; whatever is wrong with the log stops nobody."""

import errno
import io
import logging
import os
import subprocess
import sys

import pytest
from tests.logs.reading import events, fields, only, read_log

from userferry.errors import Interrupted, TerminalError
from userferry.logs import LOG_VARIABLE, bind, failure_of, log_event, log_work, writing

SNAPSHOT = "run.snapshot"


def test_a_line_says_when_how_grave_what_and_who(log):
    log_event(SNAPSHOT, run="first", users=12)
    (line,) = read_log(log)
    assert (line["level"], line["event"], line["process"], line["migration"]) == (
        "info",
        SNAPSHOT,
        os.getpid(),
        "demo",
    )
    assert fields(line) == {"run": "first", "users": 12}
    assert "page" not in line


def test_what_the_process_is_about_stands_in_each_line(log):
    bind(migration="acme", page="05-import")
    log_event("page.kept", page="04-check")
    log_event("cell.stopped")
    assert [(line["migration"], line["page"]) for line in read_log(log)] == [
        ("acme", "04-check"),
        ("acme", "05-import"),
    ]


def test_a_value_that_does_not_fit_is_withheld_and_none_is_left_out(log):
    bind(migration="ann@example.com")
    log_event(SNAPSHOT, run="ann lee", users=None)
    text = log.read_text()
    assert '"run": null' in text
    assert '"migration": null' in text
    assert "users" not in text
    assert "ann" not in text


def test_an_event_or_field_that_is_not_declared_is_an_error(log):
    with pytest.raises(LookupError):
        log_event("run.lost")
    with pytest.raises(LookupError, match="email"):
        log_event(SNAPSHOT, run="first", email="ann@example.com")
    assert not log.exists()


def test_without_a_log_nothing_is_done(monkeypatch, tmp_path):
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.delenv(LOG_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(writing._LOGGER, "log", never)
    with log_work("export") as told:
        log_event(SNAPSHOT, run="first", users=1)
        told(users=1)
    assert list(tmp_path.iterdir()) == []


def test_it_is_the_owners_and_is_added_to(log):
    log_event("page.kept")
    assert log.stat().st_mode & 0o777 == 0o600
    log.chmod(0o640)  # somebody lets a group read it
    log_event("page.kept")
    assert log.stat().st_mode & 0o777 == 0o640
    assert len(read_log(log)) == 2


def test_a_log_that_was_moved_away_is_begun_anew(log):
    log_event("page.kept")
    moved = log.rename(log.with_suffix(".1"))
    log_event("page.marked")
    assert (events(read_log(moved)), events(read_log(log))) == (["page.kept"], ["page.marked"])


def test_the_root_logger_gets_nothing_of_it(log, monkeypatch):
    others: list[logging.LogRecord] = []
    other = logging.Handler()
    other.emit = others.append
    monkeypatch.setattr(logging.getLogger(), "handlers", [other])
    log_event("page.kept")
    assert others == []
    assert len(read_log(log)) == 1


def test_a_clock_that_is_set_back_does_not_turn_the_order(log):
    for seconds in (2e9, 1e9, 2e9 + 1):
        record = logging.makeLogRecord(
            {"msg": "page.kept", "levelname": "INFO", "created": seconds, "said": {}}
        )
        writing.lines.handle(record)
    times = [line["at"] for line in read_log(log)]
    assert times == sorted(times)
    assert times[0] == times[1] == "2033-05-18T03:33:20.000Z"
    writing.lines._latest = 0.0


WRITER = """
from userferry.logs import log_event
for number in range(300):
    log_event("run.snapshot", run="first", users=number)
"""


def test_several_processes_share_it_line_by_line(log):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER]) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    lines = read_log(log)
    assert {line["process"] for line in lines} == {writer.pid for writer in writers}
    for writer in writers:
        assert [line["users"] for line in lines if line["process"] == writer.pid] == list(range(300))


class TestWhatCannotBeWritten:
    """It is said once, and the work goes on."""

    @pytest.mark.usefixtures("log")
    @pytest.mark.parametrize("where", ["/dev/full", "{folder}", "{folder}/no/such", "{file}/below", "{pipe}"])
    def test_it_is_said_once(self, monkeypatch, capsys, where, tmp_path):
        (tmp_path / "file").touch()
        os.mkfifo(tmp_path / "pipe")  # that nobody reads
        places = {name: tmp_path / name for name in ("file", "pipe")}
        monkeypatch.setenv(LOG_VARIABLE, where.format(folder=tmp_path, **places))
        for _ in range(3):
            log_event("page.kept")
        assert capsys.readouterr().err.count("cannot be written") == 1

    @pytest.mark.usefixtures("log")
    @pytest.mark.parametrize("place", ["none", "closed", "full"])
    def test_where_it_cannot_be_said_nobody_is_stopped_either(self, monkeypatch, place):
        class Full(io.StringIO):
            def write(self, _: str) -> int:
                raise OSError(errno.ENOSPC, "full")

        closed = io.StringIO()
        closed.close()
        monkeypatch.setenv(LOG_VARIABLE, "/dev/full")
        monkeypatch.setattr(sys, "stderr", {"none": None, "closed": closed, "full": Full()}[place])
        log_event("page.kept")
        assert writing.lines.has_failed

    def test_after_a_disk_that_was_full_the_next_line_is_whole(self, log, monkeypatch, capsys):
        write = os.write
        log_event("page.kept")
        monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:20]))
        log_event("page.kept")
        monkeypatch.undo()
        monkeypatch.setenv(LOG_VARIABLE, str(log))
        log_event("page.marked")
        log_event("page.marked")
        whole, torn, *after = log.read_text().splitlines()
        assert len(torn) == 20
        log.write_text("\n".join([whole, *after]))
        assert events(read_log(log)) == ["page.kept", "page.marked", "page.marked"]
        assert os.strerror(errno.ENOSPC) in capsys.readouterr().err


class TestWorks:
    """A work begins and ends, fails, or is stopped."""

    def test_it_ends_with_what_it_told_and_how_long_it_took(self, log):
        with log_work("export") as told:
            told(users=3, asked=4)
            told(wrong_cells=1)
        begun, ended = read_log(log)
        assert (begun["event"], ended["event"]) == ("export.begun", "export.ended")
        assert fields(ended) == {"users": 3, "asked": 4, "wrong_cells": 1}
        assert ended["seconds"] >= 0

    def test_it_fails_with_the_class_and_what_the_tenant_answered_and_no_word_more(self, log):
        error = TerminalError("ann@example.com exists", status=409, code="auth0_idp_error")
        error.endpoint = "POST /api/v2/users"
        with pytest.raises(TerminalError), log_work("run", run="first"):
            raise error
        failed = read_log(log)[1]
        assert (failed["event"], failed["level"]) == ("run.failed", "error")
        told = {
            "error": "TerminalError",
            "status": 409,
            "code": "auth0_idp_error",
            "endpoint": "POST /api/v2/users",
        }
        assert fields(failed) == {"run": "first"} | told

    def test_a_code_that_names_somebody_is_withheld(self, log):
        with pytest.raises(TerminalError), log_work("run", run="first"):
            raise TerminalError("no", status=400, code="ann@example.com")
        assert '"code": null' in log.read_text()
        assert "ann" not in log.read_text()

    @pytest.mark.parametrize("stop", [KeyboardInterrupt, Interrupted])
    def test_it_is_stopped(self, log, stop):
        with pytest.raises(KeyboardInterrupt), log_work("run", run="first"):
            raise stop
        assert only(read_log(log), "run.stopped")["level"] == "warning"

    def test_of_another_error_its_class_alone_is_told(self):
        class OfSomebody(Exception):  # noqa: N818 a name for a test
            status, code = 404, "ann"

        assert failure_of(OfSomebody("ann@example.com")) == {"error": "OfSomebody"}

"""`-` is the command's own standard error, also for the kernels that it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.logs.reading import events, read_log

from userferry.logs import LOG_VARIABLE, log_event, logging_to, writing

WRITER = "from userferry.logs import log_event; log_event('page.marked', page='05-import')"


def write_elsewhere() -> None:
    """Log from another process, whose own standard error is nobody's."""
    subprocess.run([sys.executable, "-c", WRITER], stderr=subprocess.DEVNULL, check=True)


@pytest.mark.parametrize("name", ["-", "/dev/stderr", "/dev/stdout"])
def test_lines_of_other_processes_reach_the_stream_at_once(name, tmp_path, capfd):
    with logging_to(name, has_kernels=True):
        log_event("page.begun", page="05-import")
        write_elsewhere()
        aside, ours = os.open(tmp_path / "aside", os.O_WRONLY | os.O_CREAT), os.dup(writing.STREAMS[name])
        os.dup2(aside, writing.STREAMS[name])  # as while a page is executed
        write_elsewhere()
        os.dup2(ours, writing.STREAMS[name])
        pipe = Path(os.environ[LOG_VARIABLE])
        assert pipe.parent.stat().st_mode & 0o777 == 0o700
    written = capfd.readouterr()
    (tmp_path / "log").write_text(written.out if name == "/dev/stdout" else written.err)
    assert events(read_log(tmp_path / "log")) == ["page.begun", "page.marked", "page.marked"]
    assert not pipe.parent.exists()
    assert not (tmp_path / "aside").read_text()


def test_where_no_kernel_is_started_it_is_the_stream_itself(capfd):
    with logging_to("-", has_kernels=False):
        log_event("page.kept")
        assert os.environ[LOG_VARIABLE] == "-"
    assert '"page.kept"' in capfd.readouterr().err


def test_a_stream_that_nobody_reads_any_more_holds_nobody_up(monkeypatch):
    reading, writing_end = os.pipe()
    os.close(reading)
    monkeypatch.setitem(writing.STREAMS, "-", writing_end)
    with logging_to("-", has_kernels=True):
        for _ in range(2_000):  # more than a pipe holds
            log_event("page.kept")
    os.close(writing_end)


def test_a_stream_that_is_closed_is_no_log(monkeypatch, capsys):
    closed = os.dup(2)
    os.close(closed)
    monkeypatch.setattr(writing.lines, "has_failed", False)
    monkeypatch.setitem(writing.STREAMS, "-", closed)
    with logging_to("-", has_kernels=True):
        log_event("page.kept")
    assert "cannot be written" in capsys.readouterr().err


def test_a_file_is_named_for_whoever_stands_elsewhere_and_the_environment_is_put_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(LOG_VARIABLE, "before")
    with logging_to("log.ndjson", has_kernels=True):
        monkeypatch.chdir("/")
        log_event("page.kept")
        assert os.environ[LOG_VARIABLE] == str(tmp_path / "log.ndjson")
    assert os.environ[LOG_VARIABLE] == "before"
    monkeypatch.delenv(LOG_VARIABLE)
    with logging_to("log.ndjson", has_kernels=False):
        pass
    assert LOG_VARIABLE not in os.environ
    assert len(read_log(tmp_path / "log.ndjson")) == 1

"""Progress is drawn where somebody looks, in place, and nowhere else."""

import os
import pty
import queue

import pytest
from jupyter_client.manager import start_new_kernel

from userferry.reports import TERMINAL_VARIABLE, show_progress
from userferry.runs import Progress


def far(done: int, *, total: int = 10) -> Progress:
    return Progress(
        total=total, sent=total, done=done, failed=0, in_doubt=0, jobs_in_flight=int(done < total)
    )


@pytest.fixture
def terminal(monkeypatch):
    """A terminal, and what can be read on it."""
    screen, keyboard = pty.openpty()
    monkeypatch.setenv(TERMINAL_VARIABLE, os.ttyname(keyboard))

    def read_line() -> str:
        shown = b""
        while not shown.endswith(b"\n"):
            shown += os.read(screen, 65_536)
        return shown.decode()

    yield read_line
    os.close(screen)
    os.close(keyboard)


def test_a_terminals_line_rewrites_itself_a_few_times_a_second_and_its_end_stays(terminal):
    now = 0.0
    draw = show_progress(clock=lambda: now)
    for now in (0.0, 0.1, 1.0):
        draw(far(int(now * 5)))
    draw(far(10))
    draw(far(10))
    assert terminal().replace("\r\n", "\n") == (
        "\r\x1b[2K0 of 10 users done · 0 failed · 1 job in flight"
        "\r\x1b[2K5 of 10 users done · 0 failed · 1 job in flight"
        "\r\x1b[2K10 of 10 users done · 0 failed\n"
    )


def test_a_terminal_that_is_gone_stops_nothing(monkeypatch):
    monkeypatch.setenv(TERMINAL_VARIABLE, "/nowhere/at/all")
    show_progress()(far(1))


def test_where_nobody_looks_nothing_is_drawn(capsys, monkeypatch):
    monkeypatch.delenv(TERMINAL_VARIABLE, raising=False)
    show_progress()(far(1))
    assert capsys.readouterr() == ("", "")


CELL = """
from userferry.reports import show_progress
from userferry.runs import Progress
draw = show_progress(clock=iter(range(100)).__next__)
for done in range(4):
    draw(Progress(total=3, sent=3, done=done, failed=0, in_doubt=0, jobs_in_flight=1))
"""


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_a_page_has_one_display_where_somebody_looks_and_none_where_nobody_does(kernel, is_looked_at):
    """Front ends of people allow a question; papermill, nbclient and nbval do not."""
    messages = []
    reply = kernel.execute_interactive(
        CELL, allow_stdin=is_looked_at, output_hook=messages.append, timeout=60, store_history=False
    )
    assert reply["content"]["status"] == "ok"
    drawn = [each for each in messages if "display" in each["msg_type"] or each["msg_type"] == "stream"]
    kinds = [each["msg_type"] for each in drawn]
    assert kinds == (["display_data"] + ["update_display_data"] * 3 if is_looked_at else [])
    assert len({each["content"]["transient"]["display_id"] for each in drawn}) == int(is_looked_at)
    if drawn:
        assert drawn[-1]["content"]["data"]["text/plain"].startswith("3 of 3 users done")
    with pytest.raises(queue.Empty):
        kernel.get_iopub_msg(timeout=0)

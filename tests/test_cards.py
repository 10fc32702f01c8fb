"""What a person has to mend is a card in a notebook: what happened, what next, and the code behind one click."""

import errno
import sqlite3

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from polars.exceptions import ComputeError

from userferry.cards import explain_error, write_card
from userferry.dumps import read_dump
from userferry.errors import (
    ChangedError,
    DecisionError,
    DumpError,
    LostAnswerError,
    TerminalError,
    TransientError,
    UnagreedError,
    WorkspaceError,
)

RAISES = "from userferry.errors import DumpError"


def outputs_of(*sources):
    """Run cells in a kernel, and give what the last one left."""
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    with pytest.raises(CellExecutionError):
        NotebookClient(page, timeout=60, kernel_name="python3").execute()
    return page.cells[-1].outputs


def test_a_notebook_shows_a_card_and_the_cell_still_fails():
    shown, failed = outputs_of(
        RAISES, "raise DumpError('users.csv is cut off. Nothing was written. Ask for it again.')"
    )
    assert "The dump cannot be read as it is" in shown["data"]["text/html"]
    assert "<p" in shown["data"]["text/html"].partition("Ask for it again.")[0]
    assert failed["output_type"] == "error"
    assert failed["evalue"].startswith("users.csv is cut off.")
    assert failed["traceback"] == ["DumpError: the card above says what happened and what to do next."]


def test_what_nobody_foresaw_keeps_its_traceback():
    (failed,) = outputs_of(RAISES, "1 / 0")
    assert any("ZeroDivisionError" in line for line in failed["traceback"])


def test_each_complaint_is_a_point_and_nothing_is_markup():
    card = write_card(DecisionError("params/<b>.yml", ["`a` is unknown", "`<i>` is unknown"]))
    assert "<li" in card
    assert "&lt;i&gt;" in card
    assert "params/&lt;b&gt;.yml" in card


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "/w/users.parquet"),
        OSError("No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_says_what_to_do(error):
    assert "The disk is full" in write_card(error)
    assert "Make room" in write_card(error)


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (TransientError("https://acme.eu.auth0.com cannot be reached."), "The tenant cannot be reached"),
        (LostAnswerError("It was sent and no answer came."), "The tenant did not answer as it should"),
        (TransientError("Slow.", status=429), "The tenant did not answer as it should"),
        (TerminalError("No.", status=401), "The tenant does not know this application"),
        (TerminalError("No.", status=403), "The application may not do this"),
        (TerminalError("No.", status=507, code="disk_full"), "The disk is full"),
        (
            UnagreedError(["2 users lose their password; say `accept_resets: true`"]),
            "Something has to be agreed to first",
        ),
        (ChangedError("users.csv is another."), "Something has been changed since"),
        (sqlite3.OperationalError("database or disk is full"), "The disk is full"),
        (ComputeError("underlying IO error: Disk quota exceeded (os error 122)"), "The disk is full"),
        (OSError(errno.EIO, "Input/output error"), "The disk does not work"),
    ],
)
def test_each_card_says_by_its_title_what_it_is(error, title):
    assert explain_error(error).title == title
    assert f">{title}</p>" in write_card(error)


def test_a_run_that_a_full_disk_stopped_is_titled_so():
    error = WorkspaceError("The run first stopped.")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert explain_error(error).title == "The disk is full"


def test_what_stands_between_backticks_is_code_and_still_no_markup():
    card = write_card(DecisionError("The parameters", ["`<b>` is 'x`y'"]))
    assert "<code>&lt;b&gt;</code> is &#39;x`y&#39;" in card


def test_where_decisions_stand_is_said_on_a_card_and_on_the_command_line():
    for subject, file in (
        ("The parameters", "params/<name>.yml"),
        ("The mapping", "params/<name>.mapping.yml"),
    ):
        error = DecisionError(subject, ["`a` is unknown"])
        assert file in explain_error(error).text
        assert write_card(error).count("<li") == 2
        assert file.replace("<name>", "acme") in explain_error(error, "acme").text


def test_what_is_not_ours_is_told_in_words_to_whoever_runs_the_page():
    *_, failed = outputs_of(
        "import userferry.errors", "raise OSError(28, 'No space left on device', '/w/users.parquet')"
    )
    assert failed["evalue"].startswith("There is no room left to write /w/users.parquet. What was sent")


def test_the_code_is_one_click_away():
    with pytest.raises(DumpError) as raised:
        read_dump("/nowhere/users.csv")
    before, details = write_card(raised.value).split("<details", 1)
    assert "Traceback" in details
    assert "dumps" in details
    assert "Traceback" not in before


def test_other_errors_have_no_card():
    assert write_card(OSError(errno.EPIPE, "Broken pipe")) is None

"""What a person has to mend is a card in a notebook: what happened, what next, and the code behind one click."""

import errno

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from userferry.cards import write_card
from userferry.dumps import read_dump
from userferry.errors import DecisionError, DumpError

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


def test_the_code_is_one_click_away():
    with pytest.raises(DumpError) as raised:
        read_dump("/nowhere/users.csv")
    before, details = write_card(raised.value).split("<details", 1)
    assert "Traceback" in details
    assert "dumps" in details
    assert "Traceback" not in before


def test_other_errors_have_no_card():
    assert write_card(OSError(errno.EPIPE, "Broken pipe")) is None

"""Execute one notebook through papermill, keep the page, and sign it so that JupyterLab shows its outputs."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat.reader import NotJSONError
from nbformat.sign import NotebookNotary
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from userferry.cards import explain_error
from userferry.chain.stopping import PATIENCE_SECONDS, interruptible
from userferry.durable import make_folder
from userferry.errors import Interrupted
from userferry.logs import NOTEBOOK_VARIABLE
from userferry.reports import TERMINAL_VARIABLE
from userferry.workspace import HOME_VARIABLE, PROJECT_VARIABLE

_CHATTERERS = ("asyncio", "papermill", "traitlets")
"""Loggers that tell of a dying kernel in tracebacks; what happened is said once, by us."""

_INTERRUPTS = {KeyboardInterrupt.__name__, Interrupted.__name__}


@contextmanager
def private_kernel() -> Iterator[dict[str, Any]]:
    """Lend the settings of a kernel that speaks through sockets in a folder only this user can enter.

    People's data passes there; a TCP port would be open to whoever is on this machine. What the kernel says of its
    own end is kept from the terminal.
    """
    with tempfile.TemporaryDirectory(prefix="userferry-kernel-") as folder:
        yield {
            "kernel_name": "python3",
            "config": Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/socket"}}),
            "extra_arguments": ["--IPKernelApp.log_level=50"],
        }


@contextmanager
def _told_aside(log: Path) -> Iterator[None]:
    """Let the kernel's own words at its end go to a file (0600), which is kept only where there are any.

    A kernel inherits our standard error, and may write a traceback of its own sockets there while it is shut down.
    """
    ours, aside = os.dup(2), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(aside, 2)
    try:
        yield
    finally:
        os.dup2(ours, 2)
        os.close(ours)
        os.close(aside)
        if not log.stat().st_size:
            log.unlink()


class NotebookFailed(Exception):  # noqa: N818 it says what happened to the notebook
    """A cell failed; the text is the sentence that the cell's error carries.

    Args:
        text: The sentence.
        ename: The class of the cell's error.
    """

    def __init__(self, text: str, *, ename: str) -> None:
        self.ename = ename
        super().__init__(text)


class NotebookStopped(Interrupted):
    """A cell was interrupted; the text is what it said about that, empty where it said nothing."""


def execute(
    notebook: Path,
    page: Path,
    parameters: dict[str, Any],
    *,
    home: Path,
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """Run a notebook with parameters, in the notebooks' own folder.

    Args:
        notebook: Stays as it is.
        page: The executed copy (0600), written whether the notebook succeeds or fails, unless the disk is full.
        parameters: Only those that it declares.
        home: Where workspaces live, for the kernel.
        patience_seconds: How long a cell may take to heed Ctrl-C.

    Raises:
        NotebookFailed: a cell failed, or the kernel died.
        NotebookStopped: Ctrl-C was pressed while a cell was executed.
        KeyboardInterrupt: it was pressed between two cells, again, or the cell did not heed it in time.
    """
    make_folder(page.parent)
    page.touch(mode=0o600)
    environment = {
        HOME_VARIABLE: str(home),
        PROJECT_VARIABLE: str(notebook.parent.parent),
        TERMINAL_VARIABLE: os.ttyname(2) if os.isatty(2) else "",
        NOTEBOOK_VARIABLE: str(page),
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)  # the kernel inherits ours
    for name in _CHATTERERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        with (
            private_kernel() as kernel,
            _told_aside(page.with_suffix(".log")),
            interruptible(patience_seconds) as stopping,
        ):
            papermill.execute_notebook(
                notebook, page, parameters, cwd=notebook.parent, progress_bar=False, **kernel, **stopping
            )
    except PapermillExecutionError as error:
        if error.ename in _INTERRUPTS:
            raise NotebookStopped(f"{error.evalue}") from None
        raise NotebookFailed(f"{error.evalue}", ename=error.ename) from None
    except Exception as error:  # noqa: BLE001 a dead kernel reaches us in as many types as it has ways to die
        words = explain_error(error)
        died = f"the kernel did not run it to its end ({type(error).__name__}: {error})"
        raise NotebookFailed(words.text if words else died, ename=type(error).__name__) from None
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        _sign(page)


def _sign(page: Path) -> None:
    """Sign an executed page; one of which a full disk took only a part is no page, and is removed."""
    try:
        NotebookNotary().sign(nbformat.read(page, as_version=4))
    except NotJSONError:
        page.unlink()

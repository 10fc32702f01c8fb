"""A run's progress while it is sent: one line of a terminal, or one display of a notebook, that rewrites itself.

Where nobody looks, as when papermill or nbval runs a page, nothing is drawn and nothing is stored: the outcome tells
it all. A page is looked at where its front end says that somebody is there to be asked.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from html import escape
from math import inf
from typing import Protocol, TextIO

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

TERMINAL_VARIABLE = "USERFERRY_TERMINAL"
"""Names the terminal of whoever started a page unattended, so that the page can tell them how far it is."""

_EVERY_SECONDS = 0.2
_USUAL_WIDTH = 80  # of a terminal that does not say


class Far(Protocol):
    """How far something is, and the line that says it."""

    @property
    def total(self) -> int:
        """How many there are to do."""

    @property
    def done(self) -> int:
        """How many are done."""


Draw = Callable[[Far], None]


def show_progress(*, clock: Callable[[], float] = time.monotonic) -> Draw:
    """Find out where somebody looks, and give what draws progress there, for `Run.send` and `run_errands`.

    Args:
        clock: Seconds; the line is rewritten a few times a second at the most.
    """
    shell = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if getattr(kernel, "_allow_stdin", False):
        return _seldom(_Display(), clock)
    if path := os.environ.get(TERMINAL_VARIABLE):
        with suppress(OSError):
            return _seldom(_Line(_open_terminal(path)), clock)
    if kernel is None and sys.stderr.isatty():
        return _seldom(_Line(sys.stderr), clock)
    return lambda _: None


class _Drawer(Protocol):
    def draw(self, text: str, *, is_last: bool) -> None: ...


class _Line:
    """One line of a terminal."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    def draw(self, text: str, *, is_last: bool) -> None:
        """Rewrite it, cut to the width; the last one stays. A terminal that is gone stops nothing."""
        with suppress(OSError):
            width = os.get_terminal_size(self._terminal.fileno()).columns or _USUAL_WIDTH
            self._terminal.write(f"\r\x1b[2K{text[: width - 1]}" + ("\n" if is_last else ""))
            self._terminal.flush()


class _Display:
    """One output of a page."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    def draw(self, text: str, *, is_last: bool) -> None:  # noqa: ARG002 the last one stays as it is
        """Rewrite it."""
        shown = {"text/plain": text, "text/html": f"<p>{escape(text)}</p>"}
        if self._handle is None:
            self._handle = display(shown, raw=True, display_id=True)
        else:
            self._handle.update(shown, raw=True)


def _seldom(drawer: _Drawer, clock: Callable[[], float]) -> Draw:
    drawn_at, is_over = -inf, False

    def draw(progress: Far) -> None:
        nonlocal drawn_at, is_over
        was_over, is_over = is_over, progress.done == progress.total
        if not was_over and (is_over or clock() - drawn_at >= _EVERY_SECONDS):
            drawn_at = clock()
            drawer.draw(str(progress), is_last=is_over)

    return draw


def _open_terminal(path: str) -> TextIO:
    """Open another process's terminal for writing, without making it ours."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_NOCTTY), "w", encoding="utf-8", errors="replace")

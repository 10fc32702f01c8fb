"""An error that a person can mend, as a card in a notebook: what happened, what next, the code one click away."""

import errno
import re
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from jinja2 import Environment
from polars.exceptions import PolarsError

from userferry.errors import (
    DecisionError,
    DumpError,
    HashError,
    TerminalError,
    TransientError,
    UndecidedError,
    UserferryError,
    VerificationError,
    WorkspaceError,
)

_TITLES: dict[type[BaseException], str] = {
    UndecidedError: "Something has to be decided first",
    DecisionError: "Something decided cannot be followed",
    DumpError: "The dump cannot be read as it is",
    HashError: "A password hash cannot be used",
    WorkspaceError: "The migration's files are not as this page needs them",
    VerificationError: "What is there is not what was meant",
    TransientError: "The tenant did not answer as it should",
    TerminalError: "The tenant refused",
    UserferryError: "This cannot go on as it is",
}
_SYSTEM = {
    errno.ENOSPC: ("The disk is full", "Make room on it, or move the workspaces with USERFERRY_HOME"),
    errno.EDQUOT: ("The disk is full", "Make room on it, or move the workspaces with USERFERRY_HOME"),
    errno.EACCES: ("A file may not be opened", "Give yourself the right to it, or move it"),
    errno.EROFS: ("A folder cannot be written", "Move the workspaces with USERFERRY_HOME"),
}
_LEFT = "What was sent stays noted in the run's journal, and a file that was not written whole is not taken for one."
_PLACE = "Parameters stand in params/<name>.yml, for every page and run, and in this page's first cell, for this once."
_FULL = "No space left on device"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`“/])")

_CARD = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<div role="alert" style="border:1px solid var(--jp-border-color2,#bbb);border-left:.35em solid #d55e00;border-radius:.25em;padding:.6em 1em;margin:.4em 0;max-width:62em">
<p style="margin:0 0 .3em;font-weight:600;font-size:1.1em">{{ title }}</p>
<p style="margin:0 0 .4em;overflow-wrap:anywhere">{{ happened }}</p>
{% if then %}
<p style="margin:0 0 .4em;overflow-wrap:anywhere">{{ then }}</p>
{% endif %}
{% if points %}
<ul style="margin:.2em 0 .5em;padding-left:1.4em">{% for point in points %}<li style="overflow-wrap:anywhere">{{ point }}</li>{% endfor %}</ul>
{% endif %}
<details style="opacity:.85"><summary style="cursor:pointer">Where in the code</summary><pre style="white-space:pre-wrap;font-size:.85em;margin:.4em 0 0">{{ trace }}</pre></details>
</div>
"""  # noqa: E501 a template's lines are as long as its tags
)


def write_card(error: BaseException) -> str | None:
    """Write an error as a card; None for one that nobody foresaw, whose traceback is all there is to say.

    Args:
        error: With its traceback, which holds no values, only places and lines of code.
    """
    told = _told(error)
    if told is None:
        return None
    title, said = told
    text, *points = re.split(r"\n\s+- ", said.strip())
    happened, *then = _SENTENCE.split(text.strip(), maxsplit=1)
    if isinstance(error, DecisionError) and error.subject == "The parameters":
        points.append(_PLACE)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return _CARD.render(title=title, happened=happened, then=" ".join(then), points=points, trace=trace)


def install(shell: Any) -> None:
    """Show cards in this notebook from now on; the cell still fails, with the sentence alone.

    Args:
        shell: IPython's.
    """
    shell.set_custom_exc((UserferryError, OSError, MemoryError, PolarsError), _show)


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> list[str]:
    card = write_card(error)
    if card is None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return []
    publish: Callable[..., None] = shell.display_pub.publish
    publish({"text/html": card, "text/plain": f"{kind.__name__}: {error}"})
    lines = [f"{kind.__name__}: the card above says what happened and what to do next."]
    shell._showtraceback(kind, error, lines)  # noqa: SLF001 the only door by which a kernel tells of an error
    return lines


def _told(error: BaseException) -> tuple[str, str] | None:
    """Give an error's title and what it says."""
    number = error.errno if isinstance(error, OSError) else None
    if number is None and _FULL in str(error):
        number = errno.ENOSPC
    if number in _SYSTEM:
        title, then = _SYSTEM[number]
        place = getattr(error, "filename", None)
        return title, f"{title}{f': {place}' if place else ''}. {_LEFT} {then}, and run this page again."
    if isinstance(error, MemoryError):
        return (
            "The memory is not enough",
            f"This step needs more. {_LEFT} Close other kernels, and run this page again.",
        )
    return next(((title, str(error)) for kind, title in _TITLES.items() if isinstance(error, kind)), None)

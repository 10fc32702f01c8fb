"""An error that a person can mend, as a card in a notebook: what happened, what next, the code one click away."""

import errno
import re
import sqlite3
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from jinja2 import Environment
from polars.exceptions import PolarsError

from userferry.durable import FULL, system_errno
from userferry.errors import (
    ChangedError,
    DecisionError,
    DumpError,
    HashError,
    LostAnswerError,
    TenantError,
    TerminalError,
    TransientError,
    UnagreedError,
    UndecidedError,
    UserferryError,
    VerificationError,
    WorkspaceError,
)
from userferry.prose import in_sight, prose

FORESEEN = (UserferryError, OSError, MemoryError, PolarsError, sqlite3.OperationalError)
"""What there may be words for."""

_DISK_FULL = "The disk is full"

_TITLES: dict[type[BaseException], str] = {
    UndecidedError: "Something has to be decided first",
    UnagreedError: "Something has to be agreed to first",
    DecisionError: "Something decided cannot be followed",
    DumpError: "The dump cannot be read as it is",
    HashError: "A password hash cannot be used",
    ChangedError: "Something has been changed since",
    WorkspaceError: "The migration's files are not as this page needs them",
    VerificationError: "What is there is not what was meant",
    LostAnswerError: "The tenant did not answer as it should",
    TransientError: "The tenant did not answer as it should",
    TerminalError: "The tenant refused",
    UserferryError: "This cannot go on as it is",
}
_STATUS = {
    401: "The tenant does not know this application",
    403: "The application may not do this",
    507: _DISK_FULL,  # the embedded tenant's, whose disk is this machine's
}
_MOVE = "move the workspaces' folder elsewhere, name it in USERFERRY_HOME, and start JupyterLab or the command again"
_ROOM = f"Make room on that disk and run this again; or {_MOVE}."
_SYSTEM = {
    errno.ENOSPC: (_DISK_FULL, "There is no room left to write {place}.", _ROOM),
    errno.EDQUOT: (_DISK_FULL, "Your share of the disk leaves no room to write {place}.", _ROOM),
    errno.EIO: (
        "The disk does not work",
        "The disk failed at {place}.",
        f"Look whether it is full or broken; or {_MOVE}.",
    ),
    errno.EACCES: (
        "A file may not be opened",
        "{place} may not be opened by you.",
        "Give yourself the right to it, or move it, and run this again.",
    ),
    errno.EROFS: (
        "A folder cannot be written",
        "{place} lies where nothing can be written.",
        f"Then {_MOVE}.",
    ),
}
_LEFT = "What was sent stays noted in the run's journal, and a file that was not written whole is not taken for one."
_WHERE = {
    "The parameters": (
        "On an open page a parameter is said in its first cell, and the page is run again. In params/{name}.yml it "
        "holds for `userferry run`, and for the pages that `userferry lab {name}` opens anew."
    ),
    "The mapping": (
        "The mapping is params/{name}.mapping.yml; the page 02-map is where it is decided, saved, and then read."
    ),
}
"""Where a person finds what they decided."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`“/])")


_CARD = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<div role="alert" class="mathjax_ignore" style="border:1px solid var(--jp-border-color2,#bbb);border-left:.35em solid #d55e00;border-radius:.25em;padding:.6em 1em;margin:.4em 0;max-width:62em">
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


@dataclass(frozen=True, slots=True)
class Words:
    """An error in words: a title, and what happened, where that leaves the data and what to do next."""

    title: str
    text: str


def explain_error(error: BaseException, name: str = "<name>") -> Words | None:
    """Put an error into words for the person who has to mend it; None for one that nobody foresaw.

    Args:
        error: What was raised.
        name: The migration's, where it is known.
    """
    if isinstance(error, UserferryError):
        where = _WHERE.get(error.subject) if isinstance(error, DecisionError) else None
        return Words(_title(error), f"{error}\n  - {where.format(name=name)}" if where else str(error))
    if isinstance(error, MemoryError):
        lacks = f"This step needs more memory than there is. {_LEFT} Close other kernels, and run this again."
        return Words("The memory is not enough", lacks)
    number = system_errno(error)
    if number not in _SYSTEM:
        return None
    title, happened, then = _SYSTEM[number]
    place = getattr(error, "filename", None) or "what comes next"
    return Words(title, f"{happened.format(place=place)} {_LEFT} {then}")


def _title(error: UserferryError) -> str:
    if isinstance(error, TenantError) and error.status in _STATUS:
        return _STATUS[error.status]
    if type(error) is TransientError and error.status is None:
        return "The tenant cannot be reached"
    if error.__cause__ is not None and system_errno(error.__cause__) in FULL:
        return _DISK_FULL
    return next(title for kind, title in _TITLES.items() if isinstance(error, kind))


def write_card(error: BaseException, name: str = "<name>") -> str | None:
    """Write an error as a card; None for one that nobody foresaw, whose traceback is all there is to say.

    Args:
        error: With its traceback, which holds no values, only places and lines of code.
        name: The migration's, where it is known.
    """
    words = explain_error(error, name)
    if words is None:
        return None
    text, *points = re.split(r"\n\s+- ", words.text.strip())
    happened, *then = _SENTENCE.split(text.strip(), maxsplit=1)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    said = {"happened": prose(happened), "then": prose(" ".join(then)), "points": [*map(prose, points)]}
    return _CARD.render(title=words.title, trace=trace, **said)


def install(shell: Any) -> None:
    """Show cards in this notebook from now on; the cell still fails, with the sentence alone.

    Args:
        shell: IPython's.
    """
    shell.set_custom_exc(FORESEEN, _show)


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> list[str]:
    name = str(shell.user_ns.get("name", "<name>"))  # the parameter of every page
    card, words = write_card(error, name), explain_error(error, name)
    if card is None or words is None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return []
    publish: Callable[..., None] = shell.display_pub.publish
    publish({"text/html": in_sight(card), "text/plain": f"{words.title}: {words.text}"})
    lines = [f"{kind.__name__}: the card above says what happened and what to do next."]
    shell._showtraceback(kind, words.text, lines)  # noqa: SLF001 the only door by which a kernel tells of an error
    return lines

"""Append events to the log, one line and one write each; whatever is wrong with the log stops nobody."""

import errno
import json
import logging
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from userferry.logs.vocabulary import EVENTS, EVERYWHERE

LOG_VARIABLE = "USERFERRY_LOG"
"""Names the log: a file, or `-` for standard error; nothing is written where it is not set."""

STREAMS: Mapping[str, int] = {"-": 2, "/dev/stderr": 2, "/dev/stdout": 1}
"""What stands for a stream of the process → its number."""

_known: dict[str, Any] = dict.fromkeys(EVERYWHERE)
"""What every event of this process is about; None where that is not known."""


def bind(**about: str) -> None:
    """Say what every further event of this process is about: `migration`, `page`."""
    _known.update(about)


def log_event(event: str, /, **fields: object) -> None:
    """Log an event, where somebody wants a log.

    Args:
        event: A name of the vocabulary.
        fields: Of that event; None for one that is not known. A value that is not of its field's kind is written as
            null.

    Raises LookupError for an event or a field that the vocabulary does not have.
    """
    if not os.environ.get(LOG_VARIABLE):
        return
    declared = EVENTS[event]
    kinds = {**declared.fields, **EVERYWHERE}
    if strange := fields.keys() - kinds.keys():
        raise LookupError(f"{event} has no field {', '.join(sorted(strange))}; it has {', '.join(kinds)}")
    said = {
        name: kinds[name].take(value) for name, value in {**_known, **fields}.items() if value is not None
    }
    _LOGGER.log(declared.level, event, extra={"said": said})


class _Lines(logging.Handler):
    """Writes records as lines of JSON to what the environment names at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.has_failed = False
        self.is_on_page = False
        """Whether a stream of this process would stand on a page, as those of a kernel do."""
        self._latest = 0.0
        self._is_torn = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        where = os.environ.get(LOG_VARIABLE, "")
        self._latest = max(self._latest, record.created)  # somebody may set the clock back
        at = datetime.fromtimestamp(self._latest, UTC).isoformat(timespec="milliseconds")
        line = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "process": os.getpid(),
            **record.__dict__["said"],
        }
        try:
            self._append(where, json.dumps(line).encode() + b"\n")
        except OSError as error:
            self.complain(where, error)

    def complain(self, where: str, error: OSError) -> None:
        """Say once that the log cannot be written."""
        was_said, self.has_failed = self.has_failed, True
        if was_said or sys.stderr is None:
            return
        with suppress(
            OSError, ValueError
        ):  # a standard error that is closed or full is no reason to stop either
            sys.stderr.write(
                f"The log {where} cannot be written ({error.strerror}). The work itself goes on, as it does without a "
                "log; name another file for the next time.\n"
            )

    def _append(self, where: str, line: bytes) -> None:
        data = b"\n" + line if self._is_torn else line
        if where in STREAMS:
            if not self.is_on_page:
                os.write(STREAMS[where], data)
            return
        # opened for each line, so that a log that was moved away is begun anew; a pipe nobody reads is no log
        file = os.open(where, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_NOCTTY, 0o600)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                os.set_blocking(file, True)
            written = os.write(file, data)
        finally:
            os.close(file)
        self._is_torn = written < len(data)
        if self._is_torn:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


lines = _Lines()
_LOGGER = logging.getLogger("userferry.log")
_LOGGER.setLevel(logging.INFO)
_LOGGER.propagate = False
_LOGGER.addHandler(lines)

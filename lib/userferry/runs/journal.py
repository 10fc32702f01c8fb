"""The journal: one event a line, appended, flushed, synced, never edited."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from userferry.durable import private, sync_folder
from userferry.errors import WorkspaceError

Event = dict[str, Any]


def read_journal(path: Path) -> list[Event]:
    """Read the events; none where there is no file yet.

    A last line that a dying process left unfinished is passed over: what it would have said was not on disk,
    so nothing that depends on it was done. Raises WorkspaceError for a damaged line before the last.
    """
    return _parse(path)[0]


class Journal:
    """Appends events; an unfinished last line is cut off first, so that every line is whole again.

    Args:
        path: The file; made (0600) where it is missing.
        clock: Epoch seconds, for each event's `at`.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float]) -> None:
        self.events, good_bytes, is_ended = _parse(path)
        self._clock = clock
        # without a buffer, for what a full disk leaves in one is written later, over what others wrote meanwhile
        self._file = open(path, "ab", buffering=0, opener=private)  # noqa: SIM115 open as long as the journal
        self._file.truncate(good_bytes)
        self._write(b"" if is_ended else b"\n")
        sync_folder(path.parent)

    def append(self, event: str, **facts: Any) -> Event:
        """Add an event and return it once it is on disk; where it cannot be put there, nothing more is added."""
        at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")
        line: Event = {"at": at, "event": event, **facts}
        try:
            self._write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        except OSError:
            self.close()
            raise
        return line

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, data: bytes) -> None:
        while data:
            data = data[self._file.write(data) :]
        os.fsync(self._file.fileno())


def _parse(path: Path) -> tuple[list[Event], int, bool]:
    """Read events, the count of bytes that hold them, and whether the last one has its line end."""
    data = path.read_bytes() if path.exists() else b""
    events: list[Event] = []
    good_bytes, is_ended = 0, True
    lines = data.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        event = _event(line)
        if event is None:
            if number == len(lines):
                break
            raise WorkspaceError(
                f"{path.name} is damaged in line {number} of {len(lines)}. Nothing was sent or changed; "
                "bring the file back from a copy, for what it says cannot be guessed."
            )
        events.append(event)
        good_bytes += len(line)
        is_ended = line.endswith(b"\n")
    return events, good_bytes, is_ended


def _event(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None

"""Fetch an export's file from its signed link, renewing the link when it has expired."""

import functools
import os
import zlib
from pathlib import Path

from userferry.api.jobs import Job, get_job
from userferry.api.session import Session
from userferry.errors import LostAnswerError, TerminalError

_GZIP_MAGIC = b"\x1f\x8b"
_LINK_TRIES = 4


def download_export(session: Session, job: Job, to: Path) -> Path:
    """Write an ended export, unpacked, to a file (0600); it appears whole or not at all.

    A link lives 60 seconds, and asking for the job again gives a new one for 24 hours (behaviour.md §4).
    Raises TerminalError when no link gives the file, TransientError when the tenant does not answer.
    """
    for turn in range(_LINK_TRIES):
        current = job if turn == 0 and job.location else get_job(session, job.id)
        if current.location is None:
            break
        part = to.with_name(f"{to.name}.part")
        try:
            session.patiently(functools.partial(_fetch, session, current.location, part))
        except TerminalError:
            continue
        else:
            part.replace(to)
            return to
        finally:
            part.unlink(missing_ok=True)
    raise TerminalError(
        f"The export {job.id} ({job.status.value}) has no link that gives its file. Nothing was written; "
        "make a new export."
    )


def _fetch(session: Session, link: str, into: Path) -> None:
    unpacked = _Unpacked()
    with open(into, "wb", opener=_private) as file:

        def keep(piece: bytes) -> None:
            file.write(unpacked.take(piece))

        session.get_link(link, keep)
        if not unpacked.is_whole:
            raise LostAnswerError("The export file broke off before its end. Nothing was kept; try again.")
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Unpacked:
    """Unpacks gzip, and passes anything else through: some proxies unpack on the way."""

    def __init__(self) -> None:
        self._head = b""
        self._zip: zlib._Decompress | None = None
        self._is_plain = False

    @property
    def is_whole(self) -> bool:
        return self._zip is None or self._zip.eof

    def take(self, piece: bytes) -> bytes:
        if self._zip is None and not self._is_plain:
            piece = self._head + piece
            if len(piece) < len(_GZIP_MAGIC):
                self._head = piece
                return b""
            self._is_plain = not piece.startswith(_GZIP_MAGIC)
            if not self._is_plain:
                self._zip = zlib.decompressobj(wbits=31)
        return piece if self._zip is None else self._zip.decompress(piece)

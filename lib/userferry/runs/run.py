"""A run: a folder that says what is sent, was sent and came of it; sending again is always right."""

import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from polars.exceptions import PolarsError

from userferry.api import Session
from userferry.display import table
from userferry.durable import FULL, digest_of, make_folder, sync_folder, system_errno
from userferry.errors import ChangedError, Interrupted, WorkspaceError
from userferry.logs import log_event, log_work
from userferry.runs.journal import Journal, read_journal
from userferry.runs.ledger import Ledger
from userferry.runs.lock import held
from userferry.runs.manifest import Manifest, Order, changed_files
from userferry.runs.outcome import UNDONE, Outcome, write_outcome
from userferry.runs.pace import Pace
from userferry.runs.progress import Progress, count_users
from userferry.runs.records import Records
from userferry.runs.sender import Sender
from userferry.runs.state import Phase, RunState, fold
from userferry.runs.watch import Watch

_FOLDERS = ("chunks", "errors", "settled")
_DIGESTS = "digests.parquet"
"""What each user was, where those who cut the chunks wrote it down: it lets a later dump tell what changed."""

_USUAL = Pace()


def _new_id() -> str:
    return uuid.uuid4().hex[:12]


@dataclass(frozen=True, slots=True)
class Run:
    """A run's folder and what it is about; where it stands is asked of its journal each time.

    Args:
        folder: manifest.json, journal.ndjson, chunks/, errors/, settled/, before.parquet, saved.parquet (of an
            upsert), rows.parquet.
        manifest: What is sent, and where.
    """

    folder: Path
    manifest: Manifest

    def __repr__(self) -> str:
        done, total = self._done(), len(self.manifest.chunks)
        return f"Run({self.folder.name} → {self.manifest.target}, {done:,} of {total:,} chunks done)"

    def _repr_html_(self) -> str:
        facts = (
            ("target", self.manifest.target),
            ("upsert", self.manifest.upsert),
            ("rows to send", self.manifest.rows),
            ("import files", len(self.manifest.chunks)),
            ("import files done", self._done()),
        )
        return table(
            f"The run {self.folder.name}",
            ("what", "value"),
            [(a, f"{b:,}" if type(b) is int else b) for a, b in facts],
        )

    @classmethod
    def create(cls, folder: Path, order: Order, *, make_id: Callable[[], str] = _new_id) -> Self:
        """Begin a run; nothing is sent yet.

        Args:
            folder: Of the run; made (0700), with its own copy of the chunks.
            order: What is sent where.
            make_id: Gives the text that begins every external_id.

        Raises WorkspaceError where the folder holds a run already, or a chunk is not as it was cut.
        """
        if (folder / "manifest.json").exists():
            raise WorkspaceError(
                f"{folder.name} holds a run already. Nothing was changed; open it, or begin another in a new "
                "folder."
            )
        asked = order.manifest(make_id())
        if changed := changed_files(order.chunks, asked.chunks):
            raise _changed(folder, changed, "was cut")
        for name in _FOLDERS:
            make_folder(folder / name)
        folder.chmod(0o700)
        for name in (*(each.file for each in asked.chunks), "chunks.parquet", "rows.parquet"):
            _copy(order.chunks / name, folder / "chunks" / name)
        if (order.chunks / _DIGESTS).exists():
            _copy(order.chunks / _DIGESTS, folder / _DIGESTS)
        sync_folder(folder / "chunks")
        asked.write(folder)
        run = cls(folder, asked)
        run._log_prepared(is_new=True)
        return run

    @classmethod
    def open(cls, folder: Path, order: Order) -> Self:
        """Go on with a run, the same in everything.

        Raises ChangedError that names each thing that changed: target, connection, upsert, the digests, the
        chunks, whose files are read again.
        """
        manifest = Manifest.read(folder)
        changed = manifest.changes(order.manifest(manifest.run_id))
        changed += [name for name in changed_files(folder / "chunks", manifest.chunks) if name not in changed]
        if changed:
            raise _changed(folder, changed, "began")
        run = cls(folder, manifest)
        run._log_prepared(is_new=False)
        return run

    @classmethod
    def prepare(cls, folder: Path, order: Order) -> Self:
        """Open the folder's run, or begin one where there is none yet."""
        begin = cls.open if (folder / "manifest.json").exists() else cls.create
        return begin(folder, order)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a run to look at it, without comparing it with anything."""
        return cls(folder, Manifest.read(folder))

    def _log_prepared(self, *, is_new: bool) -> None:
        """Log what is about to be sent."""
        chunks, upsert = len(self.manifest.chunks), self.manifest.upsert
        about = {"chunks": chunks, "rows": self.manifest.rows, "upsert": upsert, "is_new": is_new}
        log_event("run.prepared", run=self.folder.name, **about)

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back, or is about to be."""
        return (self.folder / UNDONE).exists()

    def state(self) -> RunState:
        """Fold where the run stands from its journal."""
        return fold(read_journal(self.folder / "journal.ndjson"))

    def progress(self) -> Progress:
        """Count how far the run is, from its journal; without a pace, which only who sends it knows."""
        return count_users(self.manifest, self.state())

    def send(
        self,
        session: Session,
        *,
        pace: Pace = _USUAL,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Outcome:
        """Send what is not sent, settle what is in doubt, and return what came of every row.

        May be interrupted or killed at any time and called again; a run that is finished is only read.

        Args:
            session: With the run's target.
            pace: How it is sent.
            clock: Epoch seconds; the session's own when left out.
            sleep: Waits seconds; the session's own when left out.
            progress: Called after every event and every question.

        Raises WorkspaceError (another process sends it, its files changed, another tenant's session, the disk is
        full), TransientError (the tenant was out of reach too long), TerminalError (it refuses an import, and says
        why), Interrupted (somebody pressed Ctrl-C). The run can be sent again after each.
        """
        with log_work("run", run=self.folder.name) as told:
            outcome = self._send_watched(
                session, pace, clock or session.clock, sleep or session.sleep, progress
            )
            told(places=outcome.counts, codes=outcome.codes, sendings=outcome.attempts)
        return outcome

    def _send_watched(
        self,
        session: Session,
        pace: Pace,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        progress: Callable[[Progress], None] | None,
    ) -> Outcome:
        """Send as `send` does, and say where everybody is when it is stopped."""
        if session.domain != self.manifest.target:
            raise WorkspaceError(
                f"The run {self.folder.name} is for {self.manifest.target} and this session speaks to "
                f"{session.domain}. Nothing was sent; use a session with the run's target."
            )
        if self.is_undone:
            raise WorkspaceError(
                f"The run {self.folder.name} was taken back, or is about to be: 07-undo says who is still there. "
                "Nothing was sent; give the parameter `run` another name to import again."
            )
        try:
            with (
                held(self.folder / "run.lock", clock=clock),
                Journal(self.folder / "journal.ndjson", clock=clock) as journal,
            ):
                state, watch = fold(journal.events), Watch(pace, clock)
                ledger = Ledger(self.folder, self.manifest, state, journal, watch=watch, progress=progress)
                return self._send(ledger, Sender(ledger, session, pace, clock=clock, sleep=sleep))
        except KeyboardInterrupt:
            raise Interrupted(
                f"The run {self.folder.name} was stopped. {self._told_so_far()} Nothing is lost: run the same cell or "
                "command again, and it continues."
            ) from None
        except (OSError, PolarsError) as error:
            if system_errno(error) not in FULL:
                raise
            raise WorkspaceError(
                f"The disk is full, so the run {self.folder.name} stopped. {self._told_so_far()} Nothing is lost: make "
                "room, run the same cell or command again, and it continues."
            ) from error

    def _send(self, ledger: Ledger, sender: Sender) -> Outcome:
        if (finished := ledger.state.finished) and self._holds(finished["digest"]):
            return Outcome.read(self.folder)
        if snapshot := ledger.state.snapshot:
            ledger.path_of(snapshot["file"], snapshot["digest"])
        sender.send_all()
        outcome = write_outcome(ledger, self.folder)
        if outcome.is_complete:
            digest = digest_of(self.folder / "rows.parquet")
            ledger.note("finished", file="rows.parquet", digest=digest, counts=outcome.counts)
        return outcome

    def _told_so_far(self) -> str:
        """Say where a run that stopped leaves its users, as the journal has it."""
        far = self.progress()
        return (
            f"Of {far.total:,} users {far.done:,} are done, {far.at_work:,} are with the tenant ({far.flights}, going "
            f"on there), {far.in_doubt:,} are in doubt and {far.not_sent:,} are not sent."
        )

    def outcome(self, to: Path | None = None) -> Outcome:
        """Fold what came of every row so far, into a folder (the run's own where none is given)."""
        return write_outcome(Records(self.folder, self.manifest, self.state()), to or self.folder)

    def _holds(self, digest: str) -> bool:
        path = self.folder / "rows.parquet"
        return path.exists() and (self.folder / "outcome.json").exists() and digest_of(path) == digest

    def _done(self) -> int:
        return sum(chunk.phase is Phase.DONE for chunk in self.state().chunks.values())


def _changed(folder: Path, changed: list[str], since: str) -> ChangedError:
    shown = ", ".join(changed[:10]) + (f" and {len(changed) - 10:,} more" if len(changed) > 10 else "")  # noqa: PLR2004 as cut
    return ChangedError(
        f"Not the same since the run {folder.name} {since}: {shown}. Nothing was sent; put back what it was "
        "made from, or begin a new run in another folder."
    )


def _copy(source: Path, target: Path) -> None:
    """Copy a file (0600) and have the disk keep it; a run whose chunks were cut in place keeps them."""
    if target.exists() and source.samefile(target):
        return
    shutil.copyfile(source, target)
    target.chmod(0o600)
    with target.open("rb") as file:
        os.fsync(file.fileno())

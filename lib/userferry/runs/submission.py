"""Send a chunk, or what remains of it: on disk before the POST, on disk after the answer, and never twice by hope."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from userferry.api import Job, Session, create_import
from userferry.durable import write_whole
from userferry.errors import LostAnswerError, TerminalError, TransientError
from userferry.runs.interrupting import undisturbed
from userferry.runs.ledger import Ledger
from userferry.runs.logged import log_unanswered
from userferry.runs.pace import Pace
from userferry.runs.payload import join_rows

_TOO_MANY = 429
_MAX_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Letter:
    """A chunk's next attempt, read and hashed."""

    number: int
    attempt: int
    file: str
    digest: str
    rows: int
    external_id: str
    users: bytes = field(repr=False)


class Submission:
    """Posts a run's chunks, and knows when the next may be posted.

    Args:
        ledger: Of the run, held by this process.
        session: With the tenant.
        pace: How it is sent.
        clock: Seconds.
    """

    def __init__(self, ledger: Ledger, session: Session, pace: Pace, *, clock: Callable[[], float]) -> None:
        self.not_before = 0.0
        self.sent: Counter[int] = Counter()
        self._ledger = ledger
        self._session = session
        self._pace = pace
        self._clock = clock
        self._ready: _Letter | None = None
        self._refusals = 0
        self._refused_seconds = 0.0

    def make_ready(self) -> None:
        """Read the next chunk's file while every place is taken, so that none waits for the disk later."""
        if (number := self._ledger.next_waiting()) is not None:
            self._ready = self._letter(number)

    def submit(self, number: int) -> None:
        """Post a chunk; whatever comes of it is noted, also where Ctrl-C is pressed meanwhile."""
        letter = self._ready = self._letter(number)
        try:
            self._session.make_ready()  # whatever has to be waited for is waited for here, where Ctrl-C ends it
        except TransientError as error:
            self._pause(error)
            return
        self._ready = None
        with undisturbed():
            self._post(letter)

    def _letter(self, number: int) -> _Letter:
        attempt = len(self._ledger.state.chunk(number).attempts) + 1
        if self._ready and (self._ready.number, self._ready.attempt) == (number, attempt):
            return self._ready
        cut = self._ledger.cut(number)
        file, digest, rows = f"chunks/{cut.file}", cut.digest, cut.rows
        if attempt > 1:
            remaining = self._ledger.remaining(number)
            file = f"chunks/{number:05d}.{attempt}.json"
            digest, rows = write_whole(self._ledger.folder / file, join_rows(remaining)), len(remaining)
        external_id = f"{self._ledger.manifest.run_id}:{number:05d}.{attempt}"
        users = self._ledger.bytes_of(file, digest)
        return _Letter(number, attempt, file, digest, rows, external_id, users)

    def _post(self, letter: _Letter) -> None:
        number, attempt = letter.number, letter.attempt
        self._ledger.awaited = letter.rows
        self._ledger.note(
            "submitting",
            number,
            attempt=attempt,
            file=letter.file,
            digest=letter.digest,
            rows=letter.rows,
            external_id=letter.external_id,
        )
        self.sent[number] += 1
        try:
            job = self._import(letter)
        except LostAnswerError as error:
            log_unanswered(self._ledger.folder.name, number, attempt, error)
            self._pause(error)
        except TransientError as error:
            if error.status in {None, _TOO_MANY}:
                self._note_refusal(letter, error)
            else:
                log_unanswered(self._ledger.folder.name, number, attempt, error)
            self._pause(error)
        except TerminalError as error:
            self._note_refusal(letter, error)
            raise
        else:
            self._ledger.watch.begin(number, letter.rows)
            self._ledger.note("submitted", number, attempt=attempt, job_id=job.id)
            self._refusals, self._refused_seconds = 0, 0.0

    def _import(self, letter: _Letter) -> Job:
        try:
            return create_import(
                self._session,
                connection_id=self._ledger.manifest.connection_id,
                users=letter.users,
                upsert=self._ledger.manifest.upsert,
                external_id=letter.external_id,
            )
        finally:
            self._ledger.awaited = 0

    def _note_refusal(self, letter: _Letter, error: TransientError | TerminalError) -> None:
        """Note that a POST was not carried out, so that nothing is in doubt."""
        self._ledger.note(
            "refused", letter.number, attempt=letter.attempt, status=error.status, code=error.code
        )
        self.sent[letter.number] -= 1
        self._ready = letter

    def _pause(self, error: TransientError) -> None:
        """Hold the next POST back, longer each time or as the tenant asks; raise when patience ends."""
        wait = min(self._pace.min_poll_seconds * 2.0 ** min(self._refusals, 10), _MAX_WAIT_SECONDS)
        wait = max(wait, error.retry_after_seconds or 0.0)
        self._refusals += 1
        self._refused_seconds += wait
        if self._refused_seconds > self._pace.patience_seconds:
            raise error
        self.not_before = self._clock() + wait

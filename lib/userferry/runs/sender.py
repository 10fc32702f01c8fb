"""Send a run's chunks: two jobs in flight while there is work, and no chunk sent twice by hope."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

from userferry.api import Job, JobErrors, Session, create_import, get_job, get_job_errors
from userferry.durable import write_whole
from userferry.errors import LostAnswerError, TerminalError, TransientError
from userferry.runs.ledger import Ledger
from userferry.runs.outcomes import DUPLICATED, code_of, mask_errors, miscount
from userferry.runs.payload import join_rows
from userferry.runs.presence import take_presence
from userferry.runs.settle import settle
from userferry.runs.state import Phase

_NOT_FOUND = 404
_TOO_MANY = 429
_MAX_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run is sent.

    Args:
        jobs_in_flight: Imports at work at once; Auth0 takes two (behaviour.md §2.3).
        poll_seconds: Between two questions after a job.
        grace_seconds: Between two looks at the users while a lost job may still be at work.
        patience_seconds: How long to wait for a place among the tenant's active jobs, or for its address to
            answer, before giving up for now; a job ends after two hours at the latest.
        max_attempts: How often a chunk is sent in one call before it stays in doubt.
    """

    jobs_in_flight: int = 2
    poll_seconds: float = 2.0
    grace_seconds: float = 30.0
    patience_seconds: float = 9000.0
    max_attempts: int = 5


class Sender:
    """Drives a run to its end.

    Args:
        ledger: Of the run, held by this process.
        session: With the tenant.
        pace: How it is sent.
        clock: Seconds.
        sleep: Waits seconds.
    """

    def __init__(
        self,
        ledger: Ledger,
        session: Session,
        pace: Pace,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self.ledger = ledger
        self.session = session
        self.pace = pace
        self.clock = clock
        self.sleep = sleep
        self._sent: Counter[int] = Counter()
        self._refusals = 0
        self._refused_seconds = 0.0
        self._not_before = 0.0

    def send_all(self) -> None:
        """Send, ask, settle, until every chunk is done or has been tried often enough to stay in doubt."""
        if self.ledger.state.snapshot is None:
            self._take_snapshot()
        while True:
            for number in self.ledger.in_phase(Phase.IN_FLIGHT, Phase.ENDED):
                self._collect(number)
            self._fill()
            if self.ledger.in_phase(Phase.IN_FLIGHT):
                self.sleep(self.pace.poll_seconds)
            elif doubts := self._settleable():
                settle(
                    self.ledger,
                    self.session,
                    doubts,
                    grace_seconds=self.pace.grace_seconds,
                    poll_seconds=self.pace.poll_seconds,
                    sleep=self.sleep,
                )
            elif self.ledger.next_waiting() is None:
                return
            else:
                self.sleep(max(self._not_before - self.clock(), 0.01))

    def _take_snapshot(self) -> None:
        there = take_presence(
            self.session,
            self.ledger.manifest.connection_id,
            self.ledger.folder / "before.parquet",
            poll_seconds=self.pace.poll_seconds,
            sleep=self.sleep,
        )
        self.ledger.note("snapshot", file=there.path.name, users=there.users, digest=there.digest)

    def _settleable(self) -> list[int]:
        doubts = self.ledger.in_phase(Phase.DOUBT, Phase.REVIEW)
        return [
            number
            for number in doubts
            if self._sent[number] < self.pace.max_attempts or self.ledger.phase(number) is Phase.REVIEW
        ]

    def _fill(self) -> None:
        """Send waiting chunks while there is room; doubts are settled before they pile up."""
        while (
            len(self.ledger.in_phase(Phase.IN_FLIGHT)) < self.pace.jobs_in_flight
            and len(self._settleable()) < self.pace.jobs_in_flight
            and self.clock() >= self._not_before
            and (number := self.ledger.next_waiting()) is not None
        ):
            self._submit(number)

    def _submit(self, number: int) -> None:
        """Send a chunk, or what remains of it: on disk before the POST, on disk after the answer."""
        attempt = len(self.ledger.state.chunk(number).attempts) + 1
        cut = self.ledger.cut(number)
        file, digest, rows = f"chunks/{cut.file}", cut.digest, cut.rows
        if attempt > 1:
            remaining = self.ledger.remaining(number)
            file = f"chunks/{number:05d}.{attempt}.json"
            digest, rows = write_whole(self.ledger.folder / file, join_rows(remaining)), len(remaining)
        users = self.ledger.bytes_of(file, digest)
        external_id = f"{self.ledger.manifest.run_id}:{number:05d}.{attempt}"
        self.ledger.note(
            "submitting",
            number,
            attempt=attempt,
            file=file,
            digest=digest,
            rows=rows,
            external_id=external_id,
        )
        self._sent[number] += 1
        try:
            job = create_import(
                self.session,
                connection_id=self.ledger.manifest.connection_id,
                users=users,
                upsert=self.ledger.manifest.upsert,
                external_id=external_id,
            )
        except LostAnswerError as error:
            self._pause(error)
        except TransientError as error:
            if error.status in {None, _TOO_MANY}:
                self._refused(number, attempt, error)
            self._pause(error)
        except TerminalError as error:
            self._refused(number, attempt, error)
            raise
        else:
            self.ledger.note("submitted", number, attempt=attempt, job_id=job.id)
            self._refusals, self._refused_seconds = 0, 0.0

    def _refused(self, number: int, attempt: int, error: TransientError | TerminalError) -> None:
        """Note that a POST was not carried out, so that nothing is in doubt."""
        self.ledger.note("refused", number, attempt=attempt, status=error.status, code=error.code)
        self._sent[number] -= 1

    def _pause(self, error: TransientError) -> None:
        """Hold the next POST back, longer each time or as the tenant asks; raise when patience ends."""
        wait = min(max(self.pace.poll_seconds, 0.01) * 2.0 ** min(self._refusals, 10), _MAX_WAIT_SECONDS)
        wait = max(wait, error.retry_after_seconds or 0.0)
        self._refusals += 1
        self._refused_seconds += wait
        if self._refused_seconds > self.pace.patience_seconds:
            raise error
        self._not_before = self.clock() + wait

    def _collect(self, number: int) -> None:
        """Ask after a job; when it has ended, keep its errors at once: the tenant forgets in 24 hours."""
        last = self.ledger.state.chunk(number).last
        job_id = last.job_id or ""
        try:
            job = get_job(self.session, job_id)
            if job.status.is_active:
                return
            if last.status is None:
                summary = asdict(job.summary) if job.summary else None
                self.ledger.note(
                    "ended", number, attempt=last.number, status=job.status.value, summary=summary
                )
            errors = get_job_errors(self.session, job_id)
        except TerminalError as error:
            if error.status != _NOT_FOUND:
                raise
            why = "the tenant has forgotten its job"
            self.ledger.note("doubt", number, attempt=last.number, why=why)
            return
        self._keep_errors(number, job, errors)

    def _keep_errors(self, number: int, job: Job, errors: JobErrors) -> None:
        last = self.ledger.state.chunk(number).last
        rows = self.ledger.rows(number, last)
        why = (
            None
            if job.status.value != "completed"
            else miscount(self.ledger, last, rows, errors, job.summary)
        )
        whole = {"status": job.status.value, "status_details": job.reason or errors.reason}
        said = whole if job.status.value != "completed" else mask_errors(errors.rows, rows)
        name = f"{number:05d}.json" if last.number == 1 else f"{number:05d}.{last.number}.json"
        file, digest = self.ledger.store_errors(name, said)
        if why is not None:
            # Before the errors event: a chunk whose counts disagree must at no moment look done.
            self.ledger.note("doubt", number, attempt=last.number, why=why)
        codes = Counter(map(code_of, errors.rows))
        self.ledger.note(
            "errors",
            number,
            attempt=last.number,
            file=file,
            digest=digest,
            failed=len(errors.rows),
            duplicated=codes[DUPLICATED],
        )

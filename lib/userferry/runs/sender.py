"""Send a run's chunks: every place at the tenant is taken while there is work, and errors are kept as a job ends."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from userferry.api import Job, JobErrors, JobStatus, Session, get_job, get_job_errors
from userferry.errors import TerminalError
from userferry.runs.ledger import Ledger
from userferry.runs.logged import FORGOTTEN, log_cut_short
from userferry.runs.outcomes import code_of, mask_errors, miscount
from userferry.runs.pace import Pace
from userferry.runs.saving import save_before
from userferry.runs.settle import settle
from userferry.runs.state import DUPLICATED, Phase
from userferry.runs.submission import Submission

_FORGOTTEN = {404, 410}
"""How a tenant says that it no longer knows a job, or its errors."""

T = TypeVar("T")


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
        self._submission = Submission(ledger, session, pace, clock=clock)

    def send_all(self) -> None:
        """Send, ask, settle, until every chunk is done or has been tried often enough to stay in doubt."""
        if self.ledger.state.snapshot is None:
            self._take_snapshot()
        for number in self.ledger.in_phase(Phase.IN_FLIGHT, Phase.ENDED):
            last = self.ledger.state.chunk(number).last
            at = last.submitted_at
            since = self.clock() if at is None else datetime.fromisoformat(at).timestamp()
            self.ledger.watch.begin(number, last.rows, since=since)
        for number in self.ledger.in_phase(Phase.DOUBT):
            log_cut_short(self.ledger.folder.name, self.ledger.state.chunk(number))
        while True:
            self._fill()
            question = self.ledger.watch.next_question()
            if question is not None:
                self._submission.make_ready()
                self._ask_or_wait(*question)
            elif doubts := self._settleable():
                settle(self.ledger, self.session, doubts, pace=self.pace, sleep=self.sleep)
            elif self.ledger.next_waiting() is None:
                return
            else:
                self.sleep(max(self._submission.not_before - self.clock(), 0.01))

    def _take_snapshot(self) -> None:
        there, saved = save_before(
            self.ledger, self.session, poll_seconds=self.pace.min_poll_seconds, sleep=self.sleep
        )
        facts: dict[str, Any] = {"file": there.path.name, "users": there.users, "digest": there.digest}
        if saved is not None:
            facts["saved"] = {"file": saved.path.name, "users": saved.users, "digest": saved.digest}
        self.ledger.note("snapshot", **facts)

    def _settleable(self) -> list[int]:
        doubts = self.ledger.in_phase(Phase.DOUBT, Phase.REVIEW)
        sent = self._submission.sent
        return [
            number
            for number in doubts
            if sent[number] < self.pace.max_attempts or self.ledger.phase(number) is Phase.REVIEW
        ]

    def _has_room(self) -> bool:
        """Whether another chunk may go: a place is free, and doubts are settled before they pile up."""
        return (
            self.ledger.count(Phase.IN_FLIGHT) < self.pace.jobs_in_flight
            and len(self._settleable()) < self.pace.jobs_in_flight
            and self.ledger.count(Phase.WAITING) > 0
        )

    def _fill(self) -> None:
        while (
            self._has_room()
            and self.clock() >= self._submission.not_before
            and (number := self.ledger.next_waiting()) is not None
        ):
            self._submission.submit(number)

    def _ask_or_wait(self, number: int, seconds: float) -> None:
        """Wait until it is time to ask after a job, and ask; or until a chunk that was held back may go."""
        held_seconds = self._submission.not_before - self.clock()
        if self._has_room() and held_seconds < seconds:
            self.sleep(max(held_seconds, 0.0))
            return
        if seconds > 0:
            self.sleep(seconds)
        self._ask(number)

    def _ask(self, number: int) -> None:
        """Ask after a job; when it has ended, send the next chunk in its place and then fetch what it says."""
        last = self.ledger.state.chunk(number).last
        job = self._asked(number, lambda: get_job(self.session, last.job_id or ""))
        if job is None:
            return
        if job.status.is_active:
            self.ledger.watch.note_active(number)
            self.ledger.tell()
            return
        self.ledger.watch.note_end(number, is_typical=job.status is JobStatus.COMPLETED)
        if last.status is None:
            summary = asdict(job.summary) if job.summary else None
            self.ledger.note("ended", number, attempt=last.number, status=job.status.value, summary=summary)
        self._fill()
        errors = self._asked(number, lambda: get_job_errors(self.session, job.id))
        if errors is not None:
            self._keep_errors(number, job, errors)

    def _asked(self, number: int, question: Callable[[], T]) -> T | None:
        """Ask; a job that the tenant has forgotten leaves its chunk in doubt."""
        try:
            return question()
        except TerminalError as error:
            if error.status not in _FORGOTTEN:
                raise
        self.ledger.watch.forget(number)
        attempt = self.ledger.state.chunk(number).last.number
        self.ledger.note("doubt", number, attempt=attempt, why=FORGOTTEN)
        return None

    def _keep_errors(self, number: int, job: Job, errors: JobErrors) -> None:
        last = self.ledger.state.chunk(number).last
        # Most files are answered without an error, and then nobody has to be looked up in them.
        rows = self.ledger.rows(number, last) if errors.rows or self.ledger.manifest.upsert else []
        is_completed = job.status is JobStatus.COMPLETED
        why = miscount(self.ledger, last, rows, errors, job.summary) if is_completed else None
        whole = {"status": job.status.value, "status_details": job.reason or errors.reason}
        said = mask_errors(errors.rows, rows) if is_completed else whole
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
            codes=dict(codes),
            duplicated=codes[DUPLICATED],
        )

"""Carry out errands one after another: each noted before and after its call, at the tenant's pace, whatever happens."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from userferry.api import Session
from userferry.durable import make_folder
from userferry.errands.errand import Errand
from userferry.errands.errands import DONE, FAILED, JOURNAL, Errands, ended
from userferry.errands.listing import list_errands, read_list
from userferry.errands.progress import ErrandsProgress
from userferry.errors import Interrupted, TerminalError, TransientError
from userferry.logs import failure_of, log_event, log_work
from userferry.runs import Pace
from userferry.runs.journal import Event, Journal, read_journal
from userferry.runs.lock import held

Carry = Callable[[Errand], str]
Tell = Callable[[ErrandsProgress], None]

_USUAL = Pace()
_MAX_WAIT_SECONDS = 60.0
_REFUSALS = frozenset({400, 404, 409, 413, 422})


def run_errands(
    folder: Path,
    errands: Iterable[Errand],
    carry: Carry,
    *,
    session: Session,
    pace: Pace = _USUAL,
    progress: Tell | None = None,
    is_retried: bool = False,
) -> Errands:
    """Carry out what is not carried out yet, and return what came of every errand.

    May be interrupted or killed at any time and called again with the same errands. What was asked and not noted is
    asked again. A refusal that is about one errand (400, 404, 409, 413, 422, 403 with a code of its own) is a failed
    row; the others go on.

    Args:
        folder: errands.ndjson, journal.ndjson, results.parquet; made (0700).
        errands: The list, the same each time; it is on disk before the first call.
        carry: Makes an errand's calls with `session` and returns in a word what was done, such as `deleted`.
        session: With the tenant; its clock and sleep are used, and its requests keep the pace.
        pace: `max_requests_per_second` of all requests together, and `patience_seconds` without an answer.
        progress: Called after every errand.
        is_retried: Whether those that the tenant refused are asked again.

    Raises WorkspaceError (another process carries them out, the list is another or of another tenant), TransientError
    (the tenant was out of reach too long), TerminalError (it refuses whatever is asked, and says why), Interrupted
    (somebody pressed Ctrl-C). The same call goes on after each.
    """
    make_folder(folder)
    with log_work("errands", errands=folder.name) as told:
        try:
            with (
                held(
                    folder / "errands.lock",
                    clock=session.clock,
                    doing="The errands of {} are being carried out",
                ),
                Journal(folder / JOURNAL, clock=session.clock) as journal,
                session.paced(pace.max_requests_per_second),
            ):
                count = list_errands(folder, errands, journal=journal, domain=session.domain)
                carrier = _Carrier(
                    journal, session, count, patience_seconds=pace.patience_seconds, progress=progress
                )
                for errand in read_list(folder):
                    if carrier.is_open(errand, is_retried=is_retried):
                        carrier.carry_out(errand, carry)
            done = Errands.read(folder)
            done.write(folder)
        except KeyboardInterrupt:
            raise Interrupted(_told(folder)) from None
        told(places=dict(done.rows["outcome"].value_counts().iter_rows()), codes=done.codes)
    return done


class _Carrier:
    """Makes the calls and notes them.

    Args:
        journal: Open for appending; its events are those before now.
        session: With the tenant.
        total: How many errands there are.
        patience_seconds: How long an errand is tried again without an answer.
        progress: Called after every errand.
    """

    def __init__(
        self,
        journal: Journal,
        session: Session,
        total: int,
        *,
        patience_seconds: float,
        progress: Tell | None,
    ) -> None:
        self._journal = journal
        self._session = session
        self._total = total
        self._patience_seconds = patience_seconds
        self._progress = progress
        self._ends = {key: event["event"] for key, event in ended(journal.events).items()}
        self._asked = {event["key"] for event in journal.events if event["event"] == "asking"}
        self._failed = sum(end == FAILED for end in self._ends.values())
        self._before = len(self._ends)
        self._began_at = session.clock()

    def is_open(self, errand: Errand, *, is_retried: bool) -> bool:
        """Say whether an errand has to be carried out."""
        end = self._ends.get(errand.key)
        return end is None or (is_retried and end == FAILED)

    def carry_out(self, errand: Errand, carry: Carry) -> None:
        """Carry an errand out; on disk before the call, and what came of it after the answer."""
        if errand.key in self._asked:
            errand = replace(errand, is_repeated=True)
        else:
            self._journal.append("asking", key=errand.key)
        try:
            self._note(errand, DONE, word=self._patiently(errand, carry))
        except TerminalError as error:
            if not _is_its_own(error):
                raise
            self._note(
                errand, FAILED, status=error.status, code=error.code or str(error.status), message=str(error)
            )

    def _patiently(self, errand: Errand, carry: Carry) -> str:
        """Carry out again while the tenant is busy or out of reach, until patience ends."""
        began_at, tries = self._session.clock(), 0
        while True:
            try:
                return carry(errand)
            except TransientError as error:
                wait = max(min(2.0 ** min(tries, 10), _MAX_WAIT_SECONDS), error.retry_after_seconds or 0.0)
                if self._session.clock() + wait - began_at > self._patience_seconds:
                    raise
                tries += 1
                log_event("call.retried", **failure_of(error), tries=tries, wait_seconds=wait)
                self._session.sleep(wait)
                errand = replace(errand, is_repeated=True)

    def _note(self, errand: Errand, event: str, **facts: object) -> None:
        self._journal.append(event, key=errand.key, **facts)
        self._failed += (event == FAILED) - (self._ends.get(errand.key) == FAILED)
        self._before -= errand.key in self._ends
        self._ends[errand.key] = event
        if self._progress is not None:
            done = len(self._ends)
            passed = self._session.clock() - self._began_at
            left = passed / (done - self._before) * (self._total - done)
            self._progress(ErrandsProgress(self._total, done, self._failed, left))


def _is_its_own(error: TerminalError) -> bool:
    """Say whether a refusal is about this errand, and not about whoever asks (401, a scope that lacks, a proxy)."""
    if error.status == 403:  # noqa: PLR2004 HTTP's forbidden
        return error.code not in {None, "insufficient_scope"}
    return error.status in _REFUSALS


def _told(folder: Path) -> str:
    """Say where interrupted errands stand, as the journal has it."""
    events: list[Event] = read_journal(folder / JOURNAL)
    ends = ended(events)
    failed = sum(event["event"] == FAILED for event in ends.values())
    total = events[0]["errands"] if events else 0
    return (
        f"The errands of {folder.name} were stopped. Of {total:,} {len(ends) - failed:,} are done, {failed:,} failed "
        f"and {total - len(ends):,} are not done. Nothing is lost: run the same cell or command again, and it "
        "continues."
    )

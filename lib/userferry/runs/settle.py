"""Settle chunks in doubt by looking at the users: which of their rows are there, and were not before.

Auth0 has no call that lists jobs (behaviour.md §2.3), so a lost import can only be seen by what it left.
"""

from collections.abc import Callable

import polars as pl

from userferry.api import Session
from userferry.runs.ledger import Ledger
from userferry.runs.outcomes import Place, code_of, outcomes_of
from userferry.runs.pace import Pace
from userferry.runs.payload import Row, match_errors
from userferry.runs.presence import find_landed, find_users, stand_alone, take_presence
from userferry.runs.state import DUPLICATED, Phase

_MAX_LOOKS = 200
_FAILED_JOBS = 3


def settle(
    ledger: Ledger,
    session: Session,
    numbers: list[int],
    *,
    pace: Pace,
    sleep: Callable[[float], None],
) -> None:
    """Look at the connection's users and note what became of each chunk's newest attempt.

    While a job whose id is unknown may still be at work, the look is repeated after the pace's `grace_seconds`
    until it finds no more than the time before. One look serves all chunks.
    """
    rows = {number: ledger.rows(number, ledger.state.chunk(number).last) for number in numbers}
    asked = {number: _asked(ledger, number, rows[number]) for number in numbers}
    found = _look(ledger, session, asked, pace.min_poll_seconds, sleep)
    lost = [number for number in numbers if ledger.state.chunk(number).last.job_id is None]
    for _ in range(_MAX_LOOKS):
        if all(len(found[number]) == len(asked[number]) for number in lost):
            break
        sleep(pace.grace_seconds)
        seen, found = found, _look(ledger, session, asked, pace.min_poll_seconds, sleep)
        if sum(map(len, found.values())) <= sum(map(len, seen.values())):
            break
    for number in numbers:
        ledger.store_settled(number, rows[number], found[number])
        _give_up_on_failing_jobs(ledger, number)


def _asked(ledger: Ledger, number: int, rows: list[Row]) -> list[Row]:
    """Pick the rows whose presence decides: an attempt's duplicates to review, or a doubtful one's unmistakable rows.

    The others remain and are sent again together, so that the tenant itself says which of them it takes.
    """
    chunk = ledger.state.chunk(number)
    if chunk.phase is not Phase.REVIEW:
        return stand_alone(rows)
    errors = ledger.errors(chunk.last).rows
    matched = zip(errors, match_errors(errors, rows), strict=True)
    duplicated = {row.position for error, row in matched if row is not None and code_of(error) == DUPLICATED}
    return [row for row in rows if row.position in duplicated]


def _look(
    ledger: Ledger,
    session: Session,
    asked: dict[int, list[Row]],
    poll_seconds: float,
    sleep: Callable[[float], None],
) -> dict[int, dict[int, str]]:
    every = [row for rows in asked.values() for row in rows]
    look = ledger.folder / "look.parquet"
    try:
        take_presence(session, ledger.manifest.connection_id, look, poll_seconds=poll_seconds, sleep=sleep)
        present = find_users(look, every)
    finally:
        look.unlink(missing_ok=True)
    taken = set(find_users(ledger.folder / "before.parquet", every)["user_id"])
    taken |= _others(ledger, present)
    found: dict[int, dict[int, str]] = {}
    for number, rows in asked.items():
        found[number] = find_landed(rows, present, taken=taken)
        taken |= set(found[number].values())
    return found


def _others(ledger: Ledger, present: pl.DataFrame) -> set[str]:
    """Collect the users that rows already counted as inserted stand for."""
    ids, emails = set(present["user_id"]), set(present["email"])
    taken: set[str] = set()
    for number, chunk in ledger.state.chunks.items():
        if not chunk.attempts:
            continue
        rows = [row for row in ledger.rows(number) if row.auth0_user_id in ids or row.email in emails]
        if rows:
            inserted = {
                each.position for each in outcomes_of(ledger, number) if each.outcome == Place.INSERTED
            }
            mine = [row for row in rows if row.position in inserted]
            taken |= set(find_landed(mine, present, taken=taken).values())
    return taken


def _give_up_on_failing_jobs(ledger: Ledger, number: int) -> None:
    """Let a chunk rest whose whole job the tenant refused again and again, though it did answer."""
    chunk = ledger.state.chunk(number)
    failed = [each for each in chunk.attempts if each.status == "failed"]
    if chunk.phase is Phase.WAITING and len(failed) >= _FAILED_JOBS and chunk.last in failed:
        ledger.note(
            "gave_up",
            number,
            attempt=chunk.last.number,
            # The tenant's reason may quote the file, so it stays in errors/ and out of the journal.
            why=f"its whole job failed {len(failed)} times",
        )

"""What came of each row of a chunk, folded from its attempts, the tenant's errors and the looks."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from userferry.api import JobErrors, JobSummary, RowError
from userferry.runs.payload import Row, mask_text, mask_user, match_errors, secrets_of
from userferry.runs.presence import find_users
from userferry.runs.records import Records
from userferry.runs.state import Attempt, Phase

JOB_FAILED = "JOB_FAILED"


class Place(StrEnum):
    """Where a sent row can be; the last two only while a run is not finished."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    IN_DOUBT = "in doubt"
    NOT_SENT = "not sent"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What came of one row; `message` may hold the person's address, never a secret."""

    position: int
    outcome: str
    code: str | None = None
    message: str | None = field(default=None, repr=False)
    path: str | None = None
    auth0_user_id: str | None = None


def outcomes_of(records: Records, number: int, *, there: Mapping[str, str] | None = None) -> list[RowOutcome]:
    """Say what came of each row of a chunk, in order of position.

    Args:
        records: The run.
        number: The chunk.
        there: Of `there_before`, for callers who go through many chunks; looked up where left out.
    """
    chunk = records.state.chunk(number)
    rows = records.rows(number)
    found: dict[int, RowOutcome] = {}
    if there is None:
        there = there_before(records, rows) if chunk.attempts else {}
    met = ((row.position, there.get(row.email or "")) for row in rows) if there else ()
    updated = {position: auth0_user_id for position, auth0_user_id in met if auth0_user_id is not None}
    for attempt in chunk.attempts:
        if attempt.settled is not None:
            for position, auth0_user_id in records.landed(attempt).items():
                found[position] = RowOutcome(position, Place.INSERTED, auth0_user_id=auth0_user_id)
        if attempt.is_counted:
            sent = rows if attempt.number == 1 else records.rows(number, attempt)
            for each in _counted(sent, records.errors(attempt).rows, updated):
                found.setdefault(each.position, each)
    rest = _rest(records, number)
    return [
        found.get(row.position)
        or RowOutcome(row.position, rest.outcome, rest.code, rest.message, rest.path, None)
        for row in rows
    ]


def inserted_ids(records: Records, number: int) -> list[str | None] | None:
    """Give the auth0_user_id of each row, by position, where the whole chunk was inserted; None where it was not.

    Most chunks of an import are, and then no row has to be looked at by itself.
    """
    attempts = records.state.chunk(number).attempts
    if records.manifest.upsert or len(attempts) != 1 or not attempts[0].is_counted or attempts[0].failed:
        return None
    return [row.auth0_user_id for row in records.rows(number)]


def miscount(
    records: Records, attempt: Attempt, rows: list[Row], errors: JobErrors, summary: JobSummary | None
) -> str | None:
    """Say how an import's own counts contradict each other or ours; None where they agree.

    Args:
        records: The run.
        attempt: That was sent.
        rows: Its rows; none are needed where nobody was refused and nobody could be updated.
        errors: What `/errors` said.
        summary: What the job counted.
    """
    matched = match_errors(errors.rows, rows)
    wrong = {row.position for row in matched if row is not None}
    if errors.is_whole_job or len(wrong) != len(errors.rows):
        return "its errors name a user who is not in the file"
    if summary is None:
        return "its job ended without counts"
    if (summary.total, summary.failed) != (attempt.rows, len(wrong)):
        return (
            f"its job counts {summary.total} rows and {summary.failed} failed; {attempt.rows} were sent and its "
            f"errors name {len(wrong)}"
        )
    if summary.inserted + summary.updated + summary.failed != summary.total:
        return "its job's counts do not add up"
    there = there_before(records, rows)
    updated = sum(row.email in there for row in rows if row.position not in wrong)
    # A later attempt may update what one whose answer was lost inserted, so its split proves nothing.
    if attempt.number == 1 and summary.updated != updated:
        return f"its job counts {summary.updated} updated, and {updated} of its users were there before"
    return None


def there_before(records: Records, rows: Iterable[Row]) -> dict[str, str]:
    """Say whom of these rows an upsert meets: address → auth0_user_id; it matches by address only (§2.4)."""
    if not records.manifest.upsert or records.state.snapshot is None:
        return {}
    present = find_users(records.folder / "before.parquet", rows)
    return {email: user_id for user_id, email in present.select("user_id", "email").iter_rows() if email}


def mask_errors(errors: Iterable[RowError], rows: list[Row]) -> list[dict[str, Any]]:
    """Copy errors with the secrets of the rows they are about replaced, in echo and message alike."""
    kept = list(errors)
    masked: list[dict[str, Any]] = []
    for error, row in zip(kept, match_errors(kept, rows), strict=True):
        about = rows if row is None else [row]
        secrets = set().union(*(secrets_of(each.user) for each in about))
        details = [{**asdict(each), "message": mask_text(each.message, secrets)} for each in error.errors]
        masked.append({"user": mask_user(error.user), "errors": details})
    return masked


def code_of(error: RowError) -> str:
    """Give the code of the first thing wrong with a row."""
    return error.errors[0].code if error.errors else "UNKNOWN"


def _counted(rows: list[Row], errors: tuple[RowError, ...], updated: dict[int, str]) -> Iterable[RowOutcome]:
    about = {
        row.position: error
        for error, row in zip(errors, match_errors(errors, rows), strict=True)
        if row is not None
    }
    for row in rows:
        if (error := about.get(row.position)) is not None:
            message = "; ".join(each.message for each in error.errors)
            path = error.errors[0].path if error.errors else None
            yield RowOutcome(row.position, Place.FAILED, code_of(error), message, path)
        elif row.position in updated:
            yield RowOutcome(row.position, Place.UPDATED, auth0_user_id=updated[row.position])
        else:
            yield RowOutcome(row.position, Place.INSERTED, auth0_user_id=row.auth0_user_id)


def _rest(records: Records, number: int) -> RowOutcome:
    """Say what holds for the rows of a chunk that no attempt accounts for."""
    chunk = records.state.chunk(number)
    if chunk.gave_up is not None:
        reason = records.errors(chunk.last).reason or "the tenant gave no reason"
        return RowOutcome(-1, Place.FAILED, JOB_FAILED, f"{chunk.gave_up}: {reason}")
    if chunk.phase is Phase.WAITING:
        return RowOutcome(-1, Place.NOT_SENT)
    why = chunk.why or f"its chunk is {chunk.phase.value}"
    return RowOutcome(-1, Place.IN_DOUBT, None, why)

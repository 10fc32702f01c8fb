"""Import and export jobs: create, ask, read the errors, wait (behaviour.md §2–4)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from urllib3 import encode_multipart_formdata

from userferry.api.session import Answer, Session
from userferry.errors import TerminalError, TransientError
from userferry.schema import MAX_PAYLOAD_BYTES

MAX_FRAMING_BYTES = 1_024
"""A bound on what the multipart form adds to the users' bytes, for any external_id up to 128 characters."""

_MAX_POLL_SECONDS = 60.0


class JobStatus(StrEnum):
    """The five statuses a client should accept (§3.1)."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def is_active(self) -> bool:
        """Whether the job may still change."""
        return self in {JobStatus.PENDING, JobStatus.PROCESSING}


@dataclass(frozen=True, slots=True)
class JobSummary:
    """What an ended import counted, in users."""

    total: int
    inserted: int
    updated: int
    failed: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the tenant describes it.

    Args:
        id: `job_` and 16 characters.
        type: `users_import` or `users_export`.
        status: See `JobStatus`.
        connection_id: None for an export of all connections.
        external_id: As it was given.
        created_at: ISO 8601, the tenant's clock.
        summary: An ended import's counts, None until then.
        location: An ended export's signed link, good for 60 seconds; never shown.
        reason: `status_details`, why the whole job failed, where the tenant says so.
    """

    id: str
    type: str
    status: JobStatus
    connection_id: str | None = None
    external_id: str | None = None
    created_at: str | None = None
    summary: JobSummary | None = None
    location: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        return f"Job({self.id}, {self.type}, {self.status.value})"


@dataclass(frozen=True, slots=True)
class RowErrorDetail:
    """One thing wrong with a user; `path` is of Auth0's inner document (§3.4), None where it gives none."""

    code: str
    message: str = field(repr=False)  # a message may quote the value it refuses
    path: str | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """A user that an import refused: the row as it was sent, secrets masked by the tenant, and why."""

    user: Any = field(repr=False)
    errors: tuple[RowErrorDetail, ...]


@dataclass(frozen=True, slots=True)
class JobErrors:
    """What `/errors` said: rows refused, or the reason of a job that failed whole, or neither (204)."""

    rows: tuple[RowError, ...] = ()
    reason: str | None = None
    is_whole_job: bool = False


def framing_bytes(external_id: str, *, connection_id: str = "con_0000000000000000") -> int:
    """Count the bytes that the form adds to the users' bytes, at the most, for this external_id."""
    form, _ = _import_form(
        connection_id, b"", upsert=False, external_id=external_id, send_completion_email=False
    )
    return len(form)


def create_import(
    session: Session,
    *,
    connection_id: str,
    users: bytes,
    upsert: bool,
    external_id: str,
    send_completion_email: bool = False,
) -> Job:
    """Send one import file; it is never sent twice by this function (§2.1).

    Args:
        session: With the tenant.
        connection_id: `con_` and 16 characters.
        users: A JSON array, exactly the bytes to send.
        upsert: Whether users who exist are updated.
        external_id: Comes back in the job's status.
        send_completion_email: Whether the tenant's owners get a mail.

    Raises LostAnswerError or a TransientError of status 5xx when it may have been carried out; TransientError
    429 or without a status, and TerminalError, when it was not.
    """
    form, content_type = _import_form(
        connection_id,
        users,
        upsert=upsert,
        external_id=external_id,
        send_completion_email=send_completion_email,
    )
    if len(form) > MAX_PAYLOAD_BYTES:
        raise TerminalError(
            f"The import request would be {len(form):,} bytes and the tenant takes {MAX_PAYLOAD_BYTES:,}. "
            "Nothing was sent; cut smaller files.",
            status=413,
        )
    path = "/api/v2/jobs/users-imports"
    return _job(session.request("POST", path, body=form, content_type=content_type, repeatable=False))


def create_export(
    session: Session,
    *,
    connection_id: str | None,
    fields: Sequence[str | tuple[str, str]] | None = None,
    format: str = "json",  # noqa: A002 the API's word
    limit: int | None = None,
) -> Job:
    """Ask for an export file; a second one does no harm, so it is tried again (§4).

    Args:
        session: With the tenant.
        connection_id: None for every connection of the tenant.
        fields: Names, or (name, export_as) pairs; None for the tenant's own choice.
        format: `json`, which is one object a line, or `csv`.
        limit: The most users; None for all.
    """
    asked: dict[str, Any] = {"format": format}
    if connection_id is not None:
        asked["connection_id"] = connection_id
    if limit is not None:
        asked["limit"] = limit
    if fields is not None:
        asked["fields"] = [
            {"name": item} if isinstance(item, str) else {"name": item[0], "export_as": item[1]}
            for item in fields
        ]
    return _job(session.request("POST", "/api/v2/jobs/users-exports", json=asked, repeatable=True))


def get_job(session: Session, job_id: str) -> Job:
    """Ask for a job; TerminalError 404 when the tenant has forgotten it, after 24 hours (§2.3)."""
    return _job(session.request("GET", f"/api/v2/jobs/{job_id}"))


def get_job_errors(session: Session, job_id: str) -> JobErrors:
    """Ask which rows an ended import refused; TerminalError 404 when the tenant has forgotten it (§3.2)."""
    said = session.request("GET", f"/api/v2/jobs/{job_id}/errors").json()
    if said is None:
        return JobErrors()
    if isinstance(said, dict):
        return JobErrors(reason=said.get("status_details"), is_whole_job=True)
    return JobErrors(
        tuple(
            RowError(
                row.get("user"),
                tuple(
                    RowErrorDetail(str(each.get("code", "")), str(each.get("message", "")), each.get("path"))
                    for each in row.get("errors", [])
                ),
            )
            for row in said
        )
    )


def wait_for_job(
    session: Session,
    job_id: str,
    *,
    poll_seconds: float = 2.0,
    max_seconds: float = 8 * 3600.0,
    sleep: Callable[[float], None] | None = None,
) -> Job:
    """Ask until a job has ended and return it.

    Args:
        session: With the tenant.
        job_id: Of the job.
        poll_seconds: Between two questions at first; later a tenth of the time waited, and a minute at the most.
        max_seconds: How long to wait.
        sleep: Waits seconds; the session's own when left out.

    Raises TransientError when it has not ended after `max_seconds`.
    """
    waited = 0.0
    while (job := get_job(session, job_id)).status.is_active:
        if waited >= max_seconds:
            raise TransientError(
                f"{job_id} is still {job.status.value} after {max_seconds:,.0f} seconds of waiting. "
                "It goes on in the tenant; ask again later."
            )
        wait = max(poll_seconds, min(waited / 10, _MAX_POLL_SECONDS))
        (sleep or session.sleep)(wait)
        waited += wait
    return job


def _import_form(
    connection_id: str, users: bytes, *, upsert: bool, external_id: str, send_completion_email: bool
) -> tuple[bytes, str]:
    """Write the multipart form; booleans in lower case, since `True` is taken as false (§2.1)."""
    fields: list[tuple[str, Any]] = [
        ("connection_id", connection_id),
        ("upsert", "true" if upsert else "false"),
        ("external_id", external_id),
        ("send_completion_email", "true" if send_completion_email else "false"),
        ("users", ("users.json", users, "application/json")),
    ]
    # A boundary made from the content can stand in no content, and makes the bytes the same each time.
    boundary = hashlib.sha256(users).hexdigest()[:32]
    return encode_multipart_formdata(fields, boundary=boundary)


def _job(answer: Answer) -> Job:
    said = answer.json()
    try:
        summary = said.get("summary")
        counts = (
            JobSummary(*(int(summary.get(name, 0)) for name in ("total", "inserted", "updated", "failed")))
            if summary
            else None
        )
        return Job(
            id=said["id"],
            type=said["type"],
            status=JobStatus(said["status"]),
            connection_id=said.get("connection_id"),
            external_id=said.get("external_id"),
            created_at=said.get("created_at"),
            summary=counts,
            location=said.get("location"),
            reason=said.get("status_details"),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # A success whose body we cannot read: the work was done, so this counts as an answer of status 5xx.
        raise TransientError(
            f"The tenant's answer does not describe a job ({type(error).__name__}). What was asked may "
            "have been done.",
            status=502,
        ) from None

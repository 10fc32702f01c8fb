"""What a run's journal notes, as events of the log: the same moments, without files' digests and anybody's words."""

from typing import Any

from userferry.errors import TransientError
from userferry.logs import log_event
from userferry.runs.journal import Event
from userferry.runs.state import ChunkState, Phase

FORGOTTEN = "the tenant has forgotten its job"


_SAME = {
    "submitting": ("chunk.submitting", ("file", "rows")),
    "submitted": ("chunk.submitted", ("job_id",)),
    "refused": ("chunk.refused", ("status", "code")),
    "errors": ("chunk.errors", ("failed", "codes")),
    "settled": ("chunk.settled", ("landed", "remaining")),
    "gave_up": ("chunk.gave_up", ()),
}
"""What the journal notes → what is logged of it, with the facts that both have."""


def log_noted(run: str, event: Event, chunk: ChunkState | None) -> None:
    """Log what was noted just now.

    Args:
        run: Its name.
        event: Of the journal.
        chunk: Where its chunk stands since; None for an event that is about none.
    """
    kind = event["event"]
    if chunk is None:
        if kind == "snapshot":
            log_event("run.snapshot", run=run, users=event["users"])
        return
    about: dict[str, Any] = {"run": run, "chunk": chunk.chunk, "attempt": event["attempt"]}
    if kind in _SAME:
        name, facts = _SAME[kind]
        log_event(name, **about, **{fact: event[fact] for fact in facts})
    elif kind == "ended":
        counts = {name: (event["summary"] or {}).get(name) for name in ("inserted", "updated", "failed")}
        log_event("chunk.ended", **about, job_id=chunk.last.job_id, job_status=event["status"], **counts)
        if chunk.phase is Phase.DOUBT:
            log_event("chunk.in_doubt", **about, why=f"job {event['status']}")
    elif kind == "doubt":
        why = "job forgotten" if event["why"] == FORGOTTEN else "miscounted"
        log_event("chunk.in_doubt", **about, why=why)


def log_unanswered(run: str, chunk: int, attempt: int, error: TransientError) -> None:
    """Log that a file was sent and that it is not known what came of that; the journal says so by what it lacks."""
    why = "no answer" if error.status is None else "server error"
    log_event(
        "chunk.in_doubt", run=run, chunk=chunk, attempt=attempt, why=why, status=error.status, code=error.code
    )


def log_cut_short(run: str, chunk: ChunkState) -> None:
    """Log that a process before this one sent a file, or was about to, and noted no answer."""
    if chunk.phase is Phase.DOUBT and chunk.last.job_id is None:
        log_event("chunk.in_doubt", run=run, chunk=chunk.chunk, attempt=chunk.last.number, why="cut short")

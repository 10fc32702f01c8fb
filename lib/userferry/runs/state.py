"""Where a run stands, folded from its journal and kept nowhere else.

    waiting ──submitting──▶ in doubt ──submitted──▶ in flight ──ended──▶ ended ──errors──▶ done
       ▲                       │  ▲                                        │                 ▲
       ├──────refused──────────┘  └── a job failed, gone, miscounted ◀─────┘                 │
       └── settled, rows remain ◀── (the users were looked at) ──▶ settled, none remain ─────┘

A chunk is in doubt from the moment before its POST: only an answer, or a look at the users, ends that.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from userferry.errors import WorkspaceError
from userferry.runs.journal import Event

DUPLICATED = "DUPLICATED_USER"
"""The code of a row whose user is there already, or stands in the file before it (behaviour.md §2.4)."""


class Phase(StrEnum):
    """Where a chunk stands."""

    WAITING = "waiting"
    DOUBT = "in doubt"
    IN_FLIGHT = "in flight"
    ENDED = "ended"
    REVIEW = "to review"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look at the users told of an attempt: `file` lists each position and whether it landed."""

    file: str
    digest: str
    landed: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a chunk's rows, or of those that remained."""

    number: int
    file: str
    digest: str
    external_id: str
    rows: int
    job_id: str | None = None
    submitted_at: str | None = None
    status: str | None = None
    summary: dict[str, int] | None = None
    errors_file: str | None = None
    errors_digest: str | None = None
    failed: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    duplicated: int = 0
    doubt: str | None = None
    settled: Settled | None = None

    @property
    def is_counted(self) -> bool:
        """Whether its own answer says what came of its rows: it completed, and its counts agree."""
        return self.status == "completed" and self.errors_file is not None and self.doubt is None


@dataclass(frozen=True, slots=True)
class ChunkState:
    """A chunk's attempts; `gave_up` is the reason why its remaining rows are not sent again."""

    chunk: int
    attempts: tuple[Attempt, ...] = ()
    gave_up: str | None = None

    @property
    def last(self) -> Attempt:
        """The newest attempt; only for a chunk that has one."""
        return self.attempts[-1]

    @property
    def phase(self) -> Phase:
        """Where the chunk stands."""
        if not self.attempts:
            return Phase.WAITING
        last = self.last
        if self.gave_up is not None or last.settled is not None:
            sends_more = self.gave_up is None and last.settled is not None and last.settled.remaining
            return Phase.WAITING if sends_more else Phase.DONE
        if self.why is not None:
            return Phase.DOUBT
        if last.status is None or last.errors_file is None:
            return Phase.IN_FLIGHT if last.status is None else Phase.ENDED
        # A first attempt's duplicates are what they say; a later one's may have landed through the attempt
        # whose answer was lost.
        return Phase.REVIEW if last.number > 1 and last.duplicated else Phase.DONE

    @property
    def why(self) -> str | None:
        """Why the newest attempt is in doubt, None where it is not."""
        if not self.attempts or self.last.settled is not None:
            return None
        last = self.last
        if last.doubt is not None:
            return last.doubt
        if last.job_id is None:
            return "it was sent, or about to be, and no answer is known"
        if last.status not in {None, "completed"}:
            return f"its job ended as {last.status}"
        return None


@dataclass(slots=True)
class RunState:
    """Where a run stands; chunks that the journal does not name are waiting."""

    chunks: dict[int, ChunkState] = field(default_factory=dict)
    snapshot: Event | None = None
    finished: Event | None = None

    def chunk(self, number: int) -> ChunkState:
        """Look a chunk up."""
        return self.chunks.get(number) or ChunkState(number)

    def apply(self, event: Event) -> None:
        """Take one more event in; WorkspaceError for one that cannot follow the others."""
        kind = event["event"]
        if kind == "snapshot":
            self.snapshot = event
        elif kind == "finished":
            self.finished = event
        else:
            before = self.chunk(int(event.get("chunk", 0)))
            self.chunks[before.chunk] = _next(before, event)
            self.finished = None


def fold(events: Iterable[Event]) -> RunState:
    """Fold a journal's events into where the run stands."""
    state = RunState()
    for event in events:
        state.apply(event)
    return state


def _next(chunk: ChunkState, event: Event) -> ChunkState:
    kind = event["event"]
    if kind == "submitting":
        if chunk.phase is not Phase.WAITING:
            raise _impossible(event, chunk)
        facts = (event[name] for name in ("attempt", "file", "digest", "external_id", "rows"))
        return replace(chunk, attempts=(*chunk.attempts, Attempt(*facts)))
    if not chunk.attempts or chunk.last.number != event["attempt"]:
        raise _impossible(event, chunk)
    if kind == "refused":
        return replace(chunk, attempts=chunk.attempts[:-1])
    if kind == "gave_up":
        return replace(chunk, gave_up=event["why"])
    change = _CHANGES.get(kind)
    if change is None:
        raise _impossible(event, chunk)
    return replace(chunk, attempts=(*chunk.attempts[:-1], replace(chunk.last, **change(event))))


_CHANGES: dict[str, Callable[[Event], dict[str, Any]]] = {
    "submitted": lambda event: {"job_id": event["job_id"], "submitted_at": event.get("at")},
    "ended": lambda event: {"status": event["status"], "summary": event.get("summary")},
    "errors": lambda event: {
        "errors_file": event["file"],
        "errors_digest": event["digest"],
        "failed": event["failed"],
        "codes": event.get("codes", {}),
        "duplicated": event["duplicated"],
    },
    "doubt": lambda event: {"doubt": event["why"]},
    "settled": lambda event: {
        "settled": Settled(event["file"], event["digest"], event["landed"], event["remaining"])
    },
}
"""What each event changes in a chunk's newest attempt."""


def _impossible(event: Event, chunk: ChunkState) -> WorkspaceError:
    return WorkspaceError(
        f"The journal's “{event['event']}” of chunk {chunk.chunk} cannot follow what stands before it "
        f"({chunk.phase.value}). Nothing was sent or changed; the journal was edited, or written by another "
        "version: bring it back from a copy."
    )

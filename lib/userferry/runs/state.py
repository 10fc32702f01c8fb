"""Where a run stands, folded from its journal and kept nowhere else.

    waiting ──submitting──▶ in doubt ──submitted──▶ in flight ──ended──▶ ended ──errors──▶ done
       ▲                       │  ▲                                        │                 ▲
       ├──────refused──────────┘  └── a job failed, gone, miscounted ◀─────┘                 │
       └── settled, rows remain ◀── (the users were looked at) ──▶ settled, none remain ─────┘

A chunk is in doubt from the moment before its POST: only an answer, or a look at the users, ends that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from userferry.errors import WorkspaceError
from userferry.runs.journal import Event


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
    status: str | None = None
    summary: dict[str, int] | None = None
    errors_file: str | None = None
    errors_digest: str | None = None
    duplicated: int = 0
    doubt: str | None = None
    settled: Settled | None = None


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
        if self.gave_up is not None:
            return Phase.DONE
        if last.settled is not None:
            return Phase.WAITING if last.settled.remaining else Phase.DONE
        if self.why is not None:
            return Phase.DOUBT
        if last.status is None:
            return Phase.IN_FLIGHT
        if last.errors_file is None:
            return Phase.ENDED
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
        attempt = Attempt(
            event["attempt"], event["file"], event["digest"], event["external_id"], event["rows"]
        )
        if chunk.phase is not Phase.WAITING:
            raise _impossible(event, chunk)
        return replace(chunk, attempts=(*chunk.attempts, attempt))
    if not chunk.attempts or chunk.last.number != event["attempt"]:
        raise _impossible(event, chunk)
    last = chunk.last
    match kind:
        case "refused":
            return replace(chunk, attempts=chunk.attempts[:-1])
        case "submitted":
            last = replace(last, job_id=event["job_id"])
        case "ended":
            last = replace(last, status=event["status"], summary=event.get("summary"))
        case "errors":
            last = replace(
                last,
                errors_file=event["file"],
                errors_digest=event["digest"],
                duplicated=event["duplicated"],
            )
        case "doubt":
            last = replace(last, doubt=event["why"])
        case "settled":
            settled = Settled(event["file"], event["digest"], event["landed"], event["remaining"])
            last = replace(last, settled=settled)
        case "gave_up":
            return replace(chunk, gave_up=event["why"])
        case _:
            raise _impossible(event, chunk)
    return replace(chunk, attempts=(*chunk.attempts[:-1], last))


def _impossible(event: Event, chunk: ChunkState) -> WorkspaceError:
    return WorkspaceError(
        f"The journal's “{event['event']}” of chunk {chunk.chunk} cannot follow what stands before it "
        f"({chunk.phase.value}). Nothing was sent or changed; the journal was edited, or written by another "
        "version: bring it back from a copy."
    )

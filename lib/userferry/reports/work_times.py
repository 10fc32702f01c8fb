"""When each import of a run was at work, as its journal tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from userferry.runs.journal import Event


@dataclass(frozen=True, slots=True)
class Work:
    """An import at work: from when to when, in epoch seconds, and how many users it took in."""

    begin: float
    end: float
    users: int


def read_work(events: Iterable[Event]) -> list[Work]:
    """Read from a run's journal when each import was at work; one that was lost counts until it was settled.

    Args:
        events: Of `read_journal`.
    """
    began: dict[tuple[int, int], Event] = {}
    found: list[Work] = []
    for event in events:
        key = (int(event.get("chunk", 0)), int(event.get("attempt", 0)))
        kind = event["event"]
        if kind == "submitting":
            began[key] = event
        elif kind == "submitted" and key in began:
            began[key] = {**began[key], "at": event["at"]}
        elif kind == "refused":
            began.pop(key, None)
        elif key in began and (kind == "settled" or (kind == "ended" and event["status"] == "completed")):
            users = began[key]["rows"] if kind == "ended" else event["landed"]
            found.append(Work(_seconds(began.pop(key)), _seconds(event), int(users)))
    return found


def _seconds(event: Event) -> float:
    return datetime.fromisoformat(event["at"]).astimezone(UTC).timestamp()

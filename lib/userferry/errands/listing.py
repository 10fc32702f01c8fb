"""The list of errands: on disk before the first call, and the same list whenever it is taken up again."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from userferry.durable import digest_of, keep
from userferry.errands.errand import Errand
from userferry.errors import WorkspaceError
from userferry.runs.journal import Event, Journal

LIST = "errands.ndjson"
_SHOWN = 5


def list_errands(folder: Path, errands: Iterable[Errand], *, journal: Journal, domain: str) -> int:
    """Put the errands on disk and note them as the journal's first event, or make sure that they are the noted ones.

    Args:
        folder: Of the errands.
        errands: In the order in which they are carried out; streamed.
        journal: Of the folder, open for appending.
        domain: The tenant's.

    Returns:
        How many there are.

    Raises WorkspaceError for a key that stands twice, another tenant, a damaged list, and for a list that is not the
    noted one: with the number of errands that were added, left out and changed, and some of their keys.
    """
    part = folder / f"{LIST}.part"
    try:
        count = _write(part, errands)
        if not journal.events:
            digest = keep(part, folder / LIST)
            journal.events.append(
                journal.append("listed", file=LIST, digest=digest, errands=count, target=domain)
            )
            return count
        listed = listed_event(folder, journal.events)
        if listed["target"] != domain:
            raise WorkspaceError(
                f"The errands of {folder.name} are for {listed['target']} and this session speaks to {domain}. "
                "Nothing was done; use a session with their tenant."
            )
        if digest_of(part) != listed["digest"]:
            raise WorkspaceError(
                f"The errands of {folder.name} are not those that were begun: {_changes(folder / LIST, part)}. "
                "Nothing more was done; put back what they were made from, or begin anew in another folder."
            )
        return count
    finally:
        part.unlink(missing_ok=True)


def listed_event(folder: Path, events: list[Event]) -> Event:
    """Give the event that names the list; WorkspaceError where the list is not what it says."""
    listed = events[0]
    path = folder / LIST
    if listed["event"] != "listed" or not path.exists() or digest_of(path) != listed["digest"]:
        raise WorkspaceError(
            f"{LIST} of {folder.name} is gone or changed. Nothing more was done; bring the file back from a copy."
        )
    return listed


def read_list(folder: Path) -> Iterator[Errand]:
    """Read the list, one errand at a time."""
    with (folder / LIST).open("rb") as lines:
        yield from map(Errand.of_line, lines)


def _write(part: Path, errands: Iterable[Errand]) -> int:
    part.touch(mode=0o600)
    seen: set[str] = set()
    with part.open("wb") as file:
        for errand in errands:
            if errand.key in seen:
                raise WorkspaceError(
                    f"The errand {errand.key} stands in the list twice. Nothing was done; a key names one errand."
                )
            seen.add(errand.key)
            file.write(errand.line())
    return len(seen)


def _changes(noted: Path, asked: Path) -> str:
    """Say in what two lists differ."""
    before, after = _lines(noted), _lines(asked)
    differing = {
        "added": [key for key in after if key not in before],
        "left out": [key for key in before if key not in after],
        "changed": [key for key in after if key in before and after[key] != before[key]],
    }
    said = [
        f"{len(keys):,} {how} ({', '.join(keys[:_SHOWN])}{', …' if len(keys) > _SHOWN else ''})"
        for how, keys in differing.items()
        if keys
    ]
    return "; ".join(said) or "their order"


def _lines(path: Path) -> dict[str, int]:
    with path.open("rb") as lines:
        return {Errand.of_line(line).key: hash(line) for line in lines}

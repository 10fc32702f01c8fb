"""A run's folder as its sender sees it: what to send next, and what happens to it, noted before it counts."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from userferry.durable import digest_of, keep, write_whole
from userferry.runs.journal import Journal
from userferry.runs.logged import log_noted
from userferry.runs.manifest import Manifest
from userferry.runs.payload import Row
from userferry.runs.progress import Progress, Tally, tally
from userferry.runs.records import Records
from userferry.runs.state import Phase, RunState
from userferry.runs.watch import Watch


class Ledger(Records):
    """Reads a run and notes what happens to it, on disk before it counts.

    Args:
        folder: The run's.
        manifest: What it is about.
        state: Folded from the journal's events.
        journal: Open for appending.
        watch: Knows the tenant's pace.
        progress: Called with `Progress` after every note.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        state: RunState,
        journal: Journal,
        *,
        watch: Watch,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        super().__init__(folder, manifest, state)
        self.watch = watch
        self.awaited = 0
        """Users in the file that is being posted: in doubt only if no answer comes."""
        self._journal = journal
        self._progress = progress
        self._phases = {each.chunk: self.phase(each.chunk) for each in manifest.chunks}
        self._counts = Counter(self._phases.values())
        self._tallies = {number: self._tally(number) for number in state.chunks}
        self._total = Tally(Counter(), Counter())
        for each in self._tallies.values():
            self._total.add(each)

    def note(self, event: str, chunk: int | None = None, **facts: Any) -> None:
        """Append an event; once it is on disk, it counts."""
        if chunk is not None:
            facts = {"chunk": chunk, **facts}
        noted = self._journal.append(event, **facts)
        self.state.apply(noted)
        log_noted(self.folder.name, noted, None if chunk is None else self.state.chunk(chunk))
        if chunk is not None:
            self._counts[self._phases[chunk]] -= 1
            self._phases[chunk] = self.phase(chunk)
            self._counts[self._phases[chunk]] += 1
            if before := self._tallies.get(chunk):
                self._total.subtract(before)
            self._tallies[chunk] = self._tally(chunk)
            self._total.add(self._tallies[chunk])
        self.tell()

    def tell(self) -> None:
        """Hand the progress over, where somebody wants it."""
        if self._progress is not None:
            self._progress(self.progress())

    def progress(self) -> Progress:
        """Count how far the run is."""
        far = self._total.progress(self.manifest.rows, jobs_in_flight=self._counts[Phase.IN_FLIGHT])
        doubtful = far.in_doubt - self.awaited
        usual = far.total // max(len(self._phases), 1)
        left = self.watch.seconds_left(far.not_sent, at_once=usual)
        return replace(far, in_doubt=doubtful, per_second=self.watch.per_second(), seconds_left=left)

    def _tally(self, number: int) -> Tally:
        return tally(self.state.chunk(number), self.cut(number).rows)

    def count(self, phase: Phase) -> int:
        """Count the chunks in a phase."""
        return self._counts[phase]

    def in_phase(self, *phases: Phase) -> list[int]:
        """List the chunks in one of these phases, in order; empty at no cost where there is none."""
        if not any(self._counts[phase] for phase in phases):
            return []
        return [number for number, phase in self._phases.items() if phase in phases]

    def next_waiting(self) -> int | None:
        """Give the first chunk that waits to be sent."""
        if not self._counts[Phase.WAITING]:
            return None
        return next(number for number, phase in self._phases.items() if phase is Phase.WAITING)

    def store_errors(self, name: str, errors: list[dict[str, Any]] | dict[str, Any]) -> tuple[str, str]:
        """Keep an answer of `/errors`, one for all where nobody failed, and return its file and digest."""
        file = f"errors/{name if errors else 'none.json'}"
        if not errors and (self.folder / file).exists():
            return file, digest_of(self.folder / file)
        return file, write_whole(self.folder / file, json.dumps(errors, ensure_ascii=False).encode())

    def store_settled(self, number: int, rows: list[Row], landed: dict[int, str]) -> None:
        """Keep and note what a look told of a chunk's newest attempt; rows to review do not remain."""
        chunk = self.state.chunk(number)
        last = chunk.last
        frame = pl.DataFrame(
            {
                "position": [row.position for row in rows],
                "landed": [row.position in landed for row in rows],
                "auth0_user_id": [landed.get(row.position) for row in rows],
            },
            schema={"position": pl.Int64, "landed": pl.Boolean, "auth0_user_id": pl.String},
        )
        file = f"settled/{number:05d}.{last.number}.parquet"
        path = self.folder / file
        frame.write_parquet(part := path.with_name(f"{path.name}.part"))
        remaining = 0 if chunk.phase is Phase.REVIEW else len(rows) - len(landed)
        self.note(
            "settled",
            number,
            attempt=last.number,
            file=file,
            digest=keep(part, path),
            landed=len(landed),
            remaining=remaining,
        )

"""A run's folder as the sender sees it: what to send, what was noted, where each attempt's rows stand."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import JobErrors, RowError, RowErrorDetail
from userferry.durable import digest_of, keep, write_whole
from userferry.errors import WorkspaceError
from userferry.runs.journal import Journal
from userferry.runs.manifest import ChunkFile, Manifest
from userferry.runs.payload import Row, split_rows
from userferry.runs.state import Attempt, ChunkState, Phase, RunState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in chunks: `done` of `total`, and those under way."""

    total: int
    done: int
    in_flight: int
    in_doubt: int

    def __str__(self) -> str:
        doubt = f", {self.in_doubt} in doubt" if self.in_doubt else ""
        return f"{self.done:,} of {self.total:,} chunks done, {self.in_flight} in flight{doubt}"


class Records:
    """Reads a run: its chunks, attempts and the answers to them.

    Args:
        folder: The run's.
        manifest: What it is about.
        state: Where it stands.
    """

    def __init__(self, folder: Path, manifest: Manifest, state: RunState) -> None:
        self.folder = folder
        self.manifest = manifest
        self.state = state
        self._cut = {each.chunk: each for each in manifest.chunks}

    def phase(self, number: int) -> Phase:
        """Where a chunk stands."""
        return self.state.chunk(number).phase

    def cut(self, number: int) -> ChunkFile:
        """Describe a chunk as it was cut."""
        return self._cut[number]

    def rows(self, number: int, attempt: Attempt | None = None) -> list[Row]:
        """Read the rows of a chunk, or of one of its attempts, by their positions in the chunk."""
        if attempt is None or attempt.number == 1:
            cut = self.cut(number)
            return split_rows(self.bytes_of(f"chunks/{cut.file}", cut.digest))
        return split_rows(
            self.bytes_of(attempt.file, attempt.digest), self._remaining(number, attempt.number)
        )

    def landed(self, attempt: Attempt) -> dict[int, str]:
        """Read which positions of a settled attempt are users: position → auth0_user_id."""
        if attempt.settled is None:
            return {}
        frame = self._settled_frame(attempt).filter("landed")
        return dict(frame.select("position", "auth0_user_id").iter_rows())

    def errors(self, attempt: Attempt) -> JobErrors:
        """Read the tenant's errors for an attempt as they were stored."""
        if attempt.errors_file is None or attempt.errors_digest is None:
            return JobErrors()
        said = json.loads(self.bytes_of(attempt.errors_file, attempt.errors_digest))
        if isinstance(said, dict):
            return JobErrors(reason=said.get("status_details"), is_whole_job=True)
        return JobErrors(
            tuple(
                RowError(row["user"], tuple(RowErrorDetail(**each) for each in row["errors"])) for row in said
            )
        )

    def bytes_of(self, file: str, digest: str) -> bytes:
        """Read a file of the run and make sure that it is what was recorded."""
        path = self.folder / file
        if not path.exists() or digest_of(path) != digest:
            raise WorkspaceError(
                f"{file} of the run {self.folder.name} is gone or changed. Nothing more was sent; bring the "
                "file back from a copy and run again."
            )
        return path.read_bytes()

    def remaining(self, number: int) -> list[Row]:
        """Read the rows that a chunk's next attempt has to send."""
        chunk = self.state.chunk(number)
        if not chunk.attempts:
            return self.rows(number)
        landed = self.landed(chunk.last)
        return [row for row in self.rows(number, chunk.last) if row.position not in landed]

    def _remaining(self, number: int, attempt: int) -> list[int]:
        before = self.state.chunk(number).attempts[attempt - 2]
        frame = self._settled_frame(before)
        return frame.filter(~pl.col("landed"))["position"].to_list()

    def _settled_frame(self, attempt: Attempt) -> pl.DataFrame:
        if attempt.settled is None:
            raise WorkspaceError(
                "An attempt was sent before the one ahead of it was settled. Nothing was sent."
            )
        self.bytes_of(attempt.settled.file, attempt.settled.digest)
        return pl.read_parquet(self.folder / attempt.settled.file)


class Ledger(Records):
    """Reads a run and notes what happens to it, on disk before it counts.

    Args:
        folder: The run's.
        manifest: What it is about.
        state: Folded from the journal's events.
        journal: Open for appending.
        progress: Called with `Progress` after every note.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        state: RunState,
        journal: Journal,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        super().__init__(folder, manifest, state)
        self._journal = journal
        self._progress = progress
        self._phases = {each.chunk: self.phase(each.chunk) for each in manifest.chunks}
        self._counts = dict.fromkeys(Phase, 0)
        for phase in self._phases.values():
            self._counts[phase] += 1

    def note(self, event: str, chunk: int | None = None, **facts: Any) -> ChunkState | None:
        """Append an event and return the chunk it is about as it stands now."""
        if chunk is not None:
            facts = {"chunk": chunk, **facts}
        self.state.apply(self._journal.append(event, **facts))
        if chunk is not None:
            self._counts[self._phases[chunk]] -= 1
            self._phases[chunk] = self.phase(chunk)
            self._counts[self._phases[chunk]] += 1
        if self._progress is not None:
            self._progress(self.progress())
        return None if chunk is None else self.state.chunk(chunk)

    def progress(self) -> Progress:
        """Count how far the run is."""
        count = self._counts
        return Progress(
            total=len(self._phases),
            done=count[Phase.DONE],
            in_flight=count[Phase.IN_FLIGHT] + count[Phase.ENDED],
            in_doubt=count[Phase.DOUBT] + count[Phase.REVIEW],
        )

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
        """Keep an answer of `/errors` and return its file and digest."""
        file = f"errors/{name}"
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

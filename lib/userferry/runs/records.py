"""A run's folder as it is read: what was cut, what each attempt sent, what the tenant answered."""

import hashlib
import json
from pathlib import Path

import polars as pl

from userferry.api import JobErrors, RowError, RowErrorDetail
from userferry.durable import digest_of
from userferry.errors import WorkspaceError
from userferry.runs.manifest import ChunkFile, Manifest
from userferry.runs.payload import Row, read_rows, split_rows
from userferry.runs.state import Attempt, Phase, RunState


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
        return read_rows(*self._sent(number, attempt))

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
        data = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(data).hexdigest() != digest:
            raise self._changed(file)
        return data

    def path_of(self, file: str, digest: str) -> Path:
        """Find a file of the run that may be larger than memory, and make sure that it is what was recorded."""
        path = self.folder / file
        if not path.exists() or digest_of(path) != digest:
            raise self._changed(file)
        return path

    def remaining(self, number: int) -> list[Row]:
        """Cut out the rows that a chunk's next attempt has to send, with their bytes."""
        chunk = self.state.chunk(number)
        if not chunk.attempts:
            return split_rows(*self._sent(number, None))
        landed = self.landed(chunk.last)
        return [row for row in split_rows(*self._sent(number, chunk.last)) if row.position not in landed]

    def _sent(self, number: int, attempt: Attempt | None) -> tuple[bytes, list[int] | None]:
        """Read the file of a chunk, or of one of its attempts, and its rows' positions where they are not all."""
        if attempt is None or attempt.number == 1:
            cut = self.cut(number)
            return self.bytes_of(f"chunks/{cut.file}", cut.digest), None
        return self.bytes_of(attempt.file, attempt.digest), self._remaining(number, attempt.number)

    def _remaining(self, number: int, attempt: int) -> list[int]:
        before = self.state.chunk(number).attempts[attempt - 2]
        frame = self._settled_frame(before)
        return frame.filter(~pl.col("landed"))["position"].to_list()

    def _settled_frame(self, attempt: Attempt) -> pl.DataFrame:
        if attempt.settled is None:
            raise WorkspaceError(
                "An attempt was sent before the one ahead of it was settled. Nothing was sent."
            )
        return pl.read_parquet(self.path_of(attempt.settled.file, attempt.settled.digest))

    def _changed(self, file: str) -> WorkspaceError:
        return WorkspaceError(
            f"{file} of the run {self.folder.name} is gone or changed. Nothing more was sent; bring the "
            "file back from a copy and run again."
        )

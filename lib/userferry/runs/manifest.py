"""What a run is about, written once at its beginning and compared at every return."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.durable import digest_of, write_whole
from userferry.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class ChunkFile:
    """A chunk as it was cut: `digest` is the sha256 of the file in hex, `rows` its users."""

    chunk: int
    file: str
    rows: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run sends, where, and made from what.

    Args:
        run_id: Begins every external_id of the run.
        target: The tenant's domain.
        connection_id: Where users go.
        upsert: Whether users who exist are updated.
        digests: Of the dump, the mapping, the resolutions: whatever the chunks were made from.
        dump_rows: Rows of the dump, sent or not.
        chunks: In order.
    """

    run_id: str
    target: str
    connection_id: str
    upsert: bool
    digests: dict[str, str]
    dump_rows: int
    chunks: tuple[ChunkFile, ...]

    def __repr__(self) -> str:
        return (
            f"Manifest({self.target}, {self.connection_id}, {len(self.chunks):,} chunks, {self.rows:,} rows)"
        )

    @property
    def rows(self) -> int:
        """Rows in the chunks."""
        return sum(each.rows for each in self.chunks)

    def write(self, folder: Path) -> Path:
        """Write manifest.json (0600)."""
        path = folder / "manifest.json"
        write_whole(path, json.dumps(asdict(self) | {"rows": self.rows}, indent=1).encode())
        return path

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read manifest.json; WorkspaceError where there is none."""
        path = folder / "manifest.json"
        if not path.exists():
            raise WorkspaceError(f"{folder.name} holds no run: it has no manifest.json. Begin one there.")
        said: dict[str, Any] = json.loads(path.read_bytes())
        said.pop("rows")
        said["chunks"] = tuple(ChunkFile(**each) for each in said["chunks"])
        return cls(**said)

    def changes(self, other: Self) -> list[str]:
        """Name everything in which another run differs from this one."""
        named = [
            f"{name} ({was} → {now})"
            for name, was, now in (
                ("target", self.target, other.target),
                ("connection", self.connection_id, other.connection_id),
                ("upsert", self.upsert, other.upsert),
                ("rows of the dump", self.dump_rows, other.dump_rows),
                ("number of chunks", len(self.chunks), len(other.chunks)),
            )
            if was != now
        ]
        named += [
            name
            for name in sorted(self.digests.keys() | other.digests.keys())
            if self.digests.get(name) != other.digests.get(name)
        ]
        named += [
            f"chunk {was.chunk:05d}"
            for was, now in zip(self.chunks, other.chunks, strict=False)
            if was != now
        ]
        return named


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent, where, and made from what.

    Args:
        chunks: The folder of `00001.json`…, `chunks.parquet` (chunk, rows, bytes: Int64; file, digest: String)
            and `rows.parquet` (__row, chunk, position: Int64).
        target: The tenant's domain, as `Session.domain` says it.
        connection_id: Where the users go.
        upsert: Whether users who exist are updated.
        digests: Of what the chunks were made from: dump, mapping, resolutions.
        dump_rows: Rows of the dump.
    """

    chunks: Path
    target: str
    connection_id: str
    upsert: bool
    digests: Mapping[str, str]
    dump_rows: int

    def manifest(self, run_id: str) -> Manifest:
        """Write it down as a run's manifest; WorkspaceError where no chunks were cut."""
        digests = dict(sorted(self.digests.items()))  # so that manifests compare as text
        chunks = read_chunks(self.chunks)
        return Manifest(run_id, self.target, self.connection_id, self.upsert, digests, self.dump_rows, chunks)


def read_chunks(folder: Path) -> tuple[ChunkFile, ...]:
    """Read what was cut from `chunks.parquet` (chunk, rows, bytes: Int64; file, digest: String), in order."""
    path = folder / "chunks.parquet"
    if not path.exists():
        raise WorkspaceError(
            f"{folder.name} holds no chunks.parquet. Nothing was sent; cut the chunks first."
        )
    frame = pl.read_parquet(path).sort("chunk")
    return tuple(
        ChunkFile(**row)
        for row in frame.select("chunk", "file", "rows", "bytes", "digest").iter_rows(named=True)
    )


def changed_files(folder: Path, chunks: tuple[ChunkFile, ...]) -> list[str]:
    """Name the chunk files that are gone or whose bytes are not those that were cut."""
    return [
        f"chunk {each.chunk:05d}"
        for each in chunks
        if not (folder / each.file).exists() or digest_of(folder / each.file) != each.digest
    ]

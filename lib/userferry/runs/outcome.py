"""What came of a run: each row sent, its place and the tenant's reason."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import counted, table
from userferry.durable import make_folder, write_frame, write_whole
from userferry.errors import WorkspaceError
from userferry.runs.outcomes import Place, inserted_ids, outcomes_of, there_before
from userferry.runs.records import Records

ROWS_SCHEMA = {
    "__row": pl.Int64,
    "chunk": pl.Int64,
    "position": pl.Int64,
    "outcome": pl.String,
    "code": pl.String,
    "message": pl.String,
    "path": pl.String,
    "auth0_user_id": pl.String,
}
"""Columns of an outcome's rows."""

UNDONE = "undone.json"
"""The file of a run whose undo was begun: it sends no more, and nobody is said to be there by it."""

_TOLD = {name: dtype for name, dtype in ROWS_SCHEMA.items() if name != "__row"}
_CHUNKS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of every row that a run sends.

    Args:
        rows: `__row, chunk, position: Int64; outcome, code, message, path, auth0_user_id: String`,
            one for each row sent; lazy, for it may be larger than memory. `outcome` is a `Place`'s text.
        counts: Rows by place.
        codes: Failed rows by the tenant's code.
        doubts: Chunks in doubt, and why.
        chunks: How many the run has.
        attempts: How many import files were sent, lost ones included.
        users_before: How many users the connection held before the first.
        is_undone: Whether the run was taken back since, or is about to be.
    """

    rows: pl.LazyFrame = field(repr=False, compare=False)
    counts: dict[str, int]
    codes: dict[str, int]
    doubts: dict[int, str]
    chunks: int
    attempts: int
    users_before: int
    is_undone: bool = False

    def __repr__(self) -> str:
        places = ", ".join(f"{count:,} {place}" for place, count in self.counts.items() if count)
        return f"Outcome({places or 'no rows'}; {counted(self.chunks, 'chunk')}, {counted(self.attempts, 'sending')})"

    def _repr_html_(self) -> str:
        places = [(place, count) for place, count in self.counts.items() if count]
        return table("Outcome", ("place", "rows"), places, note=self.advice)

    def arrived(self) -> pl.LazyFrame:
        """Give the `__row` of everybody whom the tenant holds; WorkspaceError after an undo."""
        if self.is_undone:
            raise WorkspaceError(
                "This run was taken back, or is about to be, so nobody is said to be there by it: 07-undo says who "
                "still is. Nothing was compared; give the parameter `run` another name to import again."
            )
        there = [Place.INSERTED, Place.UPDATED, Place.UNCHANGED]
        return self.rows.filter(pl.col("outcome").is_in(there)).select("__row")

    def updated(self) -> pl.LazyFrame:
        """Give `__row` and `auth0_user_id` of those who were there already and were updated."""
        return self.rows.filter(pl.col("outcome") == Place.UPDATED).select("__row", "auth0_user_id")

    @property
    def is_complete(self) -> bool:
        """Whether every row has its place for good."""
        return not any(self.counts[place] for place in (Place.IN_DOUBT, Place.NOT_SENT))

    @property
    def advice(self) -> str:
        """What to do next, in one sentence."""
        if self.is_undone:
            return "The run was taken back since: this is what came of it before."
        if self.doubts:
            chunk, why = next(iter(self.doubts.items()))
            return (
                f"{len(self.doubts)} of {self.chunks} chunks are in doubt, such as chunk {chunk}: {why}. "
                "Their users may or may not be there; send the run again and it looks."
            )
        return "Every row has its place." if self.is_complete else "Rows wait to be sent; send the run again."

    def write(self, folder: Path) -> Path:
        """Write rows.parquet and outcome.json (0600) into a folder, and return it."""
        write_frame(folder / "rows.parquet", self.rows)
        facts = {name: getattr(self, name) for name in _FACTS}
        write_whole(folder / "outcome.json", json.dumps(facts, indent=1).encode())
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where there is nothing."""
        path = folder / "outcome.json"
        if not path.exists():
            raise WorkspaceError(f"{folder.name} holds no outcome yet. Send the run first.")
        facts: dict[str, Any] = json.loads(path.read_bytes())
        facts["doubts"] = {int(chunk): why for chunk, why in facts["doubts"].items()}
        is_undone = (folder / UNDONE).exists()
        return cls(rows=pl.scan_parquet(folder / "rows.parquet"), is_undone=is_undone, **facts)


_FACTS = ("counts", "codes", "doubts", "chunks", "attempts", "users_before")


def write_outcome(records: Records, to: Path) -> Outcome:
    """Fold every chunk into its rows' outcomes and write them, a few hundred chunks in memory at a time.

    Raises WorkspaceError where the rows that were cut and the rows in the files are not the same.
    """
    parts = to / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    make_folder(parts)
    counts = Counter(dict.fromkeys((str(place) for place in Place), 0))
    codes: Counter[str] = Counter()
    try:
        for number, frame in enumerate(_frames(records)):
            counts.update(dict(frame["outcome"].value_counts().iter_rows()))
            failed = frame.filter(pl.col("outcome") == Place.FAILED)["code"]
            codes.update(dict(failed.drop_nulls().value_counts().iter_rows()))
            frame.write_parquet(parts / f"{number:05d}.parquet")
        files = sorted(parts.iterdir())
        rows = pl.scan_parquet(files) if files else pl.LazyFrame(schema=ROWS_SCHEMA)
        state = records.state
        Outcome(
            rows=rows,
            counts=dict(counts),
            codes=dict(codes.most_common()),
            doubts={
                number: chunk.why or f"it is {chunk.phase.value}"
                for number, chunk in sorted(state.chunks.items())
                if chunk.phase.value in {"in doubt", "to review", "in flight", "ended"}
            },
            chunks=len(records.manifest.chunks),
            attempts=sum(len(chunk.attempts) for chunk in state.chunks.values()),
            users_before=state.snapshot["users"] if state.snapshot else 0,
        ).write(to)
    finally:
        shutil.rmtree(parts, ignore_errors=True)
    return Outcome.read(to)


def _frames(records: Records) -> Iterator[pl.DataFrame]:
    cut = pl.scan_parquet(records.folder / "chunks" / "rows.parquet")
    numbers = [each.chunk for each in records.manifest.chunks]
    for start in range(0, len(numbers), _CHUNKS_AT_ONCE):
        some = numbers[start : start + _CHUNKS_AT_ONCE]
        # One pass over who was there for many chunks: it may be a file of millions.
        every = (row for number in some for row in records.rows(number)) if records.manifest.upsert else ()
        there = there_before(records, every)
        outcomes = pl.concat(_told(records, number, there) for number in some)
        wanted = cut.filter(pl.col("chunk").is_between(some[0], some[-1])).collect()
        joined = wanted.join(outcomes, on=["chunk", "position"], how="inner", validate="1:1")
        if not joined.height == wanted.height == outcomes.height:
            raise WorkspaceError(
                f"Chunks {some[0]} to {some[-1]} hold {outcomes.height:,} users and rows.parquet says "
                f"{wanted.height:,}. What was sent is noted; the chunks' folder is not as it was cut, so "
                "bring it back from a copy."
            )
        yield joined.select(list(ROWS_SCHEMA)).sort("chunk", "position")


def _told(records: Records, number: int, there: Mapping[str, str]) -> pl.DataFrame:
    """Say what came of each row of a chunk: the columns of `ROWS_SCHEMA` but `__row`."""
    if (ids := inserted_ids(records, number)) is not None:
        came = (pl.lit(number), pl.int_range(pl.len()), pl.lit(str(Place.INSERTED)), *[pl.lit(None)] * 3)
        columns = [
            value.cast(dtype).alias(name) for value, (name, dtype) in zip(came, _TOLD.items(), strict=False)
        ]
        return pl.DataFrame({"auth0_user_id": ids}, schema_overrides=_TOLD).select(*columns, "auth0_user_id")
    said = [
        (number, each.position, each.outcome, each.code, each.message, each.path, each.auth0_user_id)
        for each in outcomes_of(records, number, there=there)
    ]
    return pl.DataFrame(said, schema=_TOLD, orient="row")

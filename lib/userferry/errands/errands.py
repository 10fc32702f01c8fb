"""What came of a list of errands, folded from its journal and kept nowhere else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import polars as pl

from userferry.display import table
from userferry.durable import write_frame
from userferry.errands.listing import listed_event, read_list
from userferry.errors import WorkspaceError
from userferry.runs.journal import Event, read_journal

DONE = "done"
FAILED = "failed"
OPEN = "open"
JOURNAL = "journal.ndjson"

_SCHEMA = {
    "key": pl.String,
    "kind": pl.String,
    "outcome": pl.String,
    "word": pl.String,
    "code": pl.String,
    "message": pl.String,
}
_ENDS = frozenset({DONE, FAILED})


@dataclass(frozen=True, slots=True)
class Errands:
    """What came of each errand.

    Args:
        rows: `key, kind, outcome, word, code, message: String`, one for each errand in the list's order. `outcome` is
            `done` (`word` says what was done), `failed` (`code` and `message` are the tenant's) or `open`.
    """

    rows: pl.DataFrame = field(repr=False)

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """Errands by kind and what came of them: the word of a done one, else its outcome; most frequent first."""
        said = pl.coalesce("word", "outcome").alias("came")
        counted = (
            self.rows.group_by("kind", said)
            .len()
            .sort(["len", "kind", "came"], descending=[True, False, False])
        )
        return {(kind, came): count for kind, came, count in counted.iter_rows()}

    @property
    def codes(self) -> dict[str, int]:
        """Failed errands by the tenant's code, most frequent first."""
        return dict(Counter(self.rows.filter(pl.col("outcome") == FAILED)["code"]).most_common())

    @property
    def is_complete(self) -> bool:
        """Whether it is known of each what came of it."""
        return not (self.rows["outcome"] == OPEN).any()

    def __repr__(self) -> str:
        counted = ", ".join(f"{count:,} {kind} {came}" for (kind, came), count in self.counts.items())
        return f"Errands({self.rows.height:,} = {counted or 'none'})"

    def _repr_html_(self) -> str:
        lines = [(kind, came, count) for (kind, came), count in self.counts.items()]
        codes = ", ".join(f"{code} {count:,}" for code, count in self.codes.items())
        return table(
            "Errands", ("asked", "what came", "errands"), lines, note=f"Refused: {codes}." if codes else ""
        )

    def write(self, folder: Path) -> Path:
        """Write results.parquet (0600) into a folder, and return it."""
        write_frame(folder / "results.parquet", self.rows)
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Fold where a folder's errands stand from its journal; WorkspaceError where none were begun."""
        events = read_journal(folder / JOURNAL)
        if not events:
            raise WorkspaceError(f"{folder.name} holds no errands yet. Nothing was changed.")
        return cls.of(folder, events)

    @classmethod
    def of(cls, folder: Path, events: list[Event]) -> Self:
        """Fold a journal's events, of which there is one at least."""
        listed_event(folder, events)
        ends = ended(events)
        rows = [
            (
                errand.key,
                errand.kind,
                end["event"] if end else OPEN,
                end.get("word") if end else None,
                end.get("code") if end else None,
                end.get("message") if end else None,
            )
            for errand in read_list(folder)
            for end in (ends.get(errand.key),)
        ]
        return cls(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


def ended(events: Iterable[Event]) -> dict[str, Event]:
    """Collect the last word on each errand that has one, by key."""
    return {event["key"]: event for event in events if event["event"] in _ENDS}

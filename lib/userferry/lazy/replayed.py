"""What came of replayed traffic."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from userferry.display import headline, table
from userferry.durable import write_frame, write_whole
from userferry.errors import WorkspaceError
from userferry.frames import ROW
from userferry.lazy.traffic import COME_BACK, LOG_IN

CAME = {"seconds": pl.Float64, "kind": pl.String, ROW: pl.Int64, "expected": pl.String, "got": pl.String}
"""Columns of the events that were played."""

_DAY = 86_400.0
_SHOWN = 20


@dataclass(frozen=True, slots=True, repr=False)
class Replayed:
    """What came of replayed traffic.

    Args:
        left: How many events were not played, since the bound was met.
        counts: `kind, expected, got` String, `events` Int64.
        came: Columns and dtypes of `CAME`: every event that was played; no login and no password.
    """

    left: int
    counts: pl.DataFrame = field(compare=False)
    came: pl.DataFrame = field(compare=False)

    @classmethod
    def of(cls, came: pl.DataFrame, *, left: int) -> Self:
        """Count the events that were played."""
        counts = came.group_by("kind", "expected", "got").agg(pl.len().cast(pl.Int64).alias("events"))
        return cls(left, counts.sort("kind", "expected", "got"), came)

    @property
    def unexpected(self) -> pl.DataFrame:
        """The events that went otherwise than expected, columns of `CAME`."""
        return self.came.filter(pl.col("expected") != pl.col("got"))

    @property
    def is_as_expected(self) -> bool:
        """Whether each event went as expected."""
        return self.unexpected.is_empty()

    @property
    def moves(self) -> pl.DataFrame:
        """Who moved in: `__row` Int64 and `day` Int64 of the first log-in that worked, the first day being 0."""
        day = (pl.col("seconds") / _DAY).floor().cast(pl.Int64)
        is_in = pl.col("kind").is_in([LOG_IN, COME_BACK]) & (pl.col("got") == "ok")
        moved = self.came.filter(is_in & pl.col(ROW).is_not_null())
        return moved.group_by(ROW).agg(day.min().alias("day")).sort("day", ROW)

    def __repr__(self) -> str:
        """Say how it went."""
        last = float(self.came.select(pl.col("seconds").max().fill_null(0.0)).item())
        left = f", {self.left:,} events left out" if self.left else ""
        return (
            f"Replayed({self.came.height:,} events of {last / _DAY:.0f} days: {self.moves.height:,} users moved in, "
            f"{self.unexpected.height:,} events not as expected{left})"
        )

    def _repr_html_(self) -> str:
        rows = self.counts.rows()
        note = (
            "Each went as expected." if self.is_as_expected else "Where the last two words differ, look why."
        )
        shown = table(headline(self), ["what happened", "expected", "got", "events"], rows, note=note)
        if not self.is_as_expected:
            told = self.unexpected.head(_SHOWN).select(
                (pl.col("seconds") / _DAY).floor().cast(pl.Int64), "kind", ROW, "expected", "got"
            )
            shown += table(
                f"The first {told.height} of them", ["day", "", "row", "expected", "got"], told.rows()
            )
        return shown

    def write(self, folder: Path) -> Path:
        """Write `replayed.json` and `replayed.parquet` (0600), and return the folder."""
        write_frame(folder / "replayed.parquet", self.came)
        write_whole(folder / "replayed.json", json.dumps({"left": self.left}) + "\n")
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote; WorkspaceError where nothing was replayed yet."""
        path = folder / "replayed.json"
        if not path.exists():
            raise WorkspaceError(
                f"Nothing was replayed in {folder.name} yet. Nothing was changed; replay traffic first."
            )
        facts: dict[str, Any] = json.loads(path.read_bytes())
        return cls.of(pl.read_parquet(folder / "replayed.parquet"), left=facts["left"])

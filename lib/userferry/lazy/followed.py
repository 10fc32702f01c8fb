"""How far automatic migration is, as files and as tables."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl

from userferry.display import bar, headline, table
from userferry.durable import write_frame, write_whole
from userferry.frames import ROW
from userferry.lazy.activity import SEGMENT

MOVED, BROUGHT, REMAINING, GONE, TAKEN = "moved", "brought", "remaining", "gone", "taken"
STATES = {
    MOVED: "a login moved them in",
    BROUGHT: "there before the scripts were switched on, or by a bulk import",
    REMAINING: "have not logged in yet",
    GONE: "were in the tenant and are there no more: the next login brings them back while the scripts know them",
    TAKEN: "somebody else in the tenant has their address, so that no login moves them in",
}
"""What can be of a row, and what it means."""

THERE = (MOVED, BROUGHT)
STATE = pl.Enum(list(STATES))
ROWS = {
    ROW: pl.Int64, "state": STATE, "segment": SEGMENT, "created_at": pl.Datetime("ms"), "is_returned": pl.Boolean,
}  # fmt: skip
_FRAMES = ("rows", "days", "segments", "projection")
_FACTS = "followed.json"
_SHOWN_DAYS = (30, 60, 90)


@dataclass(frozen=True, slots=True, repr=False)
class Followed:
    """Who has moved, who remains, and who will.

    Args:
        began: The day on which the scripts were switched on, in UTC.
        at: When the tenant was asked, in UTC.
        rows: `ROWS`: each row of the dump; `created_at` of those who are there, `is_returned` of those who were gone in
            between.
        days: `day` Date, from `began` to that of `at`; `moved`, `brought` and `gone` of that day, and `remain` at its
            end, Int64. A day's `gone` are those who were missed on it for the first time.
        segments: `segment`, `users`, `there` and `remain` Int64; `ahead` days later `expected` Float64 remain.
        projection: `day` Date, and how many will `remain` then, with `low` and `high`, Float64; nine of ten outcomes
            lie between them if people go on as they did. Empty where nobody is waited for.
        signed_up: Users of the connection who are not in the dump.
    """

    began: date
    at: datetime
    rows: pl.DataFrame = field(repr=False)
    days: pl.DataFrame = field(repr=False)
    segments: pl.DataFrame = field(repr=False)
    projection: pl.DataFrame = field(repr=False)
    signed_up: int

    def of(self, state: str) -> int:
        """How many rows are in a state of `STATES`."""
        return int((self.rows["state"] == state).sum())

    @property
    def remain(self) -> int:
        """How many rows of the dump are not in the tenant."""
        return self.rows.height - sum(map(self.of, THERE))

    @property
    def returned(self) -> int:
        """How many were gone and are there again."""
        return int(self.rows["is_returned"].sum())

    def __repr__(self) -> str:
        """Say how many remain, and will."""
        said = f"{self.rows.height - self.remain:,} of {self.rows.height:,} users are there on {self.at:%Y-%m-%d}"
        ahead = ""
        if self.projection.height:
            day, _, low, high = self.projection.row(-1)
            ahead = f", {low:,.0f} to {high:,.0f} on {day}"
        return f"Followed({said}; {self.remain:,} remain{ahead})"

    def _repr_html_(self) -> str:
        picture = bar([(state, self.of(state), meaning) for state, meaning in STATES.items()])
        heads = ["last log-in before", "users", "there", "remain", "will remain"]
        ahead = self.projection.height
        note = (
            f"“Will remain” is what is expected {ahead} days on. {self.signed_up:,} users of the connection are not in "
            f"the dump; {self.returned:,} of the dump were gone and came back."
        )
        segments = [
            (*row[:-1], None if row[-1] is None else round(row[-1])) for row in self.segments.iter_rows()
        ]
        later = [
            (
                str(self.projection["day"][days - 1]),
                *(round(each) for each in self.projection.row(days - 1)[1:]),
            )
            for days in _SHOWN_DAYS
            if days <= ahead
        ]
        return (
            picture
            + table(headline(self), heads, segments, note=note)
            + table("If people go on as they did", ["on", "remain", "at least", "at most"], later)
        )

    def write(self, folder: Path) -> Path:
        """Write `followed.json` and a parquet file for each frame into the folder."""
        for name in _FRAMES:
            write_frame(folder / f"followed_{name}.parquet", getattr(self, name))
        facts = {
            "began": self.began.isoformat(),
            "at": self.at.isoformat(),
            "signed_up": self.signed_up,
        }
        write_whole(folder / _FACTS, json.dumps(facts, indent=1))
        return folder

    @classmethod
    def read(cls, folder: Path) -> "Followed":
        """Read what `write` wrote."""
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        frames = {name: pl.read_parquet(folder / f"followed_{name}.parquet") for name in _FRAMES}
        began, at = date.fromisoformat(facts["began"]), datetime.fromisoformat(facts["at"])
        return cls(began=began, at=at, signed_up=facts["signed_up"], **frames)

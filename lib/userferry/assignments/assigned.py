"""What came of each assignment that the mapping names."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from userferry.display import headline, table
from userferry.durable import make_folder, write_frame, write_whole
from userferry.errors import WorkspaceError

ASSIGNED = "assigned"
FAILED = "failed"
NOT_SENT = "not sent"
FOLDER = "assigned"
"""Of a run: wanted.parquet, rows.parquet, assigned.json, and a folder for each time that something was asked."""

OUTCOMES = (ASSIGNED, FAILED, NOT_SENT)
ROWS = {
    "__row": pl.Int64,
    "organization": pl.String,
    "role": pl.String,
    "outcome": pl.String,
    "code": pl.String,
    "message": pl.String,
    "auth0_user_id": pl.String,
    "organization_id": pl.String,
    "role_id": pl.String,
}

_WANTED = ["__row", "organization", "role"]


@dataclass(frozen=True, slots=True, repr=False)
class Assigned:
    """What came of the assignments.

    Args:
        rows: The columns of `ROWS`, one row for each assignment wanted; lazy.
            `outcome` is `assigned`, `failed` (with the tenant's code, or ours
            where it was not asked) or `not sent` (the user did not arrive, or is not in the dump).
        counts: Assignments by outcome.
        codes: Those that failed or were not sent, by code, most frequent first.
    """

    rows: pl.LazyFrame = field(repr=False, compare=False)
    counts: dict[str, int]
    codes: dict[str, int]

    @classmethod
    def of(cls, rows: pl.LazyFrame) -> "Assigned":
        """Count the rows."""
        counted = rows.group_by("outcome", "code").len().collect(engine="streaming")
        counts = dict.fromkeys(OUTCOMES, 0)
        codes: dict[str, int] = {}
        for outcome, code, rows_of in counted.sort(["len", "code"], descending=[True, False]).iter_rows():
            counts[outcome] += rows_of
            if code is not None:
                codes[code] = codes.get(code, 0) + rows_of
        return cls(rows, counts, codes)

    @classmethod
    def over(cls, runs: Sequence[Path]) -> "Assigned":
        """Count what came of each assignment over several runs of one dump: one that was carried out before any other.

        Args:
            runs: Their folders, in the order in which they were begun; one that has assigned nothing is passed over.

        Raises WorkspaceError where none has.
        """
        folders = [run / FOLDER for run in runs if (run / FOLDER / "assigned.json").exists()]
        if len(folders) < 2:  # noqa: PLR2004 one tells it all
            return cls.read(folders[0] if folders else runs[-1] / FOLDER)
        better = pl.col("outcome").replace_strict(
            {ASSIGNED: 2, FAILED: 1, NOT_SENT: 0}, return_dtype=pl.Int64
        )
        each = [cls.read(folder).rows.with_columns(number=number) for number, folder in enumerate(folders)]
        ranked = pl.concat(each).with_columns(rank=better * len(folders) + pl.col("number"))
        best = ranked.group_by(_WANTED).agg(pl.col("rank").max())
        return cls.of(ranked.join(best, on=[*_WANTED, "rank"], how="semi", nulls_equal=True).select(*ROWS))

    @property
    def wanted(self) -> int:
        """How many assignments there are; the outcomes add up to it."""
        return sum(self.counts.values())

    def __repr__(self) -> str:
        """Say what came of them."""
        if not self.wanted:
            return "Assigned(no roles or memberships are named)"
        counted = ", ".join(f"{count:,} {outcome}" for outcome, count in self.counts.items() if count)
        return f"Assigned({self.wanted:,} roles and memberships = {counted})"

    def _repr_html_(self) -> str:
        if not self.wanted:
            return table("No roles or memberships are named", ("outcome", "assignments"), [])
        why = ", ".join(f"{code} {count:,}" for code, count in self.codes.items())
        note = (
            f"{why}. Mend what failed in the tenant and run this again: only that is asked again."
            if why
            else ""
        )
        return table(headline(self), ("outcome", "assignments"), self.counts.items(), note=note)

    def write(self, folder: Path) -> Path:
        """Write rows.parquet and assigned.json (0600) into a folder, and return it."""
        make_folder(folder)
        write_frame(folder / "rows.parquet", self.rows)
        write_whole(
            folder / "assigned.json", json.dumps({"counts": self.counts, "codes": self.codes}, indent=1)
        )
        return folder

    @classmethod
    def read(cls, folder: Path) -> "Assigned":
        """Read what `write` wrote; WorkspaceError where there is nothing."""
        path = folder / "assigned.json"
        if not path.exists():
            raise WorkspaceError(f"{folder.name} holds no assignments yet. Run 05-import first.")
        return cls(pl.scan_parquet(folder / "rows.parquet"), **json.loads(path.read_bytes()))

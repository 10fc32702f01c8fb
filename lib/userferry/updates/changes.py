"""What was edited: a row for each user and field, and what can be said of whom nothing is changed."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from userferry.display import headline, mask, table
from userferry.durable import write_frame, write_whole
from userferry.errors import WorkspaceError
from userferry.frames import ROW

ROWS: dict[str, pl.DataType | type[pl.DataType]] = {
    ROW: pl.Int64,
    "auth0_user_id": pl.String,
    "field": pl.String,
    "parts": pl.List(pl.String),
    "kind": pl.String,
    "before": pl.String,
    "after": pl.String,
    "cell": pl.String,
    "way": pl.String,
    "why": pl.String,
}
"""A change. `before` and `after` are JSON texts, null for nothing; `cell` is a table's own text, which is typed anew by
what the tenant holds; `why` says why it is refused."""

PEOPLE = {
    ROW: pl.Int64,
    "auth0_user_id": pl.String,
    "email": pl.String,
    "updated_at": pl.String,
    "place": pl.String,
    "reason": pl.String,
}
"""Whom the copy names and does not leave as they are: `changed`, or `refused` or `held` with the reason."""

_FACTS = ("users", "passed_over", "untouched", "replaces")


@dataclass(frozen=True, slots=True, repr=False)
class Changes:
    """What exactly an edited copy changes; nobody is asked, and nothing is sent.

    Args:
        rows: Columns and dtypes of `ROWS`, by row and then as the copy names the fields.
        people: Columns and dtypes of `PEOPLE`.
        users: Rows of the copy.
        missing: `auth0_user_id` of those in the export whom the copy does not name, lazily; nothing is done to them.
        untouched: How many they are.
        passed_over: Cells that are empty in the copy and were not in the export, and are left as they are.
        replaces: Whether metadata is replaced, and not merged.
    """

    rows: pl.DataFrame = field(repr=False)
    people: pl.DataFrame = field(repr=False)
    users: int
    missing: pl.LazyFrame = field(repr=False, compare=False)
    untouched: int
    passed_over: int = 0
    replaces: bool = False

    @property
    def changed(self) -> int:
        """Users of whom something was edited that can be told."""
        return self.people.filter(place="changed").height

    @property
    def is_empty(self) -> bool:
        """Whether nothing was edited, refused or held."""
        return self.rows.is_empty() and self.people.is_empty()

    def counts(self) -> pl.DataFrame:
        """Count the changes by `field`, `kind`, `way` and `why`; column `users`, most frequent first."""
        counted = self.rows.group_by("field", "kind", "way", "why").len("users")
        return counted.sort(["users", "field", "kind", "way"], descending=[True, False, False, False])

    def sample(self, users: int = 5) -> pl.DataFrame:
        """Show the changes of the first users: `auth0_user_id, field, kind, before, after` (masked), `way`."""
        first = self.rows.select(pl.col(ROW).unique().sort().head(users))
        shown = self.rows.join(first, on=ROW, how="semi", maintain_order="left")
        masked = [pl.col(name).map_elements(_mask, return_dtype=pl.String) for name in ("before", "after")]
        return shown.select("auth0_user_id", "field", "kind", *masked, "way")

    def __repr__(self) -> str:
        """Say how many users are changed, and in how many fields."""
        ways = dict(self.rows["way"].value_counts().sort("way").iter_rows())
        listed = ", ".join(f"{count:,} {way}" for way, count in ways.items()) or "none"
        counted = f"{self.rows.height:,} changes = {listed}"
        return f"Changes({self.users:,} users in the copy, {self.changed:,} edited; {counted})"

    def _repr_html_(self) -> str:
        lines = [
            (name, kind, users, way if why == "" else f"{way}: {why}")
            for name, kind, way, why, users in self.counts().iter_rows()
        ]
        lines += [
            (place, reason, users, "nothing of theirs is sent")
            for place, reason, users in self.people.filter(pl.col("place") != "changed")
            .group_by("place", "reason")
            .len()
            .sort("place", "reason")
            .iter_rows()
        ]
        told = [f"{self.untouched:,} users of the export are not in the copy and stay as they are."]
        if self.passed_over:
            told.append(
                f"Empty cells where the export has a value: {self.passed_over:,}. They change nothing unless "
                "`clear_empty` is true."
            )
        return table(headline(self), ("field", "kind", "users", "goes by"), lines, note=" ".join(told))

    def write(self, folder: Path) -> Path:
        """Write changes.parquet, people.parquet, untouched.parquet and changes.json (0600), and return the folder."""
        write_frame(folder / "changes.parquet", self.rows)
        write_frame(folder / "people.parquet", self.people)
        write_frame(folder / "untouched.parquet", self.missing)
        write_whole(
            folder / "changes.json", json.dumps({name: getattr(self, name) for name in _FACTS}, indent=1)
        )
        return folder

    @classmethod
    def read(cls, folder: Path) -> "Changes":
        """Read what `write` wrote; WorkspaceError where there is nothing."""
        path = folder / "changes.json"
        if not path.exists():
            raise WorkspaceError(f"{folder.name} holds no changes yet. Compare an export and its copy first.")
        facts: dict[str, Any] = json.loads(path.read_bytes())
        missing = pl.scan_parquet(folder / "untouched.parquet")
        rows, people = (pl.read_parquet(folder / f"{name}.parquet") for name in ("changes", "people"))
        return cls(rows=rows, people=people, missing=missing, **facts)


def _mask(text: str) -> str:
    """Hide a value: true, false, null and empty things say nothing of a person."""
    value = json.loads(text)
    if isinstance(value, bool) or not value:
        return text
    return mask(value if isinstance(value, str) else text)

"""What would a rule do to a column? A few rows before and after, and how many change."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import headline, mask, table
from userferry.durable import make_folder, write_whole
from userferry.errors import DecisionError
from userferry.frames import Frame
from userferry.mapping.decided import ColumnRule
from userferry.mapping.following import lay_stages, stage, step_complaints

_FIRST_ROWS = 100_000
"""Samples are looked for among these; the counts are of all rows."""


@dataclass(frozen=True, slots=True, repr=False)
class Preview:
    """What a rule does to its column.

    Args:
        column: The column.
        samples: Before and after, as texts, of rows that change; masked unless asked otherwise. None is nothing.
        rows: Rows of the dump.
        changed: Rows whose value changes; one that is read as another type is changed if its text is.
        emptied: Rows that had a value and have none after.
        is_masked: Whether the samples are.
    """

    column: str
    samples: tuple[tuple[str | None, str | None], ...]
    rows: int
    changed: int
    emptied: int
    is_masked: bool = True

    def __repr__(self) -> str:
        """Say how many rows change."""
        changes = f"{self.changed:,} of {self.rows:,} values of {self.column} change"
        return f"Preview({changes}, {self.emptied:,} become empty)"

    def _repr_html_(self) -> str:
        return table(headline(self), ["before", "after"], self.samples)

    def write(self, folder: Path) -> Path:
        """Write `preview.json` into the folder.

        Raises:
            DecisionError: It shows values as they are.
        """
        if not self.is_masked:
            raise DecisionError(
                "The preview", ["it shows values as they are; preview again without show_values"]
            )
        told = {name: getattr(self, name) for name in ("column", "samples", "rows", "changed", "emptied")}
        write_whole(make_folder(folder) / "preview.json", json.dumps(told, ensure_ascii=False))
        return folder / "preview.json"

    @classmethod
    def read(cls, folder: Path) -> "Preview":
        """Read what `write` wrote."""
        told = json.loads((folder / "preview.json").read_text(encoding="utf-8"))
        samples = tuple((before, after) for before, after in told.pop("samples"))
        return cls(samples=samples, **told)


def preview(frame: Frame, rule: ColumnRule, rows: int = 5, *, show_values: bool = False) -> Preview:
    """Show what a rule's transforms do to its column, and count in one streaming pass the rows that change.

    Args:
        frame: The dump.
        rule: Its column, and the transforms to try; a password column's hashes are not converted.
        rows: How many samples.
        show_values: Show values as they are.

    Raises:
        DecisionError: The rule's transforms cannot be followed.
    """
    both = before_after(frame, rule)
    differs = pl.col("before").ne_missing(pl.col("after"))
    emptied = (pl.col("before").is_not_null() & pl.col("after").is_null()).sum()
    counted = both.select(pl.len().alias("rows"), differs.sum().alias("changed"), emptied.alias("emptied"))
    found = counted.collect(engine="streaming").row(0, named=True)
    samples = both.head(_FIRST_ROWS).filter(differs).unique(maintain_order=True).head(rows).collect()
    shown = tuple(
        (before, after) if show_values else (_masked(before), _masked(after))
        for before, after in samples.iter_rows()
    )
    return Preview(rule.column, shown, **found, is_masked=not show_values)


def before_after(frame: Frame, rule: ColumnRule) -> pl.LazyFrame:
    """Give a rule's column before and after its transforms, both as texts: `before` and `after` String.

    Args:
        frame: The dump.
        rule: Its column, and the transforms to try; a password column's hashes are not converted.

    Raises:
        DecisionError: The rule's transforms cannot be followed.
    """
    if complaints := step_complaints(rule.transforms, rule.column):
        raise DecisionError("The rule", complaints)
    staged = lay_stages(frame.lazy(), {rule.column: rule.transforms})
    before, after = (pl.col(stage(rule.column, place)) for place in (0, len(rule.transforms)))
    return staged.select(before=before, after=_as_text(after, staged))


def _as_text(after: pl.Expr, frame: pl.LazyFrame) -> pl.Expr:
    dtype = frame.select(after=after).collect_schema()["after"]
    if isinstance(dtype, pl.List):
        return pl.when(after.is_not_null()).then(pl.struct(after.alias("list")).struct.json_encode())
    return after.cast(pl.String)


def _masked(value: str | None) -> str | None:
    return value if value is None or value in {"true", "false"} else mask(value)

"""A retry dump: the rows that failed, with their original columns, to be repaired in a spreadsheet and sent again.

runs/<run>/retry.csv   __row, __code, __message, and the dump's own columns; it holds hashes where the dump does
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from userferry.display import headline, sentence, table
from userferry.dumps import Dump, read_dump
from userferry.durable import digest_of, make_folder, replacing
from userferry.errors import DecisionError
from userferry.frames import ROW, Frame, numbered
from userferry.runs import Manifest, Outcome, Place

RETRY = "retry.csv"
CODE, MESSAGE = "__code", "__message"
"""Why the tenant refused the row; not read again."""

_READ_ROW = f"{ROW}_"
"""What a reader calls our number, since it numbers the records itself."""

_SHOWN = 3


@dataclass(frozen=True, slots=True, repr=False)
class RetryDump:
    """The failed rows of a run, in a file.

    Args:
        path: The file; None where nobody failed, or the run is not finished.
        rows: How many rows failed.
        is_kept: Whether there was one already, which was left as somebody may have repaired it.
    """

    path: Path | None
    rows: int
    is_kept: bool = False

    def __repr__(self) -> str:
        """Say how many rows it holds."""
        return f"RetryDump({self.rows:,} failed rows{', kept as it was' if self.is_kept else ''})"

    def _repr_html_(self) -> str:
        if self.path is None:
            waits = "The run is not finished: a retry dump is written when it is."
            return sentence(waits if self.rows else "Nobody failed: there is nothing to retry.")
        run = self.path.parent.name
        kept = " It was there already and was not written again." if self.is_kept else ""
        note = (
            f"Repair the rows in runs/{run}/{RETRY}, or take out those that shall stay failed; then `retry: {run}` "
            f"with another `run` sends them.{kept}"
        )
        return table(headline(self), ["what", "rows"], [(f"runs/{run}/{RETRY}", self.rows)], note=note)


@dataclass(frozen=True, slots=True, repr=False)
class Repairs:
    """A dump as somebody repaired it.

    Args:
        dump: The whole dump, with the repaired rows in the place of the original ones.
        rows: `__row` Int64 of the rows in the retry dump; None where there is none.
        cells: Column → how many of its values differ from the original.
        digests: Of the retry dump, for the run's manifest.
        ignored: Its columns that the dump does not have.
    """

    dump: Dump
    rows: pl.DataFrame | None = None
    cells: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say how much was repaired."""
        if self.rows is None:
            return "Repairs(none)"
        changed = ", ".join(f"{name} in {count:,}" for name, count in self.cells.items() if count)
        return f"Repairs({self.rows.height:,} rows to retry; changed: {changed or 'nothing'})"

    def _repr_html_(self) -> str:
        if self.rows is None:
            return ""
        told = [(name, count) for name, count in self.cells.items() if count]
        ignored = (
            f"Not read, for the dump has no such column: {', '.join(self.ignored)}." if self.ignored else ""
        )
        return table(headline(self), ["column", "values changed"], told, note=ignored)


def write_retry_dump(legacy: Frame, outcome: Outcome, to: Path) -> RetryDump:
    """Write the rows that failed as the dump had them: CSV (RFC 4180, UTF-8 with a mark that spreadsheets look for).

    A CSV cannot tell nothing from an empty text; whoever reads it again keeps the original where both are blank. One
    that is there already is kept; while a run is not finished none is written.

    Args:
        legacy: `__row` Int64 and one String column for each column of the dump.
        outcome: What came of the run.
        to: The run's folder.
    """
    failed = outcome.rows.filter(pl.col("outcome") == Place.FAILED)
    rows = int(failed.select(pl.len()).collect(engine="streaming").item())
    path = make_folder(to) / RETRY
    if path.exists() or not rows or not outcome.is_complete:
        return RetryDump(path if path.exists() else None, rows, is_kept=path.exists())
    why = failed.select(ROW, pl.col("code").alias(CODE), pl.col("message").alias(MESSAGE))
    legacy = numbered(legacy)
    names = [name for name in legacy.collect_schema().names() if name != ROW]
    wanted = legacy.join(why, on=ROW, how="inner", maintain_order="left").select(ROW, CODE, MESSAGE, *names)
    with replacing(path) as part:
        wanted.sink_csv(part, include_bom=True, line_terminator="\r\n")
    return RetryDump(path, rows)


def read_repairs(legacy: Dump, runs: Path, retry: str) -> Repairs:
    """Put the rows of a run's retry dump in the place of the original ones; each keeps its number.

    Args:
        legacy: The dump from which the run was made.
        runs: The workspace's `runs/`.
        retry: The run whose `retry.csv` is read; empty for none.

    Raises:
        DecisionError: The run left none, or was made from another dump; or the file lacks a column, has lines that are
            no records, or rows that did not fail there or stand twice.
    """
    if not retry:
        return Repairs(legacy)
    path = runs / retry / RETRY
    if not path.exists():
        reason = f"`retry` is {retry!r}, and runs/{retry}/{RETRY} is not there: 06-verify writes it where rows failed"
        raise DecisionError("The parameters", [reason])
    read = read_dump(path, format="delimited", header=True, quote='"', **_delimiter(path))
    if complaints := _complaints(legacy, read, Manifest.read(path.parent), Outcome.read(path.parent)):
        raise DecisionError(f"runs/{retry}/{RETRY}", complaints)
    columns = legacy.columns
    given = read.frame.select(pl.col(_READ_ROW).str.strip_chars().cast(pl.Int64).alias(ROW), *columns)
    overlaid = legacy.frame.join(
        given.with_columns(pl.lit(value=True).alias("__is_repaired")), on=ROW, how="left", suffix="__repaired",
        maintain_order="left",
    )  # fmt: skip
    is_changed = {name: _is_changed(name) for name in columns}
    cells = overlaid.filter("__is_repaired").select(
        each.sum().alias(name) for name, each in is_changed.items()
    )
    frame = overlaid.select(
        ROW,
        *[
            pl.when(changed).then(pl.col(f"{name}__repaired")).otherwise(pl.col(name)).alias(name)
            for name, changed in is_changed.items()
        ],
    )
    ignored = tuple(name for name in read.columns if name not in {*columns, _READ_ROW, CODE, MESSAGE})
    return Repairs(
        replace(legacy, frame=frame),
        given.select(ROW).collect().sort(ROW),
        cells.collect(engine="streaming").row(0, named=True),
        {"retry": digest_of(path)},
        ignored,
    )


def _delimiter(path: Path) -> dict[str, str]:
    """Take the delimiter from the first name, which we wrote: a spreadsheet may have put a semicolon for our comma."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        after = file.readline().lstrip('"').removeprefix(ROW).lstrip('"')
    return {"delimiter": after[0]} if after[:1] in {",", ";", "\t", "|"} else {}


def _is_changed(name: str) -> pl.Expr:
    old, new = pl.col(name).fill_null(""), pl.col(f"{name}__repaired").fill_null("")
    return pl.col("__is_repaired").fill_null(value=False) & (old != new)


def _complaints(legacy: Dump, read: Dump, manifest: Manifest, outcome: Outcome) -> list[str]:
    if manifest.digests.get("dump") != legacy.digest:
        return [f"its run was made from another dump than {legacy.source}; put that one back into `dump`"]
    lacking = [name for name in (_READ_ROW, *legacy.columns) if name not in read.columns]
    if lacking:
        names = ", ".join(ROW if name == _READ_ROW else name for name in lacking)
        return [f"it lacks {names}; a repair changes values and takes rows out, the columns stay"]
    complaints = []
    if read.rejected.height:
        lines = ", ".join(str(line) for line in read.rejected["line"][:_SHOWN])
        complaints.append(
            f"{read.rejected.height:,} of its lines are no records, such as {lines}; mend or take out"
        )
    rows = read.frame.select(
        pl.col(_READ_ROW).str.strip_chars().cast(pl.Int64, strict=False).alias(ROW)
    ).collect()
    failed = outcome.rows.filter(pl.col("outcome") == Place.FAILED).select(ROW).collect()
    strange = rows.join(failed, on=ROW, how="anti", nulls_equal=False)
    if strange.height:
        shown = ", ".join("none" if row is None else str(row) for row in strange[ROW][:_SHOWN])
        complaints.append(
            f"{strange.height:,} rows carry a {ROW} that did not fail in that run, such as {shown}; new people belong "
            "in a dump of their own"
        )
    if (twice := rows.filter(pl.col(ROW).is_duplicated() & pl.col(ROW).is_not_null())).height:
        shown = ", ".join(str(row) for row in twice[ROW].unique().sort()[:_SHOWN])
        complaints.append(f"the same {ROW} stands more than once, such as {shown}; keep one of each")
    return complaints

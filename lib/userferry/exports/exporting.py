"""From the users that a tenant gave to the file that a person wanted."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from userferry.errors import DecisionError
from userferry.exports.asked import Asked
from userferry.exports.cells import find_kinds, typed
from userferry.exports.columns import Column, Columns
from userferry.exports.evaluating import ERRORS, ROW, SORT, Evaluated, evaluate
from userferry.exports.exported import Exported
from userferry.exports.filtering import keep_users
from userferry.exports.flattening import flatten_columns
from userferry.exports.importready import WHOLE_USERS, make_import_ready
from userferry.exports.workbook import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, find_cut, write_workbook
from userferry.exports.writing import write_array, write_csv, write_json, write_ndjson, write_parquet
from userferry.logs import log_work

_CUT = f"longer than the {MOST_CHARACTERS:,} characters that a cell of a workbook takes: cut there"


def count_kept(asked: Asked, wanted: Columns) -> int:
    """Count the users whom the filter keeps."""
    return int(keep_users(asked.lines, wanted.filter).select(pl.len()).collect(engine="streaming").item())


def export_users(
    asked: Asked, wanted: Columns, folder: Path, *, say: Callable[[int], None] | None = None
) -> Exported:
    """Filter, evaluate, sort and write users.

    Args:
        asked: The users that the tenant gave.
        wanted: What of them.
        folder: Takes `export.<format>`, `exported.json` and `errors.parquet` (0600).
        say: Is told how many users are evaluated.

    Raises:
        DecisionError: what is wanted cannot be followed, a workbook has no room, or `flatten` gives too many columns.
    """
    with log_work("export") as told:
        exported = _export(asked, wanted, folder, say)
        told(users=exported.users, asked=exported.asked, wrong_cells=sum(exported.wrong.values()))
    return exported


def _export(asked: Asked, wanted: Columns, folder: Path, say: Callable[[int], None] | None) -> Exported:
    """Write the file, and what is to be known of it."""
    kept = keep_users(asked.lines, wanted.need_sound().filter)
    if wanted.format == "xlsx":
        _need_room(count_kept(asked, wanted))
    columns = WHOLE_USERS if wanted.import_ready else wanted.columns
    labels: Sequence[str] = [column.label for column in columns]
    work = folder / "work"
    try:
        found = evaluate(kept, _with_sort(columns, wanted.sort), work, say=say)
        cells = _sorted(found.cells, wanted.sort, labels)
        users, dropped, cut = found.users, {}, pl.DataFrame(schema=ERRORS)
        path = folder / f"export.{wanted.format}"
        if wanted.import_ready:
            ready = make_import_ready(cells)
            users, dropped = ready.users, ready.dropped
            write_array(path, ready.objects)
        else:
            cells, labels = flatten_columns(cells, labels) if wanted.flatten else (cells, labels)
            cut = _write(path, cells, labels, wanted)
        errors = pl.concat([found.errors.collect(), cut])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    wrong = dict(errors.group_by("column", maintain_order=True).agg(pl.len()).iter_rows())
    exported = Exported(users, asked.users, wanted.format, path.name, tuple(labels), wrong, dropped, errors)
    exported.write(folder)
    return exported


def preview(asked: Asked, wanted: Columns, folder: Path, *, users: int = 10) -> Evaluated:
    """Evaluate the columns for the first users whom the filter keeps, unsorted.

    Args:
        asked: The users that the tenant gave.
        wanted: What of them.
        folder: Takes what is found (0600).
        users: How many.
    """
    return evaluate(keep_users(asked.lines, wanted.filter).head(users), wanted.columns, folder)


def _write(path: Path, cells: pl.LazyFrame, labels: Sequence[str], wanted: Columns) -> pl.DataFrame:
    """Write the file, and list what it had to cut."""
    match wanted.format:
        case "json":
            write_json(path, cells, labels)
        case "ndjson":
            write_ndjson(path, cells, labels)
        case "csv":
            write_csv(path, cells, labels, escape_formulas=wanted.escape_formulas)
        case "parquet":
            write_parquet(path, cells, labels, find_kinds(cells, labels))
        case _:
            if len(labels) > MOST_COLUMNS:
                raise DecisionError(
                    "The columns", [f"a workbook has {MOST_COLUMNS:,} columns at most; choose csv"]
                )
            write_workbook(path, cells, labels, find_kinds(cells, labels))
            cut = find_cut(cells, labels).with_columns(user_id=pl.lit(None, pl.String), message=pl.lit(_CUT))
            return cut.select(list(ERRORS)).collect(engine="streaming")
    return pl.DataFrame(schema=ERRORS)


def _need_room(users: int) -> None:
    if users >= MOST_ROWS:
        complaint = (
            f"a sheet of a workbook has {MOST_ROWS:,} rows, and {users:,} users and a heading do not go in; choose "
            "csv or parquet, or narrow the users by `filter`"
        )
        raise DecisionError("The columns", [complaint])


def _with_sort(columns: Sequence[Column], sort: str) -> list[Column]:
    name = sort.removeprefix("-")
    is_there = not name or name in {column.label for column in columns}
    return [*columns, *([] if is_there else [Column(SORT, name)])]


def _sorted(cells: pl.LazyFrame, sort: str, labels: Sequence[str]) -> pl.LazyFrame:
    """Sort by what stands in a column, numbers as numbers; whoever has nothing there comes last, ties as they came."""
    if not sort:
        return cells
    name = sort.removeprefix("-")
    by = name if name in labels else SORT
    value = typed(pl.col(by), find_kinds(cells, [by])[by])
    return cells.sort(value, ROW, descending=[sort.startswith("-"), False], nulls_last=[True, False])

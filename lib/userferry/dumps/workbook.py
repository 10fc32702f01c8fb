"""Read one sheet of an Excel workbook (.xlsx, .xlsm, .xlsb, .xls) or an OpenDocument one (.ods).

What was typed as text is that text, so `007` stays; a number cell holds a 64-bit float (ECMA-376, part 1, 18.3.1.4),
so that 7 is `7` and digits beyond the fifteenth were lost before this file was written; a date is ISO 8601, a formula
its last value. A cell with an error such as `#N/A` and an empty cell are null.
"""

import zipfile

import fastexcel
import polars as pl

from userferry.decisions import unknown_name
from userferry.dumps.dump import Opened
from userferry.dumps.source import Options, Source
from userferry.errors import DumpError
from userferry.frames import ROW

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = ["EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le")]
_MIDNIGHT = " 00:00:00"
_MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"


def recognise(source: Source) -> str | None:
    """Say by what sign this is a workbook: a zip with a workbook in it, or the container of older Excel."""
    if source.packing:
        return None
    if source.head.startswith(_OLE):
        return "its first bytes are those of Excel's older container"
    if not source.head.startswith(_ZIP):
        return None
    try:
        with zipfile.ZipFile(source.paths[0]) as packed:
            names = set(packed.namelist())
            kind = packed.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, KeyError):
        return (
            "a zip that is cut off, as its name says a workbook"
            if source.suffix in (".xlsx", ".xlsm", ".ods")
            else None
        )
    if any(name.startswith("xl/workbook.") for name in names):
        return "a zip with xl/workbook in it"
    return "a zip that says it is a spreadsheet" if b"opendocument.spreadsheet" in kind else None


def read(source: Source, options: Options) -> Opened:
    """Open a sheet whose first row names the columns: the first that is not empty, or the one `table` names.

    The whole sheet is in memory: a sheet has 1,048,576 rows at most.

    Returns:
        One row a row that is not empty, every column a String.

    Raises:
        DumpError: A password or a defect, no such sheet, none with content, or a header that names no or one twice.
    """
    frames: list[pl.DataFrame] = []
    evidence: list[tuple[str, str]] = []
    for path in source.paths:
        with path.open("rb") as opened:
            content = opened.read()
        if content.startswith(_OLE) and any(mark in content for mark in _LOCKED):
            raise DumpError(
                f"{path.name} is protected by a password. Nothing was written. "
                "Open it, save it without one, or as CSV in UTF-8."
            )
        try:
            cells, found = _load(path.name, fastexcel.read_excel(content), options.table)
        except fastexcel.FastExcelError:
            raise DumpError(
                f"{path.name} is a workbook that is broken or cut off. Nothing was written. "
                "Ask for it again, or open it and save it as CSV in UTF-8."
            ) from None
        frames.append(_headed(path.name, cells))
        long = [column.name for column in frames[-1] if column.str.contains(r"^\d{16,}$").any()]
        if long:
            found.append(("long numbers", f"{', '.join(long)}: right only where the sheet has them as text"))
        evidence.extend(found)
    frame = pl.concat(frames, how="diagonal").with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
    return Opened(
        frame=frame.lazy(),
        description="a sheet of a workbook",
        evidence=tuple(evidence),
        kept=frame.height,
    )


def _load(
    name: str, book: fastexcel.ExcelReader, wanted: str | None
) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """Give the cells of a sheet as text, its header among them, and what was found out."""
    sheets = book.sheet_names
    if wanted is not None and wanted not in sheets:
        raise DumpError(unknown_name(wanted, sheets, what=f"sheet of {name}"))
    for sheet in sheets if wanted is None else [wanted]:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        if not loaded.width:
            continue
        batch, errors = loaded.to_arrow_with_errors()
        cells = pl.DataFrame(batch)
        filled = cells.select(~pl.all_horizontal(pl.all().is_null())).to_series()
        if filled.any():
            evidence = [("sheet", f"{sheet}, of {', '.join(sheets)}" if len(sheets) > 1 else sheet)]
            if errors and errors.errors:
                evidence.append(("cells with an error", f"{len(errors.errors):,}, null here"))
            start = int(filled.arg_true()[0])
            return _with_dates(book, sheet, cells, start).filter(filled), evidence
    raise DumpError(
        f"{name} has no sheet with content. Nothing was written. Name the sheet as table=, or ask for it again."
    )


def _with_dates(book: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame, start: int) -> pl.DataFrame:
    """Write the columns that hold dates as ISO 8601; a text that looks like one stays as it is."""
    below = cells.slice(start + 1)
    alike = [
        at
        for at, column in enumerate(below)
        if column.drop_nulls().str.contains(_MOMENT).all() and column.count()
    ]
    if not alike:
        return cells
    typed = pl.DataFrame(
        book.load_sheet(sheet, header_row=None, skip_rows=start + 1, use_columns=alike).to_arrow()
    )
    for at, column in zip(alike, typed, strict=True):
        if column.dtype.is_temporal():
            text = cells.to_series(at).str.replace(" ", "T", literal=True)
            days = below.to_series(at).drop_nulls()
            if days.str.ends_with(_MIDNIGHT).all():
                text = text.str.head(10)
            elif days.str.starts_with("1899-12-3").all():  # Excel's day 0: a time without a day
                text = text.str.slice(11)
            moments = pl.concat([cells.to_series(at).head(start + 1), text.slice(start + 1)])
            cells = cells.with_columns(moments.alias(cells.columns[at]))
    return cells


def _headed(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    """Take the first row as the names; a column without one is called by its letter, and left out where it is empty."""
    titles = cells.row(0)
    below = cells.slice(1)
    used = [at for at, title in enumerate(titles) if title or below.to_series(at).count()]
    names = [titles[at] or f"column {_letters(at)}" for at in used]
    doubled = sorted({title for title in names if names.count(title) > 1})
    if doubled or ROW in names or not any(titles):
        reason = f"names {', '.join(doubled)} more than once" if doubled else f"has a column {ROW}"
        raise DumpError(
            f"The first row of the sheet in {name} {reason}. Nothing was written. "
            "Give it a header row in which each column has its own name."
        )
    return below.select(below.to_series(at).alias(title) for at, title in zip(used, names, strict=True))


def _letters(at: int) -> str:
    before, last = divmod(at, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)

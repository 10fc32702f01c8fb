"""Open a SQL dump: one pass finds its tables and counts their records, the next ones give those of one table."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from userferry.dumps.dump import REJECTED, Opened
from userferry.dumps.records import BATCH_ROWS, frame_of
from userferry.dumps.source import Options, Source
from userferry.dumps.sqltext import Records, Scan
from userferry.dumps.tables import choose_table, refuse_bad_columns
from userferry.errors import DumpError

_FEW_REJECTED = 10
_BEGINNING = re.compile(
    rb"\s*(--|/\*|#|\\(un)?restrict|(SET|CREATE|DROP|INSERT|REPLACE|COPY|START|BEGIN|LOCK|USE|ALTER)\b)",
    re.IGNORECASE,
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Values = Callable[[Records, str], pl.DataFrame]
"""Makes String columns of records whose texts are in an encoding."""


@dataclass(slots=True)
class _Table:
    columns: dict[str, None] = field(default_factory=dict)
    kept: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)


def open_sql_dump(
    source: Source, options: Options, *, description: str, encoding: str, backslash: bool, values: Values
) -> Opened:
    """Open one table of a dump, the one that was asked for or the one that looks most like users.

    Args:
        source: The files.
        options: `table` and `encoding` are followed; a `query` cannot be.
        description: What the dump is, in words.
        encoding: Python's name for the encoding that the dump says it is in.
        backslash: Whether a backslash escapes inside quotes.
        values: Undoes the dump's way of writing a value.

    Raises:
        DumpError: There is no such table, a query was asked for, most of the table's records do not parse, or it is
            UTF-16.
    """
    if options.query is not None:
        raise DumpError(
            f"{source.name} is a dump, and query= asks a database. Nothing was written. Give table= instead, or "
            "restore the dump into a database and give its URL."
        )
    if source.head.startswith(_UTF_16):
        raise DumpError(
            f"{source.name} is UTF-16, as PowerShell's `>` writes it. Nothing was written. Let the dump program write "
            f"the file itself (`--file=` or `--result-file=`), or convert it: `iconv -f utf-16 -t utf-8 {source.name}`."
        )
    encoding = options.encoding or encoding
    tables = _survey(source, Scan(encoding, backslash=backslash))
    filled = {name: found for name, found in tables.items() if found.kept or found.rejected}
    offered = {
        name: list(found.columns) for name, found in (filled if options.table is None else tables).items()
    }
    name, evidence = choose_table(offered, options.table, source=source.name)
    chosen = tables[name]
    columns = list(chosen.columns)
    refuse_bad_columns(columns, source=f"The table {name}")
    _refuse_mostly_rejected(chosen, name, encoding)

    def batches() -> Iterator[pl.DataFrame]:
        scan = Scan(encoding, backslash=backslash, wanted=name)
        for records in _gathered(records for path in source.paths for records in scan.read(path)):
            yield values(records, encoding)

    return Opened(
        frame=frame_of(columns, batches),
        description=f"{description}, table {name}",
        evidence=(*evidence, ("encoding", encoding)),
        kept=chosen.kept,
        rejected=pl.DataFrame(chosen.rejected, schema=REJECTED, orient="row"),
    )


def sql_head(source: Source) -> bytes:
    """Give the first bytes, of UTF-16 in UTF-8; nothing where they begin as no SQL text does."""
    head = source.head
    if head.startswith(_UTF_16):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(codecs.BOM_UTF8)
    return head if _BEGINNING.match(head) else b""


def _gathered(found: Iterable[Records]) -> Iterator[Records]:
    """Put together what comes in many small statements: a frame for each would cost more than its records."""
    held = None
    for records in found:
        if not (records.lines or records.rows):
            continue
        if held and (held.shape != records.shape or bool(held.rows) != bool(records.rows)):
            yield held
            held = None
        if held is None:
            held = records
        else:
            held.lines += records.lines
            held.rows += records.rows
        if len(held.lines) + len(held.rows) >= BATCH_ROWS:
            yield held
            held = None
    if held:
        yield held


def _survey(source: Source, scan: Scan) -> dict[str, _Table]:
    tables: dict[str, _Table] = {}
    for path in source.paths:
        for records in scan.read(path):
            table = tables.setdefault(records.table, _Table())
            table.columns |= dict.fromkeys(records.shape.columns)
            table.kept += records.kept
            table.rejected += records.rejected
    for name, shape in scan.shapes.items():
        tables.setdefault(name, _Table(dict.fromkeys(shape.columns)))
    return tables


def _refuse_mostly_rejected(found: _Table, name: str, encoding: str) -> None:
    lost = len(found.rejected)
    if lost > _FEW_REJECTED and lost > found.kept:
        line, _, reason = found.rejected[0]
        raise DumpError(
            f"{lost:,} of {lost + found.kept:,} records of {name} do not parse, the first in line {line:,}: {reason}. "
            f"Nothing was written. It was read as {encoding}: give encoding= where it is another, or dump it anew."
        )


def undo_escapes(
    column: pl.Expr, escapes: dict[str, str], *, rare: str, slowly: Callable[[str], str]
) -> pl.Expr:
    """Undo two-character escapes from left to right.

    Args:
        column: Strings.
        escapes: What stands in the dump → what is meant; each key is two characters long.
        rare: A pattern found in each value that has an escape not among them.
        slowly: Undoes any escape of one such value.
    """
    quick = column.str.replace_many(list(escapes), list(escapes.values()))
    return (
        pl.when(column.str.contains(rare))
        .then(pl.when(column.str.contains(rare)).then(column).map_elements(slowly, return_dtype=pl.String()))
        .otherwise(quick)
    )

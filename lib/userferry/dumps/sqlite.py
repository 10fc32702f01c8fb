"""Read a table or a query of a SQLite file.

The file begins with `SQLite format 3` and a NUL; bytes 18 and 19 are 2 where it keeps a write-ahead log
(sqlite.org/fileformat2.html, §1.2 and §1.3.3). Types belong to values, not to columns (sqlite.org/datatype3.html),
so each value is written by its own type.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import polars as pl

from userferry.dumps.dump import Opened
from userferry.dumps.records import BATCH_ROWS, frame_of
from userferry.dumps.source import Options, Source
from userferry.dumps.tables import choose_table, refuse_bad_columns
from userferry.errors import DumpError

_MAGIC = b"SQLite format 3\0"
_PATIENCE_SECONDS = 2.0


def recognise(source: Source) -> str | None:
    """Say by what sign this is a SQLite file."""
    return "its bytes begin with `SQLite format 3`" if source.head.startswith(_MAGIC) else None


def read(source: Source, options: Options) -> Opened:
    """Open one table, or what a query answers; the file is opened for reading only.

    Returns:
        The frame: an INTEGER in its digits, a REAL in the fewest digits that give it again (`0.1`), TEXT as it stands,
        a BLOB as lower-case hexadecimal digits, NULL as null. A table comes in the order in which it is stored.

    Raises:
        DumpError: It is packed, several files, locked, broken or encrypted; there is no such table; the query cannot be
            asked; or a text is in another encoding (raised on reading).
    """
    if source.packing or len(source.paths) > 1:
        what = f"is packed with {source.packing}" if source.packing else "is several files"
        raise DumpError(
            f"{source.name} {what}, and SQLite reads one plain file. Nothing was written. "
            "Unpack it, or name one file."
        )
    path = source.paths[0]
    encoding = options.encoding or "utf-8"
    with _ask(path, encoding) as connection:
        if options.query is not None:
            evidence: tuple[tuple[str, str], ...] = (("query", "as was asked"),)
            table = f"({options.query.strip().rstrip(';')}\n)"
        else:
            name, evidence = choose_table(_tables(connection), options.table, source=path.name)
            table = _quoted(name)
        columns = [column[0] for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]  # noqa: S608 a person's own query, on a connection that cannot write
        refuse_bad_columns(columns, source=f"{path.name}'s {'query' if options.query else 'table'}")
        kept = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 the same
    question = f"SELECT {', '.join(map(_text, columns))} FROM {table}"  # noqa: S608 the same

    def batches() -> Iterator[pl.DataFrame]:
        with _ask(path, encoding) as connection:
            cursor = connection.execute(question)
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")

    return Opened(
        frame=frame_of(columns, batches),
        description="SQLite database",
        evidence=(*evidence, ("binary values", "as lower-case hexadecimal digits")),
        kept=kept,
    )


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    found = connection.execute(
        "SELECT s.name, c.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c "
        "WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.type, s.rowid, c.cid"
    )
    tables: dict[str, list[str]] = {}
    for table, column in found:
        tables.setdefault(table, []).append(column)
    return tables


def _text(column: str) -> str:
    name = _quoted(column)
    return (
        f"CASE typeof({name}) WHEN 'blob' THEN lower(hex({name})) WHEN 'real' THEN shortest({name}) "
        f"ELSE CAST({name} AS TEXT) END"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _ask(path: Path, encoding: str) -> Iterator[sqlite3.Connection]:
    """Open the file for reading only, and say in a paragraph what SQLite refuses."""
    try:
        uri = f"file:{quote(str(path.resolve()))}?mode=ro{_immutable(path)}"
        with closing(
            sqlite3.connect(uri, uri=True, timeout=_PATIENCE_SECONDS, check_same_thread=False)
        ) as connection:
            connection.text_factory = lambda value: str(value, encoding)
            connection.create_function("shortest", 1, repr, deterministic=True)
            yield connection
    except UnicodeDecodeError:
        raise DumpError(
            f"{path.name} holds a text that is not {encoding}. Nothing was written. "
            "Say which encoding it is, such as encoding='cp1252'."
        ) from None
    except sqlite3.Error as error:
        raise DumpError(f"{path.name} {_why(error)}") from None


def _immutable(path: Path) -> str:
    """Ask for no lock where a log is kept but none is left: reading would otherwise make files beside the dump."""
    with path.open("rb") as opened:
        keeps_log = opened.read(20)[18:] == b"\2\2"
    log = path.with_name(path.name + "-wal")
    return "&immutable=1" if keeps_log and not (log.exists() and log.stat().st_size) else ""


def _why(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "is locked by a program that writes to it. Nothing was written. Stop that program, or read a copy."
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return (
            "is damaged, cut off or encrypted: SQLite cannot read it. Nothing was written. Copy it again while no "
            "program writes to it, or mend it with `sqlite3 broken.db .recover`."
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return (
            "cannot be opened: a log of unfinished writes lies beside it and needs replaying. Nothing was written. "
            "Open and close a copy with `sqlite3`, then read that."
        )
    return f"cannot answer: {error}. Nothing was written. Mend table= or query=."

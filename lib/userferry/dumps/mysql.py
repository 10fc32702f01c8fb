"""Read a table or a query of a running MySQL or MariaDB.

The text protocol gives each value as the server prints it (MySQL, "Text Resultset"), so nothing is converted on the
way. A URL's settings may name a `unix_socket` and, for TLS with a checked certificate, `ssl_ca`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import polars as pl
import pymysql
from pymysql.constants import CR, ER
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from userferry.dumps.address import CONNECT_SECONDS, Address, steady
from userferry.dumps.asking import Catalogue, choose_rows
from userferry.dumps.dump import Opened
from userferry.dumps.records import BATCH_ROWS, frame_of
from userferry.dumps.source import Options
from userferry.dumps.tables import refuse_bad_columns
from userferry.errors import DumpError

_SETTINGS = (
    "SET time_zone = '+00:00'",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
_TABLES = """
SELECT c.table_name, c.column_name
FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
WHERE c.table_schema = DATABASE() ORDER BY t.table_type, c.table_name, c.ordinal_position
"""
_KEY = """
SELECT column_name FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND table_name = %s AND constraint_name = 'PRIMARY' ORDER BY ordinal_position
"""
_KNOWN_SETTINGS = ("unix_socket", "ssl_ca", "ssl_cert", "ssl_key")


def read(address: Address, options: Options) -> Opened:
    """Open a table, or what a query answers, in a transaction that cannot write.

    Returns:
        The frame: each value as the server prints it, TIMESTAMP in UTC, BOOLEAN as `0` and `1`, bytes (BLOB, BINARY,
        BIT) as lower-case hexadecimal digits, NULL as null. A table comes in the order of its primary key, a query in
        its own.

    Raises:
        DumpError: The database does not answer or refuses; there is no such table; the query cannot be asked; or the
            number of records is another on a later pass.
    """
    with _connected(address) as connection:
        asked = choose_rows(address, options, _CATALOGUE, partial(_rows, connection))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {asked.rows} LIMIT 0")  # noqa: S608 a person's own query, in a transaction that cannot write
            columns = [column[0] for column in cursor.description]
        refuse_bad_columns(columns, source=f"The {asked.what}")
        kept = int(_rows(connection, f"SELECT count(*) FROM {asked.rows}")[0][0])  # noqa: S608 the same

    def batches() -> Iterator[pl.DataFrame]:
        with _connected(address) as connection:
            cursor = connection.cursor()
            cursor.execute(f"SELECT * FROM {asked.rows}{asked.order}")  # noqa: S608 the same
            while rows := cursor.fetchmany(BATCH_ROWS):
                values = zip(columns, zip(*rows, strict=True), strict=True)
                yield pl.DataFrame(
                    [pl.Series(name, _texts(found), dtype=pl.String()) for name, found in values]
                )

    return Opened(
        frame=frame_of(columns, lambda: steady(batches(), kept, address.name)),
        description=f"MySQL {asked.what}",
        evidence=(*asked.evidence, ("binary values", "as lower-case hexadecimal digits")),
        kept=kept,
    )


def _rows(connection: Any, question: str, *given: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, given or None)
        return list(cursor.fetchall())


def _texts(values: tuple[str | bytes | None, ...]) -> list[str | None]:
    return [value.hex() if isinstance(value, bytes) else value for value in values]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


_CATALOGUE = Catalogue(_TABLES, _KEY, place=_quoted, quoted=_quoted)


@contextmanager
def _connected(address: Address) -> Iterator[Any]:
    """Connect, and say in a paragraph what the server refuses; `MYSQL_PWD` is the password that the URL lacks."""
    connection = None
    try:
        connection = pymysql.connect(
            host=address.host or "localhost",
            port=address.port or 3306,
            user=address.user or None,
            password=_password(address),
            database=address.database or None,
            charset="utf8mb4",
            connect_timeout=CONNECT_SECONDS,
            cursorclass=SSCursor,
            conv=dict(encoders),  # no decoder: a value is the text that came
            **{name: value for name, value in address.settings.items() if name in _KNOWN_SETTINGS},
        )
        for setting in _SETTINGS:
            _rows(connection, setting)
        yield connection
    except pymysql.MySQLError as error:
        raise DumpError(f"{address.name} {_why(error)}") from None
    finally:
        if connection is not None and connection.open:
            _hang_up(connection)


def _password(address: Address) -> bytes:
    """Take it as UTF-8: PyMySQL would send a string as Latin-1."""
    given = address.password if address.password is not None else os.environ.get("MYSQL_PWD", "")
    return given.encode()


def _hang_up(connection: Any) -> None:
    """Close without fetching every record that is left, as a close of PyMySQL's would."""
    if connection._result is not None:  # noqa: SLF001 there is no public way to give up a result
        connection._result.unbuffered_active = False  # noqa: SLF001 the same
    connection._force_close()  # noqa: SLF001 the same


def _why(error: pymysql.MySQLError) -> str:
    code, said = error.args if len(error.args) == 2 else (0, str(error))  # noqa: PLR2004 a code and a text, where a server spoke
    if code in (ER.ACCESS_DENIED_ERROR, ER.DBACCESS_DENIED_ERROR):
        return (
            "refuses this user or password. Nothing was written. Check the user and the database in the URL, and give "
            "the password as MYSQL_PWD in the environment."
        )
    if code == ER.BAD_DB_ERROR:
        return "has no database of that name. Nothing was written. Check the end of the URL."
    if code in (CR.CR_CONN_HOST_ERROR, CR.CR_CONNECTION_ERROR):
        return (
            "does not answer. Nothing was written. Check that it runs, and the host and port in the URL; a server in "
            f"another network may need a tunnel. It was given {CONNECT_SECONDS} seconds."
        )
    return (
        f"cannot answer: {said}. Nothing was written. Mend table= or query=, or ask for the right to read it."
    )

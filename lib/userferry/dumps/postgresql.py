r"""Read a table or a query of a running PostgreSQL, through Arrow.

Each value is asked for as the text that its type's output function gives, which is what COPY writes (PostgreSQL,
`format` with `%s`): `t` and `f`, `\x00ff`, `{a,b}`, and the trailing blanks of a `character(n)`. Without a password
in the URL or `PGPASSWORD` in the environment, libpq looks into its password file.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import adbc_driver_postgresql.dbapi as driver
import polars as pl
import pyarrow as pa

from userferry.dumps.address import CONNECT_SECONDS, Address, steady
from userferry.dumps.asking import Catalogue, choose_rows
from userferry.dumps.dump import Opened
from userferry.dumps.records import frame_of
from userferry.dumps.source import Options
from userferry.dumps.tables import refuse_bad_columns
from userferry.errors import DumpError

_SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET client_encoding = 'UTF8'",
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'postgres'",
    "SET extra_float_digits = 3",
    "SET bytea_output = 'hex'",
    "SET synchronize_seqscans = off",
    "SET max_parallel_workers_per_gather = 0",
)
"""Nothing is written, each pass sees one state, texts do not depend on the server, a table's order does not change."""

_TABLES = """
SELECT n.nspname || '.' || c.relname, a.attname
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'
ORDER BY c.relkind NOT IN ('r', 'p'), n.nspname <> 'public', n.nspname, c.relname, a.attnum
"""
_KEY = """
SELECT a.attname
FROM pg_index AS i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)
JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE i.indisprimary AND n.nspname || '.' || c.relname = $1 ORDER BY k.place
"""


def read(address: Address, options: Options) -> Opened:
    """Open a table, or what a query answers, in a transaction that cannot write.

    Returns:
        The frame: each value as COPY would write it, times in UTC, NULL as null. A table comes in the order of its
        primary key, a query in its own.

    Raises:
        DumpError: The database does not answer or refuses; there is no such table; the query cannot be asked; or the
            number of records is another on a later pass.
    """
    with _connected(address) as connection:
        asked = choose_rows(address, options, _CATALOGUE, partial(_rows, connection))
        columns = _columns(connection, f"SELECT * FROM {asked.rows} LIMIT 0")  # noqa: S608 a person's own query, in a transaction that cannot write
        refuse_bad_columns(columns, source=f"The {asked.what}")
        kept = int(_rows(connection, f"SELECT count(*) FROM {asked.rows}")[0][0])  # noqa: S608 the same
    question = f"SELECT {', '.join(map(_text, columns))} FROM {asked.rows}{asked.order}"  # noqa: S608 the same

    def batches() -> Iterator[pl.DataFrame]:
        with _connected(address) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(question)
            for batch in cursor.fetch_record_batch():
                yield pl.DataFrame(pl.from_arrow(batch), schema=dict.fromkeys(columns, pl.String()))

    return Opened(
        frame=frame_of(columns, lambda: steady(batches(), kept, address.name)),
        description=f"PostgreSQL {asked.what}",
        evidence=asked.evidence,
        kept=kept,
    )


def _rows(connection: driver.Connection, question: str, *given: str) -> list[tuple[str, ...]]:
    with closing(connection.cursor()) as cursor:
        cursor.execute(question, given or None)
        found: list[tuple[str, ...]] = cursor.fetchall()
        return found


def _columns(connection: driver.Connection, question: str) -> list[str]:
    with closing(connection.cursor()) as cursor:
        cursor.execute(question)
        return [column[0] for column in cursor.description or ()]


def _text(column: str) -> str:
    name = _quoted(column)
    return f"CASE WHEN {name} IS DISTINCT FROM NULL THEN format('%s', {name}) END AS {name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _place(table: str) -> str:
    schema, _, plain = table.partition(".")
    return f"{_quoted(schema)}.{_quoted(plain)}"


_CATALOGUE = Catalogue(_TABLES, _KEY, place=_place, quoted=_quoted)


@contextmanager
def _connected(address: Address) -> Iterator[driver.Connection]:
    """Connect, and say in a paragraph what the server or the driver refuses."""
    url = "postgresql://" + address.url.partition("://")[2]
    if "connect_timeout" not in address.settings:
        url += f"{'&' if address.settings else '?'}connect_timeout={CONNECT_SECONDS}"
    try:
        connection = driver.connect(url)
    except driver.Error as error:
        raise DumpError(f"{address.name} {_why_unreached(str(error))}") from None
    try:
        with closing(connection):
            for setting in _SETTINGS:
                _rows(connection, setting)
            yield connection
    except (driver.Error, pa.ArrowException, OSError) as error:  # the last two while batches arrive
        said = str(error).partition("ERROR:")[2].strip().splitlines()
        why = f"cannot answer: {said[0]}" if said else "hung up before it had answered"
        what = "Mend table= or query=, or ask for the right to read it" if said else "Ask again when it runs"
        raise DumpError(f"{address.name} {why}. Nothing was written. {what}.") from None


def _why_unreached(said: str) -> str:
    if "password" in said or "authentication" in said or "role" in said:
        return (
            "refuses this user or password. Nothing was written. Check the user in the URL, and give the password as "
            "PGPASSWORD in the environment."
        )
    if "database" in said and "does not exist" in said:
        return "has no database of that name. Nothing was written. Check the end of the URL."
    return (
        "does not answer. Nothing was written. Check that it runs, and the host and port in the URL; a server in "
        f"another network may need a tunnel. It was given {CONNECT_SECONDS} seconds."
    )

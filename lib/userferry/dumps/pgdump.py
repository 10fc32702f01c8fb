r"""Read pg_dump's plain text: COPY blocks, or the INSERT statements of `--inserts`.

The text format of COPY (PostgreSQL, "COPY", File Formats): `\N` is NULL; a backslash stands before b, f, n, r, t, v, a
backslash, or one to three octal or, after x, one to two hexadecimal digits of a byte; before any other it means that
character. The custom format begins with `PGDMP`, and so does the `toc.dat` of a directory.
"""

import re

import polars as pl

from userferry.dumps.dump import Opened
from userferry.dumps.source import Options, Source
from userferry.dumps.sqldump import open_sql_dump, sql_head, undo_escapes
from userferry.dumps.sqltext import Records
from userferry.errors import DumpError

_TEXT = re.compile(rb"^-- PostgreSQL database (cluster )?dump|^COPY [^\n]+ FROM stdin;", re.MULTILINE)
_ENCODING = re.compile(rb"^SET client_encoding = '(\w+)';", re.MULTILINE)
_PYTHON_NAMES = {"SQL_ASCII": "utf-8", "WIN1252": "cp1252", "WIN1251": "cp1251", "WIN1250": "cp1250"}
_ESCAPES = {"\\\\": "\\", "\\b": "\b", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\v": "\v"}
_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_RARE = r"\\[^\\bfnrtv]"


def recognise(source: Source) -> str | None:
    """Say by what sign this is a dump of pg_dump's."""
    if source.head.startswith(b"PGDMP"):
        return "its bytes begin with `PGDMP`"
    if source.head.startswith(b"toc.dat\0"):
        return "it is a tar archive that begins with `toc.dat`"
    return "its first lines are pg_dump's" if _TEXT.search(sql_head(source)) else None


def read(source: Source, options: Options) -> Opened:
    """Open one table of a plain dump.

    Returns:
        The frame: each value as PostgreSQL prints it, NULL as null, booleans `t` and `f`; in the dump's order.

    Raises:
        DumpError: It is in the custom, directory or tar format; there is no such table; or most records do not parse.
    """
    if source.head.startswith((b"PGDMP", b"toc.dat\0")):
        raise DumpError(
            f"{source.name} is in one of pg_dump's own formats, which only PostgreSQL reads. Nothing was written. Make "
            f"plain text of it: `pg_restore -f users.sql {source.name}`; what it makes holds password hashes too."
        )
    said = _ENCODING.search(source.head)
    name = said[1].decode() if said else "UTF8"
    return open_sql_dump(
        source,
        options,
        description="PostgreSQL dump",
        encoding=_PYTHON_NAMES.get(name, name).lower(),
        backslash=False,
        values=_values,
    )


def _values(records: Records, encoding: str) -> pl.DataFrame:
    columns = records.shape.columns
    if records.rows:
        schema = dict.fromkeys(columns, pl.String())
        literals = [[value.decode(encoding) for value in row] for row in records.rows]
        return pl.DataFrame(literals, schema=schema, orient="row").with_columns(_meant(pl.all()))
    lines = pl.Series("", b"\n".join(records.lines).decode(encoding).split("\n"))
    fields = lines.str.split_exact("\t", len(columns) - 1).struct.unnest()
    fields.columns = list(columns)

    def slowly(value: str) -> str:
        return _ESCAPED.sub(_byte, value.encode(encoding)).decode(encoding, "replace")

    undone = undo_escapes(pl.all(), _ESCAPES, rare=_RARE, slowly=slowly)
    return fields.with_columns(pl.when(pl.all() != "\\N").then(undone))


def _byte(found: re.Match[bytes]) -> bytes:
    octal, hexadecimal, other = found.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal:
        return bytes([int(hexadecimal, 16)])
    return _ESCAPES.get(f"\\{other.decode('latin-1')}", other.decode("latin-1")).encode("latin-1")


def _meant(literal: pl.Expr) -> pl.Expr:
    """Make a value of a literal: `B'101'` is a bit string, a boolean is written as COPY writes it."""
    text = (
        literal.str.replace(r"^[A-Za-z_]*\s*'", "")
        .str.strip_suffix("'")
        .str.replace_all("''", "'", literal=True)
    )
    plain = literal.replace({"true": "t", "false": "f"})
    value = pl.when(literal.str.ends_with("'")).then(text).otherwise(plain)
    return pl.when(~literal.is_in(["NULL", "DEFAULT"])).then(value)

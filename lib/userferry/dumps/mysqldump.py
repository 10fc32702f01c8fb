r"""Read the INSERT statements of mysqldump, mariadb-dump or phpMyAdmin.

A string's escapes (MySQL, "String Literals"): `\0 \' \" \b \n \r \t \Z \\`, `\%` and `\_` which stay outside patterns,
and `''`; before any other character the backslash is dropped. Bytes are written as `0x…`,
`_binary '…'` or, by MariaDB, in a plain string, so that only the column's type tells them.
"""

import re

import polars as pl

from userferry.dumps.dump import Opened
from userferry.dumps.source import Options, Source
from userferry.dumps.sqldump import open_sql_dump, sql_head, undo_escapes
from userferry.dumps.sqltext import Records

_SIGNS = (
    (re.compile(rb"^-- (MySQL|MariaDB) dump", re.MULTILINE), "its first lines are mysqldump's"),
    (re.compile(rb"^-- phpMyAdmin SQL Dump", re.MULTILINE), "its first lines are phpMyAdmin's"),
    (
        re.compile(
            rb"^(INSERT|REPLACE) (IGNORE )?INTO |^CREATE TABLE [^\n]*\(\r?$", re.MULTILINE | re.IGNORECASE
        ),
        "it holds INSERT statements",
    ),
)
_NAMES = re.compile(rb"^(?:/\*!\d+ )?SET NAMES (\w+)", re.MULTILINE)
_PYTHON_NAMES = {"latin1": "cp1252", "latin2": "iso8859-2", "sjis": "shift_jis", "ujis": "euc_jp"}
_PLAIN = {"\\\\": "\\", "\\'": "'", '\\"': '"', "''": "'", "\\%": "\\%", "\\_": "\\_"}
_ESCAPES = {**_PLAIN, "\\0": "\0", "\\b": "\b", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\Z": "\x1a"}
_ESCAPED = re.compile(r"\\.|''", re.DOTALL)
_RARE = r"""\\[^\\'"%_0bnrtZ]"""
_INTRODUCED = r"^[A-Za-z_]\w*\s*'|^'"


def recognise(source: Source) -> str | None:
    """Say by what sign this is a dump of mysqldump's kind."""
    head = sql_head(source)
    return next((sign for pattern, sign in _SIGNS if pattern.search(head)), None)


def read(source: Source, options: Options) -> Opened:
    """Open one table of a dump.

    Returns:
        The frame: numbers by their digits in the dump, texts without quotes and escapes, bytes (BLOB, BINARY, BIT) in
        lower-case hexadecimal digits, NULL as null; in the dump's order.

    Raises:
        DumpError: There is no such table, or most records do not parse.
    """
    said = _NAMES.search(source.head)
    name = said[1].decode() if said else "utf8mb4"
    return open_sql_dump(
        source,
        options,
        description="MySQL dump",
        encoding="utf-8" if name.startswith("utf8") else _PYTHON_NAMES.get(name, name),
        backslash=True,
        values=_values,
    )


def _values(records: Records, encoding: str) -> pl.DataFrame:
    made, texts = [], []
    for name, literals in zip(records.shape.columns, zip(*records.rows, strict=True), strict=True):
        if name in records.shape.binary or any(literal.startswith(b"_binary") for literal in literals):
            found = [_hexadecimal(literal) for literal in literals]
        else:
            found = [literal.decode(encoding) for literal in literals]
            texts.append(name)
        made.append(pl.Series(name, found, dtype=pl.String()))
    return pl.DataFrame(made).with_columns(_meant(pl.col(texts)) if texts else [])


def _meant(literal: pl.Expr) -> pl.Expr:
    inside = literal.str.replace(_INTRODUCED, "").str.strip_suffix("'")
    text = undo_escapes(inside, _ESCAPES, rare=_RARE, slowly=_undo)
    digits = literal.str.strip_prefix("0x").str.to_lowercase()
    value = (
        pl.when(literal.str.contains("^[xX]'"))
        .then(inside.str.to_lowercase())
        .when(literal.str.ends_with("'"))
        .then(text)
        .when(literal.str.starts_with("0x"))
        .then(digits)
        .otherwise(literal)
    )
    return pl.when(~literal.is_in(["NULL", "DEFAULT"])).then(value)


def _undo(text: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], found[0][1:]), text)


def _hexadecimal(literal: bytes) -> str | None:
    if literal == b"NULL":
        return None
    if literal.startswith(b"0x"):
        return literal[2:].decode("ascii").lower()
    before, quote, inside = literal.decode("latin-1").partition("'")
    if not quote:
        return literal.decode("latin-1")
    if before.strip().lower() == "b":
        digits = inside[:-1]
        return int(digits or "0", 2).to_bytes((len(digits) + 7) // 8, "big").hex()
    if before.strip().lower() == "x":
        return inside[:-1].lower()
    return _undo(inside[:-1]).encode("latin-1").hex()

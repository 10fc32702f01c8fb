"""A SQLite file, made by SQLite itself, comes back row for row and value for value."""

import sqlite3
from contextlib import closing

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.dumps import read_dump
from userferry.errors import DumpError


def make(path, *statements, rows=()):
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        if rows:
            connection.executemany(f"INSERT INTO users VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.commit()
    return path


def test_each_value_is_written_by_its_own_type(tmp_path):
    rows = [
        (7, "007", 0.1, b"\x00\xff", None),
        (1234567890123456789, "", 1e300, b"", "é'\"\\\n\t\r"),
        (-1, "TRUE", 2.0, "text", " s "),
    ]
    dump = read_dump(make(tmp_path / "d.db", "CREATE TABLE users (id, email, score, salt, note)", rows=rows))
    assert dump.kept == 3
    assert dump.frame.collect().rows() == [
        (0, "7", "007", "0.1", "00ff", None),
        (1, "1234567890123456789", "", "1e+300", "", "é'\"\\\n\t\r"),
        (2, "-1", "TRUE", "2.0", "text", " s "),
    ]
    assert set(dump.frame.collect_schema().dtypes()) == {pl.Int64(), pl.String()}


@given(st.lists(st.tuples(st.text(), st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))), min_size=1))
@settings(max_examples=25)
def test_any_text_and_integer_comes_back(tmp_path_factory, rows):
    path = make(tmp_path_factory.mktemp("any") / "d.db", "CREATE TABLE users (email TEXT, n)", rows=rows)
    assert read_dump(path).frame.drop("__row").collect().rows() == [
        (text, None if number is None else str(number)) for text, number in rows
    ]


def test_the_users_are_found_among_the_tables(tmp_path):
    path = make(
        tmp_path / "d.db",
        "CREATE TABLE password_resets (email, token)",
        "CREATE TABLE accounts (id, email, passwordHash)",
        "CREATE TABLE orders (id)",
    )
    dump = read_dump(path)
    assert dump.columns == ["id", "email", "passwordHash"]
    assert ("table", "accounts: its columns passwordHash, email") in dump.evidence
    assert ("other tables", "password_resets, orders") in dump.evidence
    assert read_dump(path, table="orders").columns == ["id"]
    with pytest.raises(DumpError, match=r"has no table order.*: password_resets, accounts, orders"):
        read_dump(path, table="order")


def test_a_query_is_asked_as_it_stands(tmp_path):
    rows = [(i, f"u{i}@example.com") for i in range(5)]
    path = make(tmp_path / "d.db", "CREATE TABLE users (id, email)", rows=rows)
    dump = read_dump(path, query="SELECT id AS n, upper(email) AS mail FROM users ORDER BY id DESC; ")
    assert dump.frame.collect().row(0) == (0, "4", "U4@EXAMPLE.COM")
    with pytest.raises(DumpError, match="no such column"):
        read_dump(path, query="SELECT absent FROM users")
    with pytest.raises(DumpError, match="cannot answer"):
        read_dump(path, query="DELETE FROM users")
    assert read_dump(path).kept == 5


def test_an_index_changes_no_order(tmp_path):
    rows = [(i, f"u{9 - i}@example.com") for i in range(10)]
    statements = (
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email)",
        "CREATE INDEX by_email ON users (email)",
    )
    path = make(tmp_path / "d.db", *statements, rows=rows)
    assert read_dump(path).frame.collect()["id"].to_list() == [str(i) for i in range(10)]


def test_a_write_ahead_log_leaves_no_file_and_a_full_one_is_read(tmp_path):
    path = make(tmp_path / "d.db", "PRAGMA journal_mode = wal", "CREATE TABLE users (id)", rows=[(1,)])
    assert read_dump(path).frame.collect().height == 1
    assert [file.name for file in tmp_path.iterdir()] == ["d.db"]
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("INSERT INTO users VALUES (2)")
        writer.commit()
        assert read_dump(path).frame.collect().height == 2


def test_what_cannot_be_read_is_said_in_a_paragraph(tmp_path):
    rows = [(i, "x" * 500) for i in range(500)]
    path = make(tmp_path / "d.db", "CREATE TABLE users (id, email)", rows=rows)
    broken = tmp_path / "broken.db"
    broken.write_bytes(path.read_bytes()[:100] + b"\xff" * 9000)
    with pytest.raises(DumpError, match="damaged, cut off or encrypted"):
        read_dump(broken)
    foreign = make(
        tmp_path / "foreign.db", "CREATE TABLE users (id)", "INSERT INTO users VALUES (CAST(x'e9' AS TEXT))"
    )
    with pytest.raises(DumpError, match="not utf-8"):
        read_dump(foreign).frame.collect()
    assert read_dump(foreign, encoding="cp1252").frame.collect()["id"].to_list() == ["é"]
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DumpError, match="is locked by a program"):
            read_dump(path)

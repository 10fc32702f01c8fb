"""What a real PostgreSQL holds comes back from the server and from its own dumps, row for row and value for value."""

import gzip
import socket
from contextlib import closing

import adbc_driver_postgresql.dbapi as driver
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.postgresql import FOUND, WRITTEN, started
from tests.dumps.putting import rows, writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

save = writer("users.sql")

pytestmark = pytest.mark.skipif(FOUND is None, reason="PostgreSQL's server is not installed (initdb)")

PEOPLE = """
CREATE TABLE people (
    id bigint PRIMARY KEY, email varchar(100), note text, code char(6), ok boolean, meta jsonb, salt bytea,
    tags text[], seen timestamptz, score numeric(12, 4), "Odd, name" text
);
INSERT INTO people VALUES
    (1234567890123456789, 'zoë@example.com', E'a\\tb\\\\c\\n\\'d\\'\\r"e"', '007', true, '{"a": "\\"\\\\n", "b": [1.10]}',
     '\\x00ff0a5c', '{a,"b c",NULL,"d\\"e"}', '2020-01-01 00:30:00+02', 1.1, '\\N'),
    (2, '', E'\\\\N', '', false, 'null', '', '{}', 'infinity', -5, E'\\\\.'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, ' blank ', E'\\\\', '00123 ', true, '"x"', '\\x5c', '{{1,2},{3,4}}', '1999-12-31 23:59:59.123456Z', 0, '''');
CREATE TABLE orders (id int);
INSERT INTO orders VALUES (1), (2);
CREATE SCHEMA "Old";
CREATE TABLE "Old".empty_users (id int, email text);
"""
ROWS = [
    ("1234567890123456789", "zoë@example.com", "a\tb\\c\n'd'\r\"e\"", "007   ", "t", '{"a": "\\"\\\\n", "b": [1.10]}', "\\x00ff0a5c", '{a,"b c",NULL,"d\\"e"}', "2019-12-31 22:30:00+00", "1.1000", "\\N"),
    ("2", "", "\\N", "      ", "f", "null", "\\x", "{}", "infinity", "-5.0000", "\\."),
    ("3", *[None] * 10),
    ("4", " blank ", "\\", "00123 ", "t", '"x"', "\\x5c", "{{1,2},{3,4}}", "1999-12-31 23:59:59.123456+00", "0.0000", "'"),
]  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with started() as made:
        made.do(*filter(str.strip, PEOPLE.split(";\n")))
        yield made


@pytest.mark.parametrize(
    "form", [(), ("--inserts",), ("--column-inserts", "--rows-per-insert=3", "--on-conflict-do-nothing")]
)
def test_pg_dump_comes_back_value_for_value(server, tmp_path, form):
    path = save(tmp_path, gzip.compress(server.dump(*form)), "users.sql.gz")
    dump = read_dump(path)
    assert rows(dump) == ROWS
    assert dump.frame.collect()["__row"].to_list() == [0, 1, 2, 3]
    assert dump.columns[-1] == "Odd, name"
    assert (dump.kept, dump.rejected.height) == (4, 0)
    assert dump.description == "PostgreSQL dump, table public.people, gzip"
    assert ("other tables", "public.orders") in dump.evidence


def test_the_server_gives_what_its_dump_holds(server):
    dump = read_dump(server.url())
    assert rows(dump) == [ROWS[1], ROWS[2], ROWS[3], ROWS[0]]  # by the primary key
    assert (dump.bytes, dump.kept) == (0, 4)
    assert dump.source == f"postgresql://127.0.0.1:{server.port}/postgres"
    asked = read_dump(
        server.url(), query="SELECT email || '!' AS mail, ok FROM people ORDER BY id DESC LIMIT 2;"
    )
    assert rows(asked) == [("zoë@example.com!", "t"), (" blank !", "t")]
    assert asked.digest not in (dump.digest, read_dump(server.url(), table="orders").digest)


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
tricky = st.text(st.sampled_from("\\nNt.'\"\t\n\r,;()-x0é\b\f\v "))
cell = st.one_of(st.none(), tricky, text)


@given(table=st.lists(st.tuples(cell, cell), min_size=1, max_size=60))
@settings(max_examples=8)
def test_any_text_comes_back(server, tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("any")
    made = pa.table(
        {
            "email": pa.array([a for a, _ in table], pa.string()),
            "note": pa.array([b for _, b in table], pa.string()),
        }
    )
    with closing(driver.connect(server.url())) as connection, closing(connection.cursor()) as cursor:
        cursor.adbc_ingest("anything", made, mode="replace")
        connection.commit()
    for form in ((), ("--inserts",)):
        dump = read_dump(save(folder, server.dump("-t", "anything", *form)))
        assert rows(dump) == table
        assert dump.kept == len(table)
    assert rows(read_dump(server.url(), table="anything")) == table
    server.do("DROP TABLE anything")


def test_another_encoding_is_the_one_that_the_dump_names(server, tmp_path):
    server.do("CREATE TABLE western (email text, note text)", "INSERT INTO western VALUES ('zoë', E'\\\\')")
    try:
        path = save(tmp_path, server.dump("-t", "western", "-E", "LATIN1"))
        assert "zoë".encode("latin-1") in path.read_bytes()
        assert rows(read_dump(path)) == [("zoë", "\\")]
    finally:
        server.do("DROP TABLE western")


def test_tables_are_named_with_or_without_their_schema(server, tmp_path):
    path = save(tmp_path, server.dump())
    assert rows(read_dump(path, table="orders")) == [("1",), ("2",)]
    assert read_dump(path, table="Old.empty_users").columns == ["id", "email"]
    for source in (path, server.url()):
        with pytest.raises(DumpError, match=r"has no table order\..*public\.orders"):
            read_dump(source, table="order")


@pytest.mark.parametrize("form", ["-Fc", "-Ft"])
def test_its_own_formats_are_refused_with_the_way_out(server, tmp_path, form):
    with pytest.raises(DumpError, match=r"pg_restore -f users\.sql users\.dump"):
        read_dump(save(tmp_path, server.dump(form), "users.dump"))


def test_a_dump_that_was_cut_off_loses_no_record_without_a_word(server, tmp_path):
    whole = server.dump("-t", "people")
    dump = read_dump(save(tmp_path, whole[: whole.index(b"blank")]))
    assert rows(dump) == ROWS[:3]
    assert dump.rejected.rows() == [
        (whole[: whole.index(b"blank")].count(b"\n") + 1, "4\t ", "the file ends before the table does")
    ]


def test_nothing_can_be_written(server):
    server.do("CREATE SEQUENCE counter")
    try:
        with pytest.raises(DumpError, match="read-only transaction"):
            read_dump(server.url(), query="SELECT nextval('counter') AS n")
    finally:
        server.do("DROP SEQUENCE counter")


def test_a_database_that_changes_between_two_passes_is_refused(server):
    dump = read_dump(server.url(), table="orders")
    try:
        server.do("INSERT INTO orders VALUES (3)")
        with pytest.raises(DumpError, match="held 2 records when it was opened and more now"):
            dump.frame.collect()
        server.do("DELETE FROM orders WHERE id > 1")
        with pytest.raises(DumpError, match="held 2 records when it was opened and 1 now"):
            dump.frame.collect()
    finally:
        server.do("DELETE FROM orders", "INSERT INTO orders VALUES (1), (2)")


def test_what_the_server_refuses_is_said_without_the_password(server):
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        down = f"postgresql://ferry:{WRITTEN}@127.0.0.1:{silent.getsockname()[1]}/postgres"
        cases = [
            (down, {}, "does not answer"),
            (server.url(password="wr0ng"), {}, "refuses this user or password"),
            (server.url(database="nowhere"), {}, "has no database of that name"),
            (server.url(password="wr@ng"), {}, "cannot be taken apart"),
            (server.url(), {"query": "SELECT missing FROM people"}, 'column "missing" does not exist'),
            (server.url(), {"query": "SELECT 1 AS a, 2 AS a"}, "names a more than once"),
        ]
        for url, options, sentence in cases:
            with pytest.raises(DumpError, match=sentence) as refused:
                read_dump(url, **options)
            assert not any(word in str(refused.value) for word in ("s3cr", "wr0ng", "wr@ng", "@ng"))
    assert "s3cr" not in repr(read_dump(server.url())) + read_dump(server.url())._repr_html_()


def test_a_large_table_arrives_in_batches(server):
    dump = read_dump(
        server.url(), query="SELECT i AS id, repeat('x', 200) AS note FROM generate_series(1, 300000) AS i"
    )
    assert dump.frame.head(2).collect()["id"].to_list() == ["1", "2"]
    assert dump.frame.select(pl.col("__row").max(), pl.col("note").str.len_bytes().sum()).collect().row(
        0
    ) == (299_999, 60_000_000)


def test_an_answer_that_breaks_half_way_is_said(server):
    dump = read_dump(
        server.url(),
        query="SELECT CASE WHEN i < 250000 THEN i ELSE i / 0 END AS id FROM generate_series(1, 300000) AS i",
    )
    assert dump.kept == 300_000
    with pytest.raises(DumpError, match=r"cannot answer: division by zero\. Nothing was written"):
        dump.frame.collect()


def test_a_server_that_hangs_up_is_said(server):
    asked = "SELECT CASE WHEN i = 250000 THEN pg_terminate_backend(pg_backend_pid()) END AS n FROM generate_series(1, 300000) AS i"
    with pytest.raises(DumpError, match=r"hung up before it had answered\. Nothing was written"):
        read_dump(server.url(), query=asked).frame.collect()


def test_a_database_without_an_encoding_says_which_bytes_are_none(server):
    server.do("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    server.do("CREATE TABLE users AS SELECT convert_from('\\xe9', 'SQL_ASCII') AS email", database="bytes")
    with pytest.raises(
        DumpError, match=r'invalid byte sequence for encoding "UTF8": 0xe9\. Nothing was written'
    ):
        read_dump(server.url("bytes")).frame.collect()
    asked = "SELECT convert(email::bytea, 'LATIN1', 'UTF8') AS email FROM users"
    assert rows(read_dump(server.url("bytes"), query=asked)) == [("\\xc3a9",)]

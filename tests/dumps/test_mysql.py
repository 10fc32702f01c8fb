"""What a real MariaDB holds comes back from the server and from its own dumps, row for row and value for value."""

import gzip
import socket
from contextlib import closing

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.mariadb import PASSWORD, SERVER, WRITTEN, started
from tests.dumps.putting import rows, writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

save = writer("users.sql")

pytestmark = pytest.mark.skipif(SERVER is None, reason="MariaDB's server is not installed (mariadbd)")

PEOPLE = """
CREATE TABLE people (
    id bigint PRIMARY KEY, email varchar(100), note text, code char(6), ok boolean, meta json, salt varbinary(16),
    picture blob, seen timestamp NULL, score decimal(12, 4), ratio double, kind enum('a', 'it''s'), flag bit(1),
    `Odd, ``name` varchar(9), doubled bigint AS (id * 2) VIRTUAL
);
INSERT INTO people (id, email, note, code, ok, meta, salt, picture, seen, score, ratio, kind, flag, `Odd, ``name`) VALUES
    (1234567890123456789, 'zoë😀@example.com', 'a\\tb\\\\c\\n\\'d\\'\\r"e"\\0\\Z', '007', true, '{"a": "\\\\"", "b": [1.10]}',
     x'00ff0a5c27', x'e9', '2020-01-01 00:30:00', 1.1, 1e300, 'it\\'s', b'1', 'NULL'),
    (2, '', '(2,\\'x\\'),(3;', '', false, 'null', '', '', '1999-12-31 23:59:59', -5, 0.1, 'a', b'0', '%_'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, ' blank ', '\\\\', '001234', true, '"x"', x'5c', NULL, NULL, 0, -0.5, 'a', b'1', '''');
CREATE TABLE orders (id int);
INSERT INTO orders VALUES (1), (2);
"""
ROWS = [
    ("2", "", "(2,'x'),(3;", "", "0", "null", "", "", "1999-12-31 23:59:59", "-5.0000", "0.1", "a", "00", "%_", "4"),
    ("3", *[None] * 13, "6"),
    ("4", " blank ", "\\", "001234", "1", '"x"', "5c", None, None, "0.0000", "-0.5", "a", "01", "'", "8"),
    ("1234567890123456789", "zoë😀@example.com", "a\tb\\c\n'd'\r\"e\"\0\x1a", "007", "1", '{"a": "\\"", "b": [1.10]}', "00ff0a5c27", "e9", "2020-01-01 00:30:00", "1.1000", "1e300", "it's", "01", "NULL", "2469135780246913578"),
]  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with started() as made:
        made.do("SET time_zone = '+00:00'", *filter(str.strip, PEOPLE.split(";\n")))
        yield made


@pytest.mark.parametrize(
    "form",
    [
        (),
        ("--hex-blob",),
        ("--skip-extended-insert", "--complete-insert"),
        ("--replace", "--tz-utc", "--routines"),
    ],
)
def test_mysqldump_comes_back_value_for_value(server, tmp_path, form):
    dump = read_dump(save(tmp_path, gzip.compress(server.dump(*form, "legacy")), "users.sql.gz"))
    assert rows(dump) == ROWS
    assert dump.frame.collect()["__row"].to_list() == [0, 1, 2, 3]
    assert (dump.kept, dump.rejected.height) == (4, 0)
    assert "Odd, `name" in dump.columns
    assert dump.description == "MySQL dump, table people, gzip"
    assert ("other tables", "orders") in dump.evidence


def test_the_server_gives_what_its_dump_holds(server):
    dump = read_dump(server.url())
    assert rows(dump) == ROWS
    assert (dump.bytes, dump.kept, dump.source) == (0, 4, f"mysql://127.0.0.1:{server.port}/legacy")
    asked = read_dump(server.url(), query="SELECT upper(email) AS mail FROM people WHERE ok ORDER BY id;")
    assert rows(asked) == [(" BLANK ",), ("ZOË😀@EXAMPLE.COM",)]
    assert asked.digest not in (dump.digest, read_dump(server.url(), table="orders").digest)


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
tricky = st.text(st.sampled_from("\\nN'\"\0\x1a\t\n\r,;()-x0é%_`"), max_size=200)
cell = st.one_of(st.none(), tricky, text)


@given(
    table=st.lists(
        st.tuples(cell, cell, st.one_of(st.none(), st.binary(max_size=50))), min_size=1, max_size=60
    )
)
@settings(max_examples=8)
def test_any_text_and_bytes_come_back(server, tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("any")
    made = "CREATE OR REPLACE TABLE anything (email varchar(200), note text, salt blob) CHARACTER SET utf8mb4"
    server.do(made, rows=table)
    expected = [(email, note, None if salt is None else salt.hex()) for email, note, salt in table]
    for form in ((), ("--hex-blob",)):
        dump = read_dump(save(folder, server.dump(*form, "legacy", "anything")))
        assert rows(dump) == expected
        assert dump.kept == len(table)
    assert rows(read_dump(server.url(), table="anything")) == expected
    server.do("DROP TABLE anything")


def test_another_encoding_is_the_one_that_the_dump_names(server, tmp_path):
    server.do("CREATE TABLE western (email text, salt blob)", "INSERT INTO western VALUES ('zoë', x'e9')")
    try:
        path = save(tmp_path, server.dump("--default-character-set=latin1", "legacy", "western"))
        assert "zoë".encode("latin-1") in path.read_bytes()
        assert rows(read_dump(path)) == [("zoë", "e9")]
        assert read_dump(path, encoding="utf-8").rejected["reason"].to_list() == ["not utf-8"]
    finally:
        server.do("DROP TABLE western")


def test_a_table_is_named_or_said_to_be_missing(server, tmp_path):
    path = save(tmp_path, server.dump("legacy"))
    assert rows(read_dump(path, table="orders")) == [("1",), ("2",)]
    for source in (path, server.url()):
        with pytest.raises(DumpError, match=r"has no table order\. .*orders"):
            read_dump(source, table="order")


def test_a_dump_that_was_cut_off_loses_no_record_without_a_word(server, tmp_path):
    whole = server.dump("legacy", "people")
    cut = whole[: whole.index(b"blank")]
    dump = read_dump(save(tmp_path, cut))
    assert rows(dump) == ROWS[:2]
    assert dump.rejected.rows() == [(cut.count(b"\n") + 1, "(4,'", "the record has no end")]


def test_nothing_can_be_written(server):
    server.do(
        "CREATE FUNCTION sign_up() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO orders VALUES (9); RETURN 1; END",
        "GRANT EXECUTE ON legacy.* TO 'ferry'@'127.0.0.1'",
    )
    try:
        with pytest.raises(DumpError, match="READ ONLY transaction"):
            read_dump(server.url(), query="SELECT sign_up() AS n").frame.collect()
    finally:
        server.do("DROP FUNCTION sign_up")


def test_a_database_that_changes_between_two_passes_is_refused(server):
    dump = read_dump(server.url(), table="orders")
    try:
        server.do("INSERT INTO orders VALUES (3)")
        with pytest.raises(DumpError, match="held 2 records when it was opened and more now"):
            dump.frame.collect()
    finally:
        server.do("DELETE FROM orders WHERE id = 3")


def test_what_the_server_refuses_is_said_without_the_password(server, monkeypatch):
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        down = f"mysql://ferry:{WRITTEN}@127.0.0.1:{silent.getsockname()[1]}/legacy"
        cases = [
            (down, {}, "does not answer"),
            (server.url(password="wr0ng"), {}, "refuses this user or password"),
            (server.url(password="wr@ng"), {}, "cannot be taken apart"),
            (server.url(), {"query": "SELECT missing FROM people"}, "Unknown column 'missing'"),
        ]
        for url, options, sentence in cases:
            with pytest.raises(DumpError, match=sentence) as refused:
                read_dump(url, **options)
            assert not any(word in str(refused.value) for word in ("s3cr", "wr0ng", "wr@ng", "@ng"))
    monkeypatch.setenv("MYSQL_PWD", PASSWORD)
    dump = read_dump(server.url().replace(f":{WRITTEN}", ""))
    assert dump.kept == 4
    assert "password" not in dict(dump.evidence)


def test_a_large_answer_is_left_early_without_waiting_for_its_end(server):
    many = "SELECT seq AS id, repeat('x', 200) AS note FROM seq_1_to_100000"
    dump = read_dump(server.url(), query=many)
    assert dump.frame.head(2).collect()["id"].to_list() == ["1", "2"]
    assert dump.frame.select(pl.col("note").str.len_bytes().sum()).collect().item() == 20_000_000


def test_an_answer_that_breaks_half_way_is_said(server):
    slow = "SELECT seq AS id, (SELECT count(*) FROM seq_1_to_1000000 AS inner_one WHERE inner_one.seq > outer_one.seq) AS n FROM seq_1_to_100000 AS outer_one"
    server.do("SET GLOBAL max_statement_time = 0.4")
    try:
        with pytest.raises(DumpError, match="cannot answer: Query execution was interrupted"):
            read_dump(server.url(), query=slow).frame.collect()
    finally:
        server.do("SET GLOBAL max_statement_time = 0")

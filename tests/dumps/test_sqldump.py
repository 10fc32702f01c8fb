"""The text of a SQL dump is taken apart to the byte, whatever stands in its values and wherever a window ends."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.putting import rows, writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

save = writer("users.sql")

PG_HEAD = "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n\n"
MY_HEAD = "-- MySQL dump 10.13  Distrib 8.4.3\n/*!50503 SET NAMES utf8mb4 */;\n"
COPY_ESCAPES = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
MY_ESCAPES = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\0": "\\0", "\n": "\\n", "\r": "\\r", "\x1a": "\\Z"}


def copied(table, name="users"):
    def field(value):
        return "\\N" if value is None else "".join(COPY_ESCAPES.get(letter, letter) for letter in value)

    lines = "".join("\t".join(map(field, row)) + "\n" for row in table)
    return f"COPY public.{name} (email, note) FROM stdin;\n{lines}\\.\n\n"


def inserted(table, name="users", between=","):
    def literal(value):
        return "NULL" if value is None else f"'{''.join(MY_ESCAPES.get(letter, letter) for letter in value)}'"

    records = between.join(f"({','.join(map(literal, row))})" for row in table)
    return f"INSERT INTO `{name}` VALUES {records};\n"


def created(name="users"):
    return f"CREATE TABLE `{name}` (\n  `email` text,\n  `note` text,\n  PRIMARY KEY (`email`(9))\n) ENGINE=InnoDB;\n"


cell = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.text(st.sampled_from("\\nNtx0'\"\t\n\r,;()-é\b\f\v\x1a.`")),
)
tables = st.lists(st.tuples(cell, cell), min_size=1)


@given(table=tables)
@settings(max_examples=60)
def test_a_copy_block_comes_back(tmp_path_factory, table):
    path = save(tmp_path_factory.mktemp("any"), PG_HEAD + copied([("1", "2")], "orders") + copied(table))
    assert rows(read_dump(path)) == table


@given(table=tables, between=st.sampled_from([",", ",\n", " , "]))
@settings(max_examples=60)
def test_an_insert_statement_comes_back(tmp_path_factory, table, between):
    path = save(
        tmp_path_factory.mktemp("any"),
        MY_HEAD + created() + inserted(table, between=between) + inserted(table[:1]),
    )
    assert rows(read_dump(path)) == [*table, table[0]]


@pytest.mark.parametrize("bytes_each", [1 << 19, (1 << 20) - 7, 3 << 19])
def test_a_record_longer_than_a_window_comes_back(tmp_path, bytes_each):
    table = [(f"{letter}\\'" * (bytes_each // 3), letter) for letter in "abc"]
    assert rows(read_dump(save(tmp_path, PG_HEAD + copied(table)))) == table
    assert rows(read_dump(save(tmp_path, MY_HEAD + created() + inserted(table)))) == table


def test_statements_of_one_record_each_come_back(tmp_path):
    table = [(f"user{i}@example.com", str(i)) for i in range(25_000)]
    text = MY_HEAD + created() + "".join(inserted([row]) for row in table)
    assert rows(read_dump(save(tmp_path, text))) == table


@pytest.mark.parametrize("before", [1, 5, 30, 45])
def test_a_statement_that_begins_at_a_windows_end_is_found(tmp_path, before):
    for head, body in ((PG_HEAD, copied([("a", "1")])), (MY_HEAD, inserted([("a", "1")]))):
        padding = "-- " + "x" * ((1 << 20) - before - len(head) - 4) + "\n"
        assert rows(read_dump(save(tmp_path, head + padding + body))) == [("a", "1")]


def test_statements_may_list_their_columns_in_any_order(tmp_path):
    first, second = (
        "INSERT INTO users (email, note) VALUES ('a', '1');\n",
        "INSERT INTO users (note, email) VALUES ('2', 'b');\n",
    )
    third = "INSERT INTO users (email, phone) VALUES ('c', '3');\n"
    dump = read_dump(save(tmp_path, MY_HEAD + first + second + third))
    assert dump.columns == ["email", "note", "phone"]
    assert rows(dump) == [("a", "1", None), ("b", "2", None), ("c", None, "3")]


def test_what_a_window_cuts_in_two_is_read_whole(tmp_path):
    table = [(f"user{i}@example.com", None if i % 7 else "it's\n") for i in range(60_000)]
    for text in (PG_HEAD + copied(table), MY_HEAD + created() + inserted(table)):
        dump = read_dump(save(tmp_path, gzip.compress(text.encode(), 1)))
        assert rows(dump) == table
        assert dump.kept == len(table)


def test_escapes_that_no_dump_program_writes_are_undone_too(tmp_path):
    block = "COPY users (email, note) FROM stdin;\n\\x41\\102\\q\tcaf\\303\\251\\\\x41\n\\.\n"
    assert rows(read_dump(save(tmp_path, PG_HEAD + block))) == [("ABq", "café\\x41")]
    statement = "INSERT INTO `users` (`email`, `note`) VALUES (_utf8mb4'a''b\\q\\%', x'C3A9');\n"
    assert rows(read_dump(save(tmp_path, MY_HEAD + statement))) == [("a'bq\\%", "c3a9")]


def test_bytes_and_odd_names_need_no_table_definition(tmp_path):
    statement = (
        b"INSERT INTO `users` (`e(1), ``mail`, `salt`) VALUES ('a', _binary '\xe9\\0\\''), (NULL, NULL);\n"
    )
    dump = read_dump(save(tmp_path, MY_HEAD.encode() + statement))
    assert (dump.columns, rows(dump)) == (["e(1), `mail", "salt"], [("a", "e90027"), (None, None)])


def test_lines_that_end_as_on_windows_come_back(tmp_path):
    text = (PG_HEAD + copied([("a", None), ("b", "")])).replace("\n", "\r\n")
    assert rows(read_dump(save(tmp_path, text))) == [("a", None), ("b", "")]


def test_what_does_not_parse_is_kept_with_its_line(tmp_path):
    block = copied([("a", "1"), ("b", "2")]).replace("b\t2", "b\t2\t3")
    dump = read_dump(save(tmp_path, PG_HEAD + block))
    assert (dump.kept, rows(dump)) == (1, [("a", "1")])
    assert dump.rejected.rows() == [(9, "b\t2\t3", "3 fields instead of 2")]
    statement = "INSERT INTO `users` VALUES\n('a','1'),\n('b'),\n('c',concat('x','y')),\n('d','4');\n"
    dump = read_dump(save(tmp_path, (MY_HEAD + created() + statement).encode()))
    assert (dump.kept, rows(dump)) == (2, [("a", "1"), ("d", "4")])
    assert [line for line, _, _ in dump.rejected.rows()] == [10, 11]
    dump = read_dump(
        save(tmp_path, (MY_HEAD + created() + inserted([("é", "1"), ("ok", "2")])).encode("latin-1"))
    )
    assert (rows(dump), dump.rejected["reason"].to_list()) == ([("ok", "2")], ["not utf-8"])


def test_a_dump_that_mostly_does_not_parse_is_refused(tmp_path):
    text = PG_HEAD + copied([("é", "1")] * 11 + [("a", "2")])
    path = save(tmp_path, text.encode("latin-1"))
    with pytest.raises(
        DumpError, match=r"11 of 12 records of public\.users do not parse, the first in line 8: not utf"
    ):
        read_dump(path)
    assert read_dump(path, encoding="latin-1").kept == 12


def test_columns_that_no_statement_names_are_numbered(tmp_path):
    path = save(tmp_path, MY_HEAD + "INSERT INTO `users` VALUES (1,'a,b',NULL),(2,'c',3);\n")
    dump = read_dump(path)
    assert dump.columns == ["column_1", "column_2", "column_3"]
    assert rows(dump) == [("1", "a,b", None), ("2", "c", "3")]


def test_statements_of_other_kinds_are_passed_over(tmp_path):
    other = (
        "DELIMITER ;;\nCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.note = ';'; END ;;\nDELIMITER ;\n"
        "LOCK TABLES `users` WRITE;\n/*!40000 ALTER TABLE `users` DISABLE KEYS */;\n"
    )
    text = (
        MY_HEAD + other + created() + inserted([("a", "INSERT INTO `users` VALUES (1)")]) + "UNLOCK TABLES;\n"
    )
    assert rows(read_dump(save(tmp_path, text))) == [("a", "INSERT INTO `users` VALUES (1)")]


def test_several_files_are_one_dump(tmp_path):
    first = save(tmp_path, MY_HEAD + created() + inserted([("a", "1")]), "1.sql")
    second = save(tmp_path, MY_HEAD + created() + inserted([("b", None)]), "2.sql")
    assert read_dump([first, second]).frame.collect().rows() == [(0, "a", "1"), (1, "b", None)]


def test_what_a_dump_cannot_give_is_said(tmp_path):
    path = save(tmp_path, PG_HEAD + copied([("a", "1")]))
    with pytest.raises(DumpError, match=r"query= asks a database.*table="):
        read_dump(path, query="SELECT 1")
    broken = save(tmp_path, gzip.compress(path.read_bytes() * 20_000)[:-3000], "broken.sql.gz")
    with pytest.raises(DumpError, match="compression is broken or cut off"):
        read_dump(broken)
    for text in (PG_HEAD + copied([("a", "1")]), MY_HEAD + created() + inserted([("a", "1")])):
        with pytest.raises(DumpError, match="is UTF-16, as PowerShell"):
            read_dump(save(tmp_path, text.encode("utf-16")))
    with pytest.raises(DumpError, match="holds no table"):
        read_dump(save(tmp_path, PG_HEAD))


def test_sql_inside_a_field_makes_no_sql_dump_of_a_file(tmp_path):
    text = 'email,note\na@x.y,"look:\nINSERT INTO users VALUES (1);\nCOPY users FROM stdin;"\n'
    dump = read_dump(save(tmp_path, text, "users.csv"))
    assert dump.columns == ["email", "note"]
    assert dump.frame.collect().height == 1


def test_a_copy_block_without_a_list_takes_the_tables_columns_or_numbers(tmp_path):
    block = "COPY users FROM stdin;\na@example.com\t1\n\\.\n"
    known = read_dump(
        save(tmp_path, PG_HEAD + "CREATE TABLE users (\n    email text,\n    n integer\n);\n" + block)
    )
    assert (known.columns, rows(known)) == (["email", "n"], [("a@example.com", "1")])
    numbered = read_dump(save(tmp_path, PG_HEAD + block))
    assert (numbered.columns, rows(numbered)) == (["column_1", "column_2"], [("a@example.com", "1")])


def test_an_insert_of_another_form_is_kept_aside(tmp_path):
    other = "INSERT INTO `users` SET email='c@example.com';\nINSERT INTO users SELECT * FROM old;\n"
    dump = read_dump(save(tmp_path, MY_HEAD + created() + inserted([("a@example.com", "x")]) + other))
    assert rows(dump) == [("a@example.com", "x")]
    assert dump.rejected["reason"].to_list() == ["this form of INSERT is not read"] * 2
    assert dump.rejected["text"][0] == "INSERT INTO `users` SET email='c@example.com';"

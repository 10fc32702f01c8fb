"""A delimited file opens with every value as the string it is, or says in one paragraph why not."""

import polars as pl
import pytest
from tests.dumps.putting import writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

write = writer("users.csv")


def test_values_stay_as_they_were(tmp_path):
    path = write(tmp_path, 'id,a,b,c\n007,TRUE,1E5,\n1234567890123456789,"x, ""y""\nz",é,  s \n')
    frame = read_dump(path).frame.collect()
    assert frame.schema == {
        "__row": pl.Int64,
        "id": pl.String,
        "a": pl.String,
        "b": pl.String,
        "c": pl.String,
    }
    assert frame.rows() == [
        (0, "007", "TRUE", "1E5", ""),
        (1, "1234567890123456789", 'x, "y"\nz', "é", "  s "),
    ]


@pytest.mark.parametrize(
    ("delimiter", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_the_delimiter_is_found(tmp_path, delimiter, word):
    dump = read_dump(write(tmp_path, f"id{delimiter}mail\n1{delimiter}a@example.com\n"))
    assert dump.columns == ["id", "mail"]
    assert word in dump.description


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    assert read_dump(write(tmp_path, b"\xef\xbb\xbfid,b\n1,2\n")).columns == ["id", "b"]


def test_the_demo_dump_is_read_whole(project):
    dump = read_dump(project / "params" / "demo" / "django.auth_user.csv")
    assert dump.frame.select(pl.len()).collect().item() == 500
    assert repr(dump).startswith("Dump(django.auth_user.csv: comma-separated text")


def test_a_wrong_path_and_a_foreign_kind_say_what_to_give(tmp_path):
    with pytest.raises(DumpError, match="There is no file"):
        read_dump(tmp_path / "nowhere.csv")
    with pytest.raises(DumpError, match=r"Kinds that are read: .*delimited"):
        read_dump(write(tmp_path, "x", "users.docx"))


def test_a_dump_unpacks_into_its_frame_and_its_description(tmp_path):
    frame, description = read_dump(write(tmp_path, "id,b\n1,2\n"))
    assert frame.collect().height == 1
    assert description.startswith("comma-separated text")


@pytest.mark.parametrize(
    ("content", "sign"),
    [
        (b"id;mail\n1;a\n2;b\n", "2 fields in 100% of the first 3 lines"),
        (b"ann@example.com\nbo@example.com\n", "an address in each line"),
        ("id\tmail\n1\ta\n2\tb\n".encode("utf-16"), "2 fields in 100%"),
    ],
)
def test_a_file_whose_name_says_nothing_is_known_by_its_lines(tmp_path, content, sign):
    assert sign in dict(read_dump(write(tmp_path, content, "export")).evidence)["read as"]


def test_json_lines_with_commas_are_json(tmp_path):
    dump = read_dump(write(tmp_path, b'{"id":1,"mail":"a"}\n{"id":2,"mail":"b"}\n', "export"))
    assert (dump.columns, dump.kept) == (["id", "mail"], 2)


@pytest.mark.parametrize("content", [b"one\ntwo\n", b"<a,b>\n<c,d>\n"])
def test_what_is_not_delimited_is_not_taken_for_it(tmp_path, content):
    with pytest.raises(DumpError, match="no kind of file"):
        read_dump(write(tmp_path, content, "export"))


@pytest.mark.parametrize(
    ("content", "options", "rows"),
    [
        ("a;b,c\n1;2,3\n", {"delimiter": ","}, [("1;2", "3")]),
        ("a,b\n'1','2'\n", {"quote": ""}, [("'1'", "'2'")]),
        ("a,b\n'1',2\n", {"quote": "'"}, [("1", "2")]),
        ('a,b\n"1","2"\n', {"quote": ""}, [('"1"', '"2"')]),
        ('a,b\n1,"x^"y"\n', {"escape": "^"}, [("1", 'x"y')]),
        ("a,b\n1,2\n", {"header": False}, [("a", "b"), ("1", "2")]),
        ("1,2\n3,4\n", {"header": True}, [("3", "4")]),
        ("a,b\n1,\xe9\n".encode("latin-1"), {"encoding": "latin-1"}, [("1", "é")]),
        ("a,b\n1,é\n".encode("cp850"), {"encoding": "cp850"}, [("1", "é")]),
        ("a§b\n1§é\n", {"delimiter": "§"}, [("1", "é")]),
    ],
)
def test_what_a_person_says_goes_over_what_the_bytes_say(tmp_path, content, options, rows):
    assert read_dump(write(tmp_path, content), **options).frame.drop("__row").collect().rows() == rows


def test_what_was_found_out_is_said_with_its_sign(tmp_path):
    dump = read_dump(write(tmp_path, 'id;id;\r\n1;"a ""b""";x\r\n2;c\r\n'))
    assert dict(dump.evidence) == {
        "read as": "delimited: its name",
        "encoding": "utf-8: all of it is ASCII",
        "delimiter": "semicolon: 3 fields in 67% of the first 3 lines",
        "quote": '" doubled inside a field',
        "line ends": "CRLF",
        "header": "the first record",
        "names": "column 2 is id_2, for a second id; column 3 is column_3",
    }
    assert "1 lines rejected" in repr(dump)
    assert "2 fields where the header has 3" in dump._repr_html_()


@pytest.mark.parametrize(
    ("content", "scanned"),
    [
        ("id,b\n1,2\n", True),
        ('id,b\r\n1,"x\ny; ""z"""\r\n2,"\r\n"\r\n', True),
        ("sep=,\nid,b\n1,2\n", True),
        ("\ufeffid,b\n1,2\n", True),
        ('id,b\n1,5" disk\n', False),
        ("id,b\n1,2\n\n", False),
        ("id,b\r1,2\r", False),
        ("id,b\n\ufeff1,2\n", False),
        ("id,b\n1,ä\n".encode("cp1252"), False),
    ],
)
def test_polars_scans_what_it_reads_exactly_and_nothing_else(tmp_path, content, scanned):
    dump = read_dump(write(tmp_path, content))
    assert ("Csv SCAN" in dump.frame.explain()) == scanned
    assert dump.frame.select(pl.len()).collect().item() == dump.kept


def test_a_file_whose_name_holds_a_bracket_is_no_pattern(tmp_path):
    assert read_dump(write(tmp_path, "id,b\n1,2\n", "users[1].csv")).frame.collect().height == 1


def test_a_streamed_file_gives_its_first_records_and_those_that_are_asked_for(tmp_path):
    lines = [f"{number},Zoë" for number in range(30_000)]
    frame = read_dump(write(tmp_path, "\n".join(["id,name", *lines]).encode("cp1252"))).frame
    assert frame.head(2).collect()["id"].to_list() == ["0", "1"]
    assert frame.filter(pl.col("id") == "29999").collect().rows() == [(29_999, "29999", "Zoë")]


def test_a_bare_list_of_addresses_is_one_column_without_a_header(tmp_path):
    dump = read_dump(write(tmp_path, "ann@example.com\nbo@example.com\n", "export"))
    assert dump.description == "one column of text, UTF-8, without a header"
    assert dump.frame.collect().rows() == [(0, "ann@example.com"), (1, "bo@example.com")]

"""A delimited file opens with every value as the string it is, or says in one paragraph why not."""

import polars as pl
import pytest

from userferry.dumps import read_dump
from userferry.errors import DumpError


def write(tmp_path, content, name="users.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


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
    with pytest.raises(DumpError, match=r"Kinds that are read: delimited"):
        read_dump(write(tmp_path, "x", "users.docx"))


def test_a_dump_unpacks_into_its_frame_and_its_description(tmp_path):
    frame, description = read_dump(write(tmp_path, "id,b\n1,2\n"))
    assert frame.collect().height == 1
    assert description.startswith("comma-separated text")

"""Workbooks that openpyxl wrote come back cell for cell."""

import datetime as dt

import openpyxl
import pytest

from userferry.dumps import read_dump
from userferry.errors import DumpError


def write(tmp_path, sheets, name="users.xlsx"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def test_values_are_as_written(tmp_path):
    head = ["id", "zip", "amount", "since", "day", "at", "on", "wrong", "as text", None]
    moment = dt.datetime.fromisoformat("2020-01-02T03:04:05")
    first = [
        7,
        "007",
        1.5,
        moment,
        dt.date(2020, 1, 2),
        dt.time(1, 2, 3),
        True,
        "#N/A",
        "2020-01-02 00:00:00",
        "x",
    ]
    second = ["x1", " s ", -0.1, None, None, None, False, None, "2020-01-03 00:00:00", None]
    dump = read_dump(write(tmp_path, {"Users": [head, first, [None] * 10, second]}))
    assert dump.columns == [*head[:-1], "column J"]
    assert dump.frame.collect().rows() == [
        (0, "7", "007", "1.5", "2020-01-02T03:04:05", "2020-01-02", "01:02:03", "true", None, "2020-01-02 00:00:00", "x"),
        (1, "x1", " s ", "-0.1", None, None, None, "false", None, "2020-01-03 00:00:00", None),
    ]  # fmt: skip
    assert dump.kept == 2
    assert ("cells with an error", "1, null here") in dump.evidence


def test_the_first_sheet_with_content_is_read_or_the_one_that_is_named(tmp_path):
    path = write(tmp_path, {"Empty": [], "Users": [[], [], ["a"], [1]], "More": [["b"], [2]]})
    dump = read_dump(path)
    assert ("sheet", "Users, of Empty, Users, More") in dump.evidence
    assert dump.frame.collect().rows() == [(0, "1")]
    assert read_dump(path, table="More").columns == ["b"]
    with pytest.raises(DumpError, match="mor"):
        read_dump(path, table="mor")
    with pytest.raises(DumpError, match="no sheet with content"):
        read_dump(path, table="Empty")


def test_leading_blank_rows_do_not_shift_dates(tmp_path):
    rows = [[], [], ["a", "on"], ["x", dt.date(2020, 1, 2)]]
    assert read_dump(write(tmp_path, {"Users": rows})).frame.collect().rows() == [(0, "x", "2020-01-02")]


def test_long_numbers_are_pointed_at(tmp_path):
    rows = [["id", "ref", "n"], ["12345678901234567890", 1234567890123456789, 5]]
    dump = read_dump(write(tmp_path, {"Users": rows}))
    assert dump.frame.collect()["id"].to_list() == ["12345678901234567890"]
    assert dict(dump.evidence)["long numbers"].startswith("id, ref:")


def test_several_workbooks_are_one_dump(tmp_path):
    write(tmp_path, {"S": [["a"], [1]]}, "u-1.xlsx")
    write(tmp_path, {"S": [["b"], [2]]}, "u-2.xlsx")
    assert read_dump(tmp_path / "u-*.xlsx").frame.collect().rows() == [(0, "1", None), (1, None, "2")]


def test_what_cannot_be_read_says_why(tmp_path):
    path = write(tmp_path, {"S": [["a", "a"], [1, 2]]})
    with pytest.raises(DumpError, match="names a more than once"):
        read_dump(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DumpError, match="broken or cut off"):
        read_dump(path)


def test_a_password_is_named_as_the_reason(tmp_path):
    """No software here encrypts a workbook; the bytes have the container's mark and its streams' names ([MS-OFFCRYPTO])."""
    path = tmp_path / "users.xlsx"
    names = "EncryptionInfoEncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + names + bytes(512))
    with pytest.raises(DumpError, match="protected by a password"):
        read_dump(path)

"""One object a line: every value the text it was, every key a column, every bad line told."""

import gzip
import json

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.putting import records, writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

write = writer("users.ndjson")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OBJECTS = st.lists(st.dictionaries(st.sampled_from("abcdé"), TEXTS, min_size=1), min_size=1, max_size=8)


def test_every_literal_stays_the_text_it_was(tmp_path):
    line = '{"a":1.10,"b":1E5,"c":-0,"d":12345678901234567890123,"e":"007","f":true,"g":null,"h":"","i":" x ","j":[1.0, "é", {"k" : 2E0}],"k":{}}\n'
    assert records(read_dump(write(tmp_path, line))) == [
        {"a": "1.10", "b": "1E5", "c": "-0", "d": "12345678901234567890123", "e": "007", "f": "true", "h": "", "i": " x ", "j": '[1.0,"é",{"k":2E0}]', "k": "{}"},
    ]  # fmt: skip


def test_keys_that_come_late_are_columns_and_nested_ones_dotted_paths(tmp_path):
    lines = [json.dumps({"id": str(i)}) for i in range(20_000)] + [
        '{"id":"x","m":{"plan":{"name":"pro"},"on":true}}'
    ]
    dump = read_dump(write(tmp_path, "\n".join(lines)))
    assert dump.columns == ["id", "m.plan.name", "m.on"]
    assert dump.kept == 20_001
    last = dump.frame.tail(1).collect().row(0)
    assert last == (20_000, "x", "pro", "true")
    assert ("keys", "2 in 20,001 records; not in each: m in 1") in dump.evidence


def test_a_mark_and_blank_lines_are_passed_over_and_packed_files_are_unpacked(tmp_path):
    content = b'\xef\xbb\xbf\n{"a":"1"}\r\n\r\n  \n{"a":"2\xe2\x80\xa8x"}'
    expected = [{"a": "1"}, {"a": "2\u2028x"}]
    assert records(read_dump(write(tmp_path, content))) == expected
    assert records(read_dump(write(tmp_path, gzip.compress(content), "u.ndjson.gz"))) == expected
    packed = zstandard.ZstdCompressor().compress(content)
    assert records(read_dump(write(tmp_path, packed, "u.jsonl.zst"))) == expected
    assert (
        records(read_dump(write(tmp_path, content.decode("utf-8-sig").encode("utf-16"), "w.json")))
        == expected
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": "1"', "not JSON: expecting ',' delimiter at character 10"),
        (b'{"a":"1","a":"2"}', "names a twice"),
        (b'{"m.x":"1","m":{"x":"2"}}', "names m.x twice"),
        (b'["a"]', "not an object but an array"),
        (b'"a"', "not an object but a text"),
        (b"12", "not an object but a number"),
        (b"null", "not an object but null"),
        (b'{"a":NaN}', "NaN is no JSON"),
        (b'{"a":"\xff"}', "byte 7 is not utf-8"),
        (b'{"a":"\\ud83d"}', "holds half a character (a lone surrogate)"),
        (b'{"a":' + b"[" * 100_000 + b"}", "nested too deep"),
        (b'{"a":' + b"[" * 300 + b"]" * 300 + b"}", "nested too deep"),
        (b'{"a":' * 120 + b"1" + b"}" * 120, "nested too deep"),
    ],
)
def test_a_bad_line_is_told_and_disturbs_no_neighbour(tmp_path, line, reason):
    dump = read_dump(write(tmp_path, b'{"a":"before"}\n' + line + b'\n{"a":"after"}\n'))
    assert records(dump) == [{"a": "before"}, {"a": "after"}]
    assert dump.kept == 2
    assert dump.rejected["line"].to_list() == [2]
    assert dump.rejected["reason"].to_list() == [reason]
    assert dump.rejected["text"][0].startswith(line[:6].decode())


def test_another_encoding_is_named(tmp_path):
    path = write(tmp_path, '{"a":"zoë"}\n{"a":"b"}\n'.encode("cp1252"))
    assert read_dump(path, format="ndjson").rejected["reason"].to_list() == ["byte 9 is not utf-8"]
    assert records(read_dump(path, encoding="cp1252")) == [{"a": "zoë"}, {"a": "b"}]
    with pytest.raises(DumpError, match="no encoding 'klingon'"):
        read_dump(path, format="ndjson", encoding="klingon")
    with pytest.raises(DumpError, match="there is no users"):
        read_dump(path, encoding="cp1252", table="users")


def test_several_files_are_one_dump_with_the_union_of_their_keys(tmp_path):
    write(tmp_path, '{"a":"1"}\n', "u-1.json")
    write(tmp_path, '{"b":"2"}\nbroken\n', "u-2.json")
    dump = read_dump(tmp_path / "u-*.json")
    assert records(dump) == [{"a": "1"}, {"b": "2"}]
    assert dump.rejected.rows() == [(2, "broken", "not JSON: expecting value at character 1 (u-2.json)")]


def test_a_wide_object_stays_one_column(tmp_path):
    wide = {f"k{i}": i for i in range(300)}
    lines = [json.dumps({"id": "1", "m": {"n": 1}}), json.dumps({"id": "2", "map": wide})]
    dump = read_dump(write(tmp_path, "\n".join(lines)))
    assert dump.columns == ["id", "m.n", "map"]
    assert json.loads(records(dump)[1]["map"]) == wide
    assert any(name == "kept as JSON" for name, _ in dump.evidence)


def test_what_is_mostly_something_else_is_refused(tmp_path):
    content = '{"a":"1"}\n{"a":"2"}\n' + "2026-01-01 log line\n" * 11
    with pytest.raises(DumpError, match=r"11 of 13 records do not parse; the first, in line 3"):
        read_dump(write(tmp_path, content))
    with pytest.raises(DumpError, match="no key in any record"):
        read_dump(write(tmp_path, "{}\n{}\n"))
    with pytest.raises(DumpError, match="a key __row"):
        read_dump(write(tmp_path, '{"__row":1}\n{"a":2}\n'))


def test_a_frame_is_lazy_and_may_be_read_in_part_and_again(tmp_path):
    dump = read_dump(write(tmp_path, "\n".join(json.dumps({"a": str(i), "b": "x"}) for i in range(25_000))))
    assert dump.frame.head(3).select("a").collect()["a"].to_list() == ["0", "1", "2"]
    assert dump.frame.select(pl.len()).collect().item() == 25_000
    assert dump.frame.filter(pl.col("a") == "24999").collect().row(0) == (24_999, "24999", "x")


@settings(deadline=None, max_examples=60)
@given(objects=OBJECTS)
def test_any_objects_of_texts_come_back(tmp_path_factory, objects):
    lines = "".join(json.dumps(one, ensure_ascii=i % 2 == 0) + "\n" for i, one in enumerate(objects))
    path = write(tmp_path_factory.mktemp("any"), lines)
    assert records(read_dump(path, format="ndjson")) == objects


@settings(deadline=None, max_examples=60)
@given(
    objects=OBJECTS, at=st.integers(0, 7), junk=TEXTS.filter(lambda text: text.strip() and "\n" not in text)
)
def test_a_corrupted_line_never_disturbs_its_neighbours(tmp_path_factory, objects, at, junk):
    lines = [json.dumps(one) for one in objects]
    lines.insert(at, "{!" + junk)
    path = write(tmp_path_factory.mktemp("any"), "\n".join(lines))
    dump = read_dump(path, format="ndjson")
    assert records(dump) == objects
    assert dump.rejected.height == 1

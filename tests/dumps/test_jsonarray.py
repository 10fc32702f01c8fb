"""JSON documents with an array of objects inside, streamed one object at a time."""

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.putting import records, writer

from userferry.dumps import read_dump
from userferry.errors import DumpError

write = writer("users.json")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OBJECTS = st.lists(st.dictionaries(st.sampled_from("abcdé"), TEXTS, min_size=1), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("document", "description"),
    [
        ('[{"a":"1"},{"a":"2"}]', "JSON, an array of objects"),
        ('\ufeff [\n {"a":"1"}\n,\n{"a":"2"}\n]\n', "JSON, an array of objects"),
        ('{"total":2,"tags":["x"],"users":[{"a":"1"},{"a":"2"}],"next":null}', "JSON, objects in users"),
        ('{"r":{"page":{"n":1},"users":[\n{"a":"1"},{"a":"2"}]}}', "JSON, objects in r.users"),
        ('{"users":[{"a":"1"}]}\n{"users":[{"a":"2"}]}', "JSON, objects in users"),
        ('[{"a":"1"}]\n[{"a":"2"}]', "JSON, an array of objects"),
        ('{\n"a": "1"\n}\n{\n"a": "2"\n}\n', "JSON, objects one after another"),
    ],
)
def test_the_array_is_found_wherever_it_is(tmp_path, document, description):
    dump = read_dump(write(tmp_path, document), format="json")
    assert records(dump) == [{"a": "1"}, {"a": "2"}]
    assert dump.description == description


def test_literals_stay_across_block_bounds(tmp_path):
    numbers = ["1.10", "1E5", "-0", "12345678901234567890123", "0.1e-7"]
    pad = "x" * 997
    elements = [f'{{"n":{numbers[i % 5]},"i":{i},"p":"{pad}"}}' for i in range(5_000)]
    dump = read_dump(write(tmp_path, "[" + ",\n".join(elements) + "]"))
    frame = dump.frame.collect()
    assert frame["n"].to_list() == [numbers[i % 5] for i in range(5_000)]
    assert frame["i"].to_list() == [str(i) for i in range(5_000)]


def test_memory_is_bounded_by_a_batch(tmp_path):
    element = json.dumps({"id": 1, "text": "x" * 2_000})
    path = tmp_path / "users.json"
    with path.open("w") as out:
        out.write("[" + element)
        for _ in range(30_000):
            out.write("," + element)
        out.write("]")
    tracemalloc.start()
    assert read_dump(path).kept == 30_001
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 60_000_000
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('{"a": tru}', "not JSON: expecting value at character 7"),
        (
            '{"a": "1",, "b": [1]}',
            "not JSON: expecting property name enclosed in double quotes at character 11",
        ),
        ('{"a":"1","a":"2"}', "names a twice"),
        ("7", "not an object but a number"),
        ("{'a': 1}", "not JSON: expecting property name enclosed in double quotes at character 2"),
        ("junk here", "not JSON: expecting value at character 1"),
    ],
)
def test_a_bad_element_is_told_and_disturbs_no_neighbour(tmp_path, element, reason):
    dump = read_dump(write(tmp_path, '[{"a":"before"},\n' + element + ',\n{"a":"after"}]'))
    assert records(dump) == [{"a": "before"}, {"a": "after"}]
    assert dump.rejected.rows() == [(2, element, reason)]


def test_another_array_is_named_as_table(tmp_path):
    path = write(tmp_path, '{"groups":[{"g":1}],"data":{"users":[{"a":"1"}]}}')
    assert read_dump(path).columns == ["g"]
    assert records(read_dump(path, table="data.users")) == [{"a": "1"}]
    pages = write(tmp_path, '[{"page":1,"users":[{"a":"1"}]},{"page":2,"users":[{"a":"2"}]}]', "pages.json")
    assert records(read_dump(pages, table="users")) == [{"a": "1"}, {"a": "2"}]
    with pytest.raises(DumpError, match=r"no objects in people; it has some in: groups, data\.users"):
        read_dump(path, table="people")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ('[{"a":"1"},{"a":"2', "cut off: it ends within what begins in line 1"),
        ('[{"a":"1"},\n{"a":"2"},', "cut off: it ends within what begins in line 2"),
        ('{"users":[{"a":"1"}', "cut off"),
        ('{"users":[]}', "no array of objects"),
        ("[]", "holds no record"),
        ('{"users":[{"a":"1"}],}}', "should go on with"),
        ('{"count" 2}', "should go on with :"),
        ('[{"a":"1"}]]', "should go on with a value"),
    ],
)
def test_what_is_cut_off_or_no_json_is_refused(tmp_path, document, sentence):
    with pytest.raises(DumpError, match=sentence):
        read_dump(write(tmp_path, document), format="json")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ('{"users":{"u1":{"email":"a"},"u2":{"email":"b"}}}', "no array of objects"),
        ('{"users":[]}', "no array of objects"),
        ("[1, 2]", "holds no record"),
    ],
)
def test_what_holds_no_list_of_records_is_no_record_itself(tmp_path, document, sentence):
    with pytest.raises(DumpError, match=sentence):
        read_dump(write(tmp_path, document))


def test_one_record_is_a_dump_too_and_the_first_may_be_long(tmp_path):
    one = read_dump(write(tmp_path, '{"email":"a@example.com","identities":[{"p":1}]}'))
    assert records(one) == [{"email": "a@example.com", "identities": '[{"p":1}]'}]
    long = "x" * 400_000
    assert records(read_dump(write(tmp_path, f'{{"a":"{long}"}}\n{{"a":"2"}}\n'))) == [
        {"a": long},
        {"a": "2"},
    ]
    assert read_dump(write(tmp_path, '[1,{"a":"1"}]')).rejected["text"].to_list() == ["1"]


@settings(deadline=None, max_examples=60)
@given(objects=OBJECTS, indent=st.sampled_from([None, 2]), wrapped=st.booleans())
def test_any_objects_of_texts_come_back(tmp_path_factory, objects, indent, wrapped):
    document = json.dumps({"n": 1, "users": objects} if wrapped else objects, indent=indent)
    dump = read_dump(write(tmp_path_factory.mktemp("any"), document))
    assert records(dump) == objects


@settings(deadline=None, max_examples=60)
@given(objects=OBJECTS, at=st.integers(0, 7), word=st.sampled_from(["tru", "nul", "1.", "{]", "x y", "{{}}"]))
def test_a_corrupted_element_never_disturbs_its_neighbours(tmp_path_factory, objects, at, word):
    elements = [json.dumps(one) for one in objects]
    elements.insert(at, '{"a":' + word + "}")
    dump = read_dump(write(tmp_path_factory.mktemp("any"), "[" + ",".join(elements) + "]"))
    assert records(dump) == objects
    assert dump.rejected.height == 1

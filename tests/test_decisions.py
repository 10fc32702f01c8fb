"""What people write in YAML stays what they wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.decisions import read_decisions, unknown_name, write_decisions
from userferry.errors import DecisionError


def read(tmp_path, text):
    path = tmp_path / "decided.yml"
    path.write_text(text, encoding="utf-8")
    return read_decisions(path, what="it")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("012", "012"),
        ("yes", "yes"),
        ("off", "off"),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2020-01-31", "2020-01-31"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("~", None),
        ("null", None),
        ("true", True),
        ("-7", -7),
        ("1.50", 1.5),
        ("'7'", "7"),
    ],
)
def test_a_plain_word_is_what_it_looks_like(tmp_path, written, meant):
    found = read(tmp_path, f"value: {written}\n")["value"]
    assert found == meant
    assert type(found) is type(meant)


@given(
    st.dictionaries(
        st.text(min_size=1).filter(str.isalpha),
        st.none() | st.booleans() | st.integers() | st.text(),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory, decided):
    path = tmp_path_factory.mktemp("d") / "decided.yml"
    path.write_text(write_decisions(decided, header=["a line", ""]), encoding="utf-8")
    assert read_decisions(path, what="it") == decided


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1\na: 2\n", "line 2: the key `a` stands twice"),
        ("a: [1\n", "line 2"),
        ("- a\n", "names and values"),
        ("yes: 1\n2: 3\n", "names and values"),
    ],
)
def test_a_file_that_cannot_be_followed_says_where(tmp_path, text, complaint):
    with pytest.raises(DecisionError, match=complaint):
        read(tmp_path, text)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(
        DecisionError, match=r"is not there yet, and the mapping .* Nothing .* Write it, then"
    ):
        read_decisions(tmp_path / "x.yml", what="the mapping")


def test_an_unknown_name_gets_the_nearest_or_all():
    assert unknown_name("emial", ["email", "name"], what="attribute").endswith("did you mean `email`?")
    assert unknown_name("zzz", ["b", "a"], what="attribute").endswith("known: a, b")

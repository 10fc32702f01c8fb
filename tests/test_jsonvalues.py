"""What a member of an object is, is what its JSON says, to the last digit."""

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from userferry.jsonvalues import member

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def read(texts):
    return pl.DataFrame({"line": texts}).select(member(pl.col("line"), "a")).to_series().to_list()


def test_no_fraction_is_changed():
    """Polars' own reading changes hundreds of these."""
    objects = [{"a": {"x": n / 7, "e": n * 1e-9}} for n in range(2_000)]
    assert [json.loads(text) for text in read(list(map(json.dumps, objects)))] == [
        one["a"] for one in objects
    ]


@given(st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), min_size=1, max_size=5))
def test_whatever_an_object_holds_is_read_as_it_is(objects):
    texts = [json.dumps({"b": 1, "a": one}) for one in objects]
    assert [json.loads(text) for text in read(texts)] == objects


def test_what_is_not_there_is_null():
    assert read(["{}", '{"a": null}', None, '{"b": 0.1}']) == [None] * 4

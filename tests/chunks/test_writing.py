"""Users are written as JSON that reads back as they were, without what is null; however many things each lacks."""

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.chunks import json_line
from userferry.schema import ATTRIBUTES

TEXTS = ["email", "username", "given_name", "family_name", "nickname", "name"]
KEYS = ["a", "b", "c", "d", "e"]
FACTORS = pl.List(
    pl.Struct({"totp": pl.Struct({"secret": pl.String}), "phone": pl.Struct({"value": pl.String})})
)
SCHEMA = pl.Schema(
    {
        **dict.fromkeys(TEXTS, pl.String),
        "blocked": pl.Boolean,
        "app_metadata": pl.Struct(
            {**dict.fromkeys(KEYS, pl.String), "n": pl.Struct({"m": pl.Int64, "f": pl.Float64})}
        ),
        "mfa_factors": FACTORS,
    }
)
text = st.none() | st.text(max_size=9) | st.sampled_from(['"', "\\", "\n", "\u2028", '","a":null'])
inner = st.fixed_dictionaries(
    {"m": st.none() | st.integers(-9, 9), "f": st.none() | st.sampled_from([0.5, -2.0])}
)
metadata = st.fixed_dictionaries({**dict.fromkeys(KEYS, text), "n": st.none() | inner})
factor = st.fixed_dictionaries(
    {
        "totp": st.none() | st.fixed_dictionaries({"secret": text}),
        "phone": st.none() | st.fixed_dictionaries({"value": text}),
    }
)
user = st.fixed_dictionaries(
    {
        **dict.fromkeys(TEXTS, text),
        "blocked": st.none() | st.booleans(),
        "app_metadata": st.none() | metadata,
        "mfa_factors": st.none() | st.lists(factor, max_size=2),
    }
)


def written(users, schema=SCHEMA):
    frame = pl.DataFrame(users, schema=schema)
    return [orjson.loads(line) for line in frame.select(json_line(frame.schema)).to_series()]


def kept(value):
    """Leave out nulls and what holds nothing else; an element of a list stays in its place."""
    if isinstance(value, dict):
        inside = {name: one for name, said in value.items() if (one := kept(said)) is not None}
        return inside or None
    if isinstance(value, list):
        return [kept(one) or {} for one in value]
    return value


@settings(max_examples=150)
@given(st.lists(user, min_size=1, max_size=40))
def test_what_is_written_reads_back_without_its_nulls(users):
    assert written(users) == [kept(one) or {} for one in users]


@settings(max_examples=50)
@given(st.lists(user, min_size=2, max_size=20))
def test_a_user_is_written_alike_whoever_stands_beside(users):
    """The bytes of an import file must not depend on how the rows came in batches."""
    frame = pl.DataFrame(users, schema=SCHEMA)
    line = json_line(frame.schema)
    alone = [frame[place : place + 1].select(line).item() for place in range(frame.height)]
    assert frame.select(line).to_series().to_list() == alone


def test_each_lacking_something_else_is_written_too():
    users = [
        {name: "x" if number >> place & 1 else None for place, name in enumerate(TEXTS)}
        for number in range(64)
    ]
    assert written(users, dict.fromkeys(TEXTS, pl.String)) == [kept(one) or {} for one in users]


@pytest.mark.parametrize("frame", [pl.DataFrame(schema={"__row": pl.Int64, "email": pl.String})])
def test_no_user_is_no_line(frame):
    assert frame.select(json_line(frame.schema)).height == 0


def test_members_stand_in_the_frame_s_order_and_strangers_are_left_out():
    frame = pl.DataFrame({"__row": [0], "name": ["A"], "stranger": ["s"], "email": ["a@b.co"]})
    assert "stranger" not in ATTRIBUTES
    assert frame.select(json_line(frame.schema)).item() == '{"name":"A","email":"a@b.co"}'

"""A column's moments are counted by month, whichever way they are written, and none is lost."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.profile import count_months


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2020-04-03 10:00:00", "2020-04-30", "2021-01-01T00:00:00Z"], [("2020-04", 2), ("2021-01", 1)]),
        (["20200403", "20200403101500", "2020/12/31"], [("2020-04", 2), ("2020-12", 1)]),
        (["03.04.2020", "13/04/2020", "1-4-2020"], [("2020-04", 3)]),
        (["04/03/2020", "04/13/2020"], [("2020-04", 2)]),
        (["1585908000", "1585908000000", "nonsense", ""], [("2020-04", 2), (None, 1)]),
        ([], []),
    ],
)
def test_moments_are_counted_by_month(values, expected):
    frame = pl.LazyFrame({"at": values}, schema={"at": pl.String})
    assert count_months(frame, "at").rows() == expected


@given(st.lists(st.one_of(st.none(), st.text(), st.datetimes().map(str), st.integers().map(str))))
def test_every_filled_value_is_counted_once(values):
    frame = pl.LazyFrame({"at": pl.Series(values, dtype=pl.String)})
    assert count_months(frame, "at")["rows"].sum() == sum(1 for value in values if value)

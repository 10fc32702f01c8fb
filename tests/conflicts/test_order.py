"""Who is newest is told by the time that a text says, or not at all."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.conflicts import KeepRule, Resolutions, find_conflicts, resolve
from userferry.conflicts.order import comparable, unordered
from userferry.errors import DecisionError

DAYS = [date(2012, 11, 3), date(2021, 4, 24), date(2012, 9, 28), date(2022, 5, 22)]


def users(texts):
    created = pl.Series(texts, dtype=pl.String).to_frame("created").to_struct("app_metadata")
    size = len(texts)
    return pl.DataFrame(
        {"user_id": [str(row) for row in range(size)], "email": ["a@x.org"] * size}
    ).with_columns(created)


@pytest.mark.parametrize(
    "way", ["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y 10:00:00"]
)
def test_days_that_do_not_sort_as_texts_are_refused(way):
    people = users([day.strftime(way) for day in DAYS])
    with pytest.raises(
        DecisionError,
        match=r"compares by `app_metadata.created`, and texts such as .* do not sort as what they say",
    ):
        resolve(
            people, find_conflicts(people), Resolutions({"email": KeepRule("newest", "app_metadata.created")})
        )


@pytest.mark.parametrize("way", ["%Y-%m-%d", "%Y-%m-%dT10:00:00Z", "%Y%m%d", "%Y/%m/%d", "%s"])
def test_the_newest_stays(way):
    people = users(
        [str((day - date(1970, 1, 1)).days * 86_400) if way == "%s" else day.strftime(way) for day in DAYS]
    )
    rules = {"email": KeepRule("newest", "app_metadata.created")}
    assert resolve(people, find_conflicts(people), Resolutions(rules)).kept.collect()["__row"].to_list() == [
        3
    ]
    rules = {"email": KeepRule("oldest", "app_metadata.created")}
    assert resolve(people, find_conflicts(people), Resolutions(rules)).kept.collect()["__row"].to_list() == [
        2
    ]


@pytest.mark.parametrize("texts", [["999", "1000", None], ["9.5", "10.25", "9"], ["-3", "7", "-20"]])
def test_texts_of_numbers_are_numbers(texts):
    people = users(texts)
    rules = {"email": KeepRule("newest", "app_metadata.created")}
    assert resolve(people, find_conflicts(people), Resolutions(rules)).kept.collect()["__row"].to_list() == [
        1
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["2020-01-01T00:00:00Z", "2020-01-01T00:30:00+02:00"],
        ["2020-01-02", "2020/01/01"],
        ["2020-01-02", "soon"],
        ["9", "10", "n/a"],
    ],
)
def test_several_ways_or_zones_do_not_sort(texts):
    assert unordered(pl.Series(texts)) is not None


@given(st.lists(st.datetimes(), min_size=2), st.data())
def test_a_fraction_or_a_space_turns_nobody_round(moments, data):
    texts = [
        moment.isoformat(
            sep=data.draw(st.sampled_from("T ")), timespec="microseconds" if moment.microsecond else "seconds"
        )
        + "Z"
        for moment in moments
    ]
    assert unordered(pl.Series(texts)) is None
    assert comparable(pl.Series(texts)).arg_sort().to_list() == pl.Series(moments).arg_sort().to_list()


@given(st.lists(st.dates(date(1000, 1, 1), date(9999, 12, 31)), min_size=2), st.integers(0, 86_399))
def test_what_is_let_through_sorts_by_time(days, second):
    """Whatever way all are written in: either it is refused, or texts and times have one order."""
    for way in ("%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y%m%d", "%m/%d/%y"):
        moments = [pl.datetime(day.year, day.month, day.day) + timedelta(seconds=second) for day in days]
        texts = pl.select(pl.concat([moment.dt.to_string(way) for moment in moments])).to_series()
        if unordered(texts) is None:
            assert comparable(texts).arg_sort().to_list() == pl.Series(days).arg_sort().to_list()


def test_what_other_clusters_hold_turns_nobody_round():
    """The rule of one kind looks at its own clusters: a word somewhere else makes no texts of its numbers."""
    people = users(["999", "1000", "n/a", "n/a"]).with_columns(
        email=pl.Series(["a@x.org", "a@x.org", "b@x.org", "c@x.org"]),
        username=pl.Series([None, None, "bo", "bo"]),
    )
    rules = {"email": KeepRule("newest", "app_metadata.created"), "username": KeepRule("first")}
    kept = resolve(people, find_conflicts(people), Resolutions(rules)).kept.collect()["__row"].to_list()
    assert kept == [1, 2]

"""The survival curve: moved and remaining per day as areas, what is foreseen as a dotted line within its band."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest

from userferry.lazy import Followed, follow, read_activity
from userferry.reports import draw_survival

BEGAN = date(2026, 3, 2)
COUNT = 400


def make_followed(folder, *, days=20, ahead=60) -> Followed:
    """Follow users of whom ten come a day, for so many days."""
    seen = [(BEGAN - timedelta(days=number % 90)).isoformat() for number in range(COUNT)]
    users = pl.DataFrame(
        {
            "__row": range(COUNT),
            "user_id": [str(each) for each in range(COUNT)],
            "email": "a@example.com",
            "seen": seen,
        },
        schema_overrides={"__row": pl.Int64},
    )
    start = datetime(2026, 3, 2)  # noqa: DTZ001 a frame's moments are in UTC and have no zone
    came = [
        (f"auth0|{number}", f"{number}@example.com", start + timedelta(days=number / 10))
        for number in range(days * 10)
    ]
    schema = {"user_id": pl.String, "email": pl.String, "created_at": pl.Datetime("ms")}
    moved = pl.DataFrame(came, schema=schema, orient="row")
    at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=days, seconds=-1)
    activity = read_activity(users, "seen", began=BEGAN)
    return follow(moved, activity, began=BEGAN, at=at, days=folder, ahead=ahead)


def points(path):
    return [tuple(map(float, pair.split())) for pair in re.split("[ML]", path.rstrip("Z"))[1:]]


def test_the_areas_are_the_counts_of_each_day(tmp_path):
    followed = make_followed(tmp_path)
    picture = draw_survival(followed)
    high = picture.base - picture.top
    curve = points(picture.remain)[: followed.days.height + 1]
    drawn = [round((picture.base - y) / high * COUNT) for _, y in curve]
    assert drawn == [COUNT, *followed.days["remain"]]
    assert [x for x, _ in curve] == sorted(x for x, _ in curve)
    assert points(picture.there)[: len(curve)] == curve
    foreseen = [round((picture.base - y) / high * COUNT, 1) for _, y in points(picture.foreseen)]
    assert foreseen == pytest.approx([followed.remain, *followed.projection["remain"]], abs=0.1)
    band = points(picture.band)
    assert band[0] == band[-1] == curve[-1]
    assert picture.rows[-1][3:] == (
        round(followed.projection["low"][-1]),
        round(followed.projection["high"][-1]),
    )


def test_it_is_drawn_alike_twice_needs_nothing_else_and_is_said_in_words(tmp_path):
    picture = draw_survival(make_followed(tmp_path / "one"))
    assert picture.svg == draw_survival(make_followed(tmp_path / "two")).svg
    root = ET.fromstring(picture.svg)
    said = root.attrib["aria-label"]
    assert said.startswith(
        "200 of 400 users are in the tenant on 2026-03-21, 200 remain; on 2026-05-20 about "
    )
    assert root.findtext("{http://www.w3.org/2000/svg}title") == said
    assert "stroke-dasharray" in picture.svg
    assert "currentColor" in picture.svg
    assert not re.search(r"<script|href=|url\(", picture.svg)
    written = picture.write(tmp_path)
    assert written.read_text(encoding="utf-8") == picture.svg
    for day, there, remain, *_ in picture.rows:
        assert day in picture._repr_html_()
        assert there + remain == COUNT


@pytest.mark.parametrize(("days", "ahead"), [(1, 0), (1, 1), (39, 400), (40, 60)])
def test_the_shortest_and_the_longest_are_drawn_within_the_frame(tmp_path, days, ahead):
    picture = draw_survival(make_followed(tmp_path, days=days, ahead=ahead))
    for path in filter(None, (picture.remain, picture.there, picture.band, picture.foreseen)):
        assert all(picture.left <= x <= picture.right + 0.01 for x, _ in points(path))
        assert all(picture.top - 0.01 <= y <= picture.base + 0.01 for _, y in points(path))
    assert bool(picture.foreseen) == (ahead > 0 and days < 40)  # by then all have come
    places = [tick.at for tick in picture.day_ticks]
    assert all(later - earlier > 40 for earlier, later in pairwise(places))

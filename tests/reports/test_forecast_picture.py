"""The forecast as a picture says each number once in words, escapes what people wrote, and needs no script."""

import re

import polars as pl
import pytest

from userferry.chunks import split_users
from userferry.forecast import Forecast
from userferry.reports import draw_forecast

PLACES = ["sent"] * 5 + ["refused"] * 2 + ["held back"]


def forecast_of(**made_from):
    standing = pl.DataFrame(
        {
            "__row": range(8),
            "place": PLACES,
            "outcome": ["inserted", "inserted", "updated", "failed", "failed", None, None, None],
            "reason": [None] * 5 + ["email.format", "email.format", "email: <b>decided</b>"],
            "code": [None, None, None, "CONFLICT_USERNAME", "DUPLICATED_USER", "INVALID_FORMAT", "INVALID_FORMAT", None],
            "promise": ["keeps", "keeps", "stays", None, None, None, None, None],
            "is_doubtful": [False] * 8,
        },
        schema_overrides={"__row": pl.Int64},
    )  # fmt: skip
    return Forecast(standing, made_from)


@pytest.fixture
def chunks(tmp_path):
    users = pl.LazyFrame({"__row": range(5), "email": [f"u{number}@example.com" for number in range(5)]})
    return split_users(users, tmp_path / "chunks", max_bytes=80)


def test_every_place_is_said_with_its_reasons_and_the_jobs(chunks):
    picture = draw_forecast(forecast_of(), chunks)
    assert repr(picture) == (
        "ForecastPicture(8 rows: 2 inserted, 1 updated, 2 failed, 2 refused, 1 held back; "
        "3 import jobs, about 0 to 1 seconds at free pace, about 0 to 1 seconds at production pace, "
        "about 0 to 1 seconds at enterprise pace)"
    )
    drawn = picture._repr_html_()
    for words in ("8 rows of the dump", "1 CONFLICT_USERNAME", "2 email.format · INVALID_FORMAT", "2</b> inserted (25.0%)"):  # fmt: skip
        assert words in drawn
    assert "as its users report it" in drawn
    assert "slower" not in drawn


def test_it_has_words_for_who_cannot_see_it_and_no_script(chunks):
    drawn = draw_forecast(forecast_of(upsert="true", users="not read"), chunks)._repr_html_()
    label = re.search(r'role="img" aria-label="([^"]*)"', drawn)
    assert label
    assert label.group(1).startswith("8 rows: 2 inserted, 1 updated, 2 failed")
    assert not re.search(r"<script|<svg|url\(|src=|\bcolor:", drawn)
    assert "<b>decided</b>" not in drawn
    assert "An upsert is slower" in drawn
    assert "users of the target were not read" in drawn


def test_many_reasons_are_told_by_the_most_frequent(chunks):
    standing = pl.concat([forecast_of().standing] * 2)
    many = standing.with_columns(
        pl.when(pl.col("place") == "refused")
        .then(pl.format("rule{}", pl.int_range(pl.len())))
        .alias("reason")
    )
    many = pl.concat([many.with_columns(pl.col("reason") + str(n)) for n in range(4)])
    picture = draw_forecast(Forecast(many), chunks)
    refused = next(stream for stream in picture.streams if stream.place == "refused")
    assert refused.rows == sum(count for _, count in refused.reasons) == 16
    assert refused.reasons[-1] == ("for 6 other reasons", 6)


def test_nothing_to_send_takes_no_time(tmp_path):
    nobody = split_users(pl.LazyFrame(schema={"__row": pl.Int64, "email": pl.String}), tmp_path / "none")
    picture = draw_forecast(Forecast(forecast_of().standing.filter(pl.col("place") != "sent")), nobody)
    assert repr(picture).endswith("nothing is sent)")
    assert "pace" not in picture._repr_html_()


def test_the_same_forecast_is_drawn_the_same(chunks):
    assert (
        draw_forecast(forecast_of(), chunks)._repr_html_()
        == draw_forecast(forecast_of(), chunks)._repr_html_()
    )


def test_whom_a_run_leaves_out_is_shown_only_where_there_are_any(chunks):
    standing = forecast_of().standing
    assert "wait for another run" not in draw_forecast(Forecast(standing), chunks)._repr_html_()
    waiting = standing.with_columns(place=pl.lit("not sent"), reason=pl.lit("waits for a later wave"))
    drawn = draw_forecast(Forecast(waiting), chunks)
    assert [(one.place, one.rows) for one in drawn.streams if one.rows] == [("not sent", standing.height)]
    assert "wait for another run" in drawn._repr_html_()

"""Before anything is sent each row has a place, and each password a promise."""

import polars as pl
import pytest

from userferry.checks import check_users
from userferry.conflicts import KeepRule, Resolutions, resolve
from userferry.errors import DecisionError
from userferry.forecast import Forecast, forecast_import


@pytest.fixture
def forecast(people):
    kinds = pl.Series(["md5", "md5", None, "md5", None, "md5"])
    credentials = pl.struct(kinds.alias("algorithm")).alias("custom_password_hash")
    users = people.with_columns(pl.when(kinds.is_not_null()).then(credentials).alias("custom_password_hash"))
    hashes = pl.LazyFrame(
        {"__row": range(6), "hash": ["md5$s$" + "0" * 32, "!x", None, "?", "!abc", "md5$s$" + "1" * 32]}
    )
    good, failure = check_users(users)
    decided = Resolutions({"email": KeepRule("first"), "username": KeepRule("none")})
    return forecast_import(users, failure, resolve(good, decided), hashes.cast({"__row": pl.Int64}))


def test_each_row_has_one_place_and_its_reason(forecast):
    assert forecast.standing.select("__row", "place", "reason").rows() == [
        (0, "sent", None),
        (1, "held back", "email: keep first"),
        (2, "refused", "email.missing"),
        (3, "refused", "email.format"),
        (4, "held back", "username: keep none"),
        (5, "held back", "username: keep none"),
    ]


def test_only_those_sent_are_promised_anything(forecast):
    assert forecast.standing["promise"].to_list() == ["keeps", None, None, None, None, None]


def test_whoever_must_reset_is_named_and_needs_a_decision(people):
    users = people.with_columns(pl.lit(None, pl.String).alias("custom_password_hash")).filter(
        pl.col("__row") == 0
    )
    hashes = pl.LazyFrame({"__row": [0], "hash": ["!unusable"]})
    good, failure = check_users(users)
    forecast = forecast_import(users, failure, resolve(good, Resolutions()), hashes)
    assert forecast.resets.select("__row", "format").rows() == [(0, "unusable")]
    assert forecast.require_decision(accept_resets=True) is forecast
    with pytest.raises(DecisionError, match="1 users can't take their password along"):
        forecast.require_decision(accept_resets=False)


def test_it_is_read_back(forecast, tmp_path):
    forecast.write(tmp_path)
    assert Forecast.read(tmp_path).standing.equals(forecast.standing)
    assert repr(forecast) == "Forecast(1 of 6 rows will be sent, 0 of them need a reset)"
    assert "email.missing" in forecast._repr_html_()

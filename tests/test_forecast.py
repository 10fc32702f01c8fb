"""Before anything is sent each row has a place, and each password a promise."""

import polars as pl
import pytest

from userferry.checks import check_users
from userferry.conflicts import KeepRule, Resolutions, resolve
from userferry.errors import DecisionError
from userferry.forecast import Forecast, PasswordReport, forecast_import, report_passwords
from userferry.passwords import hash_findings, prove_hashes

MD5 = {"algorithm": "md5", "hash": {"value": "0" * 32, "encoding": "hex"}}


def found(hashes):
    return hashes.select(pl.col("__row").cast(pl.Int64), "hash", finding=hash_findings(pl.col("hash")))


@pytest.fixture
def forecast(people):
    kinds = [MD5, MD5, None, MD5, None, MD5]
    users = people.with_columns(pl.Series("custom_password_hash", kinds))
    hashes = pl.LazyFrame(
        {"__row": range(6), "hash": ["md5$s$" + "0" * 32, "!x", None, "?", "!abc", "md5$s$" + "1" * 32]}
    )
    good, failure = check_users(users)
    decided = Resolutions({"email": KeepRule("first"), "username": KeepRule("none")})
    return forecast_import(users, failure, resolve(good, decided), found(hashes))


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
    forecast = forecast_import(users, failure, resolve(good, Resolutions()), found(hashes))
    assert forecast.resets.select("__row", "format").rows() == [(0, "unusable")]
    assert forecast.require_decision(accept_resets=True) is forecast
    with pytest.raises(DecisionError, match="1 users can't take their password along"):
        forecast.require_decision(accept_resets=False)


def test_it_is_read_back(forecast, tmp_path):
    forecast.write(tmp_path)
    assert Forecast.read(tmp_path).standing.equals(forecast.standing)
    assert repr(forecast) == "Forecast(1 of 6 rows will be sent, 0 of them need a reset)"
    assert "email.missing" in forecast._repr_html_()


def test_each_password_goes_one_way(people):
    hashes = ["md5$s$" + "0" * 32, "$P$B" + "a" * 30, "0" * 32, "!", None, "sha1$s$" + "0" * 40]
    kept = pl.Series([MD5 if text and text[:2] in ("md", "sh") else None for text in hashes])
    users = people.with_columns(
        custom_password_hash=kept,
        email=pl.format("u{}@example.com", "__row"),
        username=pl.format("u{}", "__row"),
        user_id=pl.format("u{}", "__row"),
    )
    legacy = pl.LazyFrame({"__row": range(6), "hash": hashes})
    good, failure = check_users(users)
    forecast = forecast_import(users, failure, resolve(good, Resolutions()), found(legacy))
    known = pl.DataFrame({"hash": hashes, "password": [None] * 6}, schema_overrides={"password": pl.String})
    report = report_passwords(forecast, prove_hashes(known, hash="hash", password="password"))
    assert report.users.select("way", "format", "users", "proof").rows() == [
        ("bulk import", "django_md5", 1, "not tried"),
        ("bulk import", "django_sha1", 1, "not tried"),
        ("lazy migration", "phpass", 1, None),
        ("a decision", None, 1, None),
        ("reset", "unusable", 1, None),
        ("reset", None, 1, None),
    ]
    assert repr(report) == (
        "PasswordReport(2 of 6 keep their password by bulk import; 1 lazy migration, 1 a decision, 2 reset)"
    )
    assert all(word in report._repr_html_() for word in ("bulk import", "33.3%", "phpass"))


def test_the_password_report_is_read_back(tmp_path):
    users = pl.DataFrame(
        {"way": ["reset"], "format": ["unusable"], "users": [3], "proof": [None], "why": ["x"]}
    )
    PasswordReport(users).write(tmp_path)
    assert PasswordReport.read(tmp_path).of("reset") == 3

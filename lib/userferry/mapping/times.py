"""Transforms of moments: every one comes out in UTC as `2020-12-31T23:59:59Z`, with a fraction where it has one."""

from functools import partial

import polars as pl

from userferry.mapping.texts import Arguments

_DATETIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|\+00(?::?00)?)?$"
_DAY, _CLOCK = len("2020-12-31"), len("23:59:59.123456")
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999 in seconds since 1970: what four digits of a year can say."""


def utc_datetime(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Take the common way of writing a moment as UTC; of a fraction, six digits are kept."""
    # Every part has its place, and cutting by place costs a quarter of what a pattern's groups do.
    text = column.str.strip_chars()
    clock = text.str.slice(_DAY + 1)
    for sign in ("Z", "+00:00", "+0000", "+00"):
        clock = clock.str.strip_suffix(sign)
    written = pl.concat_str([text.str.head(_DAY), pl.lit("T"), clock.str.head(_CLOCK), pl.lit("Z")])
    return pl.when(text.str.contains(_DATETIME)).then(written)


def parse_datetime(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Read a moment by its format, in its zone; one that the zone's clocks left out is null, twice-shown the first."""
    text = column.str.strip_chars()
    if any(sign in said["format"] for sign in ("%z", "%:z", "%#z")):
        found = text.str.to_datetime(said["format"], strict=False, time_unit="us", time_zone="UTC")
        return _written(found)
    found = text.str.to_datetime(said["format"], strict=False, time_unit="us")
    if said["zone"] == "UTC":
        return _written(found)
    # Zones are shifted by rules that hold for four-digit years.
    within = pl.when(found.dt.year().is_between(1, 9999)).then(found)
    zoned = within.dt.replace_time_zone(said["zone"], ambiguous="earliest", non_existent="null")
    return _written(zoned.dt.convert_time_zone("UTC"))


def epoch(column: pl.Expr, _: Arguments, *, per_second: int) -> pl.Expr:
    """Read seconds or milliseconds since 1970."""
    count = column.str.strip_chars().cast(pl.Int64, strict=False)
    usual = count.is_between(_FIRST * per_second, _LAST * per_second)
    microseconds = pl.when(usual).then(count) * (1_000_000 // per_second)
    return _written(microseconds.cast(pl.Datetime("us", "UTC")))


epoch_seconds = partial(epoch, per_second=1)
epoch_millis = partial(epoch, per_second=1_000)


def _written(moment: pl.Expr) -> pl.Expr:
    # Without a zone, which is UTC here, the writing costs a third less.
    plain = moment.dt.replace_time_zone(None)
    four_digits = pl.when(plain.dt.year().is_between(1, 9999)).then(plain)
    return four_digits.dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ")

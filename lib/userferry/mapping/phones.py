"""A telephone number in E.164, `+` and digits, from the ways in which people write one.

What it does not do: it knows how a country writes its own numbers, not which of them are given out, and reads no
extensions. A number that it cannot read comes out empty, and `require_fit` counts it.
"""

from collections.abc import Callable
from functools import partial

import polars as pl

from userferry.forms import E164
from userferry.mapping.texts import Arguments

COUNTRIES: dict[str, tuple[str, str]] = {
    "AT": ("43", "0"), "AU": ("61", "0"), "BE": ("32", "0"), "BR": ("55", "0"), "CA": ("1", "1"),
    "CH": ("41", "0"), "CZ": ("420", ""), "DE": ("49", "0"), "DK": ("45", ""), "ES": ("34", ""),
    "FI": ("358", "0"), "FR": ("33", "0"), "GB": ("44", "0"), "GR": ("30", ""), "IE": ("353", "0"),
    "IL": ("972", "0"), "IN": ("91", "0"), "IT": ("39", ""), "JP": ("81", "0"), "KR": ("82", "0"),
    "LU": ("352", ""), "MX": ("52", ""), "NL": ("31", "0"), "NO": ("47", ""), "NZ": ("64", "0"),
    "PL": ("48", ""), "PT": ("351", ""), "SE": ("46", "0"), "SG": ("65", ""), "TR": ("90", "0"),
    "US": ("1", "1"), "ZA": ("27", "0"),
}  # fmt: skip
"""ISO country → its calling code, and the trunk prefix that falls away before it (Italy keeps its zero)."""

_NORTH_AMERICA = "1"
_ABROAD = {True: "011", False: "00"}
"""What callers dial before a country's code: from North America, and from nearly everywhere else."""

_NATIONAL = {True: r"^[2-9][0-9]{9}$", False: r"^[0-9]{5,12}$"}
_E164 = r"^\+[1-9][0-9]{6,14}$"
_PUNCTUATION = list(" \t\xa0\u2007\u202f()./-\u2010\u2011\u2012\u2013\u2014\u2015")


def phone(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Write a number as E.164; one without a country's code is of the default country.

    Auth0 takes `+` and 1 to 15 digits (`behaviour.md` §1.1).
    """
    work = partial(_e164, country=str(said["country"]))
    return column.map_batches(work, return_dtype=pl.String, is_elementwise=True)


def international(column: pl.Expr, _: Arguments) -> pl.Expr:
    """Write a number that begins with `+` or `00` as E.164; any other, and what cannot be read, stays as it is."""
    return column.map_batches(_international, return_dtype=pl.String, is_elementwise=True)


def country_code(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Write a number as E.164, as `phone` does; what cannot be read, and what Auth0 takes, stays as it is."""
    work = partial(_with_code, country=str(said["country"]))
    return column.map_batches(work, return_dtype=pl.String, is_elementwise=True)


def country_of(column: pl.Expr) -> pl.Expr:
    """Name the country whose calling code a number in E.164 begins with, null where it is none of `COUNTRIES`.

    Where two share a code, as the United States and Canada do, it is the one of more people: their numbers are
    written alike.
    """
    code = column.str.extract(rf"^\+({'|'.join(_COUNTRY_OF)})[0-9]")
    return code.replace_strict(_COUNTRY_OF, default=None, return_dtype=pl.String)


_COUNTRY_OF = {code: country for country, (code, _) in COUNTRIES.items()} | {"1": "US"}


def _with_code(numbers: pl.Series, country: str) -> pl.Series:
    return _read(numbers, partial(_e164, country=country))


def _international(numbers: pl.Series) -> pl.Series:
    return _read(numbers, lambda start: _from_abroad(start.str.strip_chars_start(), "00"))


def _read(numbers: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Read those that Auth0 does not take; one that cannot be read stays."""
    odd = (~numbers.str.contains(E164)).fill_null(value=False)
    if not odd.any():
        return numbers
    some = numbers.filter(odd)
    found = read(some)
    return numbers.clone().scatter(odd.arg_true(), found.zip_with(found.is_not_null(), some))


def _e164(numbers: pl.Series, country: str) -> pl.Series:
    code, trunk = COUNTRIES[country]
    is_american = code == _NORTH_AMERICA
    start = numbers.str.strip_chars_start()
    digits = _digits(start)
    is_national = pl.col("national").str.contains(_NATIONAL[is_american])
    whole = pl.when(is_national).then(pl.concat_str(pl.lit(f"+{code}"), "national"))
    found = digits.str.strip_prefix(trunk).to_frame("national").select(whole.alias(numbers.name)).to_series()
    is_abroad = (digits.str.starts_with("+") | digits.str.starts_with(_ABROAD[is_american])).fill_null(
        value=False
    )
    # Most columns have few of these, and reading a number both ways costs twice.
    if not is_abroad.any():
        return found
    return found.scatter(is_abroad.arg_true(), _from_abroad(start.filter(is_abroad), _ABROAD[is_american]))


def _from_abroad(start: pl.Series, dialled: str) -> pl.Series:
    # `+44 (0)20 …`: the zero in brackets is for callers within the country.
    digits = _digits(start.str.replace("(0)", "", literal=True)).to_frame("digits")
    number = pl.col("digits")
    plus = pl.when(number.str.starts_with(dialled)).then(
        pl.concat_str(pl.lit("+"), number.str.strip_prefix(dialled))
    )
    return (
        digits.select(number=plus.otherwise(number))
        .select(pl.when(pl.col("number").str.contains(_E164)).then("number"))
        .to_series()
    )


def _digits(start: pl.Series) -> pl.Series:
    return start.str.replace_many(dict.fromkeys(_PUNCTUATION, ""))

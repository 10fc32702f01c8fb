"""A telephone number in E.164, `+` and digits, from the ways in which people write one.

What it does not do: it knows how a country writes its own numbers, not which of them are given out, and reads no
extensions. A number that it cannot read comes out empty, and `require_fit` counts it.
"""

from functools import partial

import polars as pl

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


def _e164(numbers: pl.Series, country: str) -> pl.Series:
    # Each stage is a column of its own: as one expression, what is used twice would be worked out twice.
    code, trunk = COUNTRIES[country]
    is_american = code == _NORTH_AMERICA
    dialled = _ABROAD[is_american]
    start, digits, national, found = (pl.col(name) for name in ("start", "digits", "national", "found"))
    is_abroad = start.str.starts_with("+") | start.str.starts_with(dialled)
    # `+44 (0)20 …`: the zero in brackets is for callers within the country.
    bare = pl.when(is_abroad).then(start.str.replace("(0)", "", literal=True)).otherwise(start)
    return (
        pl.DataFrame({"start": numbers.str.strip_chars_start()})
        .select(digits=bare.str.replace_many(dict.fromkeys(_PUNCTUATION, "")))
        .with_columns(national=digits.str.strip_prefix(trunk))
        .select(
            found=pl.when(digits.str.starts_with("+"))
            .then(digits)
            .when(digits.str.starts_with(dialled))
            .then(pl.concat_str(pl.lit("+"), digits.str.strip_prefix(dialled)))
            .when(national.str.contains(_NATIONAL[is_american]))
            .then(pl.concat_str(pl.lit(f"+{code}"), national))
        )
        .select(pl.when(found.str.contains(_E164)).then(found).alias(numbers.name))
        .to_series()
    )

"""A telephone number in E.164, `+` and digits, from the ways in which people write one.

What it does not do: it knows how a country writes its own numbers, not which of them are given out, and reads no
extensions. A number that it cannot read comes out empty, and `require_fit` counts it.
"""

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
_E164 = r"^\+[1-9][0-9]{6,14}$"
_PUNCTUATION = r"[\s\x{a0}\x{2007}\x{202f}().\-\x{2010}-\x{2015}/]"


def phone(column: pl.Expr, said: Arguments) -> pl.Expr:
    """Write a number as E.164; one without a country's code is of the default country.

    Auth0 takes `+` and 1 to 15 digits (`behaviour.md` §1.1).
    """
    code, trunk = COUNTRIES[said["country"]]
    # `+44 (0)20 …`: the zero in brackets is for callers within the country.
    digits = column.str.replace(r"^(\s*(?:\+|00)\s*[1-9].*?)\(0\)", "$1").str.replace_all(_PUNCTUATION, "")
    if code == _NORTH_AMERICA:
        national = digits.str.extract(r"^1?([2-9][0-9]{9})$", 1)
        abroad = digits.str.replace(r"^011([1-9])", "+$1")
    else:
        national = digits.str.extract(
            rf"^(?:{trunk})?([1-9][0-9]{{4,12}})$" if trunk else r"^([0-9]{5,12})$", 1
        )
        abroad = digits.str.replace(r"^00([1-9])", "+$1")
    found = pl.when(abroad.str.starts_with("+")).then(abroad).otherwise(
        pl.concat_str(pl.lit(f"+{code}"), national)
    )  # fmt: skip
    return pl.when(found.str.contains(_E164)).then(found)

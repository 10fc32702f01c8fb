"""In which order `newest` and `oldest` see texts: as the numbers or moments that they write, or not at all."""

import polars as pl

from userferry.profile.shapes import DAYS, STAMPS

_NUMBER = r"^-?[0-9]{1,15}(?:\.[0-9]+)?$|^-?[0-9]{16,18}$"
_CLOCK = r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
_ZONE = r"(?:Z|[+-]\d{2}:?\d{2})$"
_YEAR_FIRST = rf"^\d{{4}}([-/.])\d{{2}}[-/.]\d{{2}}(?:{_CLOCK}(?<zone>Z|[+-]\d{{2}}:?\d{{2}})?)?$"
_YEAR_LAST = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\D.*)?"
_UTC = ("Z", "+00:00", "+0000")
_MOMENT = "^(?:" + "|".join([_YEAR_LAST, *{**DAYS, **STAMPS}.values()]) + ")$"
"""A day or a moment, however it is written."""


def comparable(values: pl.Series) -> pl.Series:
    """Give values that sort as what they say: texts of whole numbers as numbers, of moments without what varies."""
    if values.dtype != pl.String:
        return values
    texts = values.str.strip_chars()
    if _all(texts, _NUMBER):
        return texts.cast(pl.Float64 if texts.str.contains(".", literal=True).any() else pl.Int64)
    # `10:00:00.5Z` is before `10:00:00Z`, and a space before a T
    return (
        texts.str.replace(r"^(.{10}) ", "${1}T").str.replace(_ZONE, "")
        if _all(texts, _YEAR_FIRST)
        else values
    )


def unordered(values: pl.Series) -> str | None:
    """Say why texts do not sort as what they say, with one of them as a pattern; None where they do.

    Numbers do, moments with the four digits of the year first in one way and one zone, and texts that say neither.

    Args:
        values: What a rule compares.
    """
    if values.dtype != pl.String or _all(values, _NUMBER):
        return None
    texts = values.drop_nulls().str.strip_chars()
    if not (texts.str.contains(_MOMENT) | texts.str.contains(_NUMBER)).any():
        return None
    is_fixed = texts.str.contains(_YEAR_FIRST)
    if not is_fixed.all():
        return f"texts such as {_pattern(texts.filter(~is_fixed)[0])} do not sort as what they say"
    parts = texts.str.extract_groups(_YEAR_FIRST).struct.unnest()
    zones = parts["zone"].drop_nulls().replace(list(_UTC), "Z").n_unique()
    if zones > 1 or parts["1"].n_unique() > 1:
        return "its texts are written in several ways or zones, and do not sort as what they say"
    return None


def _all(values: pl.Series, pattern: str) -> bool:
    texts = values.drop_nulls().str.strip_chars()
    return bool(texts.len()) and bool(texts.str.contains(pattern).all())


def _pattern(text: str) -> str:
    """Write a text as the pages mask it: a digit as 9, a letter as a."""
    return "".join("9" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in text[:32])

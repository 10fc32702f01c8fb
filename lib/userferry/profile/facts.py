"""What two columns say of each other: the same value, one in lower case, one before the other."""

from collections.abc import Iterator
from itertools import permutations

import polars as pl

FACTS = pl.Schema(
    {
        "fact": pl.String(),
        "column": pl.String(),
        "other": pl.String(),
        "share": pl.Float64(),
        "rows": pl.Int64(),
    }
)
_COMPARED = (
    "email",
    "username",
    "id",
    "given_name",
    "family_name",
    "name",
    "phone",
    "text",
    "url",
    "picture",
    "token",
)
_ORDERED = r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2})?"
_Fact = tuple[str, str, str | None, float, int]
_MENTIONED = 0.5
_RULE = 0.95


def find_facts(sample: pl.DataFrame, kinds: dict[str, str], distinct: dict[str, int]) -> pl.DataFrame:
    """Say what holds between columns, each with its share.

    Args:
        sample: Rows from all over the dump, String columns.
        kinds: The kind of each column.
        distinct: How many different values each column has in the dump.

    Returns:
        Schema `FACTS`: `fact` in words, `share` 0 to 1 of `rows`, the rows of the sample where both are filled in.
    """
    values = {name: _filled(sample[name]) for name in kinds}
    found: list[_Fact] = [
        ("holds one value only", name, None, 1.0, values[name].count())
        for name in kinds
        if distinct[name] == 1
    ]
    several = [name for name, kind in kinds.items() if kind in _COMPARED and distinct[name] > 1]
    lower = {name: values[name].str.to_lowercase() for name in several}
    for one, other in permutations(several, 2):
        found += _equal(one, other, values, lower, is_first=several.index(one) < several.index(other))
    found += _composed(kinds, values)
    found += _in_time({name: values[name] for name, kind in kinds.items() if kind in ("date", "datetime")})
    return pl.DataFrame(found, schema=FACTS, orient="row")


def _equal(
    one: str, other: str, values: dict[str, pl.Series], lower: dict[str, pl.Series], *, is_first: bool
) -> Iterator[_Fact]:
    same = values[one] == values[other]
    if is_first and (fact := _told("equals", one, other, same)):
        yield fact
    if _share(same) < 1 and (fact := _told("is, in lower case,", one, other, values[one] == lower[other])):
        is_news = bool(((values[one] == lower[other]) & ~same).any())
        if is_news:
            yield fact
    if values[other].str.contains("@", literal=True).mean():
        local = values[other].str.extract(r"^([^@]+)@", 1)
        if fact := _told("is what stands before the @ of", one, other, values[one] == local):
            yield fact


def _composed(kinds: dict[str, str], values: dict[str, pl.Series]) -> Iterator[_Fact]:
    by_kind = {
        kind: [name for name in kinds if kinds[name] == kind]
        for kind in ("name", "given_name", "family_name")
    }
    for name in by_kind["name"]:
        for given in by_kind["given_name"][:2]:
            for family in by_kind["family_name"][:2]:
                for first, second, mark in (
                    (given, family, " "),
                    (family, given, ", "),
                    (family, given, " "),
                ):
                    same = values[name] == values[first] + mark + values[second]
                    if fact := _told(f"is {first}{'' if mark == ' ' else ','} and", name, second, same):
                        yield fact


def _in_time(values: dict[str, pl.Series]) -> Iterator[_Fact]:
    # Days and moments written from the year down are in the order of their letters.
    days = {
        name: column.str.slice(0, 19).str.replace("T", " ", literal=True)
        for name, column in values.items()
        if _share(column.str.contains(_ORDERED)) >= _RULE
    }
    for one, other in permutations(days, 2):
        later = days[one] <= days[other]
        if (
            _share(later) >= _RULE
            and _share(days[one] < days[other]) > 0
            and (fact := _told("is not after", one, other, later))
        ):
            yield fact


def _told(fact: str, one: str, other: str, holds: pl.Series) -> _Fact | None:
    share = _share(holds)
    return (fact, one, other, round(share, 4), holds.count()) if share >= _MENTIONED else None


def _share(holds: pl.Series) -> float:
    return float(holds.sum()) / holds.count() if holds.count() else 0.0


def _filled(column: pl.Series) -> pl.Series:
    return column.set(column == "", None)

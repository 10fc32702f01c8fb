"""What the columns beside one say of it: the address that it is part of, the column that it repeats."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from userferry.mapping.lexicon import Meaning, words_of
from userferry.profile import Profile

_PLACES = frozenset({"street", "city", "zip", "country", "province"})
_MIN_PLACES = 2
_MOST = 0.75
"""The share of columns that no part of a table has."""

_EACH = 0.98
_FACT = ("column", "fact", "other", "share", "rows")
_SAME = ("equals", "is, in lower case,")


def addresses(meanings: Mapping[str, Meaning]) -> frozenset[str]:
    """Name the columns of addresses that stand apart by what their names begin with: `b_city, b_zip, b_phone`.

    Args:
        meanings: What each column's name means.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    for column in meanings:
        if len(words := words_of(column)) > 1:
            parts[words[0]].append(column)
    return frozenset(
        column
        for columns in parts.values()
        if len(columns) <= _MOST * len(meanings)
        and len(_PLACES & senses(meanings[column] for column in columns)) >= _MIN_PLACES
        for column in columns
    )


def repeated(profile: Profile) -> dict[str, frozenset[str]]:
    """Say of each column which others have its values, row by row, in capitals or not.

    Args:
        profile: The dump's profile, whose facts are of its sample.
    """
    sampled = profile.sampled / max(1, profile.rows)
    filled = dict(profile.columns.select("column", "filled").iter_rows())
    found: dict[str, set[str]] = defaultdict(set)
    for one, fact, other, share, rows in profile.facts.select(_FACT).iter_rows():
        if fact in _SAME and share >= _EACH:
            for column, source in ((one, other), (other, one)):
                if rows >= _EACH * sampled * filled[column]:
                    found[column].add(source)
    return {column: frozenset(sources) for column, sources in found.items()}


def senses(meanings: Iterable[Meaning]) -> frozenset[str]:
    """Give what any word of several names may mean."""
    return frozenset(sense for meaning in meanings for word in meaning for sense in word)

"""What the names of a table's columns share, so says nothing: `uz_id, uz_login`, `nom_adh, cp_adh`, `OXID, OXFAX`."""

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import takewhile

_MOST = 0.6
"""The share of columns from which a word that is known is one that all of them carry."""

_SEVERAL = 0.25
"""The same for a word that no list has: it says nothing anyway."""

_MIN_COLUMNS = 3
_MIN_GLUED = 5
"""Columns that a table has at least for letters they all begin with to be told from chance."""

Names = Mapping[str, tuple[str, ...]]


def dropped(names: Names, known: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Leave out what the names share.

    Args:
        names: The words of each column's name.
        known: Words that mean something.
    """
    bare = _turned(_without_letters(_turned(_without_letters(_without_types(names)))))
    first = _carried(bare, known, 0)
    bare = {
        column: words[1:] if len(words) > 1 and words[0] in first else words for column, words in bare.items()
    }
    last = {word for word in _carried(bare, known, -1) if word not in known and not word.isdigit()}
    return {
        column: words[:-1] if len(words) > 1 and words[-1] in last else words
        for column, words in bare.items()
    }


def _carried(names: Names, known: Collection[str], place: int) -> set[str]:
    several = Counter(words[place] for words in names.values() if len(words) > 1)
    return {
        word
        for word, times in several.items()
        if times >= max(_MIN_COLUMNS, (_MOST if word in known else _SEVERAL) * len(names))
    }


def _without_types(names: Names) -> dict[str, tuple[str, ...]]:
    """Leave out single letters that say what type a column is, as in `cName, kKunde, dErstellt`."""
    is_typed = [len(words) > 1 and len(words[0]) == 1 and words[0].isascii() for words in names.values()]
    if sum(is_typed) < max(_MIN_COLUMNS, _MOST * len(names)):
        return dict(names)
    return {
        column: words[1:] if typed else words
        for (column, words), typed in zip(names.items(), is_typed, strict=True)
    }


def _turned(names: Names) -> dict[str, tuple[str, ...]]:
    """Write every name from its end, so that what all of them end with is told like what they begin with."""
    return {column: tuple(word[::-1] for word in reversed(words)) for column, words in names.items()}


def _without_letters(names: Names) -> dict[str, tuple[str, ...]]:
    """Leave out letters that every name begins with and no sign parts from the rest."""
    first = [words[0] for words in names.values() if words]
    shared = "".join(
        signs[0] for signs in takewhile(lambda signs: len({*signs}) == 1, zip(*first, strict=False))
    )
    is_glued = len(names) >= _MIN_GLUED and len(shared) > 1 and shared not in first
    return {
        column: (words[0].removeprefix(shared), *words[1:]) if is_glued else words
        for column, words in names.items()
    }

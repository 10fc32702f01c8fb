"""What a column is most likely that no clue explains: by its kind, and by what stands beside it.

Of the columns of 140 systems whose words no list had, closed sets, numbers and texts were the system's own in three
of four; what is true or false was as often a wish, and stood among others of its sort.
"""

import re
from collections.abc import Mapping

from userferry.mapping.beside import senses
from userferry.mapping.clues import Clue, clue
from userferry.mapping.lexicon import known, words_of
from userferry.mapping.table import Facts, Table, differ, share_true

_OWN = frozenset({"status", "number", "text", "name", "given_name", "family_name"})
_COPIED = frozenset({"picture", "username", "copy"})
_TIMED = frozenset({"datetime", "date", "ip", "empty"})
_REACH = 3
_SURE = 0.55
_NEARLY_EACH = 0.98
_EVEN = 0.3
"""The share of either answer that accounts' states do not reach and wishes do."""

_WORD = re.compile(r"(?=.*[aeiouy])[a-z]{3,}|[^\W\d_a-z]\w*|\w*[^\W\d_a-z]")
"""Something that can be spoken: letters without a vowel are nobody's word."""

_KEPT = "none of its words is known; such columns are mostly what the old system knows"
_BESIDE = "none of its words is known; the columns beside it are kept there"
_ELSEWHERE = "a key of its own in each row that has one, so the user's in another system"
_FURTHER_KEY = "one more key of the user, or of the account that the user belongs to"
_FURTHER = {"phone": "a further phone", "email": "a further address"}
_MIN_KEY = 5
"""Signs that the key of one user in another system has at least; keys into small tables have fewer."""


def suppose(column: str, roots: Mapping[str, str], table: Table, *, is_blocked_told: bool) -> Clue | None:
    """Say which part of the metadata a column most likely belongs to; None where nothing speaks for either.

    Args:
        column: Its name.
        roots: Where the columns that clues explain are kept.
        table: It and its neighbours.
        is_blocked_told: Whether another column says who is blocked; if none does, this one may.
    """
    kind, said = str(table.columns[column]["kind"]), senses([table.meanings[column]])
    root = note = ""
    if kind in _FURTHER and not said & _COPIED:
        root, note = "user_metadata", _FURTHER[kind]
    elif kind == "id" and _is_elsewhere(column, table):
        root, note = "app_metadata", _ELSEWHERE
    elif said == {"id"} and any("person" in known().get(word, ()) for word in words_of(column)):
        root, note = "app_metadata", _FURTHER_KEY
    elif not said and any(_WORD.fullmatch(word) for word in words_of(column)):
        is_wish = is_blocked_told or _EVEN < share_true(table.columns[column]) < 1 - _EVEN
        if kind in _OWN:
            root, note = "app_metadata", _KEPT
        elif kind == "boolean" and is_wish:
            root, note = _leaning(column, roots, table.columns), _BESIDE
    return clue(f"{root}.", "", kind, _SURE, note=note) if root and table.varies(column) else None


def _is_elsewhere(column: str, table: Table) -> bool:
    """Whether a column named a key, and a word that nobody knows, has a value of its own wherever it has one."""
    facts, meaning = table.columns[column], table.meanings[column]
    is_named = any("id" in word for word in meaning) and all(not word or "id" in word for word in meaning)
    return is_named and not all(meaning) and differ(facts, _NEARLY_EACH) and facts["shortest"] >= _MIN_KEY


def _leaning(column: str, roots: Mapping[str, str], columns: Mapping[str, Facts]) -> str:
    """Name the part of the metadata that most of the nearest columns are kept in, the nearer the weightier."""
    order = list(columns)
    place, weights = order.index(column), dict.fromkeys(("app_metadata", "user_metadata"), 0.0)
    for other in order[max(0, place - _REACH) : place + _REACH + 1]:
        if other in roots and columns[other]["kind"] not in _TIMED:
            weights[roots[other]] += 1 / abs(order.index(other) - place)
    best = max(weights, key=lambda root: weights[root])
    return best if weights[best] else ""

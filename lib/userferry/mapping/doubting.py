"""Which columns may be an attribute that nothing else becomes, so that a person has to say and no place is proposed."""

from collections.abc import Collection

from userferry.mapping.accounts import PARTS
from userferry.mapping.belonging import is_of_a_house
from userferry.mapping.lexicon import words_of
from userferry.mapping.table import Table, differ, share_true

_STATES = frozenset({"blocked", "active", "approved", "status", "verified", "until"})
_NAMED = frozenset({"id", "external"})
_KEYS = frozenset({"id", "number", "external", "person"})
_OTHERS = frozenset({"provider", "web"})
"""Where people have accounts too: their keys there are their own as well."""

_MOMENTS = ("datetime", "date")
_NEARLY_EACH = 0.9
_EVEN = 0.3


def reason_to_doubt(column: str, table: Table, taken: Collection[str]) -> str:
    """Say which attribute a column may be although too little speaks for it; empty where it is none.

    Args:
        column: Its name.
        table: It and its neighbours.
        taken: Attributes that are given away.
    """
    facts, meaning = table.columns[column], table.meanings[column]
    senses = {sense for word in meaning for sense in word}
    if facts["kind"] in _MOMENTS and "blocked" in senses and "until" not in senses:
        return "it may say since when somebody is blocked; if it does, map it to `blocked` with `is_set`"
    is_skewed = not _EVEN < share_true(facts) < 1 - _EVEN
    is_state = bool(meaning) and all(word & _STATES for word in meaning) and not PARTS & {*words_of(column)}
    if "blocked" not in taken and facts["kind"] == "boolean" and is_state and is_skewed:
        return "it may say who is blocked, or who is not; if it does, map it to `blocked`"
    is_number = bool(meaning) and all(word & _KEYS for word in meaning)
    is_key = table.is_unique(column) and bool(senses & _NAMED) and not senses & _OTHERS
    is_full = table.share_of_rows(column) == 1.0 and not is_of_a_house(column, table)
    if "user_id" not in taken and is_full and (is_key or (is_number and differ(facts, _NEARLY_EACH))):
        return "it may be the user's key, but another may be too or some of its values repeat"
    return ""

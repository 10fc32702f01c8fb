"""What the words of a column of states, such as active and disabled, say of an attribute that is true or false."""

import re
from collections.abc import Iterable

from userferry.mapping.names import senses_of

_SAYS = {
    "blocked": {"blocked": True, "deleted": True, "active": False, "approved": False},
    "email_verified": {"verified": True},
    "phone_verified": {"verified": True},
}
"""Attribute → sense of a word (`mapping.words`) → what it says."""

_NEGATED = re.compile(r"(?i)^(?:not|non|un)[ _-]*")
_MOST_VALUES = 20
"""A column of more different values holds no states."""


def read_states(attribute: str, values: Iterable[str]) -> dict[str, bool]:
    """Read values as true and false.

    Args:
        attribute: Such as `blocked`; one that no word of a state tells anything of gets none.
        values: The column's different values.

    Returns:
        What each value says; one whose word is not known, or says both, is not there, and is for a person to tell.
    """
    listed, says = list(values), _SAYS.get(attribute, {})
    if not says or len(listed) > _MOST_VALUES:
        return {}
    told = {value: _told(value, says) for value in listed}
    return {value: said for value, said in told.items() if said is not None}


def _told(value: str, says: dict[str, bool]) -> bool | None:
    found = _found(value, says)
    if found is None and (positive := _NEGATED.sub("", value)) != value:
        found = _found(positive, says)
        return None if found is None else not found
    return found


def _found(word: str, says: dict[str, bool]) -> bool | None:
    """Say what one word says; several may turn each other round, so they say nothing."""
    meaning = senses_of([word])[word]
    said = {says[sense] for sense in meaning[0] if sense in says} if len(meaning) == 1 else set()
    return said.pop() if len(said) == 1 else None

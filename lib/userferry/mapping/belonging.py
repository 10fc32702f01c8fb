"""Whether a name, a phone or a place is the user's own: by what stands beside it."""

import re
from collections.abc import Iterator

from userferry.mapping.beside import senses
from userferry.mapping.clues import Clue
from userferry.mapping.table import Facts, Table

_FEW = 0.25
"""The share of rows that have a mobile phone, at least, for it to be the one that people are reached by."""

_STATES = re.compile(
    r"(?i)(?:de|in|un)?(?:active|activated|provisioned|registered|confirmed|verified|archived|paid)|staged|suspended|"
    r"invited|locked|deleted|banned|expired|trial|lead|customer|pending|blocked|open|closed|new|valid|enabled|disabled|approved|draft|\d+"
)
_DIALLED = (8, 15)
_PARTS_OF_NAME = frozenset({"given", "family"})
_PLACES = frozenset({"city", "zip", "street", "country", "address"})


def is_anothers(clue: Clue, column: str, table: Table) -> bool:
    """Whether a name is somebody else's or on an address, where the user's own stands in other columns."""
    is_name = clue.needs <= {"name", "full"}
    rivals = clue.needs | _PARTS_OF_NAME if is_name else clue.needs
    more = any(not word & clue.needs for word in table.meanings[column])
    return (column in table.addresses or (is_name and more)) and any(
        rivals & senses([table.meanings[other]])
        for other in table.columns
        if other != column and other not in table.addresses and all(table.meanings[other])
    )


def is_dialled(facts: Facts) -> bool:
    """Whether digits without a sign between them are as many as a phone has, country and area told."""
    return bool(facts["shortest"] >= _DIALLED[0] and facts["longest"] <= _DIALLED[1])


def is_beside_mobile(column: str, table: Table) -> bool:
    """Whether another column is a mobile phone that enough people gave."""
    return any(
        any("mobile" in word for word in meaning)
        and not any(word & {"second", "work"} for word in meaning)
        and table.columns[other]["kind"] == "phone"
        and table.share_of_rows(other) > _FEW
        for other, meaning in table.meanings.items()
        if other != column
    )


def is_of_a_house(column: str, table: Table) -> bool:
    """Whether a number stands between the parts of an address."""
    near = table.near(column)
    return any(word & {"street", "address"} for meaning in near for word in meaning) and all(
        any(word & _PLACES for word in meaning) for meaning in near
    )


def missing(column: str, table: Table) -> Iterator[str]:
    """Name the parts of a person's name that no other column is named as, where the other part has one."""
    others = table.others(column)
    if "family" in others and "given" not in others:
        yield "given_name"
    if "given" in others and "family" not in others:
        yield "family_name"


def is_among_places(column: str, table: Table) -> bool:
    """Whether a `state` is one that a person lives in: the table has other places, and its words are no states."""
    told = [str(one["value"]) for one in table.columns[column]["top"]]
    return bool(table.others(column) & _PLACES) and not any(_STATES.fullmatch(one) for one in told)

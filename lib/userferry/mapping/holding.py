"""What has to hold besides a name and a kind before a column is proposed for an attribute: in it, and in the others."""

from collections.abc import Callable, Mapping

from userferry.mapping.accounts import is_account, is_key, is_password, is_proven, is_the_users
from userferry.mapping.belonging import (
    is_among_places,
    is_anothers,
    is_beside_mobile,
    is_dialled,
    is_of_a_house,
    missing,
)
from userferry.mapping.clues import Clue
from userferry.mapping.table import Table, differ
from userferry.mapping.transforms import TRANSFORMS

_NEARLY_EACH = 0.95
_NOT_THE_ADDRESS = frozenset({"reset", "second", "newsletter"})
"""What a name says whose `verified` or `confirmed` is not the address's."""


def holds(clue: Clue, column: str, table: Table) -> bool:
    """Say whether what is peculiar to an attribute holds.

    Args:
        clue: What speaks for the attribute.
        column: The name of the column that it speaks for.
        table: It and its neighbours.
    """
    if any(name not in TRANSFORMS for name in clue.transforms):
        return False
    if clue.is_metadata:
        return _is_kept(clue, column, table)
    if clue.target == "custom_password_hash":
        return is_password(clue, column, table)
    check = _CHECKS.get(clue.target)
    return is_the_users(clue.target, table.meanings[column]) and (not check or check(clue, column, table))


def _is_kept(clue: Clue, column: str, table: Table) -> bool:
    meaning = table.meanings[column]
    if clue.needs == {"email"}:
        return len(meaning) > 1 and not any("picture" in word for word in meaning)
    if clue.needs == {"number"} and "street" in clue.target:
        return table.varies(column) and is_of_a_house(column, table)
    is_state = "province" in clue.needs and any("status" in word for word in meaning)
    return table.varies(column) and (not is_state or is_among_places(column, table))


def _is_name(clue: Clue, column: str, table: Table) -> bool:
    if clue.needs in ({"first"}, {"last"}) and not all(table.meanings[column]):
        return False
    if clue.needs and is_anothers(clue, column, table):
        return False
    if "given" in clue.needs and table.columns[column]["kind"] == "name":
        # Two words under the name of one: the whole name, unless the table has the other part.
        return (clue.target == "name") != ("family" in table.others(column))
    if clue.needs in ({"name"}, {"full"}) and clue.target in ("given_name", "family_name"):
        return clue.target in set(missing(column, table))
    return True


def _is_nickname(clue: Clue, column: str, table: Table) -> bool:
    is_beside_name = any(table.columns[other]["kind"] == "name" for other in table.columns if other != column)
    return is_beside_name if clue.needs == {"full"} else _is_name(clue, column, table)


def _is_phone(clue: Clue, column: str, table: Table) -> bool:
    is_form = table.columns[column]["kind"] == "phone" or is_dialled(table.columns[column])
    is_first = "mobile" in clue.needs or not is_beside_mobile(column, table)
    return is_form and is_first and not is_anothers(clue, column, table)


def _is_username(clue: Clue, column: str, table: Table) -> bool:
    facts = table.columns[column]
    # An address that is not the user's own may be a login; where there is no other, it is the address.
    is_login = facts["kind"] != "email" or ("email" in table.others(column) and column not in table.repeats)
    return bool(
        is_login and differ(facts, _NEARLY_EACH) and (clue.needs != {"id"} or table.is_handle(column))
    )


def _is_verified(clue: Clue, column: str, table: Table) -> bool:
    is_anothers = any(word & _NOT_THE_ADDRESS for word in table.meanings[column])
    return not is_anothers and (clue.needs != {"active"} or is_proven(column, table))


_CHECKS: Mapping[str, Callable[[Clue, str, Table], bool]] = {
    "user_id": is_key,
    "username": _is_username,
    "blocked": is_account,
    "email_verified": _is_verified,
    "phone_number": _is_phone,
    "nickname": _is_nickname,
    "email": _is_name,
    "name": _is_name,
    "given_name": _is_name,
    "family_name": _is_name,
}

"""What has to hold besides a name and a kind before a column is proposed for an attribute: in it, and in the others."""

import re
from collections.abc import Iterator, Mapping

from userferry.mapping.beside import senses
from userferry.mapping.clues import MOMENTS, Clue
from userferry.mapping.names import Meaning, words_of
from userferry.mapping.table import Facts, Table, differ, share_true
from userferry.mapping.transforms import TRANSFORMS

_NEARLY_EACH = 0.95
_MOST = 0.7
_MARKED = 0.9
"""The confidence that a digest's length alone reaches."""

_LONG = 40
"""Characters of a password's hash in a form of its own; fewer may be a password that somebody chose."""

_STATES = re.compile(
    r"(?i)(?:de|in|un)?(?:active|activated|provisioned|registered|confirmed|verified|archived|paid)|staged|suspended|"
    r"invited|locked|deleted|banned|expired|trial|lead|customer|pending|blocked|open|closed|new|valid|enabled|disabled|approved|draft|\d+"
)
_FEW = 0.25
"""The share of rows that have a moment at which somebody was blocked, at most."""

PARTS = frozenset({"billing", "profile", "record", "entry", "borrower", "subscriber", "player"})
"""Words for a person that, before `active`, are a thing of the account's and not the account."""

_NAMED = frozenset({"given_name", "family_name", "name", "nickname", "phone_number", "email"})
_DIALLED = (8, 15)
_PARTS_OF_NAME = frozenset({"given", "family"})
_ACTIVATED = frozenset(
    {"activated", "aktiviert", "activada", "activado", "ativada", "ativado", "attivato", "geactiveerd"}
)
_ACTIVATION = ("activat", "aktivier", "activac", "ativac", "attivaz")
_PLACES = frozenset({"city", "zip", "street", "country", "address"})
_BESIDE: Mapping[str, frozenset[str]] = {
    "user_id": frozenset({"id", "number", "person", "external"}),
    "blocked": frozenset({"blocked", "active", "status", "lock", "login", "auth"}),
    "custom_password_hash": frozenset({"password", "digest", "login", "auth"}),
    "mfa_factors": frozenset({"totp", "twofactor", "app", "auth", "metadata", "token"}),
}
"""What else a name may say; a known word of another sense makes the column that thing's, not the user's."""


def holds(clue: Clue, column: str, table: Table) -> bool:
    """Say whether what is peculiar to an attribute holds.

    Args:
        clue: What speaks for the attribute.
        column: The name of the column that it speaks for.
        table: It and its neighbours.
    """
    if any(name not in TRANSFORMS for name in clue.transforms):
        return False
    meaning = table.meanings[column]
    if clue.needs == {"full"} and clue.target == "nickname":
        return any(table.columns[other]["kind"] == "name" for other in table.columns if other != column)
    if clue.is_metadata and clue.needs == {"email"}:
        return len(meaning) > 1 and not any("picture" in word for word in meaning)
    if clue.is_metadata and clue.needs == {"number"} and "street" in clue.target:
        return table.varies(column) and _is_of_a_house(column, table)
    if clue.is_metadata:
        is_state = "province" in clue.needs and any("status" in word for word in meaning)
        return table.varies(column) and (not is_state or _is_among_places(column, table))
    if clue.target == "custom_password_hash":
        return _is_password(clue, column, table)
    return _is_the_users(clue.target, meaning) and _is_fitting(clue, column, table)


def _is_fitting(clue: Clue, column: str, table: Table) -> bool:
    facts, meaning = table.columns[column], table.meanings[column]
    if clue.target == "user_id":
        return _is_key(clue, column, table)
    if clue.needs in ({"first"}, {"last"}) and not all(meaning):
        return False
    if clue.needs and clue.target in _NAMED and _is_anothers(clue, column, table):
        return False
    if clue.target == "phone_number" and facts["kind"] != "phone" and not _is_dialled(facts):
        return False
    if clue.target == "phone_number" and "mobile" not in clue.needs and _is_beside_mobile(column, table):
        return False
    if clue.target == "username":
        is_own = differ(facts, _NEARLY_EACH) and (
            facts["kind"] != "email" or ("email" in table.others(column) and column not in table.repeats)
        )
        return bool(is_own and (clue.needs != {"id"} or table.is_handle(column)))
    if clue.target == "blocked":
        return _is_account(clue, column, table)
    if clue.target == "email_verified" and any(
        word & {"reset", "second", "newsletter"} for word in meaning
    ):
        return False
    if clue.needs == {"active"}:
        return _is_proven(column, table)
    if "given" in clue.needs and facts["kind"] == "name":
        # Two words under the name of one: the whole name, unless the table has the other part.
        return (clue.target == "name") != ("family" in table.others(column))
    if clue.needs in ({"name"}, {"full"}) and clue.target in ("given_name", "family_name"):
        return clue.target in set(_missing(column, table))
    return True


def _is_account(clue: Clue, column: str, table: Table) -> bool:
    """Whether it says whether the account works, and not a part of it, and no other column says so better."""
    facts, meaning = table.columns[column], table.meanings[column]
    if clue.needs == {"status"} and share_true(facts) <= _MOST:
        return False
    if facts["kind"] in MOMENTS.split():
        return all(meaning) and table.share_of_rows(column) < _FEW
    if any("lock" in word for word in meaning) and table.is_blocked_beside(column):
        # Locks follow failed logins; what the staff set says more.
        return False
    is_whole = all(meaning) and not PARTS.intersection(words_of(column))
    return is_whole and table.varies(column) and not _is_proven(column, table)


def _is_anothers(clue: Clue, column: str, table: Table) -> bool:
    """Whether a name is somebody else's or on an address, where the user's own stands in other columns."""
    is_name = clue.needs <= {"name", "full"}
    rivals = clue.needs | _PARTS_OF_NAME if is_name else clue.needs
    more = any(not word & clue.needs for word in table.meanings[column])
    return (column in table.addresses or (is_name and more)) and any(
        rivals & senses([table.meanings[other]])
        for other in table.columns
        if other != column and other not in table.addresses and all(table.meanings[other])
    )


def _is_dialled(facts: Facts) -> bool:
    """Whether digits without a sign between them are as many as a phone has, country and area told."""
    return bool(facts["shortest"] >= _DIALLED[0] and facts["longest"] <= _DIALLED[1])


def _is_beside_mobile(column: str, table: Table) -> bool:
    """Whether another column is a mobile phone that enough people gave."""
    return any(
        any("mobile" in word for word in meaning)
        and not any(word & {"second", "work"} for word in meaning)
        and table.columns[other]["kind"] == "phone"
        and table.share_of_rows(other) > _FEW
        for other, meaning in table.meanings.items()
        if other != column
    )


def _is_proven(column: str, table: Table) -> bool:
    """Whether `activated` says that a mailed link was followed: the table has the key of that link."""
    links = [
        words_of(other)
        for other, meaning in table.meanings.items()
        if any("token" in word for word in meaning)
    ]
    return bool(_ACTIVATED.intersection(words_of(column))) and any(
        word.startswith(_ACTIVATION) for words in links for word in words
    )


def _is_of_a_house(column: str, table: Table) -> bool:
    """Whether a number stands between the parts of an address."""
    near = table.near(column)
    return any(word & {"street", "address"} for meaning in near for word in meaning) and all(
        any(word & _PLACES for word in meaning) for meaning in near
    )


def _is_the_users(target: str, meaning: Meaning) -> bool:
    allowed = _BESIDE.get(target)
    return allowed is None or all(not word or word & allowed for word in meaning)


def _is_key(clue: Clue, column: str, table: Table) -> bool:
    """Whether a column tells the users apart, and none beside it does so as well or better."""
    if not table.is_unique(column) or table.is_handle(column):
        return False
    rivals = [other for other in table.keys if other != column]
    is_first = next(iter(table.columns)) == column
    if clue.needs in ({"external"}, {"person"}):
        return not rivals
    if not clue.needs or not all(table.meanings[column]):
        # Whose number it is nobody says; the first column of a table that names no key is hers.
        return is_first and not any("id" in word for other in rivals for word in table.meanings[other])
    if clue.needs == {"number"} and not is_first and table.is_key_first:
        return False
    if _is_uuid(column):
        # One that is named the user's is; a bare one beside another key may be either, and a person has to say.
        return len(words_of(column)) > 1 or not rivals
    if clue.needs == {"number"} and any(not table.is_handle(other) for other in rivals):
        return False
    return not any(_is_uuid(other) for other in rivals)


def _is_uuid(column: str) -> bool:
    return "".join(words_of(column)).endswith(("uuid", "guid"))


def _is_password(clue: Clue, column: str, table: Table) -> bool:
    """Whether it is the password's hash: by its name, and a name that leaves doubt needs the mark of a form."""
    facts, meaning = table.columns[column], table.meanings[column]
    if table.other_hashes(column):
        return False
    is_present = not any(word & {"second", "last", "verified"} for word in meaning)
    is_marked = float(facts["confidence"]) > _MARKED
    if facts["kind"] != "hash":
        # A form that nobody knows, and long enough that nobody typed it.
        is_long = facts["shortest"] >= _LONG and differ(facts)
        return is_long and all(word & {"password", "digest"} for word in meaning)
    if clue.needs == {"digest"}:
        return is_marked and all(meaning)
    return is_present and (is_marked or _is_the_users(clue.target, meaning))


def _missing(column: str, table: Table) -> Iterator[str]:
    """Name the parts of a person's name that no other column is named as, where the other part has one."""
    others = table.others(column)
    if "family" in others and "given" not in others:
        yield "given_name"
    if "given" in others and "family" not in others:
        yield "family_name"


def _is_among_places(column: str, table: Table) -> bool:
    """Whether a `state` is one that a person lives in: the table has other places, and its words are no states."""
    told = [str(one["value"]) for one in table.columns[column]["top"]]
    return bool(table.others(column) & _PLACES) and not any(_STATES.fullmatch(one) for one in told)


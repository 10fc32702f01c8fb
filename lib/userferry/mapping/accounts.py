"""Whether a column is the account's key, its password, or says whether the account works."""

from collections.abc import Mapping

from userferry.mapping.belonging import is_of_a_house
from userferry.mapping.clues import MOMENTS, Clue
from userferry.mapping.lexicon import Meaning, words_of
from userferry.mapping.table import Table, differ, share_true

_MOST = 0.7
_FEW = 0.25
"""The share of rows that have a moment at which somebody was blocked, at most."""

_LONG = 40
"""Characters of a password's hash in a form of its own; fewer may be a password that somebody chose."""

PARTS = frozenset({"billing", "profile", "record", "entry", "borrower", "subscriber", "player"})
"""Words for a person that, before `active`, are a thing of the account's and not the account."""

_ACTIVATED = frozenset(
    {"activated", "aktiviert", "activada", "activado", "ativada", "ativado", "attivato", "geactiveerd"}
)
_ACTIVATION = ("activat", "aktivier", "activac", "ativac", "attivaz")
_BESIDE: Mapping[str, frozenset[str]] = {
    "user_id": frozenset({"id", "number", "person", "external"}),
    "blocked": frozenset({"blocked", "active", "status", "lock", "login", "auth"}),
    "custom_password_hash": frozenset({"password", "digest", "login", "auth"}),
    "mfa_factors": frozenset({"totp", "twofactor", "provider", "app", "auth", "metadata", "token"}),
}
"""What else a name may say; a known word of another sense makes the column that thing's, not the user's."""


def is_account(clue: Clue, column: str, table: Table) -> bool:
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
    return is_whole and table.varies(column) and not is_proven(column, table)


def is_proven(column: str, table: Table) -> bool:
    """Whether `activated` says that a mailed link was followed: the table has the key of that link."""
    links = [
        words_of(other)
        for other, meaning in table.meanings.items()
        if any("token" in word for word in meaning)
    ]
    return bool(_ACTIVATED.intersection(words_of(column))) and any(
        word.startswith(_ACTIVATION) for words in links for word in words
    )


def is_the_users(target: str, meaning: Meaning) -> bool:
    """Whether a name says nothing besides that makes the column another thing's."""
    allowed = _BESIDE.get(target)
    return allowed is None or all(not word or word & allowed for word in meaning)


def is_key(clue: Clue, column: str, table: Table) -> bool:
    """Whether a column tells the users apart, and none beside it does so as well or better."""
    if not table.is_unique(column) or table.is_handle(column) or is_of_a_house(column, table):
        return False
    rivals = [other for other in table.keys if other != column]
    is_first = next(iter(table.columns)) == column
    if clue.needs in ({"external"}, {"person"}):
        return not rivals
    if not clue.needs or not all(table.meanings[column]):
        # Whose number it is nobody says; the first column of a table that names no key is hers.
        return is_first and not any("id" in word for other in rivals for word in table.meanings[other])
    if _is_uuid(column):
        # One that is named the user's is; a bare one beside another key may be either, and a person has to say.
        return len(words_of(column)) > 1 or not rivals
    is_counted = clue.needs == {"number"} and (
        (table.is_key_first and not is_first) or any(not table.is_handle(other) for other in rivals)
    )
    return not is_counted and not any(_is_uuid(other) for other in rivals)


def _is_uuid(column: str) -> bool:
    return "".join(words_of(column)).endswith(("uuid", "guid"))


def is_password(clue: Clue, column: str, table: Table) -> bool:
    """Whether it is the password's hash: by its name, and a name that leaves doubt needs the mark of a form."""
    facts, meaning = table.columns[column], table.meanings[column]
    if table.other_hashes(column):
        return False
    is_present = not any(word & {"second", "last", "verified"} for word in meaning)
    is_marked = column in table.marked_hashes
    if not clue.needs:
        return is_present and table.marked_hashes == [column]
    if facts["kind"] != "hash":
        # A form that nobody knows, and long enough that nobody typed it.
        is_long = facts["shortest"] >= _LONG and differ(facts)
        return is_long and all(word & {"password", "digest"} for word in meaning)
    if clue.needs == {"digest"}:
        return is_marked and all(meaning)
    return is_present and (is_marked or is_the_users(clue.target, meaning))

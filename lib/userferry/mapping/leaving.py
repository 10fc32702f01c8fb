"""Which columns are left open whatever else speaks for them, and why."""

from userferry.mapping.ending import ending
from userferry.mapping.lexicon import Meaning
from userferry.mapping.table import Facts, Table, differ

_LEFT_BEHIND = {
    "token": "a token, which is of no use elsewhere",
    "salt": "what stands beside a hash; it belongs in the password column's `hash`",
    "reset": "about attempts, resets or expiry, which end with the old system",
    "admin": "it says who administers the old system, which nobody should inherit unseen",
    "copy": "a copy that the old system made for itself",
    "technical": "about the old system itself",
    "actor": "it says which member of the staff wrote the row",
    "bank": "about a bank account or a card, which no users' directory should hold",
    "deleted": "a mark of deletion decides over rows, not over an attribute",
    "twofactor": "it says that there was a second factor, not which",
}
"""Senses whose columns are left open, and why."""

_KEYED = frozenset({
    "language", "country", "gender", "address", "title", "timezone", "zip", "city", "currency", "count", "street",
    "birth", "province", "picture", "setting", "wish",
})  # fmt: skip
"""Senses whose numbers, where they are called keys, are keys into tables that do not come along."""

_NUMBERED = frozenset(
    {"language", "country", "title", "currency", "job", "province", "city", "default", "address"}
)
"""Senses whose numbers are such keys, whatever they are called."""

_READ = frozenset({"language", "country", "gender", "title", "timezone", "province"})
"""Senses whose codes can be read without a table, unless they are numbers."""

_PLACES = frozenset({"city", "zip", "street", "country", "address"})
_FEW = 4
"""Rows that have each value of a key into another table, at least."""

_CONTACTS = frozenset({"email", "phone"})
_MOMENTS = ("datetime", "date")
_CLOSED = ("boolean", "status")
"""Kinds of a few values that come again and again."""

_KEPT_ANYWAY = frozenset({"note", "language", "timezone", "group", "metadata"})
"""Senses that hold whoever else is named: a note by the staff, the default language."""

_DEALT = frozenset({"external", "trade"})
"""Senses that hold where a `by` or a `link` only says how: who invited somebody, not who wrote the row."""

_KEYS = ("id", "number", "status", "boolean", "username", "token", "hash")


def reason_to_leave(column: str, table: Table) -> str:
    """Say why a column is left open whatever else speaks for it; empty where nothing says so.

    Args:
        column: Its name.
        table: It and its neighbours.
    """
    facts, meaning = table.columns[column], table.meanings[column]
    if facts["kind"] == "empty":
        return "no value is filled in"
    senses = {sense for word in meaning for sense in word}
    is_told = bool(senses & {"password", "digest"}) and "token" not in senses
    if facts["kind"] == "hash" and "reset" not in senses and (is_told or table.marked_hashes == [column]):
        return ""
    if "totp" in senses and facts["kind"] != "email":
        return "" if facts["kind"] == "totp_secret" else _LEFT_BEHIND["twofactor"]
    return (
        _LEFT_BEHIND.get(ending(column, senses, table), "")
        or _told(facts, meaning)
        or _foreign(column, senses, table)
    )


def _foreign(column: str, senses: set[str], table: Table) -> str:
    """Say that a column holds keys into tables that do not come along."""
    facts, meaning = table.columns[column], table.meanings[column]
    things = {sense for word in meaning if "status" not in word for sense in word}
    is_named = things & _KEYED and any("id" in word for word in meaning)
    is_place = senses >= {"province", "id"} and len(table.others(column) & _PLACES) > 1
    is_source = senses >= {"auth", "id"} and _FEW * facts["distinct"] < facts["filled"]
    is_numbered = (things & _NUMBERED or is_place or is_source) and _is_whole(facts)
    is_read = senses & {"company", "group", "wish", "newsletter"} or (things & _READ and _is_read(facts))
    if (is_named or is_numbered) and facts["kind"] in _KEYS and not is_read:
        return "a key into a table that does not come along"
    return ""


def _told(facts: Facts, meaning: Meaning) -> str:
    """Give the reason of the first word that has no other sense than what is left behind."""
    if _is_key(facts, meaning) or any(word & _KEPT_ANYWAY for word in meaning):
        return ""
    beside = {*_LEFT_BEHIND, "lock", "second", "asked"}
    told = [sorted(word & _LEFT_BEHIND.keys()) for word in meaning if word and word <= beside]
    found = next((word[0] for word in told if word), "")
    senses = {sense for word in meaning for sense in word}
    return _LEFT_BEHIND[found] if found and not _is_kept(found, str(facts["kind"]), senses) else ""


def _is_kept(found: str, kind: str, senses: set[str]) -> bool:
    """Say whether a column is of use although a word of its name speaks of what is left behind."""
    if senses & _DEALT and found in ("actor", "technical"):
        return True
    if kind in _CONTACTS:
        # An address for recovery is one more address.
        return found != "copy" and bool(senses & _CONTACTS)
    if kind in _MOMENTS:
        return found in ("technical", "copy") or senses >= {"last", "password", "reset"}
    if found == "technical" and senses & {"count", "approved", "setting"}:
        return True
    return (
        found in ("technical", "token", "copy")
        and kind in _CLOSED
        and bool(senses & {"wish", "default"} or (found == "token" and "newsletter" in senses))
    )


def _is_key(facts: Facts, meaning: Meaning) -> bool:
    return len(meaning) == 1 and "id" in meaning[0] and differ(facts)


def _is_read(facts: Facts) -> bool:
    return not any(sign.isdecimal() for one in facts["top"] for sign in str(one["value"]))


def _is_whole(facts: Facts) -> bool:
    return bool(facts["top"]) and all(str(one["value"]).removeprefix("-").isdecimal() for one in facts["top"])

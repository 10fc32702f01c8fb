"""Which columns are left open whatever else speaks for them, and why."""

from userferry.mapping.names import Meaning
from userferry.mapping.table import Facts, Table

_LEFT_BEHIND = {
    "token": "a token, which is of no use elsewhere",
    "salt": "what stands beside a hash; it belongs in the password column's `hash`",
    "reset": "about attempts, resets or expiry, which end with the old system",
    "admin": "it says who administers the old system, which nobody should inherit unseen",
    "copy": "a copy that the old system made for itself",
    "technical": "about the old system itself",
    "actor": "it says which member of the staff wrote the row",
    "deleted": "a mark of deletion decides over rows, not over an attribute",
    "twofactor": "it says that there was a second factor, not which",
}
"""Senses whose columns are left open, and why."""

_KEYED = frozenset({
    "language", "country", "gender", "address", "title", "timezone", "zip", "city", "currency", "count", "street",
    "birth", "province", "picture",
})  # fmt: skip
"""Senses whose numbers, where they are called keys, are keys into tables that do not come along."""

_NUMBERED = frozenset({"language", "country", "title", "currency"})
"""Senses whose numbers are such keys, whatever they are called."""

_KEPT_ANYWAY = frozenset({"note", "language", "timezone", "group"})
"""Senses that hold whoever else is named: a note by the staff, the default language."""

_KEYS = ("id", "number", "status", "boolean", "username", "token", "hash")

_EXPIRING = frozenset({"token", "reset", "password", "lock", "auth", "technical", "twofactor"})
"""What expires with the old system; an account's own end is the account's."""


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
    if facts["kind"] == "hash" and senses & {"password", "digest"} and not senses & {"token", "reset"}:
        return ""
    if "totp" in senses:
        return "" if facts["kind"] == "totp_secret" else _LEFT_BEHIND["twofactor"]
    return _ended(column, senses, table) or _told(facts, meaning) or _foreign(facts, meaning)


def _ended(column: str, senses: set[str], table: Table) -> str:
    """Say that a column is about something that ends with the old system, by what stands in or before it."""
    if "expiry" in senses and (
        senses & _EXPIRING or (senses == {"expiry"} and _follows_secret(column, table))
    ):
        return _LEFT_BEHIND["reset"]
    if "picture" in senses and table.columns[column]["kind"] in ("status", "boolean"):
        return _LEFT_BEHIND["technical"]
    is_code = senses >= {"verified", "number"} and not senses & {"phone", "papers"}
    return _LEFT_BEHIND["token"] if is_code else ""


def _foreign(facts: Facts, meaning: Meaning) -> str:
    """Say that a column holds keys into tables that do not come along."""
    senses = {sense for word in meaning for sense in word}
    things = {sense for word in meaning if "status" not in word for sense in word}
    is_named = things & _KEYED and any("id" in word for word in meaning)
    is_key = is_named or (senses & _NUMBERED and _is_whole(facts))
    if is_key and facts["kind"] in _KEYS and "company" not in senses:
        return "a key into a table that does not come along"
    return ""


def _follows_secret(column: str, table: Table) -> bool:
    order = list(table.columns)
    before = table.meanings[order[order.index(column) - 1]] if order[0] != column else ()
    return any(word & _EXPIRING for word in before)


def _told(facts: Facts, meaning: Meaning) -> str:
    """Give the reason of the first word that has no other sense than what is left behind."""
    if _is_key(facts, meaning) or any(word & _KEPT_ANYWAY for word in meaning):
        return ""
    beside = {*_LEFT_BEHIND, "lock", "second"}
    told = [sorted(word & _LEFT_BEHIND.keys()) for word in meaning if word and word <= beside]
    found = next((word[0] for word in told if word), "")
    return _LEFT_BEHIND[found] if found else ""


def _is_key(facts: Facts, meaning: Meaning) -> bool:
    return len(meaning) == 1 and "id" in meaning[0] and facts["distinct"] == facts["filled"]


def _is_whole(facts: Facts) -> bool:
    return bool(facts["top"]) and all(str(one["value"]).isdecimal() for one in facts["top"])

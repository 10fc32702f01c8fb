"""Which columns are left open whatever else speaks for them, and why."""

from userferry.mapping.names import Meaning
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
    "birth", "province", "picture", "setting",
    "wish",
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

_ASKED = frozenset({"token", "reset", "password", "verified", "twofactor", "lock", "login"})
"""What a letter that was sent or asked for is about, where it ends with the old system."""

_CONTACTS = frozenset({"email", "phone"})
_MOMENTS = ("datetime", "date")
_CLOSED = ("boolean", "status")
"""Kinds of a few values that come again and again."""

_KEPT_ANYWAY = frozenset({"note", "language", "timezone", "group", "metadata", "external", "trade"})
"""Senses that hold whoever else is named: a note by the staff, the default language."""

_GONE = frozenset(
    {"deleted", "removed", "trashed", "geloescht", "gelöscht", "supprimé", "eliminado", "excluido"}
)
_KEYS = ("id", "number", "status", "boolean", "username", "token", "hash")

_SECRET = frozenset({"token", "reset", "password", "auth", "technical", "twofactor"})
_EXPIRING = _SECRET | {"login", "lock"}
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
    if "totp" in senses and facts["kind"] != "email":
        return "" if facts["kind"] == "totp_secret" else _LEFT_BEHIND["twofactor"]
    return _ended(column, senses, table) or _told(facts, meaning) or _foreign(column, senses, table)


def _ended(column: str, senses: set[str], table: Table) -> str:
    """Say that a column is about something that ends with the old system, by what stands in or before it."""
    if "expiry" in senses and (senses & _EXPIRING or (senses == {"expiry"} and _is_accounts(column, table))):
        return _LEFT_BEHIND["reset"]
    if ("asked" in senses and senses & _ASKED) or ("lock" in senses and "until" in senses):
        return _LEFT_BEHIND["reset"]
    kind_is_closed = table.columns[column]["kind"] in _CLOSED
    is_about = kind_is_closed or table.columns[column]["kind"] == "number"
    if "status" in senses and _is_deletion(table.columns[column]):
        return _LEFT_BEHIND["deleted"]
    if "picture" in senses and is_about and not senses & {"wish", "count", "newsletter"}:
        return _LEFT_BEHIND["technical"]
    if "blocked" in senses and "expiry" in senses:
        return _LEFT_BEHIND["reset"]
    if kind_is_closed and senses >= {"password", "updated"}:
        return _LEFT_BEHIND["reset"]
    if "digest" in senses and not kind_is_closed and "password" not in senses:
        return _LEFT_BEHIND["salt"]
    if "lock" in senses and _is_lock(column, senses, table):
        return _LEFT_BEHIND["reset"]
    is_code = senses >= {"verified", "number"} and not senses & {"phone", "mobile", "papers"}
    return _LEFT_BEHIND["token"] if is_code else ""


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


def _is_lock(column: str, senses: set[str], table: Table) -> bool:
    """Whether a lock is the one that follows failed logins."""
    if table.columns[column]["kind"] in _MOMENTS:
        return "blocked" not in senses
    return table.columns[column]["kind"] == "boolean" and table.is_blocked_beside(column)


def _is_accounts(column: str, table: Table) -> bool:
    """Whether an end without a word of what ends is a secret's or an account's: few have one, and nobody pays."""
    is_paid = table.share_of_rows(column) == 1.0 or table.others(column) & {"plan", "trade"}
    return _follows_secret(column, table) or not is_paid


def _follows_secret(column: str, table: Table) -> bool:
    order = list(table.columns)
    before = table.meanings[order[order.index(column) - 1]] if order[0] != column else ()
    return any(word & _SECRET for word in before)


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
    if kind in _CONTACTS:
        # An address for recovery is one more address.
        return found != "copy" and bool(senses & _CONTACTS)
    if kind in _MOMENTS:
        return found in ("technical", "copy") or senses >= {"last", "password", "reset"}
    if found == "technical" and senses & {"count", "approved", "setting"}:
        return True
    return found in ("technical", "token", "copy") and kind in _CLOSED and bool(
        senses & {"wish", "default"} or (found == "token" and "newsletter" in senses)
    )


def _is_key(facts: Facts, meaning: Meaning) -> bool:
    return len(meaning) == 1 and "id" in meaning[0] and differ(facts)


def _is_deletion(facts: Facts) -> bool:
    """Whether the one word of a state beside another says that the row is gone."""
    told = {str(one["value"]).strip().lower() for one in facts["top"]}
    return facts["distinct"] == len(told) == 2 and bool(told & _GONE)  # noqa: PLR2004 the one and the other


def _is_read(facts: Facts) -> bool:
    return not any(sign.isdecimal() for one in facts["top"] for sign in str(one["value"]))


def _is_whole(facts: Facts) -> bool:
    return bool(facts["top"]) and all(str(one["value"]).removeprefix("-").isdecimal() for one in facts["top"])

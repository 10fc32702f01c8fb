"""What ends with the old system: attempts, resets, locks, secrets, and what expires."""

from userferry.mapping.table import Facts, Table

_ASKED = frozenset({"token", "reset", "password", "verified", "twofactor", "lock", "login"})
"""What a letter that was sent or asked for is about, where it ends with the old system."""

_MOMENTS = ("datetime", "date")
_CLOSED = ("boolean", "status")
"""Kinds of a few values that come again and again."""

_GONE = frozenset(
    {"deleted", "removed", "trashed", "geloescht", "gelöscht", "supprimé", "eliminado", "excluido"}
)

_SECRET = frozenset({"token", "reset", "password", "auth", "technical", "twofactor"})
_EXPIRING = _SECRET | {"login", "lock"}
"""What expires with the old system; an account's own end is the account's."""


def ending(column: str, senses: set[str], table: Table) -> str:
    """Name what a column is about that ends with the old system, by the words beside it; empty where it is not.

    Args:
        column: Its name.
        senses: What its name says.
        table: It and its neighbours.

    Returns:
        A sense whose columns are left behind.
    """
    facts = table.columns[column]
    is_closed = facts["kind"] in _CLOSED
    if _is_over(column, senses, table):
        return "reset"
    if "status" in senses and _is_deletion(facts):
        return "deleted"
    if "picture" in senses and (is_closed or facts["kind"] == "number"):
        return "" if senses & {"wish", "count", "newsletter"} else "technical"
    if "digest" in senses and not is_closed and "password" not in senses:
        return "salt"
    is_code = senses >= {"verified", "number"} and not senses & {"phone", "mobile", "papers"}
    return "token" if is_code else ""


def _is_over(column: str, senses: set[str], table: Table) -> bool:
    """Whether it is about a secret that expires, a lock, a letter that was sent or a change that is forced."""
    is_ended = "expiry" in senses and (
        senses & (_EXPIRING | {"blocked"}) or (senses == {"expiry"} and _is_accounts(column, table))
    )
    is_sent = "asked" in senses and senses & _ASKED
    is_lock = "lock" in senses and ("until" in senses or _is_lock(column, senses, table))
    is_forced = table.columns[column]["kind"] in _CLOSED and senses >= {"password", "updated"}
    return bool(is_ended or is_sent or is_lock or is_forced)


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


def _is_deletion(facts: Facts) -> bool:
    """Whether the one word of a state beside another says that the row is gone."""
    told = {str(one["value"]).strip().lower() for one in facts["top"]}
    return facts["distinct"] == len(told) == 2 and bool(told & _GONE)  # noqa: PLR2004 the one and the other

"""Users, one at a time: exact look-ups, which see the newest state, and changes (behaviour.md §5.2, §5.4)."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from userferry.api.session import Session
from userferry.errors import TerminalError

_NOT_FOUND = 404
_PER_PAGE, _MOST_FOUND = 50, 1_000


def get_user(session: Session, auth0_user_id: str) -> dict[str, Any] | None:
    """Fetch a user by the prefixed id, such as `auth0|abc`; None where there is none."""
    try:
        found: dict[str, Any] = session.request("GET", _path(auth0_user_id)).json()
    except TerminalError as error:
        if error.status == _NOT_FOUND:
            return None
        raise
    return found


def get_users_by_email(session: Session, email: str) -> list[dict[str, Any]]:
    """Fetch the users with an address, in every connection; lower-cased, as the tenant stores it."""
    found: list[dict[str, Any]] = session.request(
        "GET", "/api/v2/users-by-email", params={"email": email.lower()}
    ).json()
    return found


def count_users(session: Session, query: str = "") -> int:
    """Count the users that a search finds, all of them where the query is empty; its index may be seconds behind."""
    asked = {
        "per_page": "1",
        "include_totals": "true",
        "search_engine": "v3",
        **({"q": query} if query else {}),
    }
    return int(session.request("GET", "/api/v2/users", params=asked).json()["total"])


def search_users(session: Session, query: str, *, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Fetch the users that a search finds, 1,000 at most (behaviour.md §5.1), oldest first.

    Args:
        session: With the tenant.
        query: Lucene, as the tenant's search takes it.
        fields: Of a user.
    """
    asked = {"q": query, "search_engine": "v3", "fields": ",".join(fields), "sort": "created_at:1"}
    for page in range(_MOST_FOUND // _PER_PAGE):
        params = {**asked, "page": str(page), "per_page": str(_PER_PAGE)}
        users = session.request("GET", "/api/v2/users", params=params).json()
        yield from users
        if len(users) < _PER_PAGE:
            return


def delete_user(session: Session, auth0_user_id: str) -> None:
    """Delete a user; one who is not there is no error, so it may be repeated."""
    session.request("DELETE", _path(auth0_user_id), repeatable=True)


def delete_user_by_email(session: Session, connection_id: str, email: str) -> None:
    """Delete whoever has an address in a connection's own store, half a record too (behaviour.md §2.4, §5.4).

    One who is not there is no error, so it may be repeated.
    """
    path = f"/api/v2/connections/{quote(connection_id, safe='')}/users"
    session.request("DELETE", path, params={"email": email.lower()}, repeatable=True)


def patch_user(session: Session, auth0_user_id: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Change a user and return them; metadata is merged at its first level, all else replaced.

    A username changes together with neither an address nor its flag (behaviour.md §5.4), so it goes in a call before.
    """
    changed: dict[str, Any] = {}
    for part in _apart(changes):
        answer = session.request("PATCH", _path(auth0_user_id), json=part, repeatable=True)
        changed = answer.json()
    return changed


def _apart(changes: dict[str, Any]) -> list[dict[str, Any]]:
    if "username" not in changes or not changes.keys() & {"email", "email_verified"}:
        return [changes]
    rest = {name: value for name, value in changes.items() if name != "username"}
    return [{"username": changes["username"]}, rest]


def _path(auth0_user_id: str) -> str:
    return f"/api/v2/users/{quote(auth0_user_id, safe='')}"

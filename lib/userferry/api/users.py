"""Users, one at a time: exact look-ups, which see the newest state, and changes (behaviour.md §5.2, §5.4)."""

from typing import Any
from urllib.parse import quote

from userferry.api.session import Session
from userferry.errors import TerminalError

_NOT_FOUND = 404


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


def delete_user(session: Session, auth0_user_id: str) -> None:
    """Delete a user; one who is not there is no error, so it may be repeated."""
    session.request("DELETE", _path(auth0_user_id), repeatable=True)


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

"""Tickets: an address at which a user sets a new password; the tenant sends no mail for it."""

from typing import Any

from userferry.api.session import Session


def create_password_ticket(
    session: Session,
    auth0_user_id: str,
    *,
    seconds: int,
    result_url: str = "",
    mark_email_as_verified: bool = False,
) -> str:
    """Make a ticket and return its address, which is a secret: whoever opens it sets the password.

    Asking again makes another one, and both work until they end.

    Args:
        session: With the tenant.
        auth0_user_id: With its prefix.
        seconds: How long it works.
        result_url: Where the user is sent afterwards; empty for the tenant's own page.
        mark_email_as_verified: Whether using it proves the address.
    """
    asked: dict[str, Any] = {"user_id": auth0_user_id, "ttl_sec": seconds}
    if result_url:
        asked["result_url"] = result_url
    if mark_email_as_verified:
        asked["mark_email_as_verified"] = True
    answer = session.request("POST", "/api/v2/tickets/password-change", json=asked, repeatable=True)
    return str(answer.json()["ticket"])

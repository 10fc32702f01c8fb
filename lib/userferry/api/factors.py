"""How a user proves to be who they are beside the password, as far as the tenant tells (OpenAPI)."""

from typing import Any
from urllib.parse import quote

from userferry.api.pages import offset_items
from userferry.api.session import Session


def list_authentication_methods(session: Session, auth0_user_id: str) -> list[dict[str, Any]]:
    """Fetch a user's factors and passkeys: `type` of each, `phone_number` or `email` where it has one; no secret.

    Wants the scope `read:authentication_methods`.
    """
    path = f"/api/v2/users/{quote(auth0_user_id, safe='')}/authentication-methods"
    return list(offset_items(session, path, "authenticators"))

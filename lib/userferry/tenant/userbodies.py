"""What the bodies of `POST /users` and `PATCH /users/{id}` may hold (OpenAPI)."""

from typing import Any

from .refusals import InvalidBody, Refusal
from .rows import UsernameBounds, judge_username
from .schemas import ANY_OBJECT, FLAG, Schema, fields, or_null, text

PHONE = r"^\+[0-9]{1,15}$"
URI = r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$"  # OpenAPI says strict-uri; the pattern is ours
MAX_EMAIL = 254  # documented by the user profile page

TEXTS: dict[str, Schema] = {
    "email": text(email=True, most=MAX_EMAIL),
    "phone_number": text(pattern=PHONE),
    "given_name": text(least=1, most=150),
    "family_name": text(least=1, most=150),
    "name": text(least=1, most=300),
    "nickname": text(least=1, most=300),
    "picture": text(pattern=URI),
    "password": text(least=1),
    "username": text(least=1, most=128),
}
FLAGS = ("blocked", "email_verified", "phone_verified", "verify_email")
OTHERS: dict[str, Schema] = {
    **dict.fromkeys(FLAGS, FLAG),
    "user_metadata": ANY_OBJECT,
    "app_metadata": ANY_OBJECT,
    "connection": text(least=1),
}
NEW = fields(
    {**TEXTS, **OTHERS, "user_id": text(most=255, pattern=r"^\S*$")}, required=["connection"]
)  # fmt: skip
CHANGED = fields(
    {
        **{name: or_null(schema) for name, schema in TEXTS.items()},
        **OTHERS,
        "client_id": text(least=1),
        "verify_phone_number": FLAG,
        "verify_password": FLAG,
    }
)
PAIRS = (
    ("password", "email"),
    ("password", "email_verified"),
    ("username", "email"),
    ("username", "email_verified"),
    ("username", "password"),
)


def require_username(body: dict[str, Any], bounds: UsernameBounds) -> None:
    """Hold a username against its connection's bounds and Auth0's alphabet (documented; texts z-schema's)."""
    if body.get("username") is not None:
        for complaint in judge_username(body, bounds):
            raise InvalidBody(f"'{complaint.message.partition(' property - ')[2]}' on property username")


def refuse_pairs(body: dict[str, Any]) -> None:
    """Refuse what Auth0 does not change together (texts OpenAPI, code inferred)."""
    for one, other in PAIRS:
        if one in body and other in body:
            raise Refusal(400, f"Cannot update {one} and {other} simultaneously.", "invalid_body")


def refuse_for_connection(body: dict[str, Any], connection: dict[str, Any]) -> None:
    """Refuse what the user's connection does not allow (texts OpenAPI, codes inferred)."""
    if connection["strategy"] != "auth0" and "email" in body:
        raise Refusal(400, "Cannot update email for non-database user.", "operation_not_supported")
    if not connection["enabled_clients"] and ("email" in body or "password" in body):
        message = "Cannot change email or password for users in a disabled connection."
        raise Refusal(400, message, "connection_disabled")

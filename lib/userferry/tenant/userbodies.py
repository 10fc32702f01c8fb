"""What the bodies of `POST /users` and `PATCH /users/{id}` may hold (OpenAPI; texts z-schema's, inferred)."""

from typing import Any

from .complaints import Complaint
from .refusals import InvalidBody, Refusal
from .rows import (
    UsernameBounds,
    judge_email,
    judge_flags,
    judge_metadata,
    judge_phone_number,
    judge_texts,
    judge_user_id,
    judge_username,
)

KNOWN = frozenset(
    [
        "email",
        "phone_number",
        "user_metadata",
        "blocked",
        "email_verified",
        "phone_verified",
        "app_metadata",
        "given_name",
        "family_name",
        "name",
        "nickname",
        "picture",
        "user_id",
        "password",
        "verify_email",
        "username",
    ]
)
PAIRS = (
    ("password", "email"),
    ("password", "email_verified"),
    ("username", "email"),
    ("username", "email_verified"),
    ("username", "password"),
)


def judge_body(body: dict[str, Any], bounds: UsernameBounds) -> None:
    """Refuse the first thing that is wrong with a user's body.

    Raises:
        InvalidBody: With z-schema's text and the property.
    """
    for key in body:
        if key not in KNOWN:
            raise InvalidBody(f"'Additional properties not allowed: {key}'")
    found: list[Complaint] = [
        *(judge_email(body) if "email" in body else []),
        *judge_username(body, bounds),
        *judge_phone_number(body),
        *(judge_user_id(body) if body.get("user_id") != "" else []),
        *judge_texts(body),
        *judge_flags(body),
        *judge_metadata(body),
    ]
    if found:
        text = found[0].message.partition(" property - ")[2] or found[0].message
        raise InvalidBody(f"'{text}' on property {(found[0].path or '').rpartition('.')[2]}")
    password = body.get("password", "x")
    if not isinstance(password, str) or not password:
        raise InvalidBody("'String is too short (0 chars), minimum 1' on property password")


def refuse_pairs(body: dict[str, Any]) -> None:
    """Refuse what Auth0 does not change together (texts OpenAPI, code inferred)."""
    for one, other in PAIRS:
        if one in body and other in body:
            raise Refusal(400, f"Cannot update {one} and {other} simultaneously.", "invalid_body")

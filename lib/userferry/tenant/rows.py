"""Judges one row of an import file: every rule a function, in the order they are called in `judge_row`.

The paths are those of the internal document that Auth0's validator sees (`behaviour.md §3.4`): `email` and
`passwordHash` reported, the others inferred after them.
"""

import re
from dataclasses import dataclass
from typing import Any

from .complaints import (
    FORBIDDEN,
    Complaint,
    complain,
    no_pattern_match,
    type_name,
    unknown_keys,
    wrong_length,
    wrong_type,
)
from .demands import Demands, judge_demands
from .factors import judge_factors
from .hashforms import judge_custom_hash
from .mailbox import JS_SPACE, is_email

PROFILE = "identities[0].profileData"
KNOWN = frozenset(
    [
        "email",
        "email_verified",
        "phone_number",
        "phone_verified",
        "user_id",
        "username",
        "given_name",
        "family_name",
        "name",
        "nickname",
        "picture",
        "blocked",
        "password_hash",
        "custom_password_hash",
        "app_metadata",
        "user_metadata",
        "mfa_factors",
    ]
)  # documented (`§1.1`)
FORBIDDEN_APP_METADATA = frozenset(
    [
        "__tenant",
        "_id",
        "blocked",
        "clientID",
        "created_at",
        "email_verified",
        "email",
        "globalClientID",
        "global_client_id",
        "identities",
        "lastIP",
        "lastLogin",
        "loginsCount",
        "metadata",
        "multifactor_last_modified",
        "multifactor",
        "updated_at",
        "user_id",
    ]
)  # documented (`§1.1`)
PASSWORD_HASH = r"^\$2[ab]?\$10+\$[./A-Za-z0-9]{53}$"  # noqa: S105 -- reported (`§1.3`)
PHONE = r"^\+[0-9]{1,15}$"  # documented by the user profile page
USER_ID = r"^\S*$"  # OpenAPI of POST /users; for import inferred
USERNAME = r"^[a-zA-Z0-9@^$.!`\-#+'~_]+$"  # the characters are documented, their regex inferred
PASSWORD_HASH_FORM, PHONE_FORM = re.compile(PASSWORD_HASH), re.compile(PHONE, re.ASCII)
USER_ID_FORM, USERNAME_FORM = re.compile(rf"[^{JS_SPACE}]*"), re.compile(USERNAME)
MAX_USER_ID = 255
MAX_EMAIL = 254  # documented by the user profile page; for import inferred


@dataclass(frozen=True, slots=True)
class UsernameBounds:
    """The connection's rule for usernames, in characters (recorded: 1 and 15)."""

    least: int = 1
    most: int = 15


def username_bounds(connection: dict[str, Any]) -> UsernameBounds:
    """Read the rule from a connection's options, or from its flexible identifiers (names OpenAPI)."""
    options = connection["options"]
    flexible = ((options.get("attributes") or {}).get("username") or {}).get("validation") or {}
    rule = (options.get("validation") or {}).get("username") or {}
    least = flexible.get("min_length", rule.get("min", 1))
    return UsernameBounds(least, flexible.get("max_length", rule.get("max", 15)))


def judge_row(row: Any, bounds: UsernameBounds, demands: Demands | None = None) -> list[Complaint]:
    """Give everything that the schema has against a row; none means it may be imported."""
    if not isinstance(row, dict):
        return [complain("INVALID_TYPE", f"Expected type object but found type {type_name(row)}", "")]
    return [
        *unknown_keys(row, KNOWN, ""),
        *judge_demands(row, demands or Demands(), PROFILE),
        *judge_email(row),
        *judge_username(row, bounds),
        *judge_phone_number(row),
        *judge_user_id(row),
        *judge_texts(row),
        *judge_flags(row),
        *judge_metadata(row),
        *judge_password_hash(row),
        *judge_custom_hash(row.get("custom_password_hash"), present="custom_password_hash" in row),
        *judge_factors(row.get("mfa_factors"), present="mfa_factors" in row),
        *judge_forbidden(row),
    ]


def judge_email(row: dict[str, Any]) -> list[Complaint]:
    """One that is there has z-schema's format (reported)."""
    if "email" not in row:
        return []
    email, path = row["email"], f"{PROFILE}.email"
    wrong = wrong_type("string", email, path) or wrong_length(email, path, 0, MAX_EMAIL)
    if not wrong and not is_email(email):
        return [complain("INVALID_FORMAT", f"Object didn't pass validation for format email: {email}", path)]
    return wrong


def judge_username(row: dict[str, Any], bounds: UsernameBounds) -> list[Complaint]:
    """The connection's bounds and characters; it must not look like an email (documented; codes inferred)."""
    if "username" not in row:
        return []
    username, path = row["username"], f"{PROFILE}.username"
    wrong = wrong_type("string", username, path) or wrong_length(username, path, bounds.least, bounds.most)
    if wrong:
        return wrong
    if not USERNAME_FORM.fullmatch(username) or is_email(username):
        return [no_pattern_match(USERNAME, username, path)]
    return []


def judge_phone_number(row: dict[str, Any]) -> list[Complaint]:
    """E.164 (documented)."""
    if "phone_number" not in row:
        return []
    number, path = row["phone_number"], f"{PROFILE}.phone_number"
    wrong = wrong_type("string", number, path)
    if not wrong and not PHONE_FORM.fullmatch(number):
        return [no_pattern_match(PHONE, number, path)]
    return wrong


def judge_user_id(row: dict[str, Any]) -> list[Complaint]:
    """1 to 255 characters, none of them a space (inferred from POST /users)."""
    if "user_id" not in row:
        return []
    user_id, path = row["user_id"], "user_id"
    wrong = wrong_type("string", user_id, path) or wrong_length(user_id, path, 1, MAX_USER_ID)
    if not wrong and not USER_ID_FORM.fullmatch(user_id):
        return [no_pattern_match(USER_ID, user_id, path)]
    return wrong


TEXT_BOUNDS = {"given_name": 150, "family_name": 150, "name": 300, "nickname": 300}  # documented, OpenAPI
FLAG_PATHS = {
    "email_verified": f"{PROFILE}.email_verified",
    "phone_verified": f"{PROFILE}.phone_verified",
    "blocked": "blocked",
}


def judge_texts(row: dict[str, Any]) -> list[Complaint]:
    """Names have bounds, a picture is any string (documented)."""
    found: list[Complaint] = []
    for key, most in TEXT_BOUNDS.items():
        if key in row:
            value, path = row[key], f"{PROFILE}.{key}"
            found += wrong_type("string", value, path) or wrong_length(value, path, 1, most)
    if "picture" in row:
        found += wrong_type("string", row["picture"], f"{PROFILE}.picture")
    return found


def judge_flags(row: dict[str, Any]) -> list[Complaint]:
    """Booleans are booleans, never `"true"` or 1 (documented)."""
    return [
        found
        for key, path in FLAG_PATHS.items()
        if key in row
        for found in wrong_type("boolean", row[key], path)
    ]


def judge_metadata(row: dict[str, Any]) -> list[Complaint]:
    """Both metadata are objects (documented)."""
    keys = ("user_metadata", "app_metadata")
    return [found for key in keys if key in row for found in wrong_type("object", row[key], key)]


def judge_password_hash(row: dict[str, Any]) -> list[Complaint]:
    """Bcrypt of cost 10 and nothing else (reported)."""
    if "password_hash" not in row:
        return []
    value = row["password_hash"]
    wrong = wrong_type("string", value, "passwordHash")
    if not wrong and not PASSWORD_HASH_FORM.fullmatch(value):
        return [no_pattern_match(PASSWORD_HASH, value, "passwordHash", secret=True)]
    return wrong


def judge_forbidden(row: dict[str, Any]) -> list[Complaint]:
    """Both hashes at once (reported), or a forbidden key in `app_metadata`.

    Key list documented, code inferred.
    """
    app_metadata = row.get("app_metadata")
    both = "password_hash" in row and "custom_password_hash" in row
    listed = isinstance(app_metadata, dict) and bool(FORBIDDEN_APP_METADATA & app_metadata.keys())
    return [FORBIDDEN] if both or listed else []

"""What a column or key of an export is called, which attribute that is, and which call changes it."""

import re
from typing import Any

from userferry.schema import ATTRIBUTES
from userferry.waves.meeting import FIXED

METADATA = ("user_metadata", "app_metadata")
Parts = tuple[str, ...]
"""Where a value stands: an attribute, and in metadata the keys below it."""

_NAMED = {"id": "user_id", "connection": "identities[0].connection"}
"""Labels of the User Import/Export extension that are not the attribute's own words (`behaviour.md` §6)."""

OWN = frozenset(
    {
        *("identities", "created_at", "updated_at", "last_login", "last_ip", "logins_count", "blocked_for"),
        *("last_password_reset", "multifactor", "multifactor_last_modified", "guardian_authenticators"),
    }
)
"""What Auth0 writes itself, and an export gives."""

_NO_CALL = {
    "user_id": "no call changes a user_id: the user would be another one",
    "mfa_factors": "factors are imported with a dump, or enrolled by their owner",
    **dict.fromkeys(
        ("password", "password_hash", "custom_password_hash"),
        f"a password is set by its owner: {FIXED['password']}",
    ),
    **dict.fromkeys(OWN, "Auth0 writes it itself"),
}
"""What no edit of an export changes, and why."""

_STRANGE = "no attribute of a user: it has a place below user_metadata. or app_metadata."
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


def parts_of(name: str) -> Parts:
    """Give where a column's or key's value stands: of a label of the extension, an attribute, or a path into metadata.

    What is in `identities[0]` and the like stays one part.
    """
    root, dot, rest = name.strip().partition(".")
    plain = re.sub(r"\s+", "_", root.lower())
    if plain in METADATA:
        return (plain, *rest.split(".")) if dot else (plain,)
    whole = re.sub(r"\s+", "_", name.strip().lower())
    known = _NAMED.get(whole, whole)
    return (known if known.partition("[")[0] in {*ATTRIBUTES, *OWN, "password"} else name.strip(),)


def field_of(parts: Parts) -> str:
    """Say where a value stands, as a person does: `user_metadata.plan`."""
    return ".".join(parts)


def is_own(parts: Parts) -> bool:
    """Whether it is what Auth0 writes itself."""
    return parts[0].partition("[")[0] in OWN


def call_of(attribute: str, *, is_cleared: bool) -> tuple[str, str]:
    """Say by which way an attribute changes, `upsert`, `PATCH` or `refused`, and then why it is refused.

    An import file cannot say that a text is gone, so that goes by PATCH, where null unsets it (`behaviour.md` §1.1,
    §2.4, §5.4).
    """
    root = attribute.partition("[")[0]
    if why := _NO_CALL.get(root, "" if root in ATTRIBUTES else _STRANGE):
        return "refused", why
    kind = ATTRIBUTES[attribute].kind
    if is_cleared and kind == "boolean":
        return "refused", "it is true or false: write one of them"
    return ("PATCH" if attribute in FIXED or (is_cleared and kind == "string") else "upsert"), ""


def find_at(user: dict[str, Any], parts: Parts) -> Any:
    """Give the value that stands somewhere in a user, None where there is none; `identities[0].connection` too."""
    if parts[0] in user or "[" not in parts[0]:
        steps: list[str | int] = list(parts)
    else:
        steps = [int(at) if at else key for key, at in _STEP.findall(parts[0])]
    value: Any = user
    for step in steps:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def meet_keys(user: dict[str, Any], parts: Parts) -> Parts:
    """Find which keys a column's dotted path means in a user: a key may hold a dot itself (`{"a.b": 1}`)."""
    found, value, rest = [parts[0]], user.get(parts[0]), list(parts[1:])
    while rest:
        keys = (".".join(rest[:length]) for length in range(len(rest), 0, -1))
        key = next((one for one in keys if isinstance(value, dict) and one in value), rest[0])
        found.append(key)
        value = value.get(key) if isinstance(value, dict) else None
        rest = rest[key.count(".") + 1 :]
    return tuple(found)

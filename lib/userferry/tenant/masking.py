"""What a job's errors do not repeat: secrets become `*****`.

`behaviour.md §3.2`, documented for `hash.value`.
"""

from typing import Any

MASK = "*****"


def masked(row: Any) -> Any:
    """Echo a row as supplied, its secrets masked: hashes, their salts and keys, and factors' secrets.

    Inferred.
    """
    if not isinstance(row, dict):
        return row
    shown = dict(row)
    if "password_hash" in shown:
        shown["password_hash"] = MASK
    if "custom_password_hash" in shown:
        shown["custom_password_hash"] = mask_values(shown["custom_password_hash"])
    if "mfa_factors" in shown:
        shown["mfa_factors"] = mask_values(shown["mfa_factors"])
    return shown


def mask_values(part: Any) -> Any:
    """Mask every `value` and `secret` below, and whatever stands where an object should."""
    if isinstance(part, list):
        return [mask_values(item) for item in part]
    if isinstance(part, dict):
        return {key: mask_member(key, value) for key, value in part.items()}
    return MASK


def mask_member(key: str, value: Any) -> Any:
    """Mask one member: a `hash` or `key` that is bare text where an object belongs is a secret as well."""
    if key in ("value", "secret") or (key in ("hash", "key") and not isinstance(value, dict)):
        return MASK
    return mask_values(value) if isinstance(value, dict | list) else value

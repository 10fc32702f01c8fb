"""A connection's password policy (documented: "Password Strength in Auth0 Database Connections")."""

import re
from typing import Any

KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[!@#$%^&*]")
LEAST = {"low": 6, "fair": 8, "good": 8, "excellent": 10}
MIXED = 3


def is_strong(connection: dict[str, Any], password: str) -> bool:
    """Say whether a password meets the policy: its length, its kinds of characters, and no long repeat."""
    options = connection["options"]
    policy = options.get("passwordPolicy") or "none"
    given = (options.get("password_complexity_options") or {}).get("min_length")
    if len(password) < (given or LEAST.get(policy, 1)):
        return False
    found = [bool(re.search(kind, password)) for kind in KINDS]
    if policy == "fair":
        return all(found[:3])
    if policy in ("good", "excellent") and sum(found) < MIXED:
        return False
    return policy != "excellent" or re.search(r"(.)\1\1", password) is None

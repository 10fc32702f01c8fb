"""The file of password hashes that Auth0's support gives, which no API does (form reported, `behaviour.md §8`)."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from .state import TenantState

OBJECT_ID = re.compile(r"^[0-9a-f]{24}$")
"""An id as the tenant makes them; any other one stands in `alt_id`."""


def write_hashes(state: TenantState, path: Path) -> int:
    """Write a line for each user who has a bcrypt hash, in all connections (0600); give how many there are."""
    count = 0
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        for count, line in enumerate(hash_lines(state), 1):  # noqa: B007 it is the number of the last one
            file.write(orjson.dumps(line) + b"\n")
    return count


def hash_lines(state: TenantState) -> Iterator[dict[str, Any]]:
    """Give the lines, in the order in which the users came."""
    rows = state.store.reader().execute(
        "SELECT users.profile, users.credential, connections.name FROM users"
        " JOIN connections ON connections.id = users.connection_id"
        " WHERE users.credential_kind = 'bcrypt' ORDER BY users.seq"
    )
    for row in rows:
        profile = orjson.loads(row["profile"])
        bare = profile["user_id"].partition("|")[2]
        is_own = OBJECT_ID.match(bare) is not None
        line = {
            "_id": {"$oid": bare if is_own else hashlib.sha256(bare.encode()).hexdigest()[:24]},
            **({} if is_own else {"alt_id": bare}),
            "passwordHash": row["credential"],
            "password_set_date": {"$date": profile.get("last_password_reset", profile["created_at"])},
            "tenant": state.identity.name,
            "connection": row["name"],
            "_tmp_is_unique": True,
        }
        if profile.get("email") is not None:
            line |= {"email": profile["email"], "email_verified": bool(profile.get("email_verified"))}
        yield line

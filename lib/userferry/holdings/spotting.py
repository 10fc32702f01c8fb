"""Look some users up by their address: a first answer where an export of the tenant would take hours."""

import json

import polars as pl

from userferry.api import get_users_by_email
from userferry.conflicts import Preview, preview_import
from userferry.frames import Frame, numbered
from userferry.holdings.reading import read_users
from userferry.targets import Target


def spot_check(reached: Target, users: Frame, *, rows: int = 50, upsert: bool = False) -> Preview:
    """Say what an import would do to some of the users, each looked up by the address (`behaviour.md` §5.2).

    Whoever has another address there and the same username or user_id is not seen: only an export shows them.

    Args:
        reached: The target, to be looked at; one request for each row, as fast as its plan allows.
        users: `__row` Int64 and a column for each attribute; those without an address are passed over.
        rows: How many are looked up, evenly from all over the dump.
        upsert: Whether the import would update those who are there.

    Raises:
        TenantError: the tenant does not answer, or refuses.
    """
    addressed = numbered(users).filter(pl.col("email").is_not_null())
    there = addressed.select("__row").collect(engine="streaming")["__row"]
    looked = there.gather_every(max(1, len(there) // rows)).head(rows)
    some = addressed.filter(pl.col("__row").is_in(looked.implode())).collect(engine="streaming")
    found = {
        user["user_id"]: user
        for address in some["email"]
        for user in get_users_by_email(reached.session, address)
    }
    lines = {
        "line": [json.dumps(user) for user in found.values()],
        "connection": [user["identities"][0]["connection"] for user in found.values()],
    }
    known = pl.LazyFrame(lines, schema={"line": pl.String, "connection": pl.String})
    return preview_import(some, read_users(known), upsert=upsert, connection=reached.connection.name)

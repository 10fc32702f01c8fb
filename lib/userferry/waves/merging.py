"""What is sent of somebody who is there: the new values, laid over the metadata that the tenant holds."""

from typing import Any

import orjson
import polars as pl

from userferry.chunks import LINE, json_line
from userferry.frames import ROW
from userferry.schema import ATTRIBUTES

METADATA = ("user_metadata", "app_metadata")
HELD = "held "
"""Before the name of a column that the tenant holds."""

_HASHES = ("password_hash", "custom_password_hash")
_KEPT = ("username", "phone_number")
"""What an upsert leaves as it is, and what may yet collide with somebody else where the row says otherwise."""


def lay_over(held: Any, new: Any) -> Any:
    """Lay an object over another: the new leaves win, what only the other holds stays; a list is one leaf."""
    if not (isinstance(held, dict) and isinstance(new, dict)):
        return new
    return held | {name: lay_over(held.get(name), value) for name, value in new.items()}


def as_updates(users: pl.LazyFrame, updates: pl.LazyFrame) -> pl.LazyFrame:
    """Give users as they are sent where some of them update who is there: with what an upsert cannot change as it is.

    Args:
        users: `__row` Int64 and a column for each attribute.
        updates: `__row` of those who update somebody; `is_hash_sent` Boolean; `held username`, `held phone_number`
            String and `held email_verified` Boolean as the tenant has them.

    Returns:
        The users' columns and `email_verified`, their order kept.
    """
    schema = users.collect_schema()
    joined = users.join(
        updates.with_columns(is_update=pl.lit(value=True)), on=ROW, how="left", maintain_order="left"
    )
    is_update = pl.col("is_update").fill_null(value=False)
    is_left_out = is_update & ~pl.col("is_hash_sent").fill_null(value=False)
    changed = [pl.when(~is_left_out).then(name).alias(name) for name in _HASHES if name in schema]
    changed += [
        pl.when(is_update).then(pl.col(HELD + name)).otherwise(name).alias(name)
        for name in _KEPT
        if name in schema
    ]
    # whether a proven address stays proven where a row is silent is not documented (`behaviour.md` §1.1), so none is
    says = pl.col("email_verified") if "email_verified" in schema else pl.lit(None, pl.Boolean)
    proven = pl.when(is_update).then(pl.coalesce(says, HELD + "email_verified")).otherwise(says)
    changed.append(proven.alias("email_verified"))
    return joined.with_columns(changed).select(list(dict.fromkeys([*schema, "email_verified"])))


def with_lines(users: pl.LazyFrame, held: pl.LazyFrame) -> pl.LazyFrame:
    """Add `LINE`, the JSON of those who update somebody, with the metadata merged; null for everybody else.

    Args:
        users: Of `as_updates`.
        held: `__row`; `held user_metadata` and `held app_metadata`, String: the JSON of what the tenant holds.
    """
    line = json_line(pl.Schema({name: t for name, t in users.collect_schema().items() if name in ATTRIBUTES}))
    names = [HELD + name for name in METADATA]
    joined = users.join(
        held.select(ROW, *names, is_update=pl.lit(value=True)), on=ROW, how="left", maintain_order="left"
    )
    merged = pl.struct(line.alias("line"), *names).map_batches(
        _merged, return_dtype=pl.String, is_elementwise=True
    )
    return joined.with_columns(pl.when("is_update").then(merged).alias(LINE)).drop("is_update", *names)


def _merged(rows: pl.Series) -> pl.Series:
    found = []
    for row in rows:
        user = orjson.loads(row["line"])
        for name in METADATA:
            if name in user and (held := row[HELD + name]):
                user[name] = lay_over(orjson.loads(held), user[name])
        found.append(orjson.dumps(user).decode())
    return pl.Series(rows.name, found, dtype=pl.String)

"""What each user was when it was sent, as digests that tell a change and nothing else.

digests.key              32 random bytes of this workspace (0600): without them the digests tell nothing
chunks/digests.parquet   of the users of one run; the run's folder takes a copy
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import polars as pl

from userferry.chunks import json_line
from userferry.durable import private, sync_folder
from userferry.frames import ROW
from userferry.schema import ATTRIBUTES, ID_PREFIX

DIGESTS = "digests.parquet"
KEYS = ("user_id", "email", "username", "phone_number")
"""What may tell that a row of a later dump is the same user."""

PARTS = ("changeable", "fixed", "credential")
"""What an upsert can change, what it cannot, and the password."""

SCHEMA = {ROW: pl.Int64, "key": pl.String, **dict.fromkeys(PARTS, pl.Binary), "is_carried": pl.Boolean}
_KEY_BYTES, _DIGEST_BYTES = 32, 16


def read_key(path: Path) -> bytes:
    """Read the workspace's key, made at random (0600) where there is none yet."""
    try:
        with open(path, "xb", opener=private) as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except FileExistsError:
        pass
    return path.read_bytes()


def key_of(schema: pl.Schema) -> pl.Expr:
    """Give the key by which a later dump's row is the same user: the first that it has of `KEYS`.

    As Auth0 stores them: the id with its prefix, address and username in lower case (`behaviour.md` §1.1, §2.4).
    """
    known = {
        "user_id": ID_PREFIX + pl.col("user_id"),
        "email": pl.col("email").str.to_lowercase(),
        "username": pl.col("username").str.to_lowercase(),
        "phone_number": pl.col("phone_number"),
    }
    return pl.coalesce([known[name] for name in KEYS if schema.get(name) == pl.String]).alias("key")


def digest_users(users: pl.LazyFrame, key: bytes) -> pl.LazyFrame:
    """Digest each user: BLAKE2b with the workspace's key and the user's own, so that equal values differ in the file.

    Args:
        users: `__row` Int64 and a column for each attribute.
        key: Of `read_key`.

    Returns:
        `__row` Int64, `key` String, and `PARTS` Binary, 16 bytes each.
    """
    schema = users.collect_schema()
    named = users.with_columns(key_of(schema)).with_columns(
        pl.col(name).str.to_lowercase() for name in ("email", "username") if schema.get(name) == pl.String
    )
    asked = []
    for part in PARTS:
        inner = {name: dtype for name, dtype in schema.items() if _part(name) == part}
        ordered = [_ordered(pl.col(name), inner[name]).alias(name) for name in sorted(inner)]
        text = json_line(pl.Schema({name: inner[name] for name in sorted(inner)})) if inner else pl.lit("{}")
        asked.append((part, ordered, text))
    for part, ordered, text in asked:
        named = named.with_columns(ordered).with_columns(text.alias(part))
    return named.select(
        ROW,
        "key",
        *[
            pl.struct("key", pl.col(part).alias("text"))
            .map_batches(_digester(key, part), return_dtype=pl.Binary, is_elementwise=True)
            .alias(part)
            for part in PARTS
        ],
    )


def _part(name: str) -> str:
    if name not in ATTRIBUTES:
        return ""
    attribute = ATTRIBUTES[name]
    if attribute.upsertable:
        return "changeable"
    return "credential" if attribute.is_credential else "fixed"


def _ordered(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Bring an object's members into the order of their names: a mapping written in another order changes nobody."""
    if not isinstance(dtype, pl.Struct):
        return value
    fields = sorted(dtype.fields, key=lambda field: field.name)
    return pl.struct(
        _ordered(value.struct.field(field.name), field.dtype).alias(field.name)  # type: ignore[arg-type]  # never a class
        for field in fields
    )


def _digester(key: bytes, part: str) -> Callable[[pl.Series], pl.Series]:
    start = hashlib.blake2b(key=key, digest_size=_DIGEST_BYTES, person=part.encode())

    def digest(rows: pl.Series) -> pl.Series:
        whole = rows.struct.unnest().select(
            pl.concat_str(pl.col("key").fill_null(""), pl.col("text"), separator="\0").cast(pl.Binary)
        )
        found = []
        for content in whole.to_series():
            one = start.copy()
            one.update(content)
            found.append(one.digest())
        return pl.Series(rows.name, found, dtype=pl.Binary)

    return digest

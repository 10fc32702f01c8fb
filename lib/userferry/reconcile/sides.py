"""The two sides of a comparison in one form: what was meant as Auth0 would store it, and what an export says.

Each side has the plain attributes as columns and each metadata object as its JSON text, so that keys which only one of
them has are seen, and 1 is not "1".
"""

from pathlib import Path

import polars as pl

from userferry.chunks import json_line
from userferry.jsonvalues import member
from userferry.schema import ATTRIBUTES, ID_PREFIX

_SHOWN = {name: attribute for name, attribute in ATTRIBUTES.items() if not attribute.is_credential}
TEXTS = [name for name, attribute in _SHOWN.items() if attribute.kind == "string"]
FLAGS = [name for name, attribute in _SHOWN.items() if attribute.kind == "boolean"]
OBJECTS = [name for name, attribute in _SHOWN.items() if attribute.kind == "object"]

_LOWERED = ("email", "username")
_IDENTITY = pl.Struct({"provider": pl.String, "connection": pl.String})
_PLAIN = {
    **dict.fromkeys(TEXTS, pl.String()),
    **dict.fromkeys(FLAGS, pl.Boolean()),
    "identities": pl.List(_IDENTITY),
}


def mean(users: pl.LazyFrame, updated: pl.LazyFrame | None) -> pl.LazyFrame:
    """Give what was meant, as Auth0 stores it: `__row`, `is_new`, plain attributes, metadata as JSON texts.

    `email` and `username` are stored in lower case (`behaviour.md` §1.1) and `auth0|` is put before a user_id (§2.4).
    Of who was there already an upsert changes the upsertable attributes only, under the id that they have (§2.4).

    Args:
        users: `__row` Int64 and a column for each attribute; an object may be a struct or its JSON text.
        updated: `__row` Int64, `auth0_user_id` String of those who were there already.
    """
    schema = users.collect_schema()
    plain = [
        (pl.col(name) if name in schema else pl.lit(None)).cast(_PLAIN[name]).alias(name)
        for name in (*TEXTS, *FLAGS)
    ]
    objects = [_text(name, schema).alias(name) for name in OBJECTS]
    stored = users.select("__row", *plain, *objects).with_columns(
        *(pl.col(name).str.to_lowercase() for name in _LOWERED), user_id=ID_PREFIX + pl.col("user_id")
    )
    there = pl.LazyFrame(schema={"__row": pl.Int64, "auth0_user_id": pl.String})
    there = there if updated is None else updated.select("__row", "auth0_user_id")
    is_new = pl.col("auth0_user_id").is_null()
    kept = [
        name
        for name in (*TEXTS, *FLAGS)
        if not ATTRIBUTES[name].upsertable and name not in {"email", "user_id"}
    ]
    return (
        stored.join(there, on="__row", how="left")
        .with_columns(
            *(pl.when(is_new).then(name).alias(name) for name in kept),
            user_id=pl.coalesce("auth0_user_id", "user_id"),
            is_new=is_new,
        )
        .drop("auth0_user_id")
    )


def find(exported: Path) -> pl.LazyFrame:
    """Read an export (NDJSON, plain or gzip): plain attributes, `identities`, metadata as JSON texts."""
    line = pl.col("line")
    plain = line.str.json_decode(pl.Struct(_PLAIN)).alias("plain")
    objects = [member(line, name).alias(name) for name in OBJECTS]
    read = pl.scan_lines(exported, name="line").filter(line != "").select(plain, *objects)
    # polars unnests on one processor only
    return read.select(*(pl.col("plain").struct.field(name) for name in _PLAIN), *OBJECTS)


def _text(name: str, schema: pl.Schema) -> pl.Expr:
    """Write an object as the import file has it, by the words that the other side is written in."""
    if name not in schema:
        return pl.lit(None, pl.String)
    if schema[name] == pl.String:
        return member(pl.concat_str(pl.lit(f'{{"{name}":'), name, pl.lit("}")), name)
    return member(json_line(pl.Schema({name: schema[name]})), name)

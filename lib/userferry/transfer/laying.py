"""Lay an export's users out as an import takes them: an export is nearly in Auth0's import form already (§8)."""

import orjson
import polars as pl

from userferry.chunks import json_line
from userferry.passwords import converted, hash_findings
from userferry.schema import ATTRIBUTES, ID_PREFIX
from userferry.transfer.asking import read_answers
from userferry.transfer.hashes import Hashes
from userferry.transfer.source import Source
from userferry.transfer.terms import Terms

BEFORE = "before_transfer"
"""The key of app_metadata that keeps what no import takes."""

JSON = "json"
IS_MINE = "is_mine"
_DTYPES: dict[str, pl.DataType] = {"boolean": pl.Boolean(), "string": pl.String()}
_SHOWN = {name: attribute.kind for name, attribute in ATTRIBUTES.items() if not attribute.is_credential}
PLAIN = {name: _DTYPES[kind] for name, kind in _SHOWN.items() if kind in _DTYPES}
METADATA = [name for name, kind in _SHOWN.items() if kind == "object"]
IDENTITY = pl.Struct({"provider": pl.String, "connection": pl.String, "isSocial": pl.Boolean})
_TEXTS = pl.Struct(dict.fromkeys(METADATA, pl.String()))
HISTORY_DTYPES: dict[str, pl.DataType] = {
    "created_at": pl.String(),
    "last_login": pl.String(),
    "logins_count": pl.Int64(),
    "last_password_reset": pl.String(),
    "last_ip": pl.String(),
}
_BCRYPT = r"^\$2[ab]?\$10\$[./A-Za-z0-9]{53}$"
"""What `password_hash` takes (`behaviour.md` §0.6)."""

_PHONE = r"^\+[0-9]{1,15}$"
FACTOR = pl.Struct({"phone": pl.Struct({"value": pl.String}), "email": pl.Struct({"value": pl.String})})


def read_people(source: Source) -> pl.LazyFrame:
    """Read the export's users, lazily.

    Returns:
        `__row` Int64; `source_user_id` String, with its prefix; `PLAIN`; metadata, String, as JSON texts; `identities`
        List of `IDENTITY`; `HISTORY_DTYPES`; `line` String; `is_mine` Boolean: whether the database identity is the
        user's first, so that their id and password are this connection's.
    """
    line = pl.col("line")
    wanted = pl.Struct({**PLAIN, "identities": pl.List(IDENTITY), **HISTORY_DTYPES})
    texts = line.map_batches(_metadata_texts, return_dtype=_TEXTS, is_elementwise=True).alias("texts")
    people = source.lines.select("__row", "line", line.str.json_decode(wanted).alias("user"), texts)
    first = pl.col("identities").list.first().struct.field("connection")
    return people.unnest("user", "texts").with_columns(
        source_user_id=pl.col("user_id"),
        is_mine=pl.col("user_id").str.starts_with(ID_PREFIX)
        & (first.is_null() | (first == source.connection)),
    )


def _metadata_texts(lines: pl.Series) -> pl.Series:
    """Give each metadata object as the JSON text that it is.

    polars' own readers give a number's neighbour for every fifth fraction, and break a quote in a key.
    """
    users = map(orjson.loads, lines)
    texts = [
        {name: orjson.dumps(user[name]).decode() for name in METADATA if user.get(name) is not None}
        for user in users
    ]
    return pl.Series(lines.name, texts, dtype=_TEXTS)


def lay_out_users(source: Source, hashes: Hashes, terms: Terms) -> pl.LazyFrame:
    """Lay the source's users out as an import takes them, lazily; secret, for it holds their hashes.

    Ids lose the `auth0|` that an import puts back, so that they stay, unless the terms give new ones. What is stored of
    a user goes as it is stored; of factors go the phones and addresses that the tenant tells.

    Returns:
        `__row` Int64; the import's attributes, metadata as JSON texts (String); `hash` String and `finding`
        `HASH_FINDING`: what Auth0 kept, and what becomes of it; `json` String: the user as it is sent; `is_mine`
        Boolean, `source_user_id` String.
    """
    people = read_people(source).drop("line")
    found = people.join(
        hashes.rows.lazy(), left_on="source_user_id", right_on="user_id", how="left", maintain_order="left"
    ).join(_factors(source), on="source_user_id", how="left", maintain_order="left")
    is_bcrypt = pl.col("hash").str.contains(_BCRYPT)
    bare = pl.lit(terms.new_ids) + pl.col("source_user_id").str.strip_prefix(ID_PREFIX)
    laid = found.with_columns(
        user_id=bare,
        app_metadata=_with_history(terms),
        password_hash=pl.when(is_bcrypt).then("hash"),
        custom_password_hash=converted(pl.when(~is_bcrypt).then(pl.col("hash"))),
        finding=hash_findings(pl.col("hash")),
    )
    kept = [name for name in ATTRIBUTES if name in laid.collect_schema()]
    return laid.select("__row", *kept, "hash", "finding", "is_mine", "source_user_id").with_columns(
        _json(laid.select(kept).collect_schema()).alias(JSON)
    )


def _with_history(terms: Terms) -> pl.Expr:
    """Put what no import takes into app_metadata, where the terms say so and nothing is there under that key."""
    held = pl.col("app_metadata")
    if not terms.history:
        return held
    said = pl.struct(*terms.history).struct.json_encode()
    added = pl.concat_str(pl.lit(f'{{"{BEFORE}":'), said, pl.lit("}"))
    is_bare = held.is_null() | (held == "{}")
    joined = pl.concat_str(held.str.strip_suffix("}"), pl.lit(","), added.str.strip_prefix("{"))
    is_taken = held.str.json_path_match(f"$.{BEFORE}").is_not_null()
    return pl.when(is_taken).then(held).when(is_bare).then(added).otherwise(joined)


def _factors(source: Source) -> pl.LazyFrame:
    """Give the factors that an import takes: `source_user_id`, `mfa_factors`."""
    methods = read_answers(source.folder).select("user_id", "methods").explode("methods").unnest("methods")
    phone = (pl.col("type") == "phone") & pl.col("phone_number").str.contains(_PHONE)
    email = (pl.col("type") == "email") & pl.col("email").is_not_null()
    phone_value = pl.when(phone).then(pl.struct(pl.col("phone_number").alias("value")))
    email_value = pl.when(email).then(pl.struct(pl.col("email").alias("value")))
    taken = methods.filter(phone | email).select(
        "user_id", pl.struct(phone=phone_value, email=email_value).cast(FACTOR).alias("factor")
    )
    return (
        taken.group_by("user_id", maintain_order=True)
        .agg(pl.col("factor").alias("mfa_factors"))
        .rename({"user_id": "source_user_id"})
    )


def _json(schema: pl.Schema) -> pl.Expr:
    """Write a user as JSON, the metadata as the texts that they are."""
    plain = json_line(pl.Schema({name: dtype for name, dtype in schema.items() if name not in METADATA}))
    texts = [
        pl.concat_str(pl.lit(f',"{name}":'), pl.col(name)).fill_null("")
        for name in METADATA
        if name in schema
    ]
    return pl.concat_str(plain.str.strip_suffix("}"), *texts, pl.lit("}"))

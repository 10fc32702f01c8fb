"""What decides whether two users collide: their identifiers as the tenant stores them."""

import polars as pl

from userferry.schema import ID_PREFIX

IDENTIFIERS = ("email", "username", "user_id", "phone_number")
"""What is unique in a connection, in the order in which the tenant looks for a clash (`behaviour.md` §2.4)."""

_SHAPE = pl.Struct(
    {
        **dict.fromkeys(IDENTIFIERS, pl.String()),
        "custom_password_hash": pl.Struct({"algorithm": pl.String()}),
        "mfa_factors": pl.List(pl.Struct({"totp": pl.Struct({"secret": pl.String()})})),
    }
)
"""What decides the fate of a user as JSON; the schema has judged it, so each part has its type."""


def identify_users(good: pl.LazyFrame) -> pl.LazyFrame:
    """Give each user's identifiers as they are stored, and what else decides its fate."""
    schema = good.collect_schema()
    if "json" in schema:
        good = good.select("__row", pl.col("json").str.json_decode(_SHAPE).alias("user")).unnest("user")
        schema = good.collect_schema()
    there = {name: pl.col(name) if name in schema else pl.lit(None, pl.String) for name in IDENTIFIERS}
    return good.select(
        "__row",
        there["email"].str.to_lowercase().alias("email"),
        there["username"].str.to_lowercase().alias("username"),
        (pl.lit(ID_PREFIX) + there["user_id"]).alias("user_id"),
        there["phone_number"].alias("phone_number"),
        _holds("custom_password_hash", schema).alias("has_custom_hash"),
        _holds("mfa_factors", schema).alias("has_factors"),
    )


def _holds(name: str, schema: pl.Schema) -> pl.Expr:
    if name not in schema:
        return pl.lit(value=False)
    dtype = schema[name]
    if isinstance(dtype, pl.Struct):  # which of a frame's structs is no null though it holds nothing
        return pl.col(name).struct.field("algorithm").is_not_null()
    return pl.col(name).is_not_null()


def keep_tangled(found: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that share an identifier with another row or with a user who exists; the others cannot collide."""
    shared = [
        pl.col(name).is_not_null() & (pl.col(name).is_duplicated() | _is_known(name, known))
        for name in IDENTIFIERS
    ]
    return found.filter(pl.any_horizontal(shared))


def _is_known(name: str, known: pl.DataFrame) -> pl.Expr:
    return (
        pl.col(name).is_in(known[name].drop_nulls().implode())
        if name in known.columns
        else pl.lit(value=False)
    )

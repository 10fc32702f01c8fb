"""What decides whether two users collide: their identifiers as the tenant stores them."""

import polars as pl

from userferry.conflicts.sharing import find_sharing
from userferry.frames import Frame
from userferry.schema import ID_PREFIX

IDENTIFIERS = ("email", "username", "user_id", "phone_number")
"""What is unique in a connection, in the order in which the tenant looks for a clash (`behaviour.md` §2.4)."""

_LOWERED = ("email", "username")
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
    # a column of another type is refused with every row of it
    there = {
        name: pl.col(name) if schema.get(name) == pl.String else pl.lit(None, pl.String)
        for name in IDENTIFIERS
    }
    return good.select(
        "__row",
        there["email"].str.to_lowercase().alias("email"),
        there["username"].str.to_lowercase().alias("username"),
        (pl.lit(ID_PREFIX) + there["user_id"]).alias("user_id"),
        there["phone_number"].alias("phone_number"),
        holds("custom_password_hash", schema).alias("has_custom_hash"),
        holds("mfa_factors", schema).alias("has_factors"),
    )


def identify_known(target: Frame | None) -> pl.LazyFrame:
    """Give the identifiers of those who are there, numbered by `person`, and what is known of their hash.

    Returns:
        `person` UInt32; `IDENTIFIERS`, Strings; `is_custom` Boolean: whether an imported custom hash waits for its
        first use, null where that is not known.
    """
    lazy = pl.LazyFrame() if target is None else target.lazy()
    held = lazy.collect_schema()
    names = {
        name: pl.col(name).cast(pl.String) if name in held else pl.lit(None, pl.String)
        for name in IDENTIFIERS
    }
    is_custom = pl.lit(None, pl.Boolean)
    if "credential" in held:
        is_custom = pl.when(pl.col("credential") == "custom").then(pl.lit(value=True))
    if "logins_count" in held:  # who has logged in has another hash since (`behaviour.md` §2.4)
        is_custom = pl.when(pl.col("logins_count") > 0).then(pl.lit(value=False)).otherwise(is_custom)
    return lazy.with_row_index("person").select(
        "person",
        *[
            (names[name].str.to_lowercase() if name in _LOWERED else names[name]).alias(name)
            for name in names
        ],
        is_custom.alias("is_custom"),
    )


def find_tangled(users: pl.LazyFrame, known: pl.LazyFrame, *, is_distinct: bool) -> pl.DataFrame:
    """Find the users who share an identifier with somebody, in one pass; the others cannot collide.

    Args:
        users: Of `identify_users`.
        known: Of `identify_known`.
        is_distinct: Whether it is known that no two users share one, so that only `known` is looked at.
    """
    shared = pl.DataFrame(schema={"__row": pl.Int64})
    if not is_distinct:
        shared = find_sharing(users, {name: pl.col(name) for name in IDENTIFIERS})
    is_nobody = known.select("person").head(1).collect().is_empty()
    if is_nobody and shared.is_empty():
        return users.head(0).collect()
    met = users.join(shared.lazy().with_columns(met=pl.lit(value=True)), on="__row", how="left")
    for name in () if is_nobody else IDENTIFIERS:
        theirs = known.select(name, pl.lit(value=True).alias(f"met {name}")).drop_nulls(name).unique(name)
        met = met.join(theirs, on=name, how="left")
    tangled = met.filter(pl.any_horizontal(pl.col("^met.*$")))
    return tangled.select(users.collect_schema().names()).collect(engine="streaming")


def holds(name: str, schema: pl.Schema) -> pl.Expr:
    """Say whether a user brings a custom hash or factors."""
    if name not in schema:
        return pl.lit(value=False)
    dtype = schema[name]
    if isinstance(dtype, pl.Struct):  # which of a frame's structs is no null though it holds nothing
        return pl.col(name).struct.field("algorithm").is_not_null()
    return pl.col(name).is_not_null()

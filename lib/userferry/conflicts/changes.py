"""What an upsert changes of the users who are there, value by value, and what it destroys."""

import polars as pl

from userferry.conflicts.leaves import as_json, at, leaf_paths, leaves_of
from userferry.schema import ATTRIBUTES

LOSSES = {
    "vanishes": "a metadata key that the tenant holds and the row does not: metadata is replaced whole",
    "falls": "a flag that is true in the tenant and false in the row",
    "may fall": "email_verified is true in the tenant and the row is silent; whether it falls is not documented",
    "hash not taken": "password_hash of a user who exists is passed over",
    "hash may be refused": "custom_password_hash is taken only while the imported one has not been used",
}
"""The changes that destroy something (`behaviour.md` §1.1, §2.4)."""

_WARNINGS = {"password_hash": "hash not taken", "custom_password_hash": "hash may be refused"}
CHANGES = {
    "__row": pl.Int64,
    "auth0_user_id": pl.String,
    "path": pl.String,
    "kind": pl.String,
    "before": pl.String,
    "after": pl.String,
}

_ROW = ("__row", "auth0_user_id")
_NOTHING = pl.lit(None, pl.String)


def would_send(schema: pl.Schema, name: str) -> pl.Expr:
    """Say whether the import file would hold the attribute: an object that holds nothing is left out of it."""
    paths = leaf_paths(name, schema.get(name))
    return pl.any_horizontal([at(path).is_not_null() for path in paths]) if paths else pl.lit(value=False)


def find_changes(users: pl.LazyFrame, own: pl.LazyFrame, updated: pl.LazyFrame) -> pl.DataFrame:
    """Compare every leaf of every upsertable attribute that a row brings with what the tenant holds.

    Args:
        users: `__row` Int64 and a column for each attribute.
        own: The connection's users, numbered by `seq`.
        updated: `__row`, `match` (a `seq`) and `auth0_user_id` of the rows that update somebody.

    Returns:
        Columns and dtypes of `CHANGES`, by row and path.
    """
    schema, held = users.collect_schema(), own.collect_schema()
    names = [name for name, attribute in ATTRIBUTES.items() if attribute.upsertable and name != "mfa_factors"]
    inner = [name for name in names if name in held]
    known = own.select(pl.col("seq").alias("match"), pl.struct([*inner, pl.col("seq")]).alias("held"))
    meant = updated.select("__row", "match", "auth0_user_id").join(users, on="__row")
    pairs = meant.join(known, on="match").collect(engine="streaming").lazy()
    found = [pl.LazyFrame(schema=CHANGES)]
    for name in (name for name in names if name in schema):
        sent = pairs.filter(would_send(schema, name))
        if ATTRIBUTES[name].kind == "object":
            found.append(_compare_leaves(sent, name, schema[name], held.get(name)))
        else:
            before = as_json(at(("held", name))) if name in held else _NOTHING
            after = as_json(pl.col(name)).alias("after")
            path = pl.lit(name).alias("path")
            found.append(_named(sent.select(*_ROW, path, before.alias("before"), after)))
    for name, kind in _WARNINGS.items():
        found.append(_warn(pairs.filter(would_send(schema, name)), name, kind))
    if "email_verified" in held:
        is_verified, is_silent = at(("held", "email_verified")), ~would_send(schema, "email_verified")
        found.append(_warn(pairs.filter(is_verified & is_silent), "email_verified", "may fall"))
    return pl.concat(found).collect().sort("__row", "path")


def _compare_leaves(
    sent: pl.LazyFrame, name: str, dtype: pl.DataType, held: pl.DataType | None
) -> pl.LazyFrame:
    """Pair the leaves of an object that is replaced whole: those of the row, and those that the tenant holds."""
    nobody = sent.head(0)
    there = nobody.select(*_ROW, _NOTHING.alias("path"), _NOTHING.alias("before"))
    here = [nobody.select(*_ROW, _NOTHING.alias("path"), _NOTHING.alias("after"))]
    for path in leaf_paths(name, dtype):
        value = as_json(at(path)).alias("after")
        here.append(sent.select(*_ROW, pl.lit(".".join(path)).alias("path"), value).drop_nulls("after"))
    if held is not None:
        listed = sent.select(*_ROW, leaves_of(name, at(("held", name)), held).alias("leaf")).explode("leaf")
        there = listed.drop_nulls("leaf").unnest("leaf").rename({"value": "before"})
    return _named(there.join(pl.concat(here), on=[*_ROW, "path"], how="full", coalesce=True))


def _named(values: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the values that change, and say how each does."""
    falls = (pl.col("path") == "email_verified") & (pl.col("before") == "true") & (pl.col("after") == "false")
    kind = (
        pl.when(pl.col("before").is_null())
        .then(pl.lit("appears"))
        .when(pl.col("after").is_null())
        .then(pl.lit("vanishes"))
        .when(falls)
        .then(pl.lit("falls"))
        .otherwise(pl.lit("changes"))
    )
    changed = values.filter(pl.col("before").ne_missing(pl.col("after")))
    return changed.select(*_ROW, "path", kind.alias("kind"), "before", "after")


def _warn(pairs: pl.LazyFrame, path: str, kind: str) -> pl.LazyFrame:
    said = {"path": path, "kind": kind, "before": None, "after": None}
    return pairs.select(*_ROW, *[pl.lit(text, pl.String).alias(name) for name, text in said.items()])

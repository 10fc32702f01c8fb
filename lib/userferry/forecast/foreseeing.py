"""Say where each row will go: judged already, or as a bare frame of users and one of those who are there."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from userferry.checks import Failure, check_users
from userferry.checks.connection import has_factors_off
from userferry.conflicts import Resolved
from userferry.conflicts.resolved import HELD
from userferry.forecast.identifying import holds, identify_users
from userferry.forecast.meeting import FACTORS_FAILED, settle_users
from userferry.forecast.standing import Forecast
from userferry.frames import Frame, numbered

CREDENTIALS = ("password_hash", "custom_password_hash")
_NO_HASH = "the mapping takes no password along"
_FORMATS = {
    "__row": pl.Int64,
    "format": pl.String,
    "why": pl.String,
    "way_out": pl.String,
    "is_ambiguous": pl.Boolean,
}
_LEFT = {"__row": pl.Int64, "place": pl.String, "reason": pl.String, "code": pl.String}


def forecast(
    users: Frame,
    target: Frame | None = None,
    *,
    connection: Mapping[str, Any] | None = None,
    upsert: bool = False,
) -> Forecast:
    """Say what the tenant will do with each row if all are sent in one file, nobody held back.

    Args:
        users: `__row` Int64 and a column for each attribute.
        target: The connection's users as an export gives them, as for `forecast_import`; None for none.
        connection: The live connection as the API gives it; None for Auth0's defaults.
        upsert: Whether users who exist are updated.

    Returns:
        Each row in exactly one of `inserted`, `updated`, `refused` and `failed`, the last two with the tenant's code.
    """
    users = numbered(users)
    good, failure = check_users(users, connection)
    resolved = Resolved(good, pl.DataFrame(schema=HELD))
    settled = settle_users(_sent(users, failure, resolved), target, connection=connection, upsert=upsert)
    return Forecast(
        _stand(
            users,
            failure,
            resolved,
            None,
            settled,
            left=pl.DataFrame(schema=_LEFT),
            are_factors_off=has_factors_off(connection),
        )
    )


def forecast_import(
    users: pl.LazyFrame,
    failure: Failure,
    resolved: Resolved,
    legacy_hashes: pl.LazyFrame,
    *,
    target: Frame | None = None,
    connection: Mapping[str, Any] | None = None,
    upsert: bool = False,
    made_from: Mapping[str, str] | None = None,
    left: pl.DataFrame | None = None,
) -> Forecast:
    """Say where each row will go, what the tenant will do with it, and whose password goes along.

    Nothing is judged a second time, and only rows that meet somebody are settled one by one. Ghosts of an interrupted
    migration cannot be seen from outside and are not foreseen (`behaviour.md` §2.4).

    Args:
        users: Every user: `__row` Int64 and a column for each attribute.
        failure: Those whom the tenant would refuse.
        resolved: Those held back, and those kept, no two of whom share an identifier.
        legacy_hashes: `__row` Int64 and `finding` `HASH_FINDING`: what the dump's hash is and what becomes of it.
        target: The connection's users as an export gives them: `email`, `username`, `user_id` (with its prefix) and
            `phone_number`, Strings, those it has; `logins_count`, and `credential` (`custom` for an imported custom
            hash that nobody has used) where they are known. None for no users.
        connection: The live connection as the API gives it; None for Auth0's defaults.
        upsert: Whether users who exist are updated.
        made_from: Of `Forecast`.
        left: Whom this run leaves out though nothing is wrong with them: `__row` Int64, `place` (`not sent`,
            `unchanged` or where an earlier run brought them), `reason` and `code` String. None for nobody.
    """
    left = pl.DataFrame(schema=_LEFT) if left is None else left
    sent = _sent(users, failure, resolved).join(left.lazy().select("__row"), on="__row", how="anti")
    settled = settle_users(sent, target, connection=connection, upsert=upsert, is_distinct=True)
    verdict = pl.col("finding").struct
    formats = legacy_hashes.select(
        "__row",
        verdict.field("format"),
        verdict.field("reason").alias("why"),
        verdict.field("way_out"),
        (verdict.field("kind") == "ambiguous").alias("is_ambiguous"),
    )
    are_factors_off = has_factors_off(connection)
    standing = _stand(users, failure, resolved, formats, settled, left=left, are_factors_off=are_factors_off)
    return Forecast(standing, dict(made_from or {}))


def _sent(users: pl.LazyFrame, failure: Failure, resolved: Resolved) -> pl.LazyFrame:
    """Identify those who will be sent, without judging them again: who gave way may have renamed somebody."""
    away = pl.concat([failure.rows().select("__row"), resolved.held.select("__row")])
    sent = identify_users(users).join(away.lazy(), on="__row", how="anti")
    if resolved.renamed.is_empty():
        return sent
    names = sent.collect_schema().names()
    new = resolved.renamed.lazy().select("__row", pl.col("new").str.to_lowercase())
    renamed = sent.join(new, on="__row", how="left").with_columns(username=pl.coalesce("new", "username"))
    return renamed.select(names)


def _stand(
    users: pl.LazyFrame,
    failure: Failure,
    resolved: Resolved,
    formats: pl.LazyFrame | None,
    settled: pl.DataFrame,
    *,
    left: pl.DataFrame,
    are_factors_off: bool,
) -> pl.DataFrame:
    """Bring together what is known of each row, in one pass over the users."""
    schema = users.collect_schema()
    hashes = [pl.col(name).is_not_null() for name in CREDENTIALS if name in schema]
    facts = users.select(
        "__row",
        (pl.any_horizontal(hashes) if hashes else pl.lit(value=False)).alias("has_hash"),
        holds("custom_password_hash", schema).alias("has_custom_hash"),
        (holds("mfa_factors", schema) & are_factors_off).alias("factors_fail"),
    )
    refused = failure.rows().select("__row", pl.col("rule").alias("refused"), pl.col("code").alias("refusal"))
    held = resolved.held.select("__row", pl.concat_str("kind", pl.lit(": "), "decision").alias("held"))
    met = settled.rename({"outcome": "met"})
    kept = left.select(
        "__row",
        pl.col("place").alias("elsewhere"),
        pl.col("reason").alias("left"),
        pl.col("code").alias("told"),
    )
    for other in (pl.LazyFrame(schema=_FORMATS) if formats is None else formats, refused, held, met, kept):
        facts = facts.join(other.lazy(), on="__row", how="left")
    is_left = pl.col("elsewhere").is_not_null()
    is_sent = pl.col("refused").is_null() & pl.col("held").is_null() & ~is_left
    alone = pl.when("factors_fail").then(pl.lit("failed")).otherwise(pl.lit("inserted"))
    foreseen = facts.with_columns(
        place=pl.when(is_sent)
        .then(pl.lit("sent"))
        .when(is_left)
        .then("elsewhere")
        .when(pl.col("refused").is_not_null())
        .then(pl.lit("refused"))
        .otherwise(pl.lit("held back")),
        outcome=pl.when(is_sent).then(pl.coalesce("met", alone)),
        alone_code=pl.when(is_sent & pl.col("met").is_null() & pl.col("factors_fail")).then(
            pl.lit(FACTORS_FAILED)
        ),
    )
    is_new, is_there = pl.col("outcome") == "inserted", pl.col("outcome") == "updated"
    promise = (
        pl.when((is_new & pl.col("has_hash")) | (is_there & pl.col("has_custom_hash")))
        .then(pl.lit("keeps"))
        .when(is_new)
        .then(pl.lit("resets"))
        .when(is_there)
        .then(pl.lit("stays"))
    )
    standing = foreseen.select(
        "__row",
        "place",
        pl.when(is_left).then("left").otherwise(pl.coalesce("refused", "held")).alias("reason"),
        "outcome",
        pl.when(is_left).then("told").otherwise(pl.coalesce("refusal", "code", "alone_code")).alias("code"),
        "format",
        promise.alias("promise"),
        pl.when(promise == "resets").then(pl.col("why").fill_null(_NO_HASH)).alias("why"),
        pl.when(promise == "resets").then("way_out").alias("way_out"),
        (pl.col("is_ambiguous").fill_null(value=False) & ~pl.col("has_hash")).alias("is_ambiguous"),
        pl.col("is_doubtful").fill_null(value=False),
        "has_custom_hash",
    )
    return standing.sort("__row").collect(engine="streaming")

"""Lay users out, judge every place by every rule in one pass, and say who is good."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from userferry.checks.columns import lay_out_columns
from userferry.checks.connection import connection_rules, has_factors_off, read_demands
from userferry.checks.factor_rules import factor_findings, factor_notices, factor_rules, is_any_broken
from userferry.checks.failure import FINDINGS, Failure
from userferry.checks.hash_rules import hash_notices, hash_rules
from userferry.checks.places import HASH, KEYS, LAID_OUT, ROOT
from userferry.checks.profile_rules import profile_notices, profile_rules
from userferry.checks.rule import Rule, path_of, said, text
from userferry.checks.texts import lay_out_texts
from userferry.frames import Frame, numbered

_FACTORS = "!factors"
_ALGORITHM, _HMAC_KEY = f"{HASH}.algorithm", f"{HASH}.hash.key"


def check_users(users: Frame, connection: Mapping[str, Any] | None = None) -> tuple[pl.LazyFrame, Failure]:
    """Tell the users whom the tenant would take from those it would refuse.

    Args:
        users: `__row` Int64 and a column for each attribute, as `apply_mapping` makes them. A null is left out of the
            import file and so is judged as no value; a column that is no attribute is not sent and not judged.
        connection: The live connection as the API gives it, for its own rules; None for Auth0's defaults.

    Returns:
        The good users, lazily, and the failure: every broken rule of every other row.
    """
    users = numbered(users)
    laid = lay_out_columns(users.collect_schema())
    return _check(users, users.with_columns(laid), connection)


def check_rows(rows: Frame, connection: Mapping[str, Any] | None = None) -> tuple[pl.LazyFrame, Failure]:
    """Tell the JSON texts that the tenant would take as users from those it would refuse, whatever they hold.

    Args:
        rows: `__row` Int64 and `json` String, one user in each. A text that is no JSON would fail its whole file.
        connection: As for `check_users`.

    Returns:
        The good rows, lazily, and the failure: the same rules and the same columns as those of `check_users`.
    """
    rows = numbered(rows).select("__row", "json")
    schema = pl.Schema({"__row": pl.Int64(), "json": pl.String(), **LAID_OUT})
    laid = rows.map_batches(lay_out_texts, schema=schema, streamable=True)
    return _check(rows, laid, connection)


def _check(
    users: pl.LazyFrame, laid: pl.LazyFrame, connection: Mapping[str, Any] | None
) -> tuple[pl.LazyFrame, Failure]:
    columns = laid.collect_schema()
    rules = [
        *connection_rules(connection),
        *profile_rules(read_demands(connection)),
        *hash_rules(),
        *factor_rules(),
    ]
    notices = [
        *profile_notices(),
        *hash_notices(),
        *factor_notices(are_factors_off=has_factors_off(connection)),
    ]
    rules, notices = (
        [rule for rule in some if all(name in columns for name in rule.needs)] for some in (rules, notices)
    )
    extras = [place for place in (ROOT, *KEYS) if f"x:{place}" in columns]
    flags = [*_verdicts(rules), *(_extra(place, columns) for place in extras)]
    if "f:mfa_factors" in columns:
        flags.append(is_any_broken().alias(_FACTORS))
    names = [flag.meta.output_name() for flag in flags]
    judged = laid.with_columns(*flags, *_verdicts(notices))
    is_refused = pl.any_horizontal(names)
    kept = [name for name in columns if name.startswith(("k:", "x:", "f:", "l:"))]
    refused, noticed = pl.collect_all(
        [
            judged.filter(is_refused).select("__row", *names, *kept),
            _noticed(judged, is_refused, notices),
        ],
        engine="streaming",
    )
    good = judged.filter(~is_refused).select(users.collect_schema().names())
    found = pl.concat([*_findings(refused, rules), *_extra_findings(refused, extras), *_inside(refused)])
    order = found.with_columns(pl.int_range(pl.len()).alias("order")).sort("__row", "order").drop("order")
    return good, Failure(order, pl.concat([_empty(), *_findings(noticed, notices)]).sort("__row"))


def _noticed(judged: pl.LazyFrame, is_refused: pl.Expr, notices: Sequence[Rule]) -> pl.LazyFrame:
    names = [f"!{rule.name}" for rule in notices]
    if not names:
        return judged.select("__row").head(0)
    return judged.filter(~is_refused & pl.any_horizontal(names)).select("__row", *names)


def _verdicts(rules: Sequence[Rule]) -> list[pl.Expr]:
    """Judge by each rule; of the rules of one group only the first that is broken counts, as with the tenant."""
    verdicts, earlier = [], dict[str, pl.Expr]()
    for rule in rules:
        broken = rule.broken.fill_null(value=False)
        if rule.group:
            before = earlier.get(rule.group)
            earlier[rule.group] = broken if before is None else broken | before
            broken = broken if before is None else broken & ~before
        verdicts.append(broken.alias(f"!{rule.name}"))
    return verdicts


def _extra(place: str, columns: pl.Schema) -> pl.Expr:
    """Flag an object with unknown keys; a key's own are not looked at where the algorithm has no key."""
    extra = (pl.col(f"x:{place}").list.len() > 0).fill_null(value=False)
    if place == _HMAC_KEY:
        of_hmac = text(_ALGORITHM) == "hmac" if f"t:{_ALGORITHM}" in columns else pl.lit(value=False)
        extra &= of_hmac.fill_null(value=False)
    return extra.alias(f"!{place}.extra")


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=FINDINGS)


def _findings(judged: pl.DataFrame, rules: Sequence[Rule]) -> list[pl.DataFrame]:
    return [
        judged.filter(f"!{rule.name}").select(
            "__row",
            pl.lit(rule.name).alias("rule"),
            pl.lit(rule.code).alias("code"),
            pl.concat_str(pl.lit(rule.message), pl.lit("") if rule.detail is None else rule.detail).alias(
                "message"
            ),
            pl.lit(rule.path, pl.String).alias("path"),
            pl.lit(rule.severity).alias("severity"),
            pl.lit(rule.fix).alias("fix"),
        )
        for rule in rules
    ]


def _extra_findings(refused: pl.DataFrame, extras: Sequence[str]) -> list[pl.DataFrame]:
    """One finding for each key that the schema does not have; a key's name is no secret."""
    found = []
    for place in extras:
        path = "" if place == ROOT else path_of(place)
        words = pl.format(f"{said(path, 'Additional properties not allowed: ')}{{}}", "key")
        keys = (
            refused.filter(f"!{place}.extra")
            .select("__row", pl.col(f"x:{place}").alias("key"))
            .explode("key")
        )
        found.append(
            keys.select(
                "__row",
                pl.lit(f"{place}.unknown_key").alias("rule"),
                pl.lit("OBJECT_ADDITIONAL_PROPERTIES").alias("code"),
                words.alias("message"),
                pl.lit(path or None, pl.String).alias("path"),
                pl.lit("refused").alias("severity"),
                pl.lit("leave it out, or map it into app_metadata").alias("fix"),
            )
        )
    return found


def _inside(refused: pl.DataFrame) -> list[pl.DataFrame]:
    if _FACTORS not in refused.columns:
        return [_empty()]
    found = factor_findings(refused.filter(_FACTORS)).with_columns(pl.lit("refused").alias("severity"))
    return [found.select(list(FINDINGS))]

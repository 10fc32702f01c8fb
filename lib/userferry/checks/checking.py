"""Lay users out, judge every place by every rule in one pass, and say who is good."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from userferry.checks.columns import lay_out_columns
from userferry.checks.connection import connection_rules, has_factors_off, read_demands
from userferry.checks.factor_rules import factor_findings, factor_notices, factor_rules, is_any_broken
from userferry.checks.failure import FINDINGS, NOTICED, Failure
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
    return _check(numbered(users), _lay_out_columns(users), connection)


def check_rows(rows: Frame, connection: Mapping[str, Any] | None = None) -> tuple[pl.LazyFrame, Failure]:
    """Tell the JSON texts that the tenant would take as users from those it would refuse, whatever they hold.

    Args:
        rows: `__row` Int64 and `json` String, one user in each. A text that is no JSON would fail its whole file.
        connection: As for `check_users`.

    Returns:
        The good rows, lazily, and the failure: the same rules and the same columns as those of `check_users`.
    """
    return _check(numbered(rows).select("__row", "json"), _lay_out_texts(rows), connection)


def _lay_out_columns(users: Frame) -> pl.LazyFrame:
    users = numbered(users)
    return users.with_columns(lay_out_columns(users.collect_schema()))


def _lay_out_texts(rows: Frame) -> pl.LazyFrame:
    schema = pl.Schema({"__row": pl.Int64(), "json": pl.String(), **LAID_OUT})
    return numbered(rows).select("__row", "json").map_batches(lay_out_texts, schema=schema, streamable=True)


def find_notices(users: Frame, connection: Mapping[str, Any] | None = None) -> pl.LazyFrame:
    """Name the rows that the tenant takes and stores otherwise than sent, or that harm later.

    Nothing is worked out before somebody collects it: a notice may be on every row, and `Failure` holds how many.

    Args:
        users: As for `check_users`, or as for `check_rows` where there is a column `json`.
        connection: As for `check_users`.

    Returns:
        `__row` Int64 and the columns of `NOTICED` but `rows`, a line for each notice of each row.
    """
    laid = _lay_out_texts(users) if "json" in users.lazy().collect_schema() else _lay_out_columns(users)
    judged = _judge(laid, connection)
    flags = [pl.when(f"!{rule.name}").then(pl.lit(rule.name)) for rule in judged.notices]
    named = pl.concat_list(flags).list.drop_nulls() if flags else pl.lit([], pl.List(pl.String))
    words = pl.LazyFrame(
        [_said(rule) for rule in judged.notices],
        schema={name: dtype for name, dtype in NOTICED.items() if name != "rows"},
        orient="row",
    )
    rows = judged.frame.filter(~judged.is_refused).select("__row", named.alias("rule"))
    return rows.explode("rule").drop_nulls("rule").join(words, on="rule", how="left", maintain_order="left")


class _Judged(NamedTuple):
    """Users with a flag for each rule and each notice.

    Args:
        frame: The laid out users, with the flags.
        rules: Those that there was something to judge by.
        notices: Likewise.
        extras: Objects that may hold keys which the schema does not have.
        is_refused: Whether any rule is broken.
        flags: The names of the rules' flags.
    """

    frame: pl.LazyFrame
    rules: list[Rule]
    notices: list[Rule]
    extras: list[str]
    is_refused: pl.Expr
    flags: list[str]


def _judge(laid: pl.LazyFrame, connection: Mapping[str, Any] | None) -> _Judged:
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
    return _Judged(judged, rules, notices, extras, pl.any_horizontal(names), names)


def _check(
    users: pl.LazyFrame, laid: pl.LazyFrame, connection: Mapping[str, Any] | None
) -> tuple[pl.LazyFrame, Failure]:
    judged = _judge(laid, connection)
    kept = [name for name in laid.collect_schema() if name.startswith(("k:", "x:", "f:", "l:"))]
    taken = judged.frame.filter(~judged.is_refused)
    refused, counted = pl.collect_all(
        [
            judged.frame.filter(judged.is_refused).select("__row", *judged.flags, *kept),
            taken.select(pl.len(), *(pl.col(f"!{rule.name}").sum() for rule in judged.notices)),
        ],
        engine="streaming",
    )
    found = pl.concat(
        [*_findings(refused, judged.rules), *_extra_findings(refused, judged.extras), *_inside(refused)]
    )
    order = found.with_columns(pl.int_range(pl.len()).alias("order")).sort("__row", "order").drop("order")
    noticed = [(*_said(rule), counted[f"!{rule.name}"][0]) for rule in judged.notices]
    met = pl.DataFrame(noticed, schema=NOTICED, orient="row").filter(pl.col("rows") > 0)
    # whoever reads the good must not judge everybody once more
    good = users.filter(~pl.col("__row").is_in(refused["__row"].implode())) if refused.height else users
    return good, Failure(order, met.sort(["rows", "rule"], descending=[True, False]))


def _said(rule: Rule) -> tuple[str | None, ...]:
    return rule.severity, rule.name, rule.code, rule.message, rule.path, rule.fix


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
                pl.lit("leave it out, or map it into user_metadata").alias("fix"),
            )
        )
    return found


def _inside(refused: pl.DataFrame) -> list[pl.DataFrame]:
    if _FACTORS not in refused.columns:
        return [_empty()]
    found = factor_findings(refused.filter(_FACTORS)).with_columns(pl.lit("refused").alias("severity"))
    return [found.select(list(FINDINGS))]

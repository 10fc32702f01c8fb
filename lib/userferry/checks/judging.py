"""Every rule over users that are laid out: a flag for each, in one lazy frame."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from userferry.checks.connection import connection_rules, has_factors_off, read_demands
from userferry.checks.factor_rules import factor_notices, factor_rules, is_any_broken
from userferry.checks.hash_rules import hash_notices, hash_rules
from userferry.checks.places import HASH, KEYS, ROOT
from userferry.checks.profile_rules import profile_notices, profile_rules
from userferry.checks.rule import Rule, text

FACTORS_FLAG = "!factors"
"""The flag of rows with something wrong inside a factor; `factor_findings` says what."""

_ALGORITHM, _HMAC_KEY = f"{HASH}.algorithm", f"{HASH}.hash.key"


class Judged(NamedTuple):
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


def judge(laid: pl.LazyFrame, connection: Mapping[str, Any] | None) -> Judged:
    """Judge every place by every rule, lazily.

    Args:
        laid: Users as `places` says.
        connection: The live connection as the API gives it, or None.
    """
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
        flags.append(is_any_broken().alias(FACTORS_FLAG))
    names = [flag.meta.output_name() for flag in flags]
    judged = laid.with_columns(*flags, *_verdicts(notices))
    return Judged(judged, rules, notices, extras, pl.any_horizontal(names), names)


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

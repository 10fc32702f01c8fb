"""What is wrong with each refused row: a line for each rule that it breaks."""

from collections.abc import Sequence

import polars as pl

from userferry.checks.factor_rules import factor_findings
from userferry.checks.failure import FINDINGS
from userferry.checks.judging import FACTORS_FLAG, Judged
from userferry.checks.places import ROOT
from userferry.checks.rule import Rule, path_of, said


def list_findings(refused: pl.DataFrame, judged: Judged) -> pl.DataFrame:
    """List every broken rule of every refused row.

    Args:
        refused: `__row`, the flags, and what rules tell of: the columns `k:`, `x:`, `f:` and `l:`.
        judged: What they were judged by.

    Returns:
        The columns of `FINDINGS`, by row.
    """
    found = pl.concat(
        [
            pl.DataFrame(schema=FINDINGS),
            *_findings(refused, judged.rules),
            *_extra_findings(refused, judged.extras),
            *_inside(refused),
        ]
    )
    return found.with_columns(pl.int_range(pl.len()).alias("order")).sort("__row", "order").drop("order")


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
    if FACTORS_FLAG not in refused.columns:
        return []
    found = factor_findings(refused.filter(FACTORS_FLAG)).with_columns(pl.lit("refused").alias("severity"))
    return [found.select(list(FINDINGS))]

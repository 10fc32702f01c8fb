"""Lay users out, judge every place by every rule in one pass, and say who is good."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from userferry.checks.columns import lay_out_columns
from userferry.checks.failure import NOTICED, Failure
from userferry.checks.findings import list_findings
from userferry.checks.judging import judge
from userferry.checks.places import LAID_OUT
from userferry.checks.rule import Rule
from userferry.checks.texts import lay_out_texts
from userferry.frames import Frame, numbered


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
    judged = judge(laid, connection)
    flags = [pl.when(f"!{rule.name}").then(pl.lit(rule.name)) for rule in judged.notices]
    named = pl.concat_list(flags).list.drop_nulls() if flags else pl.lit([], pl.List(pl.String))
    words = pl.LazyFrame(
        [_said(rule) for rule in judged.notices],
        schema={name: dtype for name, dtype in NOTICED.items() if name != "rows"},
        orient="row",
    )
    rows = judged.frame.filter(~judged.is_refused).select("__row", named.alias("rule"))
    return rows.explode("rule").drop_nulls("rule").join(words, on="rule", how="left", maintain_order="left")


def _check(
    users: pl.LazyFrame, laid: pl.LazyFrame, connection: Mapping[str, Any] | None
) -> tuple[pl.LazyFrame, Failure]:
    judged = judge(laid, connection)
    kept = [name for name in laid.collect_schema() if name.startswith(("k:", "x:", "f:", "l:"))]
    taken = judged.frame.filter(~judged.is_refused)
    refused, counted = pl.collect_all(
        [
            judged.frame.filter(judged.is_refused).select("__row", *judged.flags, *kept),
            taken.select(pl.len(), *(pl.col(f"!{rule.name}").sum() for rule in judged.notices)),
        ],
        engine="streaming",
    )
    noticed = [(*_said(rule), counted[f"!{rule.name}"][0]) for rule in judged.notices]
    met = pl.DataFrame(noticed, schema=NOTICED, orient="row").filter(pl.col("rows") > 0)
    # whoever reads the good must not judge everybody once more
    good = users.filter(~pl.col("__row").is_in(refused["__row"].implode())) if refused.height else users
    return good, Failure(list_findings(refused, judged), met.sort(["rows", "rule"], descending=[True, False]))


def _lay_out_columns(users: Frame) -> pl.LazyFrame:
    users = numbered(users)
    return users.with_columns(lay_out_columns(users.collect_schema()))


def _lay_out_texts(rows: Frame) -> pl.LazyFrame:
    schema = pl.Schema({"__row": pl.Int64(), "json": pl.String(), **LAID_OUT})
    return numbered(rows).select("__row", "json").map_batches(lay_out_texts, schema=schema, streamable=True)


def _said(rule: Rule) -> tuple[str | None, ...]:
    return rule.severity, rule.name, rule.code, rule.message, rule.path, rule.fix

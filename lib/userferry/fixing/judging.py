"""Which rows break which rules under a mapping: batch by batch, so that memory stays flat."""

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Table
from dataclasses import replace
from typing import Any

import polars as pl

from userferry.checks import check_users, find_notices
from userferry.checks.fixes import fixes_of
from userferry.fixing.change import rule_of
from userferry.frames import ROW, Frame, numbered
from userferry.mapping import HashRule, Mapping, apply_mapping, before_after
from userferry.mapping.following import step_complaints
from userferry.mapping.targets import wrong_targets

Connection = Table[str, Any] | None

BROKEN = {ROW: pl.Int64, "rule": pl.Categorical, "column": pl.Categorical, "refused": pl.Boolean}
_BATCH_ROWS = 100_000


def batches(frame: Frame) -> Iterator[pl.DataFrame]:
    """Read a dump piece by piece: `__row` and its columns."""
    yield from numbered(frame).collect_batches(chunk_size=_BATCH_ROWS, engine="streaming")


def find_broken(frame: Frame, mapping: Mapping, connection: Connection = None) -> pl.DataFrame:
    """Find the rows that the tenant would refuse, and those that it would change where a fix is known for that.

    A column whose target cannot be followed is judged by its values: whoever has one breaks the target's rule.

    Args:
        frame: The dump.
        mapping: One rule for each column.
        connection: As for `check_users`.

    Returns:
        Each broken rule of a row once: `__row`, `rule`, `column` (the one whose target cannot be followed, or empty)
        and `refused`, false of what is taken and changed.

    Raises:
        DecisionError: The mapping cannot be followed for another reason than its targets.
    """
    wrong, sound = find_wrong_targets(mapping), sound_mapping(mapping)
    found = [pl.DataFrame(schema=BROKEN)]
    for batch in batches(frame):
        users = apply_mapping(batch, sound).collect()
        _, failure = check_users(users, connection)
        found.append(_named(failure.findings, refused=True))
        if fixable := [name for name in failure.noticed["rule"] if fixes_of(name).fixes]:
            noticed = find_notices(users, connection).filter(pl.col("rule").is_in(fixable))
            found.append(_named(noticed.collect(), refused=False))
        for column, rule in wrong.items():
            rows = batch.filter(values_of(batch, mapping, column).is_not_null())
            found.append(_named(rows.with_columns(rule=pl.lit(rule)), refused=True, column=column))
    return pl.concat(found)


def find_wrong_targets(mapping: Mapping) -> dict[str, str]:
    """Name the columns whose target cannot be followed, each with the rule that its values would break."""
    found = {}
    for rule in mapping.rules:
        if rule.target is None or step_complaints(rule.transforms, rule.column):
            continue
        if wrong := wrong_targets(rule.column, rule.target, rule.transforms):
            found[rule.column] = wrong[0].breaks
    return found


def sound_mapping(mapping: Mapping) -> Mapping:
    """Give a mapping without the columns whose target cannot be followed; an address is judged as the dump has it."""
    wrong = find_wrong_targets(mapping)
    address = mapping.source_of("email")
    if address in wrong:
        mapping = mapping.change(address, transforms=())
    return leave_behind(mapping, wrong.keys() - {address})


def leave_behind(mapping: Mapping, columns: Collection[str]) -> Mapping:
    """Give a mapping that leaves these columns behind."""
    return replace(
        mapping,
        rules=tuple(
            replace(rule, target=None, hash=HashRule()) if rule.column in columns else rule
            for rule in mapping.rules
        ),
    )


def values_of(batch: pl.DataFrame, mapping: Mapping, column: str) -> pl.Series:
    """Give what a column's steps make of it, as texts."""
    return before_after(batch, rule_of(mapping, column)).collect()["after"]


def refused_rows(broken: pl.DataFrame) -> pl.Series:
    """List the rows that the tenant would refuse, in order and each once."""
    return broken.filter("refused")[ROW].unique().sort()


def rows_without(rows: pl.Series, others: pl.Series) -> pl.Series:
    """Give those of some rows that are not among others, in their order."""
    return rows.filter(~rows.is_in(others.implode()))


def is_among(batch: pl.DataFrame, rows: pl.Series) -> pl.Series:
    """Say of each row of a batch whether it is one of these; only those near it are looked at.

    Args:
        batch: With `__row`.
        rows: Int64, in order.
    """
    least, most = batch.select(least=pl.col(ROW).min(), most=pl.col(ROW).max()).row(0)
    start, end = rows.search_sorted(least, "left"), rows.search_sorted(most, "right")
    return batch[ROW].is_in(rows.slice(start, end - start).implode())


def _named(findings: pl.DataFrame, *, refused: bool, column: str = "") -> pl.DataFrame:
    rule, about = pl.col("rule").cast(pl.Categorical), pl.lit(column, pl.Categorical)
    named = findings.select(ROW, rule, about.alias("column"), pl.lit(refused).alias("refused"))
    return named.unique(maintain_order=True)

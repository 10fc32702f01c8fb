"""Counts over the rows of a dump, batch by batch: what each rule changes, what the tenant would refuse."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from userferry.checks import check_users
from userferry.mapping import ColumnRule, Mapping, apply_mapping, before_after
from userferry.mapping.applying import hash_verdict
from userferry.widgets.mapping.samples import IS_CHANGED, IS_EMPTIED, values_before

_MOST_VALUES = 2_000
_PASSWORDS = ("custom_password_hash", "password_hash")


@dataclass(slots=True)
class Tally:
    """What is counted so far.

    Args:
        mapping: What is decided; free of complaints.
        listed: Columns whose values are counted one by one; one that turns out to have too many is let go.
        rows: Rows seen.
        lost: Rows that the tenant would refuse.
        changed: Column → rows whose value its rule changes.
        emptied: Column → rows that had a value and have none after.
        refused: Rule and the tenant's code → rows.
        hashes: Form, what becomes of it and the way out → rows.
        values: Column → value → rows; it holds values of the dump, and goes to the kernel only.
    """

    mapping: Mapping
    listed: tuple[str, ...] = ()
    rows: int = 0
    lost: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    hashes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, batch: pl.DataFrame) -> None:
        """Count a batch of the dump's rows."""
        self.rows += batch.height
        self._count_changes(batch)
        self._count_refusals(batch)
        self._count_values(batch)
        if any(rule.target in _PASSWORDS for rule in self.mapping.rules):
            self._count_hashes(batch)

    def told(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "rows": self.rows,
            "lost": self.lost,
            "changed": dict(self.changed),
            "emptied": dict(self.emptied),
            "refused": [[*key, rows] for key, rows in self.refused.most_common()],
            "hashes": [[*key, rows] for key, rows in self.hashes.most_common()],
            "values": {column: dict(found.most_common()) for column, found in self.values.items()},
        }

    def _count_changes(self, batch: pl.DataFrame) -> None:
        rules = [rule for rule in self.mapping.rules if rule.transforms]
        pairs = [
            before_after(batch, rule).select(changed=IS_CHANGED.sum(), emptied=IS_EMPTIED.sum())
            for rule in rules
        ]
        for rule, found in zip(rules, pl.collect_all(pairs), strict=True):
            self.changed[rule.column] += found["changed"][0]
            self.emptied[rule.column] += found["emptied"][0]

    def _count_refusals(self, batch: pl.DataFrame) -> None:
        _, failure = check_users(apply_mapping(batch, self.mapping))
        self.lost += failure.findings["__row"].n_unique()
        for rule, code, rows in failure.counts().select("rule", "code", "rows").iter_rows():
            self.refused[rule, code] += rows

    def _count_values(self, batch: pl.DataFrame) -> None:
        for column in self.listed:
            found = self.values.setdefault(column, Counter())
            if len(found) <= _MOST_VALUES:
                found.update(dict(values_before(batch, self._rule(column)).iter_rows()))

    def _count_hashes(self, batch: pl.DataFrame) -> None:
        one = pl.col("found").struct
        said = [
            pl.coalesce(one.field("format"), one.field("kind")).alias("form"),
            one.field("kind"),
            one.field("way_out").fill_null(""),
        ]
        found = batch.lazy().select(found=hash_verdict(self.mapping)).select(said).drop_nulls("kind")
        for form, kind, way_out, rows in found.group_by(pl.all()).len().collect().iter_rows():
            self.hashes[form, kind, way_out] += rows

    def _rule(self, column: str) -> ColumnRule:
        return next(rule for rule in self.mapping.rules if rule.column == column)

"""What a changed mapping does to the rest of the dump: values changed, left out, refused, equal to another user's."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from userferry.conflicts.keys import KINDS
from userferry.fixing.judging import (
    Connection,
    batches,
    find_broken,
    is_among,
    leave_behind,
    refused_rows,
    values_of,
)
from userferry.frames import ROW, Frame, numbered
from userferry.mapping import ColumnRule, Mapping
from userferry.mapping.fitting import count_unread
from userferry.passwords import converted

_IDENTIFIERS = ("email", "username", "phone_number")
"""Of these a user must have some, so their columns are looked at beside the one that changes."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A changed mapping, tried on the rows that are broken.

    Args:
        mapping: As it would be.
        mended: Rows that it mends, in order.
        repaired: Rows that were refused and would be taken, in order.
    """

    mapping: Mapping
    mended: pl.Series
    repaired: pl.Series


@dataclass(slots=True)
class Weight:
    """What else it does.

    Args:
        changes: Values that it changes in rows that it does not mend.
        empties: Values that are there now and would not be.
        harms: Rows that are taken now and would be refused, and values that no step could read.
        collides: Changed identifiers that would be equal to another user's, among those who would be taken; told by
            64-bit hashes.
    """

    changes: int = 0
    empties: int = 0
    harms: int = 0
    collides: int = 0


@dataclass(slots=True)
class _Scale:
    """One changed mapping, the rules that differ, and the identifiers that it changes."""

    tried: Tried
    rules: list[tuple[ColumnRule, ColumnRule]]
    weight: Weight
    moved: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def add(self, batch: pl.DataFrame, mapping: Mapping, refused: pl.Series, connection: Connection) -> None:
        """Weigh a batch of the dump."""
        is_refused, is_mended = is_among(batch, refused), is_among(batch, self.tried.mended)
        for before, after in self.rules:
            old, new = _final(batch, mapping, before), _final(batch, self.tried.mapping, after)
            is_changed = old.ne_missing(new)
            self.weight.changes += int((is_changed & ~is_mended).sum())
            self.weight.empties += int((old.is_not_null() & new.is_null()).sum())
            self.weight.harms += self._harmed(batch.filter(is_changed & ~is_refused), connection)
            if after.target in KINDS:
                is_other = _key(old, after.target).ne_missing(_key(new, after.target))
                keys = self._keys(batch, new, after.target, refused).filter(is_other)
                self.moved.setdefault(after.column, []).append(keys.drop_nulls())

    def keys_of(self, batch: pl.DataFrame, rule: ColumnRule, refused: pl.Series) -> pl.DataFrame:
        """Give the hashes of an identifier of those who would be taken: `__row`, `key`, null of the others."""
        return self._keys(batch, _final(batch, self.tried.mapping, rule), str(rule.target), refused)

    def _keys(self, batch: pl.DataFrame, value: pl.Series, target: str, refused: pl.Series) -> pl.DataFrame:
        is_taken = ~is_among(batch, refused) | is_among(batch, self.tried.repaired)
        keys = pl.DataFrame({ROW: batch[ROW], "key": _key(value, target)}).with_columns(taken=is_taken)
        hashed = pl.when(pl.col("taken") & pl.col("key").is_not_null()).then(pl.col("key").hash())
        return keys.select(ROW, hashed.alias("key"))

    def _harmed(self, some: pl.DataFrame, connection: Connection) -> int:
        """Count those who were taken and would be refused; what is not changed cannot refuse them."""
        if some.is_empty():
            return 0
        changed = {after.column for _, after in self.rules}
        others = {
            rule.column
            for rule in self.tried.mapping.rules
            if rule.column not in changed and rule.target not in _IDENTIFIERS
        }
        return refused_rows(find_broken(some, leave_behind(self.tried.mapping, others), connection)).len()


def weigh(
    frame: Frame, mapping: Mapping, tried: Sequence[Tried], refused: pl.Series, connection: Connection = None
) -> list[Weight]:
    """Weigh changed mappings, each alone, against the one at hand: in one pass, and one more over identifiers.

    Args:
        frame: The dump.
        mapping: What is decided.
        tried: The changed mappings.
        refused: Rows that the tenant would refuse now, in order.
        connection: As for `check_users`.
    """
    scales = [_Scale(one, _differing(mapping, one.mapping), Weight()) for one in tried]
    for scale in scales:
        scale.weight.harms = _unread(frame, scale.rules)
    for batch in batches(frame):
        for scale in scales:
            scale.add(batch, mapping, refused, connection)
    _count_collisions(frame, [scale for scale in scales if scale.moved], refused)
    return [scale.weight for scale in scales]


def _count_collisions(frame: Frame, scales: Sequence[_Scale], refused: pl.Series) -> None:
    moved = [
        (scale, after, keys)
        for scale in scales
        for _, after in scale.rules
        if after.column in scale.moved and (keys := pl.concat(scale.moved[after.column])).height
    ]
    if not moved:
        return
    found: list[list[pl.DataFrame]] = [[] for _ in moved]
    for batch in batches(frame):
        for (scale, rule, keys), counted in zip(moved, found, strict=True):
            same = scale.keys_of(batch, rule, refused).drop_nulls().join(keys, on="key", how="semi")
            counted.append(same.group_by("key").len())
    for (scale, _, keys), counted in zip(moved, found, strict=True):
        shared = pl.concat(counted).group_by("key").agg(pl.col("len").sum()).filter(pl.col("len") > 1)
        scale.weight.collides += keys.join(shared, on="key", how="semi").height


def _differing(before: Mapping, after: Mapping) -> list[tuple[ColumnRule, ColumnRule]]:
    pairs = zip(before.rules, after.rules, strict=True)
    return [(old, new) for old, new in pairs if (old.target, old.transforms) != (new.target, new.transforms)]


def _final(batch: pl.DataFrame, mapping: Mapping, rule: ColumnRule) -> pl.Series:
    """Give what a user would have from a column, as text."""
    value = values_of(batch, mapping, rule.column)
    if rule.target is None:
        return value.clear(value.len())
    if rule.target != "custom_password_hash":
        return value
    neighbours = rule.hash.neighbours()
    told = batch.with_columns(value.alias("\0hash")).select(
        told=converted(pl.col("\0hash"), rule.hash.forms or None, **neighbours)
    )
    is_there = pl.col("told").is_not_null()
    return told.select(pl.when(is_there).then(pl.col("told").struct.json_encode())).to_series()


def _key(value: pl.Series, target: str) -> pl.Series:
    """Give an identifier as Auth0 compares it."""
    return value.str.to_lowercase() if KINDS[target] else value


def _unread(frame: Frame, rules: Sequence[tuple[ColumnRule, ColumnRule]]) -> int:
    """Count the values that reading steps cannot read after and could before; `require_fit` would stop at them."""
    before, after = (
        sum(rows for *_, rows, _ in count_unread(numbered(frame), some))
        for some in ([old for old, _ in rules], [new for _, new in rules if new.target])
    )
    return max(0, after - before)

"""The first rows of the dump: what the columns look like, and what a rule does to them, at once."""

import json
from typing import Any

import polars as pl

from userferry.frames import ROW, Frame
from userferry.mapping import ColumnRule, Mapping, apply_mapping, before_after
from userferry.mapping.following import ordered
from userferry.widgets.mapping.veil import HIDDEN, Veil

FIRST_ROWS = 2_000
_PAIRS = 8
_SAMPLES = 3
_MOST_VALUES = 200


class Samples:
    """The first rows of a dump, looked at through a veil.

    Args:
        frame: The dump.
        veil: Says what may be seen.
    """

    def __init__(self, frame: Frame, veil: Veil) -> None:
        self.frame = frame.lazy().head(FIRST_ROWS).collect(engine="streaming")
        self.veil = veil

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.frame.height

    def of(self, column: str) -> list[str]:
        """Show three values of a column."""
        if column not in self.frame.columns:
            return []
        some = self.frame[column].drop_nulls().unique(maintain_order=True)
        shown = (self.veil.sample(column, value) for value in some.filter(some != "").head(_SAMPLES))
        return [value for value in dict.fromkeys(shown) if value]

    def preview(self, rule: ColumnRule) -> dict[str, Any]:
        """Show what a rule does: pairs of before and after, those that change first, and how many rows change."""
        if rule.column not in self.frame.columns:
            return {"rows": 0, "changed": 0, "emptied": 0, "pairs": []}
        pairs = (
            before_after(self.frame, rule).collect().with_columns(changed=_IS_CHANGED, emptied=_IS_EMPTIED)
        )
        counted = (
            pairs.group_by("before", "after", "changed", "emptied", maintain_order=True)
            .len("rows")
            .sort("emptied", "changed", "rows", descending=True, maintain_order=True)
        )
        # A share of each kind, so that what is emptied does not hide what is changed.
        few = pl.concat(
            [
                counted.filter(pl.col("emptied")).head(_PAIRS // 2),
                counted.filter(pl.col("changed") & ~pl.col("emptied")).head(_PAIRS // 2),
                counted.filter(~pl.col("changed")).head(_PAIRS // 4),
            ]
        )
        return {
            "rows": pairs.height,
            "changed": int(pairs["changed"].sum()),
            "emptied": int(pairs["emptied"].sum()),
            "pairs": self._veiled(rule, few),
        }

    def _veiled(self, rule: ColumnRule, pairs: pl.DataFrame) -> list[dict[str, Any]]:
        found: dict[tuple[str | None, str | None, bool], dict[str, Any]] = {}
        for before, after, is_changed, is_emptied, rows in pairs.iter_rows():
            seen = self.veil.before(rule, before), self.veil.after(rule, after)
            one = found.setdefault(
                (*seen, is_changed),
                {
                    "before": seen[0],
                    "after": seen[1],
                    "changed": is_changed,
                    "emptied": is_emptied,
                    "rows": 0,
                },
            )
            one["rows"] += rows
        return list(found.values())

    def values(self, rule: ColumnRule) -> dict[str, int]:
        """Count what reaches the rule's table of values, the commonest first; it is not veiled."""
        if rule.column not in self.frame.columns:
            return {}
        return dict(values_before(self.frame, rule).head(_MOST_VALUES).iter_rows())

    def user(self, mapping: Mapping, place: int) -> str:
        """Show a whole final user as JSON, veiled; what is nothing is left out."""
        row = self.frame.slice(place, 1)
        users = apply_mapping(row, mapping).drop(ROW).collect().to_dicts()
        rules = {rule.target: rule for rule in mapping.rules if rule.target}
        shown = self._shown(users[0], "", rules) if users else {}
        return json.dumps(shown, ensure_ascii=False, indent=2)

    def _shown(self, value: Any, path: str, rules: dict[str, ColumnRule]) -> Any:
        rule = rules.get(path)
        if rule is not None and self.veil.is_secret(rule) and value is not None:
            return _form_only(value) if path == "custom_password_hash" else HIDDEN
        if isinstance(value, dict):
            inner = {
                key: self._shown(one, f"{path}.{key}" if path else key, rules) for key, one in value.items()
            }
            return {key: one for key, one in inner.items() if one is not None} or None
        if isinstance(value, str) and rule is not None:
            return self.veil.after(rule, value)
        if isinstance(value, bool) or value is None:
            return value
        return self.veil.after(rule, str(value)) if rule is not None else HIDDEN


_IS_CHANGED = pl.col("before").ne_missing(pl.col("after"))
_IS_EMPTIED = pl.col("before").is_not_null() & pl.col("after").is_null()


def values_before(frame: Frame, rule: ColumnRule) -> pl.DataFrame:
    """Count the values that reach a rule's table of values, or the column's own where it has none.

    Returns:
        `value` String and `rows`, the commonest first.
    """
    steps = ordered(rule.transforms)
    names = [str(word) for word in steps]
    earlier = steps[: names.index("values")] if "values" in names else []
    reaching = before_after(frame, ColumnRule(rule.column, transforms=tuple(earlier)))
    counted = reaching.group_by(value="after").len("rows").drop_nulls()
    return counted.sort("rows", "value", descending=[True, False]).collect(engine="streaming")


def _form_only(made: Any) -> Any:
    return {"algorithm": made.get("algorithm"), "hash": HIDDEN} if isinstance(made, dict) else HIDDEN

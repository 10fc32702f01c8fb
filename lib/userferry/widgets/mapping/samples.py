"""The first rows of the dump: what the columns look like, and what a rule does to them, at once."""

import json
from collections.abc import Sequence
from typing import Any

import polars as pl

from userferry.errors import DecisionError
from userferry.frames import ROW, Frame
from userferry.mapping import ColumnRule, Mapping, apply_mapping, before_after
from userferry.mapping.following import ordered
from userferry.widgets.mapping.veil import Veil
from userferry.widgets.veiling import HIDDEN

FIRST_ROWS = 2_000
_PAIRS = 4
_LOOKED_AT = 50
_SAMPLES = 3
_MOST_VALUES = 200

IS_CHANGED = pl.col("before").ne_missing(pl.col("after"))
IS_EMPTIED = pl.col("before").is_not_null() & pl.col("after").is_null()
"""Over the columns of `before_after`."""


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
        """Show three values of a column that look different."""
        if column not in self.frame.columns:
            return []
        some = self.frame.select(value=pl.col(column)).unique(maintain_order=True)
        some = some.filter(pl.col("value") != "").head(_LOOKED_AT)
        texts = some.select(self.veil.sample(column, pl.col("value"))).to_series().unique(maintain_order=True)
        return [text for text in map(self.veil.final, texts.head(_SAMPLES)) if text]

    def preview(self, rule: ColumnRule) -> dict[str, Any]:
        """Show what a rule does: pairs of before and after that look alike, and how many rows change."""
        if rule.column not in self.frame.columns:
            return {"rows": 0, "changed": 0, "emptied": 0, "pairs": []}
        pairs = before_after(self.frame, rule).with_columns(changed=IS_CHANGED, emptied=IS_EMPTIED).collect()
        veiled = pairs.with_columns(
            before=self.veil.before(rule, pl.col("before")), after=self.veil.after(rule, pl.col("after"))
        )
        counted = (
            veiled.group_by("before", "after", "changed", "emptied", maintain_order=True)
            .len("rows")
            .sort("rows", descending=True, maintain_order=True)
        )
        # Some of each kind, so that what is emptied does not hide what is changed.
        kinds = (pl.col("emptied"), pl.col("changed") & ~pl.col("emptied"), ~pl.col("changed"))
        few = pl.concat([counted.filter(kind).head(_PAIRS) for kind in kinds]).to_dicts()
        final = self.veil.final
        return {
            "rows": pairs.height,
            "changed": int(pairs["changed"].sum()),
            "emptied": int(pairs["emptied"].sum()),
            "pairs": [one | {side: final(one[side]) for side in ("before", "after")} for one in few],
        }

    def shown(self, rule: ColumnRule, values: Sequence[str]) -> list[str]:
        """Show values of a rule's column."""
        texts = pl.DataFrame({"value": values}, schema={"value": pl.String})
        veiled = texts.select(self.veil.before(rule, pl.col("value"))).to_series()
        return [self.veil.final(text) or "" for text in veiled]

    def values(self, rule: ColumnRule) -> dict[str, int]:
        """Count what reaches the rule's table of values, the commonest first; it is not veiled.

        Empty where the steps before it cannot be followed.
        """
        if rule.column not in self.frame.columns:
            return {}
        try:
            return dict(values_before(self.frame, rule).head(_MOST_VALUES).iter_rows())
        except DecisionError:
            return {}

    def user(self, mapping: Mapping, place: int) -> str:
        """Show a whole final user as JSON, veiled; what is nothing is left out."""
        row = self.frame.slice(place, 1)
        users = apply_mapping(row, mapping).drop(ROW).collect().to_dicts()
        rules = {rule.target: rule for rule in mapping.rules if rule.target}
        shown = self._shown(users[0], "", rules) if users else {}
        return json.dumps(shown, ensure_ascii=False, indent=2)

    def _shown(self, value: Any, path: str, rules: dict[str, ColumnRule]) -> Any:
        rule = rules.get(path)
        if value is None:
            return None
        if rule is not None and self.veil.is_secret(rule):
            return _form_only(value) if path == "custom_password_hash" else HIDDEN
        if isinstance(value, dict):
            inner = {
                key: self._shown(one, f"{path}.{key}" if path else key, rules) for key, one in value.items()
            }
            return {key: one for key, one in inner.items() if one is not None} or None
        if isinstance(value, bool):
            return value
        return self._made(rule, str(value)) if rule is not None else HIDDEN

    def _made(self, rule: ColumnRule, value: str) -> str | None:
        shown: str | None = pl.select(self.veil.after(rule, pl.lit(value))).item()
        return self.veil.final(shown)


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

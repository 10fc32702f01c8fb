"""A change of one column's rule: steps more or fewer, or another target."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from typing import Any

from userferry.errors import DecisionError
from userferry.mapping import TRANSFORMS, ColumnRule, HashRule, Mapping, Step
from userferry.mapping.following import ordered
from userferry.mapping.steps import Word, told, word_as_read, word_as_written


@dataclass(frozen=True, slots=True)
class Change:
    """What a fix does to a rule.

    Args:
        column: The dump's column whose rule it is.
        steps: Transforms that it is given; one that is there already is told what is new.
        without: Names of transforms that are taken away.
        target: What the column becomes instead, None to leave it behind.
        moves: Whether `target` is said; else the target stays.
    """

    column: str
    steps: tuple[Word, ...] = ()
    without: tuple[str, ...] = ()
    target: str | None = None
    moves: bool = False

    def as_written(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        moved = {"target": self.target} if self.moves else {}
        steps = [word_as_written(word) for word in self.steps]
        return {"column": self.column, "steps": steps, "without": list(self.without)} | moved

    @classmethod
    def as_read(cls, written: Table[str, Any]) -> "Change":
        """Read what `as_written` gave."""
        steps = tuple(word_as_read(word) for word in written["steps"])
        target = written.get("target")
        return cls(written["column"], steps, tuple(written["without"]), target, "target" in written)


def changed_rule(rule: ColumnRule, change: Change) -> ColumnRule:
    """Make the change to a rule; its steps come in the order in which they run."""
    words = [word for word in rule.transforms if str(word) not in change.without]
    for step in change.steps:
        words = _with_step(words, step)
    rule = replace(rule, transforms=tuple(ordered(words)))
    if not change.moves:
        return rule
    steps = rule.transforms if change.target else ()
    return replace(rule, target=change.target, transforms=steps, hash=HashRule())


def changed_mapping(mapping: Mapping, change: Change) -> Mapping:
    """Make the change to a mapping.

    Raises:
        DecisionError: It has no such column.
    """
    rule = rule_of(mapping, change.column)
    return replace(
        mapping,
        rules=tuple(changed_rule(rule, change) if one is rule else one for one in mapping.rules),
    )


def rule_of(mapping: Mapping, column: str) -> ColumnRule:
    """Find the rule of a column.

    Raises:
        DecisionError: It has no such column.
    """
    found = next((rule for rule in mapping.rules if rule.column == column), None)
    if found is None:
        raise DecisionError("The fix", [f"the mapping has no column `{column}`; ask for the fixes again"])
    return found


def _with_step(words: list[Word], step: Word) -> list[Word]:
    """Add a step; one that may stand once gives way to what both say."""
    name = str(step)
    if TRANSFORMS[name].repeats:
        return [*words, step] if step not in words else words
    earlier = next((word for word in words if str(word) == name), None)
    return [*(word for word in words if word is not earlier), _both(earlier, step) if earlier else step]


def _both(earlier: Word, step: Word) -> Word:
    if not isinstance(earlier, Step) or not isinstance(step, Step):
        return step
    first = TRANSFORMS[step.name].parameters[0]
    if first.kind == "columns":
        old, new = (told(word.arguments, [first])[first.name] for word in (earlier, step))
        return Step(step.name, list(dict.fromkeys([*old, *new])))
    if isinstance(earlier.arguments, dict) and isinstance(step.arguments, dict):
        return Step(step.name, {**earlier.arguments, **step.arguments})
    return step

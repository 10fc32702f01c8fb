"""How a rule changes when an analyst decides something: another target, a step more, a word of it said."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from userferry.mapping import TRANSFORMS, ColumnRule, HashRule, Step
from userferry.mapping.following import arguments_of, gives, ordered, step_complaints
from userferry.mapping.steps import TABLES, Parameter, Word


def with_target(rule: ColumnRule, target: str | None, ranked: Sequence[ColumnRule]) -> ColumnRule:
    """Give a column another target; one that was proposed brings the transforms it needs."""
    if target == rule.target:
        return rule
    proposed = next((one for one in ranked if one.target == target), None)
    transforms = proposed.transforms if proposed else rule.transforms
    if target is None:
        transforms = ()
    return replace(rule, target=target, transforms=transforms, hash=HashRule())


def with_step(rule: ColumnRule, name: str) -> ColumnRule:
    """Add a transform; what it has to be told is empty until somebody says it."""
    transform = TRANSFORMS[name]
    needs = any(one.default is None for one in transform.parameters) or name == "factors"
    word: Word = Step(name, {}) if needs else name
    return replace(rule, transforms=tuple(ordered([*rule.transforms, word])))


def without_step(rule: ColumnRule, place: int) -> ColumnRule:
    """Take the transform at a place away."""
    steps = ordered(rule.transforms)
    return replace(rule, transforms=tuple(word for at, word in enumerate(steps) if at != place))


def with_argument(rule: ColumnRule, place: int, name: str, said: str) -> ColumnRule:
    """Tell a transform something; what is left empty is not said, so that its default holds."""
    steps = ordered(rule.transforms)
    word = steps[place]
    parameters = TRANSFORMS[str(word)].parameters
    parameter = next(one for one in parameters if one.name == name)
    value = _read(parameter, said, _kind_before(rule, steps[:place]))
    told = arguments_by_name(word) | {name: value}
    told = {
        one.name: told[one.name]
        for one in parameters
        if one.name in told and told[one.name] is not None and told[one.name] != one.default
    }
    steps[place] = _spelled(str(word), told, parameters)
    return replace(rule, transforms=tuple(steps))


def with_value(rule: ColumnRule, value: str, becomes: str | None) -> ColumnRule:
    """Say what a value becomes: a text, None for nothing on purpose, an empty text to leave it undecided."""
    steps = ordered(rule.transforms)
    place = [str(word) for word in steps].index("values")
    table = table_of(steps[place])
    if becomes == "":
        table.pop(value, None)
    else:
        table[value] = becomes
    steps[place] = Step("values", _typed(table))
    return replace(rule, transforms=tuple(steps))


def table_of(word: Word) -> dict[str, Any]:
    """Give what each value becomes, by the value's text."""
    said = arguments_of(word)
    return {str(key): one for key, one in said.items()} if isinstance(said, dict) else {}


def as_text(value: Any) -> str | None:
    """Give a word of a rule as it is typed; None where nothing is said."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def arguments_by_name(word: Word) -> dict[str, Any]:
    """Give what a step is told, by its parameters' names; a table of values is not among it."""
    said, parameters = arguments_of(word), TRANSFORMS[str(word)].parameters
    if said is None or not parameters or parameters[0].kind in TABLES:
        return {}
    return dict(said) if isinstance(said, dict) else {parameters[0].name: said}


def _spelled(name: str, given: dict[str, Any], parameters: Sequence[Parameter]) -> Word:
    # As a person would write it: one thing that has to be said stands alone.
    first = parameters[0]
    if list(given) == [first.name] and first.default is None:
        return Step(name, given[first.name])
    return Step(name, given)


def _read(parameter: Parameter, said: str, kind: str) -> Any:
    """Read what a field holds; what cannot be read stays a text, and is complained of."""
    if parameter.kind == "columns":
        return [name.strip() for name in said.split(",") if name.strip()] or None
    if parameter.kind == "texts":
        return said
    is_number = parameter.kind == "number" or (parameter.kind == "any" and kind == "number")
    is_flag = parameter.kind == "flag" or (parameter.kind == "any" and kind == "boolean")
    if is_number and said.lstrip("-").isdecimal():
        return int(said)
    if is_flag and said in ("true", "false"):
        return said == "true"
    return said or None


def _typed(table: dict[str, Any]) -> dict[str, Any]:
    """Keep a table of one type: true and false where every word is one, numbers where they were, else texts."""
    texts = {key: as_text(value) for key, value in table.items()}
    kept = {text for text in texts.values() if text is not None}
    if kept and kept <= {"true", "false"}:
        return {key: None if text is None else text == "true" for key, text in texts.items()}
    was_number = any(type(value) is int for value in table.values())
    if was_number and all(one.lstrip("-").isdecimal() for one in kept):
        return {key: None if text is None else int(text) for key, text in texts.items()}
    return texts


def _kind_before(rule: ColumnRule, steps: Sequence[Word]) -> str:
    return "string" if step_complaints(steps, rule.column) else gives(steps, rule.column)

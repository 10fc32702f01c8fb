"""One step of a column's rule: a transform's name, with what it is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import available_timezones

from userferry.decisions import unknown_name

Kind = Literal["text", "number", "length", "flag", "texts", "table", "columns", "names", "any"]


@dataclass(frozen=True, slots=True)
class Step:
    """A transform with arguments, as the mapping file says it: `{name: arguments}`.

    Args:
        name: Of the vocabulary.
        arguments: A table of its parameters, or the one value that matters.
    """

    name: str
    arguments: Any

    def __str__(self) -> str:
        """Give its name, as a plain word is its own name."""
        return self.name


Word = str | Step
"""A step of a rule: a plain word is a transform without arguments."""


def word_as_written(word: Word) -> str | dict[str, Any]:
    """Give a step as a decisions file has it."""
    return {word.name: word.arguments} if isinstance(word, Step) else word


def word_as_read(written: object) -> Word:
    """Read a step of a decisions file; what is none becomes a word that nobody knows."""
    if isinstance(written, dict) and len(written) == 1:
        ((name, arguments),) = written.items()
        return Step(str(name), arguments)
    return str(written)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a transform is told.

    Args:
        name: As the mapping file spells it.
        kind: What it may be: `table` is names and values, `names` a table of texts, `columns` names of the dump's
            columns.
        default: Where it may be left out; None where it must be said.
        choices: What it may be, where that is a closed set.
    """

    name: str
    kind: Kind = "text"
    default: Any = None
    choices: Sequence[str] = ()


_MOST_PARTS = 99


def _is_texts(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(one, str) and one for one in said)


def _is_table(said: Any) -> bool:
    if not isinstance(said, dict) or not said:
        return False
    kept = {type(value) for value in said.values() if value is not None}
    return len(kept) == 1 and kept <= {str, bool, int}


def _is_names(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and bool(said)
        and all(one is None or (isinstance(one, str) and one != "") for one in said.values())
    )


TABLES = frozenset({"table", "names"})
"""Kinds that are a table themselves, so that a table of arguments cannot be told from it."""

_KINDS: dict[Kind, tuple[str, Callable[[Any], bool]]] = {
    "text": ("a text", lambda said: isinstance(said, str) and said != ""),
    "number": (
        "a whole number that is not 0",
        lambda said: type(said) is int and 0 < abs(said) <= _MOST_PARTS,
    ),
    "length": ("a whole number above 0", lambda said: type(said) is int and said > 0),
    "flag": ("true or false", lambda said: isinstance(said, bool)),
    "texts": ("a text, which may be empty", lambda said: isinstance(said, str)),
    "columns": ("a list of columns", lambda said: _is_texts(said) and bool(said)),
    "table": (
        "a table of values, all texts, all numbers or all true and false",
        _is_table,
    ),
    "names": ("a table of texts, or null for what is left out", _is_names),
    "any": (
        "a text, a number, true or false",
        lambda said: isinstance(said, str | int | bool) and said != "",
    ),
}


def told(arguments: Any, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Give each parameter its value: a value alone is the first parameter's, and the others have their defaults."""
    names = {one.name for one in parameters}
    is_named = isinstance(arguments, Mapping) and parameters[0].kind not in TABLES
    given = dict(arguments) if is_named else {parameters[0].name: arguments} if names else {}
    if parameters and parameters[0].kind in TABLES:
        given = {parameters[0].name: {str(key): value for key, value in arguments.items()}}
    return {one.name: one.default for one in parameters if one.default is not None} | given


def argument_complaints(word: Word, parameters: Sequence[Parameter], where: str) -> list[str]:
    """List what is wrong with a step's arguments, a sentence each."""
    if not isinstance(word, Step):
        needed = [one.name for one in parameters if one.default is None]
        return (
            [f"`{word}` {where} must say its {', '.join(f'`{name}`' for name in needed)}"] if needed else []
        )
    if not parameters:
        return [f"`{word}` {where} takes no arguments; write it as a plain word"]
    first = parameters[0]
    if first.kind in TABLES:
        words, is_right = _KINDS[first.kind]
        return [] if is_right(word.arguments) else [f"`{word}` {where} wants {words}"]
    given = dict(word.arguments) if isinstance(word.arguments, Mapping) else {first.name: word.arguments}
    if set(given) <= {one.name for one in parameters if one.kind == "flag"}:
        found_nothing = ", ".join(f"`{one.name}`" for one in parameters)
        return [f"`{word}` {where} says none of {found_nothing}"]
    known = [one.name for one in parameters]
    found = [
        unknown_name(str(name), known, what=f"part of `{word}` {where}")
        for name in given
        if name not in known
    ]
    for one in parameters:
        words, is_right = _KINDS[one.kind]
        if one.name not in given:
            if one.default is None:
                found.append(f"`{word}` {where} must say its `{one.name}`")
        elif not is_right(given[one.name]):
            found.append(f"`{one.name}` of `{word}` {where} must be {words}")
        elif one.choices and given[one.name] not in one.choices:
            found.append(unknown_name(given[one.name], one.choices, what=f"{one.name} of `{word}` {where}"))
    return found


@dataclass(frozen=True, slots=True)
class Example:
    """What goes in, and what comes out.

    Args:
        before: The column's value.
        after: What becomes of it.
        arguments: As the mapping file says them; None for a plain word.
        beside: The row's other columns.
    """

    before: Any
    after: Any
    arguments: Any = None
    beside: dict[str, str] = field(default_factory=dict)


ZONES = tuple(sorted(available_timezones()))

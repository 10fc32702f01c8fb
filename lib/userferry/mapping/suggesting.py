"""Propose a complete mapping from the columns' names and what their values show; what lacks evidence stays open.

names ──senses──┐
                ├──▶ every clue weighed for every column ──▶ the best first, each attribute once ──▶ Mapping
profile ──kinds─┘
"""

import re
from collections.abc import Sequence

import polars as pl

from userferry.mapping.assigning import Choice, assign
from userferry.mapping.decided import OPEN, ColumnRule, Mapping
from userferry.mapping.doubting import reason_to_doubt
from userferry.mapping.leaving import reason_to_leave
from userferry.mapping.names import path_of
from userferry.mapping.steps import Step, Word
from userferry.mapping.table import Facts, Table
from userferry.mapping.transforms import TRANSFORMS
from userferry.profile import Profile, profile_users
from userferry.profile.words import FALSE, TRUE
from userferry.schema import FORBIDDEN_APP_METADATA

_TURNED = {
    "written dd.mm.yyyy": ("99.99.9999", r"^(\d{2})\.(\d{2})\.(\d{4})$", "$3-$2-$1"),
    "written dd-mm-yyyy": ("99-99-9999", r"^(\d{2})-(\d{2})-(\d{4})$", "$3-$2-$1"),
    "written dd/mm/yyyy": ("99/99/9999", r"^(\d{2})/(\d{2})/(\d{4})$", "$3-$2-$1"),
    "written mm/dd/yyyy": ("99/99/9999", r"^(\d{2})/(\d{2})/(\d{4})$", "$3-$1-$2"),
}
"""How a column's days are written, as its profile says → their pattern, and what turns them round so that they sort."""

_MOMENTS = {
    "utc_datetime": re.compile(r"^9999-99-99[ A]99:99:99(?:\.9{1,6})?(?:A|\+99(?::?99)?)?$"),
    "epoch_seconds": re.compile(r"^9{9,10}$"),
    "epoch_millis": re.compile(r"^9{12,13}$"),
}
_ZONED = re.compile(r"(?:A|\+99(?::?99)?)$")
_READ_BY_BOOLEAN = frozenset({"1", "0", "t", "f", "true", "false", "y", "n", "yes", "no", "on", "off"})
"""The words that the transform `boolean` reads, in lower case."""

_PATTERNS_TOLD = 0.8


def suggest_mapping(found: Profile | pl.LazyFrame | pl.DataFrame, previous: Mapping | None = None) -> Mapping:
    """Propose a target for each column, one column an attribute, each with how sure that is and why.

    Args:
        found: A profile, or the dump's frame, which is profiled first.
        previous: What was decided before; a column of the same name keeps its rule.

    Returns:
        A mapping with a rule for each column of the dump, in the dump's order. A rule's `reason` begins with the
        confidence, "98%: …"; a column without evidence has no target and says so.
    """
    profile = found if isinstance(found, Profile) else profile_users(found.lazy())
    table = Table.of(profile)
    columns = table.columns
    decided = {rule.column: rule for rule in previous.rules if rule.column in columns} if previous else {}
    taken = {rule.target for rule in decided.values() if rule.target}
    given = {column: rule.target for column, rule in decided.items() if rule.target}
    chosen = assign(table, [column for column in columns if column not in decided], given)
    rules: dict[str, ColumnRule] = {
        column: ColumnRule(rule.column, rule.target, rule.transforms, _kept_reason(rule.reason), rule.hash)
        for column, rule in decided.items()
    }
    for column, choice in chosen.items():
        rules[column] = proposed(column, choice, columns[column], taken)
    return Mapping(
        tuple(
            rules.get(column) or _open(column, _reason(column, table, taken), facts)
            for column, facts in columns.items()
        )
    )


def proposed(column: str, choice: Choice, facts: Facts, taken: set[str]) -> ColumnRule:
    """Write a choice as a rule, with its transforms and the reason in words.

    Args:
        column: The column's name.
        choice: What it becomes.
        facts: What its values show.
        taken: Targets that are given away; the rule's own is added.
    """
    clue = choice.clue
    target = _place(clue.target, column, taken) if clue.is_metadata else clue.target
    taken.add(target)
    transforms: tuple[Word, ...] = clue.transforms
    if clue.transforms == ("utc_datetime",):
        transforms = _reading(facts)
    if target == "mfa_factors":
        transforms = (Step("factors", {"totp": column}),)
    named = f"named `{column}`" if clue.needs else "its name says little"
    words = [named, f"{facts['kind']}: {facts['reason']}"]
    words += [clue.note] if clue.note else []
    if transforms == ("utc_datetime",) and not all(
        _ZONED.search(one["pattern"]) for one in facts["patterns"]
    ):
        words.append("taken as UTC, and `datetime` reads another zone")
    if "boolean" in transforms:
        told = [str(one["value"]) for one in facts["top"]]
        if reader := read_truth(told):
            transforms = tuple(reader if each == "boolean" else each for each in transforms)
        else:  # a person translates them
            words.append(f"`boolean` does not read {', '.join(_unread(told))}")
    return ColumnRule(column, target, transforms, f"{choice.confidence:.0%}: {'; '.join(words)}")


def _place(target: str, column: str, taken: set[str]) -> str:
    """Spell a path in the metadata that nothing else has and Auth0 allows."""
    root, _, key = target.partition(".")
    own = path_of(column) or key or "value"
    for name in (key or own, own, *(f"{own}_{number}" for number in range(2, 1_000))):
        allowed = f"legacy_{name}" if root == "app_metadata" and name in FORBIDDEN_APP_METADATA else name
        spelled = allowed if not allowed[0].isdigit() else f"_{allowed}"
        if f"{root}.{spelled}" not in taken:
            return f"{root}.{spelled}"
    return f"{root}.{own}"


def _reading(facts: Facts) -> tuple[Word, ...]:
    """Give the transform that makes a column's moments sort, none where they do or where none can be told."""
    told = facts["patterns"]
    for way, (pattern, find, written) in _TURNED.items():
        if facts["reason"] == way and told and all(one["pattern"] == pattern for one in told):
            return (Step("replace", {"find": find, "with": written, "regex": True}),)
    for name, form in _MOMENTS.items():
        read = sum(one["share"] for one in told if form.match(one["pattern"]))
        if name in TRANSFORMS and told and read >= _PATTERNS_TOLD * sum(one["share"] for one in told):
            return (name,)
    return ()


def read_truth(values: Sequence[str]) -> Word | None:
    """Give what reads true and false from a column's values: `boolean`, or a table of words such as ja and nein.

    Args:
        values: The column's different values.

    Returns:
        None where one of them says neither.
    """
    if not _unread(values):
        return "boolean"
    words = {value: value.strip().lower() for value in sorted(values)}
    if not (TRUE | FALSE).issuperset(words.values()):
        return None
    return Step("values", {value: word in TRUE for value, word in words.items()})


def _unread(values: Sequence[str]) -> list[str]:
    """Name the words that `boolean` does not read."""
    return sorted({value.strip().lower() for value in values} - _READ_BY_BOOLEAN)


def _kept_reason(reason: str) -> str:
    mark = "100%: decided before"
    return reason if reason.startswith(mark) else f"{mark}{'; ' + reason if reason else ''}"


def _reason(column: str, table: Table, taken: set[str]) -> str:
    return (
        reason_to_leave(column, table)
        or _rivals(column, table, taken)
        or reason_to_doubt(column, table, taken)
        or next(
            (f"its values are those of `{source}`" for source in sorted(table.repeats.get(column, ()))), ""
        )
    )


def _rivals(column: str, table: Table, taken: set[str]) -> str:
    """Say that a column is one of several, none of which is the better, so that a person chooses."""
    hashes = table.other_hashes(column) if table.columns[column]["kind"] == "hash" else []
    if hashes:
        return f"`{column}` and `{hashes[0]}` both hold hashes; one of them is the password's"
    if "user_id" in taken or column not in table.keys:
        return ""
    return f"{' and '.join(f'`{key}`' for key in table.keys)} each tell the users apart; one of them is `user_id`"


def _open(column: str, why: str, facts: Facts) -> ColumnRule:
    unknown = f"values of kind {facts['kind']}, and no attribute is usually called that"
    return ColumnRule(column, reason=f"{OPEN} {why or unknown}")

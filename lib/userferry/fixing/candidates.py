"""Which changes of a mapping may be tried for what is broken: those of `checks.fixes`, made for this dump."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from userferry.checks.connection import read_demands
from userferry.checks.fixes import Fix, fixes_of
from userferry.fixing.change import Change, changed_mapping, rule_of
from userferry.fixing.judging import Connection, batches, find_wrong_targets, sound_mapping, values_of
from userferry.fixing.states import read_states
from userferry.frames import ROW, Frame, numbered
from userferry.mapping import ColumnRule, Mapping, Step, before_after
from userferry.mapping.following import arguments_of, gives, step_complaints
from userferry.mapping.names import senses_of
from userferry.mapping.phones import country_of, international
from userferry.mapping.targets import legal_path
from userferry.schema import ATTRIBUTES

_LOOKED_AT = 10_000
"""So many rows show which values a column has."""

_SECRETS = frozenset({"password", "digest", "salt", "token", "totp", "twofactor"})
"""Senses of a column's name that no fix sends to another place."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change that may repair rows.

    Args:
        change: Of one column's rule.
        words: What it does.
        loses: What is lost by it; empty where nothing is.
    """

    change: Change
    words: str
    loses: str = ""


def find_candidates(
    frame: Frame, mapping: Mapping, rules: Iterable[str], connection: Connection = None
) -> list[Candidate]:
    """Give what may be tried, each change once, in the order of the rules and of their fixes.

    Args:
        frame: The dump; read where the numbers of a column have to say of which country they are.
        mapping: What is decided.
        rules: Those that are broken; of those about targets all that the mapping breaks are looked at.
        connection: As for `check_users`.
    """
    found = target_candidates(mapping, lambda rule: _different(frame, mapping, rule.column))
    for rule in rules:
        fixable = fixes_of(rule)
        column = mapping.source_of(fixable.attribute or rule.partition(".")[0])
        if column is None or column in find_wrong_targets(mapping):
            continue
        made = [_made(fix, rule_of(mapping, column), mapping, frame, connection) for fix in fixable.fixes]
        found += [one for one in made if one]
    distinct = {repr(one.change): one for one in reversed(found)}
    return [one for one in found if distinct[repr(one.change)] is one and _can_be_followed(one, mapping)]


Values = Callable[[ColumnRule], Iterable[str]]
"""The different values that a rule's steps make of its column, or some of them."""


def target_candidates(mapping: Mapping, values: Values) -> list[Candidate]:
    """Give what may be tried for the columns whose target cannot be followed.

    A column whose name or target speaks of a credential is sent nowhere else.
    """
    wrong = find_wrong_targets(mapping)
    senses = senses_of([rule.column for rule in mapping.rules])
    found = []
    for column, broken in wrong.items():
        rule = rule_of(mapping, column)
        root = str(rule.target).partition(".")[0]
        told = [*senses[column], *senses_of([str(rule.target)])[str(rule.target)]]
        is_secret = root in ATTRIBUTES and ATTRIBUTES[root].is_credential
        is_secret |= any(word & _SECRETS for word in told)
        for fix in fixes_of(broken).fixes:
            one = _target_candidate(fix, rule, mapping, values)
            if one and not (is_secret and one.change.moves):
                found.append(one)
    return [one for one in found if _can_be_followed(one, mapping)]


def _target_candidate(fix: Fix, rule: ColumnRule, mapping: Mapping, values: Values) -> Candidate | None:
    """Make a fix for this rule; nothing where it would read none of the values."""
    words, change = fix.words, Change(rule.column, fix.steps)
    if fix.asks == "key":
        taken = [str(one.target) for one in mapping.rules if one.target and one is not rule]
        path = legal_path(str(rule.target), rule.column, taken)
        change = Change(rule.column, target=path, moves=True)
    elif fix.asks == "nowhere":
        change = Change(rule.column, moves=True)
    elif fix.asks == "plain":
        odd = [str(word) for word in rule.transforms if gives([word], rule.column) != "string"]
        change = Change(rule.column, without=tuple(odd))
    elif fix.asks == "states":
        there = list(values(rule))
        said = read_states(str(rule.target), there)
        words = _said_of_states(said, len(there) - len(said))
        change = Change(rule.column, (Step("values", said),))
        return Candidate(change, words, fix.loses) if said else None
    elif fix.steps and not _reads_any(change, list(values(rule))):
        return None
    return Candidate(change, words, fix.loses)


def _said_of_states(said: dict[str, bool], others: int) -> str:
    read = ", ".join(f"`{value}` as {str(becomes).lower()}" for value, becomes in said.items())
    rest = f"; {others:,} more of its values {'is' if others == 1 else 'are'} yours to say under Values"
    return f"reads {read}" + (rest if others else "")


def _reads_any(change: Change, there: list[str]) -> bool:
    """Say whether the steps read one of the values; true where there is none to try."""
    values = pl.DataFrame(
        {ROW: range(len(there)), change.column: there}, schema_overrides={change.column: pl.String}
    )
    read = before_after(values, ColumnRule(change.column, transforms=change.steps)).collect()["after"]
    return not there or bool(read.is_not_null().any())


def _different(frame: Frame, mapping: Mapping, column: str) -> list[str]:
    """Give some of the different values that a rule's steps make of its column, in the dump's order."""
    first = numbered(frame).head(_LOOKED_AT).collect()
    return values_of(first, mapping, column).drop_nulls().unique(maintain_order=True).to_list()


def _made(
    fix: Fix, rule: ColumnRule, mapping: Mapping, frame: Frame, connection: Connection
) -> Candidate | None:
    """Make a fix for this dump and this rule; nothing where what it asks for is not there."""
    column, words, steps = rule.column, fix.words, fix.steps
    login = mapping.source_of("username")
    if fix.asks == "converted":
        change = Change(column, target="custom_password_hash", moves=True)
        return None if mapping.source_of("custom_password_hash") else Candidate(change, words, fix.loses)
    if fix.asks == "country":
        country, share = _country(frame, mapping, column)
        if not country:
            return None
        steps, words = (Step("country_code", country),), f"{words.format(country=country)}: {share}"
    elif fix.asks == "login":
        if login is None:
            return None
        steps = (Step("coalesce", [login]),)
    elif fix.asks == "bounds":
        steps = (_only_valid_username(connection),)
    elif fix.asks == "factors":
        said = next(arguments_of(word) for word in rule.transforms if str(word) == "factors")
        steps = (Step("factors", {**said, **dict.fromkeys(map(str, fix.steps), True)}),)
    return Candidate(Change(column, steps), words, fix.loses)


def _only_valid_username(connection: Connection) -> Step:
    shortest, longest = bounds = read_demands(connection).username_bounds
    if bounds == read_demands(None).username_bounds:
        return Step("only_valid", "username")
    return Step("only_valid", {"form": "username", "shortest": shortest, "longest": longest})


def _country(frame: Frame, mapping: Mapping, column: str) -> tuple[str, str]:
    """Name the country of most of a column's numbers that say theirs, and how many those are; empty where none does."""
    counted: dict[str, int] = {}
    for batch in batches(frame):
        numbers = (
            values_of(batch, mapping, column).to_frame("number").select(international(pl.col("number"), {}))
        )
        found = (
            numbers.select(country_of(pl.col("number")).alias("country"))
            .drop_nulls()
            .to_series()
            .value_counts()
        )
        for country, rows in found.iter_rows():
            counted[country] = counted.get(country, 0) + rows
    if not counted:
        return "", ""
    country = max(counted, key=lambda one: (counted[one], one))
    return country, f"so are {counted[country]:,} of {sum(counted.values()):,} that have one"


def _can_be_followed(candidate: Candidate, mapping: Mapping) -> bool:
    changed = changed_mapping(mapping, candidate.change)
    rule = rule_of(changed, candidate.change.column)
    if step_complaints(rule.transforms, rule.column):
        return False
    return rule.column not in find_wrong_targets(changed) and not sound_mapping(changed).complaints()

"""Which changes of a mapping may be tried for what is broken: those of `checks.fixes`, made for this dump."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from userferry.checks.connection import read_demands
from userferry.checks.fixes import Fix, fixes_of
from userferry.fixing.change import Change, changed_mapping, rule_of
from userferry.fixing.judging import Connection, batches, find_wrong_targets, sound_mapping, values_of
from userferry.frames import Frame
from userferry.mapping import ColumnRule, Mapping, Step
from userferry.mapping.following import arguments_of, gives, step_complaints
from userferry.mapping.names import senses_of
from userferry.mapping.phones import country_of, international
from userferry.mapping.targets import legal_path
from userferry.schema import ATTRIBUTES

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
    found = target_candidates(mapping)
    for rule in rules:
        fixable = fixes_of(rule)
        column = mapping.source_of(fixable.attribute or rule.partition(".")[0])
        if column is None or column in find_wrong_targets(mapping):
            continue
        made = [_made(fix, rule_of(mapping, column), mapping, frame, connection) for fix in fixable.fixes]
        found += [one for one in made if one]
    distinct = {repr(one.change): one for one in reversed(found)}
    return [one for one in found if distinct[repr(one.change)] is one and _can_be_followed(one, mapping)]


def target_candidates(mapping: Mapping) -> list[Candidate]:
    """Give what may be tried for the columns whose target cannot be followed; this needs no dump.

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
            change = _target_change(fix, rule, mapping)
            if not (is_secret and change.moves):
                found.append(Candidate(change, fix.words, fix.loses))
    return [one for one in found if _can_be_followed(one, mapping)]


def _target_change(fix: Fix, rule: ColumnRule, mapping: Mapping) -> Change:
    if fix.asks == "key":
        taken = [str(one.target) for one in mapping.rules if one.target and one is not rule]
        return Change(
            rule.column,
            target=legal_path(str(rule.target), rule.column, taken),
            moves=True,
        )
    if fix.asks == "nowhere":
        return Change(rule.column, moves=True)
    if fix.asks == "plain":
        odd = [str(word) for word in rule.transforms if gives([word], rule.column) != "string"]
        return Change(rule.column, without=tuple(odd))
    return Change(rule.column, fix.steps)


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

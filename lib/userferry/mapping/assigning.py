"""Weigh every clue for every column, then give each attribute to the column that speaks for it best."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from userferry.mapping.beside import senses
from userferry.mapping.clues import ATTRIBUTE_CLUES, Clue
from userferry.mapping.doubting import reason_to_doubt
from userferry.mapping.holding import holds
from userferry.mapping.leaving import reason_to_leave
from userferry.mapping.lexicon import Meaning
from userferry.mapping.metadata import METADATA_CLUES
from userferry.mapping.names import path_of
from userferry.mapping.supposing import suppose
from userferry.mapping.table import Table

THRESHOLD = 0.5
"""The confidence below which a column is left open."""

_OTHER_KIND = 0.95
_SPELT_ALIKE = 1.02
_EMPTY = 0.7
"""What is left of an attribute's weight for a column that next to nobody has filled in."""


_COPIED = frozenset({"email", "username", "name", "given_name", "family_name"})
_TELLING = frozenset({"email", "datetime", "ip", "locale", "country", "hash"})
"""Kinds that say by themselves what a column is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column's best use.

    Args:
        clue: What spoke for it.
        confidence: 0 to 1.
    """

    clue: Clue
    confidence: float


def assign(
    table: Table, columns: Collection[str], decided: Mapping[str, str] | None = None
) -> dict[str, Choice]:
    """Choose for each column, the best first; an attribute goes to one column, a place in the metadata to any.

    Args:
        table: All of the dump's columns.
        columns: Those to choose for.
        decided: What other columns become.

    Returns:
        A choice for each column that reaches the threshold, in the order they were made.
    """
    order = list(table.columns)
    fresh = [column for column in columns if not reason_to_leave(column, table)]
    weighed = [
        (round(score, 4), -order.index(column), column, clue)
        for column in fresh
        for clue in (*ATTRIBUTE_CLUES, *METADATA_CLUES)
        if (score := weigh(clue, column, table)) >= THRESHOLD
    ]
    chosen: dict[str, Choice] = {}
    given = dict(decided or {})
    gone = set(given.values())
    for score, _, column, clue in sorted(weighed, key=lambda one: one[:2], reverse=True):
        if column in chosen or clue.target in gone:
            continue
        chosen[column] = Choice(clue, score)
        if not clue.is_metadata:
            gone.add(clue.target)
            given[column] = clue.target
    kept = {
        column: choice
        for column, choice in chosen.items()
        if not choice.clue.is_metadata or _is_kept_aside(column, given, table)
    }
    unexplained = [
        column for column in fresh if column not in chosen and _is_kept_aside(column, given, table)
    ]
    return kept | _supposed(unexplained, kept, table, is_blocked_told="blocked" in gone)


def _supposed(
    columns: Collection[str], kept: Mapping[str, Choice], table: Table, *, is_blocked_told: bool
) -> dict[str, Choice]:
    """Choose for what no clue explains, where its kind and its neighbours make one place the likeliest."""
    roots = {
        column: choice.clue.target.partition(".")[0]
        for column, choice in kept.items()
        if choice.clue.is_metadata
    }
    return {
        column: Choice(clue, clue.weight)
        for column in columns
        if (clue := suppose(column, roots, table, is_blocked_told=is_blocked_told))
    }


def _is_kept_aside(column: str, given: Mapping[str, str], table: Table) -> bool:
    """Whether a column may go to the metadata: it repeats none that becomes an attribute, and may be none itself."""
    return not _is_copy(column, given, table) and not reason_to_doubt(column, table, set(given.values()))


def _is_copy(column: str, given: Mapping[str, str], table: Table) -> bool:
    if table.columns[column]["kind"] != "email" and table.share_filled(column) < 1.0:
        return False
    said = senses([table.meanings[column]])
    return any(
        given.get(source) in _COPIED and (given[source] == "email" or said & senses([table.meanings[source]]))
        for source in table.repeats.get(column, ())
    )


def weigh(clue: Clue, column: str, table: Table) -> float:
    """Say how much a clue speaks for a column, 0 to 1; 0 where it does not.

    Args:
        clue: What may speak for it.
        column: Its name.
        table: It and its neighbours.
    """
    facts, meaning = table.columns[column], table.meanings[column]
    kind = facts["kind"]
    if kind not in clue.kinds:
        return 0.0
    coverage = _coverage(clue, meaning)
    if coverage is None or not holds(clue, column, table):
        return 0.0
    fit = 1.0 if kind == clue.kinds[0] or clue.is_metadata else _OTHER_KIND
    sure = 0.9 + 0.1 * float(facts["confidence"])
    # Of two that say the same, the one that is spelt as Auth0 spells it means just that.
    spelt = _SPELT_ALIKE if path_of(column) == clue.target else 1.0
    # When something was verified is filled in only where it was.
    is_sparse = clue.is_metadata or "is_set" in clue.transforms
    filled = 1.0 if is_sparse else _EMPTY + (1 - _EMPTY) * table.share_filled(column)
    return min(1.0, clue.weight * (0.55 + 0.45 * coverage) * fit * sure * spelt * filled)


def _coverage(clue: Clue, meaning: Meaning) -> float | None:
    """The share of a name's words that a clue explains; None where it needs a sense that no word has."""
    senses = {sense for word in meaning for sense in word}
    if clue.outright and clue.needs <= senses and "role" not in senses:
        return 1.0
    if not clue.needs:
        # What a name is known to say outweighs what its values may be taken for.
        is_guess = clue.kinds[0] not in _TELLING
        return None if is_guess and any(meaning) else 1.0
    if not all(any(sense in word for word in meaning) for sense in clue.needs):
        return None
    if len(clue.needs) > sum(bool(word & clue.needs) for word in meaning):
        return None
    return sum(bool(word & clue.needs) for word in meaning) / len(meaning)

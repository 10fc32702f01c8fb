"""Weigh every clue for every column, then give each attribute to the column that speaks for it best."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from userferry.mapping.clues import ATTRIBUTE_CLUES, LEFT_BEHIND, METADATA_CLUES, Clue
from userferry.mapping.names import Meaning, path_of
from userferry.mapping.transforms import TRANSFORMS

THRESHOLD = 0.5
"""The confidence below which a column is left open."""

_KEYED = ("language", "country", "gender", "address", "title", "timezone", "zip", "city")
"""Senses whose numbers are keys into tables that do not come along."""

_OTHER_KIND = 0.95
_SPELT_ALIKE = 1.02
_NEARLY_EACH = 0.95
Facts = Mapping[str, Any]
"""A row of `Profile.columns`."""


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
    meanings: Mapping[str, Meaning], columns: Mapping[str, Facts], taken: Collection[str] = ()
) -> dict[str, Choice]:
    """Choose for each column, the best first; an attribute goes to one column, a place in the metadata to any.

    Args:
        meanings: What each column's name means.
        columns: What their values show.
        taken: Attributes that are given away already.

    Returns:
        A choice for each column that reaches the threshold, in the order they were made.
    """
    order = list(columns)
    weighed = [
        (round(score, 4), -order.index(column), column, clue)
        for column, facts in columns.items()
        if not reason_to_leave(meanings[column], facts)
        for clue in (*ATTRIBUTE_CLUES, *METADATA_CLUES)
        if (score := _weigh(clue, column, meanings, columns)) >= THRESHOLD
    ]
    chosen: dict[str, Choice] = {}
    gone = set(taken)
    for score, _, column, clue in sorted(weighed, key=lambda one: one[:2], reverse=True):
        if column in chosen or clue.target in gone:
            continue
        chosen[column] = Choice(clue, score)
        if not clue.is_metadata:
            gone.add(clue.target)
    return chosen


def reason_to_leave(meaning: Meaning, facts: Facts) -> str:
    """Say why a column is left open whatever else speaks for it; empty where nothing says so."""
    kind = facts["kind"]
    if kind == "empty":
        return "no value is filled in"
    senses = {sense for word in meaning for sense in word}
    if kind == "hash" and "password" in senses and not senses & {"token", "reset"}:
        return ""
    if kind == "totp_secret" and "totp" in senses:
        return ""
    told = [
        word & LEFT_BEHIND.keys() for word in meaning if word and word <= {*LEFT_BEHIND, "lock", "second"}
    ]
    if (found := next((sorted(word) for word in told if word), None)) and not _is_key(facts, meaning):
        return LEFT_BEHIND[found[0]]
    if (
        senses & {*_KEYED}
        and any("id" in word for word in meaning)
        and kind in ("id", "number", "status", "boolean")
    ):
        return "" if "company" in senses else "a key into a table that does not come along"
    return ""


def _is_key(facts: Facts, meaning: Meaning) -> bool:
    return len(meaning) == 1 and "id" in meaning[0] and facts["distinct"] == facts["filled"]


def _weigh(clue: Clue, column: str, meanings: Mapping[str, Meaning], columns: Mapping[str, Facts]) -> float:
    facts = columns[column]
    kind = facts["kind"]
    if kind not in clue.kinds or not _holds(clue, column, facts, meanings):
        return 0.0
    coverage = _coverage(clue, meanings[column])
    if coverage is None:
        return 0.0
    fit = 1.0 if kind == clue.kinds[0] or clue.is_metadata else _OTHER_KIND
    sure = 0.9 + 0.1 * float(facts["confidence"])
    # Of two that say the same, the one that is spelt as Auth0 spells it means just that.
    spelt = _SPELT_ALIKE if path_of(column) == clue.target else 1.0
    return min(1.0, clue.weight * (0.55 + 0.45 * coverage) * fit * sure * spelt)


def _coverage(clue: Clue, meaning: Meaning) -> float | None:
    """The share of a name's words that a clue explains; None where it needs a sense that no word has."""
    if not clue.needs:
        # What a name is known to say outweighs what its values may be taken for.
        is_guess = clue.kinds == ("number", "status")
        return None if is_guess and any(meaning) else 1.0
    if not all(any(sense in word for word in meaning) for sense in clue.needs):
        return None
    if len(clue.needs) > sum(bool(word & clue.needs) for word in meaning):
        return None
    return sum(bool(word & clue.needs) for word in meaning) / len(meaning)


def _holds(clue: Clue, column: str, facts: Facts, meanings: Mapping[str, Meaning]) -> bool:
    """Whether what is peculiar to an attribute holds."""
    if any(name not in TRANSFORMS for name in clue.transforms):
        return False
    is_constant = facts["distinct"] == 1
    if clue.target == "user_id":
        return (
            facts["distinct"] == facts["filled"]
            and facts["filled"] > 0
            and _is_about_person(meanings[column])
        )
    if clue.target == "username":
        return bool(facts["distinct"] >= _NEARLY_EACH * facts["filled"])
    if clue.target == "blocked":
        return not is_constant and (clue.needs != {"status"} or _share_true(facts) > 0.5)  # noqa: PLR2004 most of them
    if clue.needs == {"name"} and clue.target in ("given_name", "family_name"):
        return clue.target in set(_missing(column, meanings))
    return not (clue.is_metadata and is_constant)


def _is_about_person(meaning: Meaning) -> bool:
    # A key of its own beside one unknown word may be the person's; beside a known one it is that thing's.
    return all("id" in word or not word or word <= {"person"} for word in meaning)


def _missing(column: str, meanings: Mapping[str, Meaning]) -> Iterator[str]:
    """Name the parts of a person's name that no other column is named as, where the other part has one."""
    others = {
        sense for other, words in meanings.items() if other != column for word in words for sense in word
    }
    if "family" in others and "given" not in others:
        yield "given_name"
    if "given" in others and "family" not in others:
        yield "family_name"


def _share_true(facts: Facts) -> float:
    told = {str(one["value"]).lower(): int(one["rows"]) for one in facts["top"]}
    return sum(rows for value, rows in told.items() if value in ("1", "t", "true", "y", "yes")) / max(
        1, sum(told.values())
    )

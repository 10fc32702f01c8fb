"""A dump's columns side by side: what their names mean, what their values show, and which of them tell users apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from userferry.mapping.beside import addresses, repeated, senses
from userferry.mapping.lexicon import Meaning, words_of
from userferry.mapping.names import senses_of
from userferry.profile import Profile
from userferry.profile.words import TRUE

Facts = Mapping[str, Any]
"""A row of `Profile.columns`."""

_MOST = 0.7
_ESTIMATED = 0.85
"""What an estimate of distinct values may fall short by."""

_NEARLY_ALL = 0.9
_HANDLE = re.compile(r"[Aa]{2,}[._-]?[Aa]*9{0,4}")
_KEY = frozenset({"id", "person"})
_DIGEST = frozenset({"digest"})
_MARKED = 0.9
"""The confidence that a digest's length alone reaches."""


def differ(facts: Facts, share: float = 1.0) -> bool:
    """Say whether a column's values differ, or a share of them does; of many rows that is an estimate."""
    least = share if facts["is_exact"] else share * _ESTIMATED
    return bool(facts["is_key"] or facts["distinct"] >= least * facts["filled"])


def share_true(facts: Facts) -> float:
    """Give the share of a column's commonest values that say true."""
    told = {str(one["value"]).strip().lower(): int(one["rows"]) for one in facts["top"]}
    return sum(rows for value, rows in told.items() if value in TRUE) / max(1, sum(told.values()))


@dataclass(frozen=True)
class Table:
    """The columns that are weighed against each other.

    Args:
        meanings: What each column's name means.
        columns: What their values show.
        repeats: Columns whose values a column has, row by row, in capitals or not.
    """

    meanings: Mapping[str, Meaning]
    columns: Mapping[str, Facts]
    repeats: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def share_filled(self, column: str) -> float:
        """Say how full a column is beside the fullest, in quarters: less says nothing of which is the better."""
        return round(4 * float(self.columns[column]["filled"]) / max(1, self._most)) / 4

    def is_unique(self, column: str) -> bool:
        """Say whether each row has a value, and one of its own."""
        facts = self.columns[column]
        is_own = facts["distinct"] == facts["filled"] if facts["is_exact"] else facts["is_key"]
        return bool(is_own and facts["filled"] == self._most > 0)

    def varies(self, column: str) -> bool:
        """Say whether a column tells rows apart, be it by having a value or none."""
        facts = self.columns[column]
        return bool(facts["distinct"] > 1 or 0 < facts["filled"] < self._most)

    def is_blocked_beside(self, column: str) -> bool:
        """Say whether another column's name says that the account is blocked, or that it works, by a person's hand."""
        return any(
            bool(meaning) and all(word & {"blocked", "active"} and "lock" not in word for word in meaning)
            for other, meaning in self.meanings.items()
            if other != column
        )

    def near(self, column: str) -> list[Meaning]:
        """Give what the names of the columns before and after one mean."""
        order = list(self.columns)
        place = order.index(column)
        return [self.meanings[other] for other in order[max(0, place - 1) : place + 2] if other != column]

    def is_handle(self, column: str) -> bool:
        """Say whether a column that is named a key holds what people type, beside a number that counts them."""
        facts = self.columns[column]
        shares = {one["pattern"]: float(one["share"]) for one in facts["patterns"]}
        typed = sum(share for pattern, share in shares.items() if _HANDLE.fullmatch(pattern))
        is_typed = facts["kind"] == "username" or typed > _MOST * sum(shares.values())
        is_beside_key = self.is_key_first and column != next(iter(self.columns))
        return is_typed and (is_beside_key or bool(self._numbers - {column}))

    def other_hashes(self, column: str) -> list[str]:
        """Give columns named the hash where this one is named the password: `user_hash` of `user_password`."""
        *owner, _ = words_of(column) or ("",)
        return [
            other
            for other, facts in self.columns.items()
            if other != column
            and owner
            and [*words_of(other)[:-1]] == owner
            and self.meanings[other] == (_DIGEST,)
            and facts["kind"] == "hash"
            and self.is_unique(other)
        ]

    @cached_property
    def marked_hashes(self) -> list[str]:
        """Columns of hashes that carry the mark of a form, such as `$2y$`."""
        return [
            column
            for column, facts in self.columns.items()
            if facts["kind"] == "hash" and float(facts["confidence"]) > _MARKED
        ]

    def others(self, column: str) -> frozenset[str]:
        """Give what the names of the other columns say."""
        return senses(words for other, words in self.meanings.items() if other != column)

    def share_of_rows(self, column: str) -> float:
        """Give how many of the fullest column's rows a column fills, 0 to 1."""
        return float(self.columns[column]["filled"]) / max(1, self._most)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Columns of addresses that stand apart."""
        return addresses(self.meanings)

    @classmethod
    def of(cls, profile: Profile) -> "Table":
        """Lay a profile's columns side by side."""
        columns = {str(facts["column"]): facts for facts in profile.columns.iter_rows(named=True)}
        return cls(senses_of(columns), columns, repeated(profile))

    @cached_property
    def keys(self) -> list[str]:
        """Columns named as the user's key that are one."""
        return [
            column
            for column in self.columns
            if self.is_unique(column)
            and all(word & _KEY for word in self.meanings[column])
            and (any("id" in word for word in self.meanings[column]) or self._is_first_number(column))
        ]

    @cached_property
    def is_key_first(self) -> bool:
        """Whether the first column is a key, whatever it is called."""
        first = next(iter(self.columns))
        return self.columns[first]["kind"] == "id" and self.is_unique(first)

    def _is_first_number(self, column: str) -> bool:
        return column == next(iter(self.columns)) and self.columns[column]["kind"] == "id"

    @cached_property
    def _numbers(self) -> set[str]:
        return {
            column
            for column, facts in self.columns.items()
            if facts["kind"] == "id"
            and self.is_unique(column)
            and all(word & (_KEY | {"number"}) for word in self.meanings[column])
            and sum(one["share"] for one in facts["patterns"] if set(one["pattern"]) == {"9"}) > _NEARLY_ALL
        }

    @cached_property
    def _most(self) -> int:
        return max((int(facts["filled"]) for facts in self.columns.values()), default=0)

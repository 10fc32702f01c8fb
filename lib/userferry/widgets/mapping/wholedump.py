"""The whole dump, as far as it is counted: asks for counts when the mapping changes, and keeps what comes."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from userferry.dumps import Recipe
from userferry.fixing import Fixes, Offer
from userferry.mapping import ColumnRule, Mapping, Seen
from userferry.mapping.seen import read_seen
from userferry.profile import Profile
from userferry.profile.verdict import SECRETS
from userferry.widgets.mapping import whole
from userferry.widgets.mapping.counter import Answer, Counter
from userferry.widgets.mapping.counting import Question

_FEW = 50
"""Different values that a column has at most for all of them to be counted unasked."""

_UNASKED = "The whole dump is counted once this page is open"
_COMPLAINTS = "The whole dump is counted once the complaints are mended"
_BEGINS = "The whole dump is being opened"
_UNKNOWN = "The whole dump is not counted: nothing says how to open it again"


class WholeDump:
    """Counts over the whole dump.

    Args:
        recipe: How it is opened; None where nobody knows, and nothing is counted.
        profile: What is known of it.
        hear: Called when there is more to show.
        call: Runs something where the model lives.
    """

    def __init__(
        self,
        recipe: Recipe | None,
        profile: Profile,
        hear: Callable[[], None],
        call: Callable[[Callable[[], None]], None],
    ) -> None:
        self._recipe, self._profile, self._hear = recipe, profile, hear
        self._few = tuple(
            name
            for name, kind, distinct in profile.columns.select("column", "kind", "distinct").iter_rows()
            if distinct <= _FEW and kind not in SECRETS
        )
        self._counter = Counter(self._take, call)
        self._is_open = False
        self._asked: Mapping | None = None
        self._answer: Answer = {}
        self._told: tuple[Mapping, Answer] | None = None
        self._salt = secrets.token_bytes(16)
        self._keys: dict[str, str] = {}
        self.counts = whole.nothing_counted(_UNASKED)

    @property
    def pid(self) -> int | None:
        """The process that counts, None where none does."""
        return self._counter.pid

    @property
    def seen(self) -> Seen | None:
        """What the dump is like, once it is counted with the mapping at hand."""
        return read_seen(self._answer["seen"])[0] if "seen" in self._answer else None

    def open(self, mapping: Mapping | None) -> None:
        """Somebody looks: begin to count; None where the mapping cannot be followed."""
        self._is_open = True
        self.ask(mapping)

    def ask(self, mapping: Mapping | None) -> None:
        """Count with this mapping, unless it is what is counted already."""
        if not self._is_open:
            return
        if mapping is None or self._recipe is None:
            self._counter.end()
            self._asked, self._answer = None, {}
            self.counts = whole.nothing_counted(_COMPLAINTS if self._recipe else _UNKNOWN)
        elif self._asked is None or _work_of(mapping) != _work_of(self._asked):
            self._asked, self._answer = mapping, {}
            self.counts = whole.nothing_counted(_BEGINS)
            with_table = [rule.column for rule in mapping.rules if "values" in map(str, rule.transforms)]
            known = [column for column in self._few if column in mapping.targets()]
            self._counter.ask(Question(self._recipe, mapping, tuple(dict.fromkeys([*with_table, *known]))))

    def close(self) -> None:
        """End what runs."""
        self._is_open = False
        self._counter.end()
        if "seen" not in self._answer:
            self._asked = None

    def offers(self, key: str) -> tuple[Offer, ...]:
        """Give the fix of a key that the page names, or all that go together; none where it is out of date."""
        found = self._answer.get("fixes")
        if not found:
            return ()
        fixes = Fixes.as_read(found)
        if key == whole.ALL:
            return fixes.together
        return tuple(one for place, one in enumerate(fixes.offers) if str(place) == key)

    def of_rule(self, rule: ColumnRule) -> dict[str, Any] | None:
        """Give how many rows a rule changes and empties, as far as that is counted with its steps as they are."""
        if self._told is None:
            return None
        mapping, answer = self._told
        known = next((one for one in mapping.rules if one.column == rule.column), None)
        if known is None or known.transforms != rule.transforms:
            return None
        changed, emptied = (answer[what].get(rule.column, 0) for what in ("changed", "emptied"))
        return {"changed": changed, "emptied": emptied, "rows": answer["rows"], "is_all": answer["is_all"]}

    def values(self, column: str) -> tuple[dict[str, int], int] | None:
        """Give a column's values with their rows, and of how many rows; None where they are not counted."""
        if self._told is None or column not in self._told[1]["values"]:
            return None
        return self._told[1]["values"][column], self._told[1]["rows"]

    def key_of(self, value: str) -> str:
        """Give a name for a value, by which the page may speak of it without knowing it."""
        key = hashlib.blake2b(value.encode(), key=self._salt, digest_size=8).hexdigest()
        self._keys[key] = value
        return key

    def value_of(self, key: str) -> str:
        """Give the value that a name stands for; empty where it stands for none."""
        return self._keys.get(key, "")

    def _take(self, answer: Answer) -> None:
        if self._asked is None:
            return
        if "error" in answer and "seen" in self._answer:
            self._answer = self._answer | {"fixes": None}
            self.counts = whole.counted(self._answer, self._asked, self._profile.rows)
        elif "error" in answer:
            self.counts = whole.failed(answer["error"])
        else:
            self._answer, self._told = answer, (self._asked, answer)
            self.counts = whole.counted(answer, self._asked, self._profile.rows)
        self._hear()


def _work_of(mapping: Mapping) -> list[tuple[object, ...]]:
    """Tell what of a mapping the counts depend on: not on reasons, nor on who accepted."""
    return [(rule.column, rule.target, rule.transforms, rule.hash) for rule in mapping.rules]

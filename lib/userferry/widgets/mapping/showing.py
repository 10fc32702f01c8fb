"""What the panel shows, kept in step with what is decided; each part is a trait, so that only what changed goes out."""

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from traitlets import Dict, List, Unicode

from userferry.display import headline
from userferry.dumps import Dump
from userferry.errors import UserferryError
from userferry.fixing import Offer, offer_targets
from userferry.mapping import ColumnRule, Mapping, column_drift, suggest_mapping
from userferry.mapping.following import columns_read, ordered, step_complaints
from userferry.profile import Profile
from userferry.widgets.editing import Editing
from userferry.widgets.file import DecisionsFile
from userferry.widgets.mapping import shown
from userferry.widgets.mapping.checklist import checklist
from userferry.widgets.mapping.deciding import as_text, table_of
from userferry.widgets.mapping.proposing import propose_targets, states_of
from userferry.widgets.mapping.samples import Samples
from userferry.widgets.mapping.veil import Veil
from userferry.widgets.mapping.whole import linked, lost_sentence, offers_shown
from userferry.widgets.mapping.wholedump import WholeDump
from userferry.widgets.timing import Timing

_USERS = 20
_UNWORKABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What an expression that an analyst wrote may end in, once it meets the dump's values."""

_MOST_VALUES = 200


class MappingShown(Editing[Mapping]):
    """The parts of the panel, made from the mapping, the profile, the first rows and what is counted.

    Args:
        path: The mapping file; where there is none yet, the suggestion is the start.
        profile: The dump's profile.
        dump: The dump; its first rows are read now, all of it is counted once somebody looks.
        accepted_by: Who decides, written beside what is accepted; may be empty.
        show_values: Show values as they are; credentials stay hidden.
        timing: When what can wait is done.
    """

    facts: List[shown.Json] = List(help="What does not change, of each column.").tag(shown=True)
    vocabulary: List[shown.Json] = List(help="Every transform.").tag(shown=True)
    attributes: List[shown.Json] = List(help="Every attribute.").tag(shown=True)
    lines: List[shown.Json] = List(help="What is decided, of each column.").tag(shown=True)
    detail = Dict(help="The selected column.").tag(shown=True)
    counts = Dict(help="What the whole dump would give.").tag(shown=True)
    user = Dict(help="One final user.").tag(shown=True)
    accepted_by = Unicode(help="Who decides.").tag(shown=True)

    def __init__(
        self,
        path: Path,
        profile: Profile,
        dump: Dump,
        *,
        accepted_by: str = "",
        show_values: bool = False,
        timing: Timing | None = None,
    ) -> None:
        file = DecisionsFile(path, Mapping.read)
        super().__init__(file, file.saved or suggest_mapping(profile), timing)
        self.profile, self.accepted_by = profile, accepted_by
        self._veil = Veil(profile, show_values=show_values)
        self._samples = Samples(dump.frame, self._veil)
        self._whole = WholeDump(dump.recipe, profile, self._heard, self._timing.call)
        self._ranked = cache(lambda column: propose_targets(profile, self._samples, column))
        self._keeps_out = cache(lambda column: bool(states_of(self._samples, column)))
        self._selected = self.mapping.rules[0].column
        self._place = 0
        self.vocabulary, self.attributes = shown.vocabulary(), shown.attributes()
        self._show()

    @property
    def mapping(self) -> Mapping:
        """What is decided so far."""
        return self._history.now

    def rule(self, column: str) -> ColumnRule:
        """What is decided of one column."""
        return next(rule for rule in self.mapping.rules if rule.column == column)

    def _find_complaints(self) -> list[str]:
        return self.mapping.complaints() + column_drift(self.mapping, list(self.profile.kinds()))

    def _show(self) -> None:
        """Show everything anew; a part that stays as it was does not go out."""
        columns = [rule.column for rule in self.mapping.rules]
        if [fact["column"] for fact in self.facts] != columns:
            self.facts = shown.facts(self.profile, self._samples, columns)
        if self._selected not in columns:
            self._selected = columns[0]
        self._show_lines()
        self._show_detail()
        self._show_concerns()
        self._show_status()
        self._timing.soon(self._show_user)

    def _show_lines(self) -> None:
        columns = [rule.column for rule in self.mapping.rules]
        wrong = {name for one in self.complaints() for name in shown.columns_of(one, columns)}
        wrong |= {one["column"] for one in self._whole.counts["fit"]}  # such as values that come out empty
        self.lines = [shown.line(rule, is_wrong=rule.column in wrong) for rule in self.mapping.rules]

    def _show_detail(self) -> None:
        rule = self.rule(self._selected)
        fact = next(one for one in self.facts if one["column"] == rule.column)
        root, _, path = (rule.target or "").partition(".")
        wrong = [one for one in self.complaints() if rule.column in shown.columns_of(one, [rule.column])]
        self.detail = fact | {
            "target": rule.target or "",
            "is_open": rule.is_open,
            "root": root if path else "",
            "path": path,
            "reason": rule.reason,
            "accepted": rule.accepted,
            "sure": shown.confidence(rule),
            "proposals": shown.proposals(rule, self._ranked(rule.column)),
            "steps": shown.steps(rule),
            "complaints": wrong,
            "preview": self._preview(rule),
            "values": self._values(rule),
            "rows": self.profile.rows,
        }

    def _preview(self, rule: ColumnRule) -> dict[str, Any]:
        """Show before and after, with counts over the whole dump where they are there."""
        if not self._can_follow(rule):
            rule = ColumnRule(rule.column, rule.target)
        try:
            found = self._samples.preview(rule)
        except _UNWORKABLE as error:
            return {"pairs": [], "changed": 0, "emptied": 0, "of": _broken_off(error)}
        counted = self._whole.of_rule(rule) or {name: found[name] for name in ("changed", "emptied", "rows")}
        is_all = bool(counted.get("is_all"))
        of = f"all {counted['rows']:,} rows" if is_all else f"the first {counted['rows']:,} rows"
        return {
            "pairs": found["pairs"],
            "changed": counted["changed"],
            "emptied": counted["emptied"],
            "of": of,
        }

    def _can_follow(self, rule: ColumnRule) -> bool:
        if step_complaints(rule.transforms, rule.column):
            return False
        return set(columns_read(rule.transforms)) <= set(self._samples.frame.columns)

    def _values(self, rule: ColumnRule) -> dict[str, Any]:
        """Show the table of values with how often each stands in the dump; empty where the rule has none."""
        steps = ordered(rule.transforms)
        word = next((one for one in steps if str(one) == "values"), None)
        if word is None:
            return {}
        table = table_of(word)
        found = self._whole.values(rule.column)
        counted, rows = found or (self._samples.values(rule), self._samples.rows)
        every = {**counted, **{value: 0 for value in table if value not in counted}}
        few = list(every.items())[:_MOST_VALUES]
        texts = self._samples.shown(rule, [value for value, _ in few])
        listed = [
            {
                "key": self._whole.key_of(value),
                "value": text,
                "rows": count,
                "is_said": value in table,
                "becomes": as_text(table.get(value)),
            }
            for (value, count), text in zip(few, texts, strict=True)
        ]
        return {"of": f"{rows:,} rows", "listed": listed, "more": max(0, len(every) - _MOST_VALUES)}

    def _target_offers(self) -> dict[str, Offer]:
        """Give the other targets that are offered where one cannot be followed, by the keys that the page names."""
        offers = offer_targets(self.mapping, self._samples.values) if self.complaints() else ()
        return {f"target {place}": one for place, one in enumerate(offers)}

    def _offers(self, key: str) -> tuple[Offer, ...]:
        """Give the fixes of a key that the page names."""
        targets = self._target_offers()
        return (targets[key],) if key in targets else self._whole.offers(key)

    def _show_concerns(self) -> None:
        columns = [rule.column for rule in self.mapping.rules]
        offers = offers_shown(self._target_offers().items())
        self.concerns = {
            "complaints": [
                one | {"fixes": [offer for offer in offers if offer["column"] == one["column"]]}
                for one in linked(self.complaints(), columns)
            ],
            "drift": bool(column_drift(self.mapping, list(self.profile.kinds()))),
            "checklist": checklist(self.mapping, self.profile, self._states()),
        }

    def _states(self) -> list[str]:
        """Name the columns whose words say whom they keep out."""
        return [rule.column for rule in self.mapping.rules if self._keeps_out(rule.column)]

    def _show_status(self) -> None:
        self.counts = self._whole.counts
        super()._show_status()

    def _progress(self) -> dict[str, Any]:
        placed, every = sum(rule.target is not None for rule in self.mapping.rules), len(self.mapping.rules)
        lost = lost_sentence(self.counts, self.profile.rows)
        return {
            "placed": placed,
            "every": every,
            "meter": headline(self.mapping) + (f", {lost}" if lost else ""),
            "can_remember": self._whole.seen is not None and self._whole.seen != self.mapping.seen,
        }

    def _show_user(self) -> None:
        of = min(_USERS, self._samples.rows)
        if self.complaints() or not of:
            why = "Shown once the complaints are mended." if self.complaints() else "The dump has no rows."
            self.user = {"place": 0, "of": 0, "json": "", "why": why}
            return
        try:
            text = self._samples.user(self.mapping, self._place)
        except UserferryError as error:
            self.user = {"place": 0, "of": 0, "json": "", "why": str(error)}
        except _UNWORKABLE as error:
            self.user = {"place": 0, "of": 0, "json": "", "why": _broken_off(error)}
        else:
            self.user = {"place": self._place, "of": of, "json": text, "why": ""}

    def _heard(self) -> None:
        """Counts have come."""
        self._show_lines()
        self._show_detail()
        self._show_status()


def _broken_off(error: BaseException) -> str:
    # What polars says may hold values of the dump.
    return (
        f"no rows: a transform breaks off on the dump's values ({type(error).__name__}); change or remove it"
    )

"""The mapping being edited: everything that a person can do to it."""

from dataclasses import replace

from userferry.fixing import apply_fix
from userferry.mapping import OPEN, ColumnRule, Mapping, suggest_mapping
from userferry.widgets.mapping import deciding, shown
from userferry.widgets.mapping.showing import MappingShown

BY_HAND = "chosen by hand"
SURE = 90
_OWN_WORDS = (OPEN, BY_HAND)


class MappingModel(MappingShown):
    """State of the mapping widget, made as `MappingShown` is: call an action, read what is shown, save."""

    ACTIONS = (
        *MappingShown.ACTIONS,
        *("close", "select", "choose_target", "add_step", "remove_step", "set_argument", "set_value"),
        *("set_reason", "set_accepted_by", "accept", "accept_sure", "apply_fix", "take_over_columns"),
        *("remember_dump", "show_user"),
    )
    """What the page may ask for."""

    _lookers = 0

    def open(self) -> None:
        """Somebody looks: count over the whole dump."""
        self._lookers += 1
        self._whole.open(self._sound())
        self._show()

    def close(self) -> None:
        """Somebody looks no more; once nobody does, what runs is ended."""
        self._lookers -= 1
        if self._lookers <= 0:
            self._whole.close()

    def select(self, column: str) -> None:
        """Show a column's detail."""
        self._selected = column
        self._said = ""
        self._show_detail()

    def choose_target(self, column: str, target: str) -> None:
        """Decide what a column becomes; an empty target leaves it behind."""
        before = self.rule(column)
        rule = deciding.with_target(before, target.strip() or None, self._ranked(column))
        if rule != before or before.is_open:
            rule = replace(rule, reason=BY_HAND)
        self._decide(rule, f"{column} becomes {target.strip() or 'nothing'}")

    def add_step(self, column: str, name: str) -> None:
        """Give a column one transform more."""
        self._decide(deciding.with_step(self.rule(column), name), f"{name} added to {column}")

    def remove_step(self, column: str, place: int) -> None:
        """Take a column's transform away."""
        self._decide(deciding.without_step(self.rule(column), place), f"a transform of {column} taken away")

    def set_argument(self, column: str, place: int, name: str, said: str) -> None:
        """Tell a transform something."""
        rule = deciding.with_argument(self.rule(column), place, name, said)
        self._decide(rule, f"{name} of a transform of {column} said")

    def set_value(self, column: str, key: str, becomes: str | None, value: str = "") -> None:
        """Say what one value becomes: None is nothing on purpose, an empty text leaves it undecided.

        Args:
            column: The column.
            key: The value's key of `detail`, so that the page need not know the value; empty for `value`.
            becomes: The word.
            value: A value that the analyst writes out.
        """
        raw = self._whole.value_of(key) if key else value
        rule = deciding.with_value(self.rule(column), raw, becomes) if raw else self.rule(column)
        self._decide(rule, f"a value of {column} becomes {becomes or 'nothing'}")

    def set_reason(self, column: str, reason: str) -> None:
        """Write down why."""
        rule = replace(self.rule(column), reason=reason.strip() or BY_HAND, accepted=self.accepted_by)
        self._keep(self._with(rule), f"the reason of {column} written")

    def set_accepted_by(self, name: str) -> None:
        """Say who decides from now on."""
        self.accepted_by = name.strip()
        self._show()

    def accept(self, column: str) -> None:
        """Accept what is proposed for a column."""
        self._accept([column])

    def accept_sure(self) -> None:
        """Accept every proposal that is at least 90 % sure and that nobody accepted yet."""
        self._accept(
            [
                rule.column
                for rule in self.mapping.rules
                if (shown.confidence(rule) or 0) >= SURE and not rule.accepted
            ]
        )

    def apply_fix(self, key: str) -> None:
        """Take a fix that is offered, or all that go together; its column is shown."""
        offers = self._offers(key)
        if not offers:
            return
        mapping = self.mapping
        for offer in offers:
            mapping = apply_fix(mapping, offer, accepted_by=self.accepted_by)
        self._selected = offers[0].column
        one = f"fixed: {offers[0].column}, {offers[0].words}"
        self._keep(mapping, one if len(offers) == 1 else f"{len(offers)} fixes taken")

    def take_over_columns(self) -> None:
        """Take the dump's columns for those of the mapping: the new ones as proposed, without those that are gone."""
        proposed = {rule.column: rule for rule in suggest_mapping(self.profile, self.mapping).rules}
        known = {rule.column: rule for rule in self.mapping.rules}
        rules = tuple(known.get(column, proposed[column]) for column in self.profile.kinds())
        self._keep(replace(self.mapping, rules=rules), "the dump's columns taken over")

    def remember_dump(self) -> None:
        """Write down what this dump is like, for the next one to be held against; it must be counted."""
        if (seen := self._whole.seen) is not None:
            self._keep(replace(self.mapping, seen=seen), "the dump remembered")

    def show_user(self, place: int) -> None:
        """Show another final user."""
        self._place = place % max(1, self._samples.rows)
        self._show_user()

    def _sound(self) -> Mapping | None:
        return None if self.complaints() else self.mapping

    def _changed(self, said: str) -> None:
        self._said = said
        self._whole.ask(self._sound())
        self._show()

    def _accept(self, columns: list[str]) -> None:
        if not self.accepted_by:
            self._tell("Nothing was accepted: write first who decides")
            return
        mapping = self.mapping
        for column in columns:
            reason = self.rule(column).reason.removeprefix(OPEN).strip()
            mapping = mapping.change(column, accepted=self.accepted_by, reason=reason)
        self._keep(mapping, f"{len(columns)} accepted" if len(columns) != 1 else f"{columns[0]} accepted")

    def _decide(self, rule: ColumnRule, what: str) -> None:
        """Keep a rule that a person changed; a reason in somebody's own words stays while the target does."""
        before = self.rule(rule.column)
        if rule == before:
            return
        is_proposed = shown.confidence(rule) is not None or rule.reason.startswith(_OWN_WORDS)
        reason = BY_HAND if is_proposed or not rule.reason else rule.reason
        self._keep(self._with(replace(rule, reason=reason, accepted=self.accepted_by)), what)

    def _with(self, rule: ColumnRule) -> Mapping:
        rules = (rule if one.column == rule.column else one for one in self.mapping.rules)
        return replace(self.mapping, rules=tuple(rules))

"""One fix that is offered, with what it does counted, and how it is taken."""

from collections.abc import Mapping as Table
from dataclasses import asdict, dataclass, replace
from typing import Any

from userferry.display import counted
from userferry.fixing.change import Change, changed_rule, rule_of
from userferry.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Offer:
    """A change of the mapping that mends rows.

    Args:
        attribute: What the column becomes, before the change.
        column: The dump's column.
        rules: The rules that rows break and would not break any more.
        is_refused: Whether these refuse a row; else the tenant takes it, and changes it.
        words: What the change does.
        loses: What is lost by it; empty where nothing is.
        change: The change itself.
        rows: Rows that break these rules; 0 where no dump was looked at.
        mends: Of these, the rows that would break them no more, and no other instead.
        repairs: Rows that are refused now and would be taken after this one change.
        changes: Values that it changes in rows that it does not mend.
        empties: Values that are there now and would be left out.
        collides: Values that it changes and that would be equal to another user's; 03-conflicts settles them.
    """

    attribute: str
    column: str
    rules: tuple[str, ...]
    is_refused: bool
    words: str
    loses: str
    change: Change
    rows: int
    mends: int
    repairs: int
    changes: int = 0
    empties: int = 0
    collides: int = 0

    @property
    def effect(self) -> str:
        """What it does to how many rows and values, for a person; empty where no dump was looked at."""
        if not self.rows:
            return ""
        done, rows = ("repairs", self.repairs) if self.is_refused else ("mends", self.mends)
        said = [f"{done} {rows:,} of {counted(self.rows, 'row')}"]
        if self.mends > rows:
            said.append(f"{self.mends - rows:,} more once another rule is mended")
        if self.changes:
            said.append(f"changes {counted(self.changes, 'value')} besides")
        if self.empties:
            said.append(f"leaves {counted(self.empties, 'value')} out")
        if self.collides:
            said.append(f"makes {self.collides:,} equal to another user's")
        return "; ".join(said)

    @property
    def reason(self) -> str:
        """Why, as the mapping file keeps it."""
        rules = ", ".join(self.rules)
        if not self.rows:
            return f"as 02-map offered, for {rules} would refuse every value"
        if not self.is_refused:
            return f"mends {counted(self.mends, 'row')} that the tenant would change: {rules}"
        if not self.repairs:
            return f"mends {counted(self.mends, 'row')} once another rule is mended: {rules}"
        return f"repairs {counted(self.repairs, 'row')} the tenant would refuse: {rules}"

    def as_written(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self) | {"rules": list(self.rules), "change": self.change.as_written()}

    @classmethod
    def as_read(cls, written: Table[str, Any]) -> "Offer":
        """Read what `as_written` gave."""
        made = {"rules": tuple(written["rules"]), "change": Change.as_read(written["change"])}
        return cls(**{**written, **made})


def apply_fix(mapping: Mapping, offer: Offer, *, accepted_by: str = "") -> Mapping:
    """Take a fix: the mapping with its change, and with why, so that it is in the file and replays headless.

    The reason that stands there stays before it, unless the column becomes something else.

    Args:
        mapping: What is decided; may have been changed since the offer was made.
        offer: Of `offer_fixes`.
        accepted_by: Who decides, written beside it.

    Raises:
        DecisionError: The mapping has no such column.
    """
    rule = rule_of(mapping, offer.change.column)
    changed = changed_rule(rule, offer.change)
    if changed == rule:
        return mapping
    before = "" if offer.change.moves else rule.reason
    reason = "; ".join(part for part in (before, offer.reason) if part)
    changed = replace(changed, reason=reason, accepted=accepted_by)
    return replace(mapping, rules=tuple(changed if one is rule else one for one in mapping.rules))

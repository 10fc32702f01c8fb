"""What people decided about conflicts: one rule for each kind, and exceptions by cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from userferry.conflicts.keys import KINDS
from userferry.decisions import read_decisions, unknown_name, write_decisions
from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.errors import DecisionError

VERSION = 1
KEEP = {
    "first": "keep the row that comes first in the dump",
    "last": "keep the row that comes last in the dump",
    "newest": "keep the row whose `by` is highest, such as the latest login",
    "oldest": "keep the row whose `by` is lowest, such as the earliest sign-up",
    "none": "keep none of them, so that somebody can look",
}
"""What a rule may keep of a cluster."""

_HEADER = (
    "Who gives way where users of the dump share an identifier that is unique in a connection.",
    *(f"keep: {name}: {meaning}" for name, meaning in KEEP.items()),
    "decisions: a cluster such as `email:17` (its first row) and the row of it that is kept.",
    "A kind without a rule is held back whole.",
)


@dataclass(frozen=True, slots=True)
class KeepRule:
    """Whom of a cluster to keep.

    Args:
        keep: A word of `KEEP`.
        by: The attribute or metadata path that `newest` and `oldest` compare; empty for the others.
    """

    keep: str
    by: str = ""

    def __str__(self) -> str:
        """Say the rule in words."""
        return f"keep {self.keep}" + (f" by {self.by}" if self.by else "")


@dataclass(frozen=True, slots=True, repr=False)
class Resolutions:
    """Rules by kind, and decisions by cluster that overrule them.

    Args:
        rules: Kind → rule.
        decisions: Cluster → the `__row` that is kept.
    """

    rules: Mapping[str, KeepRule] = field(default_factory=dict)
    decisions: Mapping[str, int] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the resolutions file, the same bytes for the same resolutions."""
        rules = {kind: _as_written(self.rules[kind]) for kind in KINDS if kind in self.rules}
        decided: dict[str, Any] = {
            "version": VERSION,
            "rules": rules,
            "decisions": dict(sorted(self.decisions.items())),
        }
        write_whole(path, write_decisions(decided, header=_HEADER))

    @classmethod
    def read(cls, path: Path) -> "Resolutions":
        """Read a resolutions file; where there is none nothing is decided, and every conflict is held back.

        Raises:
            DecisionError: with every complaint about it at once.
        """
        if not path.exists():
            return cls()
        decided = read_decisions(path, what="who gives way")
        rules, decisions = decided.get("rules") or {}, decided.get("decisions") or {}
        known = ["version", "rules", "decisions"]
        complaints = [
            unknown_name(key, known, what="part of a resolutions file") for key in decided if key not in known
        ]
        if decided.get("version") != VERSION:
            complaints.append(
                f"version is {decided.get('version')!r}; this workbench writes and reads {VERSION}"
            )
        if not isinstance(rules, dict) or not isinstance(decisions, dict):
            raise DecisionError(str(path), [*complaints, "`rules` and `decisions` hold names and values"])
        complaints += [
            sentence for kind, written in rules.items() for sentence in _complaints(str(kind), written)
        ]
        complaints += [
            f"`{cluster}` keeps {row!r}; a decision names one row by its number"
            for cluster, row in decisions.items()
            if not isinstance(row, int) or isinstance(row, bool)
        ]
        if complaints:
            raise DecisionError(str(path), complaints)
        return cls(
            {kind: KeepRule(written["keep"], written.get("by", "")) for kind, written in rules.items()},
            decisions,
        )

    def __repr__(self) -> str:
        """Say how much is decided."""
        return f"Resolutions({len(self.rules)} rules, {len(self.decisions)} decisions by cluster)"

    def _repr_html_(self) -> str:
        rows = [(kind, str(self.rules.get(kind, "no rule: held back whole"))) for kind in KINDS]
        return table(headline(self), ["users who share their", "are settled so"], rows)


def _as_written(rule: KeepRule) -> dict[str, str]:
    return {"keep": rule.keep, "by": rule.by} if rule.by else {"keep": rule.keep}


def _complaints(kind: str, written: Any) -> list[str]:
    if kind not in KINDS:
        return [unknown_name(kind, list(KINDS), what="kind of conflict")]
    if not isinstance(written, dict) or written.get("keep") not in KEEP:
        return [f"`{kind}` must say what to `keep`: one of {', '.join(KEEP)}"]
    if (written["keep"] in ("newest", "oldest")) != bool(written.get("by")):
        return [
            f"`{kind}` keeps `{written['keep']}`: `newest` and `oldest` say `by` which attribute, the others do not"
        ]
    return []

"""What people decided about conflicts: one rule for each kind, and exceptions by cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from userferry.conflicts.complaints import decision_complaints, rule_complaints
from userferry.conflicts.keys import KINDS, PERSON
from userferry.decisions import read_decisions, unknown_name, write_decisions
from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.errors import DecisionError

VERSION = 1
_FIRST_WORDS = {
    "first": "keep the row that comes first in the dump",
    "last": "keep the row that comes last in the dump",
    "newest": "keep the row whose `by` is highest, such as the latest login",
    "oldest": "keep the row whose `by` is lowest, such as the earliest sign-up",
    "none": "keep none of them, so that somebody can look",
}
_MORE_WORDS = {
    "most_complete": "keep the row that has the most attributes",
    "verified": "keep the row whose address is verified",
    "both": "keep them all; only where they may be one person",
}
KEEP = _FIRST_WORDS | _MORE_WORDS
"""What a rule may keep of a cluster."""

RULED = (*KINDS, PERSON)
"""Every kind of cluster, in the order in which they are settled."""

_HEADER = (
    "Who gives way where users of the dump share an identifier that is unique in a connection.",
    *(f"keep: {name}: {meaning}" for name, meaning in _FIRST_WORDS.items()),
    "decisions: a cluster such as `email:17` (its first row) and the row of it that is kept.",
    "A kind without a rule is held back whole.",
)


@dataclass(frozen=True, slots=True)
class KeepRule:
    """Whom of a cluster to keep; ties go to the first row.

    Args:
        keep: A word of `KEEP`.
        by: The attribute or metadata path that `newest` and `oldest` compare; empty for the others.
        merge: Attributes or metadata paths that the survivor takes, where it lacks them, from the best of the others.
        rename: For usernames: how those who would give way are called instead, such as `{username}-{n}`, where `n` is
            2 for the second of the cluster and `row` the row.
    """

    keep: str
    by: str = ""
    merge: tuple[str, ...] = ()
    rename: str = ""

    def __str__(self) -> str:
        """Say the rule in words."""
        return (
            f"keep {self.keep}"
            + (f" by {self.by}" if self.by else "")
            + (f", merging {', '.join(self.merge)}" if self.merge else "")
            + (f", renaming to {self.rename}" if self.rename else "")
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about one cluster.

    Args:
        keep: The row that is kept; `none` of them, or `both` where they may be one person.
        reason: Why, in the decider's words.
    """

    keep: int | str
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Resolutions:
    """Rules by kind, and decisions by cluster that overrule them.

    Args:
        rules: Kind → rule.
        decisions: Cluster → the `__row` that is kept, or a `Decision`.
    """

    rules: Mapping[str, KeepRule] = field(default_factory=dict)
    decisions: Mapping[str, int | Decision] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the resolutions file, the same bytes for the same resolutions."""
        rules = {kind: _as_written(self.rules[kind]) for kind in RULED if kind in self.rules}
        decided: dict[str, Any] = {
            "version": VERSION,
            "rules": rules,
            "decisions": {
                cluster: {"keep": made.keep, "reason": made.reason} if isinstance(made, Decision) else made
                for cluster, made in sorted(self.decisions.items())
            },
        }
        used = {rule.keep for rule in self.rules.values()}
        more = [f"keep: {name}: {meaning}" for name, meaning in _MORE_WORDS.items() if name in used]
        write_whole(path, write_decisions(decided, header=(*_HEADER, *more)))

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
            sentence
            for kind, written in rules.items()
            for sentence in rule_complaints(str(kind), written, RULED, KEEP)
        ]
        complaints += [
            sentence
            for cluster, made in decisions.items()
            for sentence in decision_complaints(str(cluster), made)
        ]
        if complaints:
            raise DecisionError(str(path), complaints)
        return cls(
            {
                kind: KeepRule(
                    written["keep"],
                    written.get("by", ""),
                    tuple(written.get("merge", ())),
                    written.get("rename", ""),
                )
                for kind, written in rules.items()
            },
            {
                cluster: Decision(made["keep"], made.get("reason", "")) if isinstance(made, dict) else made
                for cluster, made in decisions.items()
            },
        )

    def __repr__(self) -> str:
        """Say how much is decided."""
        return f"Resolutions({len(self.rules)} rules, {len(self.decisions)} decisions by cluster)"

    def _repr_html_(self) -> str:
        rows = [(kind, str(self.rules.get(kind, "no rule: held back whole"))) for kind in KINDS]
        if PERSON in self.rules:
            rows.append((PERSON, str(self.rules[PERSON])))
        return table(headline(self), ["users who share their", "are settled so"], rows)


def _as_written(rule: KeepRule) -> dict[str, Any]:
    more = {"by": rule.by, "merge": list(rule.merge), "rename": rule.rename}
    return {"keep": rule.keep} | {name: value for name, value in more.items() if value}

"""What people decided about conflicts: one rule for each kind, and exceptions by cluster."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from userferry.conflicts.keys import KINDS, PERSON
from userferry.conflicts.seen import Seen
from userferry.conflicts.written import VERSION, file_complaints
from userferry.decisions import read_decisions, write_decisions
from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.errors import DecisionError

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
        reason: Why, in the decider's words.
    """

    keep: str
    by: str = ""
    merge: tuple[str, ...] = ()
    rename: str = ""
    reason: str = ""

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
        seen: Kind → what there was of it when this was decided; `count_seen` gives it. Empty: nobody wrote it down.
    """

    rules: Mapping[str, KeepRule] = field(default_factory=dict)
    decisions: Mapping[str, int | Decision] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)

    def complaints(self) -> list[str]:
        """Say everything that is wrong with them, as `read` would."""
        return file_complaints(self._as_written(), RULED, KEEP)

    def write(self, path: Path) -> None:
        """Write the resolutions file, the same bytes for the same resolutions."""
        used = {rule.keep for rule in self.rules.values()}
        more = [f"keep: {name}: {meaning}" for name, meaning in _MORE_WORDS.items() if name in used]
        write_whole(path, write_decisions(self._as_written(), header=(*_HEADER, *more)))

    @classmethod
    def read(cls, path: Path) -> "Resolutions":
        """Read a resolutions file; where there is none nothing is decided, and every conflict is held back.

        Raises:
            DecisionError: with every complaint about it at once.
        """
        if not path.exists():
            return cls()
        decided = read_decisions(path, what="who gives way")
        if complaints := file_complaints(decided, RULED, KEEP):
            raise DecisionError(str(path), complaints)
        return cls(
            {
                kind: KeepRule(
                    written["keep"],
                    written.get("by", ""),
                    tuple(written.get("merge", ())),
                    written.get("rename", ""),
                    written.get("reason", ""),
                )
                for kind, written in (decided.get("rules") or {}).items()
            },
            {
                cluster: Decision(made["keep"], made.get("reason", "")) if isinstance(made, dict) else made
                for cluster, made in (decided.get("decisions") or {}).items()
            },
            {kind: Seen(**counts) for kind, counts in decided.get("seen", {}).items()},
        )

    def _as_written(self) -> dict[str, Any]:
        decided: dict[str, Any] = {
            "version": VERSION,
            "rules": {kind: _as_written(self.rules[kind]) for kind in _ordered(self.rules)},
            "decisions": {
                cluster: {"keep": made.keep, "reason": made.reason} if isinstance(made, Decision) else made
                for cluster, made in sorted(self.decisions.items())
            },
        }
        seen = {kind: self.seen[kind].as_written() for kind in _ordered(self.seen)}
        return decided | ({"seen": seen} if seen else {})

    def __repr__(self) -> str:
        """Say how much is decided."""
        return f"Resolutions({len(self.rules)} rules, {len(self.decisions)} decisions by cluster)"

    def _repr_html_(self) -> str:
        rows = [(kind, str(self.rules.get(kind, "no rule: held back whole"))) for kind in KINDS]
        if PERSON in self.rules:
            rows.append((PERSON, str(self.rules[PERSON])))
        return table(headline(self), ["users who share their", "are settled so"], rows)


def _ordered(kinds: Collection[str]) -> list[str]:
    """Put kinds into the order in which they are settled; one that is none stays last, to be complained of."""
    return [*(kind for kind in RULED if kind in kinds), *(kind for kind in kinds if kind not in RULED)]


def _as_written(rule: KeepRule) -> dict[str, Any]:
    more = {"by": rule.by, "merge": list(rule.merge), "rename": rule.rename, "reason": rule.reason}
    return {"keep": rule.keep} | {name: value for name, value in more.items() if value}

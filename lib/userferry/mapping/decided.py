"""The mapping as it was decided: a file that a person can read, review and apply to the next dump."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from userferry.decisions import read_decisions, unknown_name, write_decisions
from userferry.display import headline, table
from userferry.durable import write_whole
from userferry.errors import DecisionError
from userferry.mapping.following import columns_read, ordered, step_complaints
from userferry.mapping.hashing import HashRule, read_hash_rule
from userferry.mapping.memberships import Memberships, read_memberships
from userferry.mapping.seen import Seen, read_seen
from userferry.mapping.steps import Word, word_as_read, word_as_written
from userferry.mapping.targets import wrong_targets
from userferry.prose import prose

VERSION = 1
_HEADER = (
    "Which column of the dump becomes which attribute of an Auth0 user.",
    "target: an attribute such as email, a path such as app_metadata.plan, or null to leave the column behind.",
    "transforms: words of docs/transforms.md, such as trim and lower; they run in that page's order.",
)
OPEN = "open:"
"""How the reason of a suggestion begins that leaves a column to a person."""

_PARTS = ("version", "columns", "memberships", "seen")


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What happens to one column.

    Args:
        column: Its name in the dump.
        target: The attribute or metadata path it becomes, or `roles` or `organizations`, which are assigned after the
            import; None to leave it behind.
        transforms: Names from `TRANSFORMS`, those with arguments as a `Step`.
        reason: Why, in words: the suggestion's evidence or the analyst's note.
        accepted: Who decided it, empty where nobody said so.
        hash: Of a password column: what was decided about its hashes.
    """

    column: str
    target: str | None = None
    transforms: tuple[Word, ...] = ()
    reason: str = ""
    hash: HashRule = field(default_factory=HashRule)
    accepted: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody decided yet: it has no target, and nobody accepted that or said why."""
        return self.target is None and not self.accepted and (not self.reason or self.reason.startswith(OPEN))


@dataclass(frozen=True, slots=True, repr=False)
class Mapping:
    """A complete mapping: one rule for each column of the dump.

    Args:
        rules: In the dump's order.
        seen: What the dump was like for which it was decided, None where nobody wrote it down.
        memberships: A second dump of who belongs to which organization, None where there is none.
    """

    rules: tuple[ColumnRule, ...]
    seen: Seen | None = None
    memberships: Memberships | None = None

    def targets(self) -> dict[str, str | None]:
        """Give the target of each column, None for one left open."""
        return {rule.column: rule.target for rule in self.rules}

    def source_of(self, target: str) -> str | None:
        """Name the column that becomes a target, None where none does."""
        return next((rule.column for rule in self.rules if rule.target == target), None)

    def change(self, column: str, **decided: Any) -> "Mapping":
        """Return the mapping with one column's rule changed."""
        rules = (replaced(rule, **decided) if rule.column == column else rule for rule in self.rules)
        return replaced(self, rules=tuple(rules))

    def complaints(self) -> list[str]:
        """List everything in it that cannot be followed, a sentence each; empty when all is well."""
        found = [sentence for rule in self.rules for sentence in _rule_complaints(rule)]
        columns = [rule.column for rule in self.rules]
        found.extend(
            unknown_name(name, columns, what=f"column that `{rule.column}` is made of")
            for rule in self.rules
            if not step_complaints(rule.transforms, rule.column)
            for name in columns_read(rule.transforms)
            if name not in columns
        )
        found.extend(
            unknown_name(name, columns, what=f"column beside the hashes of `{rule.column}`")
            for rule in self.rules
            for name in rule.hash.columns
            if name not in columns
        )
        taken: dict[str, str] = {}
        for rule in self.rules:
            if rule.target and (other := taken.setdefault(rule.target, rule.column)) != rule.column:
                clash = f"`{rule.column}` and `{other}` both become `{rule.target}`"
                found.append(f"{clash}; one of them must give way")
        found.extend(
            f"`{inner_column}` becomes `{inner}`, inside `{outer}`, which `{outer_column}` fills whole"
            for outer, outer_column in taken.items()
            for inner, inner_column in taken.items()
            if inner.startswith(f"{outer}.")
        )
        if self.memberships is not None:
            found += self.memberships.complaints(columns)
        if "email" not in taken:
            found.append("no column becomes `email`; Auth0 imports no user without one")
        return found

    def write(self, path: Path) -> None:
        """Write the mapping file, the same bytes for the same mapping."""
        columns = {rule.column: _rule_as_written(rule) for rule in self.rules}
        said: dict[str, Any] = {"version": VERSION, "columns": columns}
        said |= {"memberships": self.memberships.as_written()} if self.memberships else {}
        said |= {"seen": self.seen.as_written()} if self.seen else {}
        write_whole(path, write_decisions(said, header=_HEADER))

    @classmethod
    def read(cls, path: Path) -> "Mapping":
        """Read a mapping file.

        Raises:
            DecisionError: with every complaint about it at once.
        """
        decided = read_decisions(
            path,
            what="the mapping",
            made_by="Press Save mapping in 02-map",
        )
        complaints = [
            unknown_name(key, _PARTS, what="part of a mapping") for key in decided if key not in _PARTS
        ]
        if decided.get("version") != VERSION:
            complaints.append(
                f"version is {decided.get('version')!r}; this workbench writes and reads {VERSION}"
            )
        columns = decided.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise DecisionError(str(path), [*complaints, "`columns` must list the dump's columns"])
        rules = []
        for column, written in columns.items():
            rule, wrong = _rule_as_read(str(column), written)
            rules.append(rule)
            complaints.extend(wrong)
        seen, amiss = read_seen(decided["seen"]) if "seen" in decided else (None, [])
        complaints += amiss
        memberships, wrong = (
            read_memberships(decided["memberships"]) if "memberships" in decided else (None, [])
        )
        complaints += wrong
        mapping = cls(tuple(rules), seen, memberships)
        if complaints := complaints + mapping.complaints():
            raise DecisionError(str(path), complaints)
        return mapping

    def __repr__(self) -> str:
        """Say how much is placed."""
        placed = sum(rule.target is not None for rule in self.rules)
        waiting = sum(rule.is_open for rule in self.rules)
        rest = {"left behind": len(self.rules) - placed - waiting, "open": waiting}
        others = "".join(f", {count:,} {word}" for word, count in rest.items() if count)
        return f"Mapping({placed} of {len(self.rules)} columns placed{others})"

    def _repr_html_(self) -> str:
        rows = [
            (rule.column, rule.target, ", ".join(map(str, rule.transforms)) or None, prose(rule.reason))
            for rule in self.rules
        ]
        return table(headline(self), ["column", "becomes", "transforms", "why"], rows)


def column_drift(mapping: Mapping, columns: Sequence[str]) -> list[str]:
    """List how the dump's columns differ from those the mapping was made for; empty when they agree."""
    known = [rule.column for rule in mapping.rules]
    missing = [
        f"the dump lacks the column `{name}`, which the mapping places"
        for name in known
        if name not in columns
    ]
    unseen = [
        f"the dump has a column `{name}` that the mapping does not know"
        for name in columns
        if name not in known
    ]
    return missing + unseen


def _rule_complaints(rule: ColumnRule) -> list[str]:
    unknown = step_complaints(rule.transforms, rule.column)
    unknown += rule.hash.complaints(rule.column)
    if rule.hash and rule.target != "custom_password_hash":
        unknown.append(f"`{rule.column}` says `hash`, and only `custom_password_hash` has one")
    if unknown or rule.target is None:
        return unknown
    return [wrong.sentence for wrong in wrong_targets(rule.column, rule.target, rule.transforms)]


def _rule_as_written(rule: ColumnRule) -> dict[str, Any]:
    written: dict[str, Any] = {"target": rule.target}
    if rule.transforms:
        written["transforms"] = [word_as_written(word) for word in ordered(rule.transforms)]
    if rule.reason:
        written["reason"] = rule.reason
    if rule.accepted:
        written["accepted"] = rule.accepted
    if rule.hash:
        written["hash"] = rule.hash.as_written()
    return written


def _rule_as_read(column: str, written: Any) -> tuple[ColumnRule, list[str]]:
    if not isinstance(written, dict) or "target" not in written:
        return ColumnRule(column), [f"`{column}` must say its `target`, or `target: null` to leave it behind"]
    known = ["target", "transforms", "reason", "accepted", "hash"]
    wrong = [
        unknown_name(str(key), known, what=f"part of a rule (column `{column}`)")
        for key in written
        if key not in known
    ]
    transforms = written.get("transforms") or []
    if not isinstance(transforms, list) or not isinstance(written["target"], str | None):
        return ColumnRule(column), [
            *wrong,
            f"`{column}`: `target` is one name and `transforms` a list of names",
        ]
    reason, accepted = str(written.get("reason") or ""), str(written.get("accepted") or "")
    decided, amiss = read_hash_rule(written["hash"], column) if "hash" in written else (HashRule(), [])
    steps = tuple(word_as_read(one) for one in transforms)
    return ColumnRule(column, written["target"], steps, reason, decided, accepted), wrong + amiss

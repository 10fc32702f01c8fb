"""A kind's rule as a line of the page."""

from typing import Any

from userferry.conflicts import KEEP, Conflicts, Resolutions
from userferry.conflicts.keys import PERSON
from userferry.conflicts.rules import RULED

_MANY = {"both": "both, or all of them"}
"""Word → how the page says it, where it counts two and a cluster may have more."""

COUNTS = ("clusters", "rows", "kept", "renamed", "merged_away", "held_back", "elsewhere", "open")


def every_kind(resolutions: Resolutions, conflicts: Conflicts) -> list[str]:
    """Name the kinds that there are, or that there is a rule for."""
    there = set(conflicts.clusters["kind"].unique()) | set(resolutions.rules)
    return [kind for kind in RULED if kind in there]


def kind_line(
    kind: str, resolutions: Resolutions, counts: dict[str, int], complaints: list[str]
) -> dict[str, Any]:
    """Show a kind: its rule, what the rule may say, and what comes of it.

    Args:
        kind: Which.
        resolutions: What was decided.
        counts: Its row of `Fates.kinds`; empty where it has no clusters.
        complaints: Those about everything.
    """
    rule = resolutions.rules.get(kind)
    words = [word for word in KEEP if word != "both" or kind == PERSON]
    without = "no rule: all are kept" if kind == PERSON else "no rule: held back whole"
    return {
        "kind": kind,
        "keep": rule.keep if rule else "",
        "by": rule.by if rule else "",
        "merge": ", ".join(rule.merge) if rule else "",
        "rename": rule.rename if rule else "",
        "reason": rule.reason if rule else "",
        "words": [["", without], *([word, _MANY.get(word, word.replace("_", " "))] for word in words)],
        "counts": {name: counts.get(name, 0) for name in COUNTS},
        "is_wrong": any(f"`{kind}`" in text for text in complaints),
        "can_rename": kind == "username",
    }

"""Resolutions as the file spells them, and everything that can be wrong in it."""

from collections.abc import Collection, Mapping
from typing import Any

from userferry.conflicts.complaints import decision_complaints, rule_complaints
from userferry.conflicts.seen import seen_complaints
from userferry.decisions import unknown_name

VERSION = 1
_KNOWN = ("version", "rules", "decisions", "seen")


def file_complaints(decided: Mapping[str, Any], kinds: Collection[str], words: Collection[str]) -> list[str]:
    """Say everything that is wrong with a resolutions file, a sentence each.

    Args:
        decided: What it holds.
        kinds: Every kind of cluster.
        words: What a rule may keep.
    """
    rules, decisions = decided.get("rules") or {}, decided.get("decisions") or {}
    found = [
        unknown_name(key, _KNOWN, what="part of a resolutions file") for key in decided if key not in _KNOWN
    ]
    if decided.get("version") != VERSION:
        found.append(f"version is {decided.get('version')!r}; this workbench writes and reads {VERSION}")
    if not isinstance(rules, dict) or not isinstance(decisions, dict):
        return [*found, "`rules` and `decisions` hold names and values"]
    for kind, written in rules.items():
        found += rule_complaints(str(kind), written, kinds, words)
    for cluster, made in decisions.items():
        found += decision_complaints(str(cluster), made)
    return [*found, *(seen_complaints(decided["seen"], kinds) if "seen" in decided else [])]

"""What can be wrong with a resolutions file, each thing a sentence."""

from collections.abc import Collection
from string import Formatter
from typing import Any

from userferry.conflicts.keys import KINDS, PERSON
from userferry.decisions import unknown_name
from userferry.schema import ATTRIBUTES

_PARTS = ("keep", "by", "merge", "rename", "reason")
UNMERGED = (*KINDS, "email_verified", "phone_verified", "blocked", "mfa_factors")
"""What belongs to one account and is not carried into another; nor is a credential."""


def rule_complaints(kind: str, written: Any, kinds: Collection[str], words: Collection[str]) -> list[str]:
    """Say everything that is wrong with a rule as it is written."""
    if kind not in kinds:
        return [unknown_name(kind, list(kinds), what="kind of conflict")]
    if not isinstance(written, dict) or written.get("keep") not in words:
        return [f"`{kind}` must say what to `keep`: one of {', '.join(words)}"]
    keep = written["keep"]
    found = [unknown_name(str(part), _PARTS, what="part of a rule") for part in written if part not in _PARTS]
    if (keep in ("newest", "oldest")) != bool(written.get("by")):
        found.append(
            f"`{kind}` keeps `{keep}`: `newest` and `oldest` say `by` which attribute, the others do not"
        )
    if keep == "both" and kind != PERSON:
        found.append(f"`{kind}` keeps `both`, and Auth0 takes one; only a `{PERSON}` can be kept twice")
    if not isinstance(written.get("reason", ""), str):
        found.append(f"`{kind}` gives as its reason {written['reason']!r}; a reason is a sentence")
    return [*found, *_merge_complaints(kind, written), *_rename_complaints(kind, written)]


def decision_complaints(cluster: str, made: Any) -> list[str]:
    """Say everything that is wrong with a decision about a cluster as it is written."""
    keep = made.get("keep") if isinstance(made, dict) else made
    is_row = isinstance(keep, int) and not isinstance(keep, bool)
    if isinstance(made, dict) and keep == "both" and not cluster.startswith(f"{PERSON}:"):
        return [f"`{cluster}` keeps `both`, and Auth0 takes one"]
    if is_row or (isinstance(made, dict) and keep in ("none", "both")):
        return []
    says = "a decision names one row by its number, or is `{keep: …, reason: …}` with a row, `none` or `both`"
    return [f"`{cluster}` keeps {keep!r}; {says}"]


def _merge_complaints(kind: str, written: dict[str, Any]) -> list[str]:
    merge = written.get("merge", [])
    if not isinstance(merge, list) or not all(isinstance(path, str) for path in merge):
        return [f"`{kind}` merges a list of attributes, such as `[given_name, app_metadata.plan]`"]
    found = []
    for path in merge:
        name = path.split(".")[0]
        if name not in ATTRIBUTES:
            found.append(f"`{kind}` merges: {unknown_name(name, list(ATTRIBUTES), what='attribute')}")
        elif name in UNMERGED or ATTRIBUTES[name].is_credential:
            found.append(
                f"`{kind}` merges `{path}`, which belongs to one account and is not carried into another"
            )
        elif name == path and ATTRIBUTES[name].kind == "object":
            found.append(f"`{kind}` merges `{path}`: name its keys, such as `{path}.plan`")
    if merge and written["keep"] in ("none", "both"):
        found.append(f"`{kind}` keeps `{written['keep']}`, so that nobody is merged into anybody")
    return found


def _rename_complaints(kind: str, written: dict[str, Any]) -> list[str]:
    rename = written.get("rename", "")
    if not rename:
        return []
    if kind != "username":
        return [f"`{kind}` cannot be renamed; only a `username` can"]
    try:
        fields = {
            name
            for _, name, spec, how in Formatter().parse(rename)
            if name is not None and not spec and not how
        }
        held = [name for _, name, _, _ in Formatter().parse(rename) if name is not None]
    except (TypeError, ValueError):
        fields, held = set(), [""]
    if not fields <= {"username", "n", "row"} or not fields & {"n", "row"} or len(held) != len(fields):
        return [
            f"`{kind}` is renamed by a template of `{{username}}`, `{{n}}` and `{{row}}`, with one of the last two"
        ]
    return [f"`{kind}` keeps `none`, so that nobody is left to rename"] if written["keep"] == "none" else []

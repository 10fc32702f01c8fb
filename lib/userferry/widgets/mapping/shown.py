"""What the panel shows of columns and rules, as plain JSON; nothing here is decided, and no value leaves unveiled."""

import re
from collections.abc import Sequence
from typing import Any

from userferry.mapping import TRANSFORMS, ColumnRule
from userferry.mapping.following import ordered
from userferry.mapping.names import path_of
from userferry.mapping.steps import TABLES, Parameter
from userferry.profile import Profile
from userferry.schema import ASSIGNED, ATTRIBUTES
from userferry.widgets.mapping.deciding import arguments_by_name, as_text
from userferry.widgets.mapping.proposing import KEPT
from userferry.widgets.mapping.samples import Samples

Json = dict[str, Any]
METADATA = ("app_metadata", "user_metadata")
_SURE = re.compile(r"^(\d+)%: ?")
_NAMED = re.compile(r"[Cc]olumn `([^`]+)`")
_TOLD = re.compile(r"`([^`]+)`")


def facts(profile: Profile, samples: Samples, columns: Sequence[str]) -> list[Json]:
    """Give what does not change: each column's name, kind, fill, distinct values and three samples."""
    known = {row["column"]: row for row in profile.columns.iter_rows(named=True)}
    gone = {"kind": "not in the dump", "why": "", "filled": 0, "share": 0.0, "distinct": "0", "samples": []}
    return [
        {"column": name, **(_fact(known[name], profile.rows, samples) if name in known else gone)}
        for name in columns
    ]


def _fact(row: Json, rows: int, samples: Samples) -> Json:
    return {
        "kind": row["kind"],
        "why": row["reason"],
        "filled": row["filled"],
        "share": row["filled"] / max(1, rows),
        "distinct": f"{'' if row['is_exact'] else '≈ '}{row['distinct']:,}",
        "samples": samples.of(row["column"]),
    }


def line(rule: ColumnRule, *, is_wrong: bool) -> Json:
    """Give what a column's row says of its rule."""
    sign = "wrong" if is_wrong else "placed" if rule.target else "open" if rule.is_open else "left"
    return {
        "column": rule.column,
        "target": rule.target or "",
        "steps": ", ".join(map(str, ordered(rule.transforms))),
        "sign": sign,
        "sure": confidence(rule),
        "accepted": bool(rule.accepted),
    }


def confidence(rule: ColumnRule) -> int | None:
    """Read how sure a suggestion is, in per cent; None of what a person decided."""
    found = _SURE.match(rule.reason)
    return int(found[1]) if found else None


def proposals(rule: ColumnRule, ranked: Sequence[ColumnRule]) -> list[Json]:
    """Give the targets among which to choose: what is chosen, what speaks for itself, the metadata, and none."""
    key = path_of(rule.column) or "value"
    listed = [
        {
            "target": one.target,
            "sure": confidence(one),
            "reason": _SURE.sub("", one.reason),
            "steps": ", ".join(map(str, one.transforms)),
        }
        for one in ranked
    ]
    plain = {f"{root}.{key}": meaning for root, meaning in KEPT.items()}
    known = {one["target"] for one in listed}
    if rule.target and rule.target not in {*known, *plain}:
        listed.insert(
            0, {"target": rule.target, "sure": confidence(rule), "reason": _SURE.sub("", rule.reason)}
        )
    listed += [
        {"target": path, "sure": None, "reason": why} for path, why in plain.items() if path not in known
    ]
    return [*listed, {"target": "", "sure": None, "reason": "left behind: no user has it"}]


def steps(rule: ColumnRule) -> list[Json]:
    """Give a rule's transforms, with a field for each thing that they are told."""
    return [
        {
            "name": str(word),
            "meaning": TRANSFORMS[str(word)].meaning if str(word) in TRANSFORMS else "",
            "fields": _fields(word, TRANSFORMS[str(word)].parameters) if str(word) in TRANSFORMS else [],
        }
        for word in ordered(rule.transforms)
    ]


def _fields(word: Any, parameters: Sequence[Parameter]) -> list[Json]:
    said = arguments_by_name(word)
    return [
        {"name": one.name, "kind": one.kind, "value": _said(said.get(one.name, one.default))}
        for one in parameters
        if one.kind not in TABLES
    ]


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else as_text(value) or ""


def vocabulary() -> list[Json]:
    """Give every transform there is, with what may be said in a field that has a closed set."""
    return [
        {
            "name": one.name,
            "meaning": one.meaning,
            "choices": {said.name: list(said.choices) for said in one.parameters if said.choices},
        }
        for one in TRANSFORMS.values()
    ]


def attributes() -> list[Json]:
    """Give every attribute that Auth0 imports, and what is assigned after the import, with its meaning."""
    imported = {one.name: one.meaning for one in ATTRIBUTES.values() if one.name not in METADATA}
    return [{"target": name, "meaning": meaning} for name, meaning in (imported | ASSIGNED).items()]


def columns_of(complaint: str, columns: Sequence[str]) -> list[str]:
    """Name the columns that a complaint is about, by the way complaints are worded."""
    if named := [name for name in _NAMED.findall(complaint) if name in columns]:
        return named
    if complaint.startswith("no column becomes"):
        return []
    return [name for name in _TOLD.findall(complaint.partition(" become")[0]) if name in columns]

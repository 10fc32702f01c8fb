"""The profile that a script calls back with: what a bulk import would have made of the row, but for the password."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from userferry.errors import DecisionError
from userferry.mapping import Mapping as ColumnMapping
from userferry.schema import ASSIGNED, ATTRIBUTES
from userferry.scripts.laying import WIDTH, Code, Group, comment, key, lay, literal
from userferry.scripts.moments import zone_offsets
from userferry.scripts.pieces import gather_pieces
from userferry.scripts.signs import NoEqualError
from userferry.scripts.steps import Written, write_steps, zone_name
from userferry.scripts.written import LeftOut

HASHES = frozenset({"password_hash", "custom_password_hash"})
"""What a profile never holds: the script verifies the password, and Auth0 keeps the one that was typed."""

_HEAD = """\
// Makes the profile of a row, as a bulk import would have made the user, but for the password: whoever moves
// at a login and whoever is imported are alike. What the row does not have is left out.
"""
_CONTROL = re.compile(r"\\u\{(?:0|1[b-f])\}")
_LET_CONTROLS = (
    "/* eslint no-control-regex: 'off' -- a pattern of the mapping's own names control characters */\n"
)


@dataclass(frozen=True, slots=True)
class ProfileCode:
    """JavaScript that makes profiles.

    Args:
        code: Its pieces and, last, `function toProfile(row)`.
        left_out: Attributes that are not in the profile although the mapping fills them.
        settings: What it reads as `configuration` → what that is, in words.
    """

    code: str
    left_out: tuple[LeftOut, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


def write_profile(mapping: ColumnMapping) -> ProfileCode:
    """Write the profile's code for a mapping; it holds no more than the mapping uses.

    `row` is an object from each of the dump's columns to its text or null; the result is the object that an import's
    file would hold for it, without its hash.

    Raises:
        DecisionError: The mapping cannot be followed.
    """
    if complaints := mapping.complaints():
        raise DecisionError("The mapping", complaints)
    values: dict[str, Written] = {}
    left_out: list[LeftOut] = []
    for rule in mapping.rules:
        if rule.target is None or rule.target in HASHES:
            continue
        if rule.target in ASSIGNED:
            left_out.append(_assigned(rule.target))
            continue
        try:
            values[rule.target] = write_steps(rule.column, rule.transforms)
        except NoEqualError as error:
            left_out.append(_without_equal(rule.target, rule.column, str(error)))
    pieces = sorted({"withoutNulls"}.union(*(one.pieces for one in values.values())))
    zones = sorted({zone for one in values.values() for zone in one.zones})
    profile = Group("{", tuple(_members(_tree(values))), "}", " ")
    body = f"  return withoutNulls({lay(profile, indent=2, taken=len('  return withoutNulls('))}) ?? {{}};"
    told = _LET_CONTROLS if _CONTROL.search(body) else ""
    told += "".join(comment(f"Not in the profile: {one.what}, for {one.reason}.") for one in left_out)
    parts = [
        gather_pieces(pieces),
        *map(_zone, zones),
        f"{told}{_HEAD}function toProfile(row) {{\n{body}\n}}\n",
    ]
    return ProfileCode("\n\n".join(parts), tuple(left_out))


def _tree(values: Mapping[str, Written]) -> dict[str, Any]:
    """Lay attributes into their objects, in the order in which an import writes them."""
    places = {name: place for place, name in enumerate(ATTRIBUTES)}
    tree: dict[str, Any] = {}
    for path in sorted(values, key=lambda path: places[path.partition(".")[0]]):
        *outer, last = path.split(".")
        within = tree
        for name in outer:
            within = within.setdefault(name, {})
        within[last] = values[path].code
    return tree


def _members(tree: Mapping[str, Any]) -> Iterator[Code]:
    for name, one in tree.items():
        if isinstance(one, dict):
            yield Group(f"{key(name)}: {{", tuple(_members(one)), "}", " ")
        elif isinstance(one, Group):
            yield Group(f"{key(name)}: {one.opening}", one.items, one.closing, one.padding)
        else:
            yield f"{key(name)}: {one}"


def _zone(zone: str) -> str:
    rows = tuple(
        f"[{'-Infinity' if since is None else since}, {seconds}]" for since, seconds in zone_offsets(zone)
    )
    opening = f"const {zone_name(zone)} = ["
    said = f"// {zone}: since when, in seconds since 1970, its clocks were how many seconds ahead of UTC.\n"
    lines, line = [], " "
    for row in rows:
        if len(line) + len(row) + 2 > WIDTH:
            lines.append(line)
            line = " "
        line += f" {row},"
    return said + opening + "\n" + "\n".join([*lines, line]) + "\n];"


def _assigned(target: str) -> LeftOut:
    return LeftOut(
        target,
        "a profile has no place for it",
        f"assign {target} after the user has moved, as 05-import does for users of a bulk import",
    )


def _without_equal(target: str, column: str, reason: str) -> LeftOut:
    return LeftOut(
        target,
        f"a step of the column {literal(column)} has no equal in JavaScript: {reason}",
        "say it in 02-map with other words of docs/transforms.md, or add the line to toProfile by hand",
    )

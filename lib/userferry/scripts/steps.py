"""Each transform that a profile can go through as a piece of JavaScript, with its arguments as literals.

Lists of texts are not among them: they become roles and organizations, for which a profile has no place.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from userferry.forms import IDENTIFIER_FORMS
from userferry.mapping.following import arguments_of, ordered
from userferry.mapping.gathering import factor_columns
from userferry.mapping.phones import COUNTRIES
from userferry.mapping.steps import Word, told
from userferry.mapping.transforms import TRANSFORMS
from userferry.scripts.laying import Code, Group, literal, member
from userferry.scripts.moments import rewrite_format
from userferry.scripts.patterns import Pattern, rewrite_pattern
from userferry.scripts.signs import NoEqualError

_PLAIN = {
    "strip_invisible": "stripInvisible", "trim": "trimSpace", "nfc": "composeAccents", "name_given": "nameGiven",
    "name_family": "nameFamily", "lower": "lowerCase", "upper": "upperCase", "title": "titleCase",
    "email": "emailAddress", "international": "internationalNumber", "boolean": "readBoolean",
    "integer": "readInteger", "decimal": "readDecimal", "invert": "invertBoolean", "utc_datetime": "readUtcDatetime",
}  # fmt: skip
_PREDICATES = {"email": "isEmail", "username": "isUsername", "user_id": "isUserId", "e164": "isE164"}
_FACTOR_FORMS = {"totp": "isTotpSecret", "phone": "isE164", "email": "isEmail"}
_FACTOR_TIDIERS = {"totp": "tidySecret", "phone": "tidyPhone", "email": "tidyEmail"}
_PATH = re.compile(r"\.([\w-]+)|\[(\d+)\]|\['([^'\"\\]+)'\]|\[\"([^'\"\\]+)\"\]")
_REPLACED = re.compile(r"\$(?:(\$)|([0-9A-Za-z_]+)|\{([^}]+)\})")
_LARGEST = 2**53 - 1


@dataclass(slots=True)
class Written:
    """An attribute's value in JavaScript, and what it needs.

    Args:
        code: Of the row.
        pieces: Names of pieces.
        zones: Names of zones, as the moments' reader is told them.
    """

    code: Code
    pieces: set[str]
    zones: set[str]


def write_steps(column: str, words: tuple[Word, ...]) -> Written:
    """Write a column's way through its steps.

    Raises:
        NoEqualError: A step has no equal in JavaScript.
    """
    found = Written(member("row", column), {"filled"}, set())
    waiting: list[Code] = []

    def settle() -> Code:
        if waiting:
            found.pieces.add("followSteps")
            found.code = Group("followSteps(", (found.code, *waiting), ")")
            waiting.clear()
        elif found.code == member("row", column):
            found.code = f"filled({found.code})"
        return found.code

    for word in ordered(words):
        name = str(word)
        said = told(arguments_of(word), TRANSFORMS[name].parameters) if TRANSFORMS[name].parameters else {}
        if name in _FILLING:
            made = _FILLING[name](settle, said)
            found.code = made.code
        else:
            made = _plain(name) if name in _PLAIN else _TOLD[name](said)
            waiting.append(made.code)
        found.pieces |= made.pieces
        found.zones |= made.zones
    settle()
    return found


def zone_name(zone: str) -> str:
    """Name the constant that holds a zone's offsets: `europeBerlin`."""
    first, *rest = re.split("[^A-Za-z0-9]+", zone.replace("+", "/plus").replace("-", "/minus/"))
    return first.lower() + "".join(part[:1].upper() + part[1:] for part in rest)


def _plain(name: str) -> Written:
    return Written(_PLAIN[name], {_PLAIN[name]}, set())


def _calling(
    piece: str, *arguments: Code, needs: tuple[str, ...] = (), zones: tuple[str, ...] = ()
) -> Written:
    return Written(Group(f"(text) => {piece}(", ("text", *arguments), ")"), {piece, *needs}, set(zones))


def _call(piece: str, *arguments: Code, needs: set[str] | None = None) -> Written:
    return Written(Group(f"{piece}(", arguments, ")"), {piece} | (needs or set()), set())


def _list(values: list[Any]) -> Code:
    return Group("[", tuple(map(literal, values)), "]")


def _table(said: Mapping[str, Any]) -> Code:
    for value in said.values():
        if isinstance(value, int) and abs(value) > _LARGEST:
            raise NoEqualError("its numbers are longer than JavaScript's")
    rows = tuple(Group("[", (literal(one), literal(value)), "]") for one, value in said.items())
    return Group("new Map([", rows, "])")


def _replace(said: Mapping[str, Any]) -> Written:
    if not said["regex"]:
        return _calling("replaceText", literal(said["find"]), literal(said["with"]))
    pattern = rewrite_pattern(said["find"])
    parts = _replacement(said["with"], pattern)
    pattern = rewrite_pattern(said["find"], [part for part in parts if isinstance(part, int)])
    return _calling("replacePattern", pattern.literal("g"), _list(parts))


def _replacement(text: str, pattern: Pattern) -> list[str | int]:
    """Cut a replacement into texts and the numbers of groups; one that the pattern does not have is empty."""
    parts: list[str | int] = []
    end = 0
    for found in _REPLACED.finditer(text):
        parts.append(text[end : found.start()])
        name = found[2] or found[3]
        number = int(name) if name and name.isdecimal() else pattern.names.get(name or "")
        parts += ["$"] if found[1] else [] if number is None else [number]
        end = found.end()
    return [part for part in (*parts, text[end:]) if part != ""]


def _extract(said: Mapping[str, Any]) -> Written:
    pattern = rewrite_pattern(said["pattern"], [said["group"]])
    return _calling("extractGroup", pattern.literal(), literal(said["group"]))


def _json_path(said: Mapping[str, Any]) -> Written:
    path, steps = said["path"], []
    while path != "$":
        found = _PATH.match(path, 1)
        if path[:1] != "$" or not found:
            raise NoEqualError(f"its path `{said['path']}`")
        steps.append(int(found[2]) if found[2] else found[1] or found[3] or found[4])
        path = "$" + path[found.end() :]
    return _calling("readJsonPath", _list(steps))


def _datetime(said: Mapping[str, Any]) -> Written:
    zone = said["zone"]
    return _calling("readDatetime", literal(rewrite_format(said["format"])), zone_name(zone), zones=(zone,))


def _only_valid(said: Mapping[str, Any]) -> Written:
    form, is_right = IDENTIFIER_FORMS[said["form"]], _PREDICATES[said["form"]]
    bounds = (str(said["shortest"] or form.shortest), str(said["longest"] or form.longest))
    return _calling("onlyValid", is_right, *bounds, needs=(is_right,))


def _factors(said: Mapping[str, Any]) -> Written:
    items, pieces = [], {"filled", "followSteps"}
    for kind, column in factor_columns(said).items():
        steps: list[Code] = [_FACTOR_TIDIERS[kind]] if said["tidy"] else []
        pieces |= {_FACTOR_TIDIERS[kind]} if said["tidy"] else set()
        if said["only_valid"]:
            steps.append(f"(text) => onlyValid(text, {_FACTOR_FORMS[kind]})")
            pieces |= {"onlyValid", _FACTOR_FORMS[kind]}
        items.append(Group(f"{kind}: followSteps(", (member("row", column), *steps), ")"))
    return _call("listFactors", Group("{", tuple(items), "}", " "), needs=pieces)


def _refuse(_: Mapping[str, Any]) -> Written:
    raise NoEqualError("it is a polars expression")


_TOLD: dict[str, Callable[[Mapping[str, Any]], Written]] = {
    "json_path": _json_path,
    "replace": _replace,
    "extract": _extract,
    "split": lambda said: _calling("splitPart", literal(said["by"]), literal(said["part"])),
    "strip_prefix": lambda said: _calling("stripPrefix", literal(said["text"])),
    "prefix": lambda said: _calling("addPrefix", literal(said["text"])),
    "phone": lambda said: _calling("phoneNumber", *map(literal, COUNTRIES[said["country"]])),
    "country_code": lambda said: _calling("countryCodeNumber", *map(literal, COUNTRIES[said["country"]])),
    "expression": _refuse,
    "values": lambda said: _calling("lookUp", _table(said["table"])),
    "datetime": _datetime,
    "epoch_seconds": lambda _: _calling("readEpoch", "1"),
    "epoch_millis": lambda _: _calling("readEpoch", "1000"),
    "shorten": lambda said: _calling("shortenText", str(said["characters"])),
    "only_valid": _only_valid,
}

Settle = Callable[[], Code]
_FILLING: dict[str, Callable[[Settle, Mapping[str, Any]], Written]] = {
    "template": lambda _, said: _call("fillTemplate", "row", literal(said["text"])),
    "concat": lambda _, said: _call("joinFilled", "row", _list(said["columns"]), literal(said["separator"])),
    "coalesce": lambda value, said: _call("firstFilled", value(), "row", _list(said["columns"])),
    "is_set": lambda value, _: Written(Group("", (value(),), " !== null"), set(), set()),
    "factors": lambda _, said: _factors(said),
    "default": lambda value, said: Written(
        Group("", (value(),), f" ?? {literal(said['value'])}"), set(), set()
    ),
}

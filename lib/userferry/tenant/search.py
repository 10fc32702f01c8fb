"""User search: a part of Auth0's Lucene (`behaviour.md §5.1`) compiled to SQL over the stored profiles."""

import json
import re
from typing import Any

from luqum.exceptions import ParseError
from luqum.thread import parse
from luqum.tree import (
    AndOperation,
    FieldGroup,
    Group,
    Not,
    OrOperation,
    Phrase,
    Plus,
    Prohibit,
    Range,
    SearchField,
    UnknownOperation,
    Word,
)

from .clock import stamp
from .refusals import InvalidQuery, Refusal

FOLDED = frozenset({"email", "name", "given_name", "family_name", "nickname"})  # case-insensitive, documented
PLAIN_PATH = re.compile(r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$")
SORT = re.compile(r"^([a-zA-Z0-9_.]+):(1|-1)$")
TEXT = "CASE j.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(j.value AS TEXT) END"
LEAST_AFTER_WILDCARD = 3  # literals behind a leading `*`, documented

Sql = tuple[str, tuple[Any, ...]]


def unsupported(what: str) -> Refusal:
    """Refuse what this tenant does not compile; Auth0 might take it (ours alone)."""
    return Refusal(400, f"The embedded tenant does not support this query: {what}.", "invalid_query_string")


def compile_query(query: str | None) -> Sql:
    """Give the WHERE of a query.

    Raises:
        Refusal: 400 for a query that does not parse (text inferred) or that uses what is not supported here.
    """
    if query is None or not query.strip():
        return "1", ()
    try:
        tree = parse(query)
    except ParseError:
        raise Refusal(400, "Failed to parse query", "invalid_query_string") from None
    return compile_node(tree)


def indexed(where: str, parameters: tuple[Any, ...], now: float, lag_seconds: float) -> Sql:
    """Leave out who came within the lag: Auth0's index has not met them yet (documented, `§5.1`)."""
    if not lag_seconds:
        return where, parameters
    return f"({where}) AND profile ->> '$.created_at' <= ?", (*parameters, stamp(now - lag_seconds))


def compile_node(node: Any) -> Sql:
    """Compile one node of luqum's tree."""
    match node:
        case AndOperation() | UnknownOperation():
            return joined(node.children, " AND " if isinstance(node, AndOperation) else " OR ")
        case OrOperation():
            return joined(node.children, " OR ")
        case Not() | Prohibit():
            sql, parameters = compile_node(node.a)
            return f"NOT ({sql})", parameters
        case Plus():
            return compile_node(node.a)
        case Group() | FieldGroup():
            sql, parameters = compile_node(node.expr)
            return f"({sql})", parameters
        case SearchField():
            return compile_field(node.name.replace("\\", ""), node.expr)
        case _:
            raise unsupported(f"{node} without a field")


def joined(children: Any, operator: str) -> Sql:
    """Join compiled nodes."""
    parts = [compile_node(child) for child in children]
    return operator.join(f"({sql})" for sql, _ in parts), tuple(item for _, items in parts for item in items)


def compile_field(name: str, value: Any) -> Sql:
    """Compile `field:value`."""
    if name == "_exists_":
        return on_values(str(value).strip().strip('"'), "j.type <> 'null'", ())
    match value:
        case Phrase():
            return equals(name, unescaped(value.value[1:-1]))
        case Word():
            return compile_word(name, value.value)
        case Range():
            return compile_range(name, value)
        case FieldGroup() | Group():
            return compile_group(name, value.expr)
        case _:
            raise unsupported(f"{name}:{value}")


def compile_group(name: str, node: Any) -> Sql:
    """Compile `field:(a OR b)`."""
    if isinstance(node, AndOperation | OrOperation | UnknownOperation):
        parts = [compile_group(name, child) for child in node.children]
        operator = " AND " if isinstance(node, AndOperation) else " OR "
        return operator.join(f"({sql})" for sql, _ in parts), tuple(
            item for _, items in parts for item in items
        )
    if isinstance(node, Not):
        sql, parameters = compile_group(name, node.a)
        return f"NOT ({sql})", parameters
    return compile_field(name, node)


def compile_word(name: str, word: str) -> Sql:
    """Compile a term, with `*` for any run of characters; `?` is unsupported (documented)."""
    if re.search(r"(?<!\\)\?", word):
        raise unsupported("the wildcard ?")
    if not re.search(r"(?<!\\)\*", word):
        return equals(name, unescaped(word))
    if name.startswith("user_metadata"):
        raise Refusal(400, "Wildcards are not supported on user_metadata.", "invalid_query_string")
    if word == "*":
        return on_values(name, "j.type <> 'null'", ())
    if word.startswith("*") and len(re.split(r"\*", word)[1]) < LEAST_AFTER_WILDCARD:
        raise Refusal(400, "A leading wildcard needs three characters after it.", "invalid_query_string")
    pieces = [unescaped(piece) for piece in re.split(r"(?<!\\)\*", word)]
    like = "%".join(re.sub(r"([\\%_])", r"\\\1", piece) for piece in pieces)
    glob = "*".join(re.sub(r"([*?\[])", r"[\1]", piece) for piece in pieces)
    if name in FOLDED:
        return on_values(name, f"{TEXT} LIKE ? ESCAPE '\\'", (like,))
    return on_values(name, f"{TEXT} GLOB ?", (glob,))


def equals(name: str, text: str) -> Sql:
    """Compile an exact match; five fields are compared without case (documented)."""
    if name == "email.domain":
        return "users.email LIKE ? ESCAPE '\\'", ("%@" + re.sub(r"([\\%_])", r"\\\1", text),)
    if name == "email":  # stored in lower case, and indexed
        return "users.email = ?", (text.lower(),)
    if name in ("user_id", "username"):
        return f"users.{name} = ?", (text,)
    if name in FOLDED:
        return on_values(name, f"lower({TEXT}) = lower(?)", (text,))
    return on_values(name, f"{TEXT} = ?", (text,))


def compile_range(name: str, node: Range) -> Sql:
    """Compile `[a TO b]` and its kin; numbers compare as numbers, anything else as text."""
    if name.startswith(("user_metadata", "app_metadata")):
        raise Refusal(400, "Ranges are not supported on metadata.", "invalid_query_string")
    tests: list[str] = []
    bounds: list[Any] = []
    sides = ((node.low, ">=" if node.include_low else ">"), (node.high, "<=" if node.include_high else "<"))
    for side, operator in sides:
        text = str(side).strip().strip('"')
        if text != "*":
            number = re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
            tests.append(f"j.value {operator} ?" if number else f"{TEXT} {operator} ?")
            bounds.append(float(text) if number else unescaped(text))
    return on_values(name, " AND ".join(tests) or "j.type <> 'null'", tuple(bounds))


def on_values(name: str, test: str, parameters: tuple[Any, ...]) -> Sql:
    """Test the values at a path; an array at its end is tested by its elements (documented)."""
    if not PLAIN_PATH.match(name):
        raise unsupported(f"the field {name}")
    first, *rest = name.split(".")
    path = "$." + json.dumps(first)
    if first == "identities":
        path += "[0]"
    path += "".join("." + json.dumps(step) for step in rest)
    return f"EXISTS (SELECT 1 FROM json_each(users.profile, ?) j WHERE {test})", (path, *parameters)  # noqa: S608 ours


def unescaped(text: str) -> str:
    """Take the backslashes off."""
    return re.sub(r"\\(.)", r"\1", text)


def compile_sort(sort: str | None) -> str:
    """Give the ORDER BY of `field:1` or `field:-1`; metadata does not sort (documented).

    Ties keep their order.
    """
    if sort is None:
        return "seq"
    found = SORT.match(sort)
    if found is None:
        pattern = r"^(([a-zA-Z0-9_\\.]+))\:(1|-1)$"
        raise InvalidQuery(f"'String does not match pattern {pattern}' on property sort")
    name, way = found.groups()
    if name.startswith(("user_metadata", "app_metadata")):
        raise Refusal(400, "Sorting on metadata is not supported.", "invalid_sort")
    path = "$." + ".".join(json.dumps(step) for step in name.split("."))
    return f"json_extract(profile, '{path}') {'DESC' if way == '-1' else 'ASC'}, seq"

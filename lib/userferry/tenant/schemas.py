"""What a request's body may hold, said as a table: z-schema's verdicts over a small part of JSON Schema.

The rules are OpenAPI's, each beside the endpoint that has it; that the texts are z-schema's is inferred from
the bodies of `behaviour.md §5.6`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from .complaints import type_name
from .mailbox import is_email
from .refusals import InvalidBody
from .state import Call

Schema = Mapping[str, Any]
Found = Iterator[tuple[str, str]]

FLAG: Schema = {"type": "boolean"}
ANY_OBJECT: Schema = {"type": "object"}


def text(**rules: Any) -> Schema:
    """A string: `least` and `most` characters, a `pattern`, an `enum`, an `email`."""
    return {"type": "string", **rules}


def whole(**rules: Any) -> Schema:
    """A whole number between `least` and `most`."""
    return {"type": "integer", **rules}


def listed(items: Schema, *, least: int = 0) -> Schema:
    """A list of at least so many such items."""
    return {"type": "array", "items": items, "least": least}


def fields(known: Mapping[str, Schema], *, required: Sequence[str] = (), least: int = 0) -> Schema:
    """An object with these properties and no other."""
    return {"type": "object", "known": known, "required": required, "least": least}


def open_fields(known: Mapping[str, Schema], *, required: Sequence[str] = ()) -> Schema:
    """An object with these properties, and perhaps others."""
    return {**fields(known, required=required), "open": True}


def text_map(most: int, *, entries: int) -> Schema:
    """An object of strings or nulls, as the metadata of organizations and connections are."""
    return {"type": "object", "values": or_null(text(most=most)), "entries": entries}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "nullable": True}


def read_body(call: Call, schema: Schema) -> Any:
    """Read the body and refuse the first thing that its schema has against it.

    Raises:
        InvalidBody: No JSON, or not what the schema wants.
    """
    try:
        body = orjson.loads(call.body or b"{}")
    except orjson.JSONDecodeError:
        raise InvalidBody("'Invalid request payload JSON format'") from None
    refuse_first(judge(body, schema, ""))
    return body


def refuse_first(found: Found) -> None:
    """Word the first complaint as Auth0 does: the text, and the property where there is one."""
    for complaint, path in found:
        raise InvalidBody(f"'{complaint}'" + (f" on property {path}" if path else ""))


def judge(value: Any, schema: Schema, path: str) -> Found:
    """Give everything against a value, outermost first."""
    if value is None and schema.get("nullable"):
        return
    found = type_name(value)
    if found != schema["type"]:
        yield f"Expected type {schema['type']} but found type {found}", path
        return
    if found in JUDGES:
        yield from JUDGES[found](value, schema, path)


def judge_text(value: str, schema: Schema, path: str) -> Found:
    """Length, pattern, word list, address."""
    size = len(value)
    if size < schema.get("least", 0):
        yield f"String is too short ({size} chars), minimum {schema['least']}", path
    if size > schema.get("most", size):
        yield f"String is too long ({size} chars), maximum {schema['most']}", path
    if "pattern" in schema and not re.search(schema["pattern"], value, re.ASCII):
        yield f"String does not match pattern {schema['pattern']}", path
    if "enum" in schema and value not in schema["enum"]:
        yield f"No enum match for: {value}", path
    if schema.get("email") and not is_email(value):
        yield f"Object didn't pass validation for format email: {value}", path


def judge_number(value: float, schema: Schema, path: str) -> Found:
    """Bounds."""
    if value < schema.get("least", value):
        yield f"Value {value:g} is less than minimum {schema['least']}", path
    if value > schema.get("most", value):
        yield f"Value {value:g} is greater than maximum {schema['most']}", path


def judge_list(value: list[Any], schema: Schema, path: str) -> Found:
    """Length, then every item."""
    if len(value) < schema["least"]:
        yield f"Array is too short ({len(value)}), minimum {schema['least']}", path
    for index, item in enumerate(value):
        yield from judge(item, schema["items"], f"{path}[{index}]")


def judge_object(value: dict[str, Any], schema: Schema, path: str) -> Found:
    """What is missing, what is unknown, how many, then every property."""
    for key in schema.get("required", ()):
        if key not in value:
            yield f"Missing required property: {key}", path
    known = schema.get("known")
    if known is not None and not schema.get("open"):
        for key in value:
            if key not in known:
                yield f"Additional properties not allowed: {key}", path
    if len(value) < schema.get("least", 0):
        yield f"Too few properties defined ({len(value)}), minimum {schema['least']}", path
    if len(value) > schema.get("entries", len(value)):
        yield f"Too many properties defined ({len(value)}), maximum {schema['entries']}", path
    for key, item in value.items():
        rule = (known or {}).get(key) or schema.get("values")
        if rule is not None:
            yield from judge(item, rule, f"{path}.{key}" if path else key)


JUDGES: Mapping[str, Callable[[Any, Schema, str], Found]] = {
    "string": judge_text,
    "integer": judge_number,
    "array": judge_list,
    "object": judge_object,
}

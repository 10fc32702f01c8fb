"""What Auth0 finds wrong with a row: z-schema's codes and texts over the paths of an internal document."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Complaint:
    """One entry of a failed row's `errors`.

    Args:
        code: One of `behaviour.md §3.4`.
        message: As Auth0 words it.
        path: In the internal document; None leaves the key out, as Auth0 does for whole-user verdicts.
    """

    code: str
    message: str
    path: str | None = None

    def body(self) -> dict[str, str]:
        """Give the entry."""
        body = {"code": self.code, "message": self.message}
        return body if self.path is None else {**body, "path": self.path}


def complain(code: str, text: str, path: str) -> Complaint:
    """Word a schema complaint: `Error in <path> property - <z-schema text>`.

    Reported; at the root inferred.
    """
    if not path:
        return Complaint(code, text)
    return Complaint(code, f"Error in {path} property - {text}", path)


def type_name(value: Any) -> str:
    """Name a JSON value's type as z-schema does."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    names = {int: "integer", str: "string", list: "array", dict: "object"}
    return names[type(value)]


EXACT_TYPES = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}


def wrong_type(wanted: str, value: Any, path: str) -> list[Complaint]:
    """Find a value of another type; a null is one (inferred)."""
    if type(value) is EXACT_TYPES.get(wanted):
        return []
    found = type_name(value)
    if found == wanted:
        return []
    return [complain("INVALID_TYPE", f"Expected type {wanted} but found type {found}", path)]


def wrong_length(value: str, path: str, least: int, most: int) -> list[Complaint]:
    """Find a string too short or too long, counted in characters."""
    size = len(value)
    if size < least:
        return [complain("MIN_LENGTH", f"String is too short ({size} chars), minimum {least}", path)]
    if size > most:
        return [complain("MAX_LENGTH", f"String is too long ({size} chars), maximum {most}", path)]
    return []


def required(key: str, path: str) -> Complaint:
    """A property that is not there; the code is documented, the text z-schema's (pairing inferred)."""
    return complain("OBJECT_REQUIRED", f"Missing required property: {key}", path)


def unknown_keys(value: dict[str, Any], known: frozenset[str], path: str) -> list[Complaint]:
    """Properties that the schema does not have; code and text are z-schema's (inferred)."""
    if value.keys() <= known:
        return []
    return [
        complain("OBJECT_ADDITIONAL_PROPERTIES", f"Additional properties not allowed: {key}", path)
        for key in value
        if key not in known
    ]


def no_enum_match(value: str, path: str) -> Complaint:
    """A word that is not on the list."""
    return complain("ENUM_MISMATCH", f"No enum match for: {value}", path)


def no_pattern_match(pattern: str, value: str, path: str, *, secret: bool = False) -> Complaint:
    """A string of another form; a secret's value is withheld (reported so for `passwordHash`)."""
    shown = "" if secret else f": {value}"
    return complain("PATTERN", f"String does not match pattern {pattern}{shown}", path)


FORBIDDEN = Complaint("NOT_PASSED", "Forbidden attribute in appUser: ")
"""Auth0's own words for what a schema's `not` catches; they end with nothing (reported)."""

"""What a connection demands of a row beyond the published schema: which identifiers must be there."""

from dataclasses import dataclass
from typing import Any

from .complaints import Complaint, complain, required

IDENTIFIERS = ("email", "username", "phone_number")


@dataclass(frozen=True, slots=True)
class Demands:
    """The identifiers of a connection.

    Args:
        compulsory: Each of them must be there.
        any_of: Where none is compulsory, one of these must be.
    """

    compulsory: tuple[str, ...] = ("email",)
    any_of: tuple[str, ...] = ()


def read_demands(connection: dict[str, Any]) -> Demands:
    """Read a connection's flexible identifiers; without them an email is compulsory (documented, `§1.1`).

    With them `profile_required` makes an attribute compulsory for imports too (documented). That an email may
    then be missing, and that one identifier must be there even so, is inferred.
    """
    attributes = connection["options"].get("attributes")
    if not isinstance(attributes, dict) or not attributes:
        return Demands()
    known = {name: attributes[name] for name in IDENTIFIERS if isinstance(attributes.get(name), dict)}
    compulsory = tuple(name for name, rule in known.items() if rule.get("profile_required"))
    if compulsory:
        return Demands(compulsory)
    return Demands((), tuple(known) or ("email",))


def judge_demands(row: dict[str, Any], demands: Demands, path: str) -> list[Complaint]:
    """Every compulsory identifier, or any one of them (code and text z-schema's; pairing inferred)."""
    missing = [required(name, path) for name in demands.compulsory if name not in row]
    if demands.any_of and not any(name in row for name in demands.any_of):
        missing.append(complain("ANY_OF_MISSING", "Data does not match any schemas from 'anyOf'", path))
    return missing

"""Judges `mfa_factors` (`behaviour.md §1.1`: bounds and patterns documented, codes z-schema's)."""

import re
from typing import Any

from .complaints import Complaint, complain, no_pattern_match, required, unknown_keys, wrong_type
from .mailbox import is_email

PATH = "mfaFactors"
MAX_FACTORS = 10
KINDS = frozenset({"totp", "phone", "email"})
TOTP_SECRET = r"^[A-Z2-7]+$"  # noqa: S105 -- a pattern
PHONE = r"^\+[0-9]{1,15}$"


def judge_factors(factors: Any, *, present: bool) -> list[Complaint]:
    """One to ten factors, each of exactly one kind."""
    if not present:
        return []
    wrong = wrong_type("array", factors, PATH)
    if wrong:
        return wrong
    if not factors:
        return [complain("ARRAY_LENGTH_SHORT", "Array is too short (0), minimum 1", PATH)]
    if len(factors) > MAX_FACTORS:
        text = f"Array is too long ({len(factors)}), maximum {MAX_FACTORS}"
        return [complain("ARRAY_LENGTH_LONG", text, PATH)]
    return [
        found for index, factor in enumerate(factors) for found in judge_factor(factor, f"{PATH}[{index}]")
    ]


def judge_factor(factor: Any, path: str) -> list[Complaint]:
    """One kind and no other key; the codes for too many and too few are z-schema's (inferred)."""
    wrong = wrong_type("object", factor, path) or unknown_keys(factor, KINDS, path)
    if wrong:
        return wrong
    if not factor:
        text = "Too few properties defined (0), minimum 1"
        return [complain("OBJECT_PROPERTIES_MINIMUM", text, path)]
    if len(factor) > 1:
        text = f"Too many properties defined ({len(factor)}), maximum 1"
        return [complain("OBJECT_PROPERTIES_MAXIMUM", text, path)]
    kind, body = next(iter(factor.items()))
    key = "secret" if kind == "totp" else "value"
    inner = f"{path}.{kind}"
    wrong = wrong_type("object", body, inner) or unknown_keys(body, frozenset({key}), inner)
    if wrong:
        return wrong
    if key not in body:
        return [required(key, inner)]
    return judge_value(kind, body[key], f"{inner}.{key}")


def judge_value(kind: str, value: Any, path: str) -> list[Complaint]:
    """The secret, the number or the address."""
    wrong = wrong_type("string", value, path)
    if wrong:
        return wrong
    if kind == "totp" and not re.fullmatch(TOTP_SECRET, value):
        return [no_pattern_match(TOTP_SECRET, value, path, secret=True)]
    if kind == "phone" and not re.fullmatch(PHONE, value):
        return [no_pattern_match(PHONE, value, path)]
    if kind == "email" and not is_email(value):
        return [complain("INVALID_FORMAT", f"Object didn't pass validation for format email: {value}", path)]
    return []

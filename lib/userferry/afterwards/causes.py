"""What each code of a failed row means, and what helps (`behaviour.md` §2.4, §3.4).

Where a rule of the checks answers with the same code at the same path, what helps is said there (`checks.fixes`) and
nowhere else; the sentences here are for a code alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from userferry.checks.connection import Demands
from userferry.checks.factor_rules import factor_rules
from userferry.checks.fixes import fixes_of
from userferry.checks.hash_rules import hash_rules
from userferry.checks.profile_rules import profile_rules
from userferry.runs import JOB_FAILED


@dataclass(frozen=True, slots=True)
class Cause:
    """A code in words.

    Args:
        meaning: Why the tenant fails a row with it, a sentence.
        fix: What helps, a sentence; where the row says at which path, `find_fixes` knows better.
    """

    meaning: str
    fix: str


_AGAIN = "Correct the value in the dump or by the mapping, and send the row again."
_SCHEMA = {
    "ANY_OF_MISSING": "The user has none of the identifiers of which the connection asks for one.",
    "ONE_OF_MISSING": "The value is of none of the forms of which it has to have one.",
    "ARRAY_LENGTH_LONG": "A list holds more than it may: at most 10 second factors.",
    "ARRAY_LENGTH_SHORT": "A list holds fewer than it must: at least one second factor.",
    "ENUM_MISMATCH": "The value is not one of the words that are allowed there, such as the name of an algorithm.",
    "FORMAT": "The value is not of the form that the attribute asks for, such as that of an address.",
    "INVALID_FORMAT": "The value is not of the form that the attribute asks for, such as that of an address.",
    "INVALID_TYPE": "The value is of another JSON type than the attribute, such as a text for true or false.",
    "MAX_LENGTH": "The text is longer than the attribute may be.",
    "MIN_LENGTH": "The text is shorter than the attribute must be.",
    "MAXIMUM": "The number is larger than it may be.",
    "MINIMUM": "The number is smaller than it must be.",
    "PATTERN": "The text does not match the pattern that the attribute asks for.",
    "NOT_PASSED": "The user holds what Auth0 forbids: a key of app_metadata that it keeps for itself, two password "
    "hashes, or a hash that contradicts itself.",
    "OBJECT_PROPERTIES_MAXIMUM": "A second factor is of more than one kind; each kind needs an entry of its own.",
    "OBJECT_PROPERTIES_MINIMUM": "A second factor is of no kind: an empty object.",
    "OBJECT_REQUIRED": "An attribute that must be there is missing.",
    "OBJECT_MISSING_REQUIRED_PROPERTY": "An attribute that must be there is missing.",
    "OBJECT_ADDITIONAL_PROPERTIES": "There is an attribute that Auth0 does not import, such as created_at.",
}
"""What the import schema refuses; the validator is one of JSON schemas, and says nothing of the user."""

CAUSES = {
    **{code: Cause(meaning, _AGAIN) for code, meaning in _SCHEMA.items()},
    "DUPLICATED_USER": Cause(
        "Somebody with the same address, id, username or number is in the connection already or stands above in the "
        "file, or the rest of an interrupted migration holds the address.",
        "Nothing is to be done where it is the same person: the id table names the user who is there. Else send with "
        "`upsert: true`, settle it in 03-conflicts, or delete who is there, also by "
        "DELETE /connections/{id}/users?email=, and send the row again.",
    ),
    "CONFLICT": Cause(
        "Another user holds the id or the number, or the user brings a custom hash and has a password there already.",
        "Give one of the two another id or number; where it is the hash, send the row without it: the user keeps the "
        "password that the tenant has.",
    ),
    "CONFLICT_EMAIL": Cause(
        "The address belongs to another user of the connection.",
        "Find out whose it is, change it for one of the two, and send the row again.",
    ),
    "CONFLICT_USERNAME": Cause(
        "The username belongs to another user of the connection, or to the rest of an interrupted migration.",
        "Rename one of the two in 03-conflicts, or leave the username out, and send the row again.",
    ),
    "CONNECTION_NOT_FOUND": Cause(
        "The connection was deleted or renamed while its users were on their way.",
        "Make the connection again and begin a new run: nobody of this one is there.",
    ),
    "MFA_FACTORS_FAILED": Cause(
        "The second factors could not be taken over; on an update the rest of the row was.",
        "Switch the connection's MFA on, or leave the factors out, and send the row again: to repeat it does no harm.",
    ),
    JOB_FAILED: Cause(
        "The whole import file failed, and the tenant says no more of its rows.",
        "Look at the reason in the run's errors/, and send the rows again: nobody of the file is there.",
    ),
    "UNKNOWN": Cause(
        "The tenant gave the row back without a code.",
        "Ask Auth0's support with the job's id, which is in the run's journal.",
    ),
}  # fmt: skip
"""By the tenant's code; the last two are ours."""

_DEMANDS = Demands(("email", "username", "phone_number"))
_ALIASES = {"FORMAT": "INVALID_FORMAT", "OBJECT_MISSING_REQUIRED_PROPERTY": "OBJECT_REQUIRED"}
"""Codes that say the same as another: an older and a newer name (§3.4)."""


def word_cause(code: str) -> Cause | None:
    """Give a code in words; None for one that is not known."""
    return CAUSES.get(code)


def find_fixes(code: str, paths: Iterable[str | None]) -> tuple[str, ...]:
    """Say what helps where a code was given at some paths, by the rules that the checks have for them.

    Args:
        code: The tenant's.
        paths: As the tenant names them, such as `identities[0].profileData.email`.

    Returns:
        `attribute: what helps` for each rule, none where no rule of the checks answers so.
    """
    known = _rules_by_code()
    found = [
        rule
        for path in paths
        if path
        for rule in known.get((_ALIASES.get(code, code), _without_places(path)), ())
    ]
    said = [f"{rule.split('.')[0]}: {fixes_of(rule).otherwise}" for rule in found]
    return tuple(dict.fromkeys(said))


@cache
def _rules_by_code() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for rule in (*profile_rules(_DEMANDS), *hash_rules(), *factor_rules()):
        if rule.path:
            found.setdefault((rule.code, _without_places(rule.path)), []).append(rule.name)
    return {key: tuple(names) for key, names in found.items()}


def _without_places(path: str) -> str:
    """Leave a factor's place in its list out of a path, so that one rule stands for every place."""
    return re.sub(r"^(mfaFactors).*", r"\1", path)

"""What is said of a column's meaning, and how much of a column must agree."""

from dataclasses import dataclass

MOST = 0.8
"""The share of values that must have a form which nothing else has."""

NEARLY_ALL = 0.9
"""The share that must have a form which other kinds have too."""


SECRETS = ("hash", "password", "salt", "totp_secret", "token")
"""Kinds of which no value, no part of one and no pattern is ever shown."""

OPEN = ("boolean", "status", "locale", "country", "empty")
"""Kinds whose values are of a small known set, so that they are nobody's own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a column means.

    Args:
        kind: Such as "email".
        confidence: 0 to 1.
        reason: Why, in words; holds no value of the dump but those of closed sets.
        shape: The pattern that a value of this kind has, empty where none can tell.
    """

    kind: str
    confidence: float
    reason: str
    shape: str = ""


def sure(kind: str, share: float, words: str, shape: str = "") -> Verdict:
    """Be as sure as the share of values that agree.

    Args:
        kind: The kind.
        share: 0 to 1.
        words: What they have.
        shape: As in `Verdict`.
    """
    return Verdict(kind, round(0.98 * share, 2), f"{share:.0%} of the values have {words}", shape)

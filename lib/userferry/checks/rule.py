"""What a rule is, and how the frequent kinds of rules are made."""

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

PROFILE = "identities[0].profileData"
"""Where the validator's internal document keeps what a user is called (`behaviour.md` §3.4)."""

PATHS = {
    **dict.fromkeys(("user_id", "blocked", "user_metadata", "app_metadata"), ""),
    "password_hash": "passwordHash",
    "mfa_factors": "mfaFactors",
}
Severity = Literal["refused", "changed", "warned"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for which the tenant refuses a user, changes it, or harms it later.

    Args:
        name: How findings call it, such as `email.format`.
        needs: The columns of the laid out places that it looks at; it is skipped where one is lacking.
        code: The tenant's code; empty where the tenant says nothing.
        message: What the tenant says, without the value; a sentence of ours where it says nothing.
        path: The internal path that the tenant names, None where it names none.
        broken: True for each row that breaks it.
        group: Of the rules of one group the first that is broken counts, as with the tenant.
        detail: A String that ends the message, such as the type that was found.
        severity: What becomes of the row.
        fix: What to do about it, in words; empty where nothing is known.
    """

    name: str
    needs: tuple[str, ...]
    code: str
    message: str
    path: str | None
    broken: pl.Expr = field(repr=False)
    group: str = ""
    detail: pl.Expr | None = field(default=None, repr=False)
    severity: Severity = "refused"
    fix: str = ""


def kind(place: str) -> pl.Expr:
    """Give the JSON type at a place, such as `string`, `integer`, `number` or `null`; null where nothing is."""
    return pl.col(f"k:{place}")


def text(place: str) -> pl.Expr:
    """Give the String at a place, null where there is none."""
    return pl.col(f"t:{place}")


def path_of(place: str) -> str:
    """Give the internal path of a place."""
    if place in PATHS:
        return PATHS[place] or place
    if place.startswith("custom_password_hash"):
        return place.replace("custom_password_hash", "customPasswordHash", 1)
    return f"{PROFILE}.{place}"


def said(path: str, words: str) -> str:
    """Word a complaint as the tenant does."""
    return f"Error in {path} property - {words}" if path else words


def typed(place: str, wanted: str, *, fix: str = "") -> Rule:
    """Refuse a value of another JSON type; a null is one."""
    path = path_of(place)
    return Rule(
        f"{place}.type",
        (f"k:{place}",),
        "INVALID_TYPE",
        said(path, f"Expected type {wanted} but found type "),
        path,
        kind(place) != wanted,
        group=place,
        detail=kind(place),
        fix=fix or f"map it to a JSON {wanted}, or leave the attribute out",
    )


def bounded(place: str, shortest: int, longest: int, *, fix: str = "") -> list[Rule]:
    """Refuse a String of too few or too many characters; `fix` says what to do where it may not be shortened."""
    path, length, needs = path_of(place), text(place).str.len_chars(), (f"t:{place}",)
    short = said(path, f"String is too short, minimum {shortest}")
    long = said(path, f"String is too long, maximum {longest}")
    leave, cut = "leave the attribute out where it is empty", fix or f"shorten it to {longest} characters"
    return [
        Rule(f"{place}.short", needs, "MIN_LENGTH", short, path, length < shortest, place, fix=leave),
        Rule(f"{place}.long", needs, "MAX_LENGTH", long, path, length > longest, place, fix=cut),
    ]


def patterned(name: str, place: str, pattern: str, broken: pl.Expr, *, fix: str) -> Rule:
    """Refuse a String of another form."""
    path = path_of(place)
    message = said(path, f"String does not match pattern {pattern}")
    return Rule(name, (f"t:{place}",), "PATTERN", message, path, broken, place, fix=fix)


def required(place: str, key: str, *, when: pl.Expr, needs: tuple[str, ...]) -> Rule:
    """Refuse an object that lacks a key.

    Args:
        place: The object's; empty for the user itself, whose attributes the profile keeps.
        key: What it lacks.
        when: True where there is an object without it.
        needs: The columns that `when` looks at.
    """
    path = path_of(place) if place else PROFILE
    name = f"{place}.{key}" if place else key
    return Rule(
        f"{name}.missing",
        needs,
        "OBJECT_REQUIRED",
        said(path, f"Missing required property: {key}"),
        path,
        when,
        fix=f"map a column to {name}, or find one for the rows that have none",
    )


def worded(place: str, words: frozenset[str], *, allowed: pl.Expr | None = None) -> list[Rule]:
    """Refuse what is no String, and a String that is not on the list."""
    path = path_of(place)
    broken = ~(text(place).is_in(sorted(words)) if allowed is None else allowed)
    message = said(path, "No enum match for: ")
    fix = f"use one of {', '.join(sorted(words))}"
    enum = Rule(f"{place}.word", (f"t:{place}",), "ENUM_MISMATCH", message, path, broken, place, fix=fix)
    return [typed(place, "string"), enum]

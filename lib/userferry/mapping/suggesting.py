"""Propose a complete mapping from the columns' names and the kinds of their values; what lacks evidence stays open."""

import re
from dataclasses import dataclass

import polars as pl

from userferry.mapping.decided import ColumnRule, Mapping
from userferry.profile import Profile, profile_users


@dataclass(frozen=True, slots=True)
class _Clue:
    """What speaks for one attribute: names that are usual for it, and the kinds its values must have."""

    target: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    transforms: tuple[str, ...] = ()


_CLUES = (
    _Clue(
        "email", ("email", "mail", "emailaddress", "useremail", "correo", "courriel"), ("email",), ("trim",)
    ),
    _Clue(
        "user_id",
        ("id", "userid", "uid", "uuid", "pk", "legacyid", "accountid"),
        ("id", "number", "text", "email", "username"),
    ),
    _Clue(
        "username",
        ("username", "login", "userlogin", "loginname", "nick"),
        ("username", "email", "id", "text", "name"),
    ),
    _Clue(
        "given_name",
        ("givenname", "firstname", "first", "forename", "prenom", "vorname"),
        ("given_name", "name", "text"),
        ("trim",),
    ),
    _Clue(
        "family_name",
        ("familyname", "lastname", "last", "surname", "nom", "nachname"),
        ("family_name", "name", "text"),
        ("trim",),
    ),
    _Clue(
        "name", ("name", "fullname", "displayname"), ("name", "given_name", "family_name", "text"), ("trim",)
    ),
    _Clue("nickname", ("nickname",), ("username", "given_name", "name", "text"), ("trim",)),
    _Clue(
        "email_verified",
        ("emailverified", "verified", "confirmed", "emailconfirmed"),
        ("boolean",),
        ("boolean",),
    ),
    _Clue("blocked", ("blocked", "disabled", "locked", "banned", "suspended"), ("boolean",), ("boolean",)),
    _Clue("blocked", ("isactive", "active", "enabled"), ("boolean",), ("boolean", "invert")),
    _Clue(
        "custom_password_hash", ("password", "passwordhash", "pwhash", "encryptedpassword", "hash"), ("hash",)
    ),
    _Clue(
        "app_metadata.last_login", ("lastlogin", "lastseen", "lastsignin"), ("datetime",), ("utc_datetime",)
    ),
    _Clue(
        "app_metadata.created",
        ("created", "datejoined", "registered", "signup"),
        ("datetime",),
        ("utc_datetime",),
    ),
)
_SUFFIX = re.compile(r"(at|on|date|flag)$")


def suggest_mapping(found: Profile | pl.LazyFrame | pl.DataFrame) -> Mapping:
    """Propose a target for each column, one column a target, each with its reason; a column without evidence is open.

    Args:
        found: A profile, or the dump's frame, which is profiled first.

    Returns:
        A mapping with a rule for each column of the dump, in the dump's order.
    """
    profile = found if isinstance(found, Profile) else profile_users(found.lazy())
    rules: dict[str, ColumnRule] = {}
    taken: set[str] = set()
    for clue in _CLUES:
        for column, kind in profile.kinds().items():
            if (
                column in rules
                or clue.target in taken
                or kind not in clue.kinds
                or not _is_named(column, clue)
            ):
                continue
            reason = f"named `{column}`, and its values are of kind {kind}"
            rules[column] = ColumnRule(column, clue.target, clue.transforms, reason)
            taken.add(clue.target)
    return Mapping(tuple(rules.get(column, _open(column, kind)) for column, kind in profile.kinds().items()))


def _is_named(column: str, clue: _Clue) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", column.lower())
    return plain in clue.names or _SUFFIX.sub("", plain) in clue.names


def _open(column: str, kind: str) -> ColumnRule:
    return ColumnRule(column, reason=f"open: values of kind {kind}, and no attribute is usually called that")

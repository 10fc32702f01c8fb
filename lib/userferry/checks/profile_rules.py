"""Rules on who a user is: identifiers, names, flags, metadata (`behaviour.md` §1.1)."""

from collections.abc import Iterator

import polars as pl

from userferry import forms
from userferry.checks.connection import Demands
from userferry.checks.places import METADATA, ROOT
from userferry.checks.rule import (
    PROFILE,
    Rule,
    bounded,
    kind,
    path_of,
    patterned,
    required,
    said,
    text,
    typed,
)
from userferry.checks.texts import BROKEN

FORBIDDEN = "Forbidden attribute in appUser: "
"""Auth0's own words for what a schema's `not` catches; they end with nothing (§3.4)."""

FORBIDDEN_KEY_GROUP = "appUser"
MAX_PROFILE_BYTES = 10 * 1024
"""Above it a profile is written and flagged in the tenant's logs (§1.1)."""


def profile_rules(demands: Demands) -> Iterator[Rule]:
    """Give every rule on a user but those on hashes and factors."""
    yield from _user_rules()
    yield from _demand_rules(demands)
    yield from _email_rules()
    yield from _username_rules(demands.username_bounds)
    e164 = "write it as + and 1 to 15 digits, country code first"
    for place, name, pattern, broken, fix in (
        ("phone_number", "phone_number.format", forms.E164, None, e164),
        (
            "user_id",
            "user_id.space",
            forms.USER_ID,
            text("user_id").str.contains(forms.SPACE),
            "take spaces out",
        ),
    ):
        yield typed(place, "string")
        if place == "user_id":
            yield from bounded(place, 1, 255, fix="leave it out: Auth0 makes an id")
        failed = ~text(place).str.contains(pattern) if broken is None else broken
        yield patterned(name, place, pattern, failed, fix=fix)
    for place, longest in (("given_name", 150), ("family_name", 150), ("name", 300), ("nickname", 300)):
        yield typed(place, "string")
        yield from bounded(place, 1, longest)
    yield typed("picture", "string")
    for place in ("email_verified", "phone_verified", "blocked"):
        yield typed(place, "boolean")
    for place in METADATA:
        yield typed(place, "object")
    yield from _forbidden_rules()


def _user_rules() -> Iterator[Rule]:
    root = kind(ROOT)
    yield Rule(
        "user.json", (f"k:{ROOT}",), "", "No JSON: the tenant would fail the whole file.", None, root == BROKEN,
        ROOT, fix="write the row as JSON",
    )  # fmt: skip
    words = "Expected type object but found type "
    yield Rule("user.type", (f"k:{ROOT}",), "INVALID_TYPE", words, "", root != "object", ROOT, detail=root)


def _demand_rules(demands: Demands) -> Iterator[Rule]:
    is_user = kind(ROOT) == "object"
    for name in demands.compulsory:
        needs = (f"k:{ROOT}", f"k:{name}")
        yield required("", name, when=is_user & kind(name).is_null(), needs=needs)
    if demands.any_of:
        lacking = pl.all_horizontal(kind(name).is_null() for name in demands.any_of)
        yield Rule(
            "identifier.missing",
            (f"k:{ROOT}", *(f"k:{name}" for name in demands.any_of)),
            "ANY_OF_MISSING",
            said(PROFILE, "Data does not match any schemas from 'anyOf'"),
            PROFILE,
            is_user & lacking,
            fix=f"map a column to one of {', '.join(demands.any_of)}",
        )


def _email_rules() -> Iterator[Rule]:
    path = path_of("email")
    yield typed("email", "string")
    yield from bounded("email", 0, forms.MAX_EMAIL, fix="correct the address: one that is cut is another's")
    yield Rule(
        "email.format",
        ("t:email",),
        "INVALID_FORMAT",
        said(path, "Object didn't pass validation for format email"),
        path,
        ~forms.is_email(text("email")),
        "email",
        fix="correct the address",
    )


def _username_rules(bounds: tuple[int, int]) -> Iterator[Rule]:
    name = text("username")
    yield typed("username", "string")
    yield from bounded("username", *bounds, fix="let the connection take longer names, or leave it out")
    wrong = ~name.str.contains(forms.USERNAME)
    letters = "keep to letters, digits and @^$.!`-#+'~_"
    yield patterned("username.characters", "username", forms.USERNAME, wrong, fix=letters)
    drop = "leave it out: the user logs in with the address"
    yield patterned("username.address", "username", forms.USERNAME, forms.is_email(name), fix=drop)


def _forbidden_rules() -> Iterator[Rule]:
    listed = pl.col("x:app_metadata").list.len() > 0
    both = kind("password_hash").is_not_null() & kind("custom_password_hash").is_not_null()
    group = FORBIDDEN_KEY_GROUP
    yield Rule(
        "password.twice", ("k:password_hash", "k:custom_password_hash"), "NOT_PASSED", FORBIDDEN, None, both, group,
        fix="keep the one hash that verifies",
    )  # fmt: skip
    yield Rule(
        "app_metadata.forbidden_key", ("x:app_metadata",), "NOT_PASSED", FORBIDDEN, None, listed, group,
        fix="rename the key; Auth0 keeps that name for itself",
    )  # fmt: skip


def profile_notices() -> Iterator[Rule]:
    """Give what the tenant takes and changes, or takes and flags."""
    for place in ("email", "username"):
        changed = text(place) != text(place).str.to_lowercase()
        yield Rule(
            f"{place}.case", (f"t:{place}",), "", "Stored in lower case.", path_of(place), changed, severity="changed"
        )  # fmt: skip
    prefixed = text("user_id").str.starts_with("auth0|")
    yield Rule(
        "user_id.prefix", ("t:user_id",), "", "Stored with the prefix twice: auth0|auth0|….", "user_id", prefixed,
        severity="changed", fix="take auth0| off; the tenant puts it there",
    )  # fmt: skip
    for place in METADATA:
        yield Rule(
            f"{place}.odd_key", (f"o:{place}",), "", "A key holds a dot or a dollar.", place, pl.col(f"o:{place}"),
            severity="warned", fix="rename the key: Auth0 allows neither",
        )  # fmt: skip
    yield Rule(
        "user.large", ("z:user",), "", f"The profile is above {MAX_PROFILE_BYTES:,} bytes.", None,
        pl.col("z:user") > MAX_PROFILE_BYTES, severity="warned", fix="leave metadata out; Auth0's policy is 10 KB",
    )  # fmt: skip

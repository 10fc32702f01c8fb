"""Dumps that break one rule each, the change that repairs them, and how many rows it repairs of how many."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from userferry.forms import SPACE
from userferry.mapping import ColumnRule, Mapping, Step

BCRYPT = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
COSTLY = BCRYPT.replace("$10$", "$12$")
INVISIBLE, TRIM = ("strip_invisible",), ("trim",)


@dataclass(frozen=True)
class Case:
    """A dump of one column that is broken beside an address that is not.

    Args:
        rule: What is broken.
        target: What the column becomes.
        values: The column's values.
        change: The steps that the fix adds, or the target it gives.
        repairs: Rows that it repairs.
        steps: What the column has been given already.
        address: Whether the column is the address itself.
        options: Of the connection.
        empties: Values that it leaves out.
        collides: Values that are then another user's too.
        login: The column of usernames, where there is one.
        login_steps: What that has been given already.
    """

    rule: str
    target: str
    values: list[str]
    change: tuple[Any, ...] | str | None
    repairs: int
    steps: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    empties: int = 0
    collides: int = 0
    login: list[str] = field(default_factory=list)
    login_steps: tuple[Any, ...] = ()

    @property
    def connection(self):
        return {"options": self.options} if self.options else None

    def dump(self, mark: str = "a") -> pl.DataFrame:
        """Make the rows; each has a mark of its own, so that those of several cases don't collide."""
        values = [value.replace("MARK", mark) for value in self.values]
        columns = {"x": values, "login": self.login or [""] * len(values)}
        if self.target != "email":
            columns["mail"] = [f"{mark}{row}@example.com" for row in range(len(values))]
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("__row")
        return frame.with_columns(pl.col("__row").cast(pl.Int64))

    @property
    def mapping(self) -> Mapping:
        """Say what becomes of it."""
        rules = [ColumnRule("x", self.target, self.steps, "why")]
        rules.append(ColumnRule("login", "username" if self.login else None, self.login_steps))
        if self.target != "email":
            rules.append(ColumnRule("mail", "email"))
        return Mapping(tuple(rules))


def replace(find, new=""):
    return (Step("replace", {"find": find, "with": new, "regex": True}),)


def only_valid(form):
    return (Step("only_valid", form),)


FLEXIBLE = {"attributes": {"email": {"profile_required": False}, "username": {"profile_required": True}}}
ANY = {"attributes": {"email": {}, "username": {}}}
NEEDED = {"attributes": {"email": {"profile_required": True}, "phone_number": {"profile_required": True}}}
FACTOR = {"totp": "x"}
CASES = [
    Case("email.format", "email", ["a\x07MARK@x.co", "bMARK@x.co", "a@b"], INVISIBLE, 1),
    Case("email.format", "email", [" aMARK@x.co\n", "AMARK@x.co", "a@b"], TRIM, 1, collides=1),
    Case("email.format", "email", ["\x07 aMARK@x.co", "a@b"], ("strip_invisible", "trim"), 1),
    Case("email.format", "email", ["Mailto:aMARK@x.co", "a@b"], replace(r"(?i)^\s*mailto:\s*"), 1),
    Case("email.format", "email", ["Ann Lee <annMARK@x.co>", "<a b>"], replace(r"^[^<>]*<\s*([^<>\s]+)\s*>\s*$", "$1"), 1),
    Case("email.format", "email", ["aMARK @x.co", "a bMARK@x.co"], replace(r"\s*@\s*", "@"), 1),
    Case("email.format", "email", ["a@b", "ccMARK@x.co"], only_valid("email"), 1, options=FLEXIBLE, empties=1, login=["oneMARK", "twoMARK"]),
    Case("email.long", "email", ["aMARK@x.co" + " " * 260, "a" * 255 + "@x.co"], TRIM, 1),
    Case("email.missing", "email", ["", "cMARK@x.co"], (Step("coalesce", ["login"]),), 0, login=["aMARK@x.co", "bobMARK"]),
    Case("identifier.missing", "email", ["", "", "cMARK@x.co"], (Step("coalesce", ["login"]),), 1, options=ANY, login=["dMARK@x.co", "", "bo"], login_steps=only_valid("username")),
    Case("username.characters", "username", ["an\x07nMARK", "jörg"], INVISIBLE, 1),
    Case("username.characters", "username", [" benMARK", "jörg", "benMARK"], TRIM, 1, collides=1),
    Case("username.characters", "username", ["jörg", "a b", "cyMARK"], only_valid("username"), 2, empties=2),
    Case("username.long", "username", ["x" * 16, "dyMARK"], only_valid("username"), 1, empties=1),
    Case("username.short", "username", ["ab", "longMARK", "longer-than-it-is"], (Step("only_valid", {"form": "username", "shortest": 3, "longest": 20}),), 1, options={"validation": {"username": {"min": 3, "max": 20}}}, empties=1),
    Case("username.address", "username", ["ann@example.com", "eyMARK"], only_valid("username"), 1, empties=1),
    Case("phone_number.format", "phone_number", ["+49 (0)30 1234-567", "0049 30 7654321", "030 11111"], ("international",), 2),
    Case("phone_number.format", "phone_number", ["+49301112233", "030 / 222 3344", "ask Ann"], (Step("country_code", "DE"),), 1),
    Case("phone_number.format", "phone_number", ["ask Ann", "+49302223344"], only_valid("e164"), 1, empties=1),
    Case("user_id.space", "user_id", ["a\ufeff1MARK", "b1MARK"], INVISIBLE, 1),
    Case("user_id.space", "user_id", ["a2MARK\u00a0", "a 3MARK"], TRIM, 1),
    Case("user_id.space", "user_id", ["a 4MARK", "a4MARK", "b5MARK"], replace(SPACE), 1, collides=1),
    Case("user_id.long", "user_id", ["x" * 256, "c6MARK"], only_valid("user_id"), 1, empties=1),
    *(
        Case(f"{name}.long", name, ["x" * longest + "é" * 9, "Ann"], (Step("shorten", longest),), 1)
        for name, longest in (("given_name", 150), ("family_name", 150), ("name", 300), ("nickname", 300))
    ),
    Case("given_name.long", "given_name", ["Ann" + " " * 200, "x" * 200], TRIM, 1),
    Case("password_hash.format", "password_hash", [COSTLY, "$2y" + COSTLY[3:], BCRYPT, "$P$B12345678"], "custom_password_hash", 3, empties=1),
    Case("app_metadata.forbidden_key", "app_metadata.created_at", ["2020", ""], "app_metadata.legacy_created_at", 1),
    Case("app_metadata.forbidden_key", "app_metadata._id", ["2020", ""], None, 1, empties=1),
    Case("app_metadata.odd_key", "app_metadata.a$b.c", ["x", ""], "app_metadata.a_b.c", 1),
    Case("user_metadata.odd_key", "user_metadata.$x", ["x", ""], "user_metadata.x", 1),
    Case("user_metadata.type", "user_metadata", ["x", ""], "user_metadata.x", 1),
    Case("app_metadata.type", "app_metadata", ["x", ""], "app_metadata.x", 1),
    Case("user.unknown_key", "plan", ["gold", ""], "app_metadata.plan", 1),
    Case("user.unknown_key", "created_at", ["2020", ""], None, 1, empties=1),
    *(
        Case(f"{name}.type", name, ["1", "0", ""], ("boolean",), 2)
        for name in ("blocked", "email_verified", "phone_verified")
    ),
    *(
        Case(f"{name}.type", name, [*said, ""], (Step("values", dict(zip(said, read, strict=True))),), len(said), steps=steps)
        for name, said, read, steps in (
            ("blocked", ["active", "disabled"], [False, True], ()),
            ("blocked", ["Aktiv", "gesperrt", "suspended"], [False, True, True], ("trim",)),
            ("blocked", ["not active", "enabled"], [True, False], ()),
            ("email_verified", ["verified", "unverified"], [True, False], ()),
        )
    ),
    *(
        Case(f"{name}.type", name, [value], (), 1, steps=("trim", "is_set"))
        for name, value in {
            "email": "fMARK@x.co", "username": "gMARK", "phone_number": "+4930992", "user_id": "hMARK", "given_name": "Ann",
            "family_name": "Lee", "name": "Ann Lee", "nickname": "an", "picture": "x", "password_hash": BCRYPT,
        }.items()
    ),
    Case("mfa_factors.factor.pattern", "mfa_factors", ["ab2c d3 ==", "ABCD", "1"], (Step("factors", FACTOR | {"tidy": True}),), 1, steps=(Step("factors", FACTOR),)),
    Case("mfa_factors.factor.pattern", "mfa_factors", ["189", "ABCD"], (Step("factors", FACTOR | {"only_valid": True}),), 1, steps=(Step("factors", FACTOR),), empties=1),
    Case("mfa_factors.factor.pattern", "mfa_factors", ["0049 30 123456", "+491"], (Step("factors", {"phone": "x", "tidy": True}),), 1, steps=(Step("factors", {"phone": "x"}),)),
    Case("mfa_factors.factor.format", "mfa_factors", [" an\x07n@x.co ", "ann@x.co"], (Step("factors", {"email": "x", "tidy": True}),), 1, steps=(Step("factors", {"email": "x"}),)),
    Case("email.case", "email", ["HMARK@x.co", "hMARK@x.co"], ("lower",), 0),
    Case("username.case", "username", ["IMARK", "jMARK"], ("lower",), 0),
    Case("user_id.prefix", "user_id", ["auth0|k1MARK", "k1MARK"], (Step("strip_prefix", "auth0|"),), 0, collides=1),
]  # fmt: skip

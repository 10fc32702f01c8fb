"""Rows as bad as any dump's: every rule broken somewhere, alone and together, and users who collide.

Each row that is an object carries a mark in `user_metadata`, or in `picture` where its metadata is what is wrong.
"""

import copy
import random
from collections.abc import Callable
from typing import Any

BCRYPT = "$2b$10$" + "a" * 53
ODD: list[Any] = [None, True, 0, -1, 1.5, 32.0, "", "a b", [], {}, [1], {"a": 1}]
HEX = {"value": "00" * 16, "encoding": "hex"}
TEXTS = {
    "bcrypt": ["$2y$10$" + "a" * 53, "$2x$10$" + "a" * 53, "$2a$", "2b"],
    "argon2": ["$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaA", "$argon2id$m=1$a$b", "argon2"],
    "pbkdf2": ["$pbkdf2-sha256$i=1000,l=32$c2FsdA$aGFzaA", "$pbkdf2-sha1$c2FsdA$aGFzaA==", "pbkdf2"],
    "ldap": ["{SSHA}aGFzaA==", "{ssha512}aGFzaA", "{CRYPT}x", "{SSHA}a\n", "{ſha}aa"],
}
ADDRESSES = [
    "a@b", "a b@x.co", "a..b@x.co", ".a@x.co", "a@-x.co", "a@x.co ", "@x.co", "a@", "x" * 65 + "@x.co", "a@x.1",
    "a@" + "b" * 64 + ".co", "a@x.co\n", "é@x.\uff43o", "a@\uff43.co", '"a@x.co', "a@" + "b.c" * 90 + ".co",
]  # fmt: skip
NAMES = (
    "salt", "password", "keylen", "cost", "blockSize", "parallelization", "encoding", "position", "value", "digest",
    "key", "rounds",
)  # fmt: skip
FACTORS: list[Any] = [
    [], [{}], [1], [None], [{"totp": {"secret": "2PRXZWZAYYDAWCD"}}], [{"totp": {"secret": "1"}}], [{"totp": {}}],
    [{"phone": {"value": "+1"}}] * 11, [{"phone": {"value": "1"}}], [{"phone": 1}], [{"email": {"value": "a@b"}}],
    [{"email": {"value": 3}}], [{"phone": {"value": "+1"}, "email": {"value": "a@x.co"}}], [{"push": {}}],
    [{"phone": {"value": "+1", "x": 1, "y": 2}}], [{"totp": {"secret": "AB"}}, {"phone": {"value": "+1"}}],
]  # fmt: skip


def custom_hash(rng: random.Random) -> dict[str, Any]:
    """Make a hash of any algorithm, as often wrong as right."""
    algorithm = rng.choice(["md4", "md5", "sha1", "sha256", "sha512", "hmac", "scrypt", *TEXTS])
    made: dict[str, Any] = {"algorithm": algorithm, "hash": dict(HEX)}
    if algorithm in TEXTS:
        made["hash"] = {"value": rng.choice(TEXTS[algorithm])}
    elif algorithm == "hmac":
        made["hash"] |= {"digest": "sha1", "key": {"value": "k", "encoding": "utf8"}}
    elif algorithm == "scrypt":
        made |= {"keylen": 32, "salt": {"value": "s"}}
    for _ in range(rng.choice([0, 0, 1, 2])):
        _spoil(made, rng)
    return made


def _spoil(made: dict[str, Any], rng: random.Random) -> None:
    holder = rng.choice([made, *(part for part in made.values() if isinstance(part, dict))])
    name = rng.choice([*holder, *NAMES])
    if name in holder and rng.random() < 0.3:
        del holder[name]
    else:
        right = [
            {"value": "s"},
            {"encoding": "hex"},
            {"encoding": "utf16le"},
            "utf8",
            "suffix",
            16,
            3,
            2**31,
            2**32,
            2**33,
        ]
        holder[name] = copy.deepcopy(rng.choice([*ODD, *right]))  # it may be spoilt in its turn


def _metadata(rng: random.Random) -> Any:
    return rng.choice([None, [], "x", 1])


BREAKS: dict[str, Callable[[random.Random], Any]] = {
    "email": lambda rng: rng.choice([*ODD, *ADDRESSES]),
    "email_verified": lambda rng: rng.choice([*ODD, "true"]),
    "phone_verified": lambda rng: rng.choice([*ODD, "false"]),
    "blocked": lambda rng: rng.choice(ODD),
    "phone_number": lambda rng: rng.choice([*ODD, "0155", "+" + "1" * 16, "+1\n", "+\u0661"]),
    "user_id": lambda rng: rng.choice(
        [*ODD, "x" * 256, "a\u00a0b", "a\x1cb", "a\ufeffb", "a\x85b", "auth0|a"]
    ),
    "username": lambda rng: rng.choice([*ODD, "x" * 16, "jörg", "ab@example.com", "\u212a", "a(b"]),
    "given_name": lambda rng: rng.choice([*ODD, "x" * 151, "ü" * 150]),
    "family_name": lambda rng: rng.choice([*ODD, "x" * 151]),
    "name": lambda rng: rng.choice([*ODD, "x" * 301, "x" * 300]),
    "nickname": lambda rng: rng.choice([*ODD, "x" * 301]),
    "picture": lambda rng: rng.choice(ODD),
    "app_metadata": lambda rng: rng.choice(
        [*ODD, {"created_at": 1, "email": None}, {"a.b": 1}, {"ok": {"user_id": 1}}]
    ),
    "user_metadata": _metadata,
    "password_hash": lambda rng: rng.choice(
        [*ODD, BCRYPT, "$2y" + BCRYPT[3:], "$2b$12" + BCRYPT[6:], BCRYPT + "\n"]
    ),
    "custom_password_hash": lambda rng: rng.choice([custom_hash(rng)] * 9 + ODD),
    "mfa_factors": lambda rng: rng.choice([*FACTORS, *ODD]),
    "created_at": lambda _: "2020",
    "last_ip": lambda _: None,
}


def make_user(number: int, rng: random.Random, *, people: int) -> dict[str, Any]:
    """Make a good user who may share each identifier with some of as many people."""
    user: dict[str, Any] = {"user_metadata": {"mark": number}}
    for name, form in (
        ("email", "p{}@example.com"),
        ("username", "u{}"),
        ("user_id", "id{}"),
        ("phone_number", "+49{}"),
    ):
        if name == "email" or rng.random() < 0.4:
            value = form.format(rng.randrange(people))
            user[name] = value.upper() if rng.random() < 0.1 and name != "user_id" else value
    if rng.random() < 0.4:
        custom = {"algorithm": "sha1", "hash": {"value": "aa", "encoding": "hex"}}
        user |= rng.choice([{"password_hash": BCRYPT}, {"custom_password_hash": custom}])
    return user


def make_rows(count: int, *, seed: int, people: int) -> list[Any]:
    """Make rows, the same ones for the same numbers: about half of them break a rule, some of them several."""
    rng = random.Random(seed)
    rows: list[Any] = []
    for number in range(count):
        if rng.random() < 0.002:
            rows.append(rng.choice([number, f"row {number}", [number], number + 0.5]))
            continue
        user = make_user(number, rng, people=people)
        for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 3])):
            name = rng.choice([*BREAKS])
            if name == "user_metadata" and "picture" in user:
                continue
            if name == "user_metadata":
                user["picture"] = f"https://example.com/{number}"
            if name == "picture" and not isinstance(user["user_metadata"], dict):
                continue
            user[name] = BREAKS[name](rng)
            if name == "email" and rng.random() < 0.2:
                del user["email"]
        rows.append(user)
    return rows


def mark_of(row: Any) -> Any:
    """Read a row's mark, from what was sent or what the tenant says of it."""
    if not isinstance(row, dict):
        return repr(row)
    metadata = row.get("user_metadata")
    return metadata["mark"] if isinstance(metadata, dict) else int(row["picture"].rpartition("/")[2])

"""A legacy store's users with known passwords, over many forms of hashes, as a test fills a real store with them."""

import base64
import hashlib
import random
import zlib
from functools import partial

import polars as pl
from django.conf import settings
from django.contrib.auth import hashers as django
from passlib import hash as made_by
from werkzeug.security import generate_password_hash

from userferry.mapping import ColumnRule, Mapping
from userferry.mapping.steps import Step

if not settings.configured:
    settings.configure()

CONNECTION = "Legacy"
COLUMNS = (
    "id", "email", "username", "hash", "active", "confirmed", "city", "score", "note", "fullname", "totp", "phone",
)  # fmt: skip


class Bcrypt(django.BCryptSHA256PasswordHasher):
    """Django's, at a cost that a test can pay."""

    rounds = 4


def ssha512(password, salt=b"saltsalt"):
    digest = hashlib.sha512(password.encode() + salt).digest()
    return "{SSHA512}" + base64.b64encode(digest + salt).decode()


def bcrypt_sha256(password):
    hasher = Bcrypt()
    return hasher.encode(password, hasher.salt())


MAKERS = {
    "bcrypt": made_by.bcrypt.using(rounds=4).hash,
    "django_bcrypt_sha256": bcrypt_sha256,
    "django_pbkdf2_sha256": partial(django.PBKDF2PasswordHasher().encode, salt="saltsalt", iterations=100),
    "argon2": lambda word: made_by.argon2.using(type="ID", rounds=1, memory_cost=64, parallelism=1).hash(
        word
    ),
    "passlib_pbkdf2_sha512": made_by.pbkdf2_sha512.using(rounds=100).hash,
    "passlib_bcrypt_sha256": made_by.bcrypt_sha256.using(rounds=4).hash,
    "phpass": made_by.phpass.using(rounds=7).hash,
    "md5_crypt": made_by.md5_crypt.hash,
    "apr1_crypt": made_by.apr_md5_crypt.hash,
    "sha1_crypt": made_by.sha1_crypt.using(rounds=2).hash,
    "sha256_crypt": made_by.sha256_crypt.using(rounds=1000).hash,
    "sha512_crypt": made_by.sha512_crypt.using(rounds=1000).hash,
    "mysql41": made_by.mysql41.hash,
    "mysql323": made_by.mysql323.hash,
    "ldap_sha": made_by.ldap_sha1.hash,
    "ldap_ssha": made_by.ldap_salted_sha1.hash,
    "ldap_ssha512": ssha512,
    "werkzeug_scrypt": partial(generate_password_hash, method="scrypt:1024:8:1"),
    "django_md5": partial(django.MD5PasswordHasher().encode, salt="saltsaltsalt"),
    "fshp": made_by.fshp.using(rounds=2).hash,
    "des_crypt": made_by.des_crypt.hash,
    "hex_32": made_by.hex_md5.hash,
}
WORDS = (
    "Körrekt-Horse",
    'it\'s "quoted" \\',
    "密码 пароль",
    "plain",
    "'; DROP TABLE people; --",
    "😀 smile",
    " edge ",
)

FACTORS = Step("factors", {"totp": "totp", "phone": "phone", "tidy": True, "only_valid": True})
MAPPING = Mapping(
    (
        ColumnRule("id", "user_id"),
        ColumnRule("email", "email", ("trim", "lower")),
        ColumnRule("username", "username"),
        ColumnRule("hash", "custom_password_hash"),
        ColumnRule("active", "blocked", ("boolean", "invert")),
        ColumnRule("confirmed", "email_verified", ("is_set",)),
        ColumnRule("city", "user_metadata.city"),
        ColumnRule("score", "app_metadata.score", ("decimal",)),
        ColumnRule("note", "app_metadata.note", (Step("default", "none"),)),
        ColumnRule("fullname", "name"),
        ColumnRule("totp", "mfa_factors", (FACTORS,)),
        ColumnRule("phone"),
    )
)


def people(rows, seed=7):
    """Make users: `__row`, the columns of `COLUMNS` as Python values, and `password`."""
    draw = random.Random(seed)
    forms = list(MAKERS)
    made = []
    for row in range(rows):
        form = forms[row % len(forms)]
        word = f"{draw.choice(WORDS)}-{row}" if form != "des_crypt" else f"{row:06d}ab"
        made.append(
            {
                "__row": row,
                "id": 1_000_000_000_000 + row,
                "email": f"{draw.choice(['zoë', 'Ann', 'o_neil', 'bo+b'])}.{row}@Example.com",
                "username": f"user{row}",
                "hash": MAKERS[form](word),
                "active": row % 97 != 0,
                "confirmed": "2020-01-31 12:00:00" if row % 3 else None,
                "city": draw.choice(["Köln", "O'Fallon", "", None, 'a "b" \\c', "東京"]),
                "score": f"{draw.randrange(-9999, 9999) / 4:.4f}",
                "note": draw.choice(["x", None]),
                "fullname": draw.choice(["Zoë O'Neil", 'Ann "A." Lee', "東 京子", None]),
                "totp": draw.choice(["JBSWY3DPEHPK3PXP", "gezd gnbv gy3t qojq", None]),
                "phone": draw.choice([f"+4915112{row:06d}", None]),
                "password": word,
            }
        )
    return made


def answer_key(made):
    """Give the answer key: half log in by their address, in other capitals, half by their username."""
    return pl.DataFrame(
        {
            "__row": [one["__row"] for one in made],
            "login": [one["username"] if one["__row"] % 2 else one["email"].upper() for one in made],
            "password": [one["password"] for one in made],
        },
        schema={"__row": pl.Int64, "login": pl.String, "password": pl.String},
    )


def checksum(rows):
    """Give a number that another value of any row would change."""
    return zlib.crc32(repr(sorted(map(tuple, rows))).encode())

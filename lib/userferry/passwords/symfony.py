"""Symfony's encoders that keep the salt in a column of its own (`behaviour.md` §1.5).

Its native and sodium hashers write plain bcrypt and Argon2.
"""

import polars as pl

from userferry.passwords.format import LAZY, Format, given
from userferry.passwords.shapes import base64_of, number, pbkdf2_line, unpadded

FORMATS = (
    Format(
        name="symfony_pbkdf2",
        title="Symfony Pbkdf2PasswordEncoder",
        pattern=rf"^(?P<digest>{base64_of(40)})$",
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            "sha512",
            given("rounds").fill_null(pl.lit("1000")),
            40,
            unpadded(given("salt").str.encode("base64")),
            unpadded(pl.col("digest")),
        ),
        parameters={"rounds": number("given_rounds").fill_null(1000)},
        needs=("salt",),
        takes=("rounds",),
        is_told_by_shape=False,
    ),
    Format(
        name="symfony_message_digest",
        title="Symfony MessageDigestPasswordEncoder of 5000 rounds",
        pattern=rf"^{base64_of(64)}$",
        reason="the digest was repeated 5000 times, and Auth0 computes a single round",
        way_out=LAZY,
        is_told_by_shape=False,
    ),
    Format(
        name="symfony_message_digest_1",
        title="Symfony MessageDigestPasswordEncoder of one round",
        pattern=rf"^{base64_of(64)}$",
        algorithm="sha512",
        convert={
            "hash.value": pl.col("value"),
            "hash.encoding": pl.lit("base64"),
            "salt.value": pl.concat_str(pl.lit("{"), given("salt"), pl.lit("}")),
            "salt.encoding": pl.lit("utf8"),
            "salt.position": pl.lit("suffix"),
        },
        needs=("salt",),
        is_told_by_shape=False,
    ),
)

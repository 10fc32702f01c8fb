"""Django's `algorithm$…` values, as `django.contrib.auth.hashers` writes them (`behaviour.md` §1.5)."""

import polars as pl

from userferry.passwords.argon2 import (
    ARGON2,
    ARGON2_BEGINS,
    ARGON2_CAVEAT,
    ARGON2_HOLDS,
    ARGON2_PARAMETERS,
)
from userferry.passwords.bcrypt import BCRYPT, BCRYPT_BEGINS, BCRYPT_PARAMETERS
from userferry.passwords.format import LAZY, Format
from userferry.passwords.shapes import (
    base64_of,
    base64_text,
    hex_digest,
    number,
    pbkdf2_line,
    salt_bytes,
    salted_digest,
    scrypt_caveat,
    scrypt_digest,
    unpadded,
    value_after,
)

_SALT = r"(?P<salt>[^$\r\n]+)"
_ROUNDS = r"(?P<rounds>[1-9][0-9]{0,9})"

# Werkzeug wrote `md5$…` and `sha1$…` too, for an HMAC keyed with the salt, and its salts have 8 or 16 letters
# and digits. Django's have had 5, 12 or 22, so these two lengths alone leave a doubt.
_OWN_SALT = (
    r"(?P<salt>[^$\r\n]{1,7}|[^$\r\n]{9,15}|[^$\r\n]{17,}|"
    r"[^$\r\n]{0,7}[^$\r\nA-Za-z0-9][^$\r\n]{0,7}|[^$\r\n]{0,15}[^$\r\nA-Za-z0-9][^$\r\n]{0,15})"
)


def _pbkdf2(digest: str, size: int) -> Format:
    return Format(
        name=f"django_pbkdf2_{digest}",
        title=f"Django PBKDF2-{digest.upper()}",
        pattern=rf"^pbkdf2_{digest}\${_ROUNDS}\${_SALT}\${base64_of(size)}$",
        split=("$", ("", "rounds", "salt", "digest")),
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            digest, pl.col("rounds"), size, base64_text(pl.col("salt")), unpadded(pl.col("digest"))
        ),
        parameters={"rounds": number("rounds"), **salt_bytes()},
    )


def _salted(digest: str, digits: int) -> Format:
    return Format(
        name=f"django_{digest}",
        title=f"Django salted {digest.upper()}",
        pattern=rf"^{digest}\${_OWN_SALT}\$(?P<digest>[0-9a-f]{{{digits}}})$",
        split=("$", ("", "salt", "digest")),
        algorithm=digest,
        convert=salted_digest("prefix"),
        parameters=salt_bytes(),
    )


def _unsalted(digest: str, digits: int) -> Format:
    return Format(
        name=f"django_unsalted_{digest}",
        title=f"Django unsalted {digest.upper()}",
        pattern=rf"^{digest}\$\$(?P<digest>[0-9a-f]{{{digits}}})$",
        algorithm=digest,
        convert=hex_digest(),
    )


FORMATS = (
    _pbkdf2("sha256", 32),
    _pbkdf2("sha1", 20),
    Format(
        name="django_argon2",
        title="Django Argon2",
        pattern=rf"^argon2{ARGON2}$",
        algorithm="argon2",
        convert=value_after("argon2"),
        begins=ARGON2_BEGINS,
        parameters=ARGON2_PARAMETERS,
        holds=ARGON2_HOLDS,
        caveat=ARGON2_CAVEAT,
    ),
    Format(
        name="django_bcrypt",
        title="Django bcrypt",
        pattern=rf"^bcrypt\${BCRYPT}$",
        length=67,
        algorithm="bcrypt",
        convert=value_after("bcrypt$"),
        begins=BCRYPT_BEGINS,
        parameters=BCRYPT_PARAMETERS,
    ),
    Format(
        name="django_bcrypt_sha256",
        title="Django bcrypt over SHA-256",
        pattern=rf"^bcrypt_sha256\${BCRYPT}$",
        length=74,
        begins=BCRYPT_BEGINS,
        parameters=BCRYPT_PARAMETERS,
        reason="bcrypt was given the SHA-256 of the password, and Auth0 gives bcrypt the password itself",
        way_out=LAZY,
    ),
    Format(
        name="django_scrypt",
        title="Django scrypt",
        pattern=(
            rf"^scrypt\$(?P<cost>[1-9][0-9]{{0,9}})\${_SALT}\$(?P<block_size>[1-9][0-9]{{0,3}})"
            rf"\$(?P<parallelization>[1-9][0-9]{{0,3}})\$(?P<digest>{base64_of(64)})$"
        ),
        algorithm="scrypt",
        convert=scrypt_digest("base64"),
        parameters={
            "cost": number("cost"),
            "block_size": number("block_size"),
            "parallelization": number("parallelization"),
            **salt_bytes(),
        },
        holds=(number("cost") > 1) & ((number("cost") & (number("cost") - 1)) == 0),
        caveat=scrypt_caveat(number("cost"), number("block_size")),
    ),
    _salted("md5", 32),
    _salted("sha1", 40),
    _unsalted("md5", 32),
    _unsalted("sha1", 40),
    Format(
        name="django_crypt",
        title="Django UNIX crypt",
        pattern=r"^crypt\$[^$\r\n]*\$[./0-9A-Za-z]{13}$",
        reason="Auth0 does not compute UNIX crypt",
        way_out=LAZY,
    ),
)
"""Everything that Django wrote and that only Django wrote."""

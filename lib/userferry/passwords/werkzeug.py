"""Werkzeug's `method$salt$hex`, as Flask applications keep it (`behaviour.md` §1.5)."""

import polars as pl

from userferry.passwords.format import LAZY, RESET, Format
from userferry.passwords.shapes import (
    base64_hex,
    base64_text,
    number,
    pbkdf2_line,
    salt_bytes,
    salted_digest,
    scrypt_caveat,
    scrypt_digest,
)

_SALT = r"(?P<salt>[^$\r\n]+)"
_LETTERS = r"(?P<salt>[A-Za-z0-9]{8}|[A-Za-z0-9]{16})"


def _pbkdf2(digest: str, size: int) -> Format:
    return Format(
        name=f"werkzeug_pbkdf2_{digest}",
        title=f"Werkzeug PBKDF2-{digest.upper()}",
        pattern=(
            rf"^pbkdf2:{digest}:(?P<rounds>[1-9][0-9]{{0,9}})"
            rf"\${_SALT}\$(?P<digest>[0-9a-f]{{{2 * size}}})$"
        ),
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            digest, pl.col("rounds"), size, base64_text(pl.col("salt")), base64_hex(pl.col("digest"))
        ),
        parameters={"rounds": number("rounds"), **salt_bytes()},
    )


def _keyed(digest: str, digits: int) -> Format:
    return Format(
        name=f"werkzeug_{digest}",
        title=f"Werkzeug HMAC-{digest.upper()}",
        pattern=rf"^{digest}\${_SALT}\$(?P<digest>[0-9a-f]{{{digits}}})$",
        split=("$", ("", "salt", "digest")),
        algorithm="hmac",
        convert={
            "hash.value": pl.col("digest"),
            "hash.encoding": pl.lit("hex"),
            "hash.digest": pl.lit(digest),
            "hash.key.value": pl.col("salt"),
            "hash.key.encoding": pl.lit("utf8"),
        },
        is_told_by_shape=False,
    )


def _prefixed(digest: str, digits: int) -> Format:
    return Format(
        name=f"dollar_{digest}",
        title=f"{digest}$salt$hex of salt and password",
        pattern=rf"^{digest}\${_SALT}\$(?P<digest>[0-9a-f]{{{digits}}})$",
        split=("$", ("", "salt", "digest")),
        algorithm=digest,
        convert=salted_digest("prefix"),
        is_told_by_shape=False,
    )


def _shape(digest: str, digits: int, salt: str, title: str) -> Format:
    candidates = (f"dollar_{digest}", f"werkzeug_{digest}")
    return Format(
        name=f"{digest}_dollar_salt",
        title=title,
        pattern=rf"^{digest}\${salt}\$[0-9a-f]{{{digits}}}$",
        split=("$", ("", "salt", "digest")),
        candidates=candidates,
        parameters=salt_bytes(),
        reason=f"{title} may be any of {', '.join(candidates)}, and nothing in the value tells which",
        way_out="name the form",
    )


_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}

FORMATS = (
    _pbkdf2("md5", 16),
    _pbkdf2("sha1", 20),
    _pbkdf2("sha256", 32),
    _pbkdf2("sha512", 64),
    Format(
        name="werkzeug_scrypt",
        title="Werkzeug scrypt",
        pattern=(
            r"^scrypt:(?P<cost>[1-9][0-9]{0,9}):(?P<block_size>[1-9][0-9]{0,3}):(?P<parallelization>[1-9][0-9]{0,3})"
            rf"\${_SALT}\$(?P<digest>[0-9a-f]{{128}})$"
        ),
        algorithm="scrypt",
        convert=scrypt_digest("hex"),
        parameters={
            **{name: number(name) for name in ("cost", "block_size", "parallelization")},
            **salt_bytes(),
        },
        holds=(number("cost") > 1) & ((number("cost") & (number("cost") - 1)) == 0),
        caveat=scrypt_caveat(number("cost"), number("block_size")),
    ),
    # Django's `md5$…` and `sha1$…` hash salt and password; only salts of 8 or 16 letters leave a doubt.
    _shape("md5", 32, _LETTERS, "md5$ with a salt as Werkzeug makes them"),
    _shape("sha1", 40, _LETTERS, "sha1$ with a salt as Werkzeug makes them"),
    _shape("sha256", 64, _SALT, "sha256$ with a salt"),
    _shape("sha512", 128, _SALT, "sha512$ with a salt"),
    *(_keyed(digest, digits) for digest, digits in _DIGITS.items()),
    *(_prefixed(digest, digits) for digest, digits in _DIGITS.items()),
    Format(
        name="werkzeug_pbkdf2_without_rounds",
        title="Werkzeug PBKDF2 without rounds",
        pattern=rf"^pbkdf2(?::[a-z0-9]+)?\${_SALT}\$[0-9a-f]+$",
        reason="the number of rounds is not written, and each version had its own",
        way_out=LAZY,
    ),
    Format(
        name="werkzeug_plain",
        title="Werkzeug plain text",
        pattern=r"^plain\$\$(?s:.*)\S$",
        reason="it is the password itself, which has to be hashed before it can be sent",
        way_out=RESET,
    ),
)

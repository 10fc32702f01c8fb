"""Bare and salted digests, whose shape says how long they are and nothing else (`behaviour.md` §1.5).

Thirty-two hexadecimal digits may be MD5, MD4 or an NT hash, salted from a column nobody mentioned, or
nested. So they are ambiguous until a person names the form, and a proof on known passwords shows that the
person was right.
"""

from itertools import product

import polars as pl

from userferry.passwords.format import LAZY, RESET, Format, given
from userferry.passwords.shapes import base64_of, hex_digest, pbkdf2_line, salted_digest, unpadded

_DIGESTS = {"md4": 16, "md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
_SALTED = ("md5", "sha1", "sha256", "sha512")
_MOST_SALT = 64
_HEX_SALT = rf"(?P<salt>[^\s:](?:[^\r\n:]{{0,{_MOST_SALT - 2}}}[^\s:])?)"


def _given_salt() -> dict[str, pl.Expr]:
    is_salted = given("salt").is_not_null()
    return {
        "salt.value": given("salt"),
        "salt.encoding": pl.when(is_salted).then(given("salt_encoding").fill_null(pl.lit("utf8"))),
        "salt.position": pl.when(is_salted).then(given("salt_position").fill_null(pl.lit("prefix"))),
        "password.encoding": given("password_encoding"),
    }


_SALT_NAMES = ("salt", "salt_encoding", "salt_position", "password_encoding")


def _hex(size: int) -> str:
    return f"(?:[0-9a-f]{{{2 * size}}}|[0-9A-F]{{{2 * size}}})"


def _bare(digest: str, encoding: str) -> Format:
    size = _DIGESTS[digest]
    return Format(
        name=digest if encoding == "hex" else f"{digest}_{encoding}",
        title=f"{digest.upper()} in {encoding}",
        pattern=f"^{_hex(size) if encoding == 'hex' else base64_of(size)}$",
        algorithm=digest,
        convert={"hash.value": pl.col("value"), "hash.encoding": pl.lit(encoding), **_given_salt()},
        takes=_SALT_NAMES,
        is_told_by_shape=False,
    )


def _beside(digest: str, position: str) -> Format:
    seen = {("md5", "prefix"): " (osCommerce, Magento 1)", ("md5", "suffix"): " (Joomla 1)"}
    order = f"{digest}(salt.password)" if position == "prefix" else f"{digest}(password.salt)"
    return Format(
        name=f"{digest}_salt_{position}",
        title=f"{order}:salt{seen.get((digest, position), '')}",
        pattern=f"^(?P<digest>{_hex(_DIGESTS[digest])}):{_HEX_SALT}$",
        algorithm=digest,
        convert=salted_digest(position) | {"password.encoding": given("password_encoding")},
        takes=("password_encoding",),
        is_told_by_shape=False,
    )


def _keyed(digest: str, encoding: str) -> Format:
    size = _DIGESTS[digest]
    return Format(
        name=f"hmac_{digest}" if encoding == "hex" else f"hmac_{digest}_{encoding}",
        title=f"HMAC-{digest.upper()} in {encoding}",
        pattern=f"^{_hex(size) if encoding == 'hex' else base64_of(size)}$",
        algorithm="hmac",
        convert={
            "hash.value": pl.col("value"),
            "hash.encoding": pl.lit(encoding),
            "hash.digest": pl.lit(digest),
            "hash.key.value": given("key"),
            "hash.key.encoding": given("key_encoding").fill_null(pl.lit("utf8")),
            "password.encoding": given("password_encoding"),
        },
        needs=("key",),
        takes=("key_encoding", "password_encoding"),
        is_told_by_shape=False,
    )


def _salt_behind(size: int) -> dict[str, pl.Expr]:
    return {"salt_bytes": pl.col("value").str.len_bytes().cast(pl.Int64) - (2 * size + len(":"))}


def _shape(
    name: str, title: str, pattern: str, candidates: tuple[str, ...], *, length: int = 0, salted: int = 0
) -> Format:
    return Format(
        name=name,
        title=title,
        pattern=f"^{pattern}$",
        length=length,
        sign=":" if salted else "",
        parameters=_salt_behind(salted) if salted else {},
        candidates=candidates,
        reason=f"{title} may be any of {', '.join(candidates)}, and nothing in the value tells which",
        way_out="name the form",
    )


NAMED = (
    *(_bare(digest, encoding) for digest, encoding in product(_DIGESTS, ("hex", "base64"))),
    *(_beside(digest, position) for digest, position in product(_SALTED, ("prefix", "suffix"))),
    *(_keyed(digest, encoding) for digest, encoding in product(_SALTED, ("hex", "base64"))),
    Format(
        name="nt_hash",
        title="NT hash",
        pattern=f"^{_hex(16)}$",
        algorithm="md4",
        convert={
            "hash.value": pl.col("value"),
            "hash.encoding": pl.lit("hex"),
            "password.encoding": pl.lit("utf16le"),
        },
        is_told_by_shape=False,
    ),
    Format(
        name="lm_hash",
        title="LAN Manager hash",
        pattern=f"^{_hex(16)}$",
        reason="it is DES of two halves of the password in capitals, and Auth0 computes no DES",
        way_out=LAZY,
        is_told_by_shape=False,
    ),
    Format(
        name="gigya_pbkdf2_sha512",
        title="Gigya PBKDF2-SHA512, of 10000 rounds unless told",
        pattern=f"^{base64_of(20)}$",
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            "sha512",
            given("rounds").fill_null(pl.lit("10000")),
            20,
            unpadded(given("salt")),
            unpadded(pl.col("value")),
        ),
        needs=("salt",),
        takes=("rounds",),
        is_told_by_shape=False,
    ),
    Format(
        name="sha384",
        title="SHA384 in hex",
        pattern=f"^{_hex(48)}$",
        algorithm="ldap",
        # Auth0 has no sha384 of its own, and LDAP's {SHA384} is the same digest (§1.3).
        convert={
            "hash.value": pl.concat_str(
                pl.lit("{SHA384}"), pl.col("value").str.decode("hex").bin.encode("base64")
            ),
            "hash.encoding": pl.lit("utf8"),
        },
        is_told_by_shape=False,
    ),
    Format(
        name="nested_digest",
        title="digest of a digest (vBulletin, IPB, MyBB)",
        pattern=f"^{_hex(16)}(?::{_HEX_SALT})?$",
        reason="the digest was taken twice, and Auth0 computes a single round",
        way_out=RESET,
        is_told_by_shape=False,
    ),
    Format(
        name="postgres_md5",
        title="PostgreSQL md5",
        pattern=r"^md5(?P<digest>[0-9a-f]{32})$",
        algorithm="md5",
        convert=salted_digest("suffix", salt=given("salt")),
        needs=("salt",),
        is_told_by_shape=False,
    ),
)

FORMATS = (
    _shape(
        "hex_32",
        "32 hex digits",
        _hex(16),
        ("md5", "md4", "nt_hash", "hmac_md5", "nested_digest", "lm_hash"),
        length=32,
    ),
    _shape("hex_40", "40 hex digits", _hex(20), ("sha1", "hmac_sha1"), length=40),
    _shape("hex_64", "64 hex digits", _hex(32), ("sha256", "hmac_sha256"), length=64),
    _shape("hex_96", "96 hex digits", _hex(48), ("sha384",), length=96),
    _shape("hex_128", "128 hex digits", _hex(64), ("sha512", "hmac_sha512"), length=128),
    *(
        _shape(
            f"hex_{2 * _DIGESTS[digest]}_salt",
            f"{2 * _DIGESTS[digest]} hex digits, a colon and a salt",
            f"{_hex(_DIGESTS[digest])}:{_HEX_SALT}",
            (
                f"{digest}_salt_prefix",
                f"{digest}_salt_suffix",
                *(("nested_digest",) if digest == "md5" else ()),
            ),
            salted=_DIGESTS[digest],
        )
        for digest in _SALTED
    ),
    _shape(
        "base64_16",
        "base64 of 16 bytes",
        base64_of(16),
        ("md5_base64", "md4_base64", "hmac_md5_base64"),
        length=24,
    ),
    _shape(
        "base64_20",
        "base64 of 20 bytes",
        base64_of(20),
        ("sha1_base64", "aspnet_membership_sha1", "hmac_sha1_base64", "gigya_pbkdf2_sha512"),
        length=28,
    ),
    _shape(
        "base64_32",
        "base64 of 32 bytes",
        base64_of(32),
        ("sha256_base64", "aspnet_membership_sha256", "hmac_sha256_base64"),
        length=44,
    ),
    _shape("base64_40", "base64 of 40 bytes", base64_of(40), ("symfony_pbkdf2",), length=56),
    _shape(
        "base64_64",
        "base64 of 64 bytes",
        base64_of(64),
        (
            "sha512_base64",
            "symfony_message_digest_1",
            "symfony_message_digest",
            "hmac_sha512_base64",
            "firebase_scrypt",
        ),
        length=88,
    ),
    _shape("md5_and_hex_32", "md5 and 32 hex digits", "md5[0-9a-f]{32}", ("postgres_md5",), length=35),
    Format(
        name="bsd_nthash",
        title="UNIX crypt $3$ (NT hash)",
        pattern=r"^\$3\$\$(?P<digest>[0-9a-f]{32})$",
        algorithm="md4",
        convert=hex_digest() | {"password.encoding": pl.lit("utf16le")},
    ),
    *NAMED,
)

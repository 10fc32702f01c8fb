"""PBKDF2 in the notations of Auth0, passlib, LDAP, GRUB and Atlassian (`behaviour.md` §1.3, §1.5)."""

import polars as pl

from userferry.passwords.format import Format
from userferry.passwords.shapes import (
    base64_from,
    base64_hex,
    base64_of,
    base64_salt_bytes,
    base64_text,
    number,
    pbkdf2_line,
    unpadded,
)

_ROUNDS = r"(?P<rounds>[1-9][0-9]{0,9})"
_SIZES = {"sha1": 20, "sha256": 32, "sha512": 64}
_AUTH0_DIGESTS = "md4|md5|sha1|sha224|sha256|sha384|sha512|ripemd160|mdc2|whirlpool"


def _dotted(pattern: str) -> str:
    """Passlib's own base64, which writes `.` for `+`."""
    return pattern.replace("A-Za-z0-9+/", "A-Za-z0-9./")


_SCRAM_SIZES = {"md5": 16, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}
_SCRAM = "|".join(f"{name}={_dotted(base64_of(size, padding=''))}" for name, size in _SCRAM_SIZES.items())


def _plus(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(".", "+", literal=True)


def _url_safe(pattern: str) -> str:
    return pattern.replace("A-Za-z0-9+/", "A-Za-z0-9_-")


def _standard(name: str) -> pl.Expr:
    return unpadded(
        pl.col(name).str.replace_all("-", "+", literal=True).str.replace_all("_", "/", literal=True)
    )


def _from_hex(name: str) -> pl.Expr:
    return pl.col(name).str.to_integer(base=16, dtype=pl.Int64, strict=False)


def _passlib(name: str, title: str, lead: str, digest: str) -> Format:
    size = _SIZES[digest]
    salt, hash_ = _dotted(base64_from(1, padding="")), _dotted(base64_of(size, padding=""))
    return Format(
        name=f"{name}_{digest}",
        title=f"{title} {digest.upper()}",
        pattern=rf"^{lead}{_ROUNDS}\$(?P<salt>{salt})\$(?P<digest>{hash_})$",
        algorithm="pbkdf2",
        convert=pbkdf2_line(digest, pl.col("rounds"), size, _plus("salt"), _plus("digest")),
        parameters={"rounds": number("rounds"), **base64_salt_bytes()},
    )


FORMATS = (
    Format(
        name="auth0_pbkdf2",
        title="PBKDF2 as Auth0 writes it",
        pattern=(
            rf"^\$pbkdf2-(?P<digest>(?:RSA-)?(?:{_AUTH0_DIGESTS}|{_AUTH0_DIGESTS.upper()}))"
            rf"\$i={_ROUNDS},l=(?P<length>[1-9][0-9]{{0,4}})"
            rf"\$(?:{base64_from(1, padding='')})\$(?P<hash>{base64_from(1, padding='')})$"
        ),
        algorithm="pbkdf2",
        convert={"hash.value": pl.col("value"), "hash.encoding": pl.lit("utf8")},
        parameters={"digest": pl.col("digest"), "rounds": number("rounds")},
        holds=pl.col("hash").str.len_bytes().cast(pl.Int64) * 3 // 4 == number("length"),
    ),
    _passlib("passlib_pbkdf2", "passlib PBKDF2", r"\$pbkdf2\$", "sha1"),
    _passlib("passlib_pbkdf2", "passlib PBKDF2", r"\$pbkdf2-sha256\$", "sha256"),
    _passlib("passlib_pbkdf2", "passlib PBKDF2", r"\$pbkdf2-sha512\$", "sha512"),
    _passlib("ldap_pbkdf2", "LDAP PBKDF2", r"\{PBKDF2(?:-SHA1)?\}", "sha1"),
    _passlib("ldap_pbkdf2", "LDAP PBKDF2", r"\{PBKDF2-SHA256\}", "sha256"),
    _passlib("ldap_pbkdf2", "LDAP PBKDF2", r"\{PBKDF2-SHA512\}", "sha512"),
    Format(
        name="grub_pbkdf2_sha512",
        title="GRUB PBKDF2-SHA512",
        pattern=rf"^grub\.pbkdf2\.sha512\.{_ROUNDS}\.(?P<salt>(?:[0-9A-F]{{2}})+)\.(?P<digest>[0-9A-F]{{128}})$",
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            "sha512", pl.col("rounds"), 64, base64_hex(pl.col("salt")), base64_hex(pl.col("digest"))
        ),
        parameters={
            "rounds": number("rounds"),
            "salt_bytes": pl.col("salt").str.len_bytes().cast(pl.Int64) // 2,
        },
    ),
    Format(
        name="cta_pbkdf2_sha1",
        title="PBKDF2 $p5k2$ of cryptacular",
        pattern=(
            rf"^\$p5k2\$(?P<rounds>[1-9a-f][0-9a-f]{{0,7}})\$(?P<salt>{_url_safe(base64_from(1))})"
            rf"\$(?P<digest>{_url_safe(base64_of(20))})$"
        ),
        algorithm="pbkdf2",
        convert=pbkdf2_line("sha1", _from_hex("rounds"), 20, _standard("salt"), _standard("digest")),
        parameters={"rounds": _from_hex("rounds")},
    ),
    Format(
        name="dlitz_pbkdf2_sha1",
        title="PBKDF2 $p5k2$ of dlitz",
        sign="$p5k2$",
        # The salt is the text of everything before the digest; 400 rounds are not written.
        pattern=(
            r"^(?P<salt>\$p5k2\$(?P<rounds>(?:[1-9a-f][0-9a-f]{0,7})?)\$[./0-9A-Za-z]{1,64})"
            r"\$(?P<digest>[./0-9A-Za-z]{32})$"
        ),
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            "sha1", _from_hex("rounds").fill_null(400), 24, base64_text(pl.col("salt")), _plus("digest")
        ),
        parameters={"rounds": _from_hex("rounds").fill_null(400)},
    ),
    Format(
        name="passlib_scram",
        title="passlib SCRAM",
        pattern=(
            rf"^\$scram\${_ROUNDS}\$(?P<salt>{_dotted(base64_from(1, padding=''))})\$(?:(?:{_SCRAM}),)*"
            rf"sha-1=(?P<digest>{_dotted(base64_of(20, padding=''))})(?:,(?:{_SCRAM}))*$"
        ),
        algorithm="pbkdf2",
        # What it keeps for each digest is PBKDF2 of the password, before the protocol makes its keys of it.
        convert=pbkdf2_line("sha1", pl.col("rounds"), 20, _plus("salt"), _plus("digest")),
        parameters={"rounds": number("rounds")},
        caveat=pl.lit(
            "a password with letters beyond ASCII was normalised by SASLprep first, and Auth0 does not"
        ),
    ),
    Format(
        name="atlassian_pbkdf2",
        title="Atlassian {PKCS5S2}",
        pattern=rf"^\{{PKCS5S2\}}(?P<body>{base64_of(48)})$",
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            "sha1",
            pl.lit("10000"),
            32,
            base64_hex(pl.col("body").str.decode("base64").bin.encode("hex").str.slice(0, 32)),
            base64_hex(pl.col("body").str.decode("base64").bin.encode("hex").str.slice(32, 64)),
        ),
        parameters={"rounds": pl.lit(10_000, pl.Int64), "salt_bytes": pl.lit(16, pl.Int64)},
    ),
)

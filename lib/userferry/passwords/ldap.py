"""RFC 2307 `{SCHEME}base64`, which Auth0 takes as it is (`behaviour.md` §1.3)."""

import polars as pl

from userferry.passwords.bcrypt import BCRYPT, BCRYPT_PARAMETERS
from userferry.passwords.format import LAZY, Format
from userferry.passwords.shapes import any_case, base64_from, base64_of, bytes_beyond, hex_digest, value_after

_SIZES = {"MD5": 16, "SHA": 20, "SHA224": 28, "SHA256": 32, "SHA384": 48, "SHA512": 64}


def _scheme(scheme: str, body: str, *, size: int = 0) -> Format:
    return Format(
        name=f"ldap_{scheme.lower()}",
        title=f"LDAP {{{scheme}}}",
        pattern=rf"^\{{{any_case(scheme)}\}}(?:{body})$",
        algorithm="ldap",
        # Servers read the scheme in any case; Auth0 documents it in capitals.
        convert={
            "hash.value": pl.concat_str(
                pl.lit(f"{{{scheme}}}"), pl.col("value").str.slice(len(scheme) + len("{}"))
            ),
            "hash.encoding": pl.lit("utf8"),
        },
        begins=pl.col("value").str.head(len(scheme) + len("{}")),
        parameters=bytes_beyond(size, pl.col("value").str.slice(len(scheme) + len("{}"))) if size else {},
    )


def _hex(scheme: str, algorithm: str, digits: int) -> Format:
    return Format(
        name=f"ldap_hex_{algorithm}",
        title=f"{{{scheme}}} in hex",
        # RFC 2307 wants base64; passlib, Roundup and old Spring write hex behind the same word.
        pattern=rf"^\{{{any_case(scheme)}\}}(?P<digest>[0-9a-f]{{{digits}}})$",
        algorithm=algorithm,
        convert=hex_digest(),
    )


def _salted(scheme: str) -> str:
    return "SMD5" if scheme == "MD5" else f"S{scheme}"


FORMATS = (
    *(_scheme(scheme, base64_of(size)) for scheme, size in _SIZES.items()),
    *(_scheme(_salted(scheme), base64_from(size + 1), size=size) for scheme, size in _SIZES.items()),
    _hex("MD5", "md5", 32),
    _hex("SHA", "sha1", 40),
    Format(
        name="ldap_bcrypt",
        title="LDAP {CRYPT} around bcrypt",
        # The word says that crypt(3) of the server's own C library verified it, and that made a bcrypt hash
        # like any other: Auth0 refuses the wrapper (§1.3), and takes what is in it.
        pattern=rf"^\{{{any_case('CRYPT')}\}}{BCRYPT}$",
        algorithm="bcrypt",
        convert=value_after("{CRYPT}"),
        parameters=BCRYPT_PARAMETERS,
    ),
    Format(
        name="ldap_crypt",
        title="LDAP {CRYPT}",
        pattern=(
            r"^\{(?i:crypt)\}(?:[^*!xX$\s](?:.*\S)?|[xX](?:.*\S)|\$(?:[^2\s](?:.*\S)?|2(?:[^aby\s](?:.*\S)?)?)?)$"
        ),
        reason="Auth0 does not compute UNIX crypt",
        way_out=LAZY,
    ),
    Format(
        name="ldap_sasl",
        title="LDAP {SASL}",
        pattern=r"^\{(?i:sasl)\}\S+$",
        reason="the server asks another one for the password, so there is no hash here",
        way_out=LAZY,
    ),
)

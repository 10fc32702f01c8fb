"""Forms that repeat or nest what Auth0 computes once: none of them is converted (`behaviour.md` §1.5)."""

from userferry.passwords.format import LAZY, Format

_C = "[./0-9A-Za-z]"
_UNIX = "Auth0 does not compute UNIX crypt"
_REPEATED = "the digest was repeated, and Auth0 computes a single round"


def _refused(name: str, title: str, pattern: str, reason: str, *, length: int = 0, sign: str = "") -> Format:
    return Format(
        name=name,
        title=title,
        pattern=f"^{pattern}$",
        length=length,
        sign=sign,
        reason=reason,
        way_out=LAZY,
    )


FORMATS = (
    _refused("des_crypt", "UNIX crypt (DES)", f"{_C}{{12}}[.26AEIMQUYcgkosw]", _UNIX, length=13),
    _refused("bsdi_crypt", "UNIX crypt (BSDi)", f"_{_C}{{19}}", _UNIX, length=20),
    _refused("md5_crypt", "UNIX crypt $1$", rf"\$1\$[^$\r\n]{{0,8}}\${_C}{{22}}", _UNIX),
    _refused("apr1_crypt", "Apache $apr1$", rf"\$apr1\$[^$\r\n]{{0,8}}\${_C}{{22}}", _UNIX),
    _refused(
        "sha256_crypt", "UNIX crypt $5$", rf"\$5\$(?:rounds=[0-9]+\$)?[^$\r\n]{{0,16}}\${_C}{{43}}", _UNIX
    ),
    _refused(
        "sha512_crypt", "UNIX crypt $6$", rf"\$6\$(?:rounds=[0-9]+\$)?[^$\r\n]{{0,16}}\${_C}{{86}}", _UNIX
    ),
    _refused("sha1_crypt", "UNIX crypt $sha1$", rf"\$sha1\$[0-9]+\$[^$\r\n]+\${_C}+", _UNIX),
    _refused(
        "sun_md5_crypt",
        "UNIX crypt $md5$",
        rf"\$md5(?:[$,]rounds=[0-9]+)?\$[^$\r\n]*\${{1,2}}{_C}{{22}}",
        _UNIX,
    ),
    _refused(
        "fshp",
        "FSHP",
        r"\{FSHP[0-3]\|[0-9]+\|[0-9]+\}[A-Za-z0-9+/]+={0,2}",
        "it is PBKDF1, which Auth0 does not compute",
    ),
    _refused("yescrypt", "UNIX crypt $y$", rf"\$g?y\${_C}+\${_C}*\${_C}{{43}}", _UNIX),
    _refused("scrypt_crypt", "UNIX crypt $7$", rf"\$7\${_C}{{11}}[^$\r\n]*\${_C}{{43}}", _UNIX),
    _refused("phpass", "phpass (WordPress, phpBB)", rf"(?:U?\$P|\$H)\${_C}{{31}}", _REPEATED, sign="$"),
    _refused("drupal7", "Drupal 7", rf"U?\$S\${_C}{{52}}", _REPEATED, sign="$S$"),
    _refused("mysql41", "MySQL PASSWORD()", r"\*[0-9A-F]{40}", "it is SHA-1 of a SHA-1", length=41),
    _refused(
        "mysql323",
        "MySQL OLD_PASSWORD() or half a digest",
        "[0-9a-f]{16}",
        "Auth0 has no such digest",
        length=16,
    ),
    _refused(
        "postgres_scram",
        "PostgreSQL SCRAM-SHA-256",
        r"SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+",
        "it holds keys that were made from the password's hash, and not the hash",
    ),
    _refused(
        "sha224", "SHA224 in hex", "(?:[0-9a-f]{56}|[0-9A-F]{56})", "Auth0 computes no SHA-224", length=56
    ),
)

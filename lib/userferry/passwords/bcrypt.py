"""bcrypt in its own notation, and what others wrap around it.

All of it goes to `custom_password_hash`: the field `password_hash` takes `$2a$` and `$2b$` of cost 10 alone, and the
computation is the same (`behaviour.md` §1.3).
"""

import polars as pl

from userferry.passwords.format import LAZY, Format, given
from userferry.passwords.shapes import number, value_after

_COST = r"(?P<cost>0[4-9]|[12][0-9]|3[01])"
_BODY = r"[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]"

BCRYPT = rf"\$2[aby]\${_COST}\${_BODY}"
"""A hash that Auth0 takes as it is: `$2a$`, `$2b$` or `$2y$`, cost 4 to 31 (`behaviour.md` §1.3).

The 22nd character of the salt and the last of the digest carry 2 and 4 bits: a value with stray bits there
does not come from a bcrypt that compares whole strings, so it is not recognised.
"""

BCRYPT_PARAMETERS = {"cost": number("cost")}
BCRYPT_BEGINS = pl.col("value").str.extract(r"^(.*?\$2[abxy]?\$)")
"""The revision belongs to what people know a bcrypt hash by."""

_PEPPERED = {
    "salt.value": given("pepper"),
    "salt.encoding": pl.when(given("pepper").is_not_null()).then(
        given("pepper_encoding").fill_null(pl.lit("utf8"))
    ),
    "salt.position": pl.when(given("pepper").is_not_null()).then(
        given("pepper_position").fill_null(pl.lit("suffix"))
    ),
}

_PEPPER_CAVEAT = pl.when(given("pepper").is_not_null()).then(
    pl.lit(
        "bcrypt reads 72 bytes of password and pepper together: where the pepper stands first, a long one leaves "
        "little of the password; where it stands last, a long password leaves none of the pepper"
    )
)

FORMATS = (
    Format(
        name="bcrypt",
        title="bcrypt",
        pattern=rf"^{BCRYPT}$",
        length=60,
        algorithm="bcrypt",
        convert={"hash.value": pl.col("value"), "hash.encoding": pl.lit("utf8"), **_PEPPERED},
        begins=BCRYPT_BEGINS,
        parameters=BCRYPT_PARAMETERS,
        takes=("pepper", "pepper_encoding", "pepper_position"),
        caveat=_PEPPER_CAVEAT,
    ),
    Format(
        name="bcrypt_2x",
        title="bcrypt $2x$ or $2$",
        pattern=rf"^\$2x?\${_COST}\${_BODY}$",
        begins=BCRYPT_BEGINS,
        parameters=BCRYPT_PARAMETERS,
        reason="Auth0 refuses these two oldest revisions of bcrypt, which hash some passwords differently",
        way_out=LAZY,
    ),
    Format(
        name="bcrypt_stray_bits",
        title="bcrypt with stray bits",
        pattern=(
            r"^\$2[aby]\$(?:0[4-9]|[12][0-9]|3[01])\$"
            r"(?:[./A-Za-z0-9]{21}[^.Oeu$\s][./A-Za-z0-9]{31}|"
            r"[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[^.CGKOSWaeimquy26\s])$"
        ),
        sign="$2",
        reason="its salt or digest has bits that no bcrypt writes, so it was damaged or made by hand",
        way_out=LAZY,
    ),
    Format(
        name="passlib_bcrypt_sha256",
        title="passlib bcrypt over SHA-256",
        pattern=(
            r"^\$bcrypt-sha256\$(?:v=2,t=2b,r=[1-9][0-9]?|2[ab],[1-9][0-9]?)"
            r"\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$"
        ),
        reason="bcrypt was given the SHA-256 of the password, and Auth0 gives bcrypt the password itself",
        way_out=LAZY,
    ),
    Format(
        name="wordpress_bcrypt",
        title="WordPress 6.8 bcrypt",
        pattern=rf"^\$wp{BCRYPT}$",
        length=63,
        begins=BCRYPT_BEGINS,
        parameters=BCRYPT_PARAMETERS,
        reason="bcrypt was given an HMAC-SHA384 of the password, and Auth0 gives bcrypt the password itself",
        way_out=LAZY,
    ),
    Format(
        name="spring_bcrypt",
        title="Spring {bcrypt}",
        pattern=rf"^\{{bcrypt\}}{BCRYPT}$",
        length=68,
        algorithm="bcrypt",
        convert=value_after("{bcrypt}"),
        begins=BCRYPT_BEGINS,
        parameters=BCRYPT_PARAMETERS,
    ),
)

"""Argon2 in the PHC notation, and what others wrap around it."""

import polars as pl

from userferry.passwords.format import LAZY, Format
from userferry.passwords.shapes import base64_from, base64_salt_bytes, number

_COSTS = r"m=(?P<memory>[1-9][0-9]{0,9}),t=(?P<time>[1-9][0-9]{0,9}),p=(?P<lanes>[1-9][0-9]{0,7})"
_TAIL = rf"\$(?P<salt>{base64_from(8, padding='')})\$(?P<digest>{base64_from(4, padding='')})"

ARGON2 = rf"\$argon2id?\$v=19\${_COSTS}{_TAIL}"
"""A line that libsodium, and so Auth0, verifies: argon2id or argon2i of version 1.3 (`behaviour.md` §1.3)."""

ARGON2_PARAMETERS = {
    "memory": number("memory"),
    "time": number("time"),
    "lanes": number("lanes"),
    **base64_salt_bytes(),
}

ARGON2_BEGINS = pl.col("value").str.extract(r"^([^$]*\$argon2id?\$)")
"""The variant is what people know it by."""


def _cost(sign: str) -> pl.Expr:
    """Read one cost; finding its sign costs a tenth of what the groups of the whole pattern do."""
    return pl.col("value").str.extract(rf"[$,]{sign}=([0-9]+)").cast(pl.Int64)


ARGON2_HOLDS = _cost("m") >= 8 * _cost("p")
"""Argon2 cannot be computed with less memory than eight blocks a lane (RFC 9106 §3.1)."""

_UNMEASURED = pl.lit(
    "its salt has over 16 bytes or its hash over 32, of which no import is known: "
    "let one such user log in at the tenant first"
)


def _line(name: str, title: str, lead: str) -> Format:
    return Format(
        name=name,
        title=title,
        pattern=rf"^{lead}{ARGON2}$",
        algorithm="argon2",
        convert={
            "hash.value": pl.col("value").str.replace(r"^\{[^}]*\}", ""),
            "hash.encoding": pl.lit("utf8"),
        },
        begins=ARGON2_BEGINS,
        parameters=ARGON2_PARAMETERS,
        holds=ARGON2_HOLDS,
        caveat=ARGON2_CAVEAT,
    )


ARGON2_CAVEAT = pl.when(
    (pl.col("salt").str.len_bytes() > 22) | (pl.col("digest").str.len_bytes() > 43)  # noqa: PLR2004 base64 of 16 and 32 bytes
).then(_UNMEASURED)
"""What was measured ends at 16 bytes of salt and 32 of hash (`behaviour.md` §1.3)."""

FORMATS = (
    _line("argon2", "Argon2", ""),
    _line("spring_argon2", "Spring {argon2}", r"\{argon2(?:@SpringSecurity_v5_[28])?\}"),
    Format(
        name="argon2_other",
        title="Argon2d, or Argon2 before version 1.3",
        pattern=r"^(?:argon2|\{argon2[^}\r\n]*\})?\$argon2(?:d(?:\$v=[0-9]+)?|id?(?:\$v=(?:[02-9]|1[0-8]|[2-9][0-9]))?)"
        r"\$m=[0-9]+,t=[0-9]+,p=[0-9]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$",
        sign="$argon2",
        reason="Auth0's libsodium verifies argon2id and argon2i of version 1.3 alone",
        way_out=LAZY,
    ),
)

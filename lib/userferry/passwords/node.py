"""What applications on Node keep with `crypto.scrypt`: Lucia, Better Auth, and many of their own making.

The salt is the text that is written, not the bytes it may stand for. The costs are not in the value: Better
Auth's and Lucia's are N=16384, r=16, Node's own defaults N=16384, r=8 (`behaviour.md` §1.3, §1.5).
"""

import polars as pl

from userferry.passwords.format import Format, given
from userferry.passwords.shapes import base64_hex, base64_text, pbkdf2_line, scrypt_caveat, scrypt_digest

_COST = 16_384
_DIGEST = "(?P<digest>[0-9a-f]{128})"


def _scrypt(name: str, title: str, pattern: str, block_size: int, *, is_told_by_shape: bool) -> Format:
    cost, size = pl.lit(_COST, pl.Int64), pl.lit(block_size, pl.Int64)
    return Format(
        name=name,
        title=title,
        pattern=f"^{pattern}$",
        algorithm="scrypt",
        convert=scrypt_digest("hex", cost=cost, block_size=size, lanes=pl.lit(1, pl.Int64)),
        parameters={"cost": cost, "block_size": size},
        caveat=scrypt_caveat(cost, size),
        is_told_by_shape=is_told_by_shape,
    )


_SALTED = f"(?P<salt>[0-9A-Za-z]{{8,64}}):{_DIGEST}"

FORMATS = (
    _scrypt("lucia_scrypt", "Lucia", f"s2:(?P<salt>[0-9A-Za-z]{{16}}):{_DIGEST}", 16, is_told_by_shape=True),
    Format(
        name="salt_hex_128",
        title="a salt, a colon and 128 hex digits",
        pattern="^[0-9A-Za-z]{8,64}:[0-9a-f]{128}$",
        sign=":",
        candidates=("better_auth_scrypt", "node_scrypt", "node_pbkdf2_sha512"),
        reason="scrypt and PBKDF2 of Node are both kept so, and their costs are not written",
        way_out="name the form",
    ),
    _scrypt("better_auth_scrypt", "Better Auth", _SALTED, 16, is_told_by_shape=False),
    _scrypt("node_scrypt", "Node's scrypt as it comes", _SALTED, 8, is_told_by_shape=False),
    Format(
        name="node_pbkdf2_sha512",
        title="Node's PBKDF2-SHA512, of 1000 rounds unless told",
        pattern=f"^{_SALTED}$",
        algorithm="pbkdf2",
        convert=pbkdf2_line(
            "sha512",
            given("rounds").fill_null(pl.lit("1000")),
            64,
            base64_text(pl.col("salt")),
            base64_hex(pl.col("digest")),
        ),
        takes=("rounds",),
        is_told_by_shape=False,
    ),
)

"""ASP.NET's stores: Identity 2 and 3, and the older Membership (`behaviour.md` §1.5).

Identity's values are base64 of a binary header. All its writers use 16 bytes of salt and 32 of hash, so
the header stands at fixed characters and a pattern tells it.
"""

import polars as pl

from userferry.passwords.format import Format, given
from userferry.passwords.shapes import B64, base64_of, pbkdf2_line, unpadded


def _bytes(start: int, size: int) -> pl.Expr:
    return unpadded(pl.col("value").str.decode("base64").bin.slice(start, size).bin.encode("base64"))


# Bytes 5 to 8 hold the rounds, big-endian. The first is zero below 16.7 million, and the other three are
# just one group of four characters.
_ROUNDS_TEXT = pl.col("value").str.slice(8, 4)
_ROUNDS = _ROUNDS_TEXT.str.decode("base64").bin.encode("hex").str.to_integer(base=16, dtype=pl.Int64)
_PRF = pl.col("value").str.slice(6, 1).replace({"A": "sha1", "E": "sha256", "I": "sha512"})


def _membership(digest: str, size: int) -> Format:
    return Format(
        name=f"aspnet_membership_{digest}",
        title=f"ASP.NET Membership {digest.upper()}",
        pattern=rf"^{base64_of(size)}$",
        algorithm=digest,
        convert={
            "hash.value": pl.col("value"),
            "hash.encoding": pl.lit("base64"),
            "salt.value": given("salt"),
            "salt.encoding": given("salt_encoding").fill_null(pl.lit("base64")),
            "salt.position": pl.lit("prefix"),
            "password.encoding": pl.lit("utf16le"),
        },
        needs=("salt",),
        takes=("salt_encoding",),
        is_told_by_shape=False,
    )


FORMATS = (
    Format(
        name="aspnet_identity_v2",
        title="ASP.NET Identity 2",
        # 49 bytes of which the first is zero.
        pattern=rf"^A[A-P]{B64}{{63}}[AQgw]==$",
        length=68,
        algorithm="pbkdf2",
        convert=pbkdf2_line("sha1", pl.lit("1000"), 32, _bytes(1, 16), _bytes(17, 32)),
        parameters={"rounds": pl.lit(1000, pl.Int64)},
    ),
    Format(
        name="aspnet_identity_v3",
        title="ASP.NET Core Identity 3",
        # 61 bytes: 1, then PRF 0 to 2, rounds and salt size as 32-bit integers, 16 bytes of salt, 32 of hash.
        pattern=rf"^AQAAAA[AEI]A{B64}{{4}}AAAAE[A-P]{B64}{{63}}[AQgw]==$",
        length=84,
        algorithm="pbkdf2",
        convert=pbkdf2_line(_PRF, _ROUNDS.cast(pl.String), 32, _bytes(13, 16), _bytes(29, 32)),
        parameters={"digest": _PRF, "rounds": _ROUNDS},
        holds=_ROUNDS_TEXT != "AAAA",
    ),
    _membership("sha1", 20),
    _membership("sha256", 32),
)

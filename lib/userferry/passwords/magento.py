"""Magento 2, which writes its version behind the salt (`behaviour.md` §1.5)."""

import polars as pl

from userferry.passwords.format import LAZY, Format
from userferry.passwords.shapes import base64_hex, base64_text, number, salt_bytes, salted_digest

_SALT = r"(?P<salt>[!-9;-~]+)"


def _digest(version: int, digest: str, digits: int) -> Format:
    return Format(
        name=f"magento2_{digest}",
        title=f"Magento 2 {digest.upper()}",
        pattern=rf"^(?P<digest>[0-9a-f]{{{digits}}}):{_SALT}:{version}$",
        split=(":", ("digest", "salt", "")),
        sign=":",
        algorithm=digest,
        convert=salted_digest("prefix"),
        parameters=salt_bytes(),
    )


def _argon2(name: str, version: str, time: pl.Expr, memory_bytes: pl.Expr) -> Format:
    memory = memory_bytes // 1024
    return Format(
        name=name,
        title="Magento 2 Argon2id",
        # libsodium takes 16 bytes of salt; Magento cuts longer ones.
        pattern=rf"^(?P<digest>[0-9a-f]{{64}}):(?P<salt>[!-9;-~]{{16}})[!-9;-~]*:{version}$",
        sign=":",
        algorithm="argon2",
        convert={
            "hash.value": pl.concat_str(
                pl.lit("$argon2id$v=19$m="),
                memory,
                pl.lit(",t="),
                time,
                pl.lit(",p=1$"),
                base64_text(pl.col("salt")),
                pl.lit("$"),
                base64_hex(pl.col("digest")),
            ),
            "hash.encoding": pl.lit("utf8"),
        },
        parameters={"memory": memory, "time": time},
        holds=(memory_bytes % 1024 == 0) & (memory_bytes >= 8 * 1024) & (time > 0),
        caveat=pl.lit("inferred from Magento's code and seen nowhere; prove it on a known password first"),
    )


FORMATS = (
    _digest(0, "md5", 32),
    _digest(1, "sha256", 64),
    _argon2("magento2_argon2", "2", pl.lit(2, pl.Int64), pl.lit(67_108_864, pl.Int64)),
    _argon2(
        "magento2_argon2_costs",
        r"3_32_(?P<time>[0-9]{1,5})_(?P<memory>[0-9]{1,12})",
        number("time"),
        number("memory"),
    ),
    Format(
        name="magento2_chained",
        title="Magento 2, upgraded in place",
        pattern=rf"^[0-9a-f]{{32,64}}:{_SALT}:[0-9_]+(?::[0-9_]+)+$",
        sign=":",
        reason="one hash was taken of another, and Auth0 computes a single one",
        way_out=LAZY,
    ),
)

"""scrypt in passlib's notation; Django's, Werkzeug's and Node's stand with their families."""

import polars as pl

from userferry.passwords.format import Format
from userferry.passwords.shapes import base64_from, number, scrypt_caveat

_COST = (pl.lit(2, pl.Int64) ** number("log_cost")).cast(pl.Int64)


def _padded(name: str) -> pl.Expr:
    return pl.col(name).str.pad_end((pl.col(name).str.len_bytes() + 3) // 4 * 4, "=")


FORMATS = (
    Format(
        name="passlib_scrypt",
        title="passlib scrypt",
        pattern=(
            r"^\$scrypt\$ln=(?P<log_cost>[1-9]|[12][0-9]),r=(?P<block_size>[1-9][0-9]{0,3}),"
            rf"p=(?P<parallelization>[1-9][0-9]{{0,3}})\$(?P<salt>{base64_from(1, padding='')})"
            rf"\$(?P<digest>{base64_from(16, padding='')})$"
        ),
        algorithm="scrypt",
        convert={
            "hash.value": _padded("digest"),
            "hash.encoding": pl.lit("base64"),
            "salt.value": _padded("salt"),
            "salt.encoding": pl.lit("base64"),
            "keylen": pl.col("digest").str.len_bytes().cast(pl.Int64) * 3 // 4,
            "cost": _COST,
            "blockSize": number("block_size"),
            "parallelization": number("parallelization"),
        },
        parameters={
            "cost": _COST,
            "block_size": number("block_size"),
            "parallelization": number("parallelization"),
        },
        caveat=scrypt_caveat(_COST, number("block_size")),
    ),
)

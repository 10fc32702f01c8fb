"""A synthetic column of mixed legacy hashes: true shapes around random bodies, the same for the same number of rows."""

import base64
from collections.abc import Callable
from pathlib import Path
from random import Random

import polars as pl

Mix = dict[str, tuple[int, Callable[[Random], str]]]
"""What a column holds: percent of the rows, and how one is made."""

MIX: Mix = {
    "django_pbkdf2_sha256": (
        25,
        lambda rng: f"pbkdf2_sha256${rng.choice((20000, 260000))}${_letters(rng, 22)}${_b64(rng, 32)}",
    ),
    "bcrypt": (25, lambda rng: f"$2b$10${_letters(rng, 21)}O{_letters(rng, 30)}C"),
    "ldap_ssha": (10, lambda rng: "{SSHA}" + _b64(rng, 28)),
    "argon2": (
        10,
        lambda rng: f"$argon2id$v=19$m=65536,t=3,p=4${_b64(rng, 16).rstrip('=')}${_b64(rng, 32).rstrip('=')}",
    ),
    "aspnet_identity_v3": (
        10,
        lambda rng: base64.b64encode(
            bytes.fromhex("01000000010000271000000010") + rng.randbytes(48)
        ).decode(),
    ),
    "hex_32_salt": (8, lambda rng: f"{rng.randbytes(16).hex()}:{_letters(rng, 16)}"),
    "unusable": (4, lambda rng: "!" + _letters(rng, 40)),
    "blank": (4, lambda _: ""),
    "garbage": (4, lambda rng: _letters(rng, rng.randrange(17, 31))),
}
"""Of a site that has seen many systems."""

ONE_SYSTEM: Mix = {
    "django_pbkdf2_sha256": (97, MIX["django_pbkdf2_sha256"][1]),
    "unusable": (3, MIX["unusable"][1]),
}
"""Of a site that has had one system all along."""


def write_hashes(path: Path, rows: int, mix: Mix = MIX) -> Path:
    """Write a parquet file of one column, `hash` (String), whose rows come in no order."""
    rng = Random(7)  # the same bodies each time
    kinds = rng.choices([make for _, make in mix.values()], [share for share, _ in mix.values()], k=rows)
    pl.DataFrame({"hash": [make(rng) for make in kinds]}).write_parquet(path, row_group_size=100_000)
    return path


def _b64(rng: Random, size: int) -> str:
    return base64.b64encode(rng.randbytes(size)).decode()


def _letters(rng: Random, count: int) -> str:
    return base64.b64encode(rng.randbytes(count), b"ab").decode()[:count]

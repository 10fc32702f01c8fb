"""What Auth0 would compute for a hash and a password: whether two hashes come to the same, and what one costs."""

import re
from typing import Any

from userferry.passwords.readings import Told
from userferry.passwords.verify import (
    ARGON2_LINE,
    BCRYPT_BYTES,
    PBKDF2_LINE,
    decoded,
    hash_bytes,
    salted,
    transcoded,
)

HEAVIEST_BYTES = 256 << 20
"""What one scrypt or Argon2 of a search may take."""

# Seconds on a machine of a few years; only their order and a rough sum matter.
_SECONDS = {"bcrypt": 6e-5, "argon2": 1e-6, "scrypt": 4e-7, "pbkdf2": 7e-7}
_WITHOUT_OPENSSL = 30
_SIZES = {
    "md4": 16,
    "md5": 16,
    "sha1": 20,
    "ripemd160": 20,
    "sha224": 28,
    "sha256": 32,
    "sha384": 48,
    "sha512": 64,
}


def effect(told: Told, password: str) -> tuple[object, ...]:
    """Everything that goes into the computation, so that two hashes with one effect are the same to Auth0.

    Raises:
        ValueError: A part is not in its encoding, or it needs more than `HEAVIEST_BYTES`.
        KeyError: A part is missing.
    """
    if needed_bytes(told) > HEAVIEST_BYTES:
        raise ValueError(told["algorithm"])
    algorithm = told["algorithm"]
    typed = transcoded(password, told.get("password", {}).get("encoding", "utf8"))
    value: Any = told["hash"]["value"]
    if algorithm in ("pbkdf2", "argon2", "ldap"):
        return algorithm, value, typed
    if algorithm == "bcrypt":
        return algorithm, value, salted(told, typed)[:BCRYPT_BYTES]
    if algorithm == "hmac":
        key = told["hash"]["key"]
        named = (told["hash"]["digest"], decoded(key["value"], key.get("encoding", "utf8")))
        return algorithm, *named, hash_bytes(told), typed, "salt" in told
    if algorithm == "scrypt":
        costs = (told.get("cost", 16_384), told.get("blockSize", 8), told.get("parallelization", 1))
        return algorithm, *costs, told["keylen"], hash_bytes(told), typed, salted(told, b"")
    return algorithm, hash_bytes(told), salted(told, typed)


def needed_bytes(told: Told) -> int:
    """How much memory one computation takes, 0 where it is little."""
    if told["algorithm"] == "scrypt":
        return 128 * int(told.get("blockSize", 8)) * int(told.get("cost", 16_384))
    if told["algorithm"] == "argon2" and (match := ARGON2_LINE.fullmatch(told["hash"]["value"])):
        return int(match["memory"]) * 1024
    return 0


def estimate_seconds(told: Told) -> float:
    """How long one computation takes, about."""
    algorithm, value = told["algorithm"], told["hash"]["value"]
    unit = _SECONDS.get(algorithm, 0.0)
    if algorithm == "scrypt":
        return unit * needed_bytes(told) / 128 * int(told.get("parallelization", 1))
    if algorithm == "bcrypt" and (cost := re.match(r"\$2[aby]\$([0-9]{2})\$", value)):
        return unit * 2.0 ** int(cost[1])
    if algorithm == "argon2" and (match := ARGON2_LINE.fullmatch(value)):
        return unit * int(match["memory"]) * int(match["time"])
    if algorithm == "pbkdf2" and (match := PBKDF2_LINE.fullmatch(value)):
        costs = dict(part.split("=") for part in (match["costs"] or "").split(",") if part)
        size = _SIZES.get(match["digest"].lower(), 20)
        blocks = -(-int(costs.get("l", 64)) // size)
        slow = _WITHOUT_OPENSSL if match["digest"].lower() in ("md4", "ripemd160") else 1
        return unit * slow * blocks * int(costs.get("i", 100_000))
    return 0.0

"""Recompute an imported hash from a password, as Auth0 would at the first login (`behaviour.md` §1.3)."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

import argon2
import bcrypt
from Cryptodome.Hash import MD4, RIPEMD160

from userferry.errors import HashError

BCRYPT_BYTES = 72
"""bcrypt reads no further; a salt counts too (`behaviour.md` §1.3)."""

MEMORY_BYTES = 1 << 30
"""What one scrypt or Argon2 may take here. What Auth0 allows is unknown (`behaviour.md` §1.3): Node's scrypt stops
at 32 MiB unless told otherwise, so a hash that verifies here may still need a try on the tenant."""

PBKDF2_LINE = re.compile(
    r"\$pbkdf2-(?P<digest>[A-Za-z0-9/-]+)\$(?:(?P<costs>(?:i=[0-9]+|l=[0-9]+)(?:,(?:i=[0-9]+|l=[0-9]+))?)\$)?"
    r"(?P<salt>[A-Za-z0-9+/]*)\$(?P<hash>[A-Za-z0-9+/]+)"
)
LDAP_LINE = re.compile(
    r"\{(?P<salted>S?)(?P<digest>MD5|SHA(?:1|224|256|384|512)?)\}(?P<body>[A-Za-z0-9+/]+={0,2})"
)
ARGON2_LINE = re.compile(
    r"\$(?P<type>argon2id|argon2i)\$v=19\$m=(?P<memory>[0-9]+),t=(?P<time>[0-9]+),p=[0-9]+\$[^$]+\$[^$]+"
)
_ARGON2_TYPES = {"argon2id": argon2.Type.ID, "argon2i": argon2.Type.I}
_BLOCK = 64  # bytes, of MD4 and RIPEMD160 alike
_FOREIGN = {"md4": MD4, "ripemd160": RIPEMD160}


def verify_password(custom_password_hash: dict[str, Any], password: str) -> bool:
    """Whether Auth0 would let this password in.

    A malformed hash is False, as a login would find; so is a digest without `hash.encoding`, whose default is
    documented nowhere. bcrypt sees the first 72 bytes of salt and password, no more. Digests are compared in constant
    time. Rounds have no bound, because none is known: a line of a thousand million takes its minutes.

    Args:
        custom_password_hash: As it is imported.
        password: What the user types.

    Raises:
        HashError: If the algorithm is none that Auth0 has, or what it does cannot be told here: a digest that
            this machine's OpenSSL lacks (whirlpool, mdc2), more memory than `MEMORY_BYTES`, an HMAC with a salt.
    """
    algorithm = custom_password_hash.get("algorithm")
    if not isinstance(algorithm, str) or algorithm not in _VERIFIERS:
        raise HashError(
            f"Auth0 has no algorithm for this hash. Its algorithms are {', '.join(sorted(_VERIFIERS))}."
        )
    try:
        typed = transcoded(password, custom_password_hash.get("password", {}).get("encoding", "utf8"))
        return _VERIFIERS[algorithm](custom_password_hash, typed)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return False


def transcoded(password: str, encoding: str) -> bytes:
    """Encode a password as Node's Buffer does: ascii, latin1 and binary keep the low byte of every UTF-16 unit."""
    if encoding == "utf8":
        return password.encode()
    if encoding not in ("utf16le", "ucs2", "ascii", "latin1", "binary"):
        raise ValueError(encoding)
    units = password.encode("utf-16-le", "surrogatepass")
    return units if encoding in ("utf16le", "ucs2") else units[::2]


def decoded(text: str, encoding: str) -> bytes:
    """The bytes of a hash, salt or key; base64 may be URL-safe and unpadded (`behaviour.md` §1.2).

    Raises:
        ValueError: If the text is not in that encoding.
    """
    if encoding == "hex":
        return binascii.unhexlify(text)
    if encoding == "base64":
        plain = text.rstrip("=").replace("-", "+").replace("_", "/")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    if encoding != "utf8":
        raise ValueError(encoding)
    return text.encode()


def salted(told: dict[str, Any], typed: bytes) -> bytes:
    """Put the salt before or after the password, before where nothing is said (`behaviour.md` §1.2)."""
    salt = told.get("salt")
    if salt is None:
        return typed
    grains = decoded(salt["value"], salt.get("encoding", "utf8"))
    return typed + grains if salt.get("position", "prefix") == "suffix" else grains + typed


def hash_bytes(told: dict[str, Any]) -> bytes:
    """Decode `hash.value`, utf8 where nothing is said."""
    return decoded(told["hash"]["value"], told["hash"].get("encoding", "utf8"))


def _digest(name: str, data: bytes) -> bytes:
    foreign = _FOREIGN.get(name)
    return foreign.new(data).digest() if foreign else hashlib.new(_openssl(name), data).digest()


def _openssl(name: str) -> str:
    lower = name.lower().removeprefix("rsa-")
    for spelling in (lower, lower.replace("/", "_").replace("-", "_"), lower.replace("-", "")):
        if spelling in hashlib.algorithms_available and not spelling.startswith("shake"):
            return spelling
    raise HashError(
        f"The digest {name[:20]} cannot be computed on this machine, so nothing can be said of such a hash. Try one "
        "such user on the tenant."
    )


def _check_memory(needed_bytes: int) -> None:
    if needed_bytes > MEMORY_BYTES:
        raise HashError(
            f"This hash needs {needed_bytes >> 20:,} MiB, more than is spent on one here, so nothing can be said of "
            "it. Try one such user on the tenant."
        )


def _plain(told: dict[str, Any], typed: bytes) -> bool:
    return hmac.compare_digest(_digest(told["algorithm"], salted(told, typed)), hash_bytes(told))


def _bcrypt(told: dict[str, Any], typed: bytes) -> bool:
    value = told["hash"]["value"]
    if value[:4] not in ("$2a$", "$2b$", "$2y$"):
        return False
    return bcrypt.checkpw(salted(told, typed)[:BCRYPT_BYTES], value.encode())


def _argon2(told: dict[str, Any], typed: bytes) -> bool:
    value = told["hash"]["value"]
    if not (match := ARGON2_LINE.fullmatch(value)):
        return False
    _check_memory(int(match["memory"]) * 1024)
    try:
        return argon2.low_level.verify_secret(value.encode(), typed, _ARGON2_TYPES[match["type"]])
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _pbkdf2(told: dict[str, Any], typed: bytes) -> bool:
    if not (match := PBKDF2_LINE.fullmatch(told["hash"]["value"])):
        return False
    costs = dict(part.split("=") for part in (match["costs"] or "").split(",") if part)
    rounds, size = int(costs.get("i", 100_000)), int(costs.get("l", 64))
    salt, expected = decoded(match["salt"], "base64"), decoded(match["hash"], "base64")
    if len(expected) != size:
        return False
    name = match["digest"].lower().removeprefix("rsa-")
    if name in _FOREIGN:
        made = _pbkdf2_foreign(name, typed, salt, rounds, size)
    else:
        made = hashlib.pbkdf2_hmac(_openssl(name), typed, salt, rounds, size)
    return hmac.compare_digest(made, expected)


def _pbkdf2_foreign(name: str, typed: bytes, salt: bytes, rounds: int, size: int) -> bytes:
    # RFC 8018 §5.2, for the digests that OpenSSL 3 no longer brings.
    keyed = _foreign_hmac(name, typed)
    made = b""
    block = 0
    while len(made) < size:
        block += 1
        last = keyed(salt + block.to_bytes(4, "big"))
        mixed = int.from_bytes(last, "big")
        for _ in range(rounds - 1):
            last = keyed(last)
            mixed ^= int.from_bytes(last, "big")
        made += mixed.to_bytes(len(last), "big")
    return made[:size]


def _hmac(name: str, key: bytes, data: bytes) -> bytes:
    return _foreign_hmac(name, key)(data) if name in _FOREIGN else hmac.digest(key, data, _openssl(name))


def _foreign_hmac(name: str, key: bytes) -> Callable[[bytes], bytes]:
    new = _FOREIGN[name].new
    padded = (_digest(name, key) if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ mask for byte in padded) for mask in (0x36, 0x5C))

    def keyed(data: bytes) -> bytes:
        made: bytes = new(outer + new(inner + data).digest()).digest()
        return made

    return keyed


def _keyed(told: dict[str, Any], typed: bytes) -> bool:
    if "salt" in told:
        raise HashError(
            "It is not known what Auth0 does with a salt beside an HMAC. Leave it out or use the key."
        )
    key = told["hash"]["key"]
    made = _hmac(told["hash"]["digest"], decoded(key["value"], key.get("encoding", "utf8")), typed)
    return hmac.compare_digest(made, hash_bytes(told))


def _scrypt(told: dict[str, Any], typed: bytes) -> bool:
    salt = told.get("salt")
    cost, block_size = told.get("cost", 16384), told.get("blockSize", 8)
    lanes, expected = told.get("parallelization", 1), hash_bytes(told)
    if len(expected) != told["keylen"]:
        return False
    _check_memory(128 * block_size * cost)
    made = hashlib.scrypt(
        typed,
        salt=decoded(salt["value"], salt.get("encoding", "utf8")) if salt else b"",
        n=cost,
        r=block_size,
        p=lanes,
        dklen=len(expected),
        maxmem=128 * block_size * (cost + lanes + 2) + 1024 * 1024,
    )
    return hmac.compare_digest(made, expected)


def _ldap(told: dict[str, Any], typed: bytes) -> bool:
    if not (match := LDAP_LINE.fullmatch(told["hash"]["value"])):
        return False
    digest = "sha1" if match["digest"] == "SHA" else match["digest"].lower()
    body = base64.b64decode(match["body"], validate=True)
    size = hashlib.new(digest).digest_size
    salt = body[size:]
    if bool(salt) != bool(match["salted"]):
        return False
    return hmac.compare_digest(hashlib.new(digest, typed + salt).digest(), body[:size])


_VERIFIERS: dict[str, Callable[[dict[str, Any], bytes], bool]] = {
    "argon2": _argon2,
    "bcrypt": _bcrypt,
    "hmac": _keyed,
    "ldap": _ldap,
    "md4": _plain,
    "md5": _plain,
    "pbkdf2": _pbkdf2,
    "scrypt": _scrypt,
    "sha1": _plain,
    "sha256": _plain,
    "sha512": _plain,
}

"""Verifies passwords: the tenant's own bcrypt and the eleven forms of `custom_password_hash`.

Each is computed as `behaviour.md §1.3` says; the ways marked measured there are fixed by Auth0's own samples.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

import bcrypt
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import Type, verify_secret
from Cryptodome.Hash import MD2, MD4, RIPEMD160

BCRYPT_BYTES = 72  # bcrypt reads no further; the salt counts (documented)
SCRYPT_MEMORY_BYTES = 1 << 30
CRYPTODOME = {"md2": MD2, "md4": MD4, "ripemd160": RIPEMD160}
DIGEST_SYNONYMS = {
    "rmd160": "ripemd160",
    "ripemd": "ripemd160",
    "sha512256": "sha512_256",
    "sha512224": "sha512_224",
}
PBKDF2_PHC = re.compile(
    r"^\$pbkdf2-([A-Za-z0-9/_-]+)(?:\$(?:i=(\d+))?,?(?:l=(\d+))?)?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$"
)
PASSWORD_ENCODINGS = {
    "ucs2": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf8": "utf-8",
    "latin1": "latin-1",
    "binary": "latin-1",
}
LDAP_VALUE = re.compile(r"^\{([A-Za-z0-9-]+)\}(.+)$")


def make_bcrypt(password: str, rounds: int) -> str:
    """Hash a password as the tenant keeps it."""
    return bcrypt.hashpw(password.encode()[:BCRYPT_BYTES], bcrypt.gensalt(rounds)).decode()


def bcrypt_matches(password: bytes, value: str) -> bool:
    """Verify bcrypt; a value that bcrypt cannot read matches nothing."""
    # `$2$` is `$2a$` without the later repairs; the library only knows the newer name.
    readable = "$2a$" + value[3:] if value.startswith("$2$") else value
    try:
        return bcrypt.checkpw(password[:BCRYPT_BYTES], readable.encode())
    except ValueError:
        return False


def custom_matches(custom: dict[str, Any], password: str) -> bool:
    """Verify an imported hash.

    A value that its algorithm cannot read matches nothing: mistakes in a hash surface at login, as a wrong
    password (`behaviour.md §1.6`, reported).
    """
    encoding = custom.get("password", {}).get("encoding", "utf8")
    try:
        given = to_encoding(password, encoding)
        return VERIFIERS[custom["algorithm"]](custom, given)
    except (ValueError, TypeError, KeyError, OverflowError):
        return False


def to_encoding(password: str, encoding: str) -> bytes:
    """Transcode the login password, dropping what the encoding cannot say as Node's Buffer does.

    Inferred.
    """
    if encoding in ("ascii", "latin1", "binary"):
        return bytes(unit & 0xFF for unit in utf16_units(password))
    return password.encode(PASSWORD_ENCODINGS[encoding])


def utf16_units(text: str) -> list[int]:
    """Give the UTF-16 code units, which is what Node's Buffer cuts to bytes."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2)]


def from_base64(text: str) -> bytes:
    """Decode base64, padded or not, standard or URL-safe (documented)."""
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def decoded(part: dict[str, Any], default: str = "utf8") -> bytes:
    """Decode a `{value, encoding}`; hex in either case (documented)."""
    encoding = part.get("encoding", default)
    if encoding == "hex":
        return bytes.fromhex(part["value"])
    if encoding == "base64":
        return from_base64(part["value"])
    return str(part["value"]).encode()


def digest(name: str, data: bytes) -> bytes:
    """Digest with a hash by its name; MD4 and RIPEMD-160 come from pycryptodomex, OpenSSL 3 has lost them."""
    if name in CRYPTODOME:
        made: bytes = CRYPTODOME[name].new(data).digest()
        return made
    return hashlib.new(name, data, usedforsecurity=False).digest()


def salted(custom: dict[str, Any], password: bytes) -> bytes:
    """Put the salt before or after the password (prefix by default, documented)."""
    salt = custom.get("salt")
    if salt is None:
        return password
    value = decoded(salt)
    return password + value if salt.get("position", "prefix") == "suffix" else value + password


def plain_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`md4 md5 sha1 sha256 sha512`: one round over salt and password (documented, measured)."""
    made = digest(custom["algorithm"], salted(custom, password))
    return hmac.compare_digest(made, decoded(custom["hash"], "hex"))


def hmac_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`hmac` with the key's bytes (measured); that a salt is put beside the password is inferred."""
    name, key, data = custom["hash"]["digest"], decoded(custom["hash"]["key"]), salted(custom, password)
    made = cryptodome_hmac(name, key, data) if name in CRYPTODOME else hmac.new(key, data, name).digest()
    return hmac.compare_digest(made, decoded(custom["hash"], "hex"))


def cryptodome_hmac(name: str, key: bytes, data: bytes) -> bytes:
    """HMAC (RFC 2104) over a digest that only pycryptodomex has."""
    inner, outer = cryptodome_pads(name, key)
    inner.update(data)
    outer.update(inner.digest())
    made: bytes = outer.digest()
    return made


def cryptodome_pads(name: str, key: bytes) -> tuple[Any, Any]:
    """Give HMAC's two digests with the key already in them."""
    size = 16 if name == "md2" else 64
    block = (key if len(key) <= size else digest(name, key)).ljust(size, b"\0")
    module: Any = CRYPTODOME[name]
    return tuple(module.new(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))


def custom_bcrypt_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`bcrypt` over salt and password together (documented)."""
    return bcrypt_matches(salted(custom, password), custom["hash"]["value"])


def argon2_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`argon2`: argon2i and argon2id of version 19 verify, argon2d and version 16 never do (measured)."""
    value: str = custom["hash"]["value"]
    kinds = {"$argon2id$v=19$": Type.ID, "$argon2i$v=19$": Type.I}
    for start, kind in kinds.items():
        if value.startswith(start):
            try:
                return verify_secret(value.encode(), password, kind)
            except (Argon2Error, InvalidHashError):
                return False
    return False


def pbkdf2_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`pbkdf2`: the salt is base64-decoded; `i` and `l` default to 100000 and 64 (documented, measured)."""
    found = PBKDF2_PHC.match(custom["hash"]["value"])
    if found is None:
        return False
    name, rounds, length, salt, value = found.groups()
    wanted = from_base64(value)
    if len(wanted) != int(length or 64):
        return False
    made = pbkdf2(name, password, from_base64(salt), int(rounds or 100_000), wanted)
    return hmac.compare_digest(made, wanted)


def pbkdf2(name: str, password: bytes, salt: bytes, rounds: int, wanted: bytes) -> bytes:
    """Derive with any digest at hand, by the names OpenSSL gives them (`RSA-SHA1`, `sha512-256` …)."""
    plain = name.lower().removeprefix("rsa-").replace("-", "").replace("_", "").replace("/", "")
    plain = DIGEST_SYNONYMS.get(plain, plain)
    if plain.startswith("sha3") and len(plain) > len("sha3"):
        plain = "sha3_" + plain.removeprefix("sha3")
    if plain in CRYPTODOME:
        return slow_pbkdf2(plain, password, salt, rounds, wanted)
    return hashlib.pbkdf2_hmac(plain, password, salt, rounds, len(wanted))


def slow_pbkdf2(name: str, password: bytes, salt: bytes, rounds: int, wanted: bytes) -> bytes:
    """Derive block by block (RFC 8018), stopping at the first that differs: each costs about a second."""
    inner, outer = cryptodome_pads(name, password)

    def keyed(data: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(data)
        second.update(first.digest())
        made: bytes = second.digest()
        return made

    made = b""
    while len(made) < len(wanted) and wanted.startswith(made):
        last = keyed(salt + (len(made) // inner.digest_size + 1).to_bytes(4, "big"))
        block = int.from_bytes(last, "big")
        for _ in range(rounds - 1):
            last = keyed(last)
            block ^= int.from_bytes(last, "big")
        made += block.to_bytes(inner.digest_size, "big")
    return made[: len(wanted)]


def scrypt_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`scrypt`: cost 16384, block size 8, parallelization 1 unless given (measured)."""
    made = hashlib.scrypt(
        password,
        salt=decoded(custom["salt"]) if "salt" in custom else b"",
        n=custom.get("cost", 16_384),
        r=custom.get("blockSize", 8),
        p=custom.get("parallelization", 1),
        dklen=custom["keylen"],
        maxmem=SCRYPT_MEMORY_BYTES,
    )
    return hmac.compare_digest(made, decoded(custom["hash"], "hex"))


def ldap_matches(custom: dict[str, Any], password: bytes) -> bool:
    """`ldap`: RFC 2307, the salt is what follows the digest (measured); `{CRYPT}` never (documented)."""
    found = LDAP_VALUE.match(custom["hash"]["value"])
    if found is None:
        return False
    scheme = found[1].lower().replace("-", "")
    names = {"md5": "md5", "smd5": "md5", "sha": "sha1", "ssha": "sha1"}
    name = names.get(scheme) or re.sub(r"^s(?=sha)", "", scheme)
    raw = from_base64(found[2])
    size = len(digest(name, b""))
    is_salted = scheme.startswith(("smd", "ssha"))
    if len(raw) < size or (len(raw) > size and not is_salted):
        return False
    return hmac.compare_digest(digest(name, password + raw[size:]), raw[:size])


Verifier = Callable[[dict[str, Any], bytes], bool]

VERIFIERS: dict[str, Verifier] = {
    "md4": plain_matches,
    "md5": plain_matches,
    "sha1": plain_matches,
    "sha256": plain_matches,
    "sha512": plain_matches,
    "hmac": hmac_matches,
    "bcrypt": custom_bcrypt_matches,
    "argon2": argon2_matches,
    "pbkdf2": pbkdf2_matches,
    "scrypt": scrypt_matches,
    "ldap": ldap_matches,
}

"""What else a `custom_password_hash` may have been: each parameter, with the values that legacy systems used."""

import base64
from collections.abc import Iterator, Sequence

from userferry.passwords.ldaplines import ldap_alternatives
from userferry.passwords.lines import line_alternatives
from userferry.passwords.readings import (
    ENCODINGS,
    Alternative,
    Extra,
    Told,
    name_extras,
    put,
    reread,
    settings,
)
from userferry.passwords.verify import decoded, hash_bytes

_DIGESTS = ("md4", "md5", "sha1", "sha256", "sha512")
_HMAC_DIGESTS = ("md4", "md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512")
_SCRYPT = {
    "cost": (16_384, tuple(1 << power for power in range(10, 21))),
    "blockSize": (8, (1, 2, 4, 8, 16, 32)),
    "parallelization": (1, (1, 2, 3, 4, 5, 8, 16)),
}
_SCRYPT_USUAL = (
    (16_384, 8, 1),
    (16_384, 8, 5),
    (16_384, 16, 1),
    (32_768, 8, 1),
    (65_536, 8, 1),
    (131_072, 8, 1),
)


def alternatives(told: Told, *, peppers: Sequence[str], salts: Sequence[str]) -> list[Alternative]:
    """Give every parameter that a hash may have had instead, one at a time.

    Args:
        told: `custom_password_hash`.
        peppers: Secrets that may have gone in.
        salts: Salts that may have gone in.
    """
    secrets, algorithm = name_extras(peppers, salts), told["algorithm"]
    found = list(settings(told, "password.encoding", "utf8", ("utf8", "utf16le", "latin1")))
    if algorithm in ("pbkdf2", "argon2"):
        return [*line_alternatives(told, secrets), *found]
    if algorithm == "ldap":
        return [*ldap_alternatives(told, secrets), *found]
    if algorithm != "bcrypt":
        found += settings(told, "hash.encoding", "utf8", ("hex", "base64"))
    if algorithm == "hmac":
        return [*_of_hmac(told, secrets), *found]
    found += _of_salt(told, secrets)
    if algorithm in _DIGESTS:
        found += _of_digest(told, secrets)
    if algorithm == "scrypt":
        found += _of_scrypt(told)
    return found


def _of_salt(told: Told, secrets: Sequence[Extra]) -> Iterator[Alternative]:
    has_place = told["algorithm"] != "scrypt"
    if "salt" in told:
        yield from settings(told, "salt.encoding", "utf8", ENCODINGS)
        if has_place:
            yield from settings(told, "salt.position", "prefix", ("prefix", "suffix"))
        yield Alternative("salt.value", "the salt", "none", lambda one: put(one, "salt", None))
        yield from reread("salt", _salt, _with_salt, secrets)
        return
    for secret in secrets:
        for place in ("prefix", "suffix") if has_place else (None,):
            part = {"value": base64.b64encode(secret.grains).decode(), "encoding": "base64"}
            part |= {"position": place} if place else {}
            works = f"{secret.label} as {place or 'salt'}"
            yield Alternative("salt.value", "none", works, lambda one, part=part: put(one, "salt", part))  # type: ignore[misc] # mypy has no type for a lambda's default


def _salt(told: Told) -> bytes:
    return decoded(told["salt"]["value"], told["salt"].get("encoding", "utf8"))


def _with_salt(told: Told, grains: bytes) -> Told:
    written = {"value": base64.b64encode(grains).decode(), "encoding": "base64"}
    return put(told, "salt", {**told["salt"], **written})


def _of_digest(told: Told, secrets: Sequence[Extra]) -> Iterator[Alternative]:
    was = told["algorithm"]
    yield from settings(told, "algorithm", None, _DIGESTS)
    if "salt" in told:
        yield Alternative(
            "algorithm", was, f"hmac {was} keyed with the salt", lambda one: _keyed(one, _salt(one))
        )
    for secret in secrets:
        works = f"hmac {was} keyed with {secret.label}"
        yield Alternative("algorithm", was, works, lambda one, key=secret.grains: _keyed(one, key))  # type: ignore[misc] # as above


def _keyed(told: Told, key: bytes) -> Told:
    part = {"value": base64.b64encode(key).decode(), "encoding": "base64"}
    keyed = {**told["hash"], "digest": told["algorithm"], "key": part}
    return {**put(told, "salt", None), "algorithm": "hmac", "hash": keyed}


def _of_hmac(told: Told, secrets: Sequence[Extra]) -> Iterator[Alternative]:
    yield from settings(told, "hash.digest", None, _HMAC_DIGESTS)
    yield from settings(told, "hash.key.encoding", "utf8", ENCODINGS)
    digest = told["hash"]["digest"]
    for place in ("prefix", "suffix") if digest in _DIGESTS else ():
        works = f"{digest} with the key as salt.position {place}"
        yield Alternative("algorithm", "hmac", works, lambda one, place=place: _unkeyed(one, place))  # type: ignore[misc] # as above
    yield from reread("hash.key", _key, _with_key, secrets)


def _key(told: Told) -> bytes:
    key = told["hash"]["key"]
    return decoded(key["value"], key.get("encoding", "utf8"))


def _with_key(told: Told, grains: bytes) -> Told:
    return put(told, "hash.key", {"value": base64.b64encode(grains).decode(), "encoding": "base64"})


def _unkeyed(told: Told, place: str) -> Told:
    kept = {name: part for name, part in told["hash"].items() if name not in ("digest", "key")}
    salt = told["hash"]["key"] | {"position": place}
    return {**told, "algorithm": told["hash"]["digest"], "hash": kept, "salt": salt}


def _of_scrypt(told: Told) -> Iterator[Alternative]:
    yield Alternative("keylen", str(told.get("keylen")), "that of the hash", _with_own_length)
    for name, (default, numbers) in _SCRYPT.items():
        yield from settings(told, name, default, numbers)
    was = ", ".join(str(told.get(name, default)) for name, (default, _) in _SCRYPT.items())
    for usual in _SCRYPT_USUAL:
        costs = dict(zip(_SCRYPT, usual, strict=True))
        works = ", ".join(map(str, usual))
        yield Alternative(", ".join(_SCRYPT), was, works, lambda one, costs=costs: {**one, **costs})  # type: ignore[misc] # as above


def _with_own_length(told: Told) -> Told:
    return put(told, "keylen", len(hash_bytes(told)))

"""What else a line of LDAP may have said: its digest, where digest and salt stand, what the salt was."""

import base64
from collections.abc import Iterator, Sequence
from functools import partial

from userferry.passwords.readings import Alternative, Extra, Told, put, reread
from userferry.passwords.verify import LDAP_LINE, decoded

_SIZES = {"MD5": 16, "SHA": 20, "SHA224": 28, "SHA256": 32, "SHA384": 48, "SHA512": 64}
_PLAIN = {"MD5": "md5", "SHA": "sha1", "SHA256": "sha256", "SHA512": "sha512"}


def ldap_alternatives(told: Told, secrets: Sequence[Extra]) -> Iterator[Alternative]:
    """Give them, nothing where it is no such line.

    An LDAP salt always follows the password (`behaviour.md` §1.3), so one before it needs a plain digest.
    """
    match = LDAP_LINE.fullmatch(told["hash"]["value"])
    if match is None:
        return
    was = "SHA" if match["digest"] == "SHA1" else match["digest"]
    size = _SIZES[was]
    for digest in _SIZES:
        yield Alternative("digest", was, digest, partial(_with_digest, digest=digest))
    yield Alternative(
        "hash.value", "digest and then salt", "salt and then digest", partial(_turned, digest=was)
    )
    if was in _PLAIN:
        yield Alternative("salt.position", "suffix", f"prefix, as {_PLAIN[was]}", partial(_plain, digest=was))
    yield from reread(
        "salt", lambda one: _body(one)[size:], lambda one, grains: _with_salt(one, grains, was), secrets
    )


def _body(told: Told) -> bytes:
    return decoded(told["hash"]["value"].partition("}")[2], "base64")


def _line(told: Told, digest: str, body: bytes) -> Told:
    salted = "S" if len(body) > _SIZES[digest] else ""
    return put(told, "hash.value", f"{{{salted}{digest}}}{base64.b64encode(body).decode()}")


def _with_digest(told: Told, digest: str) -> Told:
    return _line(told, digest, _body(told))


def _with_salt(told: Told, grains: bytes, digest: str) -> Told:
    return _line(told, digest, _body(told)[: _SIZES[digest]] + grains)


def _turned(told: Told, digest: str) -> Told:
    body, size = _body(told), _SIZES[digest]
    return _line(told, digest, body[-size:] + body[:-size])


def _plain(told: Told, digest: str) -> Told:
    body, size = _body(told), _SIZES[digest]
    parts = {
        "algorithm": _PLAIN[digest],
        "hash": {"value": body[:size].hex(), "encoding": "hex"},
        "salt": {"value": base64.b64encode(body[size:]).decode(), "encoding": "base64", "position": "prefix"},
    }
    return {**told, **parts}

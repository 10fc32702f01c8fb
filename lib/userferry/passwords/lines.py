"""What else a line of PBKDF2 or Argon2 may have said (`behaviour.md` §1.3)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from userferry.passwords.readings import Alternative, Extra, Told, in_base64, put, reread
from userferry.passwords.verify import decoded

_LINE = re.compile(
    r"\$(?P<kind>pbkdf2-[^$]+|argon2id?)\$(?:v=19\$)?(?:(?P<costs>[a-z]=[0-9][a-z0-9=,]*)\$)?"
    r"(?P<salt>[^$]+)\$(?P<hash>[^$]+)"
)
_PBKDF2_DIGESTS = ("sha1", "sha256", "sha512", "md5", "sha224", "sha384", "md4", "ripemd160")
_PBKDF2_ROUNDS = (
    # One round, PKCS 5's own, PHP and Symfony, LastPass-like, Identity 2 and 3, Gigya, Atlassian, Spring.
    *(1, 500, 1000, 1024, 2000, 2048, 4096, 5000, 10_000, 20_000, 25_000, 64_000, 100_000, 100_100, 185_000),
    # Django 1.4 to 6.0.
    *(12_000, 15_000, 24_000, 30_000, 36_000, 120_000, 150_000, 180_000, 216_000, 260_000, 320_000, 390_000),
    *(480_000, 720_000, 870_000, 1_000_000, 1_200_000),
    # Keycloak, ASP.NET Core 7 and after, Werkzeug, passlib, what OWASP advised.
    *(27_500, 30_000, 210_000, 600_000, 50_000, 29_000, 131_000, 310_000, 1_300_000),
)
_ARGON2_COSTS = {
    "memory": (8, 1024, 4096, 7168, 9216, 12_288, 16_384, 19_456, 32_768, 47_104, 65_536, 102_400, 131_072),
    "time": (1, 2, 3, 4, 5, 8, 10),
    "lanes": (1, 2, 4, 8),
}
_LETTERS = {"i": "rounds", "l": "keylen", "m": "memory", "t": "time", "p": "lanes"}


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    costs: dict[str, int]
    salt: str
    hash: str

    @classmethod
    def of(cls, told: Told) -> "_Line":
        match = _LINE.fullmatch(told["hash"]["value"])
        if match is None:
            raise ValueError(told["algorithm"])
        pairs = (part.split("=") for part in (match["costs"] or "").split(",") if part)
        costs = {_LETTERS[letter]: int(number) for letter, number in pairs}
        if told["algorithm"] == "pbkdf2":
            costs = {"rounds": 100_000, "keylen": 64} | costs
        return cls(match["kind"], costs, match["salt"], match["hash"])

    def into(self, told: Told) -> Told:
        letters = {name: letter for letter, name in _LETTERS.items()}
        costs = ",".join(f"{letters[name]}={number}" for name, number in self.costs.items())
        version = "" if told["algorithm"] == "pbkdf2" else "v=19$"
        return put(told, "hash.value", f"${self.kind}${version}{costs}${self.salt}${self.hash}")


def line_alternatives(told: Told, secrets: Sequence[Extra]) -> Iterator[Alternative]:
    """What else a PBKDF2 or Argon2 line may have said, nothing where it is no such line."""
    try:
        line = _Line.of(told)
    except ValueError:
        return
    if told["algorithm"] == "pbkdf2":
        yield from _kinds("digest", line, [f"pbkdf2-{digest}" for digest in _PBKDF2_DIGESTS])
        yield Alternative("keylen", str(line.costs["keylen"]), "that of the hash", _with_own_length)
        rounds = line.costs["rounds"]
        yield from _costs("rounds", line, (rounds - 1, rounds + 1, *_PBKDF2_ROUNDS))
    else:
        yield from _kinds("type", line, ["argon2id", "argon2i"])
        for name, numbers in _ARGON2_COSTS.items():
            yield from _costs(name, line, numbers)
    yield Alternative(
        "hash.value", "as it stands", "in standard base64 without =", partial(_edited, edit=_tidied)
    )
    yield Alternative("hash.encoding", "base64", "hex", partial(_edited, edit=_from_hex))
    yield Alternative("hash.encoding", "base64", "base64 of hex", partial(_edited, edit=_from_hex_inside))
    yield Alternative("salt.encoding", "base64", "hex", partial(_edited, edit=_salt_from_hex))
    yield Alternative("salt.encoding", "base64", "utf8", partial(_edited, edit=_salt_as_text))
    yield from reread("salt", lambda one: decoded(_Line.of(one).salt, "base64"), _with_salt, secrets)


def _edited(told: Told, edit: Callable[[_Line], _Line]) -> Told:
    return edit(_Line.of(told)).into(told)


def _kinds(parameter: str, line: _Line, kinds: Sequence[str]) -> Iterator[Alternative]:
    was = line.kind.removeprefix("pbkdf2-")
    for kind in kinds:
        if kind != line.kind:
            works = kind.removeprefix("pbkdf2-")
            yield Alternative(parameter, was, works, partial(_edited, edit=partial(replace, kind=kind)))


def _costs(name: str, line: _Line, numbers: Sequence[int]) -> Iterator[Alternative]:
    for number in dict.fromkeys(numbers):
        if number > 0 and number != line.costs.get(name):
            edit = partial(_with_cost, name=name, number=number)
            yield Alternative(name, str(line.costs.get(name)), str(number), partial(_edited, edit=edit))


def _with_cost(line: _Line, name: str, number: int) -> _Line:
    return replace(line, costs=line.costs | {name: number})


def _with_own_length(told: Told) -> Told:
    line = _Line.of(told)
    return _with_cost(line, "keylen", len(decoded(line.hash, "base64"))).into(told)


def _with_salt(told: Told, grains: bytes) -> Told:
    return replace(_Line.of(told), salt=in_base64(grains)).into(told)


def _tidied(line: _Line) -> _Line:
    salt, hash_ = (in_base64(decoded(part.replace(".", "+"), "base64")) for part in (line.salt, line.hash))
    return replace(line, salt=salt, hash=hash_)


def _from_hex(line: _Line) -> _Line:
    return replace(line, hash=in_base64(decoded(line.hash, "hex")))


def _from_hex_inside(line: _Line) -> _Line:
    return replace(line, hash=in_base64(decoded(decoded(line.hash, "base64").decode(), "hex")))


def _salt_from_hex(line: _Line) -> _Line:
    return replace(line, salt=in_base64(decoded(line.salt, "hex")))


def _salt_as_text(line: _Line) -> _Line:
    return replace(line, salt=in_base64(line.salt.encode()))

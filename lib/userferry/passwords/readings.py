"""One parameter of a hash told otherwise, and all that a salt's bytes may have been."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from userferry.passwords.verify import decoded

Told = dict[str, Any]
"""A `custom_password_hash` as it is imported (`behaviour.md` §1.2)."""

ENCODINGS = ("utf8", "hex", "base64")
"""How a salt, key or hash is written (`behaviour.md` §1.2)."""

_READ: dict[str, Callable[[bytes], bytes]] = {
    "decoded from hex": lambda grains: decoded(grains.decode(), "hex"),
    "decoded from base64": lambda grains: decoded(grains.decode(), "base64"),
    "its base64 as text": base64.b64encode,
    "its base64 as text without =": lambda grains: base64.b64encode(grains).rstrip(b"="),
    "its hex as text": lambda grains: grains.hex().encode(),
    "its hex as text in capitals": lambda grains: grains.hex().upper().encode(),
}
_WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "in braces": lambda grains: b"{" + grains + b"}",
    "without braces": lambda grains: grains.removeprefix(b"{").removesuffix(b"}"),
    "in small letters": bytes.lower,
    "in capitals": bytes.upper,
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """One parameter told otherwise.

    Args:
        parameter: Its path in `custom_password_hash`, or the name of a part of the line in `hash.value`.
        was: What the hash says now, in words where it is secret.
        works: What is tried instead, in words where it is secret.
        change: The hash with it; raises ValueError, KeyError or TypeError where that means nothing.
    """

    parameter: str
    was: str
    works: str
    change: Callable[[Told], Told]


@dataclass(frozen=True, slots=True)
class Extra:
    """A secret that may have gone in.

    Args:
        label: What it is called in a result, such as "given pepper 2 decoded from hex".
        grains: Its bytes.
    """

    label: str
    grains: bytes


def name_extras(peppers: Sequence[str], salts: Sequence[str]) -> list[Extra]:
    """Name what was given, as text and decoded where it is hex or base64."""
    named = [(f"given pepper {i}", text) for i, text in enumerate(peppers, 1)]
    named += [(f"given salt {i}", text) for i, text in enumerate(salts, 1)]
    found = []
    for label, text in named:
        for encoding in ENCODINGS:
            try:
                grains = decoded(text, encoding)
            except ValueError:
                continue
            found.append(Extra(label if encoding == "utf8" else f"{label} decoded from {encoding}", grains))
    return found


def put(told: Told, path: str, value: object) -> Told:
    """Give a copy with one part replaced, or without it where the value is None."""
    head, _, rest = path.partition(".")
    inner = put(told.get(head, {}), rest, value) if rest else value
    if inner is None or inner == {}:
        return {name: part for name, part in told.items() if name != head}
    return {**told, head: inner}


def in_base64(grains: bytes) -> str:
    """Write bytes as Auth0's lines want them: standard base64 without `=` (`behaviour.md` §1.3)."""
    return base64.b64encode(grains).decode().rstrip("=")


def settings(told: Told, parameter: str, default: object, values: Sequence[object]) -> Iterator[Alternative]:
    """Each value of a parameter but the one that it has."""
    was: Any = told
    for name in parameter.split("."):
        was = was.get(name, {})
    was = default if was == {} else was
    for value in values:
        if value != was:
            yield Alternative(parameter, str(was), str(value), lambda one, v=value: put(one, parameter, v))  # type: ignore[misc] # mypy has no type for a lambda's default


def reread(
    parameter: str,
    read: Callable[[Told], bytes],
    write: Callable[[Told, bytes], Told],
    secrets: Sequence[Extra],
) -> Iterator[Alternative]:
    """Everything that a salt or key may have been instead, by its bytes.

    Args:
        parameter: Such as "salt"; its parts are `.encoding` and `.value`.
        read: The bytes that a hash has there.
        write: A hash with these bytes there.
        secrets: What may have stood there, before it or after it.
    """

    def told_as(part: str, was: str, works: str, made: Callable[[bytes], bytes]) -> Alternative:
        return Alternative(f"{parameter}.{part}", was, works, lambda one: write(one, made(read(one))))

    for works, made in _READ.items():
        yield told_as("encoding", "as it stands", works, made)
    for works, made in _WRITTEN.items():
        yield told_as("value", "as it stands", works, made)
    for secret in secrets:
        more = secret.grains
        yield told_as("value", f"the {parameter}", secret.label, lambda _, more=more: more)  # type: ignore[misc] # as above
        before, after = f"{secret.label} and then the {parameter}", f"the {parameter} and then {secret.label}"
        yield told_as("value", f"the {parameter}", before, lambda own, more=more: more + own)  # type: ignore[misc] # as above
        yield told_as("value", f"the {parameter}", after, lambda own, more=more: own + more)  # type: ignore[misc] # as above

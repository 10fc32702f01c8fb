"""Judges the form of a `custom_password_hash` (`behaviour.md §1.2` and `§1.3`).

The skeleton is documented; which code each breach gets is inferred from z-schema. Whether the hash belongs to
any password shows at login only (`§1.6`).
"""

import re
from typing import Any

from .complaints import (
    FORBIDDEN,
    Complaint,
    complain,
    no_enum_match,
    no_pattern_match,
    required,
    unknown_keys,
    wrong_type,
)

PATH = "customPasswordHash"
ALGORITHMS = frozenset(
    ["argon2", "bcrypt", "hmac", "ldap", "md4", "md5", "sha1", "sha256", "sha512", "pbkdf2", "scrypt"]
)
ENCODINGS = frozenset({"base64", "hex", "utf8"})
DIGESTS = frozenset(["md4", "md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512", "whirlpool"])
PASSWORD_ENCODINGS = frozenset({"ascii", "utf8", "utf16le", "ucs2", "latin1", "binary"})
SCRYPT_KEYS = frozenset({"keylen", "cost", "blockSize", "parallelization"})
SCRYPT_MOST = {"keylen": 2_147_483_647}  # Node's own bounds of `crypto.scrypt`; for import inferred
SCRYPT_MOST_OTHERS = 4_294_967_295
UNSALTED = frozenset({"argon2", "pbkdf2", "ldap"})

VALUE_PATTERNS = {
    "bcrypt": r"^\$2[aby]\$",
    "argon2": r"^\$argon2(id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$",
    "pbkdf2": r"^\$pbkdf2-[A-Za-z0-9/_-]+\$(i=\d+)?,?(l=\d+)?\$?[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$",
    "ldap": r"^\{(md5|smd5|sha\d*|ssha\d*)\}[A-Za-z0-9+/=]+$",
}
"""The prefixes are documented; that a malformed value is refused at import, not at login, is inferred."""

VALUE_FORMS = {
    name: re.compile(
        re.sub(r"(?<!\\)\$$", r"\\Z", pattern), re.ASCII | (re.IGNORECASE if name == "ldap" else re.NOFLAG)
    )
    for name, pattern in VALUE_PATTERNS.items()
}
"""As JavaScript reads them: `$` is the very end, a digit is ASCII's."""

VALUE_ENCODINGS = {
    **dict.fromkeys(
        ("md4", "md5", "sha1", "sha256", "sha512", "hmac", "scrypt"), frozenset({"hex", "base64"})
    ),
    **dict.fromkeys(("bcrypt", "argon2", "pbkdf2", "ldap"), frozenset({"utf8"})),
}


def judge_custom_hash(custom: Any, *, present: bool) -> list[Complaint]:
    """Give everything that is wrong with the form, in the order of the skeleton."""
    if not present:
        return []
    wrong = wrong_type("object", custom, PATH)
    if wrong:
        return wrong
    found = [required(key, PATH) for key in ("algorithm", "hash") if key not in custom]
    algorithm = custom.get("algorithm")
    found += judge_word(custom, "algorithm", ALGORITHMS, PATH)
    known = frozenset({"algorithm", "hash", "salt", "password"})
    found += unknown_keys(custom, known | SCRYPT_KEYS if algorithm == "scrypt" else known, PATH)
    if "hash" in custom:
        found += judge_hash(custom["hash"], algorithm)
    if "salt" in custom:
        found += judge_salt(custom["salt"])
    if "password" in custom:
        found += judge_part(custom["password"], f"{PATH}.password", {"encoding": PASSWORD_ENCODINGS}, ())
    if algorithm == "scrypt":
        found += judge_scrypt(custom)
    if isinstance(algorithm, str) and algorithm in UNSALTED and "salt" in custom:
        found.append(FORBIDDEN)
    return found


def judge_word(part: dict[str, Any], key: str, words: frozenset[str], path: str) -> list[Complaint]:
    """A key that holds one of a list of words, if it is there."""
    if key not in part:
        return []
    inner = f"{path}.{key}"
    wrong = wrong_type("string", part[key], inner)
    if not wrong and part[key] not in words:
        return [no_enum_match(part[key], inner)]
    return wrong


def judge_part(
    part: Any,
    path: str,
    words: dict[str, frozenset[str]],
    strings: tuple[str, ...],
    *,
    needs: tuple[str, ...] = (),
) -> list[Complaint]:
    """A small object: words from lists, strings, nothing else, and what it must have."""
    wrong = wrong_type("object", part, path)
    if wrong:
        return wrong
    found = [required(key, path) for key in needs if key not in part]
    found += unknown_keys(part, frozenset(words) | frozenset(strings), path)
    for key, allowed in words.items():
        found += judge_word(part, key, allowed, path)
    for key in strings:
        if key in part and key != "key":
            found += wrong_type("string", part[key], f"{path}.{key}")
    return found


def judge_salt(salt: Any) -> list[Complaint]:
    """A value, perhaps its encoding and its place."""
    words = {"encoding": ENCODINGS, "position": frozenset({"prefix", "suffix"})}
    return judge_part(salt, f"{PATH}.salt", words, ("value",), needs=("value",))


def judge_hash(value: Any, algorithm: Any) -> list[Complaint]:
    """The hash itself; `digest` and `key` belong to hmac alone."""
    path = f"{PATH}.hash"
    words = {"encoding": VALUE_ENCODINGS.get(str(algorithm), ENCODINGS)}
    strings, needs = ("value",), ("value",)
    if algorithm == "hmac":
        words["digest"] = DIGESTS
        found = judge_part(value, path, words, ("value", "key"), needs=("value", "digest", "key"))
    else:
        found = judge_part(value, path, words, strings, needs=needs)
    if not isinstance(value, dict):
        return found
    if algorithm == "hmac" and "key" in value:
        found += judge_part(
            value["key"], f"{path}.key", {"encoding": ENCODINGS}, ("value",), needs=("value",)
        )
    return found + judge_value(value.get("value"), str(algorithm), f"{path}.value")


def judge_value(value: Any, algorithm: str, path: str) -> list[Complaint]:
    """The forms that have one: bcrypt, argon2, pbkdf2, ldap."""
    pattern = VALUE_PATTERNS.get(algorithm)
    if pattern is None or not isinstance(value, str):
        return []
    if VALUE_FORMS[algorithm].search(value):
        return []
    return [no_pattern_match(pattern, value, path, secret=True)]


def judge_scrypt(custom: dict[str, Any]) -> list[Complaint]:
    """`keylen` is required, every number is a whole one above 0, `cost` a power of two above 1.

    Documented.
    """
    found = [] if "keylen" in custom else [required("keylen", PATH)]
    for key in sorted(SCRYPT_KEYS & custom.keys()):
        value, path = custom[key], f"{PATH}.{key}"
        least = 2 if key == "cost" else 1
        wrong = wrong_type("integer", value, path)
        if not wrong and value < least:
            wrong = [complain("MINIMUM", f"Value {value} is less than minimum {least}", path)]
        elif not wrong and value > (most := SCRYPT_MOST.get(key, SCRYPT_MOST_OTHERS)):
            wrong = [complain("MAXIMUM", f"Value {value} is greater than maximum {most}", path)]
        elif not wrong and key == "cost" and int(value) & (int(value) - 1):
            wrong = [FORBIDDEN]
        found += wrong
    return found

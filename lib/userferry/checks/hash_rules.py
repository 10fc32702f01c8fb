"""Rules on the hashes: bcrypt's own attribute, and the skeleton of every other (`behaviour.md` §1.2, §1.3)."""

from collections.abc import Iterator

import polars as pl

from userferry import forms
from userferry.checks.places import HASH, ROOT, SCRYPT
from userferry.checks.profile_rules import FORBIDDEN
from userferry.checks.rule import Rule, kind, path_of, patterned, required, said, text, typed, worded

ALGORITHMS = frozenset(
    ("argon2", "bcrypt", "hmac", "ldap", "md4", "md5", "sha1", "sha256", "sha512", "pbkdf2", "scrypt")
)
ENCODINGS = frozenset(("base64", "hex", "utf8"))
DIGESTS = frozenset(("md4", "md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512", "whirlpool"))
PASSWORD_ENCODINGS = frozenset(("ascii", "utf8", "utf16le", "ucs2", "latin1", "binary"))
PLAIN = ("bcrypt", "argon2", "pbkdf2", "ldap")
UNSALTED = ("argon2", "pbkdf2", "ldap")
MOST = {"keylen": 2_147_483_647}
MOST_OTHERS = 4_294_967_295
SCRYPT_MEMORY_BYTES = 32 * 1024 * 1024

_VALUE = f"{HASH}.hash"
_ALGORITHM = f"{HASH}.algorithm"


def hash_rules() -> Iterator[Rule]:
    """Give every rule on `password_hash` and `custom_password_hash`."""
    yield typed("password_hash", "string")
    wrong = ~text("password_hash").str.contains(forms.PASSWORD_HASH)
    fix = "give it as custom_password_hash of algorithm bcrypt"
    yield patterned("password_hash.format", "password_hash", forms.PASSWORD_HASH, wrong, fix=fix)
    yield typed(HASH, "object")
    for key in ("algorithm", "hash"):
        yield _required(HASH, key)
    yield from worded(_ALGORITHM, ALGORITHMS)
    yield from _value_rules()
    yield from _object(f"{HASH}.salt", {"encoding": ENCODINGS, "position": frozenset(("prefix", "suffix"))})
    yield typed(f"{HASH}.password", "object")
    yield from worded(f"{HASH}.password.encoding", PASSWORD_ENCODINGS)
    yield from _hmac_rules()
    yield from _scrypt_rules()
    salted = text(_ALGORITHM).is_in(UNSALTED) & kind(f"{HASH}.salt").is_not_null()
    yield Rule(
        f"{HASH}.salt.forbidden", (f"t:{_ALGORITHM}", f"k:{HASH}.salt"), "NOT_PASSED", FORBIDDEN, None, salted,
        fix="leave the salt out: it stands in the hash's own text",
    )  # fmt: skip


def hash_notices() -> Iterator[Rule]:
    """Give what is taken and fails at log-in, or cannot be mended later (§1.3, §2.4)."""
    hashes = ("password_hash", HASH)
    yield Rule(
        "password_hash.cost", ("t:password_hash",), "", "A cost that bcrypt cannot use.", "passwordHash",
        text("password_hash").str.contains(r"^\$2[ab]?\$100"), severity="warned", fix="have the user reset it",
    )  # fmt: skip
    value = text(f"{_VALUE}.value")
    dead = (text(_ALGORITHM) == "argon2") & value.str.contains(r"^\$argon2d|\$v=16\$")
    yield Rule(
        f"{HASH}.argon2", (f"t:{_ALGORITHM}", f"t:{_VALUE}.value"), "", "No log-in verifies argon2d or version 16.",
        path_of(f"{_VALUE}.value"), dead, severity="warned", fix="have the user reset it",
    )  # fmt: skip
    cost, block = pl.col(f"n:{HASH}.cost").fill_null(16_384), pl.col(f"n:{HASH}.blockSize").fill_null(8)
    yield Rule(
        f"{HASH}.memory", (f"t:{_ALGORITHM}", f"n:{HASH}.cost", f"n:{HASH}.blockSize"), "",
        "Scrypt of 32 MiB or more may be refused at log-in.", HASH,
        (text(_ALGORITHM) == "scrypt") & (128 * cost * block >= SCRYPT_MEMORY_BYTES), severity="warned",
        fix="prove one on a test user first",
    )  # fmt: skip
    bare = (kind(ROOT) == "object") & pl.all_horizontal(kind(name).is_null() for name in hashes)
    yield Rule(
        "password.absent", (f"k:{ROOT}", *(f"k:{name}" for name in hashes)), "",
        "Without a hash the user gets a random password, and no later import can give one.", None, bare,
        severity="warned", fix="bring the hash along in the first import; who has none sets a password by a reset",
    )  # fmt: skip


def _required(place: str, key: str) -> Rule:
    lacking = (kind(place) == "object") & kind(f"{place}.{key}").is_null()
    return required(place, key, when=lacking, needs=(f"k:{place}", f"k:{place}.{key}"))


def _object(place: str, words: dict[str, frozenset[str]]) -> Iterator[Rule]:
    """An object with a value, and words from lists."""
    yield typed(place, "object")
    yield _required(place, "value")
    yield typed(f"{place}.value", "string")
    for key, allowed in words.items():
        yield from worded(f"{place}.{key}", allowed)


def _value_rules() -> Iterator[Rule]:
    algorithm, encoding, value = text(_ALGORITHM), text(f"{_VALUE}.encoding"), f"{_VALUE}.value"
    plain = algorithm.is_in(PLAIN).fill_null(value=False)
    hexed = (algorithm.is_in(ALGORITHMS) & ~plain).fill_null(value=False)
    allowed = (
        pl.when(plain).then(encoding == "utf8").when(hexed).then(encoding.is_in(("base64", "hex")))
        .otherwise(encoding.is_in(sorted(ENCODINGS)))
    )  # fmt: skip
    yield typed(_VALUE, "object")
    yield _required(_VALUE, "value")
    yield typed(value, "string")
    yield from worded(f"{_VALUE}.encoding", ENCODINGS, allowed=allowed)
    for name, pattern in forms.HASH_VALUES.items():
        broken = (algorithm == name) & ~forms.is_hash_value(name, text(value))
        rule = patterned(f"{value}.{name}", value, pattern, broken, fix=f"give the hash as {name}'s own text")
        yield rule


def _hmac_rules() -> Iterator[Rule]:
    place = f"{_VALUE}.key"
    hmac = (text(_ALGORITHM) == "hmac").fill_null(value=False)
    for key in ("digest", "key"):
        inner = f"{_VALUE}.{key}"
        lacking = hmac & (kind(_VALUE) == "object") & kind(inner).is_null()
        yield required(_VALUE, key, when=lacking, needs=(f"t:{_ALGORITHM}", f"k:{_VALUE}", f"k:{inner}"))
        yield _unexpected(_VALUE, key, ~hmac)
    for rule in (*worded(f"{_VALUE}.digest", DIGESTS), *_object(place, {"encoding": ENCODINGS})):
        yield _only(rule, hmac)


def _scrypt_rules() -> Iterator[Rule]:
    scrypt = (text(_ALGORITHM) == "scrypt").fill_null(value=False)
    needs = (f"t:{_ALGORITHM}", f"k:{HASH}", f"k:{HASH}.keylen")
    lacking = scrypt & (kind(HASH) == "object") & kind(f"{HASH}.keylen").is_null()
    yield required(HASH, "keylen", when=lacking, needs=needs)
    for key in SCRYPT:
        place = f"{HASH}.{key}"
        number, path, least = pl.col(f"n:{place}"), path_of(place), 2 if key == "cost" else 1
        most = MOST.get(key, MOST_OTHERS)
        yield _unexpected(HASH, key, ~scrypt)
        yield _only(typed(place, "integer"), scrypt)
        low, high = f"Value below minimum {least}", f"Value above maximum {most}"
        for name, code, words, broken in (
            ("small", "MINIMUM", low, number < least),
            ("large", "MAXIMUM", high, number > most),
        ):
            rule = Rule(f"{place}.{name}", (f"n:{place}",), code, said(path, words), path, broken, place)
            yield _only(rule, scrypt)
    whole = pl.col(f"n:{HASH}.cost").cast(pl.Int64, strict=False)
    odd = (whole & (whole - 1)) != 0
    rule = Rule(f"{HASH}.cost.power", (f"n:{HASH}.cost",), "NOT_PASSED", FORBIDDEN, None, odd, f"{HASH}.cost")
    yield _only(rule, scrypt)


def _unexpected(place: str, key: str, when: pl.Expr) -> Rule:
    path = path_of(place)
    return Rule(
        f"{place}.{key}.unexpected",
        (f"k:{place}.{key}",),
        "OBJECT_ADDITIONAL_PROPERTIES",
        said(path, f"Additional properties not allowed: {key}"),
        path,
        when & kind(f"{place}.{key}").is_not_null(),
        fix=f"leave {key} out: it belongs to another algorithm",
    )


def _only(rule: Rule, when: pl.Expr) -> Rule:
    """Have a rule count for one algorithm."""
    needs = (f"t:{_ALGORITHM}", *rule.needs)
    return Rule(
        rule.name, needs, rule.code, rule.message, rule.path, rule.broken & when, rule.group, rule.detail,
        rule.severity, rule.fix,
    )  # fmt: skip

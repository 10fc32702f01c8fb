"""Check a password against a hash as the legacy system would.

It shares nothing with the converter, so that a proof rests on two readings of the same value.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable

import argon2
import bcrypt
from Cryptodome.Hash import MD4

from userferry.errors import HashError

Check = Callable[[re.Match[str], str, dict[str, str]], bool]
_BCRYPT_BYTES = 72


def verify_legacy(value: str, password: str, **neighbours: str) -> bool:
    """Whether the legacy system would let this password in.

    Args:
        value: The hash as the legacy system kept it.
        password: What the user types.
        neighbours: `salt`, `key` and the like as in `convert_hashes`, and `format` for a shape that more
            than one form shares.

    Raises:
        HashError: If there is no legacy verifier for such a value.
        ValueError: A neighbour is not in the encoding that was told of it, or `rounds` is no number.
    """
    form = neighbours.get("format", "")
    for name, pattern, check in _CHECKS:
        if name in ("", form) and (match := pattern.fullmatch(value)):
            return check(match, password, neighbours)
    raise HashError(
        "The legacy form of this hash cannot be checked here. Prove it on the legacy system instead."
    )


def _same(made: bytes | str, expected: bytes | str) -> bool:
    left = made.encode() if isinstance(made, str) else made
    right = expected.encode() if isinstance(expected, str) else expected
    return hmac.compare_digest(left, right)


def _made(digest: str, data: bytes) -> bytes:
    if digest == "md4":
        return MD4.new(data).digest()  # noqa: S303 legacy hashes are what they are
    return hashlib.new(digest, data).digest()


def _b64(text: str) -> bytes:
    plain = text.replace(".", "+").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4))


def _bytes(name: str, neighbours: dict[str, str], encoding: str = "utf8") -> bytes:
    """A salt or key that stands beside the hash, empty where there is none."""
    text, told = neighbours.get(name, ""), neighbours.get(f"{name}_encoding", encoding)
    if told == "utf8":
        return text.encode()
    return bytes.fromhex(text) if told == "hex" else _b64(text.replace("-", "+").replace("_", "/"))


def _typed(password: str, neighbours: dict[str, str], encoding: str) -> bytes:
    told = neighbours.get("password_encoding", encoding)
    if told in ("utf16le", "ucs2"):
        return password.encode("utf-16-le")
    # A legacy system of one byte a letter put a question mark where it had none, and Auth0 puts something else.
    letters = {"utf8": "utf-8", "ascii": "ascii"}.get(told, "latin-1")
    return password.encode(letters, "replace")


def _django_pbkdf2(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    made = hashlib.pbkdf2_hmac(match[1], password.encode(), match[3].encode(), int(match[2]))
    return _same(base64.b64encode(made).decode(), match[4])


def _passlib_pbkdf2(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    expected = _b64(match[4])
    digest = (match[1] or "sha1").lower()
    return _same(
        hashlib.pbkdf2_hmac(digest, password.encode(), _b64(match[3]), int(match[2]), len(expected)), expected
    )


def _werkzeug_pbkdf2(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    made = hashlib.pbkdf2_hmac(match[1], password.encode(), match[3].encode(), int(match[2]))
    return _same(made.hex(), match[4])


def _grub(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), bytes.fromhex(match[2]), int(match[1]))
    return _same(made, bytes.fromhex(match[3]))


def _atlassian(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    body = _b64(match[1])
    return _same(hashlib.pbkdf2_hmac("sha1", password.encode(), body[:16], 10_000, 32), body[16:])


def _aspnet(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    body = _b64(match[0])
    if body[0] == 0:
        return _same(hashlib.pbkdf2_hmac("sha1", password.encode(), body[1:17], 1000, 32), body[17:])
    digest = ("sha1", "sha256", "sha512")[int.from_bytes(body[1:5], "big")]
    rounds, size = int.from_bytes(body[5:9], "big"), int.from_bytes(body[9:13], "big")
    salt, key = body[13 : 13 + size], body[13 + size :]
    return _same(hashlib.pbkdf2_hmac(digest, password.encode(), salt, rounds, len(key)), key)


def _bcrypt(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
    pepper, typed = _bytes("pepper", neighbours), password.encode()
    whole = pepper + typed if neighbours.get("pepper_position") == "prefix" else typed + pepper
    return bcrypt.checkpw(whole[:_BCRYPT_BYTES], match[1].encode())


def _bcrypt_sha256(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    return bcrypt.checkpw(hashlib.sha256(password.encode()).hexdigest().encode(), match[1].encode())


def _argon2(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    try:
        return argon2.PasswordHasher().verify(match[1], password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _scrypt(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    part = match.groupdict()
    cost, block_size, lanes = int(part["n"]), int(part["r"]), int(part["p"])
    made = hashlib.scrypt(
        password.encode(),
        salt=part["salt"].encode(),
        n=cost,
        r=block_size,
        p=lanes,
        dklen=64,
        maxmem=2**31 - 1,
    )
    return _same(made, bytes.fromhex(part["hex"]) if part.get("hex") else _b64(part["b64"]))


def _salt_first(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    return _same(hashlib.new(match[1], (match[2] + password).encode()).hexdigest(), match[3])


def _keyed(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    return _same(hmac.digest(match[2].encode(), password.encode(), match[1]).hex(), match[3])


def _spring(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    digest = match[1].lower().replace("-", "")
    return _same(hashlib.new(digest, (password + match[2]).encode()).hexdigest(), match[3])


def _ldap(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    digest = {"sha": "sha1"}.get(match[2].lower(), match[2].lower())
    body, size = base64.b64decode(match[3]), hashlib.new(digest).digest_size
    return _same(hashlib.new(digest, password.encode() + body[size:]).digest(), body[:size])


def _magento(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    digest = {"0": "md5", "1": "sha256"}[match[3]]
    return _same(hashlib.new(digest, (match[2] + password).encode()).hexdigest(), match[1])


def _magento_argon2(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    time, memory = int(match[4] or 2), int(match[5] or 67_108_864) // 1024
    made = argon2.low_level.hash_secret_raw(
        password.encode(), match[2][:16].encode(), time, memory, 1, 32, argon2.Type.ID
    )
    return _same(made.hex(), match[1])


def _beside(digest: str, position: str) -> Check:
    def check(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
        salt, typed = match[2].encode(), _typed(password, neighbours, "utf8")
        whole = salt + typed if position == "prefix" else typed + salt
        return _same(hashlib.new(digest, whole).hexdigest(), match[1].lower())

    return check


def _digest(digest: str, encoding: str = "utf8") -> Check:
    def check(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
        salt, typed = _bytes("salt", neighbours), _typed(password, neighbours, encoding)
        made = _made(digest, typed + salt if neighbours.get("salt_position") == "suffix" else salt + typed)
        expected = _b64(match[0]) if len(match[0]) != 2 * len(made) else bytes.fromhex(match[0])
        return _same(made, expected)

    return check


def _membership(digest: str) -> Check:
    def check(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
        salt = _bytes("salt", neighbours, "base64")
        made = hashlib.new(digest, salt + password.encode("utf-16-le")).digest()
        return _same(made, _b64(match[0]))

    return check


def _hmac(digest: str) -> Check:
    def check(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
        made = hmac.digest(_bytes("key", neighbours), _typed(password, neighbours, "utf8"), digest)
        expected = bytes.fromhex(match[0]) if len(match[0]) == 2 * len(made) else _b64(match[0])
        return _same(made, expected)

    return check


def _symfony(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
    rounds = int(neighbours.get("rounds", "1000"))
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), neighbours["salt"].encode(), rounds, 40)
    return _same(made, _b64(match[0]))


def _symfony_digest(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
    # Symfony merges no braces where the salt is empty.
    merged = password + (f"{{{neighbours['salt']}}}" if neighbours["salt"] else "")
    return _same(hashlib.sha512(merged.encode()).digest(), _b64(match[0]))


def _postgres(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
    return _same(
        hashlib.md5((password + neighbours["salt"]).encode(), usedforsecurity=False).hexdigest(), match[1]
    )


def _keycloak(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    credential = json.loads(match[0])
    credential = credential[0] if isinstance(credential, list) else credential
    secret, data = json.loads(credential["secretData"]), json.loads(credential["credentialData"])
    salt, rounds, expected = _b64(secret["salt"]), data["hashIterations"], _b64(secret["value"])
    if data["algorithm"] == "argon2":
        told = {name: values[0] for name, values in data["additionalParameters"].items()}
        form = {"id": argon2.Type.ID, "i": argon2.Type.I}[told["type"]]
        costs = (rounds, int(told["memory"]), int(told["parallelism"]), len(expected))
        return _same(argon2.low_level.hash_secret_raw(password.encode(), salt, *costs, form), expected)
    digest = data["algorithm"].partition("-")[2] or "sha1"
    return _same(hashlib.pbkdf2_hmac(digest, password.encode(), salt, rounds, len(expected)), expected)


def _keycloak_table(digest: str) -> Check:
    def check(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
        told = json.loads(match[0])
        expected, rounds = _b64(told["value"]), int(neighbours["rounds"])
        made = hashlib.pbkdf2_hmac(digest, password.encode(), _b64(told["salt"]), rounds, len(expected))
        return _same(made, expected)

    return check


def _auth0_export(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    return bcrypt.checkpw(password.encode()[:_BCRYPT_BYTES], json.loads(match[0])["passwordHash"].encode())


def _p5k2(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    rounds = int(match[2] or "190", 16)
    expected = base64.b64decode(match[4].replace(".", "+"), b"-_" if match[4].endswith("=") else None)
    salt = base64.urlsafe_b64decode(match[3]) if match[4].endswith("=") else match[1].encode()
    return _same(hashlib.pbkdf2_hmac("sha1", password.encode(), salt, rounds, len(expected)), expected)


def _scram(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    kept = dict(part.split("=") for part in match[3].split(","))
    made = hashlib.pbkdf2_hmac("sha1", password.encode(), _b64(match[2]), int(match[1]))
    return _same(made, _b64(kept["sha-1"]))


def _passlib_scrypt(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
    cost, block_size, lanes = (int(match[at]) for at in (1, 2, 3))
    expected = _b64(match[5])
    made = hashlib.scrypt(
        password.encode(),
        salt=_b64(match[4]),
        n=1 << cost,
        r=block_size,
        p=lanes,
        dklen=len(expected),
        maxmem=2**31 - 1,
    )
    return _same(made, expected)


def _node_scrypt(block_size: int) -> Check:
    def check(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
        made = hashlib.scrypt(
            password.encode(), salt=match[1].encode(), n=16384, r=block_size, p=1, dklen=64, maxmem=2**31 - 1
        )
        return _same(made.hex(), match[2])

    return check


def _node_pbkdf2(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
    rounds = int(neighbours.get("rounds", "1000"))
    return _same(hashlib.pbkdf2_hmac("sha512", password.encode(), match[1].encode(), rounds).hex(), match[2])


def _gigya(match: re.Match[str], password: str, neighbours: dict[str, str]) -> bool:
    rounds = int(neighbours.get("rounds", "10000"))
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), _b64(neighbours["salt"]), rounds, 20)
    return _same(made, _b64(match[0]))


def _database(digest: str, encoding: str, salt: int, hash_: int) -> Check:
    def check(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
        whole = password.encode(encoding) + bytes.fromhex(match[salt])
        return _same(hashlib.new(digest, whole).digest(), bytes.fromhex(match[hash_]))

    return check


def _bare_hex(digest: str, encoding: str = "utf-8") -> Check:
    def check(match: re.Match[str], password: str, _: dict[str, str]) -> bool:
        return _same(_made(digest, password.encode(encoding)).hex(), match[1])

    return check


def _checks() -> list[tuple[str, re.Pattern[str], Check]]:
    told: list[tuple[str, str, Check]] = [
        ("", r"pbkdf2_(sha1|sha256)\$(\d+)\$([^$]+)\$(.+)", _django_pbkdf2),
        ("", r"\$pbkdf2(?:-(sha\d+))?\$(\d+)\$([^$]+)\$(.+)", _passlib_pbkdf2),
        ("", r"\$pbkdf2-(\w+)\$i=(\d+),l=\d+\$([^$]+)\$(.+)", _passlib_pbkdf2),
        ("", r"\{PBKDF2(?:-(SHA\d+))?\}(\d+)\$([^$]+)\$(.+)", _passlib_pbkdf2),
        ("", r"pbkdf2:(\w+):(\d+)\$([^$]+)\$(.+)", _werkzeug_pbkdf2),
        ("", r"grub\.pbkdf2\.sha512\.(\d+)\.(\w+)\.(\w+)", _grub),
        ("", r"\{PKCS5S2\}(.+)", _atlassian),
        ("", r"A[A-P].{64}==|AQAAAA.{76}==", _aspnet),
        ("", r"(?:bcrypt\$|(?i:\{bcrypt\}|\{crypt\}|\{blf-crypt\}))?(\$2[aby]\$.{56})", _bcrypt),
        ("", r"bcrypt_sha256\$(\$2[aby]\$.{56})", _bcrypt_sha256),
        ("", r"(?:argon2|(?i:\{argon2[^}]*\}))?(\$argon2.+)", _argon2),
        ("", r"scrypt\$(?P<n>\d+)\$(?P<salt>[^$]+)\$(?P<r>\d+)\$(?P<p>\d+)\$(?P<b64>.+)", _scrypt),
        ("", r"scrypt:(?P<n>\d+):(?P<r>\d+):(?P<p>\d+)\$(?P<salt>[^$]+)\$(?P<hex>.+)", _scrypt),
        *(
            (f"werkzeug_{name}", rf"({name})\$([^$]+)\$(.+)", _keyed)
            for name in ("md5", "sha1", "sha256", "sha512")
        ),
        ("", r"(md5|sha1|sha256|sha512)\$([^$]*)\$(.+)", _salt_first),
        ("", r'\[?\{.*"secretData".*\}\]?', _keycloak),
        ("", r'\{.*"passwordHash".*\}', _auth0_export),
        ("", r"(\$p5k2\$(\w*)\$([^$]+))\$(.+)", _p5k2),
        ("", r"\$scram\$(\d+)\$([^$]+)\$(.+)", _scram),
        ("", r"\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$(.+)", _passlib_scrypt),
        ("", r"s2:(\w{16}):(\w{128})", _node_scrypt(16)),
        ("", r"0x0100(.{8})(.{40})(?:.{40})?", _database("sha1", "utf-16-le", 1, 2)),
        ("", r"0x0200(.{8})(.{128})", _database("sha512", "utf-16-le", 1, 2)),
        ("", r"S:(.{40})(.{20})(?:;.+)?", _database("sha1", "utf-8", 2, 1)),
        ("", r"\$3\$\$(\w+)", _bare_hex("md4", "utf-16-le")),
        ("", r"(?i:\{(?:PLAIN-)?MD5\})(\w{32})", _bare_hex("md5")),
        ("", r"(?i:\{SHA\})(\w{40})", _bare_hex("sha1")),
        ("", r"\{(MD5|SHA-1|SHA-256)\}(\{[^}]+\})(\w+)", _spring),
        ("", r"(?i)\{(s?)(md5|sha(?:224|256|384|512)?)\}([a-z0-9+/=]+)", _ldap),
        ("", r"([0-9a-f]+):([^:]+):([01])", _magento),
        ("", r"([0-9a-f]{64}):([^:]+):(2|3_32_(\d+)_(\d+))", _magento_argon2),
        *(
            (f"{name}_salt_{where}", r"(\w+):(.+)", _beside(name, where))
            for name in ("md5", "sha1", "sha256", "sha512")
            for where in ("prefix", "suffix")
        ),
        *((name, r".+", _digest(name)) for name in ("md4", "md5", "sha1", "sha256", "sha384", "sha512")),
        *((f"{name}_base64", r".+", _digest(name)) for name in ("md4", "md5", "sha1", "sha256", "sha512")),
        *((f"hmac_{name}", r".+", _hmac(name)) for name in ("md5", "sha1", "sha256", "sha512")),
        *((f"hmac_{name}_base64", r".+", _hmac(name)) for name in ("md5", "sha1", "sha256", "sha512")),
        *((f"keycloak_secret_{name}", r".+", _keycloak_table(name)) for name in ("sha1", "sha256", "sha512")),
        ("better_auth_scrypt", r"(\w+):(\w{128})", _node_scrypt(16)),
        ("node_scrypt", r"(\w+):(\w{128})", _node_scrypt(8)),
        ("node_pbkdf2_sha512", r"(\w+):(\w{128})", _node_pbkdf2),
        ("gigya_pbkdf2_sha512", r".+", _gigya),
        ("nt_hash", r".+", _digest("md4", "utf16le")),
        ("aspnet_membership_sha1", r".+", _membership("sha1")),
        ("aspnet_membership_sha256", r".+", _membership("sha256")),
        ("symfony_pbkdf2", r".+", _symfony),
        ("symfony_message_digest_1", r".+", _symfony_digest),
        ("postgres_md5", r"md5(.+)", _postgres),
    ]
    return [(name, re.compile(pattern, re.DOTALL), check) for name, pattern, check in told]


_CHECKS = _checks()

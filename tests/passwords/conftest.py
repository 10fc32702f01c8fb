"""Readers of hashes that share nothing with the patterns.

They take a value to pieces, decode every piece, and want it back as it was: what passes could have been made by
somebody's software, what does not was made by nobody's.
"""

import base64
import binascii
import json
import string

import pytest

RADIX64 = "./" + string.ascii_uppercase + string.ascii_lowercase + string.digits
SIZES = {"md5": 16, "sha": 20, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}


def decoded(text, *, pad=True, plus="+", slash="/"):
    """The bytes of a base64 text that an encoder could have written, else None."""
    plain = text.replace(plus, "+").replace(slash, "/") if (plus, slash) != ("+", "/") else text
    if (plus != "+" and "+" in text) or (slash != "/" and "/" in text) or (not pad and "=" in text):
        return None
    try:
        data = base64.b64decode(plain if pad else plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    made = base64.b64encode(data).decode()
    return data if plain == (made if pad else made.rstrip("=")) else None


def is_hex(text, size=None, *, upper=False, either=False):
    """Whether an encoder could have written it: one case, whole bytes."""
    cases = [text.lower(), text.upper()] if either else [text.upper() if upper else text.lower()]
    is_whole = len(text) % 2 == 0 and len(text) > 0 if size is None else len(text) == 2 * size
    return is_whole and text in cases and set(text) <= set(string.hexdigits)


def is_count(text, most=10**10):
    return text.isascii() and text.isdigit() and text[0] != "0" and int(text) < most


def is_power(text):
    return is_count(text) and int(text) > 1 and int(text) & (int(text) - 1) == 0


def is_salt(text, without="$"):
    return bool(text) and not set(text) & set(without + "\r\n")


def after(value, *leads, any_case=False):
    """What stands behind one of these leads, else nothing."""
    for lead in leads:
        start = value[: len(lead)]
        if start == lead or (any_case and start.isascii() and start.lower() == lead.lower()):
            return value[len(lead) :]
    return ""


def reads_bcrypt(value):
    body = (
        after(value, "bcrypt$", "{bcrypt}") or after(value, "{CRYPT}", "{BLF-CRYPT}", any_case=True) or value
    )
    parts = body.split("$")
    if len(parts) != 4 or parts[0] or parts[1] not in ("2a", "2b", "2y") or len(parts[3]) != 53:
        return False
    cost, digits = parts[2], parts[3]
    is_cost = cost.isascii() and cost.isdigit() and len(cost) == 2 and 4 <= int(cost) <= 31
    if not is_cost or not set(digits) <= set(RADIX64):
        return False
    # 16 bytes leave four bits in the 22nd character, 23 leave two in the last.
    return RADIX64.index(digits[21]) % 16 == 0 and RADIX64.index(digits[52]) % 4 == 0


ARGON2_LEADS = ("argon2", "{argon2}", "{argon2@SpringSecurity_v5_8}", "{argon2@SpringSecurity_v5_2}")


def reads_argon2(value):
    body = value if value[:1] == "$" else after(value, *ARGON2_LEADS, "{ARGON2}", "{ARGON2I}", "{ARGON2ID}")
    parts = body.split("$")
    if len(parts) != 6 or parts[0] or parts[1] not in ("argon2i", "argon2id") or parts[2] != "v=19":
        return False
    costs = parts[3].split(",")
    if [one[:2] for one in costs] != ["m=", "t=", "p="] or not all(is_count(one[2:]) for one in costs):
        return False
    memory, time, lanes = (int(one[2:]) for one in costs)
    salt, digest = (decoded(part, pad=False) for part in parts[4:])
    is_long = salt is not None and digest is not None and len(salt) >= 8 and len(digest) >= 4
    return is_long and memory >= 8 * lanes and memory < 2**32 and time < 2**32 and lanes < 2**24


def reads_django(value):
    parts = value.split("$")
    if parts[0] in ("pbkdf2_sha256", "pbkdf2_sha1") and len(parts) == 4:
        data = decoded(parts[3])
        is_whole = data is not None and len(data) == SIZES[parts[0][7:]]
        return is_whole and is_count(parts[1]) and is_salt(parts[2])
    if parts[0] == "scrypt" and len(parts) == 6:
        data = decoded(parts[5])
        costs = is_power(parts[1]) and is_count(parts[3], 10**4) and is_count(parts[4], 10**4)
        return costs and is_salt(parts[2]) and data is not None and len(data) == 64
    if parts[0] in ("md5", "sha1") and len(parts) == 3:
        return (is_salt(parts[1]) or not parts[1]) and is_hex(parts[2], SIZES[parts[0]])
    return False


def reads_werkzeug(value):
    parts = value.split("$")
    if len(parts) != 3 or not is_salt(parts[1]):
        return False
    method = parts[0].split(":")
    if method[0] == "scrypt" and len(method) == 4:
        return (
            is_power(method[1]) and all(is_count(one, 10**4) for one in method[2:]) and is_hex(parts[2], 64)
        )
    if method[0] != "pbkdf2" or len(method) != 3 or method[1] not in ("md5", "sha1", "sha256", "sha512"):
        return False
    return is_count(method[2]) and is_hex(parts[2], SIZES[method[1]])


def reads_pbkdf2(value):
    """Lines of passlib, LDAP and Auth0 itself."""
    mark = "}" if value[:1] == "{" else "$"
    name, _, body = after(value, "$pbkdf2", "{PBKDF2").partition(mark)
    fields = body.split("$")
    if len(fields) != 3 or (name and name[0] != "-"):
        return False
    if fields[0].startswith("i="):
        return mark == "$" and reads_auth0_line(name[1:], fields)
    if mark == "}" and name != name.upper():
        return False
    size = {"sha1": 20, "sha256": 32, "sha512": 64}.get(
        (name[1:].lower() if mark == "}" else name[1:]) or "sha1"
    )
    salt, hash_ = (decoded(one, pad=False, plus=".") for one in fields[1:])
    is_known = is_count(fields[0]) and bool(salt) and hash_ is not None and len(hash_) == size
    return is_known and (mark == "}" or name != "-sha1")


def reads_pbkdf2_of_others(value):
    """GRUB's, Atlassian's, `$p5k2$` and SCRAM."""
    if body := after(value, "{PKCS5S2}"):
        return len(decoded(body) or b"") == 48
    if body := after(value, "grub.pbkdf2.sha512."):
        parts = body.split(".")
        is_whole = len(parts) == 3 and is_hex(parts[2], 64, upper=True)
        return is_whole and is_count(parts[0]) and is_hex(parts[1], upper=True)
    parts = value.split("$")
    return (parts[1:2] == ["p5k2"] and reads_p5k2(parts)) or (parts[1:2] == ["scram"] and reads_scram(parts))


DIGESTS = ("md4", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "ripemd160", "mdc2", "whirlpool")


def reads_auth0_line(name, fields):
    rounds, _, length = fields[0][2:].partition(",l=")
    salt, hash_ = (decoded(one, pad=False) for one in fields[1:])
    name = name.removeprefix("RSA-")
    is_known = name in DIGESTS or name in [one.upper() for one in DIGESTS]
    is_whole = is_count(rounds) and is_count(length, 10**5) and bool(salt) and bool(hash_)
    return is_known and is_whole and len(hash_) == int(length)


def reads_p5k2(parts):
    if len(parts) != 5 or parts[:2] != ["", "p5k2"]:
        return False
    rounds, salt, digest = parts[2:]
    if rounds and (not set(rounds) <= set("0123456789abcdef") or rounds[0] == "0" or len(rounds) > 8):
        return False
    if digest.endswith("="):
        hash_ = decoded(digest, plus="-", slash="_")
        return bool(rounds and decoded(salt, plus="-", slash="_")) and hash_ is not None and len(hash_) == 20
    return bool(salt) and len(salt) <= 64 and set(salt + digest) <= set(RADIX64) and len(digest) == 32


def reads_scram(parts):
    if len(parts) != 5 or parts[0] or not is_count(parts[2]) or not decoded(parts[3], pad=False, plus="."):
        return False
    kept = [one.partition("=") for one in parts[4].split(",")]
    sizes = {"md5": 16} | {f"sha-{name[3:]}": size for name, size in SIZES.items() if name[3:]}
    names = [name for name, _, _ in kept]
    return "sha-1" in names and all(
        len(decoded(text, pad=False, plus=".") or b"") == sizes.get(name) for name, _, text in kept
    )


def reads_ldap(value):
    if not value.startswith("{") or not value.isascii():
        return False
    scheme, _, body = value[1:].partition("}")
    scheme = scheme.lower()
    if scheme in ("md5", "plain-md5") and is_hex(body, 16):
        return True
    if scheme == "sha" and is_hex(body, 20):
        return True
    data = decoded(body)
    if data is None:
        return False
    if scheme in ("md5", "sha", "sha224", "sha256", "sha384", "sha512"):
        return len(data) == SIZES[scheme]
    salted = "md5" if scheme == "smd5" else scheme[1:]
    is_salted = scheme in ("smd5", "ssha", "ssha224", "ssha256", "ssha384", "ssha512")
    return is_salted and len(data) > SIZES[salted]


def reads_aspnet(value):
    data = decoded(value)
    if data is None or len(data) not in (49, 61):
        return False
    if len(data) == 49:
        return data[0] == 0
    prf, rounds, salt = (int.from_bytes(data[at : at + 4], "big") for at in (1, 5, 9))
    return data[0] == 1 and prf <= 2 and 0 < rounds < 2**24 and salt == 16


def reads_spring(value):
    for lead, size in (("{MD5}{", 16), ("{SHA-1}{", 20), ("{SHA-256}{", 32)):
        if body := after(value, lead):
            salt, mark, digest = body.partition("}")
            return bool(mark) and is_salt(salt, "{}") and is_hex(digest, size)
    return False


def reads_magento(value):
    parts = value.split(":")
    if len(parts) != 3 or not parts[1] or not all("!" <= sign <= "~" for sign in parts[1]):
        return False
    digest, salt, version = parts
    if version in ("0", "1"):
        return is_hex(digest, 16 if version == "0" else 32)
    told = version.split("_")
    costs = told == ["2"] or (
        len(told) == 4 and told[:2] == ["3", "32"] and is_count(told[2], 10**5) and is_count(told[3], 10**12)
    )
    is_memory = told == ["2"] or (costs and int(told[3]) % 1024 == 0 and int(told[3]) >= 8192)
    return costs and is_memory and is_hex(digest, 32) and len(salt) >= 16


def parsed(text, kind):
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, kind) else None


def reads_keycloak(value):
    told = parsed(value, (dict, list)) if value.strip() == value else None
    told = told[0] if isinstance(told, list) and len(told) == 1 else told
    if not isinstance(told, dict) or not all(
        isinstance(told.get(key), str) for key in ("secretData", "credentialData")
    ):
        return False
    secret, data = (parsed(told[key], dict) for key in ("secretData", "credentialData"))
    known = {"hashIterations", "algorithm", "additionalParameters"}
    if secret is None or data is None or not set(data) <= known:
        return False
    hash_, salt = (secret.get(key) for key in ("value", "salt"))
    if (
        not isinstance(hash_, str)
        or not isinstance(salt, str)
        or len(decoded(hash_) or b"") < 8
        or not decoded(salt)
    ):
        return False
    rounds, algorithm = data.get("hashIterations"), data.get("algorithm")
    if not isinstance(rounds, int) or rounds < 1:
        return False
    if algorithm in ("pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"):
        return True
    more = data.get("additionalParameters", {})
    costs = [more.get(key, ["0"])[0] for key in ("memory", "parallelism")]
    is_known = (
        algorithm == "argon2" and more.get("version") == ["1.3"] and more.get("type") in (["i"], ["id"])
    )
    return is_known and all(map(is_count, costs)) and int(costs[0]) >= 8 * int(costs[1])


def reads_auth0_export(value):
    told = parsed(value, dict) if value.startswith("{") else None
    hash_ = told.get("passwordHash") if told else None
    is_line = bool(told) and any(key in told for key in ("_id", "tenant", "connection"))
    return is_line and isinstance(hash_, str) and hash_.startswith("$2") and reads_bcrypt(hash_)


def reads_others(value):
    """The scrypt of passlib, Lucia, SQL Server, Oracle and the NT hash."""
    if body := after(value, "$scrypt$ln="):
        parts = body.split("$")
        costs = parts[0].split(",") if len(parts) == 3 else []
        if len(costs) != 3 or [one[:2] for one in costs[1:]] != ["r=", "p="]:
            return False
        salt, digest = (decoded(part, pad=False) for part in parts[1:])
        is_cost = is_count(costs[0], 32) and all(is_count(one[2:], 10**4) for one in costs[1:])
        return is_cost and bool(salt) and len(digest or b"") >= 16
    if body := after(value, "s2:"):
        salt, _, digest = body.partition(":")
        return len(salt) == 16 and salt.isascii() and salt.isalnum() and is_hex(digest, 64)
    for lead, sizes in (("0x0100", ((4, 20), (4, 20, 20))), ("0x0200", ((4, 64),))):
        if body := after(value, lead):
            return any(in_pieces(body, each) for each in sizes)
    if body := after(value, "S:"):
        told, *more = body.split(";")
        is_more = all(
            is_hex(one[2:], 16 if one[0] == "H" else 80, upper=True)
            for one in more
            if one[:2] in ("H:", "T:")
        )
        return (
            in_pieces(told, (20, 10))
            and is_more
            and len(more) <= 2
            and all(one[:2] in ("H:", "T:") for one in more)
        )
    return is_hex(after(value, "$3$$"), 16)


def in_pieces(text, sizes):
    at = 0
    for size in sizes:
        if not is_hex(text[at : at + 2 * size], size, either=True):
            return False
        at += 2 * size
    return at == len(text)


READERS = [reads_bcrypt, reads_argon2, reads_django, reads_werkzeug, reads_pbkdf2, reads_pbkdf2_of_others, reads_ldap, reads_aspnet, reads_spring, reads_magento, reads_keycloak, reads_auth0_export, reads_others]  # fmt: skip


@pytest.fixture(scope="session")
def could_be_made():
    """Whether some software could have made a value of a form that is told by its shape."""
    return lambda value: any(reads(value) for reads in READERS)

"""Three readings of each hash agree: the legacy system's, ours of what is imported, and the tenant's own at login."""

import base64
import hashlib
import hmac
import time
from pathlib import Path

import argon2
import bcrypt
import orjson
import pytest
from Cryptodome.Hash import MD4

from userferry.api import LoginVerdict, Session, create_import, login, wait_for_job
from userferry.passwords import to_custom_password_hash, verify_legacy, verify_password
from userferry.passwords.registry import FORMATS, SHAPES
from userferry.tenant import LocalTenant

SALT = b"NaClSalt12345678"
PASSWORDS = {
    "ascii": "Correct-Horse-42",
    "unicode": "Körrekt-Pferd-密码-🐎",
    "western": "Körrekt-Pferd",
    "empty": "",
    "long": "Eine sehr lange Passphrase, " * 5,
    "nul": "before\0after",
}


def b64(data):
    return base64.b64encode(data).decode()


def ab64(data):
    return b64(data).rstrip("=").replace("+", ".")


def made(name, data):
    return MD4.new(data).digest() if name == "md4" else hashlib.new(name, data).digest()


def pbkdf2(name, typed, size=None, rounds=1000, salt=SALT):
    return hashlib.pbkdf2_hmac(name, typed, salt, rounds, size or hashlib.new(name).digest_size)


def blowfish(typed):
    return bcrypt.hashpw(typed[:72], bcrypt.gensalt(4)).decode()


def phc(typed, kind=argon2.Type.ID):
    return argon2.low_level.hash_secret(typed, SALT, 1, 64, 1, 32, kind).decode()


def raw_argon2(typed, memory):
    return argon2.low_level.hash_secret_raw(typed, SALT, 2, memory, 1, 32, argon2.Type.ID).hex()


def scrypt(typed):
    return hashlib.scrypt(typed, salt=b"salt", n=1024, r=8, p=1, dklen=64)


def identity3(typed):
    header = b"\x01" + b"".join(n.to_bytes(4, "big") for n in (1, 1000, 16))
    return b64(header + SALT + pbkdf2("sha256", typed, 32))


# Each takes the password's UTF-8 bytes; where a form hashes others, it decodes them again.
MADE = {
    "django_argon2": lambda t: "argon2" + phc(t, argon2.Type.I),
    "django_bcrypt": lambda t: "bcrypt$" + blowfish(t),
    "django_scrypt": lambda t: f"scrypt$1024$salt$8$1${b64(scrypt(t))}",
    "django_unsalted_md5": lambda t: f"md5$${made('md5', t).hex()}",
    "django_unsalted_sha1": lambda t: f"sha1$${made('sha1', t).hex()}",
    "bcrypt": blowfish,
    "spring_bcrypt": lambda t: "{bcrypt}" + blowfish(t),
    "argon2": phc,
    "spring_argon2": lambda t: "{argon2}" + phc(t),
    "auth0_pbkdf2": lambda t: f"$pbkdf2-sha224$i=1000,l=28${b64(SALT).rstrip('=')}${b64(pbkdf2('sha224', t)).rstrip('=')}",
    "grub_pbkdf2_sha512": lambda t: f"grub.pbkdf2.sha512.1000.{SALT.hex().upper()}.{pbkdf2('sha512', t).hex().upper()}",
    "atlassian_pbkdf2": lambda t: "{PKCS5S2}" + b64(SALT + pbkdf2("sha1", t, 32, 10_000)),
    "aspnet_identity_v2": lambda t: b64(b"\0" + SALT + pbkdf2("sha1", t, 32)),
    "aspnet_identity_v3": identity3,
    "werkzeug_scrypt": lambda t: f"scrypt:1024:8:1$salt${scrypt(t).hex()}",
    "magento2_md5": lambda t: f"{made('md5', b'salt' + t).hex()}:salt:0",
    "magento2_sha256": lambda t: f"{made('sha256', b'salt' + t).hex()}:salt:1",
    "magento2_argon2": lambda t: f"{raw_argon2(t, 65_536)}:{SALT.decode()}:2",
    "magento2_argon2_costs": lambda t: f"{raw_argon2(t, 64)}:{SALT.decode()}cut:3_32_2_65536",
    "nt_hash": lambda t: made("md4", t.decode().encode("utf-16-le")).hex(),
    "sha384": lambda t: made("sha384", t).hex(),
    **{f"django_{n}": lambda t, n=n: f"{n}$a1b2c${made(n, b'a1b2c' + t).hex()}" for n in ("md5", "sha1")},
    **{
        f"django_pbkdf2_{n}": lambda t, n=n: f"pbkdf2_{n}$1000$salt${b64(pbkdf2(n, t, salt=b'salt'))}"
        for n in ("sha1", "sha256")
    },
    **{
        f"passlib_pbkdf2_{n}": lambda t, n=n: f"$pbkdf2{'' if n == 'sha1' else '-' + n}$1000${ab64(SALT)}${ab64(pbkdf2(n, t))}"
        for n in ("sha1", "sha256", "sha512")
    },
    **{
        f"ldap_pbkdf2_{n}": lambda t, n=n: f"{{PBKDF2-{n.upper()}}}1000${ab64(SALT)}${ab64(pbkdf2(n, t))}"
        for n in ("sha1", "sha256", "sha512")
    },
    **{
        f"werkzeug_pbkdf2_{n}": lambda t, n=n: f"pbkdf2:{n}:1000$salt${pbkdf2(n, t, salt=b'salt').hex()}"
        for n in ("md5", "sha1", "sha256", "sha512")
    },
    **{
        f"ldap_{scheme}": lambda t, scheme=scheme, n=n: f"{{{scheme.upper()}}}{b64(made(n, t))}"
        for scheme, n in {"md5": "md5", "sha": "sha1", **{f"sha{b}": f"sha{b}" for b in (224, 256, 384, 512)}}.items()
    },
    **{
        f"ldap_s{scheme}": lambda t, scheme=scheme, n=n: f"{{S{scheme.upper()}}}{b64(made(n, t + SALT[:8]) + SALT[:8])}"
        for scheme, n in {"md5": "md5", "sha": "sha1", **{f"sha{b}": f"sha{b}" for b in (224, 256, 384, 512)}}.items()
    },
    **{
        f"spring_{n}": lambda t, n=n, label=label: f"{{{label}}}{{salt}}{made(n, t + b'{salt}').hex()}"
        for n, label in {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}.items()
    },
    **{
        f"werkzeug_{n}": lambda t, n=n: f"{n}$8letters${hmac.digest(b'8letters', t, n).hex()}"
        for n in ("md5", "sha1", "sha256", "sha512")
    },
    **{
        f"dollar_{n}": lambda t, n=n: f"{n}$8letters${made(n, b'8letters' + t).hex()}"
        for n in ("md5", "sha1", "sha256", "sha512")
    },
    **{n: lambda t, n=n: made(n, t).hex() for n in ("md4", "md5", "sha1", "sha256", "sha512")},
    **{f"{n}_base64": lambda t, n=n: b64(made(n, t)) for n in ("md4", "md5", "sha1", "sha256", "sha512")},
    **{f"{n}_salt_prefix": lambda t, n=n: f"{made(n, b'salt' + t).hex()}:salt" for n in ("md5", "sha1", "sha256", "sha512")},
    **{f"{n}_salt_suffix": lambda t, n=n: f"{made(n, t + b'salt').hex()}:salt" for n in ("md5", "sha1", "sha256", "sha512")},
}  # fmt: skip
BESIDE = {
    "symfony_pbkdf2": (lambda t: b64(pbkdf2("sha512", t, 40, salt=b"salt")), {"salt": "salt"}),
    "symfony_message_digest_1": (lambda t: b64(made("sha512", t + b"{salt}")), {"salt": "salt"}),
    "postgres_md5": (lambda t: "md5" + made("md5", t + b"luis").hex(), {"salt": "luis"}),
    "bcrypt ": (lambda t: blowfish(t + b"pepper"), {"pepper": "pepper"}),
    "bcrypt  ": (
        lambda t: blowfish(SALT + t),
        {"pepper": SALT.hex(), "pepper_encoding": "hex", "pepper_position": "prefix"},
    ),
    "sha256  ": (lambda t: made("sha256", SALT + t).hex(), {"salt": SALT.hex(), "salt_encoding": "hex"}),
    "sha1 ": (lambda t: made("sha1", t.decode().encode("latin-1")).hex(), {"password_encoding": "latin1"}),
    "sha1_salt_suffix ": (
        lambda t: made("sha1", t.decode().encode("utf-16-le") + b"salt").hex() + ":salt",
        {"password_encoding": "utf16le"},
    ),
    "hmac_sha1 ": (
        lambda t: hmac.digest(SALT, t, "sha1").hex(),
        {"key": SALT.hex(), "key_encoding": "hex"},
    ),
    "hmac_sha256 ": (
        lambda t: hmac.digest(SALT, t, "sha256").hex(),
        {"key": b64(SALT), "key_encoding": "base64"},
    ),
    "aspnet_membership_sha1 ": (
        lambda t: b64(made("sha1", b"salt" + t.decode().encode("utf-16-le"))),
        {"salt": "salt", "salt_encoding": "utf8"},
    ),
    "sha256 ": (lambda t: made("sha256", SALT + t).hex(), {"salt": b64(SALT), "salt_encoding": "base64"}),
    "md5 ": (lambda t: made("md5", t + b"salt").hex(), {"salt": "salt", "salt_position": "suffix"}),
    **{
        f"hmac_{n}": (lambda t, n=n: hmac.digest(b"app-key", t, n).hex(), {"key": "app-key"})
        for n in ("md5", "sha1", "sha256", "sha512")
    },
    **{
        f"hmac_{n}_base64": (lambda t, n=n: b64(hmac.digest(b"app-key", t, n)), {"key": "app-key"})
        for n in ("md5", "sha1", "sha256", "sha512")
    },
    **{
        f"keycloak_secret_{n}": (
            lambda t, n=n: f'{{"value":"{b64(pbkdf2(n, t))}","salt":"{b64(SALT)}"}}', {"rounds": "1000"}
        )
        for n in ("sha1", "sha256", "sha512")
    },
    **{
        f"aspnet_membership_{n}": (lambda t, n=n: b64(made(n, SALT + t.decode().encode("utf-16-le"))), {"salt": b64(SALT)})
        for n in ("sha1", "sha256")
    },
}  # fmt: skip
FORMS = {**{name: (make, {}) for name, make in MADE.items()}, **BESIDE}
TOLD_BY_SHAPE = {known.name for known in SHAPES}


def cases():
    for label, (make, neighbours) in FORMS.items():
        form = label.strip()
        for kind, password in PASSWORDS.items():
            try:
                value = make(password.encode())
            except UnicodeEncodeError:
                continue  # a system of latin1 has no such password
            is_told = form in TOLD_BY_SHAPE and not neighbours
            told = to_custom_password_hash(value, None if is_told else form, **neighbours)
            yield label, kind, password, value, told, {"format": form, **neighbours}


CASES = list(cases())


def test_every_form_that_can_be_converted_is_compared():
    """Here, or in tests/passwords/test_systems.py where other software makes the hash; the list says which."""
    convertible = {known.name for known in FORMATS if known.convert is not None}
    there = Path(__file__).parents[1] / "data" / "forms-of-other-software.txt"
    assert convertible - {label.strip() for label in FORMS} == set(there.read_text().split())


@pytest.fixture(scope="module")
def enter(tmp_path_factory):
    """Every case as a user of one import, and a way to log one in."""
    with LocalTenant(tmp_path_factory.mktemp("agreement"), password_rounds=4) as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        users = [
            {"email": f"case{n}@example.com", "custom_password_hash": told}
            for n, (_, _, _, _, told, _) in enumerate(CASES)
        ]
        job = create_import(
            session,
            connection_id=tenant.connection_id,
            users=orjson.dumps(users),
            upsert=False,
            external_id="agreement",
        )
        ended = wait_for_job(session, job.id, poll_seconds=0.05, max_seconds=60, sleep=time.sleep)
        assert ended.summary.inserted == len(CASES)

        def attempt(number, password):
            return login(
                session,
                client_id=tenant.client_id,
                client_secret=tenant.client_secret,
                username=f"case{number}@example.com",
                password=password,
                realm=tenant.connection,
            ).verdict

        yield attempt


@pytest.mark.parametrize("label", FORMS)
def test_three_readings_agree_on_right_and_wrong_passwords(enter, label):
    for number, (own, kind, password, value, told, beside) in enumerate(CASES):
        if own != label:
            continue
        for typed in (f"~{password}", password):
            is_right = typed == password
            assert verify_password(told, typed) is is_right, kind
            assert verify_legacy(value, typed, **beside) is is_right, kind
            answered = enter(number, typed)
            if typed:
                expected = LoginVerdict.OK if is_right else LoginVerdict.WRONG_PASSWORD
                assert answered is expected, kind
            else:
                # No hash is asked: a login without a password is refused at the door.
                assert answered is not LoginVerdict.OK

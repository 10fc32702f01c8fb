"""Hashes that real software made: recognised, converted, imported at once, and logged in one by one.

Who has no software here (ASP.NET, Keycloak, Spring, Magento …) is computed once more with hashlib, apart from
the converter and from the tenant's verifier.
"""

import base64
import hashlib
import hmac
import json
import shutil
import subprocess
from pathlib import Path

import argon2
import bcrypt
import pytest
from django.conf import settings
from django.contrib.auth import hashers as django
from passlib import hash as made_by
from werkzeug.security import generate_password_hash

from userferry.api import LoginVerdict, Session, create_import, get_job_errors, login, wait_for_job
from userferry.errors import HashError
from userferry.passwords import identify_hash, to_custom_password_hash, verify_legacy, verify_password
from userferry.passwords.registry import BY_NAME
from userferry.tenant import LocalTenant

if not settings.configured:
    settings.configure()

PASSWORD = "Körrekt-Horse-42"
WRONG = PASSWORD + "x"
TYPED, UTF16 = PASSWORD.encode(), PASSWORD.encode("utf-16-le")
SALT16 = b"NaClSalt12345678"


def b64(data):
    return base64.b64encode(data).decode()


def run(*command, text=""):
    """What a program prints; nothing where it is not here or does not know this form."""
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=30)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


class Argon2(django.Argon2PasswordHasher):
    """Django's, at a cost that a test can pay."""

    time_cost, memory_cost, parallelism = 1, 64, 1


class Bcrypt(django.BCryptPasswordHasher):
    """The same of bcrypt."""

    rounds = 4


class BcryptSha256(django.BCryptSHA256PasswordHasher):
    """The same of bcrypt over SHA-256."""

    rounds = 4


def by_django():
    bcrypted = [(hasher, hasher.salt()) for hasher in (Bcrypt(), BcryptSha256())]
    yield "django_pbkdf2_sha256", django.PBKDF2PasswordHasher().encode(PASSWORD, "saltsalt", 1000)
    yield "django_pbkdf2_sha1", django.PBKDF2SHA1PasswordHasher().encode(PASSWORD, "saltsalt", 1000)
    yield "django_argon2", Argon2().encode(PASSWORD, "saltsalt")
    yield "django_scrypt", django.ScryptPasswordHasher().encode(PASSWORD, "saltsalt", n=1024)
    yield "django_md5", django.MD5PasswordHasher().encode(PASSWORD, "saltsaltsalt")
    yield "django_bcrypt", bcrypted[0][0].encode(PASSWORD, bcrypted[0][1])
    yield "django_bcrypt_sha256", bcrypted[1][0].encode(PASSWORD, bcrypted[1][1])


def by_werkzeug():
    for digest in ("md5", "sha1", "sha256", "sha512"):
        yield f"werkzeug_pbkdf2_{digest}", generate_password_hash(PASSWORD, f"pbkdf2:{digest}:1000")
    yield "werkzeug_scrypt", generate_password_hash(PASSWORD, "scrypt:1024:8:1")


PASSLIB = {
    "django_sha1": made_by.django_salted_sha1,
    "bcrypt": made_by.bcrypt.using(rounds=4),
    "argon2": made_by.argon2.using(type="ID", rounds=1, memory_cost=64, parallelism=1),
    "passlib_pbkdf2_sha1": made_by.pbkdf2_sha1.using(rounds=100),
    "passlib_pbkdf2_sha256": made_by.pbkdf2_sha256.using(rounds=100),
    "passlib_pbkdf2_sha512": made_by.pbkdf2_sha512.using(rounds=100),
    "ldap_pbkdf2_sha1": made_by.ldap_pbkdf2_sha1.using(rounds=100),
    "ldap_pbkdf2_sha256": made_by.ldap_pbkdf2_sha256.using(rounds=100),
    "ldap_pbkdf2_sha512": made_by.ldap_pbkdf2_sha512.using(rounds=100),
    "cta_pbkdf2_sha1": made_by.cta_pbkdf2_sha1.using(rounds=100),
    "dlitz_pbkdf2_sha1": made_by.dlitz_pbkdf2_sha1.using(rounds=100),
    "grub_pbkdf2_sha512": made_by.grub_pbkdf2_sha512.using(rounds=100),
    "atlassian_pbkdf2": made_by.atlassian_pbkdf2_sha1,
    "passlib_scram": made_by.scram.using(rounds=100),
    "passlib_scrypt": made_by.scrypt.using(rounds=4),
    "ldap_sha": made_by.ldap_sha1,
    "ldap_md5": made_by.ldap_md5,
    "ldap_ssha": made_by.ldap_salted_sha1,
    "ldap_smd5": made_by.ldap_salted_md5,
    "ldap_ssha256": made_by.ldap_salted_sha256,
    "ldap_ssha512": made_by.ldap_salted_sha512,
    "ldap_bcrypt": made_by.ldap_bcrypt.using(rounds=4),
    "ldap_hex_md5": made_by.ldap_hex_md5,
    "ldap_hex_sha1": made_by.ldap_hex_sha1,
    "bsd_nthash": made_by.bsd_nthash,
    "mssql_2000": made_by.mssql2000,
    "mssql_2005": made_by.mssql2005,
    "oracle11": made_by.oracle11,
    "passlib_bcrypt_sha256": made_by.bcrypt_sha256.using(rounds=4),
    "apr1_crypt": made_by.apr_md5_crypt,
    "bsdi_crypt": made_by.bsdi_crypt.using(rounds=1),
    "des_crypt": made_by.des_crypt,
    "django_crypt": made_by.django_des_crypt,
    "fshp": made_by.fshp.using(rounds=2),
    "ldap_crypt": made_by.ldap_sha512_crypt.using(rounds=1000),
    "marked_plaintext": made_by.roundup_plaintext,
    "md5_crypt": made_by.md5_crypt,
    "mysql323": made_by.mysql323,
    "mysql41": made_by.mysql41,
    "phpass": made_by.phpass.using(rounds=7),
    "sha1_crypt": made_by.sha1_crypt.using(rounds=2),
    "sha256_crypt": made_by.sha256_crypt.using(rounds=1000),
    "sha512_crypt": made_by.sha512_crypt.using(rounds=1000),
    "sun_md5_crypt": made_by.sun_md5_crypt.using(rounds=2),
    "unusable": made_by.django_disabled,
}


def by_passlib():
    for name, handler in PASSLIB.items():
        yield name, handler.hash(PASSWORD)
    yield "oracle10", made_by.oracle10.hash(PASSWORD, user="luis")
    yield "scrypt_crypt", made_by.scrypt.using(rounds=4, ident="$7$").hash(PASSWORD)


def named_by_passlib():
    yield "md5", made_by.hex_md5.hash(PASSWORD), {}
    yield "md4", made_by.hex_md4.hash(PASSWORD), {}
    yield "sha1", made_by.hex_sha1.hash(PASSWORD), {}
    yield "sha256", made_by.hex_sha256.hash(PASSWORD), {}
    yield "sha512", made_by.hex_sha512.hash(PASSWORD), {}
    yield "nt_hash", made_by.nthash.hash(PASSWORD), {}
    yield "md5", made_by.htdigest.hash(PASSWORD, user="luis", realm="r"), {"salt": "luis:r:"}
    yield "postgres_md5", made_by.postgres_md5.hash(PASSWORD, user="luis"), {"salt": "luis"}


def by_openssl():
    yield "md5_crypt", run("openssl", "passwd", "-1", "-stdin", text=PASSWORD)
    yield "apr1_crypt", run("openssl", "passwd", "-apr1", "-stdin", text=PASSWORD)
    yield "sha256_crypt", run("openssl", "passwd", "-5", "-stdin", text=PASSWORD)
    yield "sha512_crypt", run("openssl", "passwd", "-6", "-stdin", text=PASSWORD)


NODE = """
const c = require("crypto"), [p, s] = process.argv.slice(1), heavy = {N: 16384, r: 16, p: 1, maxmem: 2 ** 27}
console.log(JSON.stringify([c.scryptSync(p, s, 64, heavy), c.scryptSync(p, s, 64), c.pbkdf2Sync(p, s, 1000, 64,
    "sha512")].map(key => s + ":" + key.toString("hex"))))
"""


def named_by_node():
    made = json.loads(run("node", "-e", NODE, "--", PASSWORD, "a1b2c3d4e5f60718") or "[]")
    names = ("better_auth_scrypt", "node_scrypt", "node_pbkdf2_sha512") if made else ()
    yield from ((name, value, {}) for name, value in zip(names, made, strict=True))


def by_node():
    yield from (("lucia_scrypt", "s2:" + value) for name, value, _ in named_by_node() if "better" in name)


SLAPPASSWD = shutil.which("slappasswd") or shutil.which("slappasswd", path="/usr/sbin:/usr/local/sbin")
SCHEMES = [
    ("ldap_ssha", "{SSHA}", ()),
    ("ldap_sha", "{SHA}", ()),
    ("ldap_smd5", "{SMD5}", ()),
    ("ldap_md5", "{MD5}", ()),
    ("ldap_ssha256", "{SSHA256}", ("-o", "module-load=pw-sha2")),
    ("ldap_ssha384", "{SSHA384}", ("-o", "module-load=pw-sha2")),
    ("ldap_ssha512", "{SSHA512}", ("-o", "module-load=pw-sha2")),
    ("ldap_sha256", "{SHA256}", ("-o", "module-load=pw-sha2")),
    ("ldap_sha384", "{SHA384}", ("-o", "module-load=pw-sha2")),
    ("ldap_sha512", "{SHA512}", ("-o", "module-load=pw-sha2")),
    ("ldap_argon2", "{ARGON2}", ("-o", "module-load=argon2")),
    ("ldap_bcrypt", "{CRYPT}", ("-c", "$2b$04$abcdefghijklmnopqrstuu")),
    ("ldap_crypt", "{CRYPT}", ("-c", "$6$%.8s")),
]


def by_openldap():
    for name, scheme, more in SCHEMES:
        yield name, run(SLAPPASSWD or "slappasswd", "-h", scheme, *more, "-s", PASSWORD)


def identity_v3(prf, digest):
    header = b"\x01" + b"".join(n.to_bytes(4, "big") for n in (prf, 1000, 16))
    return b64(header + SALT16 + hashlib.pbkdf2_hmac(digest, TYPED, SALT16, 1000, 32))


def keycloak(algorithm, value, parameters, rounds):
    told = {"hashIterations": rounds, "algorithm": algorithm, "additionalParameters": parameters}
    secret = {"value": b64(value), "salt": b64(SALT16), "additionalParameters": {}}
    credential = {
        "id": "0",
        "type": "password",
        "createdDate": 1,
        "secretData": json.dumps(secret),
        "credentialData": json.dumps(told),
    }
    return json.dumps(credential)


def raw_argon2(memory):
    return argon2.low_level.hash_secret_raw(TYPED, SALT16, 2, memory, 1, 32, argon2.Type.ID)


def by_a_second_hand():
    bcrypted = bcrypt.hashpw(TYPED, bcrypt.gensalt(4)).decode()
    argon = {"hashLength": ["32"], "memory": ["64"], "type": ["id"], "version": ["1.3"], "parallelism": ["1"]}
    yield "keycloak_argon2", keycloak("argon2", raw_argon2(64), argon, 2)
    for digest, name in {"sha1": "pbkdf2", "sha256": "pbkdf2-sha256", "sha512": "pbkdf2-sha512"}.items():
        made = hashlib.pbkdf2_hmac(digest, TYPED, SALT16, 1000, 64)
        yield f"keycloak_pbkdf2_{digest}", keycloak(name, made, {}, 1000)
    yield (
        "aspnet_identity_v2",
        b64(b"\0" + SALT16 + hashlib.pbkdf2_hmac("sha1", TYPED, SALT16, 1000, 32)),
    )
    yield "aspnet_identity_v3", identity_v3(1, "sha256")
    yield "aspnet_identity_v3", identity_v3(2, "sha512")
    yield "spring_md5", "{MD5}{s}" + hashlib.md5(TYPED + b"{s}").hexdigest()
    yield "spring_sha1", "{SHA-1}{s}" + hashlib.sha1(TYPED + b"{s}").hexdigest()
    yield "spring_sha256", "{SHA-256}{s}" + hashlib.sha256(TYPED + b"{s}").hexdigest()
    yield "spring_bcrypt", "{bcrypt}" + bcrypted.replace("$2b$", "$2a$")
    yield "magento2_md5", hashlib.md5(b"salt" + TYPED).hexdigest() + ":salt:0"
    yield "magento2_sha256", hashlib.sha256(b"salt" + TYPED).hexdigest() + ":salt:1"
    yield "magento2_argon2_costs", f"{raw_argon2(64).hex()}:{SALT16.decode()}:3_32_2_65536"
    yield "mssql_2012", "0x0200E5BC3786" + hashlib.sha512(UTF16 + b"\xe5\xbc\x37\x86").hexdigest().upper()
    yield "dovecot_bcrypt", "{BLF-CRYPT}" + bcrypted.replace("$2b$", "$2y$")
    yield "dovecot_md5", "{PLAIN-MD5}" + hashlib.md5(TYPED).hexdigest()
    yield "ldap_sha224", "{SHA224}" + b64(hashlib.sha224(TYPED).digest())
    yield "auth0_export", json.dumps({"_id": {"$oid": "5f"}, "email": "a@b.c", "passwordHash": bcrypted})
    mixed = hmac.digest(b"wp-sha384", TYPED, "sha384")
    yield "wordpress_bcrypt", "$wp" + bcrypt.hashpw(b64(mixed).encode(), bcrypt.gensalt(4)).decode()


def named_by_a_second_hand():
    derived = hashlib.pbkdf2_hmac("sha512", TYPED, SALT16, 100, 20)
    yield "gigya_pbkdf2_sha512", b64(derived), {"salt": b64(SALT16), "rounds": "100"}
    yield "aspnet_membership_sha1", b64(hashlib.sha1(SALT16 + UTF16).digest()), {"salt": b64(SALT16)}
    yield "md5_salt_prefix", hashlib.md5(b"salt" + TYPED).hexdigest() + ":salt", {}
    yield "md5_salt_suffix", hashlib.md5(TYPED + b"salt").hexdigest() + ":salt", {}
    yield "symfony_pbkdf2", b64(hashlib.pbkdf2_hmac("sha512", TYPED, b"s", 1000, 40)), {"salt": "s"}
    yield "sha384", hashlib.sha384(TYPED).hexdigest(), {}
    yield "hmac_sha256", hmac.digest(b"key", TYPED, "sha256").hex(), {"key": "key"}
    peppered = bcrypt.hashpw(TYPED + b"pepper", bcrypt.gensalt(4)).decode()
    yield "bcrypt", peppered, {"pepper": "pepper", "pepper_position": "suffix"}


TOLD = [
    *by_django(),
    *by_werkzeug(),
    *by_passlib(),
    *by_openssl(),
    *by_a_second_hand(),
    *by_openldap(),
    *by_node(),
]
TOLD = [(name, value) for name, value in TOLD if value]
NAMED = [
    *named_by_passlib(),
    *named_by_a_second_hand(),
    *named_by_node(),
]
LOGGED_IN = [(name, value, None, {}) for name, value in TOLD if BY_NAME[name].convert is not None] + [
    (name, value, name, more) for name, value, more in NAMED
]
REFUSED = [(name, value) for name, value in TOLD if BY_NAME[name].convert is None]


@pytest.fixture(scope="module")
def tenant(tmp_path_factory):
    with LocalTenant(tmp_path_factory.mktemp("systems"), password_rounds=4) as running:
        yield running


def speak(tenant):
    client = {"client_id": tenant.client_id, "client_secret": tenant.client_secret}
    return Session(tenant.url, audience=tenant.audience, **client), client


def bring(tenant, users):
    """Import, and give the ended job and its errors."""
    session, _ = speak(tenant)
    content = json.dumps(users).encode()
    job = create_import(
        session, connection_id=tenant.connection_id, users=content, upsert=False, external_id="systems"
    )
    job = wait_for_job(session, job.id, poll_seconds=0.05, max_seconds=60)
    return job, get_job_errors(session, job.id)


@pytest.fixture(scope="module")
def door(tenant):
    """One import of them all, and how to log one in."""
    users = [
        {
            "email": f"u{number}@example.com",
            "custom_password_hash": to_custom_password_hash(value, form, **more),
        }
        for number, (_, value, form, more) in enumerate(LOGGED_IN)
    ]
    job, errors = bring(tenant, users)
    assert not errors.rows
    assert job.summary.inserted == len(users)
    session, client = speak(tenant)

    def log_in(number, password):
        name = f"u{number}@example.com"
        return login(session, username=name, password=password, realm=tenant.connection, **client).verdict

    return log_in


@pytest.mark.parametrize("number", range(len(LOGGED_IN)), ids=lambda at: f"{at}-{LOGGED_IN[at][0]}")
def test_the_old_password_logs_in_and_no_other(door, number):
    name, value, form, more = LOGGED_IN[number]
    finding = identify_hash(value, **more)
    if form is None or name == "bcrypt":
        assert (finding.format, finding.kind) == (name, "converted")
    else:
        assert finding.kind == "ambiguous"
        assert name in finding.candidates
    told = to_custom_password_hash(value, form, **more)
    for typed, verdict in ((WRONG, LoginVerdict.WRONG_PASSWORD), (PASSWORD, LoginVerdict.OK)):
        is_right = typed == PASSWORD
        assert verify_password(told, typed) is is_right
        assert verify_legacy(value, typed, format=form or name, **more) is is_right
        assert door(number, typed) is verdict


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=[f"{at}-{one[0]}" for at, one in enumerate(REFUSED)])
def test_what_auth0_does_not_compute_is_refused_with_its_reason(name, value):
    finding = identify_hash(value)
    assert finding.format == name
    assert finding.kind in ("unconvertible", "none")
    with pytest.raises(HashError) as refusal:
        to_custom_password_hash(value)
    assert finding.reason in str(refusal.value)
    assert value not in str(refusal.value)


def test_the_root_field_takes_less_of_bcrypt_than_custom_password_hash(tenant):
    """So all of it is sent as custom_password_hash (`behaviour.md` §1.3)."""
    made = bcrypt.hashpw(TYPED, b"$2b$04$" + b"a" * 21 + b"u").decode()
    heads = ("$2a$10", "$2b$10", "$2y$10", "$2b$12", "$2b$04")
    hashes = [head + made[6:] for head in heads]
    assert {to_custom_password_hash(one)["algorithm"] for one in hashes} == {"bcrypt"}
    rows = [
        {"email": f"{name}{at}@example.com", **password}
        for at, one in enumerate(hashes)
        for name, password in (
            ("root", {"password_hash": one}),
            ("custom", {"custom_password_hash": to_custom_password_hash(one)}),
        )
    ]
    job, errors = bring(tenant, rows)
    assert job.summary.inserted == 2 + len(heads)
    assert {row.user["email"] for row in errors.rows} == {f"root{at}@example.com" for at in (2, 3, 4)}


@pytest.mark.skipif(SLAPPASSWD is None, reason="OpenLDAP's slappasswd is not installed here (package slapd)")
def test_openldap_took_part():
    made = {value.partition("}")[0] + "}" for _, value in by_openldap()}
    assert {scheme for _, scheme, _ in SCHEMES} <= made


def test_enough_formats_are_covered():
    logged_in, refused = {name for name, *_ in LOGGED_IN}, {name for name, _ in REFUSED}
    print(f"{len(logged_in)} formats logged in, {len(refused)} refused with a reason")  # noqa: T201 the number is what this test tells
    assert len(logged_in) >= 25
    assert len(logged_in | refused) >= 40
    compared = Path(__file__).parents[1] / "data" / "forms-of-other-software.txt"
    assert set(compared.read_text().split()) <= logged_in

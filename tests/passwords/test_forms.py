"""Every form, with hashes that other people's code made."""

import base64
import hashlib
import hmac
import json
import re

import argon2
import bcrypt
import polars as pl
import pytest
from Cryptodome.Hash import HMAC, MD4, RIPEMD160
from Cryptodome.Protocol.KDF import PBKDF2
from passlib import hash as made_by

from userferry.errors import HashError
from userferry.passwords import identify_hash, to_custom_password_hash, verify_legacy, verify_password
from userferry.passwords.registry import BY_NAME, FORMATS, SHAPES

PASSWORD = "Körrekt-Horse-42"
TYPED = PASSWORD.encode()
SALT16 = b"NaClSalt12345678"


def b64(data):
    return base64.b64encode(data).decode()


def django_pbkdf2(digest):
    return f"pbkdf2_{digest}$1000$salt$" + b64(hashlib.pbkdf2_hmac(digest, TYPED, b"salt", 1000))


def werkzeug(digest):
    return f"pbkdf2:{digest}:1000$salt$" + hashlib.pbkdf2_hmac(digest, TYPED, b"salt", 1000).hex()


def identity_v3(prf, digest, rounds):
    header = b"\x01" + b"".join(n.to_bytes(4, "big") for n in (prf, rounds, 16))
    return b64(header + SALT16 + hashlib.pbkdf2_hmac(digest, TYPED, SALT16, rounds, 32))


def dollar(digest, salt):
    return f"{digest}${salt}$" + hashlib.new(digest, salt.encode() + TYPED).hexdigest()


def keyed(digest, salt):
    return f"{digest}${salt}$" + hmac.digest(salt.encode(), TYPED, digest).hex()


def scrypt(cost, salt=b"salt"):
    return hashlib.scrypt(TYPED, salt=salt, n=cost, r=8, p=1, dklen=64)


def beside(digest, salt, position):
    whole = salt.encode() + TYPED if position == "prefix" else TYPED + salt.encode()
    return hashlib.new(digest, whole).hexdigest() + ":" + salt


def ldap(scheme, digest, salt=b""):
    return f"{{{scheme}}}" + b64(hashlib.new(digest, TYPED + salt).digest() + salt)


ARGON2ID = argon2.PasswordHasher(1, 64, 1).hash(PASSWORD)
ARGON2I = argon2.PasswordHasher(1, 64, 1, type=argon2.Type.I).hash(PASSWORD)
BCRYPT = bcrypt.hashpw(TYPED, bcrypt.gensalt(4)).decode()
BCRYPT_SHA256 = bcrypt.hashpw(hashlib.sha256(TYPED).hexdigest().encode(), bcrypt.gensalt(4)).decode()
MAGENTO_ARGON2 = argon2.low_level.hash_secret_raw(TYPED, SALT16, 2, 64, 1, 32, argon2.Type.ID).hex()


def keycloak(algorithm, value, parameters, rounds=1000, salt=SALT16):
    told = {"hashIterations": rounds, "algorithm": algorithm, "additionalParameters": parameters}
    secret = {"value": b64(value), "salt": b64(salt), "additionalParameters": {}}
    dump = json.dumps
    return dump(
        {"type": "password", "secretData": dump(secret), "credentialData": dump(told)}, separators=(",", ":")
    )


KEYCLOAK_ARGON2 = {
    "hashLength": ["32"],
    "memory": ["64"],
    "type": ["id"],
    "version": ["1.3"],
    "parallelism": ["1"],
}
KEYCLOAK = [
    ("keycloak_pbkdf2_sha1", keycloak("pbkdf2", hashlib.pbkdf2_hmac("sha1", TYPED, SALT16, 1000, 64), {})),
    (
        "keycloak_pbkdf2_sha256",
        keycloak("pbkdf2-sha256", hashlib.pbkdf2_hmac("sha256", TYPED, SALT16, 1000, 64), {}),
    ),
    (
        "keycloak_pbkdf2_sha512",
        keycloak("pbkdf2-sha512", hashlib.pbkdf2_hmac("sha512", TYPED, SALT16, 1000, 64), {}),
    ),
    (
        "keycloak_argon2",
        keycloak(
            "argon2",
            argon2.low_level.hash_secret_raw(TYPED, SALT16, 2, 64, 1, 32, argon2.Type.ID),
            KEYCLOAK_ARGON2,
            2,
        ),
    ),
]
SERVER_SALT = bytes.fromhex("E5BC3786")
UTF16 = PASSWORD.encode("utf-16-le")

TOLD = [
    *KEYCLOAK,
    *((name, f"[{value}]") for name, value in KEYCLOAK),
    (
        "auth0_export",
        '{"_id":{"$oid":"5f1"},"email":"a@example.com","passwordHash":"' + BCRYPT + '","tenant":"t"}',
    ),
    ("passlib_scrypt", made_by.scrypt.using(rounds=4).hash(PASSWORD)),
    (
        "lucia_scrypt",
        "s2:abcdefgh12345678:"
        + hashlib.scrypt(TYPED, salt=b"abcdefgh12345678", n=16384, r=16, p=1, dklen=64, maxmem=2**27).hex(),
    ),
    ("mssql_2000", made_by.mssql2000.hash(PASSWORD)),
    ("mssql_2005", made_by.mssql2005.hash(PASSWORD)),
    ("mssql_2012", "0x0200E5BC3786" + hashlib.sha512(UTF16 + SERVER_SALT).hexdigest().upper()),
    ("oracle11", made_by.oracle11.hash(PASSWORD)),
    ("oracle11", made_by.oracle11.hash(PASSWORD) + ";H:" + "A" * 32 + ";T:" + "B" * 160),
    ("dovecot_bcrypt", "{BLF-CRYPT}" + BCRYPT.replace("$2b$", "$2y$")),
    ("ldap_argon2", "{ARGON2ID}" + ARGON2ID),
    ("dovecot_md5", "{PLAIN-MD5}" + hashlib.md5(TYPED).hexdigest()),
    ("ldap_bcrypt", "{CRYPT}" + BCRYPT),
    ("ldap_hex_md5", "{MD5}" + hashlib.md5(TYPED).hexdigest()),
    ("ldap_hex_sha1", "{SHA}" + hashlib.sha1(TYPED).hexdigest()),
    ("bsd_nthash", made_by.bsd_nthash.hash(PASSWORD)),
    ("cta_pbkdf2_sha1", made_by.cta_pbkdf2_sha1.using(rounds=1000).hash(PASSWORD)),
    ("dlitz_pbkdf2_sha1", made_by.dlitz_pbkdf2_sha1.using(rounds=1000).hash(PASSWORD)),
    ("passlib_scram", made_by.scram.using(rounds=100).hash(PASSWORD)),
    ("django_pbkdf2_sha256", django_pbkdf2("sha256")),
    ("django_pbkdf2_sha1", django_pbkdf2("sha1")),
    ("django_argon2", "argon2" + ARGON2ID),
    ("django_argon2", "argon2" + ARGON2I),
    ("django_bcrypt", "bcrypt$" + BCRYPT),
    ("django_scrypt", "scrypt$1024$salt$8$1$" + b64(scrypt(1024))),
    ("django_md5", dollar("md5", "saltsaltsalt")),
    ("django_sha1", dollar("sha1", "a1b2c")),
    ("django_unsalted_md5", "md5$$" + hashlib.md5(TYPED).hexdigest()),
    ("django_unsalted_sha1", "sha1$$" + hashlib.sha1(TYPED).hexdigest()),
    ("bcrypt", BCRYPT),
    ("bcrypt", BCRYPT.replace("$2b$", "$2a$")),
    ("bcrypt", BCRYPT.replace("$2b$", "$2y$")),
    ("spring_bcrypt", "{bcrypt}" + BCRYPT),
    ("argon2", ARGON2ID),
    ("argon2", ARGON2I),
    ("spring_argon2", "{argon2@SpringSecurity_v5_8}" + ARGON2ID),
    ("passlib_pbkdf2_sha1", made_by.pbkdf2_sha1.using(rounds=1000).hash(PASSWORD)),
    ("passlib_pbkdf2_sha256", made_by.pbkdf2_sha256.using(rounds=1000).hash(PASSWORD)),
    ("passlib_pbkdf2_sha512", made_by.pbkdf2_sha512.using(rounds=1000).hash(PASSWORD)),
    ("ldap_pbkdf2_sha1", made_by.ldap_pbkdf2_sha1.using(rounds=1000).hash(PASSWORD)),
    ("ldap_pbkdf2_sha256", made_by.ldap_pbkdf2_sha256.using(rounds=1000).hash(PASSWORD)),
    ("ldap_pbkdf2_sha512", made_by.ldap_pbkdf2_sha512.using(rounds=1000).hash(PASSWORD)),
    ("grub_pbkdf2_sha512", made_by.grub_pbkdf2_sha512.using(rounds=1000).hash(PASSWORD)),
    ("atlassian_pbkdf2", made_by.atlassian_pbkdf2_sha1.hash(PASSWORD)),
    ("ldap_sha", made_by.ldap_sha1.hash(PASSWORD)),
    ("ldap_md5", made_by.ldap_md5.hash(PASSWORD)),
    ("ldap_ssha", made_by.ldap_salted_sha1.hash(PASSWORD)),
    ("ldap_ssha", made_by.ldap_salted_sha1.hash(PASSWORD).replace("{SSHA}", "{ssha}")),
    ("ldap_smd5", made_by.ldap_salted_md5.hash(PASSWORD)),
    ("ldap_ssha256", made_by.ldap_salted_sha256.hash(PASSWORD)),
    ("ldap_ssha512", made_by.ldap_salted_sha512.hash(PASSWORD)),
    ("ldap_ssha384", ldap("SSHA384", "sha384", b"salt")),
    ("ldap_ssha224", ldap("SSHA224", "sha224", b"s")),
    ("ldap_sha224", ldap("SHA224", "sha224")),
    ("ldap_sha256", ldap("SHA256", "sha256")),
    ("ldap_sha384", ldap("SHA384", "sha384")),
    ("ldap_sha512", ldap("SHA512", "sha512")),
    ("aspnet_identity_v2", b64(b"\0" + SALT16 + hashlib.pbkdf2_hmac("sha1", TYPED, SALT16, 1000, 32))),
    ("aspnet_identity_v3", identity_v3(0, "sha1", 1000)),
    ("aspnet_identity_v3", identity_v3(1, "sha256", 70_000)),
    ("aspnet_identity_v3", identity_v3(2, "sha512", 999)),
    ("werkzeug_pbkdf2_md5", werkzeug("md5")),
    ("werkzeug_pbkdf2_sha1", werkzeug("sha1")),
    ("werkzeug_pbkdf2_sha256", werkzeug("sha256")),
    ("werkzeug_pbkdf2_sha512", werkzeug("sha512")),
    ("werkzeug_scrypt", "scrypt:1024:8:1$salt$" + scrypt(1024).hex()),
    ("spring_md5", "{MD5}{salt}" + hashlib.md5(TYPED + b"{salt}").hexdigest()),
    ("spring_sha1", "{SHA-1}{salt}" + hashlib.sha1(TYPED + b"{salt}").hexdigest()),
    ("spring_sha256", "{SHA-256}{salt}" + hashlib.sha256(TYPED + b"{salt}").hexdigest()),
    ("magento2_md5", beside("md5", "salt", "prefix") + ":0"),
    ("magento2_sha256", beside("sha256", "salt", "prefix") + ":1"),
    ("magento2_argon2_costs", f"{MAGENTO_ARGON2}:{SALT16.decode()}cut:3_32_2_65536"),
    (
        "magento2_argon2",
        argon2.low_level.hash_secret_raw(TYPED, SALT16, 2, 65536, 1, 32, argon2.Type.ID).hex()
        + f":{SALT16.decode()}:2",
    ),
    ("auth0_pbkdf2", to_custom_password_hash(django_pbkdf2("sha1"))["hash"]["value"]),
]

SECRET = '{"value":"%s","salt":"%s","additionalParameters":{}}'
NAMED = [
    *(
        (
            f"keycloak_secret_{name}",
            SECRET % (b64(hashlib.pbkdf2_hmac(name, TYPED, SALT16, 1000, 64)), b64(SALT16)),
            {"rounds": "1000"},
        )
        for name in ("sha1", "sha256", "sha512")
    ),
    (
        "better_auth_scrypt",
        "ab" * 16
        + ":"
        + hashlib.scrypt(TYPED, salt=b"ab" * 16, n=16384, r=16, p=1, dklen=64, maxmem=2**27).hex(),
        {},
    ),
    (
        "node_scrypt",
        "ab" * 16 + ":" + hashlib.scrypt(TYPED, salt=b"ab" * 16, n=16384, r=8, p=1, dklen=64).hex(),
        {},
    ),
    (
        "node_pbkdf2_sha512",
        "ab" * 16 + ":" + hashlib.pbkdf2_hmac("sha512", TYPED, b"ab" * 16, 1000).hex(),
        {},
    ),
    (
        "gigya_pbkdf2_sha512",
        b64(hashlib.pbkdf2_hmac("sha512", TYPED, SALT16, 100, 20)),
        {"salt": b64(SALT16), "rounds": "100"},
    ),
    (
        "hmac_sha256_base64",
        b64(hmac.digest(SALT16, UTF16, "sha256")),
        {"key": b64(SALT16), "key_encoding": "base64", "password_encoding": "utf16le"},
    ),
    ("md5", hashlib.md5(TYPED).hexdigest(), {}),
    ("md5", hashlib.md5(b"salt" + TYPED).hexdigest().upper(), {"salt": "salt"}),
    ("sha1", hashlib.sha1(TYPED + b"salt").hexdigest(), {"salt": "salt", "salt_position": "suffix"}),
    ("sha256", hashlib.sha256(UTF16).hexdigest(), {"password_encoding": "utf16le"}),
    ("sha384", hashlib.sha384(TYPED).hexdigest(), {}),
    ("sha512", hashlib.sha512(TYPED).hexdigest(), {}),
    ("sha512_base64", b64(hashlib.sha512(TYPED).digest()), {}),
    ("sha256", hashlib.sha256(SALT16 + TYPED).hexdigest(), {"salt": b64(SALT16), "salt_encoding": "base64"}),
    ("nt_hash", made_by.nthash.hash(PASSWORD), {}),
    ("md4", made_by.hex_md4.hash(PASSWORD), {}),
    ("hmac_sha1", hmac.digest(b"key", TYPED, "sha1").hex(), {"key": "key"}),
    ("postgres_md5", made_by.postgres_md5.hash(PASSWORD, user="luis"), {"salt": "luis"}),
    ("aspnet_membership_sha1", b64(hashlib.sha1(SALT16 + UTF16).digest()), {"salt": b64(SALT16)}),
    ("aspnet_membership_sha256", b64(hashlib.sha256(SALT16 + UTF16).digest()), {"salt": b64(SALT16)}),
    ("symfony_pbkdf2", b64(hashlib.pbkdf2_hmac("sha512", TYPED, b"salt", 1000, 40)), {"salt": "salt"}),
    *(
        (f"{digest}_salt_{position}", beside(digest, "salt", position), {})
        for digest in ("md5", "sha1", "sha256", "sha512")
        for position in ("prefix", "suffix")
    ),
    *(
        (f"werkzeug_{digest}", keyed(digest, "8letters"), {})
        for digest in ("md5", "sha1", "sha256", "sha512")
    ),
    *((f"dollar_{digest}", dollar(digest, "8letters"), {}) for digest in ("md5", "sha1", "sha256", "sha512")),
]

REFUSED = [
    ("django_bcrypt_sha256", "bcrypt_sha256$" + BCRYPT_SHA256),
    ("bcrypt_2x", BCRYPT.replace("$2b$", "$2x$")),
    ("bcrypt_2x", BCRYPT.replace("$2b$", "$2$")),
    ("bcrypt_stray_bits", BCRYPT[:28] + "f" + BCRYPT[29:]),
    ("wordpress_bcrypt", "$wp" + BCRYPT.replace("$2b$", "$2y$")),
    ("argon2_other", argon2.PasswordHasher(1, 64, 1, type=argon2.Type.D).hash(PASSWORD)),
    ("argon2_other", ARGON2ID.replace("v=19", "v=16")),
    ("argon2_other", ARGON2ID.replace("$v=19", "")),
    ("phpass", made_by.phpass.using(rounds=7).hash(PASSWORD)),
    ("phpass", made_by.phpass.using(rounds=7, ident="H").hash(PASSWORD)),
    ("passlib_bcrypt_sha256", made_by.bcrypt_sha256.using(rounds=4).hash(PASSWORD)),
    ("sun_md5_crypt", made_by.sun_md5_crypt.using(rounds=2).hash(PASSWORD)),
    ("fshp", made_by.fshp.using(rounds=2).hash(PASSWORD)),
    ("oracle10", made_by.oracle10.hash(PASSWORD, user="luis")),
    ("ldap_sasl", "{SASL}luis@EXAMPLE.COM"),
    ("dovecot_crypt", "{SHA512-CRYPT}" + made_by.sha512_crypt.using(rounds=1000).hash(PASSWORD)),
    ("dovecot_scram", "{CRAM-MD5}" + "ab" * 32),
    ("marked_plaintext", "{plaintext}Correct-Horse-42"),
    ("keycloak_other", keycloak("bcrypt", SALT16, {})),
    ("keycloak_other", keycloak("pbkdf2-sha25", SALT16, {})),
    ("keycloak_argon2_other", keycloak("argon2", SALT16, KEYCLOAK_ARGON2 | {"version": ["1.0"]})),
    ("keycloak_argon2_other", keycloak("argon2", SALT16, KEYCLOAK_ARGON2 | {"type": ["d"]})),
    ("firebase_line", '{"localId":"a","passwordHash":"' + b64(b"a" * 64) + '","salt":"c2FsdA=="}'),
    ("firebase_with_key", b64(b"a" * 64) + "$c2FsdA==$a2V5$Bw==$8$14"),
    (
        "firebase_parameters",
        "hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: a2V5,\n  rounds: 8,\n}",
    ),
    ("plaintext", "hunter2"),
    ("plaintext", PASSWORD),
    ("plaintext", "correct horse battery"),
    ("drupal7", "$S$D" + "a" * 51),
    ("des_crypt", made_by.des_crypt.hash(PASSWORD)),
    ("bsdi_crypt", made_by.bsdi_crypt.using(rounds=1).hash(PASSWORD)),
    ("md5_crypt", made_by.md5_crypt.hash(PASSWORD)),
    ("apr1_crypt", made_by.apr_md5_crypt.hash(PASSWORD)),
    ("sha256_crypt", made_by.sha256_crypt.using(rounds=1000).hash(PASSWORD)),
    ("sha512_crypt", made_by.sha512_crypt.using(rounds=1000).hash(PASSWORD)),
    ("sha1_crypt", made_by.sha1_crypt.using(rounds=2).hash(PASSWORD)),
    ("yescrypt", "$y$j9T$abcdefgh$" + "a" * 43),
    ("ldap_crypt", "{CRYPT}" + made_by.md5_crypt.hash(PASSWORD)),
    ("mysql41", made_by.mysql41.hash(PASSWORD).upper()),
    ("mysql323", made_by.mysql323.hash(PASSWORD)),
    ("magento2_chained", "a" * 64 + ":salt:0:1"),
    ("spring_noop", "{noop}secret"),
    ("spring_pbkdf2", "{pbkdf2}" + "ab" * 40),
    ("sha224", "ab" * 28),
    ("padded", BCRYPT + "  "),
]
NO_PASSWORD = [
    None,
    "",
    "  ",
    "!",
    "!!",
    "*",
    "x",
    "NP",
    "NULL",
    r"\N",
    "none",
    "nil",
    "(null)",
    "*LOCKED*$6$x$y",
    "*NP*",
    "{CRYPT}x",
    "*LK*",
    "!" + "a" * 40,
    "!$6$x$y",
    "{CRYPT}*",
    "{CRYPT}!",
]
AMBIGUOUS = [digit * count for digit in "aF" for count in (32, 40, 64, 96, 128)] + [
    "a" * 32 + ":salt",
    "md5$saltsalt$" + "a" * 32,
    "md5$saltsaltsaltsalt$" + "a" * 32,
    b64(b"a" * 64),
]


@pytest.mark.parametrize(("name", "value"), TOLD, ids=lambda one: one if one in BY_NAME else "")
def test_a_form_told_by_its_shape_is_converted_and_three_ways_agree(name, value):
    finding = identify_hash(value)
    assert (finding.format, finding.kind, finding.candidates) == (name, "converted", (name,))
    agree(value, to_custom_password_hash(value), {})


@pytest.mark.parametrize(("name", "value", "neighbours"), NAMED)
def test_a_form_that_a_person_names_is_converted_and_three_ways_agree(name, value, neighbours):
    assert identify_hash(value).kind == "ambiguous"
    assert name in identify_hash(value).candidates
    agree(value, to_custom_password_hash(value, name, **neighbours), {"format": name, **neighbours})


def agree(value, told, neighbours):
    for password in (PASSWORD, "~" + PASSWORD):
        is_right = password == PASSWORD
        assert verify_password(told, password) is is_right
        assert verify_legacy(value, password, **neighbours) is is_right


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=lambda one: one if one in BY_NAME else "")
def test_what_auth0_cannot_compute_is_refused_with_a_way_out(name, value):
    finding = identify_hash(value)
    assert (finding.format, finding.kind) == (name, "unconvertible")
    assert finding.reason
    assert finding.way_out
    with pytest.raises(HashError, match=re.escape(finding.reason)) as refusal:
        to_custom_password_hash(value)
    assert value not in str(refusal.value)


@pytest.mark.parametrize("value", NO_PASSWORD)
def test_a_marker_is_no_password(value):
    assert identify_hash(value).kind == "none"
    with pytest.raises(HashError):
        to_custom_password_hash(value)


@pytest.mark.parametrize("value", AMBIGUOUS)
def test_a_doubtful_shape_is_left_to_a_person(value):
    finding = identify_hash(value)
    assert finding.kind == "ambiguous"
    assert finding.format is None
    assert set(finding.candidates) <= set(BY_NAME)


def test_every_convertible_form_is_tried():
    tried = {name for name, *_ in (*TOLD, *NAMED)}
    convertible = {known.name for known in FORMATS if known.convert is not None}
    alike = {f"{name}_base64" for name in ("md4", "md5", "sha1", "sha256")}
    alike |= {f"hmac_{name}_base64" for name in ("md5", "sha1", "sha512")}
    alike |= {"hmac_md5", "hmac_sha256", "hmac_sha512", "symfony_message_digest_1"}
    assert convertible - tried == alike


def test_no_value_has_the_shape_of_two():
    """The order of the registry decides nothing."""
    values = [value for _, value in (*TOLD, *REFUSED)] + [value for _, value, _ in NAMED] + AMBIGUOUS
    frame = pl.DataFrame({"value": [*values, *NO_PASSWORD[1:]]})
    hits = frame.select(
        pl.sum_horizontal(pl.col("value").str.contains(known.pattern).cast(pl.Int64) for known in SHAPES)
    )
    assert hits.to_series().to_list() == [1] * frame.height


def test_names_are_unique():
    assert len(BY_NAME) == len(FORMATS)


def test_scrypt_says_when_it_needs_much_memory():
    assert not identify_hash("scrypt:16384:8:1$salt$" + "a" * 128).caveat
    assert "memory cap unknown" in identify_hash("scrypt:32768:8:1$salt$" + "a" * 128).caveat


def test_a_pepper_is_part_of_bcrypts_72_bytes():
    pepper = "p" * 20
    value = bcrypt.hashpw((PASSWORD + pepper).encode(), bcrypt.gensalt(4)).decode()
    told = to_custom_password_hash(value, "bcrypt", pepper=pepper)
    assert "72 bytes" in identify_hash(value, pepper=pepper).caveat
    assert not identify_hash(value).caveat
    assert told["salt"] == {"value": pepper, "encoding": "utf8", "position": "suffix"}
    assert verify_password(told, PASSWORD)
    assert not verify_password(to_custom_password_hash(value), PASSWORD)
    long = bcrypt.hashpw(b"a" * 72, bcrypt.gensalt(4)).decode()
    assert verify_password(to_custom_password_hash(long), "a" * 100)


@pytest.mark.parametrize("digest", ["md4", "ripemd160"])
def test_digests_that_openssl_dropped_are_computed(digest):
    told = {
        "algorithm": "hmac",
        "hash": {"encoding": "hex", "digest": digest, "key": {"value": "k" * 70}},
    }
    module = {"md4": MD4, "ripemd160": RIPEMD160}[digest]
    expected = HMAC.new(b"k" * 70, TYPED, digestmod=module).hexdigest()
    told["hash"]["value"] = expected
    assert verify_password(told, PASSWORD)
    key = PBKDF2(TYPED, b"salt", 40, 3, prf=lambda p, s: HMAC.new(p, s, digestmod=module).digest())
    line = f"$pbkdf2-{digest}$i=3,l=40${b64(b'salt').rstrip('=')}${b64(key).rstrip('=')}"
    assert verify_password({"algorithm": "pbkdf2", "hash": {"value": line}}, PASSWORD)


def test_whirlpool_is_said_to_be_unknown_here():
    told = {
        "algorithm": "hmac",
        "hash": {"value": "00", "encoding": "hex", "digest": "whirlpool", "key": {"value": "k"}},
    }
    with pytest.raises(HashError, match="whirlpool"):
        verify_password(told, PASSWORD)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("aa", "no_such_form", {}), "No password format"),
        (("aa" * 16, "hmac_md5", {}), "without key"),
        (("aa" * 16, "nt_hash", {"salt": "s"}), "no use for salt"),
        (("aa" * 16, "hex_32", {}), "Name one of"),
        (("aa" * 16, "sha1", {}), "has not the shape"),
        (("aa" * 16, None, {"paprika": "s"}), "Nothing is known by the name"),
    ],
)
def test_a_wrong_question_is_answered_in_words(call, words):
    value, form, neighbours = call
    with pytest.raises(HashError, match=words):
        to_custom_password_hash(value, form, **neighbours)

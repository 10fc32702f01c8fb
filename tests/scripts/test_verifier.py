"""Passwords are verified in real Node against hashes that other people's code made, form by form."""

import base64
import hashlib
import hmac
import json
import shutil
from functools import cache
from pathlib import Path

import argon2
import bcrypt
import pytest
from django.conf import settings
from django.contrib.auth import hashers as django
from passlib import hash as made_by
from passlib.utils.binary import h64
from werkzeug.security import check_password_hash

from userferry.errors import HashError
from userferry.mapping import Beside, ColumnRule, HashRule, Mapping, Step
from userferry.passwords import identify_hash, verify_legacy
from userferry.passwords.registry import BY_NAME, FORMATS, SHARED_SHAPES
from userferry.scripts import call_scripts, install_packages
from userferry.scripts.formchecks import CHECKS, IMPOSSIBLE
from userferry.scripts.formmakers import MAKERS
from userferry.scripts.packages import PACKAGES
from userferry.scripts.verifier import write_maker, write_verifier

if not settings.configured:
    settings.configure()

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="no node and npm on the PATH")

DATA = Path(__file__).parents[1] / "data"
PASSWORD = "Körrekt-Horse-42"
TYPED, UTF16 = PASSWORD.encode(), PASSWORD.encode("utf-16-le")
SALT16 = b"NaClSalt12345678"


def b64(data):
    return base64.b64encode(data).decode()


@cache
def packages():
    folder = Path.home() / ".cache" / "userferry-npm" / f"bcrypt-{PACKAGES['bcrypt']}"
    return install_packages({"bcrypt": PACKAGES["bcrypt"]}, folder)


def mapped(beside=None, forms=None, transforms=()):
    told = {
        name: Beside(env=said[1:]) if said.startswith("$") else Beside(text=said)
        for name, said in (beside or {}).items()
    }
    rule = ColumnRule("pw", "custom_password_hash", tuple(transforms), hash=HashRule(forms or {}, told))
    return Mapping((ColumnRule("email", "email"), rule))


def answers(cases, configuration=None):
    """What each verifier says of a password and a row: `cases` are of code, password and row; one call for all."""
    codes = list(dict.fromkeys(code for code, _, _ in cases))
    closed = ",\n".join(f"(() => {{\n{code}\nreturn isPassword;\n}})()" for code in codes)
    ask = (
        "async function ask(cases) { const said = []; "
        "for (const [at, ...more] of cases) said.push(await verifiers[at](...more)); return said; }"
    )
    asked = [(codes.index(code), password, row) for code, password, row in cases]
    told = call_scripts(
        f"const verifiers = [\n{closed}\n];\n{ask}", [[asked]],
        style="value", configuration=configuration, packages=packages(), seconds=200,
    )[0]  # fmt: skip
    assert (told.error, told.message, told.calls) == (None, "", 1)
    return told.result


REAL = json.loads((DATA / "real-hashes.json").read_text())
BESIDE = {
    "aspnet_membership_sha1": {"salt": b64(SALT16)},
    "gigya_pbkdf2_sha512": {"salt": b64(SALT16), "rounds": "100"},
    "hmac_sha256": {"key": "key"},
    "oracle10": {"salt": "luis"},
    "postgres_md5": {"salt": "luis"},
    "symfony_pbkdf2": {"salt": "s"},
}
MADE_UP = ("bcrypt_2x", "bcrypt_stray_bits", "dovecot_scram", "drupal7", "firebase_line", "firebase_with_key", "keycloak_argon2_other", "keycloak_other",
           "ldap_sasl", "magento2_chained", "sha224", "spring_pbkdf2", "yescrypt")  # fmt: skip
"""Values that show a shape, and that no password makes."""

FIREBASE = {
    "hash": "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    "salt": "42xEC+ixf3L2lw==",
    "key": "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
    "separator": "Bw==",
}
"""The example of Firebase's own scrypt repository; its password is user1password."""

CONFIGURATION = {
    "FIREBASE_SIGNER_KEY": FIREBASE["key"],
    "FIREBASE_SALT_SEPARATOR": FIREBASE["separator"],
    "FIREBASE_ROUNDS": "8",
    "FIREBASE_MEM_COST": "14",
    "LEGACY_PEPPER": "pépper",
}


def repeated(name, rounds, salt, letters, sign):
    """Compute phpass and Drupal by hashlib, written in passlib's letters."""
    made = hashlib.new(name, salt + TYPED).digest()
    for _ in range(2**rounds):
        made = hashlib.new(name, made + TYPED).digest()
    return f"{sign}{h64.charmap[rounds]}{salt.decode()}{h64.encode_bytes(made).decode()}"[:letters]


def scram(name, salt=SALT16, rounds=1000):
    salted = hashlib.pbkdf2_hmac(name, TYPED, salt, rounds)
    stored = hashlib.new(name, hmac.digest(salted, b"Client Key", name)).digest()
    return b64(salt), b64(stored), b64(hmac.digest(salted, b"Server Key", name))


def message_digest(salt, rounds):
    merged = TYPED + (b"{" + salt + b"}" if salt else b"")
    made = hashlib.sha512(merged).digest()
    for _ in range(rounds - 1):
        made = hashlib.sha512(made + merged).digest()
    return b64(made)


def spring_standard(secret):
    made = b"saltsalt" + secret + TYPED
    for _ in range(1024):
        made = hashlib.sha256(made).digest()
    return "{sha256}" + (b"saltsalt" + made).hex()


def spring_pbkdf2(name, rounds, salt, secret=b""):
    return "{pbkdf2}" + (salt + hashlib.pbkdf2_hmac(name, TYPED, salt + secret, rounds, 32)).hex()


def keycloak(kind, version):
    raw = argon2.low_level.hash_secret_raw(TYPED, SALT16, 2, 64, 1, 32, kind, 16 if version == "1.0" else 19)
    more = {"hashLength": ["32"], "memory": ["64"], "version": [version], "parallelism": ["1"],
            "type": ["d" if kind is argon2.Type.D else "id"]}  # fmt: skip
    data = json.dumps({"hashIterations": 2, "algorithm": "argon2", "additionalParameters": more})
    return json.dumps(
        {"secretData": json.dumps({"value": b64(raw), "salt": b64(SALT16)}), "credentialData": data}
    )


def hexed(name, *parts):
    return hashlib.new(
        name, b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    ).hexdigest()


ONCE = hexed("md5", TYPED)
MAGENTO = argon2.low_level.hash_secret_raw(
    hexed("md5", SALT16, TYPED).encode(), SALT16, 2, 64, 1, 32, argon2.Type.ID
).hex()
OWN = [
    ("drupal7", repeated("sha512", 8, b"saltsalt", 55, "$S$"), {}),
    ("phpass", repeated("md5", 8, b"saltsalt", 34, "$H$"), {}),
    ("postgres_scram", "SCRAM-SHA-256$1000:{}${}:{}".format(*scram("sha256")), {}),
    ("dovecot_scram", "{{SCRAM-SHA-256}}1000,{},{},{}".format(*scram("sha256")), {}),
    ("dovecot_scram", "{{SCRAM-SHA-1}}1000,{},{},{}".format(*scram("sha1")), {}),
    ("symfony_message_digest", message_digest(b"s", 5000), {"salt": "s"}),
    ("symfony_message_digest", message_digest(b"", 7), {"rounds": "7"}),
    ("symfony_message_digest_1", message_digest(b"s", 1), {"salt": "s"}),
    ("spring_standard", spring_standard(b""), {}),
    ("spring_standard", spring_standard("pépper".encode()), {"pepper": "$LEGACY_PEPPER"}),
    ("spring_pbkdf2", spring_pbkdf2("sha1", 185_000, b"saltsalt"), {}),
    ("spring_pbkdf2", spring_pbkdf2("sha256", 310_000, SALT16), {}),
    ("spring_pbkdf2", spring_pbkdf2("sha256", 9, SALT16, "pépper".encode()), {"rounds": "9", "pepper": "$LEGACY_PEPPER"}),
    ("spring_noop", "{noop}" + PASSWORD, {}),
    ("werkzeug_plain", "plain$$" + PASSWORD, {}),
    ("marked_plaintext", "{CLEARTEXT}" + PASSWORD, {}),
    ("plaintext", PASSWORD, {}),
    ("keycloak_argon2_other", keycloak(argon2.Type.D, "1.3"), {}),
    ("keycloak_argon2_other", keycloak(argon2.Type.ID, "1.0"), {}),
    ("magento2_chained", hexed("sha256", "salt", hexed("md5", "salt", TYPED)) + ":salt:0:1", {}),
    ("magento2_chained", f"{MAGENTO}:{SALT16.decode()}:0:3_32_2_65536", {}),
    ("nested_digest", hexed("md5", ONCE), {}),
    ("nested_digest", hexed("md5", ONCE, "sa") + ":sa", {}),
    ("nested_digest", hexed("md5", ONCE, "salt"), {"salt": "salt"}),
    ("nested_digest", hexed("md5", hexed("md5", "salt"), ONCE), {"salt": "salt"}),
    ("bcrypt", bcrypt.hashpw((PASSWORD + "pépper").encode(), bcrypt.gensalt(4)).decode(), {"pepper": "$LEGACY_PEPPER"}),
    ("bcrypt", bcrypt.hashpw(("70" + PASSWORD).encode(), bcrypt.gensalt(4)).decode(),
        {"pepper": "3730", "pepper_encoding": "hex", "pepper_position": "prefix"}),
    ("bcrypt", bcrypt.hashpw(TYPED, bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$"), {}),
    ("argon2", argon2.PasswordHasher(1, 64, 2, type=argon2.Type.I).hash(PASSWORD), {}),
    ("werkzeug_pbkdf2_without_rounds", "pbkdf2:sha1$salt$" + hashlib.pbkdf2_hmac("sha1", TYPED, b"salt", 50_000).hex(), {}),
    *((f"dollar_{name}", f"{name}$8letters${hexed(name, '8letters', TYPED)}", {}) for name in ("md5", "sha1", "sha256", "sha512")),
    *((f"werkzeug_{name}", f"{name}$8letters${hmac.digest(b'8letters', TYPED, name).hex()}", {}) for name in ("md5", "sha1", "sha256", "sha512")),
    *((f"{name}_salt_{where}", hexed(name, *((b"salt", UTF16) if where == "prefix" else (UTF16, b"salt"))) + ":salt",
        {"password_encoding": "utf16le"}) for name in ("md5", "sha1", "sha256", "sha512") for where in ("prefix", "suffix")),
    *((f"hmac_{name}{how}", (b64 if how else bytes.hex)(hmac.digest(SALT16, TYPED, name)), {"key": b64(SALT16), "key_encoding": "base64"})
        for name in ("md5", "sha1", "sha256", "sha512") for how in ("", "_base64")),
    *((f"{name}_base64", b64(hashlib.new(name, SALT16 + TYPED).digest()), {"salt": SALT16.hex(), "salt_encoding": "hex"})
        for name in ("md5", "sha1", "sha256", "sha512")),
    ("md4_base64", b64(bytes.fromhex(made_by.hex_md4.hash(PASSWORD))), {}),
    ("sha1", hashlib.sha1(TYPED + b"salt").hexdigest().upper(), {"salt": "salt", "salt_position": "suffix"}),
    ("sha256", hashlib.sha256("Körrekt-Horse-42".encode("latin-1")).hexdigest(), {"password_encoding": "latin1"}),
    ("sha224", hashlib.sha224(TYPED).hexdigest(), {}),
    ("lm_hash", made_by.lmhash.hash("Körrekt-Hors"), {}),
    ("aspnet_membership_sha256", b64(hashlib.sha256(SALT16 + UTF16).digest()), {"salt": SALT16.hex(), "salt_encoding": "hex"}),
    *((f"keycloak_secret_{name}", json.dumps({"value": b64(hashlib.pbkdf2_hmac(name, TYPED, SALT16, 1000, 64)), "salt": b64(SALT16)}), {"rounds": "1000"})
        for name in ("sha1", "sha256", "sha512")),
    ("firebase_scrypt", FIREBASE["hash"], {"salt": FIREBASE["salt"]}),
    ("firebase_line", json.dumps({"localId": "a", "passwordHash": FIREBASE["hash"].replace("+", "-").replace("/", "_"), "salt": FIREBASE["salt"]}), {}),
    ("firebase_with_key", "$".join([*FIREBASE.values(), "8", "14"]), {}),
    # What libxcrypt made of it.
    ("bcrypt_2x", "$2x$04$Twmu2J1U/gkR69zmxqBRqu662ce3/Hf4DJtZeUk7ViAIz3OMPpDiW", {}),
    ("bcrypt_stray_bits", "$2b$04$Twmu2J1U/gkR69zmxqBRqv8nFv/2ZOuN2.wCLmsWovbreDPmfFxNn", {}),
    ("yescrypt", "$y$j9T$LdJMENpBABJJ3hIHjB1Bi.$PjOxEkH/eGt9vstL3hFXmnc2cMUpevFGet48DgU7uLD", {}),
    ("yescrypt", "$gy$j75$abcdefgh$HUA7zms.jpDoeCkn1xt/LTsEOhvTuSueT.ZMAwLl2a2", {}),
    ("bcrypt_2x", made_by.bcrypt.using(rounds=4, ident="2").hash(PASSWORD), {}),
    ("fshp", made_by.fshp.using(variant=0, rounds=3).hash(PASSWORD), {}),
    ("fshp", made_by.fshp.using(variant=3, rounds=3).hash(PASSWORD), {}),
    ("phpass", "U" + made_by.phpass.using(rounds=7).hash(ONCE), {}),
    ("sun_md5_crypt", made_by.sun_md5_crypt.using(rounds=100).hash(PASSWORD), {}),
    ("sha512_crypt", made_by.sha512_crypt.using(rounds=5000).hash(PASSWORD), {}),
    ("auth0_pbkdf2", "$pbkdf2-md4$i=100000,l=64$+N375B8q0Fw$fp2R9KAM4hK/votGHC5Fu+jhqbxUD8+Nic/EMSGvNC3UP/k7wSHI0uXluHRSkZfl/BOheYqNOemayG90ZaSSQw", {}),
]  # fmt: skip
PASSWORDS = {
    "lm_hash": "Körrekt-Hors",
    **dict.fromkeys(("firebase_scrypt", "firebase_line", "firebase_with_key"), "user1password"),
}
CASES = [(name, value, BESIDE.get(name, {})) for name, value in REAL.items() if name not in MADE_UP] + OWN


def password_of(name, value):
    return "shh" if "pbkdf2-md4" in value else PASSWORDS.get(name, PASSWORD)


def verifier_of(name, beside):
    shape = next((shape for shape, forms in SHARED_SHAPES.items() if name in forms), None)
    return write_verifier(mapped(beside, {shape: name} if shape else None), [shape or name])


@pytest.fixture(scope="module")
def verdicts():
    asked = [
        (verifier_of(name, beside).code, typed, {"pw": value})
        for name, value, beside in CASES
        for typed in (password_of(name, value), "~" + password_of(name, value), "")
    ]
    told = answers(asked, CONFIGURATION)
    return [told[at : at + 3] for at in range(0, len(told), 3)]


@pytest.mark.parametrize("at", range(len(CASES)), ids=[name for name, *_ in CASES])
def test_the_right_password_verifies_and_no_other(at, verdicts):
    assert verdicts[at] == [True, False, False]


def test_every_form_is_tried_or_says_why_not():
    tried = {name for name, *_ in CASES}
    absent = {known.name for known in FORMATS if known.is_absent}
    assert set(BY_NAME) - tried - absent - set(SHARED_SHAPES) == set(IMPOSSIBLE)
    assert set(IMPOSSIBLE).isdisjoint(CHECKS)


# Software's own values for passwords of every length; a prefix makes a wrong one even of those that cut.
TYPED_BY_SOMEBODY = [
    "a",
    "b" * 7,
    "c" * 8,
    "d" * 9,
    "ä€😀 ",
    "e" * 15,
    "f" * 16,
    "g" * 17,
    "é" * 33,
    "h" * 71,
    "i" * 72,
    "j" * 73,
    "ß" * 100,
    "k" * 300,
]
SOFTWARE = {
    "django_sha1": made_by.django_salted_sha1.hash,
    "bcrypt": lambda typed: bcrypt.hashpw(typed.encode()[:72], bcrypt.gensalt(4)).decode(),
    "argon2": argon2.PasswordHasher(1, 64, 1).hash,
    "passlib_bcrypt_sha256": made_by.bcrypt_sha256.using(rounds=4).hash,
    "apr1_crypt": made_by.apr_md5_crypt.hash,
    "bsdi_crypt": made_by.bsdi_crypt.using(rounds=3).hash,
    "des_crypt": made_by.des_crypt.hash,
    "md5_crypt": made_by.md5_crypt.hash,
    "mssql_2005": made_by.mssql2005.hash,
    "mysql323": made_by.mysql323.hash,
    "mysql41": made_by.mysql41.hash,
    "bsd_nthash": made_by.bsd_nthash.hash,
    "phpass": made_by.phpass.using(rounds=7).hash,
    "scrypt_crypt": made_by.scrypt.using(rounds=4, ident="$7$").hash,
    "sha1_crypt": made_by.sha1_crypt.using(rounds=2).hash,
    "sha256_crypt": made_by.sha256_crypt.using(rounds=1000).hash,
    "sha512_crypt": made_by.sha512_crypt.using(rounds=1001).hash,
    "sun_md5_crypt": made_by.sun_md5_crypt.using(rounds=1).hash,
    "fshp": made_by.fshp.using(rounds=2).hash,
    "passlib_pbkdf2_sha512": made_by.pbkdf2_sha512.using(rounds=3).hash,
    "ldap_smd5": made_by.ldap_salted_md5.hash,
}


def test_passwords_of_every_length_verify_as_the_software_that_made_the_hash_has_it():
    made = [(name, typed, maker(typed)) for name, maker in SOFTWARE.items() for typed in TYPED_BY_SOMEBODY]
    code = {name: verifier_of(name, {}).code for name in SOFTWARE}
    told = answers(
        [(code[name], sign + typed, {"pw": value}) for name, typed, value in made for sign in ("", "~")]
    )
    wrong = [made[at // 2][:2] for at, verdict in enumerate(told) if verdict is not (at % 2 == 0)]
    assert wrong == []


DEAR = ("auth0_pbkdf2", "magento2_argon2", "spring_pbkdf2", "werkzeug_pbkdf2_without_rounds", "ldap_argon2")
"""Forms whose cost nobody can choose, and a login's worth of it is tried above."""


def test_all_forms_together_take_one_password_and_no_other():
    shapes = [known.name for known in FORMATS if known.is_told_by_shape]
    code = write_verifier(mapped(), shapes).code
    rows = [(name, value) for name, value, beside in CASES if not beside and name not in DEAR]
    cases = [(code, sign + password_of(*row), {"pw": row[1]}) for row in rows for sign in ("", "~")]
    told = answers(cases, CONFIGURATION)
    wrong = [rows[at // 2][0] for at, verdict in enumerate(told) if verdict is not (at % 2 == 0)]
    assert wrong == []


ODD = [
    "",
    "~",
    "a\0",
    "\0",
    "\ud800",
    "x" * 10_000,
    "' OR '1'='1",
    '"; DROP TABLE users; --',
    "${1}",
    "\u2028",
]


def test_odd_passwords_and_odd_values_are_wrong_and_nothing_is_thrown():
    values = [None, "", "!", "*", "NULL", "x", "$2b$04$", "$6$$", "{}", "[]", '{"secretData":1}', "$argon2id$v=19$m=1,t=0,p=0$a$b",
              "scrypt:3:0:0$s$00", "AQAAAA", "$$", ":", "{SSHA}", "*" + "0" * 40, "0" * 32, "0" * 16, "$P$B" + "." * 31, "a$b$c$d$e$f",
              "$y$j9T$abcdefgh$" + "a" * 43, "$pbkdf2-nothing$i=1,l=1$AA$AA", "md5" + "0" * 32, "$5$rounds=1$$" + "." * 43]  # fmt: skip
    code = write_verifier(mapped(), [known.name for known in FORMATS if known.is_told_by_shape]).code
    told = answers([(code, typed, {"pw": value}) for typed in ODD for value in values], CONFIGURATION)
    assert set(told) == {False}
    made = made_by.sha512_crypt.using(rounds=1000).hash("x" * 4000)
    assert answers([(code, typed, {"pw": made}) for typed in ("x" * 4000, *ODD)]) == [True] + [False] * len(
        ODD
    )


def test_a_row_that_lacks_the_column_has_no_password():
    assert answers([(write_verifier(mapped(), ["bcrypt"]).code, "a", {})]) == [False]


MD5_SALTED = hexed("md5", "pépper", TYPED)


def test_a_shape_that_nobody_decided_takes_whichever_form_verifies():
    code = write_verifier(mapped(), ["hex_32"])
    nt, nested, lm = made_by.nthash.hash(PASSWORD), hexed("md5", ONCE), made_by.lmhash.hash("SECRET")
    assert "whichever verifies is right" in code.code
    assert (
        answers([(code.code, PASSWORD, {"pw": value}) for value in (ONCE, nt, nested, lm, "0" * 32)])
        == [True] * 3 + [False] * 2
    )
    assert answers([(code.code, "secret", {"pw": lm})]) == [True]


def test_what_was_decided_is_all_that_is_tried():
    code = write_verifier(mapped(forms={"hex_32": "nt_hash"}), ["hex_32"]).code
    assert answers([(code, PASSWORD, {"pw": value}) for value in (made_by.nthash.hash(PASSWORD), ONCE)]) == [
        True,
        False,
    ]


def test_a_column_names_the_form_and_a_table_what_it_means():
    beside = {
        "form": Beside(column="algo", values={"1": "md5", "2": "nt_hash"}),
        "salt": Beside(column="salt"),
    }
    rule = ColumnRule("pw", "custom_password_hash", hash=HashRule({}, beside))
    code = write_verifier(Mapping((rule,)), ["hex_32"]).code
    nt, salted = made_by.nthash.hash(PASSWORD), hexed("md5", "s'\\alt", TYPED)
    rows = [{"pw": nt, "algo": "2"}, {"pw": nt, "algo": "1"}, {"pw": nt, "algo": "9"}, {"pw": nt},
            {"pw": salted, "algo": "1", "salt": "s'\\alt"}, {"pw": salted, "algo": "1", "salt": None}]  # fmt: skip
    assert answers([(code, PASSWORD, row) for row in rows]) == [True, False, True, True, True, False]


def test_a_secret_comes_from_the_configuration_and_is_said_without_its_value(monkeypatch):
    monkeypatch.setenv("LEGACY_PEPPER", "pépper")
    verifier = write_verifier(mapped({"salt": "$LEGACY_PEPPER"}, {"hex_32": "md5"}), ["hex_32"])
    assert list(verifier.settings) == ["LEGACY_PEPPER"]
    assert "pépper" not in verifier.code + "".join(verifier.settings.values())
    case = (verifier.code, PASSWORD, {"pw": MD5_SALTED})
    assert answers([case], CONFIGURATION) + answers([case], {"LEGACY_PEPPER": "other"}) == [True, False]


def test_what_the_mapping_does_to_the_column_is_done_or_said():
    trimmed = write_verifier(mapped(transforms=["trim", Step("strip_prefix", {"text": "h:"})]), ["hex_40"])
    value = "  h:" + hashlib.sha1(TYPED).hexdigest() + "\n"
    assert (answers([(trimmed.code, PASSWORD, {"pw": value})]), trimmed.left_out) == ([True], ())
    prefixed = write_verifier(mapped(transforms=[Step("prefix", {"text": "{SHA}"})]), ["ldap_sha"])
    assert answers([(prefixed.code, PASSWORD, {"pw": b64(hashlib.sha1(TYPED).digest())})]) == [True]
    told = write_verifier(mapped(transforms=["upper"]), ["bcrypt"]).left_out
    assert [each.what for each in told] == ["pw"]
    assert "`upper`" in told[0].reason


@pytest.mark.parametrize("name", sorted(IMPOSSIBLE))
def test_what_cannot_be_verified_is_left_out_with_a_reason(name):
    verifier = write_verifier(mapped(), [name, "bcrypt"])
    assert [each.what for each in verifier.left_out] == [name]
    assert verifier.left_out[0].reason
    assert verifier.left_out[0].way_out
    assert "isBcrypt(" in verifier.code


def test_what_lacks_its_salt_is_left_out_and_says_so():
    (told,) = write_verifier(mapped(forms={"base64_40": "symfony_pbkdf2"}), ["base64_40"]).left_out
    assert (told.what, "salt" in told.reason) == ("base64_40", True)


def test_without_a_column_of_hashes_no_password_is_right():
    verifier = write_verifier(Mapping((ColumnRule("email", "email"),)), ["bcrypt"])
    assert answers([(verifier.code, "a", {"email": "a@example.com"})]) == [False]
    assert [each.what for each in verifier.left_out] == ["password"]


def test_an_unknown_form_is_refused():
    with pytest.raises(HashError, match="no_such_form"):
        write_verifier(mapped(), ["no_such_form"])


def test_a_check_that_several_forms_share_is_made_once():
    code = write_verifier(mapped(), ["argon2", "bcrypt", "ldap_argon2", "hex_40", "sha1"]).code
    assert code.count("await isArgon2(") == code.count("digestOf('sha1', ") == 1
    assert f"// {BY_NAME['argon2'].title}; {BY_NAME['ldap_argon2'].title}\n" in code


def test_only_what_is_used_is_in_the_code():
    verifier = write_verifier(mapped(), ["ldap_ssha"])
    assert verifier.packages == {}
    assert len(verifier.code) < 2_500
    assert write_verifier(mapped(), ["bcrypt"]).packages == {"bcrypt": PACKAGES["bcrypt"]}


@pytest.fixture(scope="module")
def made():
    """Two hashes of the password for each form that is made; one call for all."""
    closed = ",\n".join(f"(() => {{\n{write_maker(form).code}\nreturn makeHash;\n}})()" for form in MAKERS)
    ask = (
        "async function ask(password) { const made = []; "
        "for (const make of makers) made.push([await make(password), await make(password)]); return made; }"
    )
    (told,) = call_scripts(
        f"const makers = [\n{closed}\n];\n{ask}",
        [[PASSWORD]],
        style="value",
        packages=packages(),
        seconds=200,
    )
    assert (told.error, told.message) == (None, "")
    return dict(zip(MAKERS, told.result, strict=True))


UNSALTED = {
    "mysql41",
    "sha384",
    *(f"{name}{how}" for name in ("md5", "sha1", "sha256", "sha512") for how in ("", "_base64")),
}


def test_a_hash_that_is_made_has_its_form_and_verifies(made):
    cases = [
        (verifier_of(form, {}).code, sign + PASSWORD, {"pw": value})
        for form, (value, _) in made.items()
        for sign in ("", "~")
    ]
    told = answers(cases)
    assert [form for at, form in enumerate(made) if told[2 * at : 2 * at + 2] != [True, False]] == []
    shapes = {form: identify_hash(value) for form, (value, _) in made.items()}
    assert [form for form, shape in shapes.items() if form not in (shape.format, *shape.candidates)] == []
    assert {form for form, (one, other) in made.items() if one == other} == UNSALTED


@pytest.mark.parametrize(("form", "reads"), [
    ("bcrypt", lambda typed, value: bcrypt.checkpw(typed.encode(), value.encode())), ("argon2", lambda typed, value: verify_legacy(value, typed)), ("phpass", made_by.phpass.verify),
    ("sha512_crypt", made_by.sha512_crypt.verify), ("sha256_crypt", made_by.sha256_crypt.verify),
    ("ldap_ssha", made_by.ldap_salted_sha1.verify), ("mysql41", made_by.mysql41.verify), ("atlassian_pbkdf2", made_by.atlassian_pbkdf2_sha1.verify),
    ("passlib_pbkdf2_sha256", made_by.pbkdf2_sha256.verify), ("ldap_pbkdf2_sha512", made_by.ldap_pbkdf2_sha512.verify),
    ("werkzeug_scrypt", lambda typed, value: check_password_hash(value, typed)),
    ("django_pbkdf2_sha256", lambda typed, value: django.PBKDF2PasswordHasher().verify(typed, value)),
    ("django_bcrypt_sha256", lambda typed, value: django.BCryptSHA256PasswordHasher().verify(typed, value)),
    ("django_scrypt", lambda typed, value: django.ScryptPasswordHasher().verify(typed, value)),
    ("aspnet_identity_v3", lambda typed, value: verify_legacy(value, typed)),
])  # fmt: skip
def test_a_hash_that_is_made_is_read_by_other_software(form, reads, made):
    value = made[form][0]
    assert reads(PASSWORD, value)
    assert not reads("~" + PASSWORD, value)


@pytest.mark.parametrize("form", ["oracle10", "firebase_scrypt", "hmac_md5", "des_crypt", "no_such_form"])
def test_nobody_makes_another_of_these(form):
    assert write_maker(form) is None

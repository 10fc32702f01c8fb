"""One parameter read wrongly turns the proof red, and the search names that parameter and what works."""

import base64
import hashlib
import hmac
from itertools import count

import argon2
import bcrypt
import pytest
from Cryptodome.Hash import MD4

from userferry.errors import HashError
from userferry.passwords import Search, search_conversion, verify_password

PEOPLE = [("Körrekt-Horse-42", "1f00aa"), ("Ünother-Battery-7", "c0ffee")]
PEPPER = "s3cr3t-Pfeffer"


def b64(data):
    return base64.b64encode(data).decode()


def bare(data):
    return b64(data).rstrip("=")


def digest(name, data):
    return MD4.new(data).digest() if name == "md4" else hashlib.new(name, data).digest()


def plain(algorithm, made, **parts):
    return {"algorithm": algorithm, "hash": {"value": made.hex(), "encoding": "hex"}} | parts


def salted(password, salt, position="prefix", *, grains=None, coding="utf-8", algorithm="sha256"):
    mixed = [grains or salt.encode(), password.encode(coding)]
    return digest(algorithm, b"".join(mixed if position == "prefix" else mixed[::-1]))


def line(password, salt, *, name="sha256", rounds=1000, size=32, said=""):
    made = hashlib.pbkdf2_hmac(name, password.encode(), salt, rounds, size)
    return f"$pbkdf2-{said or name}$i={rounds},l={size}${bare(salt)}${bare(made)}"


def pbkdf2(value):
    return {"algorithm": "pbkdf2", "hash": {"value": value, "encoding": "utf8"}}


def scrypt(password, salt, **true):
    costs = {"cost": 1024, "blockSize": 8, "parallelization": 1, "keylen": 32} | true
    n, r, p, size = (costs[name] for name in ("cost", "blockSize", "parallelization", "keylen"))
    made = hashlib.scrypt(password.encode(), salt=salt.encode(), n=n, r=r, p=p, dklen=size)
    told = {"salt": {"value": salt}, "cost": 1024, "blockSize": 8, "parallelization": 1, "keylen": 32}
    return plain("scrypt", made, **told)


def keyed(password, key, *, name="sha256", said="sha256", encoding="utf8", value=None):
    told = {"digest": said, "key": {"value": value or key.decode(), "encoding": encoding}}
    made = hmac.digest(key, password.encode(), name)
    return {"algorithm": "hmac", "hash": {"value": made.hex(), "encoding": "hex"} | told}


def blowfish(typed, **parts):
    value = bcrypt.hashpw(typed, bcrypt.gensalt(4)).decode()
    return {"algorithm": "bcrypt", "hash": {"value": value, "encoding": "utf8"}} | parts


def phc(password, kind, said):
    value = argon2.PasswordHasher(1, 64, 1, type=kind).hash(password)
    told = value.replace(value[1 : value.index("$", 1)], said)
    return {"algorithm": "argon2", "hash": {"value": told, "encoding": "utf8"}}


def ldap(scheme, body):
    return {"algorithm": "ldap", "hash": {"value": f"{{{scheme}}}{b64(body)}", "encoding": "utf8"}}


CASES = {
    "salt.position, prefix told": (
        "salt.position: suffix instead of prefix",
        lambda pw, s: plain("sha256", salted(pw, s, "suffix"), salt={"value": s, "position": "prefix"}),
    ),
    "salt.position, suffix told": (
        "salt.position: prefix instead of suffix",
        lambda pw, s: plain("md5", salted(pw, s, algorithm="md5"), salt={"value": s, "position": "suffix"}),
    ),
    "salt.encoding, text told": (
        "salt.encoding: hex instead of utf8",
        lambda pw, s: plain("sha256", salted(pw, s, grains=bytes.fromhex(s)), salt={"value": s}),
    ),
    "salt.encoding, decoded told": (
        "salt.encoding: utf8 instead of hex",
        lambda pw, s: plain("sha256", salted(pw, s), salt={"value": s, "encoding": "hex"}),
    ),
    "salt.encoding, base64 of it was the salt": (
        "salt.encoding: its base64 as text instead of as it stands",
        lambda pw, s: plain("sha256", salted(pw, b64(s.encode())), salt={"value": s}),
    ),
    "no salt": (
        "salt.value: none instead of the salt",
        lambda pw, s: plain("sha256", digest("sha256", pw.encode()), salt={"value": s}),
    ),
    "salt in braces": (
        "salt.value: in braces instead of as it stands",
        lambda pw, s: plain("sha256", salted(pw, f"{{{s}}}"), salt={"value": s}),
    ),
    "missing pepper beside a salt": (
        "salt.value: given pepper 1 and then the salt instead of the salt",
        lambda pw, s: plain("sha256", salted(pw, PEPPER + s), salt={"value": s}),
    ),
    "password.encoding utf16le": (
        "password.encoding: utf16le instead of utf8",
        lambda pw, s: plain("sha1", salted(pw, s, coding="utf-16-le", algorithm="sha1"), salt={"value": s}),
    ),
    "password.encoding latin1": (
        "password.encoding: latin1 instead of utf8",
        lambda pw, s: plain("sha1", salted(pw, s, coding="latin-1", algorithm="sha1"), salt={"value": s}),
    ),
    "password.encoding told needlessly": (
        "password.encoding: utf8 instead of utf16le",
        lambda pw, _: plain("md5", digest("md5", pw.encode()), password={"encoding": "utf16le"}),
    ),
    "hash.encoding": (
        "hash.encoding: base64 instead of hex",
        lambda pw, _: {"algorithm": "md5", "hash": {"value": b64(digest("md5", pw.encode())), "encoding": "hex"}},
    ),
    "algorithm md4": ("algorithm: md4 instead of md5", lambda pw, _: plain("md5", digest("md4", pw.encode()))),
    "algorithm sha512": (
        "algorithm: sha512 instead of sha256",
        lambda pw, s: plain("sha256", salted(pw, s, algorithm="sha512"), salt={"value": s}),
    ),
    "algorithm hmac": (
        "algorithm: hmac md5 keyed with the salt instead of md5",
        lambda pw, s: plain("md5", hmac.digest(s.encode(), pw.encode(), "md5"), salt={"value": s}),
    ),
    "hmac digest": (
        "hash.digest: sha1 instead of sha256",
        lambda pw, _: keyed(pw, b"app-key", name="sha1"),
    ),
    "hmac key encoding": (
        "hash.key.encoding: hex instead of utf8",
        lambda pw, _: keyed(pw, bytes.fromhex("736868"), value="736868"),
    ),
    "hmac key encoding base64": (
        "hash.key.encoding: base64 instead of hex",
        lambda pw, _: keyed(pw, base64.b64decode("736868aa"), value="736868aa", encoding="hex"),
    ),
    "hmac key": (
        "hash.key.value: given pepper 1 instead of the hash.key",
        lambda pw, _: keyed(pw, PEPPER.encode(), value="another"),
    ),
    "hmac of a plain digest": (
        "algorithm: sha1 with the key as salt.position suffix instead of hmac",
        lambda pw, _: keyed(pw, b"k", said="sha1") | {
            "hash": {
                "value": hashlib.sha1(pw.encode() + b"k").hexdigest(),
                "encoding": "hex",
                "digest": "sha1",
                "key": {"value": "k"},
            }
        },
    ),
    "rounds": (
        "rounds: 27500 instead of 1000",
        lambda pw, s: pbkdf2(line(pw, s.encode(), rounds=27_500).replace("i=27500", "i=1000")),
    ),
    "rounds off by one": (
        "rounds: 1001 instead of 1000",
        lambda pw, s: pbkdf2(line(pw, s.encode(), rounds=1001).replace("i=1001", "i=1000")),
    ),
    "pbkdf2 digest": (
        "digest: sha512 instead of sha256",
        lambda pw, s: pbkdf2(line(pw, s.encode(), name="sha512", said="sha256")),
    ),
    "pbkdf2 key length": (
        "keylen: that of the hash instead of 64",
        lambda pw, s: pbkdf2(line(pw, s.encode()).replace("l=32", "l=64")),
    ),
    "pbkdf2 salt as text": (
        "salt.encoding: utf8 instead of base64",
        lambda pw, s: pbkdf2(line(pw, bare(s.encode()).encode()).replace(bare(bare(s.encode()).encode()), bare(s.encode()))),
    ),
    "pbkdf2 salt to be decoded": (
        "salt.encoding: decoded from hex instead of as it stands",
        lambda pw, s: pbkdf2(line(pw, bytes.fromhex(s)).replace(f"${bare(bytes.fromhex(s))}$", f"${bare(s.encode())}$")),
    ),
    "pbkdf2 salt in hex": (
        "salt.encoding: hex instead of base64",
        lambda pw, s: pbkdf2(line(pw, bytes.fromhex(s)).replace(f"${bare(bytes.fromhex(s))}$", f"${s}$")),
    ),
    "pbkdf2 hash in hex": (
        "hash.encoding: base64 of hex instead of base64",
        lambda pw, s: pbkdf2("$".join([*line(pw, s.encode()).split("$")[:4], bare(hashlib.pbkdf2_hmac("sha256", pw.encode(), s.encode(), 1000).hex().encode())])),
    ),
    "pbkdf2 padding": (
        "hash.value: in standard base64 without = instead of as it stands",
        lambda pw, s: pbkdf2(line(pw, s.encode()) + "="),
    ),
    "pbkdf2 secret in the salt": (
        "salt.value: the salt and then given pepper 1 instead of the salt",
        lambda pw, s: pbkdf2(line(pw, (s + PEPPER).encode()).replace(bare((s + PEPPER).encode()), bare(s.encode()))),
    ),
    "pbkdf2 password.encoding": (
        "password.encoding: utf16le instead of utf8",
        lambda pw, s: pbkdf2(f"$pbkdf2-sha1$i=1000,l=20${bare(s.encode())}$" + bare(hashlib.pbkdf2_hmac("sha1", pw.encode("utf-16-le"), s.encode(), 1000))),
    ),
    "scrypt cost": ("cost: 4096 instead of 1024", lambda pw, s: scrypt(pw, s, cost=4096)),
    "scrypt block size": ("blockSize: 16 instead of 8", lambda pw, s: scrypt(pw, s, blockSize=16)),
    "scrypt lanes": ("parallelization: 4 instead of 1", lambda pw, s: scrypt(pw, s, parallelization=4)),
    "scrypt key length": ("keylen: that of the hash instead of 32", lambda pw, s: scrypt(pw, s, keylen=64)),
    "scrypt salt encoding": (
        "salt.encoding: utf8 instead of hex",
        lambda pw, s: scrypt(pw, s) | {"salt": {"value": s, "encoding": "hex"}},
    ),
    "bcrypt pepper place": (
        "salt.position: suffix instead of prefix",
        lambda pw, _: blowfish((pw + PEPPER).encode(), salt={"value": PEPPER, "position": "prefix"}),
    ),
    "bcrypt pepper missing": (
        "salt.value: given pepper 1 as suffix instead of none",
        lambda pw, _: blowfish((pw + PEPPER).encode()),
    ),
    "bcrypt pepper needless": (
        "salt.value: none instead of the salt",
        lambda pw, _: blowfish(pw.encode(), salt={"value": PEPPER, "position": "suffix"}),
    ),
    "bcrypt password.encoding": (
        "password.encoding: latin1 instead of utf8",
        lambda pw, _: blowfish(pw.encode("latin-1")),
    ),
    "argon2 type": ("type: argon2i instead of argon2id", lambda pw, _: phc(pw, argon2.Type.I, "argon2id")),
    "ldap digest": (
        "digest: SHA instead of MD5",
        lambda pw, s: ldap("SMD5", hashlib.sha1(pw.encode() + s.encode()).digest() + s.encode()),
    ),
    "ldap salt place": (
        "salt.position: prefix, as sha1 instead of suffix",
        lambda pw, s: ldap("SSHA", hashlib.sha1(s.encode() + pw.encode()).digest() + s.encode()),
    ),
    "ldap salt in front": (
        "hash.value: salt and then digest instead of digest and then salt",
        lambda pw, s: ldap("SSHA", s.encode() + hashlib.sha1(pw.encode() + s.encode()).digest()),
    ),
    "ldap pepper": (
        "salt.value: the salt and then given pepper 1 instead of the salt",
        lambda pw, s: ldap("SSHA", hashlib.sha1(pw.encode() + s.encode() + PEPPER.encode()).digest() + s.encode()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_parameter_read_wrongly_is_red_and_named(case):
    expected, made = CASES[case]
    samples = [(made(password, salt), password) for password, salt in PEOPLE]
    assert not any(verify_password(told, password) for told, password in samples)
    # A clock that stands still leaves out what is dear by itself, whatever else the machine has to do.
    found = search_conversion(samples, peppers=[PEPPER, "other"], max_seconds=0.1, clock=lambda: 0.0)
    assert [str(change) for change in found.changes] == [expected], found
    assert found.works
    assert f"{expected} works for all 2" in repr(found)


def test_two_parameters_read_wrongly_are_named_together():
    samples = [
        (plain("sha1", salted(password, salt, "suffix", coding="utf-16-le", algorithm="sha1"), salt={"value": salt}), password)
        for password, salt in PEOPLE
    ]  # fmt: skip
    assert {str(change) for change in search_conversion(samples).changes} == {
        "salt.position: suffix instead of prefix",
        "password.encoding: utf16le instead of utf8",
    }


def test_what_holds_for_one_sample_only_does_not_hold():
    right = plain("sha256", salted("pass", "salt", "suffix"), salt={"value": "salt"})
    other = plain("sha256", digest("sha256", b"elsewhere"), salt={"value": "salt"})
    assert search_conversion([(right, "pass")]).works
    assert not search_conversion([(right, "pass"), (other, "word")]).works


def test_several_that_fit_are_all_said_and_none_is_chosen():
    """An ASCII password does not tell utf8 from latin1, and a person has to."""
    told = plain("md5", digest("md5", b"pass"), password={"encoding": "utf16le"})
    found = search_conversion([(told, "pass")])
    assert (found.works, found.changes, len(found.fits)) == (False, (), 2)
    assert "more samples have to decide" in repr(found)
    other = plain("md5", digest("md5", "pärs".encode()), password={"encoding": "utf16le"})
    assert search_conversion([(told, "pass"), (other, "pärs")]).works


def test_the_bounds_stop_it_and_it_says_so():
    told = pbkdf2(line("pass", b"salt", rounds=1_300_000).replace("i=1300000", "i=1000"))
    ticks = count(0, 0.25)
    slow = search_conversion([(told, "pass")], max_seconds=5, clock=lambda: next(ticks))
    assert slow.is_stopped
    assert 1 < slow.tried <= 20
    assert "stopped at its bound" in repr(slow)
    assert search_conversion([(told, "pass")], max_tried=4).tried == 4


def test_nothing_is_found_where_nothing_fits_and_nothing_is_searched_where_nothing_has_to_change():
    told = plain("md5", digest("md5", digest("md5", b"pass").hex().encode()))
    found = search_conversion([(told, "pass")])
    assert (found.works, found.fits, found.is_stopped) == (False, (), False)
    assert "no combination works" in repr(found)
    right = plain("md5", digest("md5", b"pass"))
    assert search_conversion([(right, "pass")]).changes == ()
    assert search_conversion([(right, "pass")]).works
    with pytest.raises(HashError, match="no sample"):
        search_conversion([])


def test_a_fit_that_lets_everybody_in_is_none():
    """72 bytes of pepper in front leave bcrypt nothing of the password."""
    told = blowfish(b"p" * 72)
    assert not search_conversion([(told, "pass")], peppers=["p" * 72]).fits


@pytest.mark.parametrize("told", [{"algorithm": "md5"}, {"algorithm": "ldap", "hash": {"value": "x"}}, {"algorithm": "pbkdf2", "hash": {"value": 7}}])  # fmt: skip
def test_what_is_no_hash_is_one_change_away_from_nothing(told):
    assert not search_conversion([(told, "pass")], peppers=["p"]).fits


def test_it_is_read_back_and_shows_no_secret(tmp_path):
    password, salt = PEOPLE[0]
    told = plain("sha256", salted(password, PEPPER + salt), salt={"value": salt})
    found = search_conversion([(told, password)], peppers=[PEPPER])
    found.write(tmp_path)
    assert Search.read(tmp_path) == found
    shown = repr(found) + found._repr_html_() + (tmp_path / "search.json").read_text()
    for secret in (password, salt, PEPPER, told["hash"]["value"]):
        assert secret not in shown

"""A verdict on anything: right, wrong, or said to be beyond this machine; never a crash."""

import hmac
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.errors import HashError
from userferry.passwords import verify_password

ALGORITHMS = [
    "argon2",
    "bcrypt",
    "hmac",
    "ldap",
    "md4",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "pbkdf2",
    "scrypt",
]
ODD = st.one_of(st.none(), st.booleans(), st.integers(-2, 70), st.text(max_size=8), st.just([]), st.just({}))
TEXT = st.one_of(
    ODD,
    st.text("0123456789abcdef", max_size=40),
    st.text("ABCabc019+/=-_", max_size=40),
    st.sampled_from(
        [
            "$2b$04$" + "a" * 53,
            "$2b$04$",
            "$2y$99$" + "." * 53,
            "$argon2id$v=19$m=8,t=1,p=1$YWJjZGVmZ2g$YWJjZGVmZ2g",
            "$argon2i$v=19$m=0,t=0,p=0$a$a",
            "$pbkdf2-sha1$i=0,l=0$a$a",
            "$pbkdf2-sha1$i=1,l=3$YQ$YWJj",
            "$pbkdf2-md4$i=1,l=3$YQ$YWJj",
            "$pbkdf2-sha512/256$i=1,l=3$YQ$YWJj",
            "$pbkdf2-shake_128$i=1,l=3$YQ$YWJj",
            "$pbkdf2-sha1$i=99999999999,l=3$YQ$YWJj",
            "{SSHA}YWJj",
            "{SHA}" + "A" * 27 + "=",
            "{SMD5}" + "=" * 3,
        ]
    ),
)
ENCODING = st.one_of(ODD, st.sampled_from(["utf8", "hex", "base64", "utf16le", "latin1", "ascii", "ucs2"]))
DIGEST = st.one_of(
    ODD, st.sampled_from(["md4", "md5", "ripemd160", "sha1", "sha384", "whirlpool", "RSA-SHA1"])
)


def part(**fields):
    return st.one_of(ODD, st.fixed_dictionaries({}, optional=fields))


SHAPED = st.fixed_dictionaries(
    {"algorithm": st.one_of(ODD, st.sampled_from(ALGORITHMS))},
    optional={
        "hash": part(value=TEXT, encoding=ENCODING, digest=DIGEST, key=part(value=TEXT, encoding=ENCODING)),
        "salt": part(value=TEXT, encoding=ENCODING, position=st.one_of(ODD, st.sampled_from(["prefix", "suffix"]))),
        "password": part(encoding=ENCODING),
        **dict.fromkeys(("keylen", "cost", "blockSize", "parallelization"), ODD),
    },
)  # fmt: skip


@given(SHAPED, st.text(max_size=6))
def test_anything_shaped_like_a_hash_gets_a_verdict(told, password):
    with suppress(HashError):
        assert verify_password(told, password) in (True, False)


@pytest.mark.parametrize(
    "told",
    [
        {"algorithm": "pbkdf2", "hash": {"value": "$pbkdf2-whirlpool$i=1,l=3$YQ$YWJj"}},
        {"algorithm": "pbkdf2", "hash": {"value": "$pbkdf2-mdc2$i=1,l=16$YQ$YWJjYWJjYWJjYWJjYWJjYQ"}},
        {"algorithm": "hmac", "hash": {"value": "00", "encoding": "hex", "digest": "whirlpool", "key": {"value": "k"}}},
        {"algorithm": "hmac", "hash": {"value": "00", "encoding": "hex", "digest": "sha1", "key": {"value": "k"}}, "salt": {"value": "s"}},
        {"algorithm": "scrypt", "hash": {"value": "00" * 32, "encoding": "hex"}, "keylen": 32, "cost": 1 << 24},
        {"algorithm": "argon2", "hash": {"value": "$argon2id$v=19$m=4194304,t=1,p=1$YWJjZGVmZ2g$YWJjZGVmZ2g"}},
    ],
    ids=["pbkdf2-whirlpool", "pbkdf2-mdc2", "hmac-whirlpool", "hmac-salt", "scrypt-2GiB", "argon2-4GiB"],
)  # fmt: skip
def test_what_cannot_be_told_here_is_said_and_not_called_wrong(told):
    with pytest.raises(HashError):
        verify_password(told, "secret")


def test_a_digest_is_compared_in_constant_time(monkeypatch):
    compared = []

    def spy(left, right):
        compared.append(len(right))
        return left == right

    monkeypatch.setattr(hmac, "compare_digest", spy)
    for algorithm, size in (("md4", 16), ("md5", 16), ("sha1", 20), ("sha256", 32), ("sha512", 64)):
        assert not verify_password(
            {"algorithm": algorithm, "hash": {"value": "00" * size, "encoding": "hex"}}, ""
        )
        assert compared.pop() == size
    kept = {"value": "00" * 20, "encoding": "hex"}
    told = [
        {"algorithm": "hmac", "hash": kept | {"digest": "sha1", "key": {"value": "k"}}},
        {"algorithm": "pbkdf2", "hash": {"value": "$pbkdf2-sha1$i=1,l=20$YQ$" + "A" * 27}},
        {"algorithm": "scrypt", "hash": kept, "keylen": 20, "cost": 2},
        {"algorithm": "ldap", "hash": {"value": "{SHA}" + "A" * 27 + "="}},
    ]
    for one in told:
        assert not verify_password(one, "")
        assert compared.pop() == 20

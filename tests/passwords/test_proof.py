"""A proof that is red says what would be green, settles what shapes leave open, and reads a column once."""

import base64
import hashlib
import hmac

import polars as pl
import pytest
from passlib import hash as made_by

from userferry.errors import DecisionError, HashError
from userferry.passwords import Proof, prove_hashes

PEOPLE = [("Körrekt-Horse-42", "1f00aa"), ("Ünother-Battery-7", "c0ffee"), ("pass", "zz")]


def users(made, **columns):
    rows = [(made(password, salt), password, salt) for password, salt in PEOPLE]
    return pl.DataFrame(rows, schema=["hash", "password", "salt"], orient="row").with_columns(**columns)


def prove(frame, **settings):
    return prove_hashes(frame, hash="hash", password="password", **settings)


def test_a_red_proof_names_the_parameter_that_would_work():
    joomla = users(lambda pw, salt: hashlib.md5((pw + salt).encode()).hexdigest() + ":" + salt)
    proof = prove(joomla, format="md5_salt_prefix")
    assert not proof.is_proven
    hint = "salt.position: suffix instead of prefix works for all 3"
    assert proof.by_format.select("format", "failed", "works_with").rows() == [("md5_salt_prefix", 3, hint)]
    assert proof.failures["works_with"].to_list() == [hint] * 3
    assert hint in proof._repr_html_()
    with pytest.raises(HashError, match=f"md5_salt_prefix: {hint}"):
        proof.require_decision(accept_unproven=True)
    assert prove(joomla, format="md5_salt_suffix").is_proven


def test_a_pepper_that_was_given_is_named_by_its_number():
    pbkdf2 = users(
        lambda pw, salt: (
            f"pbkdf2_sha256$1000${salt}$"
            + base64.b64encode(
                hashlib.pbkdf2_hmac("sha256", pw.encode(), (salt + "secret").encode(), 1000)
            ).decode()
        )
    )
    proof = prove(pbkdf2, peppers=["other", "secret"], max_search_seconds=2)
    (works_with,) = proof.by_format["works_with"]
    assert works_with.startswith("salt.value: the salt and then given pepper 2 instead of the salt works")
    assert "secret" not in str(proof.failures) + proof._repr_html_()


def test_one_wrong_test_password_among_right_ones_is_a_failure_without_a_hint():
    frame = users(lambda pw, salt: f"sha1${salt}$" + hashlib.sha1((salt + pw).encode()).hexdigest())
    wrong = frame.with_columns(
        password=pl.when(pl.col("salt") == "zz").then(pl.lit("?")).otherwise("password")
    )
    proof = prove(wrong)
    assert proof.by_format.select("tried", "proven", "failed", "works_with").rows() == [(3, 2, 1, None)]
    with pytest.raises(HashError, match=r"\(django_sha1\)"):
        proof.require_decision(accept_unproven=False)


MEMBERSHIP = {"salt": "salt"}
SHAPES = {
    "hex_32": ("hex_32: nt_hash", lambda pw, _: made_by.nthash.hash(pw), {}),
    "hex_40": ("hex_40: sha1", lambda pw, _: hashlib.sha1(pw.encode()).hexdigest(), {}),
    "hex_40 of a key": (
        "hex_40: hmac_sha1",
        lambda pw, salt: hmac.digest(salt.encode(), pw.encode(), "sha1").hex(),
        {"key": "salt"},
    ),
    "dollar": (
        "sha256_dollar_salt: werkzeug_sha256",
        lambda pw, salt: f"sha256${salt}$" + hmac.digest(salt.encode(), pw.encode(), "sha256").hex(),
        {},
    ),
    "colon": (
        "hex_128_salt: sha512_salt_suffix",
        lambda pw, salt: hashlib.sha512((pw + salt).encode()).hexdigest() + ":" + salt,
        {},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_known_passwords_settle_an_ambiguous_shape(shape):
    works_with, made, neighbours = SHAPES[shape]
    proof = prove(users(made), neighbours=neighbours)
    (row,) = proof.by_format.iter_rows(named=True)
    assert (row["format"], row["kind"], row["works_with"]) == (None, "ambiguous", works_with)
    assert (row["rows"], row["tried"], row["proven"], row["failed"]) == (3, 3, 3, 0)
    assert works_with.split(": ")[1] in row["candidates"].split(", ")
    assert not proof.is_proven
    assert works_with in proof._repr_html_()
    with pytest.raises(DecisionError, match=f"known passwords say `{works_with}`"):
        proof.require_decision(accept_unproven=True)


def test_shapes_are_settled_each_for_itself_and_nothing_is_guessed():
    frame = pl.DataFrame(
        {
            "hash": [
                hashlib.md5(b"a").hexdigest(),
                hashlib.sha256(b"b").hexdigest(),
                hashlib.sha256(hashlib.sha256(b"c").digest()).hexdigest(),
                "ab" * 64,
            ],
            "password": ["a", "b", "c", None],
        }
    )
    proof = prove(frame)
    told = {row["candidates"]: row for row in proof.by_format.iter_rows(named=True)}
    assert told["md5, md4, nt_hash, hmac_md5, nested_digest, lm_hash"]["works_with"] == "hex_32: md5"
    assert told["sha256, hmac_sha256"] | {"candidates": ""} == {
        "format": None,
        "kind": "ambiguous",
        "candidates": "",
        "rows": 2,
        "tried": 2,
        "proven": 0,
        "failed": 0,
        "works_with": None,
    }
    assert told["sha512, hmac_sha512"]["tried"] == 0


def test_where_no_form_verifies_as_it_stands_the_change_is_named_too():
    frame = users(lambda pw, salt: hashlib.sha256((pw + salt).encode()).hexdigest())
    proof = prove(frame, neighbours={"salt": "salt"})
    assert proof.by_format["works_with"].to_list() == [
        "hex_64: sha256, salt.position: suffix instead of prefix works for all 3"
    ]
    assert proof.by_format["proven"].to_list() == [0]


@pytest.fixture
def column(tmp_path):
    """A column of 250,000 hashes of three forms; each tenth has a known password, and the 7th of those is wrong."""
    count = 250_000
    made = hashlib.md5(b"xpass").hexdigest()
    cycle = [f"md5$x${made}", "!", hashlib.md5(b"pass").hexdigest()]
    frame = pl.DataFrame({"id": range(count)}).with_columns(
        hash=pl.col("id").map_elements(lambda one: cycle[one % 3], pl.String),
        password=pl.when(pl.col("id") % 10 == 0).then(pl.when(pl.col("id") == 60).then(pl.lit("?")).otherwise(pl.lit("pass"))),
    )  # fmt: skip
    frame.write_parquet(tmp_path / "users.parquet", row_group_size=10_000)
    return pl.scan_parquet(tmp_path / "users.parquet")


def test_a_lazy_column_is_counted_whole_and_tried_from_its_start(column, tmp_path):
    proof = prove(column, row="id", per_format=3)
    told = proof.by_format.select("format", "kind", "rows", "tried", "proven").rows()
    assert sorted(told, key=str) == [
        ("django_md5", "converted", 83_334, 3, 2),
        ("unusable", "none", 83_333, 0, 0),
        (None, "ambiguous", 83_333, 3, 3),
    ]
    assert proof.failures["row"].to_list() == ["60"]
    eager = prove(column.collect(), row="id", per_format=3)
    assert eager.by_format.equals(proof.by_format)
    assert eager.failures.equals(proof.failures)
    for name, one in (("one", proof), ("two", prove(column, row="id", per_format=3))):
        one.write(tmp_path / name)
        assert Proof.read(tmp_path / name).by_format.equals(proof.by_format)
    for file in ("proof.parquet", "proof-failures.parquet"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_rows_without_an_id_are_named_by_their_number(column):
    assert prove(column, per_format=3).failures["row"].to_list() == ["60"]


def test_what_cannot_be_computed_here_is_not_tried_and_not_called_wrong():
    line = f"$pbkdf2-whirlpool$i=1000,l=64$c2FsdA${base64.b64encode(b'a' * 64).decode().rstrip('=')}"
    proof = prove(pl.DataFrame({"hash": [line], "password": ["pass"]}))
    assert proof.by_format.select("format", "rows", "tried", "failed").rows() == [("auth0_pbkdf2", 1, 0, 0)]
    with pytest.raises(DecisionError, match="auth0_pbkdf2"):
        proof.require_decision(accept_unproven=False)
    assert proof.require_decision(accept_unproven=True) is proof


def test_an_empty_column_proves_nothing():
    proof = prove(pl.DataFrame(schema={"hash": pl.String, "password": pl.String}))
    assert (proof.is_proven, proof.by_format.height, proof.failures.height) == (False, 0, 0)

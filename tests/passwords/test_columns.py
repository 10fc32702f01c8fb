"""A column is converted value for value as one value is, lazily, and counted whole."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.errors import HashError
from userferry.passwords import (
    CUSTOM_PASSWORD_HASH,
    converted,
    hash_findings,
    identify_hash,
    prove_hashes,
    summarise_hashes,
    to_custom_password_hash,
)
from userferry.passwords.columns import without_nulls
from userferry.passwords.partition import GATES
from userferry.passwords.registry import SHAPES

KINDS = {"converted", "ambiguous", "unconvertible", "none"}
PIECES = [
    "$",
    "pbkdf2_sha256$",
    "$2b$10$",
    "{SSHA}",
    "md5$",
    "bcrypt$",
    ":",
    "a" * 32,
    "A" * 43 + "=",
    "!",
    "\n",
    "é",
]
VALUES = st.one_of(
    st.none(),
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.sampled_from([one.pattern for one in SHAPES]).flatmap(
        lambda pattern: st.from_regex(pattern.replace("(?i:", "(?:"), fullmatch=True)
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(VALUES, max_size=5))
def test_a_column_agrees_with_its_values(values):
    frame = pl.DataFrame({"hash": pl.Series(values, dtype=pl.String)})
    told = frame.select(converted(pl.col("hash"))).to_series()
    found = frame.select(hash_findings(pl.col("hash"))).to_series()
    assert told.dtype == CUSTOM_PASSWORD_HASH
    assert len(told) == len(found) == len(values)
    for value, one, finding in zip(values, told, found, strict=True):
        alone = identify_hash(value)
        assert (alone.format, alone.kind, alone.reason or None, alone.way_out or None) == tuple(
            finding.values()
        )[:4]
        assert [list(alone.candidates), list(alone.needs)] == [finding["candidates"], finding["needs"]]
        assert alone.kind in KINDS
        assert value is None or len(value) < 8 or value not in repr(alone)
        assert (one is not None) == (alone.kind == "converted")
        if one is None:
            with pytest.raises(HashError):
                to_custom_password_hash(value)
        else:
            assert to_custom_password_hash(value) == without_nulls(one)
    summary = summarise_hashes(frame["hash"])
    assert summary.counts["rows"].sum() == summary.rows == len(values)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1))
def test_random_strings_are_never_converted(value):
    assert identify_hash(value).kind != "converted"


def test_missing_parts_are_null_and_so_is_what_cannot_be_converted():
    frame = pl.DataFrame({"hash": ["$2b$10$" + "." * 53, "md5$abc$" + "a" * 32, "nonsense", None]})
    told = frame.lazy().select(told=converted(pl.col("hash"))).collect(engine="streaming")["told"]
    assert told.is_null().to_list() == [False, False, True, True]
    assert told.struct.field("salt").is_null().to_list() == [True, False, True, True]
    assert told.struct.field("password").null_count() == 4
    assert told.struct.field("hash").struct.field("key").null_count() == 4


def test_a_salt_may_stand_in_a_column_of_its_own():
    frame = pl.DataFrame({"hash": ["a" * 32, "b" * 32, "short"], "salt": ["x", None, "y"]})
    told = frame.select(told=converted(pl.col("hash"), "md5", salt=pl.col("salt")))["told"]
    assert told.struct.field("salt").to_list() == [
        {"value": "x", "encoding": "utf8", "position": "prefix"},
        None,
        None,
    ]
    assert told.is_null().to_list() == [False, False, True]
    keyed = frame.select(told=converted(pl.col("hash"), "hmac_md5", key=pl.col("salt")))["told"]
    assert keyed.is_null().to_list() == [False, True, True]


def test_the_summary_says_what_tells_a_form_and_what_it_asks_for():
    values = [
        *["$2b$10$" + "." * 53] * 3,
        "bcrypt_sha256$$2b$12$" + "." * 53,
        *["$argon2id$v=19$m=65536,t=3,p=4$" + "A" * 22 + "$" + "A" * 43] * 2,
        "scrypt:16384:8:1$salt$" + "a" * 128,
        "{ssha}" + "A" * 32,
        "$pbkdf2-sha256$29000$" + "A" * 22 + "$" + "A" * 43,
        *["0123456789abcdef" * 2] * 2,
        *["nonsense", "longer nonsense"],
    ]
    summary = summarise_hashes(pl.Series(values))
    told = summary.counts.select("evidence", "rows").rows()
    assert told == [
        ("begins with `$2b$`, cost 10, 60 characters", 3),
        ("begins with `$argon2id$`, memory 65536, time 3, lanes 4, salt of 16 bytes, 97 characters", 2),
        ("begins with `{ssha}`, salt of 4 bytes, 38 characters", 1),
        (
            "begins with `scrypt:`, cost 16384, block size 8, parallelization 1, salt of 4 bytes, 150 characters",
            1,
        ),
        ("begins with `$pbkdf2-sha256$`, rounds 29000, salt of 16 bytes, 87 characters", 1),
        ("32 characters", 2),
        ("8 to 15 characters", 2),
        ("begins with `bcrypt_sha256$$2b$`, cost 12, 74 characters", 1),
    ]
    doubtful = summary.counts.row(by_predicate=pl.col("kind") == "ambiguous", named=True)
    assert doubtful["candidates"] == ["md5", "md4", "nt_hash", "hmac_md5", "nested_digest", "lm_hash"]
    assert doubtful["needs"] == ["salt", "key"]
    shown = summary._repr_html_()
    assert "2 wait for a person to name their form." in shown
    assert "salt, key" in shown
    assert "WARNING: 2 values look like passwords that anybody can read" in shown
    assert not any(part in shown for part in ("0123456789abcdef", "nonsense", "A" * 20, "." * 20))
    named = summarise_hashes(pl.LazyFrame({"hash": values}), "hash", {"hex_32": "nt_hash"})
    assert (named.of("ambiguous"), named.of("converted"), named.rows) == (0, summary.of("converted") + 2, 13)


def test_a_named_form_still_has_to_hold_what_its_pattern_cannot_say():
    """Scrypt's N is a power of two; a pattern does not say that."""
    values = [f"scrypt${cost}$salt$8$1${'A' * 86}==" for cost in (1024, 1000)]
    told = pl.DataFrame({"hash": values}).select(told=converted(pl.col("hash"), "django_scrypt"))["told"]
    assert told.is_null().to_list() == [False, True]


def test_a_dump_without_a_password_column_has_no_value_in_any_row():
    summary = summarise_hashes(pl.LazyFrame({"name": ["a", "b", "c"]}))
    assert repr(summary) == "HashSummary(3 rows: 3 none)"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SHAPES).flatmap(
        lambda known: st.tuples(
            st.just(known), st.from_regex(known.pattern.replace("(?i:", "(?:"), fullmatch=True)
        )
    )
)
def test_what_is_cheap_to_see_is_true_of_every_value(case):
    """A length, first text or sign that a form does not keep would hide its values from it."""
    known, value = case
    frame = pl.DataFrame({"value": [value]})
    if frame.select(pl.col("value").str.contains(known.pattern)).item():
        assert frame.select(GATES[known.name]).item()


def test_an_empty_column_stays_empty():
    frame = pl.DataFrame({"hash": []}, schema={"hash": pl.String})
    assert (
        frame.select(converted(pl.col("hash"))).schema == {"hash": CUSTOM_PASSWORD_HASH} or frame.is_empty()
    )
    assert summarise_hashes(frame["hash"]).rows == 0


def test_a_wrong_form_does_not_pass_the_proof():
    """MD5 of password and salt, claimed to be of salt and password."""
    users = pl.DataFrame(
        {"id": ["u1"], "hash": ["db83469accaad3f4ce851dfd7e2d8aef:JoomlaSalt32"], "pw": ["Correct-Horse-42"]}
    )
    right = prove_hashes(users, hash="hash", password="pw", row="id", format="md5_salt_suffix")
    wrong = prove_hashes(users, hash="hash", password="pw", row="id", format="md5_salt_prefix")
    assert right.is_proven
    assert not wrong.is_proven
    assert wrong.failures["row"].to_list() == ["u1"]
    assert repr(wrong) == "Proof(not proven: 0 of 1 tried, 1 failed)"
    for proof in (right, wrong):
        shown = proof._repr_html_() + repr(proof) + str(proof.by_format) + str(proof.failures)
        assert "Correct-Horse-42" not in shown
        assert "db83469" not in shown

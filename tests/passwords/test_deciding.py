"""A mixed column: each row has one fate, people decide the doubtful shapes, and a column may name each row's form."""

import dataclasses

import polars as pl
import pytest

from userferry.errors import HashError
from userferry.passwords import (
    CUSTOM_PASSWORD_HASH,
    HASH_FINDING,
    convert_hashes,
    hash_findings,
    hash_verdicts,
    identify_hash,
    identify_hashes,
    to_custom_password_hash,
)
from userferry.passwords.cases import decide
from userferry.passwords.columns import without_nulls
from userferry.passwords.deciding import Decision
from userferry.passwords.registry import BY_NAME

BCRYPT = "$2b$10$" + "." * 53
DJANGO = "pbkdf2_sha256$20000$saltsalt$" + "A" * 43 + "="
SSHA = "{SSHA}" + "A" * 32
HEX, HEX_UPPER = "0123456789abcdef" * 2, "0123456789ABCDEF" * 2
BASE64 = "A" * 27 + "="
PHPASS = "$P$B" + "a" * 30
MIXED = [
    *[BCRYPT] * 5,
    *[DJANGO] * 4,
    *[SSHA] * 3,
    *[HEX] * 2,
    HEX_UPPER,
    *[PHPASS] * 2,
    BASE64,
    *["", "  ", "!", None],
    *["garbage", "Ω" * 40, "$2b$10$short"],
] * 20_000
EXACT = {
    ("bcrypt", "converted"): 100_000,
    ("django_pbkdf2_sha256", "converted"): 80_000,
    ("ldap_ssha", "converted"): 60_000,
    (None, "ambiguous"): 80_000,
    ("phpass", "unconvertible"): 40_000,
    ("plaintext", "unconvertible"): 40_000,
    (None, "unconvertible"): 20_000,
    ("unusable", "none"): 60_000,
    (None, "none"): 20_000,
}


@pytest.fixture(scope="module")
def mixed():
    return pl.DataFrame({"row": range(len(MIXED)), "hash": MIXED}).sample(fraction=1, shuffle=True, seed=1)


def counted(findings):
    counts = findings.struct.unnest().group_by("format", "kind").len()
    return {(form, kind): rows for form, kind, rows in counts.iter_rows()}


def test_each_row_of_a_mixed_column_is_counted_once_through_every_door(mixed):
    found = identify_hashes(mixed["hash"])
    assert (found.name, found.dtype, found.null_count()) == ("hash", HASH_FINDING, 0)
    assert counted(found) == EXACT
    streamed = mixed.lazy().select(hash_findings(pl.col("hash")).alias("hash")).collect(engine="streaming")
    assert streamed["hash"].equals(found)

    told = convert_hashes(mixed, "hash")
    lazy = convert_hashes(mixed.lazy(), "hash", into="told")
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect_schema() == {**mixed.schema, "told": CUSTOM_PASSWORD_HASH}
    assert told.columns == ["row", "hash", "custom_password_hash"]
    assert told.select("row", "hash").equals(mixed)
    assert lazy.collect(engine="streaming")["told"].equals(told["custom_password_hash"].alias("told"))
    is_told = told["custom_password_hash"].is_not_null()
    assert (is_told == (found.struct.field("kind") == "converted")).all()
    both = mixed.select(found=hash_verdicts(pl.col("hash"))).unnest("found")
    assert both["finding"].equals(found.alias("finding"))
    assert both["told"].equals(told["custom_password_hash"].alias("told"))


def test_rows_keep_their_own_hash(mixed):
    told = convert_hashes(mixed, "hash")["custom_password_hash"].struct.field("hash").struct.field("value")
    direct = mixed.select(
        kept=pl.when(pl.col("hash").is_in([BCRYPT, SSHA]))
        .then(pl.col("hash"))
        .when(pl.col("hash") == DJANGO)
        .then(pl.lit("$pbkdf2-sha256$i=20000,l=32$c2FsdHNhbHQ$" + "A" * 43))
    )
    assert told.equals(direct["kept"].alias(told.name))


def test_what_stands_beside_a_row_stays_with_it(mixed):
    key = pl.concat_str(pl.lit("key-"), pl.col("row"))
    told = convert_hashes(mixed.lazy(), "hash", {"hex_32": "hmac_md5"}, key=key).collect(engine="streaming")
    keys = told.select(
        "row", "hash", key=pl.col("custom_password_hash").struct.field("hash").struct.field("key")
    )
    hexes = keys.filter(pl.col("hash").is_in([HEX, HEX_UPPER]))
    assert hexes.height == 60_000
    assert hexes.select((pl.col("key").struct.field("value") == key).all()).item()
    assert keys["key"].is_not_null().sum() == 60_000


def test_a_decided_shape_is_converted_and_the_others_as_before(mixed):
    decided = {"hex_32": "nt_hash", "base64_20": "sha1_base64"}
    found = mixed.select(found=hash_findings(pl.col("hash"), decided))["found"]
    assert counted(found) == {key: rows for key, rows in EXACT.items() if key != (None, "ambiguous")} | {
        ("nt_hash", "converted"): 60_000,
        ("sha1_base64", "converted"): 20_000,
    }
    plain, told = convert_hashes(mixed, "hash"), convert_hashes(mixed, "hash", decided)
    before, after = plain["custom_password_hash"], told["custom_password_hash"]
    assert after.is_not_null().sum() == before.is_not_null().sum() + 80_000
    assert after.filter(before.is_not_null()).equals(before.drop_nulls())
    assert without_nulls(told.filter(pl.col("hash") == HEX)["custom_password_hash"][0]) == {
        "algorithm": "md4",
        "hash": {"value": HEX, "encoding": "hex"},
        "password": {"encoding": "utf16le"},
    }


def test_a_decision_may_be_that_nothing_can_be_done():
    frame = pl.DataFrame({"hash": [HEX, BCRYPT]})
    found = frame.select(found=hash_findings(pl.col("hash"), {"hex_32": "nested_digest"})).unnest("found")
    assert found["format"].to_list() == ["nested_digest", "bcrypt"]
    assert found["kind"].to_list() == ["unconvertible", "converted"]
    assert found["way_out"].to_list() == ["reset", None]


def test_a_row_without_the_neighbour_that_its_form_needs_is_unconvertible():
    frame = pl.DataFrame({"hash": [BASE64, BASE64, BCRYPT], "salt": ["c2FsdA==", None, None]})
    choice = {"base64_20": "aspnet_membership_sha1"}
    verdict = hash_verdicts(pl.col("hash"), choice, salt=pl.col("salt"))
    both = frame.select(found=verdict).unnest("found")
    assert both["told"].is_not_null().to_list() == [True, False, True]
    lacking = both["finding"][1]
    assert (lacking["format"], lacking["kind"]) == ("aspnet_membership_sha1", "unconvertible")
    assert (lacking["needs"], "salt" in lacking["reason"]) == (["salt"], True)


@pytest.mark.parametrize(
    ("choice", "neighbours", "words"),
    [
        ({"hex_33": "md5"}, {}, r"No ambiguous shape is called 'hex_33'.*base64_20.*hex_32"),
        ({"bcrypt": "bcrypt"}, {}, "No ambiguous shape is called 'bcrypt'"),
        ({"hex_32": "sha1"}, {}, "32 hex digits cannot be 'sha1'.*md5, md4, nt_hash"),
        ({"hex_32": "no_such"}, {}, "cannot be 'no_such'"),
        ({"hex_32": "hmac_md5"}, {}, "without key"),
        ({"hex_32": "md5"}, {"paprika": "x"}, "Nothing is known by the name paprika"),
    ],
)
def test_a_decision_that_cannot_be_followed_is_refused(choice, neighbours, words):
    frame = pl.DataFrame({"hash": [HEX]})
    with pytest.raises(HashError, match=words):
        convert_hashes(frame, "hash", choice, **neighbours)
    with pytest.raises(HashError, match=words):
        convert_hashes(frame.lazy(), "hash", choice, **neighbours)


def test_a_column_may_name_the_form_of_each_row():
    rows = [
        (HEX, "nt_hash", "nt_hash", "converted"),
        (HEX, "md5", "md5", "converted"),
        (HEX, None, None, "ambiguous"),
        (HEX, "", None, "ambiguous"),
        (HEX, "hex_32", None, "ambiguous"),
        (HEX, "sha1", None, "unconvertible"),
        (HEX, "s3cret-of-another-column", None, "unconvertible"),
        (HEX, "nested_digest", "nested_digest", "unconvertible"),
        (BASE64, "aspnet_membership_sha1", "aspnet_membership_sha1", "unconvertible"),
        (BCRYPT, "bcrypt", "bcrypt", "converted"),
        (BCRYPT, None, "bcrypt", "converted"),
        (BCRYPT, "md5", None, "unconvertible"),
        (PHPASS, "md5", "phpass", "unconvertible"),
        ("", "md5", "unusable", "none"),
        (None, "md5", None, "none"),
        ("garbage", "md5", "plaintext", "unconvertible"),
    ]
    frame = pl.DataFrame(rows, schema=["hash", "type", "format", "kind"], orient="row")
    both = frame.select(found=hash_verdicts(pl.col("hash"), form=pl.col("type"))).unnest("found")
    found = both["finding"].struct.unnest()
    assert found.select("format", "kind").equals(frame.select("format", "kind"))
    assert (both["told"].is_not_null() == (frame["kind"] == "converted")).all()
    assert both["told"].struct.field("algorithm").to_list()[:2] == ["md4", "md5"]
    assert (
        found["reason"][5]
        == "its shape is that of 32 hex digits, and the form named beside it is SHA1 in hex"
    )
    assert found["needs"][8].to_list() == ["salt"]
    assert not any("s3cret" in (text or "") for text in (*found["reason"], *found["way_out"]))
    for value, form, name, kind in rows:
        alone = identify_hash(value, **({} if form is None else {"form": form}))
        assert (alone.format, alone.kind) == (name, kind)


def test_a_row_that_names_its_form_goes_before_the_decision_for_its_shape():
    frame = pl.DataFrame({"hash": [HEX, HEX], "type": ["md5", None]})
    told = convert_hashes(frame, "hash", {"hex_32": "nt_hash"}, form=pl.col("type"))
    assert told["custom_password_hash"].struct.field("algorithm").to_list() == ["md5", "md4"]
    assert to_custom_password_hash(HEX, form="nt_hash") == to_custom_password_hash(HEX, "nt_hash")


def test_a_row_that_the_decided_form_does_not_fit_stays_ambiguous():
    """No form is stricter than its shape today, so one is made of a form that is."""
    lower = dataclasses.replace(BY_NAME["md5"], pattern="^[0-9a-f]{32}$")
    frame = pl.DataFrame({"value": [HEX, HEX_UPPER]}).with_row_index("row")
    cases = list(decide(frame, Decision(by_shape={"hex_32": lower})))
    assert [(case.verdict.format, case.verdict.kind, case.part["row"].to_list()) for case in cases] == [
        ("md5", "converted", [0]),
        (None, "ambiguous", [1]),
    ]


@pytest.mark.parametrize(
    ("value", "needs"),
    [
        (HEX, ("salt", "key")),
        (HEX + ":s", ()),
        (BASE64, ("salt", "key", "rounds")),
        ("A" * 54 + "==", ("salt", "rounds")),
        ("md5" + HEX, ("salt",)),
        (BCRYPT, ()),
        ("", ()),
    ],
)
def test_a_value_asks_for_what_stands_beside_it(value, needs):
    assert identify_hash(value).needs == needs
    assert tuple(identify_hashes(pl.Series([value]))[0]["needs"]) == needs


def test_a_salt_column_of_other_rows_is_no_pepper_of_bcrypt():
    frame = pl.DataFrame({"hash": [BCRYPT, HEX], "salt": ["left over", "of md5"]})
    told = convert_hashes(frame, "hash", {"hex_32": "md5"}, salt=pl.col("salt"))["custom_password_hash"]
    assert told.struct.field("salt").struct.field("value").to_list() == [None, "of md5"]
    assert to_custom_password_hash(BCRYPT, pepper="site")["salt"]["position"] == "suffix"


def test_an_empty_salt_is_no_salt():
    frame = pl.DataFrame({"hash": [HEX, HEX], "salt": ["", "s"]})
    told = convert_hashes(frame, "hash", "md5", salt=pl.col("salt"))["custom_password_hash"]
    assert [one["salt"] and one["salt"]["value"] for one in told] == [None, "s"]
    assert "salt" not in to_custom_password_hash(HEX, "md5", salt="")

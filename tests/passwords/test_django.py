"""The 500 real Django hashes of the demo."""

from pathlib import Path

import polars as pl
import pytest

from userferry.passwords import (
    HashSummary,
    Proof,
    converted,
    hash_findings,
    identify_hash,
    prove_hashes,
    summarise_hashes,
    verify_password,
)

DEMO = Path(__file__).parents[2] / "params" / "demo"


@pytest.fixture(scope="module")
def users():
    dump = pl.read_csv(DEMO / "django.auth_user.csv", infer_schema=False).select(
        user_id="id", hash="password"
    )
    return dump.join(pl.read_csv(DEMO / "django.passwords.csv", infer_schema=False), on="user_id", how="left")


def test_every_row_is_counted_once(users):
    found = users.select(hash_findings(pl.col("hash")).struct.unnest())
    counts = dict(found.group_by("format").len().iter_rows())
    assert counts == {
        "django_pbkdf2_sha256": 300,
        "django_argon2": 50,
        "django_bcrypt": 50,
        "django_bcrypt_sha256": 25,
        "django_md5": 50,
        "unusable": 25,
    }
    assert dict(found.group_by("kind").len().iter_rows()) == {
        "converted": 450,
        "unconvertible": 25,
        "none": 25,
    }


def test_each_convertible_form_verifies(users):
    told = users.with_columns(
        told=converted(pl.col("hash")), form=hash_findings(pl.col("hash")).struct.field("format")
    )
    few = told.filter(pl.col("told").is_not_null()).group_by("form", maintain_order=True).head(2)
    assert few.height == 8
    for row in few.iter_rows(named=True):
        assert verify_password(prune(row["told"]), row["password"]), row["form"]
        assert not verify_password(prune(row["told"]), "~" + row["password"]), row["form"]


def test_rounds_are_read():
    finding = identify_hash("pbkdf2_sha256$20000$abc$" + "A" * 43 + "=")
    assert finding.parameters == {"rounds": 20000}


def prune(told):
    return {k: prune(v) if isinstance(v, dict) else v for k, v in told.items() if v is not None}


def test_the_summary_adds_up_and_names_the_rounds(users):
    summary = summarise_hashes(users["hash"])
    rounds = summary.counts.filter(pl.col("format") == "django_pbkdf2_sha256").select("parameters", "rows")
    assert dict(rounds.iter_rows()) == {
        "rounds=20000": 108,
        "rounds=24000": 68,
        "rounds=30000": 65,
        "rounds=36000": 59,
    }
    assert summary.counts["rows"].sum() == summary.rows == 500
    assert repr(summary) == "HashSummary(500 rows: 450 converted, 25 unconvertible, 25 none)"
    assert summarise_hashes(users.lazy(), "hash").counts.equals(summary.counts)
    assert "$" not in summary._repr_html_()


def test_the_demo_is_proven(users, tmp_path):
    proof = prove_hashes(users, hash="hash", password="password", row="user_id", per_format=3)
    assert proof.is_proven
    assert repr(proof) == "Proof(proven: 12 of 12 tried, 0 failed)"
    assert dict(proof.by_format.select("format", "proven").iter_rows()) == {
        "django_pbkdf2_sha256": 3,
        "django_argon2": 3,
        "django_bcrypt": 3,
        "django_md5": 3,
        "django_bcrypt_sha256": 0,
        "unusable": 0,
    }
    assert "proven" in proof._repr_html_()
    proof.write(tmp_path)
    assert repr(Proof.read(tmp_path)) == repr(proof)


def test_a_summary_is_read_as_it_was_written(users, tmp_path):
    summary = summarise_hashes(users["hash"])
    summary.write(tmp_path)
    assert HashSummary.read(tmp_path).counts.equals(summary.counts)

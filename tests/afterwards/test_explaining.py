"""Every code that a tenant may answer is told in words, with what helps, and with nobody's data."""

import re
from pathlib import Path

import polars as pl
import pytest
from tests.runs.runs_scene import FAST, user

from userferry.afterwards import CAUSES, Explained, explain_failures, find_fixes, word_cause
from userferry.afterwards.explaining import mask_message
from userferry.checks.fixes import FIXES
from userferry.runs import Outcome
from userferry.runs.outcome import ROWS_SCHEMA
from userferry.tenant import complaints, hashforms, landing, rows

DOCUMENTED = [
    "ANY_OF_MISSING",
    "ARRAY_LENGTH_LONG",
    "ARRAY_LENGTH_SHORT",
    "CONFLICT",
    "CONFLICT_EMAIL",
    "CONFLICT_USERNAME",
    "CONNECTION_NOT_FOUND",
    "DUPLICATED_USER",
    "ENUM_MISMATCH",
    "FORMAT",
    "INVALID_TYPE",
    "MAX_LENGTH",
    "MAXIMUM",
    "MFA_FACTORS_FAILED",
    "MIN_LENGTH",
    "MINIMUM",
    "NOT_PASSED",
    "OBJECT_REQUIRED",
    "PATTERN",
]
VALIDATOR = [
    "INVALID_FORMAT",
    "ONE_OF_MISSING",
    "OBJECT_MISSING_REQUIRED_PROPERTY",
    "OBJECT_ADDITIONAL_PROPERTIES",
    "OBJECT_PROPERTIES_MAXIMUM",
    "OBJECT_PROPERTIES_MINIMUM",
]


def outcome_of(*failed, inserted=0):
    """Make an outcome of failed rows: code, message, path."""
    said = [
        {"__row": row, "chunk": 1, "position": row, "outcome": "failed", "code": code, "message": message,
         "path": path, "auth0_user_id": None}
        for row, (code, message, path) in enumerate(failed)
    ]  # fmt: skip
    said += [{"__row": 1_000 + row, "outcome": "inserted"} for row in range(inserted)]
    frame = pl.DataFrame(said, schema=ROWS_SCHEMA)
    return Outcome(frame.lazy(), {}, {}, {}, 1, 1, 0)


@pytest.mark.parametrize("code", [*DOCUMENTED, *VALIDATOR, "JOB_FAILED", "UNKNOWN"])
def test_each_code_has_a_cause_and_a_fix(code):
    cause = word_cause(code)
    assert cause
    for sentence in (cause.meaning, cause.fix):
        assert re.fullmatch(r"[A-Z].+\.", sentence)


def test_the_embedded_tenant_answers_no_code_that_is_not_explained():
    told = {
        code
        for module in (complaints, hashforms, landing, rows)
        for code in re.findall(r'"([A-Z]{3,}(?:_[A-Z]+)*)"', Path(module.__file__).read_text())
    }
    assert {"PATTERN", "NOT_PASSED", "DUPLICATED_USER", "CONFLICT_EMAIL"} < told
    assert told <= CAUSES.keys()


def test_where_the_checks_know_a_rule_they_say_what_helps():
    assert find_fixes("PATTERN", ["passwordHash"]) == (
        f"password_hash: {FIXES['password_hash.format'].otherwise}",
    )
    assert find_fixes("FORMAT", ["identities[0].profileData.email"]) == (
        f"email: {FIXES['email.format'].otherwise}",
    )
    assert find_fixes("ARRAY_LENGTH_LONG", ["mfaFactors"])[0].startswith("mfa_factors: ")
    assert find_fixes("DUPLICATED_USER", [None]) == ()


def test_rows_are_counted_by_code_most_first():
    email = "identities[0].profileData.email"
    found = explain_failures(
        outcome_of(
            ("DUPLICATED_USER", "The user already exist and upsert parameter is false", None),
            *[("INVALID_FORMAT", "Error in …", email)] * 5,
            ("INVALID_FORMAT", "Error in …", "identities[0].profileData.other"),
            (None, None, None),
            inserted=7,
        )
    )
    assert [(each.code, each.rows, each.examples) for each in found.codes] == [
        ("INVALID_FORMAT", 6, (1, 2, 3)),
        ("DUPLICATED_USER", 1, (0,)),
        ("UNKNOWN", 1, (7,)),
    ]
    assert found.codes[0].fix == f"email: {FIXES['email.format'].otherwise}."
    assert sum(each.share for each in found.codes) == pytest.approx(1)
    assert repr(found) == "Explained(8 failed rows, 3 codes)"


def test_an_unknown_code_is_said_so_in_the_tenants_own_words_masked():
    message = "The user Ann Lee <ann.lee@example.com> with 'secret words' and +4930123 was eaten by a Grue"
    found = explain_failures(outcome_of(("EATEN", message, None)))
    line = found.codes[0]
    assert not line.is_known
    assert "not known here" in line.cause
    assert "a•••@example.com" in line.cause
    assert "was eaten by a" in line.cause
    for hidden in ("Ann", "Lee", "secret", "4930123", "ann.lee"):
        assert hidden not in found._repr_html_()
    assert "1 of them not known" in repr(found)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Unable to import factors", "Unable to import factors"),
        ("Object is no address: Bo+x@example.com", "Object is no address: B•••@example.com"),
        ("value “Émile” taken by abc123", "value “•••” taken by •••"),
    ],
)
def test_messages_keep_their_words_and_lose_their_people(message, told):
    assert mask_message(message) == told


def test_nothing_failed_is_said_so(tmp_path):
    found = explain_failures(outcome_of(inserted=2))
    assert found == Explained(0, ())
    assert "No row failed" in found._repr_html_()
    found.write(tmp_path)
    assert Explained.read(tmp_path) == found


def test_a_run_is_explained_and_read_back(begin, session, tmp_path):
    rows = [user(1), user(1, user_id="again"), user(2, email="no address"), user(4, blocked="x")]
    outcome = begin([rows]).send(session, **FAST)
    found = explain_failures(outcome)
    assert found.rows == 3
    assert {each.code: each.examples for each in found.codes} == {
        "DUPLICATED_USER": (1,), "INVALID_FORMAT": (2,), "INVALID_TYPE": (3,)
    }  # fmt: skip
    found.write(tmp_path / "verified")
    assert Explained.read(tmp_path / "verified") == found
    assert (tmp_path / "verified" / "failures.json").stat().st_mode & 0o777 == 0o600

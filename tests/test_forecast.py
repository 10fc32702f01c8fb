"""Before anything is sent each row has a place, and each password a promise."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.checks import check_users
from userferry.conflicts import KeepRule, Resolutions, resolve
from userferry.errors import DecisionError
from userferry.forecast import (
    TIERS,
    Forecast,
    LeftOut,
    PasswordReport,
    estimate_sending,
    find_tier,
    forecast,
    forecast_import,
    forecast_outcomes,
    report_passwords,
)
from userferry.passwords import hash_findings, prove_hashes
from userferry.tenant.tiers import ALLOWANCES

MD5 = {"algorithm": "md5", "hash": {"value": "0" * 32, "encoding": "hex"}}


def found(hashes):
    return hashes.select(pl.col("__row").cast(pl.Int64), "hash", finding=hash_findings(pl.col("hash")))


@pytest.fixture
def foreseen(people):
    kinds = [MD5, MD5, None, MD5, None, MD5]
    users = people.with_columns(pl.Series("custom_password_hash", kinds))
    hashes = pl.LazyFrame(
        {"__row": range(6), "hash": ["md5$s$" + "0" * 32, "!x", None, "?", "!abc", "md5$s$" + "1" * 32]}
    )
    good, failure = check_users(users)
    decided = Resolutions({"email": KeepRule("first"), "username": KeepRule("none")})
    return forecast_import(users, failure, resolve(good, decided), found(hashes))


def test_each_row_has_one_place_and_its_reason(foreseen):
    assert foreseen.standing.select("__row", "place", "reason").rows() == [
        (0, "sent", None),
        (1, "held back", "email: keep first"),
        (2, "refused", "email.missing"),
        (3, "refused", "email.format"),
        (4, "held back", "username: keep none"),
        (5, "held back", "username: keep none"),
    ]


def test_only_those_sent_are_promised_anything(foreseen):
    assert foreseen.standing["promise"].to_list() == ["keeps", None, None, None, None, None]


def test_who_is_left_out_stands_by_name_in_a_file_for_people(foreseen, people, tmp_path):
    """Everybody who is refused or held back, nobody else, no credential; nothing in it is a formula."""
    left = LeftOut.of(
        foreseen, people.with_columns(phone_number=pl.lit("=1+1"), password_hash=pl.lit("$2b$10$x"))
    )
    assert left.people["__row"].to_list() == [1, 2, 3, 4, 5]
    assert left.people.filter(pl.col("place") == "refused")["reason"].to_list() == [
        "email.missing",
        "email.format",
    ]
    assert repr(left) == "LeftOut(5 rows that no run is given)"
    path = left.write(tmp_path)
    written = path.read_text(encoding="utf-8-sig").splitlines()
    assert written[0] == "__row,email,username,phone_number,place,reason,code,gives_way_to"
    assert len(written) == 6
    assert all(",'=1+1," in line for line in written[1:])
    assert "$2b$" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_who_is_held_back_is_listed_with_whom_they_give_way_to(foreseen, people):
    held = pl.DataFrame({"__row": [4, 5], "into": [0, None]}, schema={"__row": pl.Int64, "into": pl.Int64})
    listed = LeftOut.of(foreseen, people, held).people
    email = people.filter(pl.col("__row") == 0).collect()["email"][0]
    assert listed.select("__row", "gives_way_to").rows()[2:] == [(3, None), (4, email), (5, None)]


def test_where_nobody_is_left_out_the_list_says_so(foreseen, people):
    left = LeftOut.of(Forecast(foreseen.standing.filter(pl.col("place") == "sent")), people)
    assert left.people.is_empty()
    assert "Nobody is left out" in left._repr_html_()


def test_whoever_must_reset_is_named_and_needs_a_decision(people):
    users = people.with_columns(pl.lit(None, pl.String).alias("custom_password_hash")).filter(
        pl.col("__row") == 0
    )
    hashes = pl.LazyFrame({"__row": [0], "hash": ["!unusable"]})
    good, failure = check_users(users)
    forecast = forecast_import(users, failure, resolve(good, Resolutions()), found(hashes))
    assert forecast.resets.select("__row", "format").rows() == [(0, "unusable")]
    assert forecast.require_decision(accept_resets=True) is forecast
    with pytest.raises(
        DecisionError,
        match=r"1 users can.t take their password along and would have to reset it \(unusable: 1\)",
    ):
        forecast.require_decision(accept_resets=False)
    with pytest.raises(DecisionError) as stopped:
        forecast.require_decision(accept_resets=False, besides=["no known password proves md5"])
    assert [each.split(";")[0][:20] for each in stopped.value.complaints] == [
        "no known password pr",
        "1 users can't take t",
    ]
    with pytest.raises(DecisionError, match="proves md5"):
        forecast.require_decision(accept_resets=True, besides=["no known password proves md5"])


def test_whom_a_run_leaves_out_meets_nobody_and_is_promised_nothing():
    users = pl.LazyFrame({"__row": range(5), "email": [f"{name}@x.org" for name in "abcd"] + ["none"]})
    left = pl.DataFrame(
        [
            (1, "not sent", "waits", None),
            (2, "failed", "run first", "CONFLICT"),
            (3, "unchanged", "as in first", None),
        ],
        schema={"__row": pl.Int64, "place": pl.String, "reason": pl.String, "code": pl.String},
        orient="row",
    )
    target = pl.DataFrame({"email": ["a@x.org", "b@x.org"], "user_id": ["auth0|1", "auth0|2"]})
    good, failure = check_users(users)
    hashes = found(pl.LazyFrame({"__row": range(5), "hash": ["!"] * 5}))
    forecast = forecast_import(users, failure, resolve(good, Resolutions()), hashes, target=target, left=left)
    assert forecast.places.rows() == [
        (0, "failed", None, "DUPLICATED_USER"),
        (1, "not sent", "waits", None),
        (2, "failed", "run first", "CONFLICT"),
        (3, "unchanged", "as in first", None),
        (4, "refused", "email.format", "INVALID_FORMAT"),
    ]
    assert forecast.unsent.rows() == [(1, "not sent", "waits"), (3, "unchanged", "as in first")]
    assert forecast.resets.is_empty()
    assert repr(forecast).startswith("Forecast(1 of 5 rows will be sent")


def test_it_is_read_back(foreseen, tmp_path):
    foreseen.write(tmp_path)
    assert Forecast.read(tmp_path).standing.equals(foreseen.standing)
    assert repr(foreseen) == "Forecast(1 of 6 rows will be sent, 0 of them without their password)"
    assert "email.missing" in foreseen._repr_html_()


def test_each_password_goes_one_way(people):
    hashes = ["md5$s$" + "0" * 32, "$P$B" + "a" * 30, "0" * 32, "!", None, "sha1$s$" + "0" * 40]
    kept = pl.Series([MD5 if text and text[:2] in ("md", "sh") else None for text in hashes])
    users = people.with_columns(
        custom_password_hash=kept,
        email=pl.format("u{}@example.com", "__row"),
        username=pl.format("u{}", "__row"),
        user_id=pl.format("u{}", "__row"),
    )
    legacy = pl.LazyFrame({"__row": range(6), "hash": hashes})
    good, failure = check_users(users)
    forecast = forecast_import(users, failure, resolve(good, Resolutions()), found(legacy))
    known = pl.DataFrame({"hash": hashes, "password": [None] * 6}, schema_overrides={"password": pl.String})
    report = report_passwords(forecast, prove_hashes(known, hash="hash", password="password"))
    assert report.users.select("way", "format", "users", "proof").rows() == [
        ("bulk import", "django_md5", 1, "not tried"),
        ("bulk import", "django_sha1", 1, "not tried"),
        ("lazy migration", "phpass", 1, None),
        ("a decision", None, 1, None),
        ("reset", "unusable", 1, None),
        ("reset", None, 1, None),
    ]
    assert repr(report) == (
        "PasswordReport(2 of 6 keep their password by bulk import; of the others 1 lazy migration, 1 a decision, 2 reset)"
    )
    assert all(word in report._repr_html_() for word in ("bulk import", "33.3%", "phpass"))


def test_the_password_report_is_read_back(tmp_path):
    users = pl.DataFrame(
        {"way": ["reset"], "format": ["unusable"], "users": [3], "proof": [None], "why": ["x"]}
    )
    PasswordReport(users).write(tmp_path)
    assert PasswordReport.read(tmp_path).of("reset") == 3


FACTOR = [{"totp": {"secret": "JBSWY3DPEHPK3PXP"}}]
NO_FACTORS = {"options": {"mfa": {"active": False}}}


def users_of(*rows):
    schema = {
        **dict.fromkeys(("email", "username", "user_id", "phone_number", "password_hash"), pl.String),
        "custom_password_hash": pl.Struct({"algorithm": pl.String, "hash": pl.Struct({"value": pl.String, "encoding": pl.String})}),
        "mfa_factors": pl.List(pl.Struct({"totp": pl.Struct({"secret": pl.String})})),
    }  # fmt: skip
    return pl.DataFrame(list(rows), schema=schema)


TARGET = pl.DataFrame(
    {
        "user_id": ["auth0|1", "auth0|2", "auth0|3"],
        "email": ["ann@example.com", "bo@example.com", "cy@example.com"],
        "username": ["ann", None, "cy"],
        "logins_count": [0, 4, None],
        "credential": ["custom", "custom", None],
    }
)
NEWCOMERS = users_of(
    {"email": "new@example.com"},
    {"email": "ANN@example.com"},
    {"email": "other@example.com", "username": "Cy"},
    {"email": "another@example.com", "user_id": "2"},
    {"email": "no address"},
    {"email": "ann@example.com", "username": "bo"},
)


@pytest.mark.parametrize(
    ("upsert", "fates"),
    [
        (False, ["inserted", "failed DUPLICATED_USER", "failed DUPLICATED_USER", "failed DUPLICATED_USER", "refused INVALID_FORMAT", "failed DUPLICATED_USER"]),
        (True, ["inserted", "updated", "failed CONFLICT_USERNAME", "failed CONFLICT", "refused INVALID_FORMAT", "failed DUPLICATED_USER"]),
    ],
)  # fmt: skip
def test_a_frame_of_users_and_one_of_those_who_are_there_are_enough(upsert, fates):
    foreseen = forecast(NEWCOMERS, TARGET, upsert=upsert)
    said = pl.concat_str("place", "code", separator=" ", ignore_nulls=True)
    assert foreseen.places.select(said).to_series().to_list() == fates
    assert foreseen.counts()["rows"].sum() == foreseen.rows == 6


def test_without_a_target_everybody_is_new_but_for_each_other():
    places = forecast(NEWCOMERS).places
    assert places["place"].to_list() == ["inserted"] * 4 + ["refused", "failed"]
    assert places["code"].to_list()[-1] == "DUPLICATED_USER"


def test_factors_fail_where_the_connection_has_them_off():
    users = users_of({"email": "a@example.com", "mfa_factors": FACTOR}, {"email": "ann@example.com", "mfa_factors": FACTOR}, {"email": "b@example.com"})  # fmt: skip
    places = forecast(users, TARGET, connection=NO_FACTORS, upsert=True).places
    assert places.select("place", "code").rows() == [
        ("failed", "MFA_FACTORS_FAILED"), ("failed", "MFA_FACTORS_FAILED"), ("inserted", None),
    ]  # fmt: skip
    assert forecast(users, TARGET, upsert=True).places["place"].to_list() == [
        "inserted",
        "updated",
        "inserted",
    ]


def test_whether_a_custom_hash_is_taken_is_said_as_far_as_it_can_be_known():
    custom = {"algorithm": "md5", "hash": {"value": "0" * 32, "encoding": "hex"}}
    emails = ["new@example.com", "ann@example.com", "bo@example.com", "cy@example.com"]
    users = users_of(*({"email": email, "custom_password_hash": custom} for email in emails))
    standing = forecast(users, TARGET, upsert=True).standing
    # of the second the tenant holds a custom hash that nobody used; the third has logged in; of the last nobody knows
    assert standing.select("outcome", "code", "promise", "is_doubtful").rows() == [
        ("inserted", None, "keeps", False),
        ("updated", None, "keeps", False),
        ("failed", "CONFLICT", None, False),
        ("failed", "CONFLICT", None, True),
    ]
    assert "1 of those that fail bring a custom hash" in forecast(users, TARGET, upsert=True)._repr_html_()
    assert "custom hash" not in forecast(users, TARGET)._repr_html_()


def test_who_is_updated_keeps_the_tenants_own_password():
    bcrypt = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
    users = users_of(
        {"email": "ann@example.com", "password_hash": bcrypt},
        {"email": "bo@example.com"},
        {"email": "new@example.com", "password_hash": bcrypt},
        {"email": "newer@example.com"},
    )
    foreseen = forecast(users, TARGET, upsert=True)
    assert foreseen.standing["promise"].to_list() == ["stays", "stays", "keeps", "resets"]
    assert foreseen.promises["__row"].to_list() == [2, 3]
    proof = prove_hashes(pl.DataFrame(schema={"hash": pl.String, "password": pl.String}), hash="hash", password="password")  # fmt: skip
    report = report_passwords(foreseen, proof)
    assert [report.of(way) for way in ("bulk import", "reset", "the tenant's own")] == [1, 1, 2]
    with pytest.raises(
        DecisionError, match=r"1 users can.t take their password along and would have to reset it \(none: 1\)"
    ):
        foreseen.require_decision(accept_resets=False)


IDENTIFIERS = st.fixed_dictionaries(
    {
        "email": st.sampled_from(["a@example.com", "A@example.com", "b@example.com", "c@example.com", "d d"]),
        "username": st.sampled_from([None, "ann", "Ann", "bo", "cy"]),
        "user_id": st.sampled_from([None, "1", "2", "3"]),
        "phone_number": st.sampled_from([None, "+15550001", "+15550002"]),
        "custom_password_hash": st.sampled_from([None, {"algorithm": "md5", "hash": {"value": "0" * 32, "encoding": "hex"}}]),
        "mfa_factors": st.sampled_from([None, FACTOR]),
    }
)  # fmt: skip
HELD = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["ann", "bo", "x"]), st.sampled_from("1234"), st.sampled_from(["custom", None])),
    max_size=3, unique_by=(lambda row: row[0], lambda row: row[1], lambda row: row[2]),
)  # fmt: skip


def held_of(rows):
    return pl.DataFrame(
        [(f"{letter}@example.com", name, f"auth0|{number}", kind) for letter, name, number, kind in rows],
        schema=dict.fromkeys(("email", "username", "user_id", "credential"), pl.String), orient="row",
    )  # fmt: skip


@settings(max_examples=40)
@given(rows=st.lists(IDENTIFIERS, max_size=6), held=HELD, upsert=st.booleans(), is_off=st.booleans())
def test_it_says_the_same_as_the_outcomes_row_by_row(rows, held, upsert, is_off):
    users, target = users_of(*rows), held_of(held)
    asked = {"connection": NO_FACTORS if is_off else None, "upsert": upsert}
    outcomes = forecast_outcomes(users, target, **asked).rows
    places = forecast(users, target, **asked).places
    assert places.select("__row", "place").rows() == outcomes.select("__row", "outcome").rows()
    for code, codes in zip(places["code"], outcomes["codes"].to_list(), strict=True):
        assert (code in codes) if codes else (code is None)


@settings(max_examples=40)
@given(rows=st.lists(IDENTIFIERS, max_size=8), held=HELD, upsert=st.booleans(), is_off=st.booleans())
def test_who_is_kept_is_foreseen_as_the_outcomes_foresee_it(rows, held, upsert, is_off):
    users, target = users_of(*rows).with_row_index("__row").cast({"__row": pl.Int64}).lazy(), held_of(held)
    connection = NO_FACTORS if is_off else None
    good, failure = check_users(users, connection)
    renaming = KeepRule("first", rename="{username}{n}")
    kinds = {"email": KeepRule("last"), "user_id": KeepRule("first"), "username": renaming, "phone_number": KeepRule("none")}  # fmt: skip
    resolved = resolve(good, Resolutions(kinds))
    legacy = pl.LazyFrame(schema={"__row": pl.Int64, "finding": found(pl.DataFrame({"__row": [0], "hash": ["x"]})).schema["finding"]})  # fmt: skip
    foreseen = forecast_import(users, failure, resolved, legacy, target=target, connection=connection, upsert=upsert)  # fmt: skip
    outcomes = forecast_outcomes(resolved.kept, target, connection=connection, upsert=upsert).rows
    sent = foreseen.standing.filter(pl.col("place") == "sent")
    assert sent.select("__row", "outcome").rows() == outcomes.select("__row", "outcome").rows()
    assert [[code] if code else [] for code in sent["code"]] == outcomes["codes"].to_list()
    assert foreseen.places["place"].null_count() == 0


def test_a_column_of_another_type_collides_with_nobody():
    places = forecast(pl.DataFrame({"email": [1, 2], "username": ["ann", "bo"]}), TARGET).places
    assert places["place"].to_list() == ["refused", "refused"]


def test_rows_that_fit_no_file_are_refused(foreseen):
    too_large = pl.DataFrame({"__row": [0], "bytes": [9], "rule": ["user.too_large"], "code": ["413"]})
    refused = foreseen.refusing(too_large)
    assert refused.places.row(0) == (0, "refused", "user.too_large", "413")
    assert refused.promises.is_empty()
    assert refused.standing[1:].equals(foreseen.standing[1:])
    assert refused.refusing(too_large[:0]) is refused


def test_what_was_checked_is_what_may_be_sent(people, foreseen):
    made_from = {"dump": "d" * 64, "target": "rehearsal", "connection": "db", "upsert": "false", "users": "not read"}  # fmt: skip
    checked = Forecast(foreseen.standing, made_from)
    assert checked.digests == {"dump": "d" * 64}
    assert checked.require_same(target="rehearsal", connection="db", upsert=False) is checked
    with pytest.raises(DecisionError) as caught:
        checked.require_same(target="acme.eu.auth0.com", connection="other", upsert=True)
    assert len(caught.value.complaints) == 3
    assert "what was checked is for `rehearsal`; put that back, or run 03-conflicts and 04-check again" in str(caught.value)  # fmt: skip
    assert "users of the target were not read" in checked._repr_html_()
    # one that was made before anybody asked a target can still be sent
    assert foreseen.require_same(target="a", connection="b", upsert=True) is foreseen


def test_a_tier_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(DecisionError, match="`tier` is 'gold'; it is one of free, production, enterprise"):
        find_tier("gold")


def test_the_jobs_of_an_import_take_as_long_as_the_busier_of_two_lanes():
    assert (
        str(estimate_sending([1_000] * 16, TIERS["production"])) == "about 7 to 10 minutes at production pace"
    )
    assert str(estimate_sending([450], TIERS["free"])) == "about 1 to 3 minutes at free pace"
    assert (
        str(estimate_sending([1_100] * 9_000, TIERS["enterprise"]))
        == "about 20 to 32 hours at enterprise pace"
    )
    one, two = (estimate_sending([1_000] * files, TIERS["free"]) for files in (1, 2))
    assert (one.longest_seconds, one.shortest_seconds) == (two.longest_seconds, two.shortest_seconds)
    assert estimate_sending([], TIERS["free"]).jobs == 0


def test_the_paces_hold_those_of_the_embedded_tenant():
    for name, numbers in ALLOWANCES.items():
        assert TIERS[name].slowest < numbers.users_per_second < TIERS[name].fastest
    assert list(TIERS) == list(ALLOWANCES)

"""A script's profile is what a bulk import would have made of the row, for whole mappings."""

import json
import shutil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.dumps import read_dump
from userferry.errors import DecisionError
from userferry.mapping import Beside, ColumnRule, HashRule, Mapping, Step
from userferry.scripts import MAX_BYTES, call_scripts
from userferry.scripts.naming import namespaced
from userferry.scripts.profile import write_profile
from userferry.scripts.twins import bulk_twins
from userferry.tenant.rows import UsernameBounds, judge_row

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")


def profiles(frame, mapping):
    """Give what Node makes of each row, and what an import's file would hold."""
    code = write_profile(mapping)
    rows = frame.drop("__row", strict=False).iter_rows(named=True)
    answers = call_scripts(code.code, [[row] for row in rows], style="value")
    assert not [answer for answer in answers if answer.error], answers[0]
    twins = bulk_twins(frame, mapping, code.left_out).collect()
    return code, [answer.result for answer in answers], [json.loads(text) for text in twins["profile"]]


def test_every_row_of_the_demo_has_its_twin(project):
    mapping = namespaced(Mapping.read(project / "params" / "demo.mapping.yml"), "Legacy Shop")
    legacy = read_dump(project / "params" / "demo" / "django.auth_user.csv").frame.collect()
    code, found, twins = profiles(legacy, mapping)
    assert found == twins
    assert len(found) == 500
    assert {profile["user_id"].partition("|")[0] for profile in found} == {"LegacyShop"}
    assert not any("password" in name for profile in found for name in profile)
    assert code.left_out == ()
    assert len(code.code.encode()) < MAX_BYTES / 10


FACTORS = Step("factors", {"totp": "otp", "phone": "tel", "email": "mail2"})
TIDY = Step("factors", {"totp": "otp", "phone": "tel", "email": "mail2", "tidy": True, "only_valid": True})
NESTED = (
    ColumnRule("mail", "email", ("email",)),
    ColumnRule("id", "user_id", (Step("prefix", "shop|"),)),
    ColumnRule("plan", "app_metadata.shop.plan", (Step("values", {"g": "gold", "s": "silver", "?": None}), Step("default", "free"))),
    ColumnRule("paid", "app_metadata.shop.bill.paid", ("decimal",)),
    ColumnRule("logins", "app_metadata.logins", ("integer",)),
    ColumnRule("odd", "user_metadata.__proto__.a-b"),
    ColumnRule("name it's", "user_metadata.1", (Step("template", "{name it's} \"{id}\""),)),
    ColumnRule("otp", "mfa_factors", (FACTORS,)),
    ColumnRule("tel"),
    ColumnRule("mail2"),
)  # fmt: skip
CELLS = st.none() | st.sampled_from(
    ["", " ", "g", "?", "7", "-0", "0.5", "-0.0", "ab2c ====", "AB2C", "+49 30 1", "0049301234567", "a@b.example", "é\u200b@b.example"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)  # fmt: skip


@pytest.mark.parametrize("factors", [FACTORS, TIDY], ids=["as they are", "tidied"])
@settings(max_examples=15)
@given(data=st.data())
def test_nested_metadata_and_factors_are_written_alike(data, factors):
    names = [rule.column for rule in NESTED]
    rows = data.draw(st.lists(st.tuples(*(CELLS for _ in names)), min_size=30, max_size=60))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    _, found, twins = profiles(frame, Mapping(NESTED).change("otp", transforms=(factors,)))
    assert found == twins
    # `==` holds true and 1 for the same
    assert [json.dumps(one, sort_keys=True).count("true") for one in found] == [
        json.dumps(one, sort_keys=True).count("true") for one in twins
    ]


def test_a_row_that_holds_nothing_is_an_empty_profile():
    frame = pl.DataFrame(
        {rule.column: [None, ""] for rule in NESTED},
        schema_overrides={rule.column: pl.String for rule in NESTED},
    )
    mapping = Mapping(NESTED).change("plan", target=None, transforms=())
    _, found, twins = profiles(frame, mapping)
    assert found == twins == [{}, {}]


def test_what_has_no_equal_is_left_out_of_both():
    rules = (
        ColumnRule("mail", "email", (Step("expression", "value.str.to_lowercase()"),)),
        ColumnRule("a", "user_metadata.a", (Step("expression", "value + '!'"),)),
        ColumnRule("b", "user_metadata.b", (Step("extract", r"(?x) ( b )"),)),
        ColumnRule("c", "user_metadata.c", (Step("json_path", "$..c\u2028\n"),)),
        ColumnRule("d", "user_metadata.d", (Step("datetime", "%a %d %b %Y"),)),
        ColumnRule("e", "user_metadata.e"),
        ColumnRule("f", "roles"),
        ColumnRule("h", "user_metadata.h", (Step("extract", "^((?:[a-z]+ ?)+)!"),)),
        ColumnRule("g", "custom_password_hash", hash=HashRule({}, {"salt": Beside(env="NO_SUCH_VARIABLE")})),
    )
    frame = pl.DataFrame({rule.column: ["x"] for rule in rules})
    code, found, twins = profiles(frame, Mapping(rules))
    assert [one.what for one in code.left_out] == [
        "email", "user_metadata.a", "user_metadata.b", "user_metadata.c", "user_metadata.d", "roles",
        "user_metadata.h",
    ]  # fmt: skip
    assert all(one.reason and one.way_out for one in code.left_out)
    assert found == twins == [{"user_metadata": {"e": "x"}}]
    assert all(f"// Not in the profile: {one.what}" in code.code for one in code.left_out)


def test_only_what_is_used_is_in_the_code():
    code = write_profile(Mapping((ColumnRule("mail", "email", ("trim",)),))).code
    functions = [line.split("(")[0] for line in code.splitlines() if line.startswith("function ")]
    assert functions == [
        f"function {name}" for name in ("filled", "followSteps", "trimSpace", "withoutNulls", "toProfile")
    ]


def test_a_mapping_that_cannot_be_followed_is_refused():
    with pytest.raises(DecisionError, match="no column becomes `email`"):
        write_profile(Mapping((ColumnRule("id", "user_id"),)))


def ids(mapping):
    frame = pl.DataFrame({"mail": ["ann@example.com"], "id": ["7"]})
    return json.loads(bulk_twins(frame, mapping).collect()["profile"].item())


def test_an_id_begins_with_its_connection():
    plain = Mapping((ColumnRule("mail", "email"), ColumnRule("id", "user_id", ("lower", "trim"))))
    named = namespaced(plain, " Legacy\u00a0Users ")
    user = ids(named)
    assert user["user_id"] == "legacyusers|7"  # the mapping writes ids small
    assert judge_row(user, UsernameBounds()) == []
    assert namespaced(named, "Other") == named
    own = plain.change("id", transforms=(Step("prefix", "old-"),))
    assert namespaced(own, "Other") == own


def test_an_id_that_a_name_would_spoil_is_refused():
    mail = ColumnRule("mail", "email")
    with pytest.raises(DecisionError, match="no column becomes `user_id`"):
        namespaced(Mapping((mail, ColumnRule("id"))), "Shop")
    table = Step("values", {"7": "seven"})
    with pytest.raises(DecisionError, match="`values` of `id` would read"):
        namespaced(Mapping((mail, ColumnRule("id", "user_id", (table,)))), "Shop")

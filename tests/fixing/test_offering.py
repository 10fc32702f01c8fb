"""Each rule that has a fix: a dump that breaks it, the offer with its counts, and what it does once it is taken."""

import time
from collections import defaultdict

import orjson
import polars as pl
import pytest
from tests.fixing.broken_dumps import CASES, TRIM, only_valid, replace

from userferry.api import Session, create_import, get_job_errors, wait_for_job
from userferry.checks import check_users, find_notices
from userferry.checks.fixes import FIXES, fixes_of
from userferry.chunks import json_line
from userferry.errors import DecisionError
from userferry.fixing import Fixes, apply_fix, offer_fixes, offer_targets
from userferry.forms import SPACE
from userferry.mapping import ColumnRule, Mapping, Step, apply_mapping, require_fit
from userferry.tenant import LocalTenant

NAMED = [f"{case.rule}, {case.change}"[:70] for case in CASES]


def offer_of(case, fixes):
    """Find the offer of a case's change."""
    found = {
        repr(one.change.target if one.change.moves else one.change.steps): one
        for one in fixes.offers
        if case.rule in one.rules
    }
    assert repr(case.change) in found, list(found)
    return found[repr(case.change)]


def checked(dump, mapping, connection=None):
    """Say which rows are taken, and which broken: refused, or changed by the tenant."""
    good, failure = check_users(apply_mapping(dump, mapping), connection)
    return set(good.collect()["__row"]), set(failure.findings["__row"])


@pytest.mark.parametrize("case", CASES, ids=NAMED)
def test_a_fix_is_offered_with_what_it_does_and_does_that(case, tmp_path):
    dump = case.dump()
    fixes = offer_fixes(dump, case.mapping, case.connection)
    offer = offer_of(case, fixes)
    assert (offer.repairs, offer.empties, offer.collides) == (case.repairs, case.empties, case.collides)
    assert (offer.column, offer.attribute) == ("x", case.target)
    assert 0 < offer.mends <= offer.rows <= dump.height
    assert case.rule in offer.reason
    assert f"{offer.repairs or offer.mends} row" in offer.reason

    fixed = apply_fix(case.mapping, offer)
    fixed.write(tmp_path / "fixed.yml")
    replayed = Mapping.read(tmp_path / "fixed.yml")
    assert replayed == fixed
    assert offer.reason in replayed.rules[0].reason
    require_fit(dump, replayed)
    good, refused = checked(dump, replayed, case.connection)
    assert fixes.refused - len(refused) == offer.repairs
    assert len(good) + len(refused) == dump.height
    if not case.mapping.complaints():
        before, _ = checked(dump, case.mapping, case.connection)
        assert before <= good
        assert len(good - before) == offer.repairs


def test_each_rule_that_has_a_fix_is_among_those_tried_here():
    tried = {case.rule for case in CASES} | {"mfa_factors.factor"}
    assert {rule for rule, one in FIXES.items() if one.fixes} <= tried
    assert all(fixes_of(case.rule).fixes for case in CASES)


def broken_rows(dump, case):
    """List the rows that break the case's rule; of a target that cannot be followed all."""
    if case.mapping.complaints():
        return dump["__row"].to_list()
    users = apply_mapping(dump, case.mapping)
    _, failure = check_users(users, case.connection)
    noticed = find_notices(users, case.connection).collect()
    found = pl.concat([one.select("__row", "rule") for one in (failure.findings, noticed)])
    return found.filter(rule=case.rule)["__row"].to_list()


def test_the_tenant_takes_every_row_that_was_repaired():
    jobs = defaultdict(list)
    for number, case in enumerate(CASES):
        dump = case.dump(f"m{number}")
        fixes = offer_fixes(dump, case.mapping, case.connection)
        fixed = apply_fix(case.mapping, offer_of(case, fixes))
        good, _ = check_users(apply_mapping(dump, fixed), case.connection)
        good = good.filter(pl.col("__row").is_in(broken_rows(dump, case)))
        lines = good.select(json_line(good.collect_schema()).alias("line")).collect()["line"]
        assert len(lines) >= case.repairs
        jobs[orjson.dumps(case.options)] += lines.to_list()
    with LocalTenant() as tenant:
        session = Session(tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret)
        for place, (options, lines) in enumerate(jobs.items()):
            connection = tenant.add_connection(f"fixed-{place}", options=orjson.loads(options))
            users = f"[{','.join(lines)}]".encode()
            job = create_import(
                session, connection_id=connection, users=users, upsert=False, external_id=str(place)
            )
            done = wait_for_job(session, job.id, poll_seconds=0.02, sleep=time.sleep)
            assert [one.errors for one in get_job_errors(session, job.id).rows] == []
            assert done.summary.inserted == len(lines)


def mapped(**columns):
    """Map columns: each to an attribute, or to an attribute and its steps."""
    rules = [
        (name, said) if isinstance(said, tuple) else (name, (said, ())) for name, said in columns.items()
    ]
    return Mapping(tuple(ColumnRule(name, target, tuple(steps)) for name, (target, steps) in rules))


def frame(**columns):
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def test_where_two_rules_are_broken_the_fixes_repair_together_what_neither_does_alone():
    dump = frame(mail=["", "", "bo@x.co"], login=["ann@x.co", "cy", "bo"])
    mapping = mapped(mail="email", login="username")
    fixes = offer_fixes(dump, mapping)
    assert [(one.change.steps, one.mends, one.repairs) for one in fixes.offers] == [
        ((Step("coalesce", ["login"]),), 1, 0),
        (only_valid("username"), 1, 0),
    ]
    assert (fixes.together, fixes.repairs) == (fixes.offers, 1)
    assert [(one.rule, one.rows) for one in fixes.remainders] == [("email.format", 1)]
    for offer in fixes.together:
        mapping = apply_fix(mapping, offer)
    users = apply_mapping(dump, mapping).collect()
    assert users.select("email", "username").row(0) == ("ann@x.co", None)
    assert "mends 1 row once another rule is mended: email.missing" in mapping.rules[0].reason


def test_what_safer_changes_mend_is_offered_once_and_contradicting_ones_are_not_taken_together():
    dump = frame(mail=["a@x.co"] * 3, id=["x 1 ", " 2", "3"])
    fixes = offer_fixes(dump, mapped(mail="email", id="user_id"))
    assert [one.change.steps for one in fixes.offers] == [TRIM, replace(SPACE)]
    dump = frame(mail=["a@x.co"], x=["y"])
    fixes = offer_fixes(dump, mapped(mail="email", x="app_metadata.email"))
    assert [one.change.target for one in fixes.offers] == ["app_metadata.legacy_email", None]
    assert [one.change.target for one in fixes.together] == ["app_metadata.legacy_email"]


def test_what_the_tenant_only_changes_is_offered_apart():
    dump = frame(mail=["A @x.co", "B@x.co", "c@x.co"], login=["a", "bo", "CY CY"])
    fixes = offer_fixes(dump, mapped(mail="email", login="username"))
    assert [(one.change.steps, one.is_refused) for one in fixes.offers] == [
        (replace(r"\s*@\s*", "@"), True),
        (only_valid("username"), True),
        (("lower",), False),
    ]
    assert (fixes.chosen, fixes.repairs) == ((0, 1), 2)
    assert fixes.offers[2].reason == "mends 1 row that the tenant would change: email.case"
    assert fixes.offers[2].changes == 1, "the address that is refused is written small too"


def test_other_values_that_change_and_those_that_are_then_anothers_are_counted():
    dump = frame(
        mail=[f"{n}@x.co" for n in range(5)],
        login=["ann ", "ann", "be\x07a", "bea", "cy"],
        name=["a", "b ", "c", "d", "e"],
    )
    mapping = mapped(mail="email", login="username", name="user_metadata.name")
    first, second = offer_fixes(dump, mapping).offers
    assert (first.change.steps, first.repairs, first.changes, first.collides) == (
        ("strip_invisible",),
        1,
        0,
        1,
    )
    assert (second.change.steps, second.repairs, second.changes, second.collides) == (TRIM, 1, 0, 1)
    zero = "\u200b"
    dump = frame(mail=["a\x07@x.co", f"b{zero}@x.co", f"{zero}c@x.co"], n=["1", "2", "3"])
    (offer,) = offer_fixes(dump, mapped(mail="email", n="user_id")).offers
    assert (offer.repairs, offer.changes, offer.collides) == (1, 2, 0)
    dump = frame(mail=["A@x.co", "a@x.co"])
    (offer,) = offer_fixes(dump, mapped(mail="email")).offers
    assert (offer.mends, offer.collides) == (1, 0), "the tenant compares addresses in lower case already"


def test_a_change_that_would_have_the_tenant_refuse_a_row_is_not_offered():
    finished = Step(
        "expression", 'pl.when(value.str.starts_with(" ")).then(value + "@x.co").otherwise(value)'
    )
    mapping = mapped(mail=("email", [finished, "lower", Step("only_valid", "email")]), x=None)
    dump = frame(mail=["a@x.co", " b"], x=["", ""])
    assert offer_fixes(dump, mapping).offers == ()
    cut = Step(
        "expression",
        'pl.when(value.str.starts_with(" ")).then(value.str.slice(1) + "@x.co").otherwise(value)',
    )
    mapping = mapped(mail=("email", [cut]))
    assert offer_fixes(frame(mail=[" c@x.co"]), mapping).offers[0].change.steps == TRIM
    assert offer_fixes(frame(mail=[" c@x.co", " a"]), mapping).offers == (), (
        "trimmed, the second has no address"
    )


def test_a_change_that_leaves_values_that_no_step_reads_is_not_offered():
    mapping = mapped(mail="email", x="blocked")
    dump = frame(mail=["a@x.co", "b@x.co"], x=["1", "maybe"])
    fixes = offer_fixes(dump, mapping)
    assert (fixes.offers, fixes.refused) == ((), 2)
    assert "say by `values`" in fixes.remainders[0].otherwise
    assert offer_fixes(frame(mail=["a@x.co"], x=["1"]), mapping).offers[0].change.steps == ("boolean",)
    table = Step("values", {"a ": "a", " c": "c d", "c": "c"})
    mapping = mapped(mail="email", x=("user_id", [table]))
    assert offer_fixes(frame(mail=["a@x.co"], x=[" c"]), mapping).offers[0].change.steps == TRIM
    fixes = offer_fixes(frame(mail=["a@x.co", "b@x.co"], x=[" c", "a "]), mapping)
    assert [one.change.steps for one in fixes.offers] == [only_valid("user_id")], "the table knows no `a`"


def test_fixes_that_harm_only_together_are_not_taken_together():
    """A row that is taken for its blank or for a sign that nobody sees is refused once it has neither."""
    bad = """pl.when(value.str.contains("[\\x07\\t]")).then(pl.lit("a b"))"""
    good = """.when(value.str.contains("[ \\u200b]")).then(value.str.replace_all("[ \\u200b]", ""))"""
    steps = [Step("expression", f'{bad}{good}.otherwise(value + " x")')]
    dump = frame(mail=["a@x.co", "b@x.co", "c@x.co"], id=[" k\u200b", "\x07m m", "\tn n"])
    fixes = offer_fixes(dump, mapped(mail="email", id=("user_id", steps)))
    assert [(one.change.steps, one.repairs) for one in fixes.offers] == [(("strip_invisible",), 1), (TRIM, 1)]
    assert (fixes.chosen, fixes.repairs) == ((0,), 1)
    assert [(one.rule, one.rows) for one in fixes.remainders] == [("user_id.space", 1)]


@pytest.mark.parametrize("column", ["pwd_hash", "salt", "otp_secret"])
def test_a_credential_is_sent_nowhere_else(column):
    dump = frame(mail=["a@x.co"], **{column: ["x"]})
    for target in (column, f"app_metadata.{column}$", "custom_password_hash.salt"):
        fixes = offer_fixes(dump, mapped(mail="email", **{column: target}))
        assert fixes.offers == ()
        assert fixes.refused == 1


def test_a_second_column_of_hashes_is_left_to_a_person():
    hashes = ["$2b$12$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"]
    dump = frame(mail=["a@x.co"], old=hashes, new=hashes)
    fixes = offer_fixes(dump, mapped(mail="email", old="password_hash", new="custom_password_hash"))
    assert fixes.offers == ()
    assert {one.rule for one in fixes.remainders} == {"password_hash.format", "password.twice"}


def test_a_step_that_is_there_already_is_told_what_is_new():
    dump = frame(mail=["", "b@x.co"], more=["", ""], login=["a@x.co", ""], name=["x" * 301, "y"])
    steps = [Step("coalesce", {"columns": ["more"]})]
    mapping = mapped(
        mail=("email", steps),
        more=None,
        login=("username", only_valid("username")),
        name=("name", [Step("shorten", 400)]),
    )
    for offer in offer_fixes(dump, mapping).together:
        mapping = apply_fix(mapping, offer)
    rules = {rule.column: rule.transforms for rule in mapping.rules}
    assert rules["mail"] == (Step("coalesce", ["more", "login"]),)
    assert rules["name"] == (Step("shorten", 300),)


def test_numbers_get_the_code_of_the_country_that_the_others_name():
    numbers = ["+44 20 7946 0000", "+491701234567", "0049 170 1234568", "0170 1234569", "call me"]
    dump = frame(mail=[f"{n}@x.co" for n in range(5)], tel=numbers)
    fixes = offer_fixes(dump, mapped(mail="email", tel="phone_number"))
    assert [one.change.steps for one in fixes.offers] == [
        ("international",),
        (Step("country_code", "DE"),),
        only_valid("e164"),
    ]
    assert "those of DE: so are 2 of 3 that have one" in fixes.offers[1].words
    nowhere = offer_fixes(
        dump.filter(~pl.col("tel").str.contains("^[+]|^00")), mapped(mail="email", tel="phone_number")
    )
    assert [one.change.steps for one in nowhere.offers] == [only_valid("e164")]


def test_a_connections_own_refusal_has_no_fix():
    fixes = offer_fixes(frame(mail=["a@x.co"]), mapped(mail="email"), {"strategy": "waad"})
    assert fixes.offers == ()
    assert fixes.remainders[0].otherwise == "it is a setting of the connection: change it there"
    with pytest.raises(DecisionError, match="no column becomes `email`"):
        offer_fixes(frame(x=["a"]), mapped(x="name"))


def test_where_nothing_is_broken_nothing_is_offered():
    fixes = offer_fixes(frame(mail=["a@x.co"]), mapped(mail="email"))
    assert (fixes, repr(fixes)) == (Fixes(0), "Fixes(0 fixes; together they repair 0 of 0 refused rows)")
    assert "No row is refused" in fixes._repr_html_()


def test_fixes_are_read_back_and_hold_no_value(tmp_path):
    dump = frame(mail=["ann.lee @x.co", "<b>@x", "Cy@x.co"], x=["1", "2", "3"])
    fixes = offer_fixes(dump, mapped(mail="email", x="app_metadata.user_id"))
    fixes.write(tmp_path)
    assert Fixes.read(tmp_path) == fixes
    assert "ann.lee" not in (tmp_path / "fixes.json").read_text()
    assert "takes white space before and after the @ away" in fixes._repr_html_()
    assert "nothing here can know the right address" in fixes._repr_html_()


def test_a_fix_of_another_dump_is_said():
    fixes = offer_fixes(frame(mail=["a @x.co"]), mapped(mail="email"))
    with pytest.raises(DecisionError, match="has no column `mail`"):
        apply_fix(mapped(address="email"), fixes.offers[0])


def test_who_takes_a_fix_stands_beside_it_and_what_was_said_before_stays():
    mapping = mapped(mail="email").change("mail", reason="98%: by its name", accepted="Bo")
    (offer,) = offer_fixes(frame(mail=["a @x.co"]), mapping).offers
    fixed = apply_fix(mapping, offer, accepted_by="Ann")
    assert fixed.rules[0].reason == "98%: by its name; repairs 1 row the tenant would refuse: email.format"
    assert fixed.rules[0].accepted == "Ann"
    assert apply_fix(fixed, offer) == fixed


def test_what_a_fix_does_is_said_in_words():
    dump = frame(mail=["ann@x.co", "b@x.co", "c@x.co"], login=["a n n", "x y", "xy "])
    offers = offer_fixes(dump, mapped(mail="email", login="username")).offers
    assert [one.effect for one in offers] == [
        "repairs 1 of 3 rows",
        "repairs 3 of 3 rows; leaves 3 values out",
    ]
    dump = frame(mail=["a @x.co", "A@x.co", "z@x.co", "b @x.co"], login=["a", "aa", "a@b.co", "b@c.co"])
    offers = offer_fixes(dump, mapped(mail="email", login="username")).offers
    assert [one.effect for one in offers] == [
        "repairs 1 of 2 rows; 1 more once another rule is mended; makes 1 equal to another user's",
        "repairs 1 of 2 rows; 1 more once another rule is mended; leaves 2 values out",
        "mends 1 of 1 row",
    ]


@pytest.mark.parametrize(
    "values",
    [
        ["gold", "silver"],  # nobody's state
        ["disattivato", "disabled now"],  # a word may turn another round
        [f"disabled{number}" for number in range(30)],
    ],
)
def test_words_that_say_nothing_of_it_are_offered_nothing(values):
    dump = pl.DataFrame({"__row": range(len(values)), "x": values, "mail": ["a@x.co"] * len(values)})
    mapping = Mapping((ColumnRule("x", "blocked"), ColumnRule("mail", "email")))
    assert not [one for one in offer_fixes(dump, mapping).offers if one.column == "x"]
    assert not offer_targets(mapping, lambda _: values)


def test_words_of_which_some_are_known_leave_the_others_to_a_person():
    """On the page, where the table can be filled; unattended it would leave values unread, and is not offered."""
    values = ["active", "disabled", "paused"]
    dump = pl.DataFrame({"__row": range(3), "x": values, "mail": ["a@x.co"] * 3})
    mapping = Mapping((ColumnRule("x", "blocked"), ColumnRule("mail", "email")))
    (offer,) = offer_targets(mapping, lambda _: values)
    assert offer.change.steps == (Step("values", {"active": False, "disabled": True}),)
    assert "`active` as false, `disabled` as true; 1 more of its values is yours to say" in offer.words
    assert not [one for one in offer_fixes(dump, mapping).offers if one.column == "x"]

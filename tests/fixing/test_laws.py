"""Whatever a dump holds, a fix that is offered refuses nobody who was taken, and repairs as many rows as it says."""

import random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.dirty_rows import BREAKS

from userferry.checks import check_users
from userferry.fixing import Fixes, apply_fix, offer_fixes
from userferry.mapping import ColumnRule, Mapping, Step, apply_mapping

TARGETS = {
    "mail": "email", "login": "username", "id": "user_id", "tel": "phone_number", "full": "name", "first": "given_name",
    "hash": "password_hash",
}  # fmt: skip
STEPS = {
    "mail": [(), ("lower",), (Step("default", "no@x.co"),)],
    "login": [
        (),
        ("upper",),
        (Step("values", {"ann": "a n n", "x" * 16: "x"}),),
        (Step("default", "a@x.co"),),
    ],
    "id": [(), (Step("prefix", "auth0|"),), (Step("template", "{id} {login}"),)],
    "tel": [(), (Step("default", "030 1"),)],
    "full": [(), (Step("concat", ["first", "login"]),), ("title",)],
}


def dirty(attribute):
    """Give texts that a dump may hold for an attribute: as bad as those of the dirty rows, padded, or any at all."""
    rng = random.Random(3)
    made = [BREAKS[attribute](rng) for _ in range(60)]
    found = sorted({value for value in made if isinstance(value, str)})
    good = ["ann", "ann@example.com", "+491701234567", "x" * 16, "", "$2b$12$" + "a" * 53]
    some = st.sampled_from([*found, *good])
    return some | some.map(lambda text: f" {text}\x07") | st.text(max_size=8)


ROWS = st.fixed_dictionaries({column: dirty(target) for column, target in TARGETS.items()})
MAPPINGS = st.fixed_dictionaries({column: st.sampled_from(steps) for column, steps in STEPS.items()})


def verdicts(dump, mapping):
    good, failure = check_users(apply_mapping(dump, mapping))
    return set(good.collect()["__row"]), set(failure.findings["__row"])


@settings(max_examples=15)
@given(st.lists(ROWS, min_size=1, max_size=6), MAPPINGS)
def test_an_applied_fix_refuses_nobody_who_was_taken(rows, steps):
    dump = pl.DataFrame(rows, schema=dict.fromkeys(TARGETS, pl.String))
    rules = [ColumnRule(column, target, steps.get(column, ())) for column, target in TARGETS.items()]
    mapping = Mapping(tuple(rules))
    fixes = offer_fixes(dump, mapping)
    taken, refused = verdicts(dump, mapping)
    assert fixes.refused == len(refused)
    for offer in fixes.offers:
        good, _ = verdicts(dump, apply_fix(mapping, offer))
        assert taken <= good, offer
        assert len(good - taken) == offer.repairs, offer
    together = mapping
    for offer in fixes.together:
        together = apply_fix(together, offer)
    good, still = verdicts(dump, together)
    assert taken <= good
    assert len(good - taken) == fixes.repairs
    assert sum(one.rows for one in fixes.remainders) >= len(still)
    assert Fixes.as_read(fixes.as_written()) == fixes

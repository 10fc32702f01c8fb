"""What is known to repair a rule stands beside the rules: for each of them, and for no other."""

import pytest

from userferry.checks.connection import Demands, connection_rules
from userferry.checks.factor_rules import _CODES, factor_notices, factor_rules
from userferry.checks.fixes import FIXES, fixes_of
from userferry.checks.hash_rules import hash_notices, hash_rules
from userferry.checks.places import KEYS, ROOT
from userferry.checks.profile_rules import profile_notices, profile_rules
from userferry.mapping import TRANSFORMS
from userferry.mapping.following import step_complaints

CLOSED = {"strategy": "waad", "enabled_clients": [], "options": {"enabledDatabaseCustomization": True}}


def every_rule():
    """Name every rule that a finding or a notice may carry."""
    rules = [
        *connection_rules(CLOSED),
        *profile_rules(Demands(("email", "username", "phone_number"))),
        *profile_rules(Demands((), ("email", "username"))),
        *hash_rules(),
        *factor_rules(),
        *profile_notices(),
        *hash_notices(),
        *factor_notices(are_factors_off=True),
    ]
    names = {rule.name for rule in rules}
    names |= {f"mfa_factors.factor.{name}" for name in _CODES}
    names.add("user.too_large")  # found where the files are cut
    return sorted(names | {f"{place}.unknown_key" for place in (ROOT, *KEYS)})


@pytest.mark.parametrize("rule", every_rule())
def test_each_rule_says_what_may_repair_it_or_why_nothing_can(rule):
    found = fixes_of(rule)
    assert found.otherwise
    for fix in found.fixes:
        assert fix.words
        assert fix.steps or fix.asks


def test_no_fix_is_of_a_rule_that_there_is_not():
    rules = every_rule()
    stray = [name for name in FIXES if not any(f"{rule}.".startswith(f"{name}.") for rule in rules)]
    assert stray == []
    with pytest.raises(KeyError):
        fixes_of("nothing.known")


def test_the_steps_of_a_fix_can_be_followed():
    for one in FIXES.values():
        for fix in one.fixes:
            if fix.asks == "factors":
                continue
            assert step_complaints(fix.steps, "x") == []
            assert all(str(step) in TRANSFORMS for step in fix.steps)


def test_what_would_make_up_an_identity_or_another_password_is_none():
    for rule in (
        "username.missing",
        "phone_number.missing",
        "password.twice",
        "password.absent",
        "password_hash.cost",
    ):
        assert fixes_of(rule).fixes == ()
    assert [fix.asks for fix in fixes_of("email.missing").fixes] == ["login"]
    assert {fix.asks for fix in fixes_of("password_hash.format").fixes} == {"converted"}
    assert fixes_of("custom_password_hash.hash.value.bcrypt").fixes == ()
    said = [str(step) for one in FIXES.values() for fix in one.fixes for step in fix.steps]
    assert not {"template", "prefix", "default", "concat", "expression"} & set(said)
    for rule in ("email.long", "username.long", "user_id.long"):
        assert "shorten" not in [str(step) for fix in fixes_of(rule).fixes for step in fix.steps]

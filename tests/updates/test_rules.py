"""How an update is done, as a person wrote it, and who has to confirm it."""

import polars as pl
import pytest

from userferry.errors import DecisionError
from userferry.updates import UpdatePlan, UpdateRules, read_rules
from userferry.updates.plan import PLAN, REFUSED


def test_nothing_said_changes_the_least(tmp_path):
    path = tmp_path / "demo.update.yml"
    assert read_rules(path, "first") == UpdateRules()
    path.write_text("first: {patch: true, metadata: replace}\n")
    assert read_rules(path, "first") == UpdateRules(patch=True, metadata="replace")
    assert read_rules(path, "second") == UpdateRules()


def test_every_complaint_is_told_at_once(tmp_path):
    path = tmp_path / "demo.update.yml"
    path.write_text("first: {patch: maybe, hold_chagned: true}\nsecond: {metadata: wipe}\nthird: patch\n")
    with pytest.raises(DecisionError) as caught:
        read_rules(path, "first")
    assert len(caught.value.complaints) == 4


def test_a_real_tenant_is_changed_only_where_its_domain_is_said_again(tmp_path):
    frames = pl.DataFrame(schema=PLAN), pl.DataFrame(schema=REFUSED)
    plan = UpdatePlan(tmp_path, *frames, "acme.eu.auth0.com", "con_1", 0, UpdateRules())
    for confirm in ("", "acme.us.auth0.com"):
        with pytest.raises(DecisionError, match=r"it must be `acme\.eu\.auth0\.com`"):
            plan.confirmed("acme.eu.auth0.com", confirm)
    assert plan.confirmed("acme.eu.auth0.com", "acme.eu.auth0.com") is plan
    assert plan.confirmed("rehearsal", "") is plan

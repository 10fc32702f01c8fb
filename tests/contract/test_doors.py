"""The public doors stand where callers look for them."""

from importlib import import_module

import pytest

DOORS = [
    ("userferry.tenant", "LocalTenant"),
    ("userferry.dumps", "read_dump"),
    ("userferry.dumps", "read_dumps"),
    ("userferry.dumps", "join_dumps"),
    ("userferry.profile", "profile_users"),
    ("userferry.mapping", "suggest_mapping"),
    ("userferry.mapping", "apply_mapping"),
    ("userferry.mapping", "read_assignments"),
    ("userferry.passwords", "identify_hash"),
    ("userferry.passwords", "identify_hashes"),
    ("userferry.passwords", "convert_hashes"),
    ("userferry.passwords", "to_custom_password_hash"),
    ("userferry.passwords", "verify_password"),
    ("userferry.checks", "check_users"),
    ("userferry.fixing", "offer_fixes"),
    ("userferry.fixing", "apply_fix"),
    ("userferry.conflicts", "find_conflicts"),
    ("userferry.conflicts", "resolve"),
    ("userferry.forecast", "forecast"),
    ("userferry.holdings", "ask_target"),
    ("userferry.targets", "open_target"),
    ("userferry.targets", "reach_target"),
    ("userferry.chunks", "split_users"),
    ("userferry.runs", "Run"),
    ("userferry.reconcile", "reconcile"),
    ("userferry.assignments", "foresee_assignments"),
    ("userferry.assignments", "assign_users"),
    ("userferry.assignments", "verify_assignments"),
    ("userferry.lazy", "deploy_scripts"),
    ("userferry.lazy", "draw_traffic"),
    ("userferry.lazy", "replay"),
    ("userferry.lazy", "show_gotchas"),
]


@pytest.mark.parametrize(("room", "name"), DOORS)
def test_a_public_door_opens(room, name):
    assert callable(getattr(import_module(room), name))

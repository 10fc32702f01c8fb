"""Whatever metadata was there and whatever was sent over it, the change that is asked for puts it back."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from userferry.tenant.users import changed
from userferry.undo import Action, Case, judge

KEYS = st.sampled_from(["a", "b", "c", "é", "with.dot", ""])
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
METADATA = st.dictionaries(KEYS, VALUES, max_size=4)
TEXTS = st.sampled_from(["Ada", "Bo", "é"])
USERS = st.fixed_dictionaries(
    {"email_verified": st.booleans()},
    optional={
        **dict.fromkeys(["given_name", "family_name", "name", "nickname"], TEXTS),
        **dict.fromkeys(["user_metadata", "app_metadata"], METADATA),
    },
)


def without_empty_values(user: dict[str, Any]) -> dict[str, Any]:
    """Leave out what no PATCH can put: an empty value at the first level of metadata."""
    return {
        name: {key: one for key, one in value.items() if one is not None}
        if name.endswith("metadata")
        else value
        for name, value in user.items()
    }


def told_apart(value: Any) -> Any:
    """Tell true from one, which Python holds equal and JSON does not."""
    if isinstance(value, dict):
        return {key: told_apart(one) for key, one in value.items()}
    if isinstance(value, list):
        return [told_apart(one) for one in value]
    return str(value) if isinstance(value, bool) else value if isinstance(value, int | float) else [value]


@given(USERS, USERS)
@example({"email_verified": False}, {"email_verified": True, "user_metadata": {}})
@example({"email_verified": False, "user_metadata": {}}, {"email_verified": True, "user_metadata": {"a": 1}})
@example(
    {"email_verified": True, "user_metadata": {"a": 1}},
    {"email_verified": True, "user_metadata": {"a": True}},
)
def test_what_is_restored_is_what_was_there(saved, sent):
    now = {**saved, **sent}
    case = Case.of("auth0|1", sent, saved, is_inserted=False)
    assert Case.of_facts(json.loads(json.dumps(case.facts()))) == case
    verdict = judge(case, now)
    assert verdict.action in (Action.RESTORE, Action.UNCHANGED)
    assert (verdict.action is Action.UNCHANGED) == (not verdict.changes)
    after = changed(now, verdict.changes, "")
    del after["updated_at"]
    assert told_apart(without_empty_values(after)) == told_apart(without_empty_values(saved))
    lost = [name for name in ("user_metadata", "app_metadata") if None in saved.get(name, {}).values()]
    assert set(verdict.lost) <= set(lost)
    if not verdict.lost:
        assert judge(case, after).action is Action.UNCHANGED


@pytest.mark.parametrize(
    ("saved", "now", "held"),
    [
        ({"logins_count": 3}, {"logins_count": 3}, False),
        ({"logins_count": 3}, {"logins_count": 4}, True),
        ({}, {"logins_count": 1}, True),
        ({"last_login": "2026-01-01T00:00:00.000Z"}, {"last_login": "2026-01-01T00:00:00.000Z"}, False),
        ({"last_login": "2026-01-01T00:00:00.000Z"}, {"last_login": "2026-01-02T00:00:00.000Z"}, True),
        ({}, {"last_login": "2026-01-02T00:00:00.000Z"}, True),
    ],
)
@pytest.mark.parametrize("is_inserted", [True, False])
def test_a_sign_in_is_seen_by_count_or_by_time(saved, now, held, is_inserted):
    case = Case.of(
        "auth0|1", {"email": "a@example.com"}, None if is_inserted else saved, is_inserted=is_inserted
    )
    verdict = judge(case, {"email": "a@example.com", **now})
    assert (verdict.action is Action.HOLD) == (held or (is_inserted and bool(saved)))
    assert judge(case, None).action is Action.GONE


@pytest.mark.parametrize(
    ("sent", "now", "held"),
    [
        (
            {"email": "A@Example.com"},
            {"email": "a@example.com", "name": "a@example.com", "nickname": "a"},
            "",
        ),
        ({"user_metadata": {}}, {"email_verified": False}, ""),
        ({"username": "Ann"}, {"username": "ann", "phone_verified": False}, ""),
        ({}, {"email_verified": True}, "email_verified"),
        ({}, {"given_name": "Ann"}, "given_name"),
        ({"name": "Ann"}, {"name": "Bea", "blocked": True}, "name, blocked"),
        ({"user_metadata": {"a": 1}}, {"user_metadata": {"a": True}}, "user_metadata"),
        ({"app_metadata": {"a": 1}}, {}, "app_metadata"),
    ],
)
def test_whoever_was_inserted_and_is_not_what_was_sent_is_held(sent, now, held):
    verdict = judge(Case.of("auth0|1", sent, None, is_inserted=True), now)
    assert verdict.reason == (f"changed since by someone else: {held}" if held else "")
    assert (
        judge(Case.of("auth0|1", sent, None, is_inserted=True), now, holds_changed=False).action
        is Action.DELETE
    )


@pytest.mark.parametrize(
    ("logins", "proofs", "action"),
    [
        (0, 0, Action.DELETE),
        (1, 0, Action.HOLD),
        (1, 1, Action.DELETE),
        (2, 2, Action.DELETE),
        (2, 1, Action.HOLD),
    ],
)
def test_a_login_by_which_we_proved_a_password_is_nobodys_sign_in(logins, proofs, action):
    sent = {"email": "ann@example.com"}
    now = sent | {"logins_count": logins, "last_login": "2026-11-21T10:00:00.000Z" if logins else None}
    assert judge(Case.of("auth0|1", sent, None, is_inserted=True, proofs=proofs), now).action is action
    saved = sent | {"logins_count": 5, "last_login": "2026-01-01T10:00:00.000Z"}
    now = now | {"logins_count": 5 + logins, "last_login": now["last_login"] or saved["last_login"]}
    verdict = judge(Case.of("auth0|1", sent, saved, is_inserted=False, proofs=proofs), now)
    assert verdict.action is (Action.UNCHANGED if action is Action.DELETE else action)


def test_no_credential_is_kept():
    row = {"email": "a@example.com", "password_hash": "$2b$10$x", "mfa_factors": [{"totp": {"secret": "S"}}]}
    for is_inserted in (True, False):
        facts = json.dumps(Case.of("auth0|1", row, {}, is_inserted=is_inserted).facts())
        assert "$2b$" not in facts
        assert "secret" not in facts

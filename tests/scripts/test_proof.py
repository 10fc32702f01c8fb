"""A proof tells every way in which scripts are wrong, and says nothing of passwords and values."""

import json
import shutil

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from userferry.scripts import Scripts, Store
from userferry.scripts.proving import ScriptProof, list_differences, prove_scripts

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

LOGIN = """
function login(typed, password, callback) {
  const users = JSON.parse(configuration.USERS);
  if (configuration.DATABASE_URL !== 'here') { callback(new Error('down')); return; }
  const user = users.find((one) => one.email === typed);
  if (!user || user.word !== password) { callback(new WrongUsernameOrPasswordError(typed)); return; }
  if (user.profile.blocked) { callback(new UnauthorizedError('blocked')); return; }
  callback(null, user.profile);
}
"""
GET_USER = """
function getByEmail(typed, callback) {
  if (configuration.DATABASE_URL !== 'here') { callback(new Error('down')); return; }
  const user = JSON.parse(configuration.USERS).find((one) => one.email === typed);
  callback(null, user ? user.profile : null);
}
"""
USERS = [
    {"email": f"{name}@example.com", "word": f"w-{name}", "profile": {"user_id": name, "app_metadata": {"n": n, "tags": ["a"]}}}
    for n, name in enumerate(("ann", "bob", "cy"))
]  # fmt: skip
USERS[2]["profile"]["blocked"] = True


def prove(login=LOGIN, get_user=GET_USER, users=USERS, told=USERS):
    store = Store("postgresql", "t", ("id", "email"), "id", "email", ("email",))
    settings = {"DATABASE_URL": "where it is", "USERS": "who there is"}
    scripts = Scripts(store, "c", {"login": login, "get_user": get_user}, settings, {})
    keys = pl.DataFrame(
        [{"__row": n, "login": one["email"], "password": one["word"]} for n, one in enumerate(users)]
    )
    twins = pl.DataFrame([{"__row": n, "profile": json.dumps(one["profile"])} for n, one in enumerate(users)])
    given = {"DATABASE_URL": "here", "USERS": json.dumps(told)}
    return prove_scripts(scripts, keys, twins, configuration=given, packages=None)


def test_right_scripts_are_proven(tmp_path):
    proof = prove()
    assert proof.is_proven
    assert dict(proof.checks.select("check", "asked").rows()) == {
        "the right password logs in": 2, "a blocked user is refused": 1, "a wrong password is refused": 3,
        "get_user finds who is there": 3, "an unknown user is refused": 3, "get_user finds nobody where nobody is": 3,
        "a store that is down is an Error": 2,
    }  # fmt: skip
    again = ScriptProof.read(proof.write(tmp_path))
    assert again.is_proven
    assert repr(again) == "ScriptProof(proven: 17 of 17 calls right, 0 fields differ)"


@pytest.mark.parametrize(
    ("old", "new", "check", "kind"),
    [
        ("user.word !== password", "false", "a wrong password is refused", "somebody"),
        ("!user || ", "user && ", "an unknown user is refused", "TypeError"),
        ("new Error('down')", "new WrongUsernameOrPasswordError(typed)", "a store that is down is an Error", "WrongUsernameOrPasswordError"),
        ("if (user.profile.blocked)", "if (false)", "a blocked user is refused", "somebody"),
        ("callback(null, user.profile)", "callback(null, null)", "the right password logs in", "nobody"),
        ("callback(null, user.profile)", "callback(null, user.profile); callback(null, 1)", "the right password logs in", "called back more than once"),
        ("new WrongUsernameOrPasswordError(typed)", "new Error('no')", "an unknown user is refused", "Error"),
    ],
)  # fmt: skip
def test_wrong_scripts_are_told(old, new, check, kind):
    assert old in LOGIN
    proof = prove(login=LOGIN.replace(old, new))
    assert not proof.is_proven
    assert (check, kind) in proof.failures.select("check", "kind").rows()
    assert "not proven" in repr(proof)
    assert not any(word in proof._repr_html_() + str(proof.failures) for word in ("w-ann", "ann@example.com"))


def test_fields_that_differ_are_named_without_their_values():
    told = json.loads(json.dumps(USERS))
    told[0]["profile"] = {"user_id": "ann", "app_metadata": {"n": False, "tags": ["a", "b"], "more": 1}}
    del told[1]["profile"]["app_metadata"]["n"]
    proof = prove(told=told)
    assert proof.failures.is_empty()
    assert not proof.is_proven
    assert proof.differences.filter(script="get_user").sort("__row", "field").rows() == [
        (0, "get_user", "app_metadata.more", "too much"), (0, "get_user", "app_metadata.n", "other"),
        (0, "get_user", "app_metadata.tags", "other"), (1, "get_user", "app_metadata.n", "lacking"),
    ]  # fmt: skip
    assert proof.differences.filter(script="login").height == 4


def test_of_users_who_share_a_login_get_user_may_give_either():
    shared = [USERS[0], USERS[1] | {"email": USERS[0]["email"]}]
    login = LOGIN.replace("one.email === typed", "one.email === typed && one.word === password")
    assert prove(login=login, users=shared, told=shared).is_proven


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    profiles=st.lists(st.dictionaries(st.text(max_size=3), json_values, max_size=3), min_size=2, max_size=2)
)
def test_profiles_are_the_same_exactly_where_their_json_is(profiles):
    one, other = profiles
    assert not list_differences(one, one)
    assert bool(list_differences(one, other)) is (
        json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)
    )

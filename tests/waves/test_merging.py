"""Metadata laid over what the tenant holds, and digests that tell a change and nothing else."""

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from userferry.waves import digest_users, lay_over
from userferry.waves.digests import PARTS, read_key

KEY = b"k" * 32
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text("ab", max_size=2)
    | st.lists(st.integers(0, 3), max_size=2)
)
OBJECTS = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(LEAVES, lambda inner: st.dictionaries(st.sampled_from("abc"), inner), max_leaves=6),
)


def leaves(value, path=()):
    """Give path → leaf; an empty object is a leaf."""
    if not isinstance(value, dict) or (not value and path):
        return {path: value}
    return {
        where: leaf for name, inner in value.items() for where, leaf in leaves(inner, (*path, name)).items()
    }


@given(held=OBJECTS, new=OBJECTS)
def test_the_new_leaves_win_and_what_only_the_tenant_holds_stays(held, new):
    before = json.dumps([held, new])
    merged, given_, kept = lay_over(held, new), leaves(new), leaves(held)
    found = leaves(merged)
    for path, leaf in given_.items():
        assert leaf == {} or found[path] == leaf
    above = {path[:length] for path in [*given_, *kept] for length in range(len(path))}
    for path, leaf in kept.items():
        is_met = any(path[:length] in given_ for length in range(1, len(path) + 1)) or path in above
        assert is_met or found[path] == leaf
    assert found.keys() <= given_.keys() | kept.keys()
    assert json.dumps([held, new]) == before


def people(**changed):
    columns = {
        "__row": [0, 1],
        "user_id": ["1", "2"],
        "email": ["A@x.org", "b@x.org"],
        "name": ["Ann", "Ann"],
        "blocked": [True, True],
        "app_metadata": [{"plan": "pro", "age": 1}] * 2,
        "password_hash": ["same", "same"],
    }
    return pl.LazyFrame(columns | changed)


def digests(users, key=KEY):
    return digest_users(users, key).collect().rows_by_key("__row", named=True, unique=True)


def differing(users):
    before, now = digests(people()), digests(users)
    assert now[1] == before[1]
    return [name for name in now[0] if now[0][name] != before[0][name]]


def test_equal_values_of_two_users_do_not_show():
    one, other = digests(people()).values()
    assert [one["key"], other["key"]] == ["auth0|1", "auth0|2"]
    assert not {one[part] for part in PARTS} & {other[part] for part in PARTS}
    assert len({one[part] for part in PARTS}) == 3
    assert all(len(one[part]) == 16 for part in PARTS)


def test_another_workspace_has_other_digests(tmp_path):
    made = read_key(tmp_path / "digests.key")
    assert read_key(tmp_path / "digests.key") == made
    assert (tmp_path / "digests.key").stat().st_mode & 0o077 == 0
    ours, theirs = digests(people())[0], digests(people(), made)[0]
    assert all(ours[part] != theirs[part] for part in PARTS)


def test_each_part_tells_its_own_changes():
    assert differing(people()) == []
    assert differing(people(email=["a@X.org", "b@x.org"])) == []
    assert differing(people(app_metadata=[{"age": 1, "plan": "pro"}] * 2)) == []
    assert differing(people().with_columns(nickname=pl.lit(None, pl.String))) == []
    assert differing(people(name=["Anne", "Ann"])) == ["changeable"]
    assert differing(people(app_metadata=[{"plan": "free", "age": 1}, {"plan": "pro", "age": 1}])) == [
        "changeable"
    ]
    assert differing(people(blocked=[None, True])) == ["fixed"]
    assert differing(people(password_hash=["other", "same"])) == ["credential"]
    assert differing(people(email=["new@x.org", "b@x.org"])) == ["fixed"]


def test_without_an_id_the_address_tells_who_it_is():
    users = people(user_id=[None, "2"])
    assert [one["key"] for one in digests(users).values()] == ["a@x.org", "auth0|2"]
    assert [one["key"] for one in digests(people().drop("user_id")).values()] == ["a@x.org", "b@x.org"]

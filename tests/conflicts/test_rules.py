"""Rules beyond who stays: merging, renaming, keeping both, decisions with reasons; and the laws that hold for all."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.conflicts import Decision, KeepRule, Resolutions, find_conflicts, resolve
from userferry.errors import DecisionError


@pytest.fixture
def users():
    return pl.DataFrame(
        {
            "user_id": ["1", "2", "3", "4", "5"],
            "email": ["ann@x.example", "ANN@x.example", "ann@x.example", "bo@x.example", "bo+a@x.example"],
            "email_verified": [False, True, None, True, True],
            "username": ["ann", "a2", "a3", "bo", "BO"],
            "given_name": [None, None, "Ann", "Bo", "Bo"],
            "app_metadata": [
                {"plan": "pro", "inner": {"x": None}},
                {"plan": None, "inner": {"x": None}},
                {"plan": "free", "inner": {"x": "3"}},
                {"plan": None, "inner": None},
                {"plan": "old", "inner": {"x": "5"}},
            ],
        }
    )


@pytest.mark.parametrize(
    ("rule", "kept"), [(KeepRule("verified"), 1), (KeepRule("most_complete"), 0), (KeepRule("last"), 2)]
)
def test_the_best_stays(users, rule, kept):
    held = resolve(users, Resolutions({"email": rule})).held.filter(pl.col("kind") == "email")
    assert set(held["into"]) == {kept}


def test_the_survivor_takes_what_it_lacks_from_the_best_who_has_it(users):
    merge = ("given_name", "app_metadata.plan", "app_metadata.inner.x")
    decided = Resolutions({"email": KeepRule("verified", merge=merge), "username": KeepRule("first")})
    resolved = resolve(users, decided)
    survivor = resolved.kept.collect().filter(pl.col("__row") == 1).drop("__row").to_dicts()[0]
    assert survivor["given_name"] == "Ann"
    assert survivor["app_metadata"] == {"plan": "pro", "inner": {"x": "3"}}
    assert survivor["email"] == "ANN@x.example"
    assert resolved.merged.rows() == [
        (1, "given_name", 2),
        (1, "app_metadata.plan", 0),
        (1, "app_metadata.inner.x", 2),
    ]
    assert resolved.replaced.select("old_id", "new_id").rows() == [("1", "2"), ("3", "2"), ("5", "4")]
    assert repr(resolved) == "Resolved(1 rows held back, 2 merged away)"
    others = resolved.kept.collect().filter(pl.col("__row") != 1)
    assert others.drop("__row").equals(users[3:4])


def test_an_id_leads_to_the_row_that_stays_in_the_end():
    users = pl.DataFrame(
        {
            "user_id": ["1", "2", "3"],
            "email": ["a@x.example", "a@x.example", "b@x.example"],
            "username": ["u", "v", "v"],
        }
    )
    rules = {"email": KeepRule("last"), "username": KeepRule("last")}
    assert resolve(users, Resolutions(rules)).replaced.select("old_id", "new_id").rows() == [
        ("1", "3"),
        ("2", "3"),
    ]
    assert resolve(users, Resolutions(rules | {"username": KeepRule("none")})).replaced.is_empty()


def test_a_username_is_changed_where_the_new_one_is_free_and_fits(users):
    rules = {"email": KeepRule("first"), "username": KeepRule("first", rename="{username}-{n}")}
    resolved = resolve(users, Resolutions(rules))
    assert resolved.renamed.rows() == [(4, "BO", "BO-2")]
    assert resolved.kept.collect()["username"].to_list() == ["ann", "bo", "BO-2"]
    taken = users.with_columns(username=pl.Series(["bo-2", "a2", "a3", "bo", "BO"]))
    held = resolve(taken, Resolutions(rules)).held
    assert held.filter(pl.col("kind") == "username")["decision"].to_list() == [
        "keep first, renaming to {username}-{n}: the new username is taken"
    ]
    long = Resolutions(rules | {"username": KeepRule("first", rename="{username}-is-quite-long-{n}")})
    assert "too long" in resolve(users, long).held["decision"].to_list()[-1]


def test_who_may_be_one_person_is_kept_and_listed_until_somebody_decides(users):
    rules = {"email": KeepRule("first"), "username": KeepRule("first", rename="{username}{n}")}
    conflicts = find_conflicts(users)
    resolved = resolve(users, conflicts, Resolutions(rules))
    assert resolved.left_open["__row"].to_list() == [3, 4]
    assert resolved.kept.collect()["__row"].to_list() == [0, 3, 4]
    merging = KeepRule("first", merge=("app_metadata.plan",))
    resolved = resolve(users, conflicts, Resolutions(rules | {"person": merging}))
    assert resolved.left_open.is_empty()
    assert resolved.merged.rows() == [(3, "app_metadata.plan", 4)]
    both = Resolutions(rules | {"person": merging}, {"person:3": Decision("both", "father and son")})
    assert resolve(users, both).kept.collect()["__row"].to_list() == [0, 3, 4]
    none = Resolutions(rules, {"person:3": Decision("none", "ask the shop")})
    held = resolve(users, none).held.filter(pl.col("kind") == "person")
    assert held["decision"].to_list() == ["decided by cluster: ask the shop"] * 2


def test_a_decision_for_a_row_that_is_gone_keeps_nobody():
    users = pl.DataFrame({"email": ["a@x.example"] * 2 + ["b@x.example", "c@x.example"], "username": ["u", "v", "v", "v"]})  # fmt: skip
    resolved = resolve(users, Resolutions({"email": KeepRule("first")}, {"username:1": 1}))
    assert resolved.kept.collect()["__row"].to_list() == [0]
    assert resolved.held["into"].to_list() == [0, None, None]


def test_the_file_is_read_back_and_the_demos_is_written_as_it_stands(project, tmp_path):
    decided = Resolutions(
        {
            "email": KeepRule("newest", "app_metadata.seen", ("given_name", "app_metadata.plan")),
            "username": KeepRule("most_complete", rename="{username}-{row}"),
            "person": KeepRule("both"),
        },
        {"email:0": 1, "person:3": Decision("none", "who is it?")},
    )
    decided.write(tmp_path / "r.yml")
    assert Resolutions.read(tmp_path / "r.yml") == decided
    demo = project / "params" / "demo.resolutions.yml"
    Resolutions.read(demo).write(tmp_path / "demo.yml")
    assert (tmp_path / "demo.yml").read_bytes() == demo.read_bytes()


def test_a_merge_of_what_nobody_has_is_refused(users):
    with pytest.raises(DecisionError, match=r"merges `app_metadata\.zz`"):
        resolve(users, Resolutions({"email": KeepRule("first", merge=("app_metadata.zz",))}))


some = st.none() | st.sampled_from(["a", "A", "b", "B", "c", "a-2", "b-2", "d"])
rule = st.none() | st.builds(
    KeepRule,
    st.sampled_from(["first", "last", "most_complete", "verified"]),
    merge=st.sampled_from([(), ("given_name",)]),
)
renaming = st.sampled_from([None, KeepRule("first", rename="{username}-{n}"), KeepRule("last", rename="{username}{row}")])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(some, some, some, some, st.none() | st.booleans()), max_size=14),
    st.fixed_dictionaries({"user_id": rule, "email": rule, "username": rule | renaming, "phone_number": rule, "person": rule}),
)  # fmt: skip
def test_rows_in_are_kept_merged_away_or_held_back_and_nobody_collides(rows, rules):
    names = ("user_id", "email", "username", "phone_number", "email_verified")
    schema = dict.fromkeys(names, pl.String) | {"email_verified": pl.Boolean}
    users = pl.DataFrame(rows, schema=schema, orient="row").with_columns(given_name=pl.col("username"))
    decided = Resolutions({kind: made for kind, made in rules.items() if made})
    resolved = resolve(users, find_conflicts(users), decided)
    kept = resolved.kept.collect()
    merged_away = resolved.held.filter("is_merged")["__row"].to_list()
    held_back = resolved.held.filter(~pl.col("is_merged"))["__row"].to_list()
    assert sorted(kept["__row"].to_list() + merged_away + held_back) == list(range(len(rows)))
    assert kept["__row"].is_sorted()
    for name, is_lowered in {
        "user_id": False,
        "email": True,
        "username": True,
        "phone_number": False,
    }.items():
        values = [value.lower() if is_lowered else value for value in kept[name].drop_nulls()]
        assert len(values) == len(set(values))
    again = resolve(users, decided)
    assert again.held.equals(resolved.held)
    assert again.kept.collect().equals(kept)

"""Who shares an identifier is found as Auth0 compares it, and gives way as the file says."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from userferry.conflicts import Conflicts, KeepRule, Resolutions, find_conflicts, resolve
from userferry.errors import DecisionError

letters = st.none() | st.sampled_from(["a", "A", "b", "B", "c", "d"])
rules = st.sampled_from(
    [KeepRule("first"), KeepRule("last"), KeepRule("none"), KeepRule("newest", "username"), None]
)


def test_equal_but_for_case_is_equal(people):
    found = find_conflicts(people).clusters
    assert found.select("cluster", "kind", "__row").rows() == [
        ("email:0", "email", 0),
        ("email:0", "email", 1),
        ("username:4", "username", 4),
        ("username:4", "username", 5),
    ]


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        (KeepRule("first"), [1]),
        (KeepRule("last"), [0]),
        (KeepRule("newest", "app_metadata.seen"), [0]),
        (KeepRule("oldest", "app_metadata.seen"), [1]),
        (KeepRule("none"), [0, 1]),
    ],
)
def test_each_rule_keeps_whom_it_says(people, rule, held):
    resolved = resolve(people, Resolutions({"email": rule, "username": KeepRule("first")}))
    assert resolved.held.filter(pl.col("kind") == "email")["__row"].to_list() == held


def test_where_the_compared_value_is_missing_the_other_is_kept(people):
    rule = KeepRule("newest", "app_metadata.seen")
    resolved = resolve(people, Resolutions({"email": KeepRule("first"), "username": rule}))
    assert resolved.held.filter(pl.col("kind") == "username")["__row"].to_list() == [4]


def test_a_kind_without_a_rule_is_held_back_whole(people):
    resolved = resolve(people, Resolutions())
    assert resolved.held.select("__row", "decision").rows() == [
        (n, "no rule: held back whole") for n in (0, 1, 4, 5)
    ]


def test_a_decision_overrules_the_rule(people):
    resolved = resolve(people, Resolutions({"email": KeepRule("first")}, {"email:0": 1, "username:4": 5}))
    assert resolved.held.select("__row", "decision").rows() == [
        (0, "decided by cluster"),
        (4, "decided by cluster"),
    ]


def test_a_decision_on_a_stranger_and_a_rule_by_nothing_are_refused_together(people):
    with pytest.raises(DecisionError) as caught:
        resolve(
            people,
            Resolutions({"email": KeepRule("newest", "app_metadata.zz")}, {"email:0": 4, "email:9": 9}),
        )
    assert len(caught.value.complaints) == 3


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(letters, letters), max_size=12), rules, rules)
def test_afterwards_nobody_collides_and_nobody_is_lost(rows, email, username):
    users = pl.LazyFrame(
        {"__row": range(len(rows)), "email": [row[0] for row in rows], "username": [row[1] for row in rows]},
        schema={"__row": pl.Int64, "email": pl.String, "username": pl.String},
    )
    decided = {kind: rule for kind, rule in (("email", email), ("username", username)) if rule}
    resolved = resolve(users, Resolutions(decided))
    kept = resolved.kept.collect()["__row"].to_list()
    assert sorted(kept + resolved.held["__row"].to_list()) == list(range(len(rows)))
    assert find_conflicts(resolved.kept).clusters.is_empty()


def test_both_files_are_read_back(tmp_path, people):
    conflicts = find_conflicts(people)
    conflicts.write(tmp_path)
    assert Conflicts.read(tmp_path).clusters.equals(conflicts.clusters)
    decided = Resolutions({"email": KeepRule("newest", "app_metadata.seen")}, {"email:0": 1})
    decided.write(tmp_path / "r.yml")
    assert Resolutions.read(tmp_path / "r.yml") == decided


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("rules: {emial: {keep: first}}", "did you mean `email`"),
        ("rules: {email: {keep: best}}", "one of first, last, newest, oldest, none"),
        ("rules: {email: {keep: newest}}", "say `by` which attribute"),
        ("decisions: {'email:0': yes}", "names one row"),
        ("rules: {email: {keep: both}}", "Auth0 takes one"),
        ("rules: {email: {keep: first, merge: [username]}}", "belongs to one account"),
        ("rules: {email: {keep: first, merge: [password_hash]}}", "belongs to one account"),
        ("rules: {email: {keep: first, merge: [app_metadata]}}", "name its keys"),
        ("rules: {email: {keep: first, merge: [givenname]}}", "did you mean `given_name`"),
        ("rules: {email: {keep: none, merge: [given_name]}}", "nobody is merged"),
        ("rules: {email: {keep: first, merge: given_name}}", "merges a list"),
        ("rules: {email: {keep: first, rename: 'x{n}'}}", "only a `username` can"),
        ("rules: {username: {keep: first, rename: '{username}'}}", "with one of the last two"),
        ("rules: {username: {keep: first, rename: '{n'}}", "with one of the last two"),
        ("rules: {username: {keep: first, renam: x}}", "did you mean `rename`"),
        ("seen: 3", "leave it out"),
        ("seen: {mail: {clusters: 1, rows: 2}}", "did you mean `email`"),
        ("seen: {email: {clusters: 1}}", "each a number"),
        ("seen: {email: {clusters: 1, rows: many}}", "each a number"),
        ("rules: {email: {keep: first, reason: 3}}", "a reason is a sentence"),
    ],
)
def test_a_file_that_cannot_be_followed_says_why(tmp_path, written, complaint):
    path = tmp_path / "r.yml"
    path.write_text(f"version: 1\n{written}\n")
    with pytest.raises(DecisionError, match=complaint):
        Resolutions.read(path)


def test_a_file_of_another_version_is_not_read(tmp_path):
    (tmp_path / "r.yml").write_text("version: 2\n")
    with pytest.raises(DecisionError, match="reads 1"):
        Resolutions.read(tmp_path / "r.yml")


def test_an_eager_frame_without_numbers_is_numbered(people):
    plain = people.drop("__row").collect()
    assert find_conflicts(plain).clusters.equals(find_conflicts(people).clusters)

"""What becomes of clusters and kinds, what the file remembers of them, and what a run says of it."""

import polars as pl
import pytest

from userferry.conflicts import (
    Decision,
    KeepRule,
    Resolutions,
    Seen,
    count_seen,
    find_conflicts,
    find_fates,
    resolve,
)

NO_RULE = (
    "No rule covers 1 cluster of kind email: 3 rows are held back whole. Write a rule for `email` into the resolutions, "
    "or choose one in 03-conflicts."
)
FEWER = (
    "Of kind email there is 1 cluster of 2 rows; when the resolutions were saved there was 1 cluster of 3 rows: look "
    "whether the decisions still hold."
)


@pytest.fixture
def users():
    """Rows 0 to 2 share an address, 2 and 3 a username, 4 and 5 may be one person."""
    return pl.LazyFrame(
        {
            "__row": [0, 1, 2, 3, 4, 5],
            "email": [
                "a@x.example",
                "A@x.example",
                "a@X.example",
                "b@x.example",
                "c+1@gmail.com",
                "c@gmail.com",
            ],
            "username": ["u0", "u1", "same", "SAME", "u4", "u5"],
        }
    )


def fates(users, resolutions):
    conflicts = find_conflicts(users)
    return find_fates(conflicts.clusters, resolve(users, conflicts, resolutions), resolutions)


def test_each_cluster_is_followed_to_its_end(users):
    found = fates(users, Resolutions()).clusters.select("cluster", "fate", "into", "is_open")
    assert found.rows() == [
        ("email:0", "held back", None, True),
        ("username:2", "settled before", None, False),
        ("person:4", "left open", None, True),
    ]
    decided = Resolutions(
        {"email": KeepRule("last"), "person": KeepRule("both")}, {"username:2": Decision("none")}
    )
    found = fates(users, decided).clusters.select("cluster", "fate", "into", "is_decided", "is_open")
    assert found.rows() == [
        ("email:0", "keeps one", 2, False, False),
        ("username:2", "held back", None, True, False),
        ("person:4", "kept", None, False, False),
    ]
    renaming = KeepRule("first", rename="{username}-{row}")
    found = fates(users, Resolutions({"email": KeepRule("last"), "username": renaming})).clusters
    assert found["fate"].to_list() == ["keeps one", "renamed", "left open"]


def test_the_rows_of_a_kind_are_each_in_one_place(users):
    resolutions = Resolutions({"email": KeepRule("first"), "username": KeepRule("first")})
    for row in fates(users, resolutions).kinds.to_dicts():
        assert row["rows"] == row["kept"] + row["merged_away"] + row["held_back"] + row["elsewhere"]
    kinds = {row["kind"]: row for row in fates(users, resolutions).kinds.to_dicts()}
    assert (kinds["email"]["kept"], kinds["email"]["held_back"]) == (1, 2)
    assert (kinds["username"]["kept"], kinds["username"]["elsewhere"]) == (1, 1)
    assert (kinds["person"]["kept"], kinds["person"]["open"]) == (2, 1)


def test_a_kind_that_no_rule_covers_is_named(users):
    resolved = resolve(users, find_conflicts(users), Resolutions({"username": KeepRule("first")}))
    assert resolved.notices == (NO_RULE,)
    assert "No rule covers" in resolved._repr_html_()
    both = Resolutions({"email": KeepRule("first"), "username": KeepRule("first")})
    assert resolve(users, find_conflicts(users), both).notices == ()


def test_what_changed_since_the_decisions_were_made_is_said(users, tmp_path):
    conflicts = find_conflicts(users)
    seen = count_seen(conflicts.clusters)
    assert seen["email"] == Seen(1, 3)
    rules = {"email": KeepRule("first", reason="the first is theirs"), "username": KeepRule("first")}
    decided = Resolutions(rules, {}, seen)
    decided.write(tmp_path / "r.yml")
    assert Resolutions.read(tmp_path / "r.yml") == decided
    assert resolve(users, conflicts, decided).notices == ()
    assert resolve(users, decided).notices == (), "who may be one person is not looked for, and not missed"
    fewer = users.filter(pl.col("__row") != 1)
    assert resolve(fewer, find_conflicts(fewer), decided).notices == (FEWER,)

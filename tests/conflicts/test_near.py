"""Users who may be one person are found, and strangers who look like one are left alone."""

import sys

import polars as pl
import pytest
from tests.conflicts.people_alike import make_labelled, pairs

from userferry.conflicts import find_conflicts

PRESENT = [f"u{n}@gmail.com" for n in range(40)]


def near(emails, **columns):
    found = find_conflicts(pl.LazyFrame({"email": emails, **columns})).clusters
    return found.filter(pl.col("severity") == "may be one person")


def test_labelled_clusters_are_found_with_few_strangers(capsys):
    users = make_labelled(20_000)
    clusters = find_conflicts(users.drop("who", "change")).clusters
    is_sure = pl.col("severity") == "will collide"
    lowered = users.with_columns(pl.col("email").str.to_lowercase().alias("lowered"))
    collides, said = pairs(lowered, "lowered"), pairs(clusters.filter(is_sure), "cluster")
    # a pair that collides is told as such; what is left is what `may be one person` is asked about
    true, maybe = pairs(users, "who") - collides, pairs(clusters.filter(~is_sure), "cluster") - collides
    precision, recall = len(true & maybe) / len(maybe), len(true & maybe) / len(true)
    with capsys.disabled():
        sys.stdout.write(
            f"\n  will collide: precision {len(said & collides) / len(said):.4f}, recall {len(said & collides) / len(collides):.4f}"
            f"\n  may be one person: precision {precision:.4f}, recall {recall:.4f}, {len(true):,} pairs\n"
        )
    assert said == collides
    assert precision >= 0.95
    assert recall >= 0.9


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("ann@x.example", "ann @x.example", "email: spaces or invisible characters"),
        ("ann@x.example", "a\u200dnn@x.example", "email: spaces or invisible characters"),
        ("jos\u00e9@x.example", "jose\u0301@x.example", "email: another Unicode form"),
        ("ann@x.example", "ａnn@x.example", "email: another Unicode form"),
        ("ann@x.example", "\u0430nn@x.example", "email: look-alike letters"),
        ("ann@x.example", "ann+shop@x.example", "email: tag after a plus"),
        ("annlee@gmail.com", "ann.lee@gmail.com", "email: dots that the provider ignores"),
        ("ann@gmail.com", "ann@googlemail.com", "email: another name of the provider"),
        ("ann@protonmail.com", "ann@pm.me", "email: another name of the provider"),
        ("ann@icloud.com", "ann@mac.com", "email: another name of the provider"),
        ("ann@gmail.com", "ann@gmial.com", "email: mistyped domain"),
    ],
)
def test_each_change_is_found_and_named(one, other, evidence):
    found = near([*PRESENT, one, other])
    assert found.select("cluster", "__row", "evidence").rows() == [
        ("person:40", 40, ""),
        ("person:40", 41, evidence),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@gmail.com", "ann@mail.com"),
        ("annlee@x.example", "ann.lee@x.example"),
        ("info@gmail.com", "info@gmial.com"),
        ("ann@outlook.com", "ann@outlok.com"),
        ("+a@x.example", "+b@x.example"),
        ("ann@x.example", "ANN@x.example"),
    ],
)
def test_look_alikes_that_say_nothing_are_left_alone(one, other):
    assert near([*PRESENT, one, other]).is_empty()


def test_a_cluster_goes_through_others():
    metadata = [{"phone": None}, {"phone": "+49 30 1234567"}, {"phone": "0049 30 1234567"}]
    found = near(
        ["ann@x.example", "ann+a@x.example", "lee@y.example"],
        name=["Ann", "Ann Lee", "ann lee"],
        user_metadata=metadata,
    )
    assert found["cluster"].to_list() == ["person:0"] * 3


def test_a_number_that_many_share_says_nothing():
    found = near(
        [f"u{n}@x.example" for n in range(30)], name=["N. N."] * 30, phone_number=["+49301234567"] * 30
    )
    assert found.is_empty()


def test_users_with_one_phone_number_collide():
    users = pl.DataFrame({"email": ["a@x.example", "b@x.example"], "phone_number": ["+4930", "+4930"]})
    assert find_conflicts(users).clusters["cluster"].to_list() == ["phone_number:0"] * 2

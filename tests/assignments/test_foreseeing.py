"""What the target lacks is said before anything is sent."""

import polars as pl

from userferry.assignments import ForeseenAssignments, foresee_assignments


def test_what_the_target_lacks_is_counted_with_the_nearest_name(small):
    foreseen = foresee_assignments(small.wanted, small.session)
    lacking = foreseen.rows.filter(pl.col("code").is_not_null())
    assert lacking.select("organization", "role", "users", "code").rows() == [
        ("", "editor", 1, "organization not named"),
        ("nowhere", "editor", 1, "organization not there"),
        ("nowhere", None, 1, "organization not there"),
        (None, "ghost", 1, "role not there"),
    ]
    assert "known: acme, globex" in lacking["message"][1]
    assert (foreseen.wanted, foreseen.failing, foreseen.strangers) == (54, 4, 2)
    assert foreseen.roles == ("Administrator", "editor")
    assert (
        repr(foreseen)
        == "ForeseenAssignments(54 roles and memberships, 4 will fail, 2 of nobody in the dump)"
    )
    assert "Make what is missing in the tenant" in foreseen._repr_html_()
    assert not small.posts


def test_what_is_foreseen_is_what_comes(small):
    foreseen, assigned = foresee_assignments(small.wanted, small.session), small.assign()
    failed = (
        assigned.rows.filter(outcome="failed")
        .group_by("organization", "role", "code", "message")
        .len("users")
    )
    told = foreseen.rows.filter(pl.col("code").is_not_null()).select(
        "organization", "role", "code", "message", "users"
    )
    assert sorted(failed.collect().iter_rows(), key=str) == sorted(told.iter_rows(), key=str)


def test_a_near_name_is_offered(small):
    wanted = small.wanted.head(1).with_columns(organization=pl.lit("Acme"), role=pl.lit("Adminstrator"))
    message = foresee_assignments(wanted, small.session).rows["message"].item()
    assert message == "`Acme` is no organization of the target; did you mean `acme`?"


def test_a_target_that_cannot_be_asked_is_said_so(small, tmp_path):
    small.session.patience_seconds, patience = 0.0, small.session.patience_seconds
    small.tenant.faults.add("GET", "/api/v2/roles", "before", status=503)
    try:
        foreseen = foresee_assignments(small.wanted, small.session)
    finally:
        small.session.patience_seconds = patience
    assert "the target could not be asked" in repr(foreseen)
    assert "could not be asked" in foreseen._repr_html_()
    assert foreseen.failing == 1  # that an organization is not named needs no asking
    again = ForeseenAssignments.read(foreseen.write(tmp_path))
    assert again.why == foreseen.why
    assert again.rows.equals(foreseen.rows)


def test_nothing_named_asks_nothing(small):
    foreseen = foresee_assignments(small.wanted.head(0), small.session)
    assert repr(foreseen) == "ForeseenAssignments(no roles or memberships are named)"
    assert small.asked == []


def test_pages_are_read_to_their_end(large):
    foreseen = foresee_assignments(large.wanted, large.session)
    assert (len(foreseen.roles), len(foreseen.organizations), foreseen.failing) == (61, 130, 0)

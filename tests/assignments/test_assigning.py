"""After the import each user has the roles and memberships that the mapping names, whatever happens on the way."""

import os
from collections import Counter
from itertools import count

import polars as pl
import pytest
import requests

from userferry.api import MAX_MEMBERS, MAX_ROLE_USERS, delete_user, list_organizations, list_roles
from userferry.assignments import Assigned, verify_assignments
from userferry.errors import Interrupted, TerminalError, VerificationError, WorkspaceError
from userferry.runs import Pace


def meant(assigned: Assigned):
    """What was assigned: organization, role, user."""
    given = assigned.rows.filter(pl.col("outcome") == "assigned")
    return set(given.select("organization", "role", "auth0_user_id").collect().iter_rows())


def came(assigned: Assigned):
    """What came of the others: row, organization, role, outcome, code."""
    rest = assigned.rows.filter(pl.col("outcome") != "assigned")
    rows = rest.select("__row", "organization", "role", "outcome", "code").collect().iter_rows()
    return sorted(rows, key=str)


REST = [
    (1, "acme", "Administrator", "not sent", "user failed"),
    (1, "acme", "editor", "not sent", "user failed"),
    (1, "acme", None, "not sent", "user failed"),
    (1, None, "Administrator", "not sent", "user failed"),
    (2, None, "ghost", "failed", "role not there"),
    (3, "nowhere", "editor", "failed", "organization not there"),
    (3, "nowhere", None, "failed", "organization not there"),
    (4, "", "editor", "failed", "organization not named"),
    (None, "acme", "editor", "not sent", "user not in the dump"),
    (None, "acme", None, "not sent", "user not in the dump"),
]


def test_each_assignment_is_done_or_has_its_reason(small):
    assigned = small.assign()
    assert came(assigned) == REST
    assert meant(assigned) == small.there()
    assert assigned.counts == {"assigned": 46, "failed": 4, "not sent": 6}
    assert repr(assigned) == "Assigned(56 roles and memberships = 46 assigned, 4 failed, 6 not sent)"
    sheet = small.balance(assigned)
    assert (sheet.wanted, sheet.is_settled) == (56, True)
    assert "  role not there" in str(sheet)
    assert Assigned.read(assigned.write(small.folder / "written")).counts == assigned.counts


def test_users_without_an_id_of_their_own_are_found_by_their_address(small):
    assigned = small.assign()
    found = assigned.rows.filter(pl.col("__row") % 3 == 0, outcome="assigned").collect()
    assert found["auth0_user_id"].str.contains("^auth0\\|[0-9a-f]{24}$").all()
    assert not found.is_empty()
    assert not list((small.run.folder / "assigned").rglob("export.ndjson"))


def test_calls_are_as_large_as_the_endpoints_take(large):
    assigned = large.assign()
    assert meant(assigned) == large.there()
    assert assigned.counts["failed"] == 0
    roles = [len(body["users"]) for path, body in large.posts if path.startswith("/api/v2/roles/")]
    members = [len(body["members"]) for path, body in large.posts if path.endswith("/members")]
    within = [path for path, _ in large.posts if path.endswith("/roles")]
    wanted = assigned.rows.filter(pl.col("outcome") == "assigned").collect()
    by_role = Counter(wanted.filter(pl.col("organization").is_null())["role"])
    by_organization = Counter(wanted.filter(pl.col("role").is_null())["organization"])
    assert (max(roles), max(members)) == (MAX_ROLE_USERS, MAX_MEMBERS)
    assert len(roles) == sum(-(-users // MAX_ROLE_USERS) for users in by_role.values())
    assert len(members) == sum(-(-users // MAX_MEMBERS) for users in by_organization.values())
    assert len(within) == len(set(within)) == wanted.filter(pl.col("role") == "role 7").height
    assert large.there() == meant(assigned)
    assert verify_assignments(large.session, assigned).is_clean


def test_faults_on_the_way_change_nothing(large, tmp_path):
    calm = large.assign()
    balance, there = large.balance(calm), large.there()
    large.again()
    roles, members = "/api/v2/roles/*/users", "/api/v2/organizations/*/members"
    faults = [
        *(
            ("POST", path, kind, {"status": 503})
            for path in (roles, members)
            for kind in ("before", "after", "drop")
        ),
        ("POST", roles, "before", {"status": 429, "retry_after_seconds": 2}),
        ("POST", "/api/v2/organizations/*/members/*/roles", "after", {"status": 500}),
        ("POST", members, "burst", {"seconds": 20}),
        ("GET", "/api/v2/roles", "drop", {}),
        ("POST", roles, "revoke_token", {}),
    ]
    for method, path, kind, more in faults:
        large.tenant.faults.add(method, path, kind, **more)
    assigned = large.assign()
    assert all(fault.happened for fault in large.tenant.faults.faults)
    assert large.balance(assigned) == balance
    assert large.there() == there


@pytest.mark.parametrize("is_answered", [False, True], ids=["before the call", "after the call"])
def test_a_death_around_any_call_is_survived(small, is_answered, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    calm = small.assign()
    balance, there = small.balance(calm), small.there()
    send = small.session._http.send
    for at in count():  # how often the export is asked after differs, and so does the number of calls
        small.again()
        seen, has_died = 0, False

        def dying(request, at=at, **more):
            nonlocal seen, has_died
            seen += 1
            has_died = seen > at
            if seen == at + 1 and not is_answered:
                raise KeyboardInterrupt
            answer = send(request, **more)
            if seen == at + 1:
                raise KeyboardInterrupt
            return answer

        with monkeypatch.context() as patch:
            patch.setattr(small.session._http, "send", dying)
            try:
                small.assign()
            except Interrupted as stopped:
                said = str(stopped)
            else:
                break
        assert "Nothing is lost" in said
        again = small.assign()
        assert small.balance(again) == balance
        assert small.there() == there
        assert came(again) == REST
    assert not has_died, "a death that was not told"
    assert at > 10


def test_every_prefix_of_a_journal_is_gone_on_from(small, monkeypatch):
    """The tenant has done at least what the journal says; what it did beyond that is asked again and changes nothing."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    calm = small.assign()
    balance, there = small.balance(calm), small.there()
    folder = small.run.folder / "assigned" / "time-1"
    stages = [folder / name for name in ("roles-1", "members-1", "member-roles-1")]
    journals = {stage: (stage / "journal.ndjson").read_bytes() for stage in stages}
    lists = {stage: (stage / "errands.ndjson").read_bytes() for stage in stages}
    tried = 0
    for place, stage in enumerate(stages):
        lines = journals[stage].splitlines(keepends=True)
        for events in range(1, len(lines) + 1):
            for torn in (b"", lines[events][: len(lines[events]) // 2] if events < len(lines) else b""):
                for later in stages[place:]:
                    for file in later.iterdir():
                        file.unlink()
                (stage / "errands.ndjson").write_bytes(lists[stage])
                (stage / "journal.ndjson").write_bytes(b"".join(lines[:events]) + torn)
                (folder / "rows.parquet").unlink()
                again = small.assign()
                assert small.balance(again) == balance
                assert small.there() == there
                tried += 1
    assert tried == 2 * sum(len(journal.splitlines()) for journal in journals.values())


def test_one_bad_user_fails_alone(large):
    gone = ["auth0|id-1015", "auth0|id-1022"]
    for user in gone:
        delete_user(large.session, user)
    assigned = large.assign()
    failed = assigned.rows.filter(pl.col("outcome") == "failed").collect()
    assert set(failed["auth0_user_id"]) == set(gone)
    assert set(failed["code"]) == {"inexistent_user"}
    assert meant(assigned) == large.there()
    assert Counter(failed["role"]) == {"Administrator": 1, "role 59": 1, None: 1}


def test_a_role_within_is_not_asked_for_whom_the_organization_refused(small):
    delete_user(small.session, "auth0|id-5")
    assigned = small.assign()
    mine = assigned.rows.filter(pl.col("__row") == 5, pl.col("organization") == "acme").collect()
    assert sorted(mine["code"]) == ["inexistent_user", "membership failed", "membership failed"]
    assert not any("id-5/roles" in path for path, _ in small.posts)
    assert meant(assigned) == small.there()


def test_what_failed_is_asked_again_once_it_can_be_done(small):
    first = meant(small.assign())
    small.make(["ghost"], ["nowhere"])
    before = len(small.posts)
    second = small.assign()
    assert second.counts == {"assigned": 49, "failed": 1, "not sent": 6}
    assert len(small.posts) == before + 3
    assert meant(second) == small.there() > first


def test_a_finished_one_is_only_read(small):
    wanted = small.wanted.filter(pl.col("role") == "editor", pl.col("organization").is_null())
    done = small.assign(wanted=wanted)
    small.asked.clear()
    again = small.assign(wanted=wanted)
    assert (again.counts, small.asked) == (done.counts, [])
    assert again.codes == {}


def test_nothing_named_asks_nothing(small):
    assigned = small.assign(wanted=small.wanted.head(0))
    assert (assigned.wanted, small.asked) == (0, [])
    assert repr(assigned) == "Assigned(no roles or memberships are named)"
    assert small.balance(assigned).assignments == ()


def test_other_assignments_than_were_begun_are_refused(small):
    small.assign()
    with pytest.raises(WorkspaceError, match="0 were added and 22 left out"):
        small.assign(
            wanted=small.wanted.filter(
                pl.col("role").is_null() | (pl.col("role") != "editor") | (pl.col("__row") < 3)
            )
        )


def test_an_interrupted_one_says_where_it_stands(small):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="Nothing is lost"):
        small.assign(progress=stop)
    assert came(small.assign()) == REST


def test_another_tenant_and_a_run_that_was_taken_back_are_refused(small):
    small.session.domain, domain = "other.example", small.session.domain
    try:
        with pytest.raises(WorkspaceError, match=r"this session speaks to other\.example"):
            small.assign()
    finally:
        small.session.domain = domain
    (small.run.folder / "undone.json").write_text("{}")
    try:
        with pytest.raises(WorkspaceError, match="was taken back"):
            small.assign()
    finally:
        (small.run.folder / "undone.json").unlink()


def test_a_refusal_of_the_caller_stops_and_is_gone_on_from(small, monkeypatch):
    send = requests.Session.send

    def forbidden(session, request, **more):
        answer = send(session, request, **more)
        if request.method == "POST" and request.path_url.endswith("/members"):
            answer.status_code = 403
            answer._content = (
                b'{"statusCode": 403, "message": "Insufficient scope", "errorCode": "insufficient_scope"}'
            )
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(requests.Session, "send", forbidden)
        with pytest.raises(TerminalError, match="Grant this application the scope"):
            small.assign()
    assert came(small.assign()) == REST


def test_the_pace_is_kept(small):
    began = small.simulation.clock()
    small.assign(pace=Pace(max_requests_per_second=2.0, patience_seconds=600))
    assert small.simulation.clock() - began >= (len(small.posts) - 3) / 2.0


def test_what_the_tenant_lost_is_found(small):
    assigned = small.assign()
    clean = verify_assignments(small.session, assigned)
    assert (clean.is_clean, clean.compared, clean.others, clean.unlisted) == (True, 46, 0, 0)
    clean.require_clean()
    role = next(each.id for each in list_roles(small.session) if each.name == "editor")
    acme = next(each.id for each in list_organizations(small.session) if each.name == "acme")
    taken = [
        ("/api/v2/users/auth0%7Cid-4/roles", {"roles": [role]}),
        (f"/api/v2/organizations/{acme}/members/auth0%7Cid-7/roles", {"roles": [role]}),
        (f"/api/v2/organizations/{acme}/members", {"members": ["auth0|id-8"]}),
    ]
    for path, body in taken:
        small.session.request("DELETE", path, json=body)
    small.session.request("POST", f"/api/v2/roles/{role}/users", json={"users": ["auth0|id-2"]})
    found = verify_assignments(small.session, assigned)
    assert sorted(found.missing.iter_rows(), key=str) == [
        (4, None, "editor"),
        (7, "acme", "editor"),
        (8, "acme", "Administrator"),
        (8, "acme", "editor"),
        (8, "acme", None),
    ]
    assert found.others == 1
    with pytest.raises(VerificationError, match="5 of 46 roles and memberships"):
        found.require_clean()
    assert type(found).read(found.write(small.folder / "found").parent).missing.equals(found.missing)


def test_a_list_that_is_too_long_is_not_taken_for_a_difference(large):
    assigned = large.assign()
    found = verify_assignments(large.session, assigned, most_users=200)
    assert found.is_clean
    assert found.unlisted > 1_000
    assert found.compared + found.unlisted == assigned.counts["assigned"]

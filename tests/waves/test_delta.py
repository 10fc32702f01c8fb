"""A later dump of the same source: only what is new or changed is sent, and what only the tenant has stays."""

import csv
import json

import polars as pl
import pytest
from tests.waves.journey import COLUMNS, CONNECTION, md5, places

from userferry.api import LoginVerdict, create_import, get_users_by_email, patch_user, wait_for_job
from userferry.errors import DecisionError, WorkspaceError

ROWS = 100_000
ONE_IN_A_HUNDRED = 1_000


def person(number, **changed):
    plain = {
        "id": f"{number:06d}", "email": f"User{number}@Example.com", "username": "", "name": f"Name {number}",
        "plan": "free", "language": "en", "blocked": "", "password": "",
    }  # fmt: skip
    return plain | changed


def write(path, people):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(people)
    return path


def patch(journey, number, **changes):
    with journey.reach() as reached:
        found = get_users_by_email(reached.session, f"user{number}@example.com")
        patch_user(reached.session, found[0]["user_id"], changes)


@pytest.mark.timeout(900)
def test_of_100_000_rows_exactly_the_new_and_changed_are_sent(journey, tmp_path):
    """1 % changed, 1 % new, 1 % gone; the tenant has put something of its own into the metadata of each tenth."""
    changed = range(0, ROWS, 100)
    gone = range(50, ROWS, 100)
    new = range(ROWS, ROWS + ONE_IN_A_HUNDRED)
    first = journey.go(write(tmp_path / "first.csv", map(person, range(ROWS))), "first")
    assert places(first.balance) == {"inserted": ROWS}
    own = {
        number: {"plan": "free", "tenant": {"score": number, "tags": ["a"]}}
        for number in [*changed[::10], *gone[::10]]
    }
    with journey.reach() as reached:
        for number, metadata in own.items():
            changes = {"app_metadata": metadata, "user_metadata": {"theme": "dark"}}
            patch_user(reached.session, f"auth0|{number:06d}", changes)
    before = journey.everybody()
    later = [
        person(number, plan="pro") if number % 100 == 0 else person(number)
        for number in range(ROWS)
        if number % 100 != 50
    ]
    # another order, so that no row has the number it had
    dump = write(tmp_path / "later.csv", [*map(person, new), *reversed(later)])

    second = journey.go(dump, "second", ask="again", upsert=True, since="first")

    assert (
        repr(second.going.delta)
        == "Delta(since first: 1,000 new, 1,000 changed, 98,000 unchanged, 1,000 gone)"
    )
    assert set(second.sent) == {person(number)["email"] for number in (*changed, *new)}
    assert places(second.balance) == {"inserted": 1_000, "updated": 1_000, "unchanged": 98_000}
    assert second.balance.is_settled
    listed = pl.read_parquet(journey.workspace.root / "checked" / "gone.parquet")["key"].to_list()
    assert sorted(listed) == [f"auth0|{number:06d}" for number in gone]
    after = journey.everybody()
    assert after.keys() - before.keys() == {person(number)["email"].lower() for number in new}
    assert before.keys() <= after.keys()  # nobody is deleted
    assert {email for email, user in before.items() if after[email] != user} == {
        person(number)["email"].lower() for number in changed
    }
    for number in changed:
        user = after[f"user{number}@example.com"]
        assert user["app_metadata"] == own.get(number, {}) | {"plan": "pro"}
        assert user["user_metadata"] == {"language": "en"} | ({"theme": "dark"} if number in own else {})
    key = (journey.workspace.root / "digests.key").stat()
    assert (key.st_size, key.st_mode & 0o077) == (32, 0)


def held_of(passage):
    """Whom the delta holds back, and why."""
    rows = passage.going.resolved.held.select("__row", "decision").rows()
    assert set(passage.going.resolved.held["kind"]) <= {"since first"}
    return dict(rows)


def unsent_of(journey):
    frame = pl.read_parquet(journey.workspace.root / "checked" / "unsent_changes.parquet")
    return [(row, name) for row, name in frame.select("__row", "attribute").iter_rows()]


@pytest.fixture
def begun(journey, tmp_path):
    """Twelve people arrived; each has a custom hash, and user 3 has logged in."""
    people = [person(number, username=f"name{number}", password=md5("old")) for number in range(12)]
    passage = journey.go(write(tmp_path / "first.csv", people), "first")
    assert places(passage.balance) == {"inserted": 12}

    def later(people, run="second", *, dump="", **asked):
        dump = write(tmp_path / f"{dump or run}.csv", people)
        return journey.go(dump, run, **{"ask": "again", "upsert": True, "since": "first"} | asked)

    return people, later


def test_what_no_upsert_changes_is_listed_and_the_rest_goes(journey, begun):
    people, later = begun
    people[0] |= {"blocked": "true"}
    people[1] |= {"username": "other", "plan": "pro"}
    people[2] |= {"email": "moved@example.com", "plan": "pro"}
    people[3] |= {"username": "name3x", "blocked": "true"}
    second = later(people)
    assert places(second.balance) == {"updated": 1, "unchanged": 8, "held back": 3}
    assert held_of(second) == {
        0: "only blocked changed, which no upsert changes",
        2: "the address changed: an upsert would not find them",
        3: "only blocked, username changed, which no upsert changes",
    }
    assert unsent_of(journey) == [
        (0, "blocked"),
        (1, "username"),
        (2, "email"),
        (3, "blocked"),
        (3, "username"),
    ]
    assert second.sent["User1@Example.com"]["username"] == "name1"
    assert "custom_password_hash" not in second.sent["User1@Example.com"]
    assert journey.everybody()["user1@example.com"]["app_metadata"] == {"plan": "pro"}
    assert "PATCH /api/v2/users/{id}" in second.going._repr_html_()


def test_what_was_held_back_is_told_again_until_somebody_has_changed_it_there(journey, begun):
    people, later = begun
    people[0] |= {"blocked": "true"}
    people[1] |= {"blocked": "true", "plan": "pro"}
    later(people)
    again = later([*people, person(50)], "third", since="second")
    assert places(again.balance) == {"inserted": 1, "held back": 2, "unchanged": 10}
    assert unsent_of(journey) == [(0, "blocked"), (1, "blocked")]
    for number in (0, 1):
        patch(journey, number, blocked=True)
    last = later([*people, person(50)], "fourth", since="third")
    assert places(last.balance) == {"unchanged": 13}
    assert not last.sent


def test_a_new_password_goes_along_only_while_the_tenant_would_take_it(journey, begun):
    people, later = begun
    with journey.reach() as reached:
        assert reached.login("user3@example.com", "old") is LoginVerdict.OK
    people[2] |= {"password": md5("new")}
    people[3] |= {"password": md5("new"), "plan": "pro"}
    people[4] |= {"password": md5("new"), "plan": "pro"}
    people[5] |= {"plan": "pro"}
    people[6] |= {"password": ""}
    people[3] |= {"name": "Cy"}
    second = later(people)
    assert places(second.balance) == {"updated": 4, "unchanged": 7, "held back": 1}
    assert unsent_of(journey) == [(3, "password"), (6, "password")]
    assert held_of(second) == {6: "only password changed, which no upsert changes"}
    brought = {email for email, user in second.sent.items() if "custom_password_hash" in user}
    assert brought == {"User2@Example.com", "User4@Example.com"}
    with journey.reach() as reached:
        for number, password in ((2, "new"), (3, "old"), (4, "new"), (5, "old"), (6, "old")):
            assert reached.login(f"user{number}@example.com", password) is LoginVerdict.OK


def test_whom_somebody_else_put_there_is_not_updated_by_accident(journey, begun):
    people, later = begun
    with journey.reach() as reached:
        for number in (20, 21):
            body = {
                "connection": CONNECTION,
                "email": f"user{number}@example.com",
                "password": "Secret-1234!",
            }
            reached.session.request("POST", "/api/v2/users", json=body, repeatable=False)
    second = later([*people, person(20), person(22)])
    assert places(second.balance) == {"inserted": 1, "unchanged": 12, "held back": 1}
    assert held_of(second) == {12: "already there"}


def test_who_left_the_tenant_is_not_brought_back_unseen(journey, begun):
    people, later = begun
    with journey.reach() as reached:
        reached.session.request("DELETE", "/api/v2/users/auth0%7C000004", repeatable=True)
    people[4] |= {"plan": "pro"}
    second = later(people)
    assert held_of(second) == {4: "not in the tenant any more"}


def test_who_was_gone_and_comes_back_is_known(journey, begun):
    people, later = begun
    second = later(people[1:])
    assert places(second.balance) == {"unchanged": 11}
    assert second.going.delta.gone["key"].to_list() == ["auth0|000000"]
    third = later(
        [person(0, username="name0", password=md5("old"), plan="pro"), *people[1:]],
        "third",
        since="second",
    )
    assert places(third.balance) == {"updated": 1, "unchanged": 11}


def test_case_and_the_order_of_the_mapping_change_nobody(journey, begun):
    people, later = begun
    lines = journey.mapping.read_text().splitlines(keepends=True)
    journey.mapping.write_text("".join([*lines[:2], *reversed(lines[2:])]))
    second = later([one | {"email": one["email"].upper()} for one in people])
    assert places(second.balance) == {"unchanged": 12}


def test_what_failed_is_no_part_of_what_arrived(journey, begun):
    """A row that the tenant refused is tried again by the next dump, and counts in the same sheet by a retry."""
    people, later = begun
    people[5] |= {"plan": "pro"}
    taken = person(60, username="stranger")
    with journey.reach() as reached:
        users = json.dumps([{"email": "stranger@example.org", "username": "stranger"}]).encode()
        asked = {"connection_id": reached.connection.id, "upsert": False, "external_id": "x"}
        wait_for_job(
            reached.session, create_import(reached.session, users=users, **asked).id, poll_seconds=0.01
        )
    second = later([*people, taken])
    assert places(second.balance) == {"updated": 1, "unchanged": 11, "failed": 1}
    path = second.folder / "retry.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("stranger", "name60"))
    third = later([*people, taken], "third", dump="second", retry="second")
    assert "1 rows to retry; changed: username in 1" in third.going._repr_html_()
    assert set(third.sent) == {"User60@Example.com"}
    assert places(third.balance) == {"inserted": 1, "updated": 1, "unchanged": 11}
    assert third.balance.is_settled


def test_without_upsert_or_with_holdings_from_before_it_is_refused(journey, begun, tmp_path):
    people, later = begun
    with pytest.raises(DecisionError, match="`upsert: true` from 03-conflicts on"):
        later(people, upsert=False)
    with pytest.raises(DecisionError, match="no run is called 'frist'; those that were begun: first"):
        later(people, since="frist")
    for path in (journey.workspace.root / "target").rglob("holdings.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"asked_at": "2020-01-01T00:00:00+00:00"}))
    with pytest.raises(DecisionError, match="were not read after the run first"):
        later(people, ask="once")
    (journey.workspace.root / "runs" / "first" / "digests.parquet").unlink()
    with pytest.raises(WorkspaceError, match="kept no digests"):
        later(people)


def test_everybody_sent_twice_is_told_beforehand(journey, begun):
    people, later = begun
    again = later(people, dump="first", since="")
    assert "<code>wave: rest</code> leaves them out" in again.going._repr_html_()
    assert places(again.balance) == {"updated": 12}


def test_a_run_for_which_nobody_is_left_says_why(journey, begun):
    people, later = begun
    rest = later(people, dump="first", since="", wave="rest")
    assert rest.going.notice.startswith(
        "Nobody goes: whoever is meant was in an earlier run already (first);"
    )
    assert rest.going.notice in rest.going._repr_html_().replace("<code>", "`").replace("</code>", "`")

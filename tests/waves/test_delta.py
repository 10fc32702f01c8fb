"""A later dump of the same source: only what is new or changed is sent, and what only the tenant has stays."""

import csv

import polars as pl
import pytest
from tests.waves.journey import COLUMNS, places

from userferry.api import get_users_by_email, patch_user

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

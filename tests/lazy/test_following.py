"""Who remains is counted right on each of ninety days, and the rest goes in by a bulk import.

2,000 users by default, as many as `USERFERRY_GENERATED` says otherwise; each moves by a login of their own.
"""

import os
import random
import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from tests.lazy.trickle import BEGAN, MAPPING, draw_people, open_world, write_dump
from tests.runs.runs_scene import DIGESTS, QUICK

from userferry.api import delete_user, patch_user
from userferry.chunks import split_users
from userferry.dumps import read_dump
from userferry.errors import DecisionError
from userferry.lazy import (
    Followed,
    ask_moved,
    follow,
    lay_ghosts,
    list_suspects,
    read_activity,
    write_remainder,
)
from userferry.lazy.ghosts import GHOST, LAID, THERE
from userferry.mapping import apply_mapping
from userferry.reports import draw_survival
from userferry.runs import Order, Run

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH"),
    pytest.mark.timeout(3_000),
]
COUNT = max(2_000, int(os.environ.get("USERFERRY_GENERATED", "0")))
DAYS = 90
SIGN_UPS = 7


def look(world, activity, folder, **more):
    """Ask the tenant, and follow."""
    moved = ask_moved(world.session, world.connection_id, folder / "moved.parquet", poll_seconds=0.01)
    return follow(moved, activity, began=BEGAN, at=world.now, days=folder / "days", **more)


def send(world, users, folder):
    """Import users into the connection as the pages do, and give what came of it."""
    chunks = split_users(users, folder / "chunks")
    order = Order(chunks.folder, world.tenant.domain, world.connection_id, False, DIGESTS, chunks.rows)
    outcome = Run.create(folder / "run", order).send(world.session, pace=QUICK)
    return outcome, {place: count for place, count in outcome.counts.items() if count}


def test_the_count_of_those_who_remain_is_the_truth_each_day_and_the_rest_goes_in(tmp_path):
    chance, people = random.Random(7), draw_people(COUNT, 7)
    dump = write_dump(people)
    activity = read_activity(apply_mapping(dump, MAPPING), "app_metadata.last_login", began=BEGAN).collect()
    coming = sorted((each for each in people if each.comes < DAYS), key=lambda each: each.comes)
    place, away, truth, foreseen = 0, [], [], None
    with open_world() as world:
        stranger = next(each for each in people if each.comes > DAYS)
        for number in range(SIGN_UPS - 1):
            world.sign_up(f"new{number}@example.com")
        world.sign_up(stranger.email)
        for day in range(DAYS):
            while place < len(coming) and coming[place].comes < day + 1:
                world.go_to(coming[place].comes)
                world.log_in(coming[place])
                place += 1
            if day % 10 == 5:  # support deletes one; another one, deleted five days before, logs in again
                world.go_to(day + 0.9)
                for person in away[-1:]:
                    world.log_in(person)
                seen = [each for each in coming[:place] if each.comes < day and each.number in world.there]
                away.append(chance.choice(seen))
                delete_user(world.session, f"auth0|legacy|{away[-1].number}")
                world.there.remove(away[-1].number)
            if day == 33:
                renamed = chance.choice([each for each in coming[:place] if each.number in world.there])
                patch_user(world.session, f"auth0|legacy|{renamed.number}", {"email": "other@example.com"})
            world.go_to(day + 1 - 1e-3)
            followed = look(world, activity, tmp_path)
            truth.append(COUNT - len(world.there))
            assert followed.remain == truth[-1], day
            assert followed.days["remain"].to_list() == truth
            if day == DAYS // 3:
                foreseen = followed.projection.filter(pl.col("day") == BEGAN + timedelta(days=DAYS - 1)).row(
                    0
                )
        returned = {person.number for person in away[:-1]} & world.there
        assert (followed.of("gone"), followed.of("taken"), followed.returned) == (1, 1, len(returned))
        assert followed.signed_up == SIGN_UPS - 1
        _, _, low, high = foreseen
        assert low <= truth[-1] <= high, (foreseen, truth[-1])
        assert "remain" in draw_survival(followed).said

        rest = write_remainder(dump, followed, tmp_path)
        assert rest.rows + 2 == truth[-1]
        assert rest.left == {"gone": 1, "taken": 1}
        users = apply_mapping(read_dump(rest.path).frame, MAPPING)
        world.go_to(DAYS + 0.5)
        outcome, counts = send(world, users, tmp_path / "rest")
        assert counts == {"inserted": rest.rows}
        ids = pl.concat(
            [outcome.rows.filter(pl.col("outcome") == "inserted").select("auth0_user_id")]
        ).collect()
        assert ids.height == rest.rows
        brought = activity.filter(("auth0|" + pl.col("user_id")).is_in(ids["auth0_user_id"].implode()))
        followed = look(world, activity, tmp_path, brought=brought)
        assert (followed.of("brought"), followed.of("remaining"), followed.remain) == (rest.rows, 0, 2)
        assert followed.days["remain"].to_list() == [*truth, 2]


def test_a_ghost_is_told_from_somebody_who_is_there_and_laid(tmp_path):
    people = draw_people(12, 1)
    dump = write_dump(people)
    users = apply_mapping(dump, MAPPING)
    with open_world() as world:
        world.log_in(people[3])
        for haunted in (5, 8):
            world.tenant.add_ghost(
                f"legacy|{haunted}", email=people[haunted].email, connection_id=world.connection_id
            )
        outcome, counts = send(world, users, tmp_path)
        assert counts == {"inserted": 9, "failed": 3}
        suspects = list_suspects(outcome.rows, users)
        assert suspects["__row"].to_list() == [3, 5, 8]
        where = {"session": world.session, "connection": world.connection, "pace": QUICK}
        looked = lay_ghosts(tmp_path / "look", suspects, **where, is_asked=False)
        assert looked.rows["word"].to_list() == [THERE, GHOST, GHOST]
        laid = lay_ghosts(tmp_path / "ghosts", suspects, **where, is_asked=True)
        assert laid.rows["word"].to_list() == [THERE, LAID, LAID]
        again = users.filter(pl.col("__row").is_in([5, 8]))
        assert send(world, again, tmp_path / "again")[1] == {"inserted": 2}
        world.log_in(people[3])


def test_who_is_found_for_a_ghosts_address_is_not_deleted(tmp_path):
    with open_world() as world:
        world.sign_up("person2@example.com")
        suspects = pl.DataFrame(
            {"__row": [2], "user_id": ["auth0|legacy|2"], "email": ["Person2@example.com"]}
        )
        asked = {"session": world.session, "connection": world.connection, "pace": QUICK}
        laid = lay_ghosts(tmp_path, suspects, **asked, is_asked=True)
        assert laid.rows["word"].to_list() == ["another user has the address"]
        assert world.tenant.count_users() == 1


ACTIVITY = pl.DataFrame(
    {
        "__row": [0, 1, 2, 3, 4],
        "user_id": ["a", "b", "c", None, "a"],
        "email": [f"{name}@example.com" for name in "abcde"],
        "seen": ["2026-03-01", None, "2020-01-01", "2026-02-02", "2026-02-02"],
    }
)


def moved(*users):
    rows = [(f"auth0|{name}", f"{name}@example.com", datetime.fromisoformat(at)) for name, at in users]
    schema = {"user_id": pl.String, "email": pl.String, "created_at": pl.Datetime("ms")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_what_is_kept_is_read_again_and_a_day_may_be_looked_at_twice(tmp_path):
    activity = read_activity(ACTIVITY, "seen", began=BEGAN)
    for hour in (9, 21):
        at = datetime(2026, 3, 4, hour, tzinfo=UTC)
        there = moved(
            ("a", "2026-03-03T08:00:00"), ("b", "2026-03-01T08:00:00"), ("new", "2026-03-03T08:00:00")
        )
        followed = follow(there, activity, began=BEGAN, at=at, days=tmp_path / "days")
    assert followed.rows["state"].to_list() == ["moved", "brought", "remaining", "remaining", "remaining"]
    assert followed.days.rows() == [
        (BEGAN, 0, 0, 0, 4),
        (BEGAN + timedelta(days=1), 1, 0, 0, 3),
        (BEGAN + timedelta(days=2), 0, 0, 0, 3),
    ]
    followed.write(tmp_path)
    read = Followed.read(tmp_path)
    assert repr(read) == repr(followed)
    assert read.rows.equals(followed.rows)
    assert "remain" in read._repr_html_()


def test_without_days_before_a_deleted_user_is_one_who_remains(tmp_path):
    activity = read_activity(ACTIVITY, "seen", began=BEGAN)
    first = follow(
        moved(("a", "2026-03-02T08:00:00")),
        activity,
        began=BEGAN,
        at=datetime(2026, 3, 3, tzinfo=UTC),
        days=tmp_path / "days",
    )
    assert first.of("moved") == 1
    nobody = {"began": BEGAN, "at": datetime(2026, 3, 5, tzinfo=UTC)}
    assert follow(moved(), activity, days=tmp_path / "days", **nobody).of("gone") == 1
    assert follow(moved(), activity, days=tmp_path / "others", **nobody).of("remaining") == 5


def test_a_time_before_the_beginning_is_refused(tmp_path):
    with pytest.raises(DecisionError, match="the tenant says it is 2026-02-01"):
        follow(
            moved(),
            read_activity(ACTIVITY, "seen", began=BEGAN),
            began=BEGAN,
            at=datetime(2026, 2, 1, tzinfo=UTC),
            days=tmp_path,
        )

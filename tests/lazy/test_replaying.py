"""Traffic is drawn the same for the same seed, and a rehearsal answers it as Auth0 would."""

import shutil
from datetime import datetime

import polars as pl
import pytest
from tests.lazy.stage import CONNECTION, stage

from userferry.api import Session, count_users, get_user
from userferry.errors import DecisionError, WorkspaceError
from userferry.lazy.replayed import Replayed
from userferry.lazy.replaying import replay
from userferry.lazy.traffic import (
    COME_BACK,
    DELETION,
    EMAIL_CHANGE,
    KINDS,
    LOG_IN,
    RESET,
    SIGN_UP,
    TRAFFIC,
    WRONG_PASSWORD,
    draw_traffic,
)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
DAY = 86_400.0
BEGAN = 1_780_000_000.0


def keys(people):
    return pl.DataFrame(
        {
            "__row": range(people),
            "login": [f"user-{row}@example.com" for row in range(people)],
            "password": [f"Legacy-{row}" for row in range(people)],
        }
    )


@pytest.fixture(scope="module")
def drawn():
    return draw_traffic(keys(5_000), days=90, seed=7).collect()


def test_the_same_seed_draws_the_same_and_another_does_not(drawn):
    assert draw_traffic(keys(5_000), days=90, seed=7).collect().equals(drawn)
    assert not draw_traffic(keys(5_000), days=90, seed=8).collect().equals(drawn)
    assert dict(drawn.schema) == TRAFFIC


def test_every_kind_happens_in_the_order_of_time_within_the_days(drawn):
    assert set(drawn["kind"]) == set(KINDS)
    assert drawn["seconds"].is_sorted()
    assert drawn["seconds"].min() >= 0
    assert drawn["seconds"].max() < 90 * DAY


def test_nobody_types_what_cannot_be_typed_yet(drawn):
    first = drawn.filter(kind=LOG_IN).group_by("__row").agg(pl.col("seconds").min().alias("first"))
    with_first = drawn.join(first, on="__row", how="left")
    late = pl.col("seconds") > pl.col("first")
    assert with_first.filter(pl.col("kind") == RESET, late).is_empty()
    assert with_first.filter(pl.col("kind").is_in([DELETION, EMAIL_CHANGE, COME_BACK]), ~late).is_empty()
    chosen = with_first.filter(
        pl.col("__row").is_in(drawn.filter(kind=RESET)["__row"].implode()), kind=LOG_IN
    )
    assert chosen["password"].str.starts_with("Chosen-").all()
    changed = drawn.filter(kind=EMAIL_CHANGE)
    assert changed["login"].str.starts_with("user-").all()
    assert changed["new_login"].str.starts_with("changed-").all()


def test_a_row_behaves_the_same_whoever_stands_beside_it(drawn):
    few = draw_traffic(keys(5_000).filter(pl.col("__row") % 7 == 0), days=90, seed=7).collect()
    mine = few.filter(pl.col("__row").is_not_null())
    theirs = drawn.filter(pl.col("__row") % 7 == 0)
    assert mine.sort("seconds", "kind").equals(theirs.sort("seconds", "kind"))


def test_a_key_that_lacks_something_is_told():
    with pytest.raises(DecisionError, match="no column `password`") as told:
        draw_traffic(keys(1).drop("password"), days=0, seed=1)
    assert len(told.value.complaints) == 2


def people_of(frame):
    return [
        ({"user_id": f"legacy|{row}", "email": login, "email_verified": True}, password)
        for row, login, password in frame.iter_rows()
    ]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Sixty people for sixty days, at a rehearsal with a clock that stands between events."""
    folder = tmp_path_factory.mktemp("played")
    with stage(folder, clock=lambda: BEGAN) as there:
        people = keys(60)
        store = there.store(*people_of(people))
        there.deploy(store)
        traffic = draw_traffic(people, days=60, seed=8).collect()
        replayed = play(there, traffic)
        yield there, store, traffic, replayed


def play(there, traffic, **bounds):
    return replay(
        traffic, there.session, CONNECTION,
        client_id=there.tenant.client_id, client_secret=there.tenant.client_secret, **bounds,
    )  # fmt: skip


@needs_node
def test_each_event_goes_as_expected(played):
    _, _, traffic, replayed = played
    assert set(traffic["kind"]) == set(KINDS)
    assert replayed.counts.filter(kind=SIGN_UP, expected="refused", got="refused")["events"].item() == 2
    assert replayed.unexpected.rows() == []
    assert (replayed.left, replayed.came.height) == (0, traffic.height)
    assert replayed.is_as_expected


@needs_node
def test_the_legacy_store_is_asked_at_first_log_ins_and_no_more(played):
    _, store, traffic, _ = played
    resets, sign_ups = (traffic.filter(kind=kind).height for kind in (RESET, SIGN_UP))
    changes, returns = (traffic.filter(kind=kind).height for kind in (EMAIL_CHANGE, COME_BACK))
    first = traffic.filter(kind=LOG_IN).unique("__row").height
    early = wrong_by_strangers(traffic)
    assert store.calls.count("login") == first - with_reset(traffic) + returns + early
    assert store.calls.count("get_user") == resets + with_reset(traffic) + sign_ups + changes


def with_reset(traffic):
    """Those who moved in with the password of a reset, which `get_user` answers for."""
    reset = traffic.filter(kind=RESET)["__row"].implode()
    return traffic.filter(pl.col("__row").is_in(reset), kind=LOG_IN)["__row"].n_unique()


def wrong_by_strangers(traffic):
    """Mistyped passwords of people who are not in the tenant at that time, and not half moved by a reset."""
    asked, here, half = 0, set(), set()
    for event in traffic.iter_rows(named=True):
        row, kind = event["__row"], event["kind"]
        asked += kind == WRONG_PASSWORD and row not in here and row not in half
        if kind in (LOG_IN, COME_BACK):
            here.add(row)
        elif kind == RESET:
            half.add(row)
        elif kind == DELETION:
            here.discard(row)
    return asked


@needs_node
def test_who_moved_is_who_logged_in_on_their_day(played):
    there, _, traffic, replayed = played
    truth = (
        traffic.filter(pl.col("kind") == LOG_IN)
        .group_by("__row")
        .agg((pl.col("seconds").min() // DAY).cast(pl.Int64).alias("day"))
        .sort("day", "__row")
    )
    assert replayed.moves.equals(truth)
    stayed = replayed.moves.join(traffic.filter(kind=DELETION), on="__row", how="anti")
    assert stayed.height > 20
    for row, day in stayed.iter_rows():
        created = datetime.fromisoformat(get_user(there.session, f"auth0|legacy|{row}")["created_at"])
        assert (created.timestamp() - BEGAN) // DAY == day
    gone = traffic.filter(kind=DELETION).height - traffic.filter(kind=COME_BACK).height
    new = traffic.filter(pl.col("kind") == SIGN_UP, pl.col("__row").is_null()).height
    assert count_users(there.session) == replayed.moves.height - gone + new


@needs_node
def test_it_is_bounded_and_says_what_was_left_out(tmp_path):
    with stage(tmp_path, clock=lambda: BEGAN) as there:
        people = keys(5)
        there.deploy(there.store(*people_of(people)))
        replayed = play(there, draw_traffic(people, days=90, seed=3), most_events=4)
    assert replayed.came.height == 4
    assert "events left out" in repr(replayed)


@needs_node
def test_what_is_not_expected_is_told_apart(tmp_path):
    """The legacy store forgot somebody, and its script fails for nobody else."""
    with stage(tmp_path, clock=lambda: BEGAN) as there:
        people = keys(3)
        there.deploy(there.store(*people_of(people.head(2))))
        facts = {
            "seconds": [1.0, 2.0, 3.0, 4.0],
            "kind": [LOG_IN, LOG_IN, RESET, DELETION],
            "__row": [0, 2, 2, 2],
        }
        typed = {"login": [f"user-{row}@example.com" for row in facts["__row"]], "password": ["Legacy-0"] * 4}
        replayed = play(
            there, pl.DataFrame(facts | typed | {"new_login": [None] * 4}, schema_overrides=TRAFFIC)
        )
    assert replayed.unexpected.select("__row", "got").rows() == [
        (2, "wrong password"),
        (2, "no mail"),
        (2, "nobody"),
    ]
    assert "3 events not as expected" in repr(replayed)


@needs_node
def test_a_store_that_is_down_is_told_and_holds_nobody_up(tmp_path):
    down = "function login(u, p, callback) { callback(new Error('out of reach')); }"
    with stage(tmp_path, clock=lambda: BEGAN) as there:
        people = keys(2)
        there.deploy(there.store(*people_of(people)), login=down)
        events = people.with_columns(
            seconds=pl.lit(600.0), kind=pl.lit(LOG_IN), new_login=pl.lit(None, pl.String)
        )
        patience = there.session.patience_seconds
        replayed = play(there, events)
        assert there.session.patience_seconds == patience
        assert there.tenant.clock.now() < BEGAN + 600 + 2 * 60 + 1
    assert replayed.unexpected["got"].to_list() == ["500 server_error"] * 2


def test_a_tenant_that_is_no_rehearsal_is_not_played_to():
    real = Session("https://acme.eu.auth0.com", client_id="a", client_secret="b")
    with pytest.raises(DecisionError) as told:
        replay(pl.DataFrame(schema=TRAFFIC), real, "c", client_id="a", client_secret="b")
    assert len(told.value.complaints) == 2


@needs_node
def test_it_is_read_as_it_was_written_without_what_people_type(played, tmp_path):
    _, _, _, replayed = played
    folder = replayed.write(tmp_path / "replayed")
    again = Replayed.read(folder)
    assert (again, again.came.equals(replayed.came)) == (replayed, True)
    assert "Legacy-" not in replayed._repr_html_()
    assert b"example.com" not in (folder / "replayed.parquet").read_bytes()
    with pytest.raises(WorkspaceError, match="replay traffic first"):
        Replayed.read(tmp_path / "nowhere")

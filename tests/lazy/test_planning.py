"""Bulk, automatic, both or reset: what each way means is counted for the very dump, and logins are foreseen as they come."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lazy.trickle import BEGAN, draw_people

from userferry.errors import DecisionError
from userferry.lazy import Ways, compare_ways, read_activity
from userferry.lazy.activity import NEVER, SEGMENTS, count_ages
from userferry.lazy.planning import BOTH, BULK, HORIZONS, LAZY, RESET
from userferry.lazy.survival import UNREAD, add_up, expect_waiting, fit_rates, learn_paces
from userferry.passwords import hash_findings

IMPORTED = "$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG"
CHECKED = "$P$B7IUWj3zJgZ0rRzZ3hXKt5BkHb3kpS."
LOST = None
COUNT = 4_000


def make_users(people):
    rows = [
        (each.number, str(each.number), each.email, each.seen and each.seen.isoformat()) for each in people
    ]
    return pl.DataFrame(rows, schema=["__row", "user_id", "email", "seen"], orient="row")


def make_verdicts(hashes):
    frame = pl.LazyFrame({"hash": hashes}, schema={"hash": pl.String}).with_row_index("__row")
    return frame.select(pl.col("__row").cast(pl.Int64), finding=hash_findings(pl.col("hash")))


@pytest.mark.parametrize(
    ("hashes", "way"),
    [
        ([IMPORTED], BULK),
        ([CHECKED], LAZY),
        ([IMPORTED, CHECKED], BOTH),
        ([LOST], RESET),
        ([IMPORTED, LOST], BULK),
        ([IMPORTED] * 199 + [CHECKED], BULK),
    ],
)
def test_the_way_is_recommended_by_who_can_keep_the_password(hashes, way):
    people = draw_people(COUNT, 3)
    given_hashes = [hashes[place % len(hashes)] for place in range(COUNT)]
    ways = compare_ways(make_users(people), make_verdicts(given_hashes), "seen", began=BEGAN)
    assert ways.recommended == way, ways.reason
    assert ways.users == COUNT
    assert ways.ways.filter(pl.col("keep") + pl.col("reset") != COUNT).is_empty()
    imported = given_hashes.count(IMPORTED)
    for days in (0, *HORIZONS):
        assert ways.keep(BULK, days) == imported
        assert ways.keep(RESET, days) == 0
        assert imported <= ways.keep(BOTH, days) <= imported + given_hashes.count(CHECKED)
        assert ways.keep(LAZY, days) <= COUNT - given_hashes.count(LOST)
    assert ways.keep(LAZY, 0) == 0
    assert [ways.keep(LAZY, days) for days in HORIZONS] == sorted(ways.keep(LAZY, days) for days in HORIZONS)


def test_what_the_scripts_cannot_check_is_not_promised():
    people = draw_people(200, 3)
    verdicts = make_verdicts([CHECKED] * 200)
    form = verdicts.select(pl.col("finding").struct.field("format")).collect().item(0, 0)
    ways = compare_ways(make_users(people), verdicts, "seen", began=BEGAN, unverified={form})
    assert (ways.recommended, ways.keep(LAZY, 365)) == (RESET, 0)


def test_without_last_logins_nobodys_login_is_foreseen():
    ways = compare_ways(make_users(draw_people(50, 1)), make_verdicts([CHECKED] * 50), "", began=BEGAN)
    assert [ways.keep(LAZY, days) for days in HORIZONS] == [0] * len(HORIZONS)
    assert ways.moved["verified"].max() == 50


def test_the_expected_share_is_that_of_people_who_come_at_rates_of_their_own():
    people = draw_people(COUNT, 11, gone=0.0)
    ways = compare_ways(make_users(people), make_verdicts([CHECKED] * COUNT), "seen", began=BEGAN)
    for days in HORIZONS:
        came = sum(each.comes < days for each in people)
        assert abs(ways.keep(LAZY, days) - came) < 0.03 * COUNT, days
    some = ways.moved.filter(pl.col("days") > 0)
    assert some.filter(pl.col("moved_least") > pl.col("moved")).is_empty()


def test_what_is_kept_is_read_again(tmp_path):
    ways = compare_ways(
        make_users(draw_people(60, 1)), make_verdicts([IMPORTED, CHECKED] * 30), "seen", began=BEGAN
    )
    ways.write(tmp_path)
    read = Ways.read(tmp_path)
    assert repr(read) == repr(ways)
    assert read.ways.equals(ways.ways)
    assert read._repr_html_() == ways._repr_html_()
    assert "must stay running" in read._repr_html_()


@pytest.mark.parametrize("gone", [0.0, 0.7])
@pytest.mark.parametrize("seed", range(4))
def test_from_thirty_days_the_next_sixty_are_foreseen_within_the_interval(seed, gone):
    """Those who left for good are not in the model; what is learned from those who came makes up for it."""
    people, passed, ahead = draw_people(COUNT, seed, gone=gone), 30, 60
    activity = read_activity(make_users(people), "seen", began=BEGAN).collect()
    activity = activity.with_columns(comes=pl.Series([each.comes for each in people]))
    waiting = count_ages(activity.filter(pl.col("comes") >= passed))
    came = activity.filter(pl.col("comes") < passed).group_by(
        "segment", "age", pl.col("comes").cast(pl.Int64).alias("day")
    )
    rates = learn_paces(
        fit_rates(count_ages(activity)), waiting, came.agg(users=pl.len().cast(pl.Int64)), elapsed_days=passed
    )
    _, remain, low, high = add_up(expect_waiting(rates, waiting, [ahead], since=passed)).row(0)
    truth = sum(each.comes >= passed + ahead for each in people)
    assert low < remain < high
    width = high - low
    assert width < 0.08 * COUNT
    assert low - width / 2 <= truth <= high + width / 2, (low, truth, high)


def test_a_burst_widens_the_interval():
    who = {"segment": "within 7 days", "age": 3}
    waiting = pl.DataFrame([who | {"users": 5_000}])
    even = [who | {"day": day, "users": 100} for day in range(20)]
    burst = [who | {"day": day, "users": 0 if day % 10 else 1_000} for day in range(20)]
    known = [learn_paces(UNREAD, waiting, pl.DataFrame(came), elapsed_days=20.0) for came in (even, burst)]
    assert known[0].unsteadiness < known[1].unsteadiness
    widths = [high - low for _, _, low, high in (_ahead(each, waiting) for each in known)]
    assert widths[0] < widths[1]


def _ahead(rates, waiting):
    return add_up(expect_waiting(rates, waiting, [30], since=20.0)).row(0)


@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 500)), min_size=1, max_size=30),
    st.integers(0, 200),
)
def test_fewer_remain_each_day_and_never_more_than_there_are(ages, never):
    rows = [("longer ago", age, users) for age, users in ages] + [(NEVER, None, never)]
    waiting = pl.DataFrame(
        rows, schema={"segment": pl.String, "age": pl.Int64, "users": pl.Int64}, orient="row"
    )
    expected = add_up(expect_waiting(fit_rates(waiting), waiting, [0, 1, 10, 100, 1_000]))
    assert expected["remain"][0] == pytest.approx(waiting["users"].sum())
    assert expected["remain"].to_list() == sorted(expected["remain"], reverse=True)
    outside = (pl.col("low") > pl.col("remain") + 1e-6) | (pl.col("high") + 1e-6 < pl.col("remain"))
    assert expected.filter(outside | (pl.col("low") < 0)).is_empty()


MOMENT = datetime(2026, 2, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-20",
        "2026-02-20T12:00:00Z",
        " 2026-02-20 12:00:00.123+00",
        str(int(MOMENT.timestamp())),
        str(int(MOMENT.timestamp() * 1_000)),
    ],
)
def test_a_last_login_is_read_as_dumps_write_it(text):
    read = read_activity(make_activity([text]), "seen", began=BEGAN).collect()
    assert read.row(0) == (0, "0", "a@example.com", 10, "within 30 days")


def make_activity(texts):
    return pl.DataFrame(
        {"__row": range(len(texts)), "user_id": "0", "email": "A@example.com", "seen": texts},
        schema_overrides={"__row": pl.Int64, "seen": pl.String},
    )


def test_segments_are_whole_and_a_later_login_is_of_today():
    days = [*range(1_000), -3]
    texts = [(BEGAN - timedelta(days=each)).isoformat() for each in days] + [None, "", "unknown"]
    read = read_activity(make_activity(texts), "seen", began=BEGAN).collect()
    assert read["segment"].null_count() == 0
    counted = dict(read["segment"].cast(pl.String).value_counts().iter_rows())
    assert [counted[name] for name in SEGMENTS] == [9, 23, 60, 90, 185, 634, 3]
    assert read["age"][1_000] == 0


def test_a_path_in_metadata_is_followed_and_a_wrong_one_is_told_with_the_right_ones():
    users = make_activity(["2026-02-20"]).with_columns(
        app_metadata=pl.struct(last_login="seen", plan=pl.lit("gold"))
    )
    assert read_activity(users, "app_metadata.last_login", began=BEGAN).collect()["age"].item() == 10
    for wrong in ("app_metadata.lastlogin", "last", "seen.at"):
        with pytest.raises(DecisionError, match="is no column of the users"):
            read_activity(users, wrong, began=BEGAN)


def test_texts_that_are_no_moments_are_complained_of():
    with pytest.raises(DecisionError, match="parse_datetime"):
        read_activity(make_activity(["20 Feb 2026"]), "seen", began=BEGAN)

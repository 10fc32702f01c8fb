"""The report tells a migration in one file: pictures drawn to scale, everything in words too, nobody's data."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.report_scene import BEGAN, JOBS, USERS, make_journal, write_scene

from userferry.reports.flow_picture import SENT, draw_flow
from userferry.reports.pace_picture import draw_pace
from userferry.reports.work_times import Work, read_work
from userferry.runs import Balance, Entry

PLACES = ("inserted", "updated", "unchanged", "refused", "held back", "failed", "in doubt", "not sent")


@pytest.fixture(scope="module")
def rough(tmp_path_factory):
    return write_scene(tmp_path_factory.mktemp("rough"))


@pytest.fixture(scope="module")
def page(rough):
    return rough.read_text(encoding="utf-8")


def test_it_tells_the_whole_story_in_order(rough, page):
    assert rough.stat().st_mode & 0o777 == 0o600
    assert not list(rough.parent.glob("*.part"))
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        "Where each row went", "How fast", "What failed, and why", "What was not sent", "Whose password goes along",
        "What was foreseen, and what happened", "Field by field", "Sample logins", "What it was made from",
    ]  # fmt: skip
    words = re.sub(r"\s+", " ", re.sub(r"<(?!/?(svg|title|desc))[^>]*>", " ", page).replace("&#39;", "'"))
    for told in (
        "94,583 of 100,000 rows are users of the tenant",
        "39 of 40 sample logins went as promised.",
        "94,995 of 95,090 rows that were sent ended as foreseen",
        "let the user reset it: another text would be another password's",
        "This code is not known here.",
        "leave metadata behind",
        "acme.eu.auth0.com",
        "ab" * 32,
        "2026-03-14 09:29:55 UTC",
    ):
        assert told in words, told


def test_it_asks_nobody_for_anything_and_has_no_script(page):
    assert not re.search(
        r"<script|<link|<img|<iframe|\b(src|href|xlink:href)\s*=|url\(|@import|javascript:", page
    )
    assert "default-src 'none'" in page


def test_it_holds_nobodys_data(page):
    assert "Ann Lee" not in page
    assert "ann.lee" not in page
    assert "a•••@example.com" in page


def test_every_picture_has_a_title_a_description_and_ids_of_its_own(page):
    pictures = [ET.fromstring(text) for text in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    told = [each for each in pictures if each.get("aria-hidden") != "true"]
    assert len(told) == 4
    for each in told:
        assert each.get("role") == "img"
        ids = each.get("aria-labelledby").split()
        assert [child.get("id") for child in list(each)[:2]] == ids
        assert all(child.text.strip() for child in list(each)[:2])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_clean_migration_says_so(tmp_path):
    page = write_scene(tmp_path, is_clean=True).read_text(encoding="utf-8")
    for told in (
        "verdict good",
        "No row failed.",
        "No rule refused a row.",
        "Nobody was held back.",
        "No difference: what",
    ):
        assert told in page
    assert "100,000 of 100,000 rows are users of the tenant" in page


@given(st.lists(st.integers(0, 10**8), min_size=8, max_size=8), st.sampled_from([360, 880]))
def test_streams_are_as_wide_as_they_have_rows_and_nothing_overlaps(counts, width):
    entries = tuple(Entry(place, rows) for place, rows in zip(PLACES, counts, strict=True))
    drawn = draw_flow(Balance(sum(counts), entries), width=width)
    assert [node.rows for node in drawn.places if node.name in SENT] == [
        f"{entry.rows:,}" for entry in entries if entry.rows and entry.place in SENT
    ]
    assert len(drawn.places) == sum(map(bool, counts))
    by_name = {entry.place: entry.rows for entry in entries}
    for node in drawn.places:
        assert node.height == pytest.approx(max(2, 240 * by_name[node.name] / sum(counts)))
    for above, below in pairwise(drawn.places):
        assert below.y >= above.y + max(above.height, 38)
    lowest = max(
        [drawn.dump.y + drawn.dump.height, *(node.y + max(node.height, 34) for node in drawn.places)]
    )
    assert drawn.height >= lowest
    if drawn.sent:
        assert drawn.sent.height == pytest.approx(sum(n.height for n in drawn.places if n.name in SENT))
        assert drawn.sent.x - drawn.dump.x >= 100


def test_every_job_of_a_journal_is_read_the_lost_one_too():
    work = read_work(make_journal())
    assert len(work) == JOBS
    assert {each.users for each in work} == {USERS}
    assert min(each.begin for each in work) == pytest.approx(BEGAN + 0.4, abs=0.01)
    assert all(each.end > each.begin for each in work)


def test_what_was_refused_or_failed_whole_takes_nobody_in():
    def event(kind, at, attempt, **more):
        return {
            "at": f"2026-01-01T00:00:{at:02}.000+00:00",
            "event": kind,
            "chunk": 1,
            "attempt": attempt,
            **more,
        }

    events = [
        event("submitting", 0, 1, rows=5),
        event("refused", 1, 1),
        event("submitting", 2, 1, rows=5),
        event("submitted", 3, 1),
        event("ended", 4, 1, status="failed"),
        event("settled", 6, 1, landed=2, remaining=3),
        event("submitting", 7, 2, rows=3),
        event("submitted", 8, 2),
        event("ended", 9, 2, status="completed"),
    ]
    assert [(each.end - each.begin, each.users) for each in read_work(events)] == [(3, 2), (1, 3)]


moments = st.tuples(st.floats(0, 1e5), st.floats(0, 1e5), st.integers(0, 10**6))


@given(st.lists(moments, min_size=1, max_size=30), st.integers(1, 90))
def test_the_drawn_pace_adds_up_to_the_users(times, spans):
    work = [Work(1e9 + min(a, b), 1e9 + max(a, b), users) for a, b, users in times]
    drawn = draw_pace(work, width=880, spans=spans)
    lasts = max(max(each.end for each in work) - min(each.begin for each in work), 0.001)
    total = sum(rate * lasts / spans for _, rate, _ in drawn.rows)
    assert total == pytest.approx(sum(each.users for each in work), rel=1e-3, abs=1e-3)
    assert all(bar.y >= 0 and bar.y + bar.height <= drawn.height for bar in (*drawn.pace, *drawn.jobs))
    assert all(bar.x + bar.width <= 880 for bar in (*drawn.pace, *drawn.jobs))
    assert len({tick.name for tick in drawn.time_ticks}) == len(drawn.time_ticks)


def test_without_a_job_there_is_no_pace():
    assert draw_pace([], width=880, spans=10) is None


def test_the_counts_of_the_scene_are_those_of_its_balance(page):
    rows = re.findall(
        r'<tr class="place"><td>.*?</span>([a-z ]+)</td><td class="number">([\d,]+)</td></tr>', page
    )
    counted = pl.DataFrame(rows, schema=["place", "rows"], orient="row").with_columns(
        pl.col("rows").str.replace_all(",", "").cast(pl.Int64)
    )
    assert counted["rows"].sum() == 100_000

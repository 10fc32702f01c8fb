"""Waves: each row goes once, went before, or waits; together they are everybody."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.waves.conftest import CONNECTION_ID, DUMP, TARGET

from userferry.checks import Failure
from userferry.checks.failure import FINDINGS
from userferry.conflicts import Resolved
from userferry.conflicts.resolved import HELD
from userferry.errors import DecisionError, WorkspaceError
from userferry.runs import Balance
from userferry.waves import Counted, choose_wave
from userferry.waves.counted import WAVE

WAITS = "waits for a later wave"


def people(rows=100):
    """Everybody; every tenth is refused, every thirteenth gave way."""
    numbers = list(range(rows))
    users = pl.LazyFrame(
        {
            "__row": numbers,
            "email": [f"u{row}@{'example.com' if row % 2 else 'example.org'}" for row in numbers],
            "app_metadata": [{"plan": "pro" if row % 3 == 0 else "free", "age": row} for row in numbers],
        },
        schema_overrides={"__row": pl.Int64},
    )
    refused = [row for row in numbers if row % 10 == 0]
    held = [row for row in numbers if row % 13 == 0 and row % 10]
    findings = pl.DataFrame({"__row": refused}, schema={"__row": pl.Int64}).with_columns(
        pl.lit("x").alias(name) for name in FINDINGS if name != "__row"
    )
    away = pl.DataFrame({"__row": held}, schema={"__row": pl.Int64}).with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in HELD.items() if name != "__row"
    )
    return (
        users,
        Failure(findings),
        Resolved(users, away.with_columns(kind=pl.lit("email"), decision=pl.lit("keep"))),
    )


def good(rows=100):
    return {row for row in range(rows) if row % 10 and row % 13}


def going(**asked):
    wave = choose_wave(*people(), **asked)
    rows = wave.going["__row"].to_list()
    assert rows == sorted(set(rows))
    assert not set(rows) & set(wave.left["__row"])
    return set(rows)


def before(make_run, run="next"):
    return Counted.before(make_run.runs, run, dump=DUMP, target=TARGET, connection_id=CONNECTION_ID)


def test_without_a_word_everybody_goes_and_the_manifest_says_nothing():
    wave = choose_wave(*people())
    assert set(wave.going["__row"]) == good()
    assert wave.left.is_empty()
    assert wave.digests == {}
    users = people()[0]
    assert wave.of(users) is users


@given(rows=st.integers(0, 120))
def test_a_number_takes_so_many_from_all_over(rows):
    wave = choose_wave(*people(), wave=str(rows))
    taken = wave.going["__row"].to_list()
    assert len(taken) == min(rows, len(good()))
    assert set(taken) <= good()
    assert set(taken) | set(wave.left["__row"]) == good()
    if len(taken) > 3:
        assert max(taken) - min(taken) > 60


@pytest.mark.parametrize(
    ("wave", "is_meant"),
    [
        ("pl.col('email').str.ends_with('@example.com')", lambda row: row % 2 == 1),
        ("pl.col('app_metadata.plan') == 'pro'", lambda row: row % 3 == 0),
        ("(pl.col('app_metadata.age') < 20) & ~pl.col('email').is_null()", lambda row: row < 20),
        ("pl.col('app_metadata.age') > 1000", lambda row: row > 1000),
    ],
)
def test_an_expression_takes_those_for_whom_it_is_true(wave, is_meant):
    assert going(wave=wave) == {row for row in good() if is_meant(row)}


@pytest.mark.parametrize(
    ("wave", "said"),
    [
        ("pl.col('emial') == 'x'", "did you mean `email`|email"),
        ("pl.col('email')", "no condition"),
        ("pl.lit(True)", "no condition"),
        ("__import__('os').system('true')", "may not be said"),
        ("everyone", "may not be said|no condition"),
        ("-5", "no condition"),
    ],
)
def test_what_says_nobody_is_refused_with_what_can_be_said(wave, said):
    with pytest.raises(DecisionError, match=said):
        choose_wave(*people(), wave=wave)


def test_the_rest_are_those_in_no_run_yet(make_run):
    make_run("first", dict.fromkeys(range(1, 10), "inserted") | {11: "failed"})
    counted = before(make_run)
    wave = choose_wave(*people(), wave="rest", counted=counted)
    assert set(wave.going["__row"]) == good() - set(range(10)) - {11}
    left = {row: (place, reason, code) for row, place, reason, code in wave.left.iter_rows()}
    assert left[1] == ("inserted", "run first", None)
    assert left[11] == ("failed", "run first", "CODE")


def test_the_failed_are_sent_again_by_their_own_word(make_run):
    make_run("first", {1: "inserted", 2: "failed", 3: "failed", 10: "failed"})
    make_run("second", {3: "inserted"})
    wave = choose_wave(*people(), wave="failed", counted=before(make_run))
    assert set(wave.going["__row"]) == {2}  # 3 arrived since, 10 is refused now
    waiting = wave.left.filter(pl.col("reason") == WAITS)
    assert set(waiting["__row"]) == good() - {1, 2, 3}


def test_a_retry_sends_only_whom_its_dump_holds(make_run):
    make_run("first", {1: "failed", 2: "failed", 3: "failed", 4: "inserted"}, is_part=False)
    among = pl.DataFrame({"__row": [1, 3, 4]}, schema={"__row": pl.Int64})
    wave = choose_wave(*people(), counted=before(make_run), among=among)
    assert set(wave.going["__row"]) == {1, 3}
    assert set(wave.left.filter(pl.col("place") == "failed")["__row"]) == {2}
    assert wave.digests.keys() == {WAVE}


def test_a_run_of_everybody_begins_anew(make_run):
    make_run("first", {1: "inserted"})
    make_run("second", {2: "inserted"}, is_part=False)
    make_run("third", {3: "inserted"})
    assert before(make_run).names == ("second", "third")
    assert before(make_run, "second").names == (
        "first",
    )  # whoever comes after a run does not count before it
    assert Counted.until(make_run.runs, "second").names == ("second",)


def test_runs_of_something_else_are_named_and_not_counted(make_run):
    make_run("other", {1: "inserted"}, dump="e" * 64)
    make_run("there", {1: "inserted"}, target="acme.eu.auth0.com")
    make_run("first", {2: "inserted"})
    counted = before(make_run)
    assert counted.names == ("first",)
    assert counted.left_out == (("other", "another dump"), ("there", "another target"))
    assert "another dump" in counted._repr_html_()


def test_an_unfinished_run_is_finished_first(make_run):
    make_run("first", {1: "inserted", 2: "in doubt"})
    with pytest.raises(WorkspaceError, match="run: first"):
        before(make_run)


def test_an_unknown_run_is_refused_with_those_that_are_known(make_run):
    make_run("first", {1: "inserted"})
    with pytest.raises(DecisionError, match="first"):
        Counted.until(make_run.runs, "frist")


ANSWERS = st.sampled_from(["inserted", "updated", "failed"])
WORDS = st.sampled_from(
    [
        "7",
        "30",
        "failed",
        "pl.col('app_metadata.plan') == 'pro'",
        "pl.col('email').str.contains('example.com')",
    ]
)


@settings(max_examples=40, deadline=None)
@given(words=st.lists(WORDS, max_size=5), draw=st.data())
def test_waves_are_everybody_once_and_the_balance_adds_up(words, draw):
    """Whatever the waves were and whatever came of them: nobody twice, nobody lost, and the last sheet is settled."""
    users, failure, resolved = people()
    history, arrived, sent = [], set(), set()

    class Told(Counted):
        def standing(self):
            frames = [
                pl.LazyFrame(
                    schema={
                        "__row": pl.Int64,
                        "outcome": pl.String,
                        "code": pl.String,
                        "message": pl.String,
                        "run": pl.String,
                    }
                )
            ]
            last = {row: (outcome, name) for name, came in history for row, outcome in came.items()}
            rows = [
                (row, outcome, "CODE" if outcome == "failed" else None, None, name)
                for row, (outcome, name) in last.items()
            ]
            return pl.concat([*frames, pl.LazyFrame(rows, schema=frames[0].collect_schema(), orient="row")])

    for number, word in enumerate([*words, "rest"]):
        wave = choose_wave(users, failure, resolved, wave=word, counted=Told())
        rows = set(wave.going["__row"])
        assert rows | set(wave.left["__row"]) == good()
        assert not rows & arrived
        assert rows.isdisjoint(sent) or word == "failed"
        came = {row: draw.draw(ANSWERS) for row in sorted(rows)}
        history.append((f"run{number}", came))
        sent |= rows
        arrived |= {row for row, outcome in came.items() if outcome != "failed"}
        frames = [
            wave.left.filter(pl.col("place") == "not sent").select("__row", outcome="place", code="reason")
        ]
        frames += [
            pl.DataFrame(
                [(row, outcome, None) for row, outcome in one.items()],
                schema={"__row": pl.Int64, "outcome": pl.String, "code": pl.String},
                orient="row",
            )
            for _, one in history
        ]
        sheet = Balance.of(100, refused=failure.findings, held=resolved.held, rows=frames)
        assert sum(entry.rows for entry in sheet.entries) == 100
        assert sheet.rows("inserted") + sheet.rows("updated") == len(arrived)
        assert sheet.rows("failed") == len(sent - arrived)
        assert sheet.is_settled == (sent == good())
    assert sent == good()

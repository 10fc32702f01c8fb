"""A retry dump: the failed rows as they were, repaired by somebody, back in their places."""

import csv
import io

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.waves.conftest import CONNECTION_ID

from userferry.dumps import read_dump
from userferry.errors import DecisionError
from userferry.runs import Manifest, Outcome, Place
from userferry.runs.outcome import ROWS_SCHEMA
from userferry.waves import read_repairs, write_retry_dump

PEOPLE = [
    {"id": "007", "name": 'Ann "A", Esq.', "note": "two\nlines", "hash": "$2b$10$x"},
    {"id": "1e5", "name": " Bo ", "note": "", "hash": ""},
    {"id": "3", "name": "Cé", "note": "=1+1", "hash": "x"},
]


@pytest.fixture
def scene(tmp_path):
    """A dump, and a run of it in which rows 0 and 1 failed."""
    return make_scene(tmp_path, PEOPLE, failed=[0, 1])


def make_scene(folder, people, *, failed, name="dump.csv"):
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(people[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(people)
    return path, make_run(folder / "runs" / "first", read_dump(path, header=True), failed)


def make_run(run, legacy, failed):
    rows = legacy.frame.select(pl.len()).collect().item()
    came = ["failed" if row in failed else "inserted" for row in range(rows)]
    told = [
        (
            row,
            1,
            row,
            one,
            "FORMAT" if one == "failed" else None,
            "no address" if one == "failed" else None,
            None,
            None,
        )
        for row, one in enumerate(came)
    ]
    counts = {str(place): came.count(str(place)) for place in Place}
    Outcome(pl.LazyFrame(told, schema=ROWS_SCHEMA, orient="row"), counts, {}, {}, 1, 1, 0).write(run)
    Manifest("x", "rehearsal", CONNECTION_ID, False, {"dump": legacy.digest}, rows, ()).write(run)
    return run


def repair(path, change, *, delimiter=",", encoding="utf-8-sig"):
    """Do what a spreadsheet does: read all of it, write all of it, with its own delimiter."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def frame_of(legacy):
    return legacy.frame.collect().rows(named=True)


def test_it_holds_the_failed_rows_as_the_dump_had_them_and_why(scene):
    path, run = scene
    made = write_retry_dump(read_dump(path).frame, Outcome.read(run), run)
    assert (made.rows, made.is_kept) == (2, False)
    assert made.path.stat().st_mode & 0o077 == 0
    told = list(csv.DictReader(io.StringIO(made.path.read_text(encoding="utf-8-sig"), newline="")))
    assert told == [
        {"__row": str(row), "__code": "FORMAT", "__message": "no address", **PEOPLE[row]} for row in (0, 1)
    ]
    assert "retry: first" in made._repr_html_()


def test_where_nobody_failed_there_is_none(tmp_path):
    path, run = make_scene(tmp_path, PEOPLE, failed=[])
    made = write_retry_dump(read_dump(path).frame, Outcome.read(run), run)
    assert (made.path, made.rows) == (None, 0)
    assert not (run / "retry.csv").exists()


def test_one_that_somebody_repaired_is_not_written_over(scene):
    path, run = scene
    legacy = read_dump(path)
    write_retry_dump(legacy.frame, Outcome.read(run), run)
    (run / "retry.csv").write_text("repaired")
    assert write_retry_dump(legacy.frame, Outcome.read(run), run).is_kept
    assert (run / "retry.csv").read_text() == "repaired"


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "cp1252")])
def test_repaired_rows_stand_in_the_place_of_the_original_ones(scene, delimiter, encoding):
    path, run = scene
    legacy = read_dump(path)
    write_retry_dump(legacy.frame, Outcome.read(run), run)
    repair(
        run / "retry.csv",
        lambda rows: [{**rows[1], "name": "Bö", "mine": "a note"}],
        delimiter=delimiter,
        encoding=encoding,
    )
    repairs = read_repairs(legacy, run.parent, "first")
    assert repairs.rows["__row"].to_list() == [1]
    now, before = frame_of(repairs.dump), frame_of(legacy)
    assert now == [before[0], {**before[1], "name": "Bö"}, before[2]]
    assert repairs.dump.digest == legacy.digest
    assert repairs.cells == {"id": 0, "name": 1, "note": 0, "hash": 0}
    assert repairs.ignored == ("mine",)
    assert repairs.digests.keys() == {"retry"}
    assert repr(repairs) == "Repairs(1 rows to retry; changed: name in 1)"


def test_nothing_stays_nothing_and_an_empty_text_an_empty_text(tmp_path):
    frame = pl.DataFrame({"id": ["1", "2"], "note": [None, ""]})
    frame.write_parquet(tmp_path / "dump.parquet")
    legacy = read_dump(tmp_path / "dump.parquet")
    run = make_run(tmp_path / "runs" / "first", legacy, [0, 1])
    write_retry_dump(legacy.frame, Outcome.read(run), run)
    repair(run / "retry.csv", lambda rows: [{**row, "id": f"x{row['id']}"} for row in rows])
    assert frame_of(read_repairs(legacy, run.parent, "first").dump) == [
        {"__row": 0, "id": "x1", "note": None},
        {"__row": 1, "id": "x2", "note": ""},
    ]


def test_without_a_retry_the_dump_is_as_it_is(scene):
    path, run = scene
    legacy = read_dump(path)
    repairs = read_repairs(legacy, run.parent, "")
    assert repairs.dump is legacy
    assert repairs.rows is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda rows: [{**rows[0], "__row": "2"}],
            "1 rows carry a __row that did not fail in that run, such as 2",
        ),
        (lambda rows: [{**rows[0], "__row": ""}], "such as none"),
        (lambda rows: [{**rows[0], "__row": "1.0"}], "such as none"),
        (lambda rows: [rows[0], rows[0]], "stands more than once, such as 0"),
        (lambda rows: [{name: value for name, value in rows[0].items() if name != "hash"}], "it lacks hash"),
        (
            lambda rows: [{name: value for name, value in rows[0].items() if name != "__row"}],
            "it lacks __row",
        ),
    ],
)
def test_what_cannot_be_put_back_is_refused(scene, change, said):
    path, run = scene
    legacy = read_dump(path)
    write_retry_dump(legacy.frame, Outcome.read(run), run)
    repair(run / "retry.csv", change)
    with pytest.raises(DecisionError, match=said):
        read_repairs(legacy, run.parent, "first")


def test_broken_lines_another_dump_and_no_retry_dump_are_refused(scene):
    path, run = scene
    legacy = read_dump(path)
    with pytest.raises(DecisionError, match=r"runs/first/retry.csv is not there"):
        read_repairs(legacy, run.parent, "first")
    write_retry_dump(legacy.frame, Outcome.read(run), run)
    with (run / "retry.csv").open("a") as file:
        file.write("1,only,three\r\n")
    with pytest.raises(DecisionError, match="1 of its lines are no records"):
        read_repairs(legacy, run.parent, "first")
    other = path.with_name("other.csv")
    other.write_bytes(path.read_bytes() + b'"9","x","x","x"\n')
    with pytest.raises(DecisionError, match="another dump"):
        read_repairs(read_dump(other), run.parent, "first")


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=12
)
RECORDS = st.lists(
    st.fixed_dictionaries({"id": CELLS.filter(str.strip), "a": CELLS, "b": CELLS}), min_size=1, max_size=6
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS)
def test_whatever_stands_in_a_dump_comes_back_as_it_was(tmp_path_factory, records):
    """Written and read again without a repair, nothing changes; each repair changes one cell."""
    folder = tmp_path_factory.mktemp("round")
    pl.DataFrame(records).write_parquet(folder / "dump.parquet")
    legacy = read_dump(folder / "dump.parquet")
    everybody = list(range(len(records)))
    run = make_run(folder / "runs" / "first", legacy, everybody)
    write_retry_dump(legacy.frame, Outcome.read(run), run)
    repairs = read_repairs(legacy, run.parent, "first")
    assert repairs.rows["__row"].to_list() == everybody
    assert frame_of(repairs.dump) == frame_of(legacy)
    assert set(repairs.cells.values()) == {0}
    repair(run / "retry.csv", lambda rows: [{**rows[0], "a": "repaired"}])
    repairs = read_repairs(legacy, run.parent, "first")
    assert frame_of(repairs.dump)[0] == {"__row": 0, **records[0], "a": "repaired"}
    assert frame_of(repairs.dump)[1:] == frame_of(legacy)[1:]

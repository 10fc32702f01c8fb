"""The balance sheet: adds up, or says by how much it is off."""

import json

import polars as pl
import pytest

from userferry.errors import WorkspaceError
from userferry.runs import Balance

REFUSED = pl.DataFrame(
    {"__row": [1, 1, 4], "rule": ["email", "name", "email"], "code": ["FORMAT", "MAX", "FORMAT"]}
)
HELD = pl.DataFrame({"__row": [2], "kind": ["same email"], "decision": ["keep newest"]})
ROWS = pl.DataFrame(
    {"__row": [0, 3, 5], "outcome": ["inserted", "failed", "inserted"], "code": [None, "PATTERN", None]}
)


def balance(dump_rows: int = 6, **more) -> Balance:
    return Balance.of(dump_rows, **{"refused": REFUSED, "held": HELD, "rows": ROWS} | more)


def test_each_row_is_in_one_place():
    sheet = balance()
    assert {each.place: each.rows for each in sheet.entries} == {
        "inserted": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 2,
        "held back": 1,
        "failed": 1,
    }
    assert sheet.is_settled
    assert repr(sheet) == "Balance(6 rows in dump = 2 inserted, 2 refused, 1 held back, 1 failed)"
    assert str(sheet).splitlines() == [
        "rows in dump                6",
        "─────────────────────────────",
        "inserted                    2",
        "updated                     0",
        "unchanged                   0",
        "refused                     2",
        "  email · FORMAT            2",
        "held back                   1",
        "  same email · keep newest  1",
        "failed                      1",
        "  PATTERN                   1",
        "─────────────────────────────",
        "sum                         6",
        "",
        "balances: each of the 6 rows is in one place",
    ]
    assert "same email" in sheet._repr_html_()


def test_who_is_refused_by_two_counts_under_the_first_that_names_them():
    too_large = pl.DataFrame({"__row": [4, 5], "bytes": [9, 9], "rule": ["size"] * 2, "code": ["413"] * 2})
    sheet = balance(refused=(REFUSED, too_large), rows=ROWS.filter(pl.col("__row") != 5))
    refused = next(each for each in sheet.entries if each.place == "refused")
    assert refused.reasons == (("email · FORMAT", 2), ("size · 413", 1))


def test_it_is_written_and_read(tmp_path):
    assert Balance.read(balance().write(tmp_path / "made")) == balance()
    with pytest.raises(WorkspaceError, match="no balance"):
        Balance.read(tmp_path)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"dump_rows": 8}, "2 are in no place and 0 in two; 0 are not of"),
        ({"dump_rows": 5}, "0 are in no place and 0 in two; 1 are not of"),
        (
            {"held": HELD.vstack(HELD.with_columns(pl.lit(3, pl.Int64).alias("__row")))},
            "0 are in no place and 1 in two",
        ),
        ({"rows": ROWS.vstack(ROWS.head(1))}, "1 in two"),
        ({"rows": ROWS.with_columns(pl.lit("lost").alias("outcome"))}, "3 rows have a known place"),
    ],
)
def test_what_is_off_is_told(more, said):
    with pytest.raises(WorkspaceError, match=said):
        balance(**more)


def test_rows_in_doubt_are_not_hidden():
    sheet = balance(rows=ROWS.with_columns(pl.lit("in doubt").alias("outcome")))
    assert not sheet.is_settled
    assert "not settled yet: send the run again" in str(sheet)


def test_an_empty_dump_balances():
    assert balance(0, refused=REFUSED.clear(), held=HELD.clear(), rows=ROWS.clear()).is_settled


GIVEN = pl.DataFrame(
    {
        "outcome": ["assigned", "failed", "assigned", "not sent"],
        "code": [None, "role not there", None, "user failed"],
    }
)


def test_assignments_have_a_sum_of_their_own():
    sheet = balance(assigned=GIVEN)
    assert repr(sheet).endswith("; 4 assignments wanted = 2 assigned, 1 failed, 1 not sent)")
    assert str(sheet).splitlines()[-11:] == [
        "assignments wanted  4",
        "─────────────────────",
        "assigned            2",
        "failed              1",
        "  role not there    1",
        "not sent            1",
        "  user failed       1",
        "─────────────────────",
        "sum                 4",
        "",
        "balances: each of the 6 rows is in one place, and each of the 4 assignments",
    ]
    assert sheet.is_settled
    assert "assignments wanted" in sheet._repr_html_()


def test_a_sheet_is_settled_only_if_the_assignments_are(tmp_path):
    unknown = GIVEN.with_columns(
        pl.when(pl.col("code").is_null()).then(None).otherwise("outcome").alias("outcome")
    )
    sheet = balance(assigned=unknown)
    assert not sheet.is_settled
    assert "open                2" in str(sheet)
    assert Balance.read(sheet.write(tmp_path / "made")) == sheet


def test_no_assignments_change_nothing_and_a_sheet_of_before_is_still_read(tmp_path):
    assert balance(assigned=GIVEN.clear()) == balance()
    folder = balance().write(tmp_path / "made")
    said = json.loads((folder / "balance.json").read_text())
    del said["assignments"]
    (folder / "balance.json").write_text(json.dumps(said))
    assert Balance.read(folder) == balance()


def test_an_assignment_in_no_known_place_is_refused():
    with pytest.raises(WorkspaceError, match="1 have no known place"):
        balance(assigned=GIVEN.with_columns(outcome=pl.Series(["assigned", "lost", "assigned", "failed"])))


def run_of(**came) -> pl.DataFrame:
    """What came of a run: `r3="inserted"` for row 3."""
    rows = [(int(row[1:]), outcome, None) for row, outcome in came.items()]
    return pl.DataFrame(
        rows, schema={"__row": pl.Int64, "outcome": pl.String, "code": pl.String}, orient="row"
    )


def standing(*runs, dump_rows=6, **more) -> dict[str, int]:
    sheet = balance(dump_rows, rows=list(runs), **more)
    return {each.place: each.rows for each in sheet.entries if each.rows}


WAITING = run_of(r0="not sent", r3="not sent", r5="not sent")


@pytest.mark.parametrize(
    ("runs", "places"),
    [
        ([run_of(r0="failed", r3="failed", r5="inserted"), run_of(r3="inserted")], {"inserted": 2, "failed": 1}),
        ([run_of(r0="inserted", r3="updated", r5="failed"), run_of(r0="failed", r3="failed", r5="failed")], {"inserted": 1, "updated": 1, "failed": 1}),
        ([run_of(r0="in doubt", r3="failed", r5="inserted"), run_of(r0="inserted", r3="in doubt")], {"in doubt": 2, "inserted": 1}),
        ([run_of(r0="failed", r3="failed", r5="inserted"), run_of(r0="not sent", r3="inserted")], {"not sent": 1, "inserted": 2}),
        ([run_of(r0="inserted", r3="inserted", r5="inserted"), run_of(r0="updated", r3="not sent")], {"updated": 1, "inserted": 2}),
        ([WAITING, run_of(r5="inserted")], {"not sent": 2, "inserted": 1}),
        ([WAITING, run_of(r0="failed", r5="inserted"), run_of(r3="failed")], {"failed": 2, "inserted": 1}),
    ],
)  # fmt: skip
def test_over_several_runs_each_row_counts_where_it_stands_last(runs, places):
    assert standing(*runs) == places | {"refused": 2, "held back": 1}


def test_whom_a_later_check_refuses_is_refused_unless_there_already():
    later = run_of(r0="inserted", r3="inserted", r5="inserted")
    assert standing(run_of(r1="inserted", r2="failed", r4="failed"), later) == {
        "inserted": 4,
        "refused": 1,
        "held back": 1,
    }


def test_over_several_runs_what_is_off_is_told_too():
    with pytest.raises(WorkspaceError, match="1 are in no place and 0 in two"):
        standing(run_of(r0="inserted"), run_of(r3="inserted"))
    twice = run_of(r5="inserted")
    with pytest.raises(WorkspaceError, match="0 are in no place and 1 in two"):
        standing(run_of(r0="inserted", r3="inserted"), twice.vstack(twice))


def test_who_waits_for_a_wave_is_told_so():
    waiting = WAITING.with_columns(code=pl.lit("waits for a later wave"))
    sheet = balance(rows=[waiting, run_of(r5="inserted")])
    assert not sheet.is_settled
    assert "2 rows wait for a later wave; `wave: rest` sends them" in str(sheet)
    assert "send the run again" in str(balance(rows=[waiting, run_of(r3="not sent", r5="inserted")]))

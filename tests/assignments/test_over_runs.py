"""Over several runs of one dump, each assignment counts once: where it was carried out, else where it came last."""

import polars as pl
import pytest

from userferry.assignments import Assigned
from userferry.assignments.assigned import ROWS
from userferry.errors import WorkspaceError

WANTED = [
    (0, None, "admin"),
    (1, None, "admin"),
    (2, "acme", None),
    (2, "acme", "admin"),
    (None, "acme", None),
]


def put(run, *outcomes):
    """Write what came of the assignments of a run."""
    rows = [
        (*wanted, outcome, None if outcome == "assigned" else f"in {run.name}", None, None, None, None)
        for wanted, outcome in zip(WANTED, outcomes, strict=True)
    ]
    Assigned.of(pl.LazyFrame(rows, schema=ROWS, orient="row")).write(run / "assigned")
    return run


def test_each_counts_where_it_stands_best_and_of_these_last(tmp_path):
    first = put(tmp_path / "first", "assigned", "not sent", "failed", "failed", "not sent")
    second = put(tmp_path / "second", "not sent", "assigned", "not sent", "failed", "not sent")
    over = Assigned.over([first, tmp_path / "empty", second])
    told = {row[:3]: row[3:5] for row in over.rows.collect().select(list(ROWS)).iter_rows()}
    assert told == {
        WANTED[0]: ("assigned", None),
        WANTED[1]: ("assigned", None),
        WANTED[2]: ("failed", "in first"),
        WANTED[3]: ("failed", "in second"),
        WANTED[4]: ("not sent", "in second"),
    }
    assert over.counts == {"assigned": 2, "failed": 2, "not sent": 1}
    assert over.wanted == len(WANTED)


def test_one_run_is_read_as_it_is(tmp_path):
    first = put(tmp_path / "first", *["assigned"] * 5)
    assert Assigned.over([first]).counts == Assigned.read(first / "assigned").counts


def test_where_none_has_assigned_anything_it_is_said(tmp_path):
    with pytest.raises(WorkspaceError, match="Run 05-import first"):
        Assigned.over([tmp_path / "first"])

"""Each kind is told by its values: precision and recall over labelled columns, traps among them."""

import sys

import polars as pl
import pytest
from tests.profile.held_out import HELD_OUT
from tests.profile.labelled import SEEN, rows

from userferry.profile import profile_users

MIN_PRECISION, MIN_RECALL = 0.97, 0.95
ROWS = 300


@pytest.fixture(scope="module")
def columns():
    return {
        half: {name: (kind, rows(make, name, ROWS)) for name, (kind, make) in made.items()}
        for half, made in (("seen", SEEN), ("held out", HELD_OUT))
    }


def judge(columns):
    """Profile each column alone, so that none speaks for another."""
    return [
        (name, kind, profile_users(pl.DataFrame({name: values}, schema={name: pl.String})).kinds()[name])
        for name, (kind, values) in columns.items()
    ]


def test_there_are_enough_columns(columns):
    assert sum(map(len, columns.values())) >= 150
    assert len({kind for half in columns.values() for kind, _ in half.values()}) == 25


@pytest.mark.parametrize("half", ["seen", "held out"])
def test_kinds_are_told(columns, half, capsys):
    told = judge(columns[half])
    wrong = [f"{name}: {said} and not {kind}" for name, kind, said in told if said != kind]
    # A column that is only called a text, or nothing, is missed; one that is called something else is wrong as well.
    claimed = [(kind, said) for _, kind, said in told if said not in ("text", "empty") or kind == said]
    precision = sum(kind == said for kind, said in claimed) / len(claimed)
    recall = sum(kind == said for _, kind, said in told) / len(told)
    with capsys.disabled():
        lines = [f"{half}: {len(told)} columns, precision {precision:.3f}, recall {recall:.3f}", *wrong]
        sys.stdout.write("".join(f"\n  {line}" for line in lines))
    assert precision >= MIN_PRECISION, wrong
    assert recall >= MIN_RECALL, wrong

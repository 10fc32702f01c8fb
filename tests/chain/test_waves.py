"""Waves, a retry and a later dump through the pages: what counts together stands in one sheet, and it is settled."""

import csv

import polars as pl
import pytest
import yaml
from tests.chain.test_foretold import hold, those_who_are_there

from userferry.forecast import Forecast
from userferry.runs import Balance, Manifest

pytestmark = [pytest.mark.chain, pytest.mark.timeout(1800)]
THERE = 6 + 2 + 2 + 3
"""Rows of the dump who meet a user of the tenant, and fail."""


def go(scene, part, run="first", **decided):
    """Write down what the run takes, and go the whole way."""
    path = scene.root / "params" / "demo.waves.yml"
    parts = yaml.safe_load(path.read_text()) if path.exists() else {}
    path.write_text(yaml.safe_dump(parts | {run: part}))
    scene.decide(run=run, **decided)
    done = scene.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return Balance.read(scene.workspace / "verified"), done.stdout


def rows_of(scene, run):
    frame = pl.read_parquet(scene.workspace / "runs" / run / "rows.parquet")
    return dict(frame.select("__row", "outcome").iter_rows())


def repair(scene, run):
    """Give each failed row identifiers of its own, but for one that is taken out and one that stays as it is."""
    path = scene.workspace / "runs" / run / "retry.csv"
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    kept = rows[1:]
    for row in kept[1:]:
        row |= {
            "id": f"9{row['id']}",
            "email": f"repaired-{row['id']}@example.com",
            "username": f"r{row['id']}",
        }
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(kept)
    return [int(row["__row"]) for row in rows]


@pytest.fixture(scope="module")
def scene(make_scene):
    scene = make_scene(answer_key="", accept_unproven=True)
    hold(scene, those_who_are_there(scene))
    return scene


def test_two_waves_and_a_retry_end_in_one_settled_sheet(scene, tmp_path):
    first, said = go(scene, {"wave": 200})
    came = rows_of(scene, "first")
    assert len(came) == 200
    assert max(came) > 450  # from all over the dump
    assert first.dump_rows == 500
    assert not first.is_settled
    assert "wait for a later wave; `wave: rest` sends them in another run" in said
    good = first.rows("inserted") + first.rows("failed") + first.rows("not sent")

    second, _ = go(scene, {"wave": "rest"}, "second")
    rest = rows_of(scene, "second")
    assert came.keys().isdisjoint(rest)
    assert len(came) + len(rest) == good
    assert second.is_settled
    assert second.rows("failed") == THERE
    assert second.rows("inserted") == good - THERE
    foretold = Forecast.read(scene.workspace / "checked").places["place"].value_counts()
    assert dict(foretold.iter_rows()) == {entry.place: entry.rows for entry in second.entries if entry.rows}

    failed = repair(scene, "second")
    assert sorted(failed) == sorted(row for row, outcome in rest.items() if outcome == "failed")
    third, _ = go(scene, {"retry": "second"}, "third")
    again = rows_of(scene, "third")
    assert set(again) == set(failed[1:])
    assert [again[row] for row in failed[1:]] == ["failed"] + ["inserted"] * (len(failed) - 2)
    assert third.is_settled
    assert sum(entry.rows for entry in third.entries) == third.dump_rows == 500
    assert third.rows("failed") == THERE - (len(failed) - 2)
    assert third.rows("inserted") == good - third.rows("failed")
    digests = [Manifest.read(scene.workspace / "runs" / run).digests for run in ("first", "second", "third")]
    assert len({one["dump"] for one in digests}) == 1
    assert "retry" in digests[2]
    assert third.rows("refused") == first.rows("refused")
    assert third.rows("held back") == first.rows("held back")


def test_a_later_dump_sends_what_is_new_or_changed(make_scene):
    scene = make_scene(answer_key="", accept_unproven=True)
    before, _ = go(scene, {})
    arrived = rows_of(scene, "first")
    path = scene.root / "params" / "demo" / "django.auth_user.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    some = sorted(arrived)[:4]
    rows[some[0]] |= {"last_name": "Changed"}
    rows[some[1]] |= {"is_staff": "1" if rows[some[1]]["is_staff"] == "0" else "0"}
    rows[some[2]] |= {"is_active": "1" if rows[some[2]]["is_active"] == "0" else "0"}
    gone = rows.pop(some[3])
    rows.append(rows[some[0]] | {"id": "90000", "email": "new@example.com", "username": "new"})
    with path.with_name("later.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    later = {"dump": "params/demo/later.csv", "upsert": True, "ask": "again"}
    sheet, _ = go(scene, {"since": "first"}, "later", **later)
    assert Manifest.read(scene.workspace / "runs" / "later").rows == 3
    counted = {entry.place: entry.rows for entry in sheet.entries if entry.rows}
    assert counted == {
        "inserted": 1,
        "updated": 2,
        "unchanged": before.rows("inserted") - 4,
        "refused": before.rows("refused"),
        "held back": before.rows("held back") + 1,
    }
    assert sheet.is_settled
    checked = scene.workspace / "checked"
    assert pl.read_parquet(checked / "gone.parquet")["key"].to_list() == [f"auth0|{gone['id']}"]
    assert pl.read_parquet(checked / "unsent_changes.parquet")["attribute"].to_list() == ["blocked"]

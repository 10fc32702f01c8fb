"""A migration says what is decided, how far it is, and what to run next."""

import os
import re
import shutil

import polars as pl
import pytest

from userferry.journey import PAGES, finish_page, see_journey
from userferry.runs import Balance
from userferry.runs.balance import Entry
from userferry.runs.folding import WAITS
from userferry.workspace import PROJECT_VARIABLE, Workspace


@pytest.fixture
def elsewhere(tmp_path, monkeypatch, project):
    """A project of its own, in which nothing is decided."""
    for name in ("notebooks", "params"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    monkeypatch.delenv("USERFERRY_HOME", raising=False)
    shutil.copy(project / "params" / "demo.mapping.yml", tmp_path / "kept.yml")
    return tmp_path


def test_at_the_start_it_says_where_to_decide(elsewhere):
    journey = see_journey(Workspace.find("acme"))
    assert journey.decisions["mapping"] == "none yet"
    assert journey.undecided == (
        "every column: open 02-map and press Save mapping, which writes acme.mapping.yml",
    )
    assert journey.decisions["resolutions"].startswith("none: who collides is held back")
    assert repr(journey) == "Journey(acme: 0 of 6 pages done; 1 to decide; next: 01-profile)"


def test_what_is_decided_and_done_is_seen(elsewhere):
    shutil.copy(elsewhere / "kept.yml", elsewhere / "params" / "acme.mapping.yml")
    workspace = Workspace.find("acme")
    workspace.finish("01-profile", {"profile/": "11 columns"})
    journey = see_journey(workspace)
    assert journey.decisions["mapping"] == "10 of 11 columns placed, 1 left behind"
    assert journey.next_page == "02-map"
    for page in PAGES:
        workspace.finish(page, {"file": 1})
    assert repr(see_journey(workspace)) == "Journey(acme: 6 of 6 pages done; all are done)"


def test_a_file_that_cannot_be_followed_says_why_and_stops_nothing(elsewhere):
    (elsewhere / "params" / "acme.mapping.yml").write_text("version: 9\ncolumns: {a: {target: emial}}\n")
    said = see_journey(Workspace.find("acme")).decisions["mapping"]
    assert said.startswith("cannot be followed: version is 9")
    assert "did you mean `email`" in said


def test_after_an_undo_the_import_is_open_again(elsewhere):
    workspace = Workspace.find("acme")
    for page in PAGES:
        workspace.finish(page, {"runs/first/rows.parquet": 1} if page == "05-import" else {"file": 1})
    assert see_journey(workspace).next_page is None
    workspace.path("runs", "first", "undone.json").write_text("{}")
    assert see_journey(workspace).next_page == "05-import"


def ran(workspace, pages, *, first=1_000):
    """Let pages have ended one second after the other."""
    for second, page in enumerate(pages, first):
        workspace.finish(page, {"file": 1})
        os.utime(workspace.path("steps", f"{page}.json"), (second, second))


def test_a_page_that_ran_before_what_it_reads_has_to_run_again(elsewhere):
    mapping = elsewhere / "params" / "acme.mapping.yml"
    shutil.copy(elsewhere / "kept.yml", mapping)
    os.utime(mapping, (1_001, 1_001))
    workspace = Workspace.find("acme")
    ran(workspace, list(PAGES)[:4])
    assert see_journey(workspace).stale == ()
    ran(workspace, ["01-profile"], first=1_500)  # a look at the dump changes nobody
    assert see_journey(workspace).stale == ()
    ran(workspace, ["02-map"], first=2_000)
    assert see_journey(workspace).stale == ("03-conflicts", "04-check")
    os.utime(mapping, (3_000, 3_000))  # saved once more
    journey = see_journey(workspace)
    assert journey.stale == ("02-map", "03-conflicts", "04-check")
    assert repr(journey).endswith("1 of 6 pages done; 3 to run again; next: 02-map)")
    assert journey.as_json()["again"] == list(journey.stale)


def test_a_page_ends_with_where_that_leaves_the_migration(elsewhere):
    """What it wrote, each stop of the way by a sign and a word beside its colour, what is open, what comes next."""
    workspace = Workspace.find("acme")
    drawn = finish_page(workspace, "01-profile", {"profile/": "11 columns", "<b>": 5_000})._repr_html_()
    assert "<b>01-profile is done</b>; it wrote profile/ (11 columns), &lt;b&gt; (5,000 rows)." in drawn
    stops = re.findall(r'aria-label="(done|again|next|open)">(.?)</span><a href="(\S+)"', drawn)
    assert stops[:3] == [
        ("done", "✓", "01-profile.ipynb"),
        ("next", "→", "02-map.ipynb"),
        ("open", "", "03-conflicts.ipynb"),
    ]
    assert drawn.count('aria-current="page"') == 1
    assert "press Save mapping" in drawn
    assert (
        '<b>Next:</b> <a href="02-map.ipynb">02-map</a>, which column becomes which attribute?</p>' in drawn
    )
    ran(workspace, PAGES)
    through = "nothing, the migration is through."
    assert f"<b>Next:</b> {through}" in finish_page(workspace, "06-verify", {})._repr_html_()
    assert f"<b>Next in the migration:</b> {through}" in finish_page(workspace, "10-export", {})._repr_html_()


def test_after_a_rehearsal_nobody_is_told_that_people_were_moved(elsewhere):
    workspace = Workspace.find("acme")
    ran(workspace, PAGES)
    manifest = workspace.path("runs", "first", "manifest.json")
    manifest.write_text('{"target": "rehearsal"}')
    drawn = finish_page(workspace, "06-verify", {})._repr_html_()
    assert "is through" not in drawn
    assert "<b>Next:</b> the real tenant. This was a rehearsal, and nobody is moved yet" in drawn
    assert "<code>userferry lab acme</code>" in drawn
    assert see_journey(workspace).as_json()["targets"] == ["rehearsal"]
    workspace.path("runs", "second", "manifest.json").write_text('{"target": "acme.eu.auth0.com"}')
    assert "the migration is through" in finish_page(workspace, "06-verify", {})._repr_html_()


def test_a_migration_whose_later_waves_wait_is_not_through(elsewhere):
    workspace = Workspace.find("acme")
    ran(workspace, PAGES)
    Balance(3, (Entry("inserted", 1), Entry("not sent", 2, ((WAITS, 2),)))).write(
        workspace.folder("verified")
    )
    said = "not settled yet: 2 rows wait for a later wave; `wave: rest` sends them in another run"
    assert repr(see_journey(workspace)) == f"Journey(acme: 6 of 6 pages done; 1 to decide; {said})"
    assert see_journey(workspace).as_json()["unsettled"] == said
    drawn = finish_page(workspace, "06-verify", {})._repr_html_()
    assert "is through" not in drawn
    assert (
        "<b>Next:</b> not settled yet: 2 rows wait for a later wave; <code>wave: rest</code> sends" in drawn
    )


def test_what_nobody_decided_is_counted_until_somebody_does(elsewhere):
    """A column without a place or a reason, and a kind of conflict without a rule or a decision."""
    path = elsewhere / "params" / "acme.mapping.yml"
    path.write_text(
        "version: 1\ncolumns:\n  mail: {target: email}\n  shoe: {target: null}\n"
        "  root: {target: null, reason: nobody is one}\n"
    )
    workspace = Workspace.find("acme")
    kinds = ["email", "email", "person"]
    clusters = {"kind": kinds, "cluster": ["email:1", "email:1", "person:2"]}
    pl.DataFrame(clusters).write_parquet(workspace.path("conflicts", "clusters.parquet"))
    journey = see_journey(workspace)
    assert journey.undecided == (
        "columns without a place in 02-map: shoe",
        "no rule in 03-conflicts for those who share email and are held back (clusters: 1)",
        "no rule in 03-conflicts for those who may be one person and are kept (clusters: 1)",
    )
    assert "3 to decide" in repr(journey)
    assert "shoe" in journey._repr_html_()
    assert journey.as_json()["undecided"] == list(journey.undecided)

    path.write_text(path.read_text().replace("shoe: {target: null}", "shoe: {target: null, accepted: Ann}"))
    rules = "version: 1\nrules:\n  email: {keep: first}\n"
    (elsewhere / "params" / "acme.resolutions.yml").write_text(rules + "decisions:\n  person:2: {keep: 2}\n")
    assert see_journey(workspace).undecided == ()

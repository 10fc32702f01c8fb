"""A migration says what is decided, how far it is, and what to run next."""

import shutil

import pytest

from userferry.journey import PAGES, see_journey
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
    assert (
        journey.decisions["mapping"]
        == "not yet: open 02-map and press Save mapping, which writes acme.mapping.yml"
    )
    assert journey.decisions["resolutions"].startswith("none: who collides is held back")
    assert repr(journey) == "Journey(acme: 0 of 6 pages done; next: 01-profile)"


def test_what_is_decided_and_done_is_seen(elsewhere):
    shutil.copy(elsewhere / "kept.yml", elsewhere / "params" / "acme.mapping.yml")
    workspace = Workspace.find("acme")
    workspace.finish("01-profile", {"profile/": "11 columns"})
    journey = see_journey(workspace)
    assert journey.decisions["mapping"] == "10 of 11 columns placed"
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

"""Paths are made in one place, private, and a missing file names the notebook that makes it."""

import pytest

from userferry.durable import write_whole
from userferry.errors import WorkspaceError
from userferry.workspace import PROJECT_VARIABLE, Workspace


def test_everything_below_a_workspace_is_private(workspace):
    path = workspace.path("a", "b", "file.json")
    write_whole(path, "{}")
    assert path.stat().st_mode & 0o777 == 0o600
    assert {
        folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent, workspace.root)
    } == {0o700}


def test_a_missing_file_names_the_notebook_that_makes_it(workspace):
    with pytest.raises(WorkspaceError, match="Run the notebook 02-map first"):
        workspace.need("users.parquet", made_by="02-map")


def test_a_mark_lists_what_was_written(workspace):
    mark = workspace.finish("01-profile", {"dump.parquet": 1500, "profile/": "11 columns"})
    assert repr(mark) == "Mark(01-profile wrote dump.parquet (1,500 rows), profile/ (11 columns))"
    assert workspace.mark("01-profile") == mark
    with pytest.raises(WorkspaceError, match="Run the notebook 02-map first"):
        workspace.mark("02-map")


def test_where_no_project_is_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    with pytest.raises(WorkspaceError, match="Go to the project's folder"):
        Workspace.find("demo")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "kept"
    write_whole(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \ud800")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]

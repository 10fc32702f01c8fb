"""A run is not begun with files that were cut from something else than what lies there now."""

import polars as pl
import pytest

from userferry.dumps import read_dumps
from userferry.errors import ChangedError
from userferry.forecast import Forecast
from userferry.waves import name_files, require_unchanged
from userferry.workspace import HOME_VARIABLE, PROJECT_VARIABLE, Workspace


@pytest.fixture
def checked(tmp_path, monkeypatch):
    """A project with a joined dump and a mapping, and what 04-check would have noted of them."""
    for name in ("notebooks", "params"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    (tmp_path / "users.csv").write_text("id,email\n1,a@example.com\n")
    (tmp_path / "hashes.csv").write_text("id,hash\n1,x\n")
    (tmp_path / "params" / "acme.mapping.yml").write_text("columns: {}\n")
    workspace = Workspace.find("acme")
    dump = read_dumps("users.csv", {"join": {"dump": "hashes.csv", "on": "id"}}, root=tmp_path)
    made_from = (
        {"dump": dump.digest} | workspace.digests("mapping", "resolutions") | name_files(dump, workspace)
    )
    return workspace, Forecast(pl.DataFrame(), made_from)


def test_what_is_as_it_was_goes(checked):
    workspace, forecast = checked
    require_unchanged(forecast, workspace, run="first")
    assert sorted(forecast.files) == ["hashes.csv", "users.csv"]
    assert sorted(forecast.digests) == ["dump", "mapping", "resolutions"]


@pytest.mark.parametrize(
    "name", ["users.csv", "hashes.csv", "params/acme.mapping.yml", "params/acme.resolutions.yml"]
)
def test_what_changed_is_named_and_a_run_that_was_begun_goes_on(checked, name):
    workspace, forecast = checked
    path = workspace.project / name
    path.write_text(path.read_text() + "\n" if path.exists() else "rules: {}\n")
    with pytest.raises(ChangedError, match=f"^{name} is not what 04-check read any more. Nothing was sent"):
        require_unchanged(forecast, workspace, run="first")
    workspace.path("runs", "first", "manifest.json").touch()
    require_unchanged(forecast, workspace, run="first")


def test_what_is_gone_is_named_with_the_rest(checked):
    workspace, forecast = checked
    for name in forecast.files:
        (workspace.project / name).unlink()
    with pytest.raises(ChangedError, match=r"^users\.csv and hashes\.csv are not"):
        require_unchanged(forecast, workspace, run="first")

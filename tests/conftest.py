"""What every test may use."""

import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from userferry.logs import LOG_VARIABLE, writing
from userferry.workspace import HOME_VARIABLE, PROJECT_VARIABLE, Workspace

PROJECT = Path(__file__).parent.parent

# A shared machine may take long over any one example; how long is no part of a law. What `make test` tries is the same
# each time, so that it says something of a change and not of the dice; `make search` throws them, and ten times as often
# where a test sets no number.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("USERFERRY_LAWS", "steady"))


def pytest_make_parametrize_id(val):
    """Name bytes by their number: a packed file holds the second it was made in, and every worker must use one name."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture
def project() -> Path:
    """The project's own folder."""
    return PROJECT


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    """A workspace called demo, away from the project's own."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(PROJECT_VARIABLE, str(PROJECT))
    return Workspace.find("demo")


@pytest.fixture
def log(tmp_path, monkeypatch) -> Path:
    """Have this process log to a file of its own, which is not there yet."""
    path = tmp_path / "log.ndjson"
    monkeypatch.setenv(LOG_VARIABLE, str(path))
    monkeypatch.setattr(writing, "_known", {"migration": "demo", "page": None})
    monkeypatch.setattr(writing.lines, "has_failed", False)
    return path


@pytest.fixture
def people() -> pl.LazyFrame:
    """Six users as a mapping makes them: two share an address but for case, one has none, one a bad one."""
    return pl.LazyFrame(
        {
            "__row": [0, 1, 2, 3, 4, 5],
            "email": [
                "ann@example.com",
                "ANN@example.com",
                None,
                "bo b@example.com",
                "cy@example.com",
                "di@example.com",
            ],
            "username": ["ann", "ann2", "none", "bob", "cy", "CY"],
            "app_metadata": [{"seen": seen} for seen in ("2020", "2021", None, "2019", None, "2018")],
        }
    )

"""A run's folder: the same in everything at every return, and held by one sender."""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from tests.runs.runs_scene import DIGESTS, FAST, dump, order, user, write_chunks

from userferry.errors import WorkspaceError
from userferry.runs import Order, Run
from userferry.runs.lock import held


@pytest.fixture
def asked(begin, tenant, tmp_path) -> tuple[Path, Order]:
    """Begin a run and give what opens it."""
    return begin().folder, order(tenant, tmp_path / "run-cut", 20)


def test_the_same_run_opens_and_is_not_begun_twice(asked):
    assert Run.open(*asked) == Run.prepare(*asked) == Run.read(asked[0])
    with pytest.raises(WorkspaceError, match="already"):
        Run.create(*asked)
    assert "20" in Run.open(*asked)._repr_html_()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"target": "other.auth0.com"}, "target"),
        ({"connection_id": "con_0000000000000002"}, "connection"),
        ({"upsert": True}, "upsert"),
        ({"dump_rows": 21}, "rows of the dump"),
        ({"digests": DIGESTS | {"mapping": "x"}}, "mapping"),
        ({"digests": DIGESTS | {"dump": "x", "resolutions": "y"}}, "dump, resolutions"),
    ],
)
def test_whatever_changed_is_named(asked, change, named):
    with pytest.raises(WorkspaceError, match=f"{named}.*Nothing was sent"):
        Run.open(asked[0], replace(asked[1], **change))


def test_a_chunk_cut_otherwise_is_named(asked):
    chunks = dump()
    chunks[2][0] = user(99)
    write_chunks(asked[1].chunks, chunks)
    with pytest.raises(WorkspaceError, match="began: chunk 00003"):
        Run.open(*asked)


def test_a_chunk_edited_in_the_run_is_named(asked, session):
    (asked[0] / "chunks" / "00002.json").write_text("[]")
    with pytest.raises(WorkspaceError, match="began: chunk 00002"):
        Run.open(*asked)
    with pytest.raises(WorkspaceError, match=r"chunks/00002\.json"):
        Run.read(asked[0]).send(session, **FAST)


def test_a_chunk_that_is_not_as_it_was_cut_begins_nothing(asked, tmp_path):
    (asked[1].chunks / "00004.json").unlink()
    with pytest.raises(WorkspaceError, match="chunk 00004"):
        Run.create(tmp_path / "new", asked[1])
    assert not (tmp_path / "new").exists()


def test_rows_that_are_not_in_the_files_are_told(asked, session):
    path = asked[0] / "chunks" / "rows.parquet"
    pl.read_parquet(path).head(19).write_parquet(path)
    with pytest.raises(WorkspaceError, match="20 users and rows"):
        Run.open(*asked).send(session, **FAST)


def test_chunks_may_be_cut_in_place(asked, tmp_path, session):
    folder = tmp_path / "in-place"
    shutil.copytree(asked[1].chunks, folder / "chunks")
    run = Run.create(folder, replace(asked[1], chunks=folder / "chunks"))
    assert run.send(session, **FAST).counts["inserted"] == 17


def test_a_second_sender_is_told_who_holds_the_run(asked, session):
    run = Run.open(*asked)
    said = rf"process {os.getpid()} since 2026-01-02 03:04:05\+00:00\. Nothing was done here"
    since = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()
    with held(run.folder / "run.lock", clock=lambda: since), pytest.raises(WorkspaceError, match=said):
        run.send(session, **FAST)
    assert run.send(session, **FAST).is_complete


def test_a_folder_without_a_run_says_so(tmp_path):
    with pytest.raises(WorkspaceError, match="holds no run"):
        Run.read(tmp_path)

"""The journal and its fold: pure, over every prefix and every unfinished last line."""

import json

import pytest
from tests.runs.runs_scene import FAST, IMPORTS

from userferry.errors import WorkspaceError
from userferry.runs import Phase, fold, read_journal
from userferry.runs.journal import Journal

SENT = {"file": "chunks/00001.json", "digest": "d", "external_id": "r:00001.1", "rows": 3}
ERRORS = {"file": "errors/00001.json", "digest": "e", "failed": 1}
LOOKED = {"file": "settled/00001.1.parquet", "digest": "s"}


def event(kind: str, attempt: int = 1, **facts):
    return {"event": kind, "chunk": 1, "attempt": attempt, **facts}


STORIES = {
    "a chunk that went well": [
        (event("submitting", **SENT), Phase.DOUBT),
        (event("submitted", job_id="job_1"), Phase.IN_FLIGHT),
        (event("ended", status="completed", summary={}), Phase.ENDED),
        (event("errors", duplicated=1, **ERRORS), Phase.DONE),
    ],
    "a refusal": [(event("submitting", **SENT), Phase.DOUBT), (event("refused", status=429), Phase.WAITING)],
    "a lost answer": [
        (event("submitting", **SENT), Phase.DOUBT),
        (event("settled", landed=1, remaining=2, **LOOKED), Phase.WAITING),
        (event("submitting", 2, **SENT), Phase.DOUBT),
        (event("submitted", 2, job_id="job_2"), Phase.IN_FLIGHT),
        (event("ended", 2, status="completed", summary={}), Phase.ENDED),
        (event("errors", 2, duplicated=1, **ERRORS), Phase.REVIEW),
        (event("settled", 2, landed=1, remaining=0, **LOOKED), Phase.DONE),
    ],
    "a job that failed": [
        (event("submitting", **SENT), Phase.DOUBT),
        (event("submitted", job_id="job_1"), Phase.IN_FLIGHT),
        (event("ended", status="failed"), Phase.DOUBT),
        (event("errors", duplicated=0, **ERRORS), Phase.DOUBT),
        (event("settled", landed=0, remaining=3, **LOOKED), Phase.WAITING),
        (event("gave_up", why="it failed"), Phase.DONE),
    ],
    "counts that disagree": [
        (event("submitting", **SENT), Phase.DOUBT),
        (event("submitted", job_id="job_1"), Phase.IN_FLIGHT),
        (event("ended", status="completed", summary={}), Phase.ENDED),
        (event("doubt", why="counts"), Phase.DOUBT),
        (event("errors", duplicated=0, **ERRORS), Phase.DOUBT),
        (event("settled", landed=3, remaining=0, **LOOKED), Phase.DONE),
    ],
}


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_every_prefix_folds_to_where_the_chunk_stood(story):
    steps = STORIES[story]
    assert fold([]).chunk(1).phase is Phase.WAITING
    for end, (_, phase) in enumerate(steps, 1):
        assert fold(event for event, _ in steps[:end]).chunk(1).phase is phase


@pytest.mark.parametrize(
    "events",
    [
        [event("submitted", job_id="job_1")],
        [event("submitting", **SENT), event("submitting", 2, **SENT)],
        [event("submitting", **SENT), event("submitted", 2, job_id="job_1")],
        [event("submitting", **SENT), event("danced")],
    ],
)
def test_an_impossible_event_is_refused(events):
    with pytest.raises(WorkspaceError, match="cannot follow"):
        fold(events)


def test_every_unfinished_last_line_is_passed_over_and_mended(tmp_path):
    path = tmp_path / "journal.ndjson"
    events = [event for event, _ in STORIES["a lost answer"]]
    lines = [json.dumps(each).encode() + b"\n" for each in events]
    whole = b"".join(lines)
    for end in range(len(whole) + 1):
        path.write_bytes(whole[:end])
        # A line that lacks nothing but its end says all it had to say.
        ends = [sum(map(len, lines[: n + 1])) - 1 for n in range(len(lines))]
        known = events[: sum(stop <= end for stop in ends)]
        assert read_journal(path) == known
        with Journal(path, clock=lambda: 0.0) as journal:
            journal.append("note")
        assert [e["event"] for e in read_journal(path)] == [*(e["event"] for e in known), "note"]
        assert path.read_bytes().endswith(b"\n")


def test_a_damaged_line_before_the_last_is_refused(tmp_path):
    path = tmp_path / "journal.ndjson"
    path.write_bytes(b'{"event":"snapshot"}\n{"eve\n{"event":"finished"}\n')
    with pytest.raises(WorkspaceError, match="line 2 of 3"):
        read_journal(path)


def test_a_real_journal_folds_at_every_prefix(begin, session, tenant):
    run = begin()
    tenant.faults.add("POST", IMPORTS, "drop")
    run.send(session, **FAST)
    events = read_journal(run.folder / "journal.ndjson")
    for end in range(len(events) + 1):
        state = fold(events[:end])
        assert all(chunk.phase in Phase for chunk in state.chunks.values())
    assert {chunk.phase for chunk in fold(events).chunks.values()} == {Phase.DONE}
    assert all(event["at"].endswith("+00:00") for event in events)

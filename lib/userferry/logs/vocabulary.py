"""Every event that is logged, with all the fields it may have: what is not here cannot be logged.

A *work* begins and then ends, fails or is stopped; the other events stand for themselves.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from userferry.logs.kinds import (
    CLASS,
    CODE,
    CODES,
    COUNT,
    ENDPOINT,
    FILE,
    FLAG,
    JOB,
    NAME,
    PAGE,
    SECONDS,
    STATUS,
    Kind,
    closed,
    counts_by,
)

Fields = Mapping[str, Kind]

INFO, WARNING, ERROR = logging.INFO, logging.WARNING, logging.ERROR


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is logged; its fields are written where they are known."""

    level: int
    means: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """Something that begins and ends.

    Args:
        means: What is done.
        about: Fields of each of its events.
        ended: Fields of its good end.
        left: Fields of each end.
    """

    means: str
    about: Fields = field(default_factory=dict)
    ended: Fields = field(default_factory=dict)
    left: Fields = field(default_factory=lambda: {"seconds": SECONDS})


PLACES = counts_by(
    "inserted", "updated", "unchanged", "refused", "held back", "failed", "in doubt", "not sent",
    "assigned", "open", "done", "held", "deleted", "restored", "restored in part", "gone", "not done",
    "moved", "brought", "remaining", "taken",
)  # fmt: skip
COMMAND = closed("new", "lab", "status", "run", "undo", "page", "tenant")
STEP = closed("place", "prove", "rehearse", "follow", "rest", "end")
JOB_STATUS = closed("pending", "processing", "completed", "failed", "expired")
DOUBT = closed(
    "cut short", "no answer", "server error", "job failed", "job expired", "job forgotten", "miscounted"
)

EVERYWHERE: Fields = {"migration": NAME, "page": PAGE}
"""Fields of any event, where its process knows them."""

FAILURE: Fields = {"error": CLASS, "status": STATUS, "code": CODE, "endpoint": ENDPOINT}
"""What is told of an error: never its text, which may name somebody."""

_RUN: Fields = {"run": NAME}
_CHUNK: Fields = {"run": NAME, "chunk": COUNT, "attempt": COUNT}

WORKS: Mapping[str, Work] = {
    "command": Work(
        "a command of the command line; JupyterLab takes the place of `lab`, which then has no end",
        {"command": COMMAND},
        left={"exit_code": COUNT, "seconds": SECONDS},
    ),
    "page": Work("a page is executed by the command line"),
    "run": Work("a run's users are sent", _RUN, {"places": PLACES, "codes": CODES, "sendings": COUNT}),
    "assignments": Work("roles and memberships are given", _RUN, {"places": PLACES}),
    "errands": Work("calls are made one by one", {"errands": NAME}, {"places": PLACES, "codes": CODES}),
    "undo": Work("a run or an update is taken back", _RUN, {"users": COUNT, "places": PLACES}),
    "fetch": Work("users are fetched, for an export or a transfer", {}, {"users": COUNT}),
    "export": Work(
        "a file of fetched users is written", {}, {"users": COUNT, "asked": COUNT, "wrong_cells": COUNT}
    ),
    "update": Work("an edited export is sent", {"update": NAME}, {"users": COUNT, "places": PLACES}),
    "transfer": Work("fetched users are moved", _RUN, {"places": PLACES}),
    "lazy": Work(
        "a step of automatic migration",
        {"step": STEP},
        {"users": COUNT, "places": PLACES, "events": COUNT, "unexpected": COUNT},
    ),
}

_SINGLE: Mapping[str, Event] = {
    "page.kept": Event(INFO, "the page was done before, and nothing that it reads has changed"),
    "page.marked": Event(INFO, "the page's last cell left its mark, wherever the page runs"),
    "cell.failed": Event(ERROR, "a cell failed, wherever the page runs", FAILURE),
    "cell.stopped": Event(WARNING, "somebody stopped a cell"),
    "run.prepared": Event(
        INFO,
        "a run was begun or taken up again; nothing is sent yet",
        {**_RUN, "chunks": COUNT, "rows": COUNT, "upsert": FLAG, "is_new": FLAG},
    ),
    "run.snapshot": Event(INFO, "it is known who was there before", {**_RUN, "users": COUNT}),
    "chunk.submitting": Event(INFO, "a file is about to be sent", {**_CHUNK, "file": FILE, "rows": COUNT}),
    "chunk.submitted": Event(INFO, "the tenant took it", {**_CHUNK, "job_id": JOB}),
    "chunk.refused": Event(
        WARNING, "the tenant did not take it; nothing was done", {**_CHUNK, "status": STATUS, "code": CODE}
    ),
    "chunk.ended": Event(
        INFO,
        "its job ended",
        {
            **_CHUNK,
            "job_id": JOB,
            "job_status": JOB_STATUS,
            "inserted": COUNT,
            "updated": COUNT,
            "failed": COUNT,
        },
    ),
    "chunk.errors": Event(
        INFO, "what the tenant says of its rows is kept", {**_CHUNK, "failed": COUNT, "codes": CODES}
    ),
    "chunk.in_doubt": Event(
        WARNING, "its users may or may not be there", {**_CHUNK, "why": DOUBT, "status": STATUS, "code": CODE}
    ),
    "chunk.settled": Event(
        INFO, "a look at the users ended the doubt", {**_CHUNK, "landed": COUNT, "remaining": COUNT}
    ),
    "chunk.gave_up": Event(ERROR, "its whole job failed again and again; its rows count as failed", _CHUNK),
    "call.retried": Event(
        WARNING, "a call is made again after a wait", {**FAILURE, "tries": COUNT, "wait_seconds": SECONDS}
    ),
    "call.waited": Event(
        INFO,
        "the rate limit is used up, so the next call waits",
        {"endpoint": ENDPOINT, "wait_seconds": SECONDS},
    ),
    "balance.drawn": Event(
        INFO,
        "the balance sheet: every row of the dump in one place",
        {"rows": COUNT, "places": PLACES, "assignments": PLACES, "is_settled": FLAG},
    ),
}


def _of_work(name: str, work: Work) -> dict[str, Event]:
    """Make the four events of a work."""
    failed = {**work.about, **work.left, **FAILURE}
    return {
        f"{name}.begun": Event(INFO, work.means, work.about),
        f"{name}.ended": Event(INFO, f"{work.means}: done", {**work.about, **work.ended, **work.left}),
        f"{name}.failed": Event(ERROR, f"{work.means}: failed", failed),
        f"{name}.stopped": Event(WARNING, f"{work.means}: somebody stopped it", {**work.about, **work.left}),
    }


EVENTS: Mapping[str, Event] = {
    **{name: event for work, told in WORKS.items() for name, event in _of_work(work, told).items()},
    **_SINGLE,
}

"""Count over the whole dump, in a process of its own: `python -m userferry.widgets.mapping.counting`.

    kernel ──one question, on stdin──▶ this process ──answers, a line of JSON each──▶ kernel

It is the least of all processes and takes one thread, so that the kernel stays free for clicks. The question comes
through stdin, because a database's URL may hold a password, which every user of a machine could read in a command
line. When stdin ends the kernel is gone or asks for something else, and this process goes too.
"""

import base64
import json
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from userferry.dumps import Recipe, read_dumps
from userferry.errors import DecisionError, UserferryError
from userferry.fixing import offer_fixes
from userferry.mapping import Mapping, require_fit
from userferry.mapping.fitting import count_dump
from userferry.mapping.seen import shape_drift
from userferry.widgets.mapping.samples import FIRST_ROWS
from userferry.widgets.mapping.tally import Tally

_BATCH_ROWS = 100_000
_EVERY_SECONDS = 1.0
_LEAST = 19
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted.

    Args:
        recipe: How the dump is opened.
        mapping: What is decided; free of complaints.
        listed: Columns whose values are counted one by one.
    """

    recipe: Recipe
    mapping: Mapping
    listed: tuple[str, ...] = ()

    def packed(self) -> bytes:
        """Write it as a line."""
        return base64.b64encode(pickle.dumps(self)) + b"\n"

    @classmethod
    def unpacked(cls, line: bytes) -> "Question":
        """Read what the kernel wrote: both ends are the same user's and the same version."""
        found: Question = pickle.loads(base64.b64decode(line))  # noqa: S301 from our own kernel's pipe
        return found


def answers(question: Question, clock: Callable[[], float] = time.monotonic) -> Iterator[dict[str, Any]]:
    """Count, telling how far it is about once a second.

    Yields:
        What `Tally.told` tells, with `is_all` once every row is counted; then with `fit`, the sentences with which
        `require_fit` would stop the page; then with `seen`, what the dump is like, and `drift`, how that differs from
        what the mapping remembers; then with `fixes`, as `Fixes` is written, or None where they could not be tried. Or
        `error`, a sentence.
    """
    try:
        frame = read_dumps(question.recipe.dump, question.recipe.reading, root=question.recipe.root).frame
        first = Tally(question.mapping, question.listed)
        first.add(frame.head(FIRST_ROWS).collect(engine="streaming"))
        yield first.told() | {"is_all": False}
        tally, told_at = Tally(question.mapping, question.listed), clock()
        for batch in frame.collect_batches(chunk_size=_BATCH_ROWS, engine="streaming"):
            tally.add(batch)
            if clock() - told_at >= _EVERY_SECONDS:
                yield tally.told() | {"is_all": False}
                told_at = clock()
        told = tally.told() | {"is_all": True}
        yield told
        told["fit"] = _complaints(frame, question.mapping)
        yield told
        counts, seen = count_dump(frame, question.mapping), question.mapping.seen
        told["drift"] = shape_drift(seen, counts) if seen else []
        told["seen"] = counts.as_seen().as_written()
        yield told
        yield told | {"fixes": _fixes(frame, question.mapping)}
    except UserferryError as error:
        yield {"error": str(error)}
    except _BROKEN as error:
        yield {
            "error": f"Counting over the whole dump broke off ({type(error).__name__}). The choices and the file "
            "stand as they are. Look at the dump in 01-profile, or change a choice to count again."
        }


def _complaints(frame: pl.LazyFrame, mapping: Mapping) -> list[str]:
    try:
        require_fit(frame, replace(mapping, seen=None))
    except DecisionError as error:
        return list(error.complaints)
    return []


def _fixes(frame: pl.LazyFrame, mapping: Mapping) -> dict[str, Any] | None:
    """Try what may repair rows; that it breaks off takes nothing from the counts."""
    try:
        return offer_fixes(frame, mapping).as_written()
    except (UserferryError, *_BROKEN):
        return None


def _go_with_the_kernel() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Answer the one question that stdin asks."""
    os.nice(_LEAST)
    question = Question.unpacked(sys.stdin.buffer.readline())
    threading.Thread(target=_go_with_the_kernel, daemon=True).start()
    for answer in answers(question):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

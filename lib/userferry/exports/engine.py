"""Expressions over batches of users, in processes of their own that may die without harm."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import orjson

from userferry.exports import sandbox

BATCH_ROWS = 500
MOST_SILENT_SECONDS = 60.0
"""How long a process may say nothing about a batch before it is ended; its own bounds stop what runs long before."""

FEWEST_OVERRUNS, MOST_SHARE = 20, 0.01
"""An expression that ran out of time or memory for so many users, and such a share of them, is given up."""

_DIED = "the engine ended, or did not answer, while it evaluated this batch of users"

Batch = tuple[list[list[str | None]], list[tuple[int, int, str]]]
"""Each column's cells, and each error: its row in the batch, its column, and why."""


class _Worker:
    """One process; started when it is needed, and again where it died."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = orjson.dumps(list(expressions))
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, skipped: Sequence[int], lines: Sequence[str]) -> Batch | None:
        """Evaluate a batch; None where the process died over it."""
        process = self._process or self._start()
        alarm = threading.Timer(MOST_SILENT_SECONDS, process.kill)
        alarm.start()
        try:
            said = b"\n".join([orjson.dumps(skipped), f"[{','.join(lines)}]".encode(), b""])
            process.stdin.write(said)  # type: ignore[union-attr] # it was started with both pipes
            process.stdin.flush()  # type: ignore[union-attr] # as above
            answer = process.stdout.readline()  # type: ignore[union-attr] # as above
        except OSError:
            answer = b""
        finally:
            alarm.cancel()
        if not answer.endswith(b"\n"):
            self.close()
            return None
        cells, errors = orjson.loads(answer)
        return cells, errors

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        # It gets nothing of ours: no environment in which a secret stands, no files but its three pipes.
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 our own module, by our own interpreter
            [sys.executable, "-I", str(sandbox.__file__)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )
        self._process.stdin.write(self._expressions + b"\n")  # type: ignore[union-attr] # as above
        return self._process


class Engine:
    """Evaluates a person's expressions.

    Args:
        expressions: JavaScript, each about a `user`.
        processes: How many at once; as many as there are processors, and four at the most.
    """

    def __init__(self, expressions: Sequence[str], *, processes: int | None = None) -> None:
        self._expressions = list(expressions)
        count = processes or min(4, os.cpu_count() or 1)
        self._workers = [_Worker(expressions) for _ in range(count)]
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._pool = ThreadPoolExecutor(count)
        self._rows, self._overruns = 0, [0] * len(self._expressions)

    def evaluate(self, lines: Sequence[str]) -> Batch:
        """Evaluate every expression for each user.

        Args:
            lines: Users as JSON.

        Returns:
            Each expression's cells, and the errors; whoever could not be evaluated has null.
        """
        starts = range(0, len(lines), BATCH_ROWS)
        done = self._pool.map(self._evaluate_batch, (lines[start : start + BATCH_ROWS] for start in starts))
        cells: list[list[str | None]] = [[] for _ in self._expressions]
        errors: list[tuple[int, int, str]] = []
        for start, (found, wrong) in zip(starts, done, strict=True):
            for at, more in enumerate(found):
                cells[at] += more
            errors += [(row + start, at, said) for row, at, said in wrong]
        return cells, errors

    def _evaluate_batch(self, lines: Sequence[str]) -> Batch:
        skipped = [int(self._is_given_up(at)) for at in range(len(self._expressions))]
        worker = self._free.get()
        try:
            answer = worker.ask(skipped, lines)
        finally:
            self._free.put(worker)
        rows = range(len(lines))
        if answer is None:
            wanted = [at for at, skip in enumerate(skipped) if not skip]
            answer = (
                [[None] * len(lines) for _ in skipped],
                [(row, at, _DIED) for at in wanted for row in rows],
            )
        cells, errors = answer
        for _, at, said in errors:
            self._overruns[at] += said.startswith((sandbox.RAN_OUT, _DIED))
        self._rows += len(lines)
        passed = [at for at, skip in enumerate(skipped) if skip]
        return cells, [*errors, *((row, at, sandbox.NOT_EVALUATED) for at in passed for row in rows)]

    def _is_given_up(self, at: int) -> bool:
        overruns = self._overruns[at]
        return overruns >= FEWEST_OVERRUNS and overruns >= MOST_SHARE * self._rows

    def close(self) -> None:
        """End its processes."""
        self._pool.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()


@contextmanager
def running(expressions: Sequence[str], **options: Any) -> Iterator[Engine]:
    """Lend an engine; its processes end with the block."""
    engine = Engine(expressions, **options)
    try:
        yield engine
    finally:
        engine.close()

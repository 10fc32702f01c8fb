"""The process in which a person's JavaScript runs: bounded in time and memory, with nothing of this machine in reach.

It reads two lines for each batch, whose columns are passed over and the users as one JSON array, and answers with one:
each column's cells, and for each that could not be evaluated its row, its column and why.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import quickjs

MOST_BATCH_SECONDS = 1.0
"""Of processor time for a batch; one that takes longer is evaluated cell by cell."""

MOST_CELL_SECONDS = 0.25
MOST_ENGINE_BYTES = 96 * 2**20
MOST_PROCESS_BYTES = 2 * 2**30
MOST_CELL_CHARACTERS = 100_000
MOST_OVERRUNS = 10
"""Cells of a column in one batch that may run out of time or memory; the others are then not evaluated."""

RAN_OUT = "it ran out of"
_TIME = f"{RAN_OUT} time: {MOST_CELL_SECONDS} seconds for a user"
_MEMORY = f"{RAN_OUT} memory: {MOST_ENGINE_BYTES // 2**20} MB"
NOT_EVALUATED = f"not evaluated: the expression {RAN_OUT} time or memory for too many users"

_SOURCE = Path(__file__).with_name("engine.js").read_text(encoding="utf-8")
_MEMORY_WORDS = ("out of memory", "null")


class Sandbox:
    """An engine with a person's expressions in it.

    Args:
        expressions: JavaScript, each about a `user`.

    Raises:
        quickjs.JSException: one of them is no expression.
    """

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = list(expressions)
        self._start()

    def _start(self) -> None:
        self._context = quickjs.Context()
        self._context.set_memory_limit(MOST_ENGINE_BYTES)
        self._context.set_time_limit(MOST_BATCH_SECONDS)
        make = self._context.eval(_SOURCE)
        self._run = make(self._context.parse_json(json.dumps(self._expressions)), MOST_CELL_CHARACTERS)

    def evaluate(self, skipped: Sequence[int], users: str) -> str:
        """Evaluate a batch.

        Args:
            skipped: For each expression, whether it is passed over.
            users: A JSON array.

        Returns:
            JSON: `[[cells of a column, …], [[row, column, message], …]]`.
        """
        self._context.set_time_limit(MOST_BATCH_SECONDS)
        try:
            return str(self._run(users, orjson.dumps(skipped).decode()))
        except (quickjs.JSException, MemoryError):
            self._start()
        return self._evaluate_cells(skipped, orjson.loads(users))

    def _evaluate_cells(self, skipped: Sequence[int], users: list[Any]) -> str:
        cells: list[list[str | None]] = [[None] * len(users) for _ in skipped]
        errors: list[tuple[int, int, str]] = []
        for at, skip in enumerate(skipped):
            overruns, others = 0, [1] * len(skipped)
            others[at] = 0
            for row, user in enumerate(users if not skip else []):
                if overruns >= MOST_OVERRUNS:
                    errors.append((row, at, NOT_EVALUATED))
                    continue
                cell, said = self._evaluate_cell(others, at, orjson.dumps([user]).decode())
                cells[at][row] = cell
                if said:
                    errors.append((row, at, said))
                    overruns += said.startswith(RAN_OUT)
        return orjson.dumps([cells, errors]).decode()

    def _evaluate_cell(self, others: list[int], at: int, user: str) -> tuple[str | None, str]:
        self._context.set_time_limit(MOST_CELL_SECONDS)
        try:
            cells, errors = orjson.loads(self._run(user, orjson.dumps(others).decode()))
        except (quickjs.JSException, MemoryError) as error:
            self._start()
            return None, _TIME if "interrupted" in str(error) else _MEMORY
        return cells[at][0], errors[0][2] if errors else ""


def find_fault(expression: str) -> str | None:
    """Say why a text is no JavaScript expression, None where it is one; it is read and not evaluated."""
    try:
        Sandbox([expression])
    except quickjs.JSException as error:
        return str(error).splitlines()[0]
    return None


def _answers() -> Iterator[str]:
    sandbox = Sandbox(json.loads(sys.stdin.buffer.readline()))
    while skipped := sys.stdin.buffer.readline():
        yield sandbox.evaluate(orjson.loads(skipped), sys.stdin.buffer.readline().decode())


def main() -> None:
    """Answer batches until there are no more."""
    with contextlib.suppress(ValueError, OSError):  # a machine that gives less already
        resource.setrlimit(resource.RLIMIT_AS, (MOST_PROCESS_BYTES, MOST_PROCESS_BYTES))
    for answer in _answers():
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

"""The kernel's end of counting over the whole dump: one process at most, and no answer to a former question."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from userferry.widgets.mapping.counting import Question

_COMMAND = (sys.executable, "-m", "userferry.widgets.mapping.counting")
_QUIET_SECONDS = 0.5
_BROKEN_OFF = (
    "Counting over the whole dump ended without an answer; the machine may be short of memory. The choices and the "
    "file stand as they are. Change a choice to count again."
)

Answer = dict[str, Any]


class Counter:
    """Asks a process of its own; a new question ends the former.

    Args:
        hear: Takes each answer, as `counting.answers` gives them.
        call: Runs something where answers may be heard; the kernel's own event loop.
        quiet_seconds: How long a question waits for another one to take its place.
    """

    def __init__(
        self,
        hear: Callable[[Answer], None],
        call: Callable[[Callable[[], None]], None],
        quiet_seconds: float = _QUIET_SECONDS,
    ) -> None:
        self._hear, self._call, self._quiet = hear, call, quiet_seconds
        self._turn = 0
        self._timer: threading.Timer | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process that counts, None where none does."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def ask(self, question: Question) -> None:
        """Count anew; whatever was asked before is dropped."""
        self.end()
        turn = self._turn
        self._timer = threading.Timer(self._quiet, self._start, (turn, question))
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """End the process, if one runs; what it still says is not heard."""
        with self._lock:
            self._turn += 1
            if self._timer:
                self._timer.cancel()
            process, self._process = self._process, None
        if process:
            process.kill()

    def _start(self, turn: int, question: Question) -> None:
        with self._lock:
            if turn != self._turn:
                return
            environment = os.environ | {"POLARS_MAX_THREADS": "1"}
            # A session of its own: what interrupts a cell does not interrupt the count.
            process = subprocess.Popen(  # noqa: S603 this package's own module, without an argument
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
            self._process = process
        threading.Thread(target=self._listen, args=(turn, process, question), daemon=True).start()

    def _listen(self, turn: int, process: subprocess.Popen[bytes], question: Question) -> None:
        heard = False
        try:
            with process:
                heard = self._hear_out(turn, process, question)
        except (OSError, ValueError):
            pass  # its pipes broke: it was ended
        if not heard:
            self._tell(turn, {"error": _BROKEN_OFF})

    def _hear_out(self, turn: int, process: subprocess.Popen[bytes], question: Question) -> bool:
        """Pass on what it says; true once it has said all."""
        if process.stdin is None or process.stdout is None:
            return False
        process.stdin.write(question.packed())
        process.stdin.flush()
        heard = False
        for line in process.stdout:
            answer = json.loads(line)
            heard = "fixes" in answer or "error" in answer
            self._tell(turn, answer)
        return heard

    def _tell(self, turn: int, answer: Answer) -> None:
        def hear() -> None:
            if turn == self._turn:
                self._hear(answer)

        if turn == self._turn:
            self._call(hear)

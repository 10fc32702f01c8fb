"""Run generated JavaScript in real Node, as Auth0's containers would, many calls at a time."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Literal

from userferry.errors import UserferryError

_HOST = Path(__file__).with_name("js") / "host.js"
_AT_ONCE = 16
_SILENT_SECONDS = 20.0
"""How long Auth0 lets a script run (behaviour.md §7)."""


class NodeError(UserferryError):
    """Node is not there, or ended while scripts ran."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call.

    Args:
        result: What it called back with or returned; None for nobody.
        error: The error's class: `WrongUsernameOrPasswordError`, `UnauthorizedError`, `ValidationError`, or any other.
        message: What the error said.
        user_id: A `WrongUsernameOrPasswordError`'s, where the script knew the user.
        code: A `ValidationError`'s, or a driver's.
        calls: How often the callback was called; 0 where it was not called in time.
    """

    result: Any = None
    error: str | None = None
    message: str = ""
    user_id: str | None = None
    code: str | None = None
    calls: int = 1


def find_node() -> str:
    """Find Node on the PATH.

    Raises:
        NodeError: There is none.
    """
    node = shutil.which("node")
    if node is None:
        raise NodeError(
            "There is no `node` on the PATH, so no script was run and nothing is proven. Install Node.js 18 or newer "
            "(Debian: apt install nodejs npm; conda: nodejs) and run this again."
        )
    return node


def call_scripts(
    source: str,
    calls: Iterable[Sequence[Any]],
    *,
    style: Literal["callback", "value"] = "callback",
    configuration: dict[str, str] | None = None,
    packages: Path | None = None,
    at_once: int = _AT_ONCE,
    seconds: float = _SILENT_SECONDS,
) -> list[Answer]:
    """Call the last function of a source once for each list of arguments, in one process.

    Args:
        source: JavaScript; the last function at the start of a line is called.
        calls: The arguments of each call, without the callback.
        style: "callback" for Auth0's contract, "value" for a function that returns, or promises, its value.
        configuration: What the source reads as `configuration`.
        packages: A folder with `node_modules`; None where nothing but Node's own modules is required.
        at_once: How many calls may be open.
        seconds: How long all open calls may say nothing; those that did not answer then have 0 `calls`.

    Returns:
        An answer for each call, in their order.

    Raises:
        NodeError: There is no Node, or its process ended by itself.
    """
    asked = list(calls)
    node = find_node()
    home = (packages or _HOST.parent).resolve()
    answers: dict[int, Answer] = {}
    places = threading.Semaphore(at_once)
    with _started(node, home) as (process, replies, complaints):

        def listen() -> None:
            for line in replies:
                told = json.loads(line)
                is_first = told["id"] not in answers
                answers[told["id"]] = _answer(told)
                if is_first:
                    places.release()
            places.release(
                len(asked) + at_once
            )  # whoever waits for a place shall not wait for an ended process

        listener = threading.Thread(target=listen)
        listener.start()
        given = {"source": source, "style": style, "configuration": configuration or {}}
        is_in_time = _send(
            process, ({"id": i, "args": list(each)} | given for i, each in enumerate(asked)), places, seconds
        )
        is_in_time = is_in_time and all(places.acquire(timeout=seconds) for _ in range(at_once))
        if not is_in_time:
            process.kill()
        with suppress(BrokenPipeError):
            process.stdin.close()
        listener.join()
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").splitlines()
    if is_in_time and len(answers) < len(asked):
        why = next((line.strip() for line in reversed(said) if "Error" in line), "it gave no reason")
        raise NodeError(
            f"Node ended after {len(answers):,} of {len(asked):,} calls: {why}. Nothing was changed here. "
            "Mend the script and run this again."
        )
    return [answers.get(number, Answer(calls=0)) for number in range(len(asked))]


@contextmanager
def _started(node: str, home: Path) -> Iterator[tuple[Any, IO[str], IO[bytes]]]:
    """Start the host: the process, what it answers, and what it complains of; it has ended when this is left."""
    read_end, write_end = os.pipe()
    with TemporaryFile() as complaints, os.fdopen(read_end, encoding="utf-8") as replies:
        process = subprocess.Popen(  # noqa: S603 Node itself; the source is the generated one
            [node, "--max-old-space-size=1024", str(_HOST), str(write_end), str(home)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints, pass_fds=(write_end,),
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TZ": "UTC"},
        )  # fmt: skip
        os.close(write_end)
        try:
            yield process, replies, complaints
        finally:
            process.kill()
            process.wait()


def _send(process: Any, calls: Iterable[dict[str, Any]], places: threading.Semaphore, seconds: float) -> bool:
    """Send calls as places become free; False where none did for so long."""
    with suppress(BrokenPipeError):
        for call in calls:
            if not places.acquire(timeout=seconds):
                return False
            process.stdin.write(json.dumps(call).encode() + b"\n")
            process.stdin.flush()
    return True


def _answer(told: dict[str, Any]) -> Answer:
    error = told.get("error") or {}
    return Answer(
        told.get("result"),
        error.get("name"),
        error.get("message", ""),
        error.get("user_id"),
        error.get("code"),
        told["calls"],
    )

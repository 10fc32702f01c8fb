"""The scripts of a custom database run in real Node: one warm process a connection, bounded in time and memory."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from .settings import Settings

HOST = Path(__file__).with_name("script_host.js")
SCRIPT_BYTES = 100 * 1024  # documented (`behaviour.md §7`)
REPLY_BYTES = 1_048_576
NODE_MISSING = "Custom database scripts run in Node.js, and there is no `node` on the PATH. Install Node.js."


class ScriptError(Exception):
    """A script said no, broke its contract or did not end.

    Args:
        name: The error's class: `WrongUsernameOrPasswordError`, `UnauthorizedError`, `ValidationError` or `Error`.
        message: What it said.
        code: A `ValidationError`'s.
        user_id: A `WrongUsernameOrPasswordError`'s, where the script knew the user.
    """

    def __init__(
        self, name: str, message: str, *, code: str | None = None, user_id: str | None = None
    ) -> None:
        self.name = name
        self.message = message
        self.code = code
        self.user_id = user_id
        super().__init__(f"{name}: {message}")


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """One script, ready to run; it has no repr, since its configuration holds secrets.

    Args:
        source: JavaScript, as stored in `options.customScripts`.
        configuration: What it reads as `configuration`.
    """

    source: str
    configuration: dict[str, Any]


class NodeProcess:
    """One Node process, which runs one script at a time.

    Args:
        settings: The bounds, and where packages are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._replies = -1
        self._calls = 0
        self._stopped = False

    def run(self, script: Script, arguments: tuple[Any, ...]) -> Any:
        """Run a script and give what it called back with.

        Raises:
            ScriptError: It called back with an error, threw, ended the process or outran its time.
        """
        until = time.monotonic() + self._settings.script_seconds
        if not self._lock.acquire(timeout=self._settings.script_seconds):
            raise ScriptError("Error", "The scripts of this connection are busy.")
        try:
            process = self._started()
            self._calls += 1
            call = {
                "id": self._calls,
                "source": script.source,
                "configuration": script.configuration,
                "args": arguments,
            }
            return result_of(self._ask(process, call, until))
        finally:
            self._lock.release()

    def _ask(self, process: subprocess.Popen[bytes], call: dict[str, Any], until: float) -> dict[str, Any]:
        try:
            write_within(process, orjson.dumps(call) + b"\n", until)
            line = self._read_line(until)
        except TimeoutError:
            self._kill()
            seconds = f"{self._settings.script_seconds:g}"
            raise ScriptError("Error", f"The script did not call back within {seconds} seconds.") from None
        except OSError:
            line = b""
        if not line:
            self._kill()
            raise ScriptError("Error", "The script ended its process: it exited, or used too much memory.")
        reply: dict[str, Any] = orjson.loads(line)
        return reply

    def _read_line(self, until: float) -> bytes:
        """Read one reply; empty where the process has ended."""
        line = b""
        while not line.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._replies], [], [], left)[0]:
                raise TimeoutError
            piece = os.read(self._replies, 65_536)
            if not piece or len(line) > REPLY_BYTES:
                return b""
            line += piece
        return line

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._kill()
        if self._stopped:
            raise ScriptError("Error", "The tenant is stopping.")
        node = shutil.which("node")
        if node is None:
            raise ScriptError("Error", NODE_MISSING)
        packages = self._settings.node_modules
        self._replies, write_end = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- Node itself; what it runs is the tenant's own script
                [
                    node,
                    f"--max-old-space-size={self._settings.script_megabytes}",
                    str(HOST),
                    str(write_end),
                    "" if packages is None else str(packages.resolve()),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},  # no secret of ours
                pass_fds=(write_end,),
                start_new_session=True,
            )
        finally:
            os.close(write_end)
        return self._process

    def _kill(self) -> None:
        """End the process and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        os.close(self._replies)

    def stop(self) -> None:
        """End the process, also in the middle of a script."""
        self._stopped = True
        process = self._process
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        with self._lock:
            self._kill()


def write_within(process: subprocess.Popen[bytes], data: bytes, until: float) -> None:
    """Write to a process that may have stopped reading.

    Raises:
        TimeoutError: It did not take all of it in time.
        BrokenPipeError: It has ended.
    """
    if process.stdin is None:
        raise BrokenPipeError
    handle = process.stdin.fileno()
    os.set_blocking(handle, False)
    while data:
        left = until - time.monotonic()
        if left <= 0 or not select.select([], [handle], [], left)[1]:
            raise TimeoutError
        with contextlib.suppress(BlockingIOError):
            data = data[os.write(handle, data) :]


class Scripts:
    """The warm processes of a tenant, by connection.

    Args:
        settings: Their bounds.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._processes: dict[str, NodeProcess] = {}
        self._lock = threading.Lock()

    def run(self, connection: dict[str, Any], name: str, *arguments: Any) -> Any:
        """Run one of a connection's scripts.

        Args:
            connection: As stored.
            name: A key of `options.customScripts`: `login`, `get_user`, `create`, `verify`,
                `change_password`, `delete`, `change_email`.
            arguments: What it takes before its callback.

        Raises:
            ScriptError: There is no such script, or it failed.
        """
        script = read_script(connection, name)
        with self._lock:
            process = self._processes.setdefault(connection["id"], NodeProcess(self._settings))
        return process.run(script, arguments)

    def stop(self) -> None:
        """End every process."""
        with self._lock:
            processes = list(self._processes.values())
            self._processes.clear()
        for process in processes:
            process.stop()


def read_script(connection: dict[str, Any], name: str) -> Script:
    """Take a script and its configuration out of a connection's options; texts inferred."""
    options = connection["options"]
    source = (options.get("customScripts") or {}).get(name)
    if not isinstance(source, str) or not source.strip():
        raise ScriptError("Error", f"The connection has no {name} script.")
    if len(source.encode()) > SCRIPT_BYTES:
        raise ScriptError("Error", f"The {name} script is larger than 100 KB.")
    return Script(source, options.get("configuration") or {})


def result_of(reply: dict[str, Any]) -> Any:
    """Give a reply's result, or raise its error."""
    error = reply.get("error")
    if error is None:
        return reply.get("result")
    code, user_id = error.get("code"), error.get("user_id")
    raise ScriptError(
        str(error.get("name") or "Error"),
        str(error.get("message") or ""),
        code=None if code is None else str(code),
        user_id=None if user_id is None else str(user_id),
    )

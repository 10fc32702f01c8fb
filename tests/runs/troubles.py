"""What lies between a sender and everything else: the network, the disk, the hours, and how each fails it."""

import errno
import io
import os
import random
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import requests
import urllib3
from requests.adapters import HTTPAdapter
from tests.runs.schedules import EXPORTS, Schedule

from userferry.api import Session
from userferry.runs import Phase, Run
from userferry.tenant import LocalTenant

HOUR = 3_600.0


class Killed(BaseException):
    """kill -9: nothing that runs after it leaves a trace."""


class World:
    """What lies between a sender and everything else, and what befalls it there.

    Args:
        tenant: The tenant.
        folder: What the sender writes; put back as it was at the moment of a death.
        schedule: What goes wrong.
    """

    def __init__(self, tenant: LocalTenant, folder: Path, schedule: Schedule) -> None:
        self.tenant = tenant
        self.folder = folder
        self.schedule = schedule
        self.happened: Counter[str] = Counter()
        self._aside = folder.with_name(f"{folder.name}-aside")
        self._chance = random.Random(f"world {schedule.seed}")
        self._steps = 0
        self._waiting: list[tuple[int, str]] = []
        self._is_dead = self._is_full = False
        self._away_until = self._released_at = 0.0
        self._main = threading.main_thread()

    @contextmanager
    def life(self, number: int) -> Iterator[Session]:
        """Live once; what is on disk afterwards is what a killed process leaves."""
        lives = self.schedule.lives
        self._waiting, self._steps = list(lives[number]) if number < len(lives) else [], 0
        self._is_dead = self._is_full = False
        tenant = self.tenant
        session = Session(
            tenant.url, client_id=tenant.client_id, client_secret=tenant.client_secret,
            clock=tenant.clock.now, sleep=self.sleep,
        )  # fmt: skip
        session._http.trust_env = False
        session._http.mount("http://", Wire(self))
        disk = mock.patch("userferry.runs.journal.open", self._open, create=True)
        with disk, mock.patch("os.fsync", self._sync):
            try:
                yield session
            finally:
                session._http.close()
                if self._is_dead:
                    shutil.rmtree(self.folder)
                    self._aside.rename(self.folder)

    def sleep(self, seconds: float) -> None:
        """Let time pass; what is due by then has happened when it returns."""
        self.step("sleep")
        self.pass_time(seconds)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and what is stuck go on when its hours are over."""
        self.tenant.advance(seconds)
        now = self.tenant.clock.now()
        if now - self._released_at > self.schedule.release_hours * HOUR:
            self._released_at = now
            self.tenant.release_jobs()
        self.tenant.finish_due_jobs()

    def step(self, kind: str) -> str | None:
        """Take a step, and say what befalls the sender there; raise where it dies."""
        if self._is_dead:
            raise Killed
        self._steps += 1
        for each in self._waiting:
            step, what = each
            if step <= self._steps and kind in _SUITS[what]:
                self._waiting.remove(each)
                self.happened[what] += 1
                if what == "kill" and kind != "journal":
                    self.die()
                return what
        return None

    def die(self) -> None:
        """Die here and now."""
        shutil.copytree(self.folder, self._aside)
        self._is_dead = True
        raise Killed

    def leave(self) -> None:
        """Be out of reach for hours."""
        self._away_until = self.tenant.clock.now() + self._chance.uniform(0.01, 4.0) * HOUR

    @property
    def is_away(self) -> bool:
        """Whether the tenant cannot be reached."""
        return self.tenant.clock.now() < self._away_until

    def write_journal(self, raw: "_JournalFile", data: bytes) -> int:
        """Write to the journal, all of it, or a part where the disk is full or the process dies."""
        what = self.step("journal")
        if self._is_full:
            raise _full()
        if what is None:
            return raw.write_through(data)
        raw.write_through(data[: self._chance.randint(0, len(data))])
        if what == "kill":
            self.die()
        self._is_full = self._chance.random() < 0.5  # or there is room again for what comes next
        raise _full()

    def _open(self, path: Path, mode: str, *, buffering: int, opener: Any) -> "_JournalFile":
        assert buffering == 0, (
            "what a full disk leaves in a buffer is written over what others wrote meanwhile"
        )
        return _JournalFile(self, path, mode, opener)

    def _sync(self, _: int) -> None:
        if threading.current_thread() is self._main and self.step("disk") is not None:
            raise _full()


_SUITS = {
    "kill": {"leaves", "answer", "journal", "disk", "sleep"},
    "disk_full": {"journal", "disk"},
    "away": {"leaves"},
    "trickle": {"answer", "errors"},
    "errors_404": {"errors"},
    "errors_410": {"errors"},
}
"""Where each can befall the sender."""


def _full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _JournalFile(io.FileIO):
    """The journal's file."""

    def __init__(self, world: World, path: Path, mode: str, opener: Any) -> None:
        super().__init__(path, mode, opener=opener)
        self._world = world

    def write(self, data: Any) -> int:
        return self._world.write_journal(self, bytes(data))

    def write_through(self, data: bytes) -> int:
        return super().write(data)


class Wire(HTTPAdapter):
    """The network, as a world has it."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self._gone: dict[str, int] = {}

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        world = self._world
        if request.path_url == EXPORTS:
            flying = {chunk.phase for chunk in Run.read(world.folder).state().chunks.values()}
            assert not flying & {Phase.IN_FLIGHT, Phase.ENDED}, (
                "users were looked at while a job of ours was at work"
            )
        if world.step("leaves") == "away":
            world.leave()
        if world.is_away:
            refused = urllib3.exceptions.NewConnectionError(None, "unreachable")  # type: ignore[arg-type]  # as a socket would
            raise requests.ConnectionError(refused, request=request)
        answer = super().send(request, *args, **options)
        what = world.step("answer")
        path = request.path_url
        if what is None and path.endswith("/errors"):
            what = world.step("errors")
        if what == "trickle":
            answer.close()
            raise requests.ReadTimeout("no more bytes within the session's time", request=request)
        if what in {"errors_404", "errors_410"}:
            self._gone[path] = int(what[-3:])
        if path in self._gone:
            answer.close()
            answer.status_code, answer._content = self._gone[path], b'{"message": "The job does not exist"}'
        return answer

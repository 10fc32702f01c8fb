"""Kills a tenant at random moments of an import and looks at what the next start makes of it."""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from people import make_user
from remote import Remote, spawn

LATEST_SECONDS = 0.6
"""The last moment after a start at which a kill may come: a dozen jobs' time."""


@dataclass(slots=True)
class Found:
    """What the kills found; every list is empty where the tenant keeps its word."""

    kills: int = 0
    kills_within_a_job: int = 0
    jobs: int = 0
    users: int = 0
    lost_jobs: list[str] = field(default_factory=list)
    wrong_jobs: list[str] = field(default_factory=list)
    changed_jobs: list[str] = field(default_factory=list)
    missing_users: list[str] = field(default_factory=list)
    strange_users: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    def mistakes(self) -> dict[str, int]:
        """Count everything that should not be."""
        lists = ("lost_jobs", "wrong_jobs", "changed_jobs", "missing_users", "strange_users", "damage")
        return {name: len(getattr(self, name)) for name in lists}


class Crashes:
    """An import that is killed again and again in one folder.

    Args:
        folder: The tenant's; it stays the same tenant throughout.
        seed: Of the moments.
        rows: Users in a file.
    """

    def __init__(self, folder: Path, *, seed: int, rows: int = 300) -> None:
        self._folder = folder
        self._random = random.Random(seed)
        self._rows = rows
        self._next_number = 0
        self._accepted: dict[str, range] = {}
        self._ended: dict[str, dict[str, Any]] = {}
        self._doubtful: list[range] = []
        self._lock = threading.Lock()
        self.found = Found()

    def run(self, moments: int, tell: Callable[[str], None] = lambda _text: None) -> Found:
        """Kill so many times, then start once more, wait for every job and compare every user."""
        for moment in range(moments):
            self._kill_once(self._random.uniform(0.0, LATEST_SECONDS))
            if moment % 20 == 19:
                tell(f"{moment + 1} kills, {len(self._accepted)} jobs")
        process = spawn(self._folder)
        try:
            self._settle(Remote(self._folder, process))
        finally:
            process.terminate()
            process.wait(timeout=60)
        self._compare_users()
        return self.found

    def _kill_once(self, seconds: float) -> None:
        """Start, send with two in flight, and kill after some seconds."""
        process = spawn(self._folder)
        try:
            remote = Remote(self._folder, process)
            senders = [threading.Thread(target=self._send, args=(remote,)) for _ in range(2)]
            for sender in senders:
                sender.start()
            time.sleep(seconds)
        finally:
            process.kill()
            process.wait(timeout=60)
        for sender in senders:
            sender.join(timeout=60)
        self.found.kills += 1
        database = sqlite3.connect(self._folder / "tenant.sqlite")
        try:
            damage = database.execute("PRAGMA quick_check").fetchone()[0]
            pending = database.execute("SELECT count(*) FROM jobs WHERE status = 'pending'").fetchone()[0]
        finally:
            database.close()
        self.found.kills_within_a_job += bool(pending)
        if damage != "ok":
            self.found.damage.append(str(damage))

    def _send(self, remote: Remote) -> None:
        """Send file after file until the tenant is gone; what has no answer is in doubt."""
        session = remote.session()
        while True:
            with self._lock:
                numbers = range(self._next_number, self._next_number + self._rows)
                self._next_number = numbers.stop
            content = json.dumps([make_user(number) for number in numbers]).encode()
            try:
                job_id = remote.submit(session, content)
            except requests.HTTPError:  # two jobs of an earlier life are still to be done
                time.sleep(0.01)
                continue
            except (requests.RequestException, KeyError, ValueError):
                with self._lock:
                    self._doubtful.append(numbers)
                return
            with self._lock:
                self._accepted[job_id] = numbers
            try:
                job = remote.wait(session, job_id, poll_seconds=0.005)
            except (requests.RequestException, KeyError, ValueError):
                return
            with self._lock:
                self._ended[job_id] = job

    def _settle(self, remote: Remote) -> None:
        """Wait for every accepted job: each has ended once, with every row inserted."""
        session = remote.session()
        for job_id, numbers in self._accepted.items():
            answer = session.get(f"{remote.url}/api/v2/jobs/{job_id}", timeout=60)
            if not answer.ok:
                self.found.lost_jobs.append(job_id)
                continue
            job = remote.wait(session, job_id, poll_seconds=0.0)
            whole = {"failed": 0, "updated": 0, "inserted": len(numbers), "total": len(numbers)}
            if job.get("summary") != whole:
                self.found.wrong_jobs.append(job_id)
            if job != self._ended.get(job_id, job):
                self.found.changed_jobs.append(job_id)
        self.found.jobs = len(self._accepted)

    def _compare_users(self) -> None:
        """Every user of an accepted file is there once and whole; a doubtful file is there wholly or not."""
        database = sqlite3.connect(self._folder / "tenant.sqlite")
        stored: dict[int, int] = {}
        query = "SELECT user_id, email, profile, credential_kind, credential FROM users"
        for user_id, email, profile, kind, credential in database.execute(query):
            number = int(user_id.rpartition("-")[2])
            stored[number] = stored.get(number, 0) + 1
            if stored[number] > 1 or not is_whole(number, email, json.loads(profile), kind, credential):
                self.found.strange_users.append(user_id)
        self.found.users = len(stored)
        for numbers in self._accepted.values():
            self.found.missing_users += [str(number) for number in numbers if not stored.pop(number, 0)]
        for numbers in self._doubtful:
            there = [number for number in numbers if stored.pop(number, 0)]
            if len(there) not in (0, len(numbers)):
                self.found.strange_users += [str(number) for number in there]
        self.found.strange_users += [str(number) for number in stored]
        broken = database.execute("PRAGMA integrity_check").fetchone()[0]
        database.close()
        if broken != "ok":
            self.found.damage.append(str(broken))


def is_whole(number: int, email: str, profile: dict[str, Any], kind: str, credential: str) -> bool:
    """Say whether a stored user is what its row gives."""
    row = make_user(number)
    password_hash = row.pop("password_hash", None)
    expected = row | {"email": row["email"].lower(), "user_id": f"auth0|{row['user_id']}"}
    wanted = ("random", "") if password_hash is None else ("bcrypt", password_hash)
    shown = {name: profile.get(name) for name in expected}
    return (email, shown, (kind, credential)) == (expected["email"], expected, wanted)


def free_of_mistakes(found: Found) -> bool:
    """Say whether the tenant kept its word."""
    return not any(found.mistakes().values())

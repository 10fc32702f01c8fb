"""A tenant in a process of its own, and a caller that speaks to it over HTTP."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

BOUND_SECONDS = 600.0
POLL_SECONDS = 0.015


class Remote:
    """What a caller knows of a running tenant.

    Args:
        folder: The tenant's.
        process: The tenant's.
    """

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        kept = json.loads((folder / "client.json").read_text())
        self.folder, self.process = folder, process
        self.url: str = kept["url"]
        self.connection_id: str = kept["connection_id"]
        grant = {key: kept[key] for key in ("client_id", "client_secret", "audience")}
        answer = requests.post(
            f"{self.url}/oauth/token", json=grant | {"grant_type": "client_credentials"}, timeout=30
        )
        answer.raise_for_status()
        self.bearer = f"Bearer {answer.json()['access_token']}"

    def session(self) -> requests.Session:
        """Open a session with the token."""
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = self.bearer
        return session

    def submit(self, session: requests.Session, users: bytes, *, upsert: bool = False) -> str:
        """Post an import file and give the job's id."""
        answer = session.post(
            f"{self.url}/api/v2/jobs/users-imports",
            data={"connection_id": self.connection_id, "upsert": "true" if upsert else "false"},
            files={"users": ("users.json", users, "application/json")},
            timeout=60,
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def wait(self, session: requests.Session, job_id: str, poll_seconds: float = POLL_SECONDS) -> dict:
        """Wait, within bounds, until a job has ended.

        Raises:
            TimeoutError: It has not.
        """
        until = time.monotonic() + BOUND_SECONDS
        while time.monotonic() < until:
            time.sleep(poll_seconds)
            job = session.get(f"{self.url}/api/v2/jobs/{job_id}", timeout=60).json()
            if job["status"] != "pending":
                return dict(job)
        raise TimeoutError(f"{job_id} did not end within {BOUND_SECONDS:.0f} s.")


def spawn(folder: Path) -> subprocess.Popen[str]:
    """Start a tenant in a folder; the caller ends it."""
    command = [sys.executable, "-m", "userferry.tenant", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if not process.stdout.readline():
        raise RuntimeError(f"The tenant of {folder} did not start.")
    return process


@contextmanager
def running(folder: Path) -> Iterator[Remote]:
    """Run a tenant for as long as the block lasts."""
    process = spawn(folder)
    try:
        yield Remote(folder, process)
    finally:
        process.terminate()
        process.wait(timeout=60)

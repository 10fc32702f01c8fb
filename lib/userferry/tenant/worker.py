"""The thread that ends jobs when their time has come, each exactly once."""

import sqlite3
import threading

from .exports import run_export, sweep_exports
from .fates import meet_fate
from .fullness import fullness
from .jobs import EXPORT_TIMEOUT_SECONDS, IMPORT_TIMEOUT_SECONDS, fail_job, purge_jobs
from .landing import run_import
from .state import TenantState

LOOK_SECONDS = 0.03  # how often the clock is asked while jobs wait for their time
REST_SECONDS = 1.0
FULL_LOOKS = 2  # the first may have begun before there was room


class Worker:
    """Runs jobs in the order of their time.

    Args:
        state: The tenant.
    """

    def __init__(self, state: TenantState) -> None:
        self._state = state
        self._woken = threading.Event()
        self._rested = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="userferry-tenant-jobs", daemon=True)

    def start(self) -> None:
        """Begin, with whatever an earlier process left pending."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job at hand; the others stay pending for the next start."""
        self._stopping = True
        self._woken.set()
        self._thread.join(timeout=30)

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def catch_up(self) -> None:
        """Return once every job whose time has come has ended; those that a fault or a full disk holds are left."""
        found_full = 0
        while self._thread.is_alive() and self._next_due() is not None and found_full < FULL_LOOKS:
            self._rested.clear()
            self.wake()
            self._rested.wait(REST_SECONDS)
            found_full += self._state.is_disk_full

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                rest = self._work()
                self._state.is_disk_full = False
            except Exception as error:  # noqa: BLE001 -- a job must not wait for a restart because one look went wrong
                self._state.is_disk_full = fullness(error, self._state.folder) is not None
                self._rested.set()
                rest = REST_SECONDS
            self._woken.wait(rest)

    def _work(self) -> float:
        """Finish the job whose time has come, if there is one, and give the seconds until the next look."""
        job = self._next_due()
        if job is not None:
            self._finish(job)
            return 0.0
        self._rested.set()
        return LOOK_SECONDS if self._purge() else REST_SECONDS

    def _next_due(self) -> sqlite3.Row | None:
        job: sqlite3.Row | None = (
            self._state.store.reader()
            .execute(
                "SELECT * FROM jobs WHERE status = 'pending' AND due <= ?"
                " AND id NOT IN (SELECT job_id FROM held_jobs) ORDER BY due, seq LIMIT 1",
                (self._state.clock.now(),),
            )
            .fetchone()
        )
        return job

    def _finish(self, job: sqlite3.Row) -> None:
        """Do the job's work; a mistake of ours fails the job and never the thread, and a full disk lets it wait."""
        timeout = IMPORT_TIMEOUT_SECONDS if job["type"] == "users_import" else EXPORT_TIMEOUT_SECONDS
        # A job that waited out a stopped tenant has not run: only one that takes so long has timed out.
        try:
            if job["due"] - job["created"] >= timeout:
                with self._state.store.writing() as db:
                    fail_job(db, job["id"], "The job timed out.")
            else:
                meet_fate(self._state, job, run_import if job["type"] == "users_import" else run_export)
        except Exception as error:
            if fullness(error, self._state.folder):
                raise
            with self._state.store.writing() as db:
                fail_job(db, job["id"], f"Internal error: {type(error).__name__}.")

    def _purge(self) -> int:
        """Forget what is older than a day, and say how many jobs still wait."""
        now = self._state.clock.now()
        reader = self._state.store.reader()
        if reader.execute("SELECT 1 FROM jobs WHERE created <= ? LIMIT 1", (now - 86_400,)).fetchone():
            with self._state.store.writing() as db:
                sweep_exports(self._state, purge_jobs(db, now))
        return int(reader.execute("SELECT count(*) FROM jobs WHERE status = 'pending'").fetchone()[0])

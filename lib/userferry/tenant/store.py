"""The tenant's database: one SQLite file, many readers, one writer at a time."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS connections (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS clients (
    client_id TEXT PRIMARY KEY, secret_sha256 BLOB NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id TEXT NOT NULL REFERENCES connections(id),
    user_id TEXT NOT NULL, email TEXT, username TEXT, phone_number TEXT,
    profile TEXT NOT NULL,
    credential_kind TEXT NOT NULL CHECK (credential_kind IN ('random', 'bcrypt', 'custom')),
    credential TEXT NOT NULL,
    mfa_factors TEXT,
    UNIQUE (connection_id, user_id), UNIQUE (connection_id, email),
    UNIQUE (connection_id, username), UNIQUE (connection_id, phone_number));
CREATE TABLE IF NOT EXISTS ghosts (
    connection_id TEXT NOT NULL, user_id TEXT NOT NULL, email TEXT, PRIMARY KEY (connection_id, user_id));
CREATE TABLE IF NOT EXISTS held_jobs (job_id TEXT PRIMARY KEY);
CREATE INDEX IF NOT EXISTS users_by_id ON users (user_id);
CREATE INDEX IF NOT EXISTS users_by_email ON users (email);
CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, status TEXT NOT NULL, connection_id TEXT,
    created REAL NOT NULL, due REAL NOT NULL,
    body TEXT NOT NULL, request TEXT NOT NULL, payload BLOB, summary TEXT, errors TEXT, status_details TEXT);
CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, due);
"""


class Store:
    """Opens the file and hands out connections, one to a thread.

    Args:
        path: The database file; made with mode 0600 if it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self.reader().executescript(SCHEMA)

    def reader(self) -> sqlite3.Connection:
        """Give this thread's connection, for reading."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, timeout=30, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            # FULL, so that what was answered 2xx is on the disk: an accepted job must outlive a power cut.
            connection.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            )
            self._local.connection = connection
            with self._opening:
                self._opened.append(connection)
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one writer's place; commits at the end, rolls back on any exception.

        Within another `writing` of the same thread it joins that one's transaction.
        """
        with self._writing:
            connection = self.reader()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def copy_to(self, path: Path) -> None:
        """Copy the whole database into a file, as it stands at one moment."""
        beside = path.with_name(path.name + ".new")
        beside.unlink(missing_ok=True)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(beside)) as target:
            self.reader().backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        beside.replace(path)

    def copy_from(self, path: Path) -> None:
        """Put the content of a file that `copy_to` made in place of everything."""
        with self._writing, closing(sqlite3.connect(path)) as source:
            source.backup(self.reader())
            self.reader().executescript(SCHEMA)

    def read_identity(self, path: Path | None = None) -> str | None:
        """Read whose database this is; of a snapshot with `path`. None where it is nobody's."""
        try:
            with closing(sqlite3.connect(path or self._path)) as source:
                row = source.execute("SELECT body FROM identity").fetchone()
        except sqlite3.DatabaseError:
            return None
        return None if row is None else str(row[0])

    def close(self) -> None:
        """Close every connection."""
        with self._opening:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

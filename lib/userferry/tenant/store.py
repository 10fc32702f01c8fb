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
CREATE TABLE IF NOT EXISTS resets (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL UNIQUE, connection_id TEXT NOT NULL,
    email TEXT NOT NULL, user_id TEXT NOT NULL, is_here INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS temporary_identities (
    connection_id TEXT NOT NULL, email TEXT NOT NULL, user_id TEXT NOT NULL, credential TEXT NOT NULL,
    PRIMARY KEY (connection_id, email));
CREATE INDEX IF NOT EXISTS temporary_identities_by_id ON temporary_identities (user_id);
CREATE TABLE IF NOT EXISTS held_jobs (job_id TEXT PRIMARY KEY);
CREATE INDEX IF NOT EXISTS users_by_id ON users (user_id);
CREATE INDEX IF NOT EXISTS users_by_email ON users (email);
CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, status TEXT NOT NULL, connection_id TEXT,
    created REAL NOT NULL, due REAL NOT NULL,
    body TEXT NOT NULL, request TEXT NOT NULL, payload BLOB, summary TEXT, errors TEXT, status_details TEXT);
CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, due);
CREATE TABLE IF NOT EXISTS roles (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS role_permissions (
    role_id TEXT NOT NULL REFERENCES roles(id) ON DELETE CASCADE,
    api TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (role_id, api, name));
CREATE TABLE IF NOT EXISTS role_members (
    role_id TEXT NOT NULL REFERENCES roles(id) ON DELETE CASCADE,
    user_seq INTEGER NOT NULL REFERENCES users(seq) ON DELETE CASCADE, PRIMARY KEY (role_id, user_seq));
CREATE TABLE IF NOT EXISTS user_permissions (
    user_seq INTEGER NOT NULL REFERENCES users(seq) ON DELETE CASCADE,
    api TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (user_seq, api, name));
CREATE TABLE IF NOT EXISTS organizations (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS organization_members (
    organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
    user_seq INTEGER NOT NULL REFERENCES users(seq) ON DELETE CASCADE, PRIMARY KEY (organization_id, user_seq));
CREATE TABLE IF NOT EXISTS organization_member_roles (
    organization_id TEXT NOT NULL, user_seq INTEGER NOT NULL,
    role_id TEXT NOT NULL REFERENCES roles(id) ON DELETE CASCADE,
    PRIMARY KEY (organization_id, user_seq, role_id),
    FOREIGN KEY (organization_id, user_seq) REFERENCES organization_members ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS settings (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS logs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refresh_tokens (
    token_sha256 BLOB PRIMARY KEY, client_id TEXT NOT NULL, scope TEXT NOT NULL, audience TEXT NOT NULL,
    user_seq INTEGER NOT NULL REFERENCES users(seq) ON DELETE CASCADE);
"""


PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
"""FULL, so that what was answered 2xx is on the disk: an accepted job must outlive a power cut."""
WRITER_PRAGMAS = "PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=8192;"
"""32 MiB of the indexes at hand; a log of up to 32 MiB, so that a page written often is moved once."""


class Store:
    """Opens the file and hands out connections: one to a thread for reading, one for whoever writes.

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
        # One connection for every writer: another's commit would empty its page cache.
        self._writer = self._open()
        self._writer.executescript(WRITER_PRAGMAS)
        self._writer.executescript(SCHEMA)

    def reader(self) -> sqlite3.Connection:
        """Give this thread's connection, for reading; while the thread writes, it reads what it wrote."""
        if getattr(self._local, "is_writing", False):
            return self._writer
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        return connection

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.executescript(PRAGMAS)
        with self._opening:
            self._opened.append(connection)
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one writer's place; commits at the end, rolls back on any exception.

        Within another `writing` of the same thread it joins that one's transaction.
        """
        with self._writing:
            if getattr(self._local, "is_writing", False):
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            self._local.is_writing = True
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._local.is_writing = False

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

"""A real MariaDB for the tests that ask one."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pymysql

SERVER = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")

PASSWORD, WRITTEN = "s3cr@t é", "s3cr%40t%20%C3%A9"


class Server:
    """A MariaDB of its test's own, and its programs."""

    def __init__(self, folder):
        self.folder = folder
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}

    def start(self):
        data = f"--datadir={self.folder / 'data'}"
        installed = [
            "mariadb-install-db",
            "--no-defaults",
            data,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]
        subprocess.run(installed, check=True, timeout=60, capture_output=True, cwd=self.folder, **self.other)
        self.process = subprocess.Popen(
            [SERVER, "--no-defaults", data, f"--socket={self.folder / 'socket'}", f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve", f"--pid-file={self.folder / 'pid'}", "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0", "--default-time-zone=-05:00"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **self.other,
        )  # fmt: skip
        until = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None, "MariaDB did not start"
            assert time.monotonic() < until, "MariaDB did not answer within 30 s"
        self.do(
            "CREATE DATABASE legacy CHARACTER SET utf8mb4",
            f"CREATE USER 'ferry'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
            "GRANT ALL ON legacy.* TO 'ferry'@'127.0.0.1'",
            database=None,
        )

    def answers(self):
        try:
            self.do("DO 1", database=None)
        except pymysql.OperationalError:
            self.process.poll()
            with closing(socket.socket()) as waiting:
                waiting.settimeout(0.2)
                waiting.connect_ex(("192.0.2.1", 9))
            return False
        return True

    def do(self, *statements, rows=(), database="legacy"):
        with closing(
            pymysql.connect(
                unix_socket=str(self.folder / "socket"), user="root", database=database, charset="utf8mb4"
            )
        ) as connection:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            if rows:
                cursor.executemany("INSERT INTO anything VALUES (%s, %s, %s)", rows)
            connection.commit()

    def dump(self, *words):
        asked = ["mariadb-dump", "--no-defaults", "-S", self.folder / "socket", "-uroot", *words]
        return subprocess.run(asked, check=True, capture_output=True, timeout=40).stdout

    def url(self, database="legacy", password=WRITTEN):
        return f"mysql://ferry:{password}@127.0.0.1:{self.port}/{database}"


@contextmanager
def started():
    """Start a server, and stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mariadb"))  # a socket's path may be 107 bytes long
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    made = Server(folder)
    try:
        made.start()
        yield made
    finally:
        if hasattr(made, "process"):
            made.process.kill()
            made.process.wait(10)
        shutil.rmtree(folder)

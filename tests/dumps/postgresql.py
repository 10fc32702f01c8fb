"""A real PostgreSQL for the tests that ask one."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import adbc_driver_postgresql.dbapi as driver

FOUND = shutil.which("initdb") or next(
    map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
)

PASSWORD, WRITTEN = "s3cr@t é", "s3cr%40t%20%C3%A9"


class Server:
    """A PostgreSQL of its test's own, and its programs."""

    def __init__(self, folder):
        self.folder, self.bin = folder, Path(FOUND).resolve().parent
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def url(self, database="postgres", user="ferry", password=WRITTEN):
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, program, *words):
        """Run a program of PostgreSQL's, which refuses to be root."""
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        with (self.folder / "output").open("wb") as output:
            done = subprocess.run(
                [self.bin / program, *words], stdout=output, stderr=output, check=False, timeout=40, cwd=self.folder,
                env={**os.environ, "PGPASSWORD": PASSWORD, "TZ": "America/Lima", "PGTZ": "UTC"}, **other,
            )  # fmt: skip
        said = (self.folder / "output").read_bytes()
        assert done.returncode == 0, said.decode(errors="replace")[-500:]
        return said

    def dump(self, *words, database="postgres"):
        return self.run("pg_dump", "-h", "127.0.0.1", "-p", str(self.port), "-U", "ferry", *words, database)

    def do(self, *statements, database="postgres"):
        with (
            closing(driver.connect(self.url(database), autocommit=True)) as connection,
            closing(connection.cursor()) as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()


@contextmanager
def started():
    """Start a server, and stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql"))  # a socket's path may be 107 bytes long
    (folder / "password").write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (folder, folder / "password"):
            shutil.chown(path, "nobody")
    made = Server(folder)
    data = folder / "data"
    try:
        made.run("initdb", "-D", data, "-U", "ferry", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        asked = f"-k {folder} -p {made.port} -c listen_addresses=127.0.0.1 -c fsync=off"
        made.run("pg_ctl", "-D", data, "-w", "-t", "30", "-o", asked, "-l", folder / "log", "start")
        yield made
    finally:
        if (data / "postmaster.pid").exists():
            made.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)

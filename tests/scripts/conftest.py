"""What tests of generated scripts share: npm's packages, installed once, and legacy stores with users in them."""

import fcntl
import json
import os
import re
import shutil
import subprocess
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import adbc_driver_postgresql.dbapi as driver
import polars as pl
import pymysql
import pytest
from tests.dumps import mariadb, postgresql
from tests.scripts.legacy import COLUMNS, CONNECTION, MAKERS, MAPPING, people

from userferry.dumps import read_dump
from userferry.scripts import NodeError, Scripts, Store, install_packages
from userferry.scripts.packages import PACKAGES
from userferry.scripts.writing import write_scripts

USERS = int(os.environ.get("USERFERRY_GENERATED", "2000"))
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "userferry-tests" / "npm"
LINT = {"eslint": "9.17.0", "@eslint/js": "9.17.0"}
TYPES = {
    "postgresql": "id bigint PRIMARY KEY, email varchar(200), username text, hash text, active boolean, "
    "confirmed timestamptz, city text, score numeric(12, 4), note text, fullname text, totp text, phone text",
    "mysql": "id bigint PRIMARY KEY, email varchar(200), username varchar(100), hash text, active boolean, "
    "confirmed timestamp NULL, city varchar(100), score decimal(12, 4), note text, "
    "fullname text, totp varchar(50), phone varchar(20)",
}


@pytest.fixture(scope="session")
def packages():
    """Give a folder with all packages that scripts may require, and eslint."""
    if shutil.which("npm") is None:
        pytest.skip("no npm on the PATH")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return install_packages(PACKAGES | LINT, CACHE)
        except (NodeError, subprocess.TimeoutExpired) as error:
            pytest.skip(f"npm's packages cannot be had: {error}")


@dataclass
class Legacy:
    """A legacy store that runs.

    Args:
        store: How scripts see it.
        configuration: Where it is.
        made: Who is in it.
        rows: Gives all rows, as the driver reads them.
        frame: The dump.
        run: Runs statements.
        change: Gives the row of a key another value in a column.
        held: Keeps the store from answering while it is open.
        asked: Counts what the store was ever asked by its users.
    """

    store: Store
    configuration: dict[str, str]
    made: list[dict[str, Any]]
    rows: Any
    frame: pl.LazyFrame
    run: Any
    change: Any
    held: Any
    asked: Any = None
    scripts: Scripts = field(init=False)

    def __post_init__(self) -> None:
        self.scripts = write_scripts(MAPPING, self.store, connection=CONNECTION, forms=list(MAKERS))


def store(kind, table="people"):
    return Store(kind, table, COLUMNS, "id", "email", ("email", "username"))


def values(one):
    return tuple(one[name] for name in COLUMNS)


@contextmanager
def in_postgresql(made):
    with postgresql.started() as server:
        server.do(f"CREATE TABLE people ({TYPES['postgresql']})")
        places = ", ".join(f"${place}" for place in range(1, len(COLUMNS) + 1))
        casts = places.replace("$6", "$6::text::timestamptz").replace("$8", "$8::text::numeric")
        with closing(driver.connect(server.url())) as connection, closing(connection.cursor()) as cursor:
            cursor.executemany(f"INSERT INTO people VALUES ({casts})", [values(one) for one in made])
            connection.commit()
        server.do("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")

        def rows():
            with closing(driver.connect(server.url())) as connection, closing(connection.cursor()) as cursor:
                cursor.execute("SELECT people::text FROM people")
                return cursor.fetchall()

        dump = read_dump(server.url(), table="people")

        def change(key, column, value):
            with closing(driver.connect(server.url())) as connection, closing(connection.cursor()) as cursor:
                cursor.execute(f"UPDATE people SET {column} = $1 WHERE id = $2", (value, key))
                connection.commit()

        @contextmanager
        def held():
            with closing(driver.connect(server.url())) as connection, closing(connection.cursor()) as cursor:
                cursor.execute("LOCK TABLE people IN ACCESS EXCLUSIVE MODE")
                cursor.fetchall()
                yield

        def asked():
            return len(re.findall(rb"LOG:  (statement:|execute )", (server.folder / "log").read_bytes()))

        given = {"DATABASE_URL": server.url()}
        yield Legacy(
            store("postgresql", "public.people"), given, made, rows, dump.frame, server.do, change, held,
            asked,
        )  # fmt: skip


@contextmanager
def in_mysql(made):
    with mariadb.started() as server:
        # A mode in which a backslash does not escape, as some servers are set up.
        server.do(
            "SET GLOBAL sql_mode = 'STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES'",
            f"CREATE TABLE people ({TYPES['mysql']})",
        )

        def connected():
            return closing(
                pymysql.connect(
                    unix_socket=str(server.folder / "socket"),
                    user="root",
                    database="legacy",
                    charset="utf8mb4",
                )
            )

        with connected() as connection:
            cursor = connection.cursor()
            cursor.execute("SET time_zone = '+00:00'")
            places = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO people VALUES ({places})", [values(one) for one in made])
            connection.commit()
        server.do("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON")

        def rows():
            with connected() as connection:
                cursor = connection.cursor()
                cursor.execute("SELECT * FROM people")
                return cursor.fetchall()

        dump = read_dump(server.url(), table="people")

        def change(key, column, value):
            with connected() as connection:
                connection.cursor().execute(f"UPDATE people SET {column} = %s WHERE id = %s", (value, key))
                connection.commit()

        @contextmanager
        def held():
            with connected() as connection:
                connection.cursor().execute("LOCK TABLES people WRITE")
                yield

        def asked():
            with connected() as connection:
                cursor = connection.cursor()
                cursor.execute("SELECT count(*) FROM mysql.general_log WHERE user_host LIKE '%ferry%'")
                return cursor.fetchone()[0]

        given = {"DATABASE_URL": server.url()}
        yield Legacy(store("mysql"), given, made, rows, dump.frame, server.do, change, held, asked)


class Service(BaseHTTPRequestHandler):
    """A web service over records; one bearer token opens it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status, body):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def serve(self):
        sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.gate.wait()
        place = urlsplit(self.path)
        records = self.server.records
        if self.headers["authorization"] != "Bearer t0ken":
            return self.answer(401, {"error": "who are you?"})
        if self.command == "GET":
            ((name, value),) = parse_qsl(place.query)
            return self.answer(
                200, [one for one in records.values() if str(one.get(name)).lower() == value.lower()]
            )
        if self.command == "POST":
            key = max(records) + 1
            records[key] = {"id": key, "active": True, **json.loads(sent)}
            return self.answer(201, records[key])
        key = int(place.path.rpartition("/")[2])
        if self.command == "DELETE":
            return self.answer(200, records.pop(key))
        records[key].update(json.loads(sent))
        return self.answer(200, records[key])

    do_GET = do_POST = do_PATCH = do_DELETE = serve  # noqa: N815 the names that http.server calls

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def in_webservice(made, folder):
    records = {one["id"]: dict(zip(COLUMNS, values(one), strict=True)) for one in made}
    path = folder / "users.ndjson"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records.values()))
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        server.records, server.gate = records, Event()
        server.gate.set()

        @contextmanager
        def held():
            server.gate.clear()
            yield
            server.gate.set()

        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            given = {"SERVICE_URL": f"http://127.0.0.1:{server.server_port}/api", "SERVICE_TOKEN": "t0ken"}
            yield Legacy(
                store("webservice", "/users"), given, made,
                lambda: [tuple(one.items()) for one in records.values()], read_dump(path).frame,
                None, lambda key, column, value: records[key].update({column: value}), held,
            )  # fmt: skip
        finally:
            server.shutdown()
            thread.join()


LACKING = {
    "postgresql": None if postgresql.FOUND else "PostgreSQL's server is not installed (initdb)",
    "mysql": None if mariadb.SERVER else "MariaDB's server is not installed (mariadbd)",
    "webservice": None,
}


@pytest.fixture(scope="module", params=list(LACKING))
def legacy(request, tmp_path_factory):
    """Give each kind of store that can be run here, with users in it."""
    if LACKING[request.param]:
        pytest.skip(LACKING[request.param])
    made = people(USERS)
    started = {
        "postgresql": lambda: in_postgresql(made),
        "mysql": lambda: in_mysql(made),
        "webservice": lambda: in_webservice(made, tmp_path_factory.mktemp("service")),
    }
    with started[request.param]() as running:
        yield running

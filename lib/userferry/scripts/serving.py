"""A dump served as a legacy web service on this machine: scripts are proven on it where no legacy store is at hand."""

import hmac
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from userferry.frames import ROW, Frame, numbered
from userferry.scripts.store import Store

_BATCH_ROWS = 10_000


@dataclass(slots=True)
class ServedDump:
    """A dump behind a loopback address.

    Args:
        url: What `configuration.SERVICE_URL` has to be.
        token: What `configuration.SERVICE_TOKEN` has to be.
        asked: How often it was asked; a user who has moved is not asked for again.
    """

    url: str
    token: str = field(repr=False)
    asked: int = 0

    @property
    def configuration(self) -> dict[str, str]:
        """What the scripts read."""
        return {"SERVICE_URL": self.url, "SERVICE_TOKEN": self.token}


@contextmanager
def serve_dump(frame: Frame, store: Store) -> Iterator[ServedDump]:
    """Serve the rows of a dump: `GET <table>?<login column>=<value>` answers a list of records, in the dump's order.

    Only what the scripts of import mode ask for is answered, and nothing is changed. Rows are kept in memory, since
    they hold password hashes; they are gone when this is left.

    Args:
        frame: The dump: `__row` Int64 and one String column for each of its columns.
        store: Of kind `webservice`.
    """
    rows = sqlite3.connect(":memory:", check_same_thread=False)
    rows.create_function(
        "plain", 1, lambda text: None if text is None else text.strip().lower(), deterministic=True
    )
    _fill(rows, frame, store)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Asked) as server:
        served = ServedDump(f"http://127.0.0.1:{server.server_port}", secrets.token_urlsafe(16))
        server.daemon_threads = True
        server.about = _About(rows, store, served)  # type: ignore[attr-defined] # the handler's only way to it
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
            server.about.close()  # type: ignore[attr-defined] # as above


class _About:
    """What a request is answered from."""

    def __init__(self, rows: sqlite3.Connection, store: Store, served: ServedDump) -> None:
        self.store, self.served = store, served
        self._rows, self._lock, self._is_open = rows, threading.Lock(), True

    def close(self) -> None:
        """Forget the rows; a connection that a client kept open is answered no more."""
        with self._lock:
            self._is_open = False
            self._rows.close()

    def answer(self, path: str, authorization: str) -> tuple[int, object] | None:
        with self._lock:
            if not self._is_open:
                return None
            self.served.asked += 1
            asked = urlsplit(path)
            if not hmac.compare_digest(authorization.encode(), f"Bearer {self.served.token}".encode()):
                return 401, {"error": "the token is another"}
            named = [(name, value) for name, value in parse_qsl(asked.query) if name in self.store.logins]
            if asked.path != self.store.table or len(named) != 1:
                return 404, {"error": f"ask {self.store.table} for one of {', '.join(self.store.logins)}"}
            ((name, value),) = named
            column = (
                f"plain({_quoted(name)}) = plain(?)" if name == self.store.email else f"{_quoted(name)} = ?"
            )
            found = self._rows.execute(f"SELECT * FROM dump WHERE {column} ORDER BY rowid", (value,))  # noqa: S608 a column of the store's
            return 200, [dict(zip(self.store.columns, row, strict=True)) for row in found]


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits for the head's receipt, 40 ms each time

    def do_GET(self) -> None:
        about: _About = self.server.about  # type: ignore[attr-defined] # put there by `serve_dump`
        found = about.answer(self.path, self.headers.get("authorization", ""))
        if found is None:
            self.close_connection = True
            return
        status, said = found
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name it has there
        """Say nothing: a request names a person."""


def _fill(rows: sqlite3.Connection, frame: Frame, store: Store) -> None:
    columns = ", ".join(f"{_quoted(name)} TEXT" for name in store.columns)
    rows.execute(f"CREATE TABLE dump ({columns})")
    places = ", ".join("?" * len(store.columns))
    wanted = numbered(frame).sort(ROW).select(store.columns)
    for batch in wanted.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True):
        rows.executemany(f"INSERT INTO dump VALUES ({places})", batch.iter_rows())  # noqa: S608 places alone
    for number, name in enumerate(store.logins):
        asked = f"plain({_quoted(name)})" if name == store.email else _quoted(name)
        rows.execute(f"CREATE INDEX login_{number} ON dump ({asked})")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

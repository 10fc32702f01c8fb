"""The tenant's log: what is written, and the endpoints that show it. No event ever holds a secret."""

import re
import sqlite3
from typing import Any

import orjson
from starlette.datastructures import QueryParams
from starlette.responses import Response

from .clock import stamp
from .paging import MAX_PER_PAGE, page_of, pick_fields, require_fields, totals, truth, whole_number
from .refusals import InvalidQuery, Refusal, answer
from .state import Call, TenantState

SHOWN = (
    "date", "connection", "client_id", "client_name", "ip", "user_id", "user_name", "description",
    "user_agent", "type", "details", "strategy", "strategy_type",
)  # what may be chosen and sorted by (OpenAPI)  # fmt: skip
SORT = re.compile(rf"^({'|'.join(SHOWN)}):(1|-1)$")
TERM = re.compile(r'([a-z_]+):("(?:[^"\\]|\\.)*"|[^\s"()]+)')
ID_DIGITS = 20
MOST = 2**63 - 1  # what SQLite counts to


def write_event(db: sqlite3.Connection, kind: str, at: float, description: str, **shown: Any) -> None:
    """Write one event.

    Args:
        db: A connection that holds the writer's place.
        kind: Auth0's code: `sapi`, `sui`, `fui`, `s`, `f`, `fp`, `fu`, `ss` (documented, log event type codes).
        at: Seconds since the epoch, on the tenant's clock.
        description: A sentence; `behaviour.md §1.6` and `§2.4` have the reported ones.
        shown: What else the event says; an entry of None is left out.
    """
    said = {name: value for name, value in shown.items() if value is not None}
    body = {"date": stamp(at), "type": kind, "description": description, **said}
    db.execute("INSERT INTO logs (at, type, body) VALUES (?, ?, ?)", (at, kind, orjson.dumps(body).decode()))


def show_event(row: sqlite3.Row) -> dict[str, Any]:
    """Give an event with its id: the time's digits and the event's number (form inferred)."""
    body: dict[str, Any] = orjson.loads(row["body"])
    digits = re.sub(r"\D", "", body["date"])
    return {**body, "log_id": f"{digits}{row['seq']:0{ID_DIGITS}}"}


def number_of(log_id: str) -> int | None:
    """Read an event's number out of its id."""
    tail = log_id[-ID_DIGITS:]
    is_one = len(log_id) > ID_DIGITS and log_id.isascii() and log_id.isdecimal()
    return min(int(tail), MOST) if is_one else None


def list_logs(state: TenantState, call: Call) -> Response:
    """`GET /logs`: newest first, in offset pages; with `from` or `take` onwards from an event (OpenAPI).

    A checkpoint page is a bare array, and its order is that of writing (documented).
    """
    query = call.query
    page, per_page = page_of(query)
    require_fields(query, SHOWN)
    with_totals = truth(query, "include_totals")
    order = order_of(query)
    wanted = read_search(query.get("search"))
    clauses = ["1", *("body ->> ? = ?" for _ in wanted)]
    parameters: list[Any] = [part for name, value in wanted for part in (f"$.{name}", value)]
    onwards = "from" in query or "take" in query
    start = start_of(query)
    if onwards:
        clauses.append("seq > ?")
        parameters.append(start)
    take = min(whole_number(query, "take", MAX_PER_PAGE, least=1), MAX_PER_PAGE)
    limit, offset, way = (take, 0, "seq") if onwards else (per_page, page * per_page, order)
    where = " AND ".join(clauses)
    db = state.store.reader()
    rows = db.execute(
        f"SELECT seq, body FROM logs WHERE {where} ORDER BY {way} LIMIT ? OFFSET ?",  # noqa: S608 -- our own words
        (*parameters, limit, offset),
    )
    shown = [pick_fields(show_event(row), query) for row in rows]
    if onwards or not with_totals:
        return answer(shown)
    total = db.execute(f"SELECT count(*) FROM logs WHERE {where}", parameters).fetchone()[0]  # noqa: S608 -- our own
    return answer(totals("logs", shown, page, per_page, total))


def order_of(query: QueryParams) -> str:
    """Read `sort=field:1` (OpenAPI) as SQL; without it the newest come first."""
    text = query.get("sort")
    if text is None:
        return "seq DESC"
    found = SORT.match(text)
    if found is None:
        raise InvalidQuery(f"'String does not match pattern {SORT.pattern}' on property sort")
    way = "DESC" if found[2] == "-1" else "ASC"
    return f"coalesce(body ->> '$.{found[1]}', '') {way}, seq {way}"


def read_search(text: str | None) -> list[tuple[str, str]]:
    """Read `field:value` terms joined by AND; more of Lucene is not read here (ours alone)."""
    if text is None or not text.strip():
        return []
    parts = [TERM.fullmatch(part.strip()) for part in re.split(r"\sAND\s", text)]
    if not all(parts):
        raise Refusal(
            400, "The embedded tenant reads field:value terms joined by AND.", "invalid_query_string"
        )
    return [(part[1], part[2].strip('"')) for part in parts if part is not None]


def start_of(query: QueryParams) -> int:
    """Give the number of the event named by `from`; 0 is before the first."""
    if "from" not in query:
        return 0
    number = number_of(query["from"])
    if number is None:
        raise InvalidQuery("'Invalid log_id' on property from")
    return number


def get_log(state: TenantState, call: Call) -> Response:
    """`GET /logs/{id}`: one event (documented; the 404's text inferred)."""
    number = number_of(call.params["id"])
    row = state.store.reader().execute("SELECT seq, body FROM logs WHERE seq = ?", (number,)).fetchone()
    event = None if row is None else show_event(row)
    if event is None or event["log_id"] != call.params["id"]:
        raise Refusal(404, "The log event does not exist.", "inexistent_log")
    return answer(event)

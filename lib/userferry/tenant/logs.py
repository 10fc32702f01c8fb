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
    return int(tail) if len(log_id) > ID_DIGITS and log_id.isascii() and log_id.isdecimal() else None


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
    rows = state.store.reader().execute("SELECT seq, body FROM logs ORDER BY seq")
    events = [event for event in map(show_event, rows) if all(event.get(k) == v for k, v in wanted)]
    if "from" in query or "take" in query:
        return answer([pick_fields(event, query) for event in onwards(events, query)])
    events.reverse()
    if order is not None:
        name, way = order
        events.sort(key=lambda event: str(event.get(name, "")), reverse=way == "-1")
    shown = [pick_fields(event, query) for event in events[page * per_page : (page + 1) * per_page]]
    return answer(totals("logs", shown, page, per_page, len(events)) if with_totals else shown)


def order_of(query: QueryParams) -> tuple[str, str] | None:
    """Read `sort=field:1` (OpenAPI)."""
    text = query.get("sort")
    if text is None:
        return None
    found = SORT.match(text)
    if found is None:
        raise InvalidQuery(f"'String does not match pattern {SORT.pattern}' on property sort")
    return found[1], found[2]


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


def onwards(events: list[dict[str, Any]], query: QueryParams) -> list[dict[str, Any]]:
    """Give the events after the one named by `from`, `take` of them."""
    take = whole_number(query, "take", MAX_PER_PAGE, least=1)
    start = 0
    if "from" in query:
        number = number_of(query["from"])
        if number is None:
            raise InvalidQuery("'Invalid log_id' on property from")
        start = sum(1 for event in events if (number_of(event["log_id"]) or 0) <= number)
    return events[start : start + min(take, MAX_PER_PAGE)]


def get_log(state: TenantState, call: Call) -> Response:
    """`GET /logs/{id}`: one event (documented; the 404's text inferred)."""
    number = number_of(call.params["id"])
    row = state.store.reader().execute("SELECT seq, body FROM logs WHERE seq = ?", (number,)).fetchone()
    event = None if row is None else show_event(row)
    if event is None or event["log_id"] != call.params["id"]:
        raise Refusal(404, "The log event does not exist.", "inexistent_log")
    return answer(event)

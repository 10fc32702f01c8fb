"""Pages: Auth0's offset shape, its checkpoint shape, and the choice of fields."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response

from .refusals import InvalidQuery, answer

MAX_PER_PAGE = 100  # OpenAPI; prose says 50 (`behaviour.md §5.1`)
DEFAULT_PER_PAGE = 50
MOST = 2**53 - 1  # what a number of JavaScript's can count to


def whole_number(
    query: QueryParams, name: str, default: int, *, least: int = 0, most: int | None = None
) -> int:
    """Read a whole number of the query string within its bounds; texts are z-schema's (inferred)."""
    text = query.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal():
        raise InvalidQuery(f"'Expected type integer but found type string' on property {name}")
    number = int(text) if len(text) < len(str(MOST)) else MOST
    if number < least:
        raise InvalidQuery(f"'Value {number} is less than minimum {least}' on property {name}")
    if most is not None and number > most:
        raise InvalidQuery(f"'Value {number} is greater than maximum {most}' on property {name}")
    return number


def truth(query: QueryParams, name: str, *, default: bool = False) -> bool:
    """Read a boolean of the query string; only `true` and `false` are booleans (inferred)."""
    text = query.get(name)
    if text is None:
        return default
    if text not in ("true", "false"):
        raise InvalidQuery(f"'Expected type boolean but found type string' on property {name}")
    return text == "true"


def pick_fields(item: Mapping[str, Any], query: QueryParams) -> dict[str, Any]:
    """Keep, or with `include_fields=false` leave out, the fields asked for."""
    keep = truth(query, "include_fields", default=True)
    names = [name for name in query.get("fields", "").split(",") if name]
    if not names:
        return dict(item)
    return {key: value for key, value in item.items() if (key in names) == keep}


def require_fields(query: QueryParams, known: Collection[str]) -> None:
    """Refuse a field that the endpoint's pattern does not list (OpenAPI; the pattern is not spelt out here)."""
    truth(query, "include_fields")
    text = query.get("fields")
    if text is not None and not all(name in known for name in text.split(",")):
        raise InvalidQuery("'String does not match pattern' on property fields")


def page_of(query: QueryParams, *, least: int = 0, last_page: int | None = None) -> tuple[int, int]:
    """Give the offset page asked for, as page number and page size."""
    page = whole_number(query, "page", 0, most=last_page)
    return page, whole_number(query, "per_page", DEFAULT_PER_PAGE, least=least, most=MAX_PER_PAGE)


def totals(name: str, items: Sequence[Any], page: int, per_page: int, total: int) -> dict[str, Any]:
    """Give the `include_totals` shape (recorded, `UserManager_Search`)."""
    return {
        "start": page * per_page,
        "limit": per_page,
        "length": len(items),
        name: list(items),
        "total": total,
    }


def offset_page(
    items: Sequence[Any], name: str, query: QueryParams, *, least: int = 0, last_page: int | None = None
) -> Response:
    """Answer one offset page of a short list; its totals have no `length` (recorded for connections)."""
    page, per_page = page_of(query, least=least, last_page=last_page)
    shown = items[page * per_page : (page + 1) * per_page]
    if not truth(query, "include_totals"):
        return answer(list(shown))
    body = totals(name, shown, page, per_page, len(items))
    del body["length"]
    return answer(body)


def checkpoint_page(
    items: Sequence[Any], name: str, query: QueryParams, *, most: int = MAX_PER_PAGE
) -> Response:
    """Answer one checkpoint page: `next` is there while there is more (`behaviour.md §10`, measured)."""
    take = whole_number(query, "take", DEFAULT_PER_PAGE, least=1, most=most)
    start = whole_number(query, "from", 0)
    body: dict[str, Any] = {name: list(items[start : start + take])}
    if start + take < len(items):
        body["next"] = str(start + take)
    return answer(body)


def either_page(
    items: Sequence[Any], name: str, query: QueryParams, *, least: int = 0, last_page: int | None = None
) -> Response:
    """Answer the checkpoint shape when `take` or `from` is sent, and else an offset page (OpenAPI)."""
    if "take" in query or "from" in query:
        page_of(query, least=least, last_page=last_page)
        truth(query, "include_totals")
        return checkpoint_page(items, name, query)
    return offset_page(items, name, query, least=least, last_page=last_page)

"""Lists that come page by page, to their end."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from userferry.api.session import Session

_PER_PAGE = 50
"""OpenAPI says 100 at most, the prose 50 for the public cloud (behaviour.md §5.1): a page of 50 is full by both."""

_TAKE = 100


def offset_items(session: Session, path: str, name: str) -> Iterator[dict[str, Any]]:
    """Fetch every item of a list that has pages by number only.

    Args:
        session: With the tenant.
        path: Of the list.
        name: Of the items, where the tenant wraps them.
    """
    for page in count():
        params = {"page": str(page), "per_page": str(_PER_PAGE)}
        said = session.request("GET", path, params=params).json()
        items = said[name] if isinstance(said, dict) else said
        yield from items
        if len(items) < _PER_PAGE:
            return


def checkpoint_items(
    session: Session, path: str, name: str, *, params: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Fetch every item of a list that goes on from a checkpoint, however long it is (OpenAPI).

    Args:
        session: With the tenant.
        path: Of the list.
        name: Of the items.
        params: More of the query.
    """
    asked = {**(params or {}), "take": str(_TAKE)}
    while True:
        said = session.request("GET", path, params=asked).json()
        if isinstance(said, list):  # all there is, where the tenant passes checkpoints over
            yield from said
            return
        yield from said[name]
        if not said.get("next"):
            return
        asked["from"] = str(said["next"])

"""The places in a JSON document: where arrays of objects are, and what stands at a path (its keys joined by points)."""

from collections.abc import Iterator

from userferry.dumps.cursor import Cursor
from userferry.dumps.ndjson import no_object
from userferry.dumps.objects import Piece

BARE = "(bare)"
"""The path of objects that stand one after another, without an array around them."""


def walk_to(cursor: Cursor, trail: tuple[str, ...], target: str) -> Iterator[Piece]:
    """Take the value that is next, which stands at `trail`, giving the objects of each array at `target` in it.

    Raises:
        DumpError: It is cut off, or broken outside of those objects.
    """
    here, start = ".".join(trail), cursor.peek()
    if target == BARE or (start == "[" and here == target):
        yield from _elements(cursor, within=target != BARE)
    elif start in "[{" and target and (not trail or target.startswith(f"{here}.")):
        if start == "{":
            for key in _members(cursor):
                yield from walk_to(cursor, (*trail, key), target)
        else:  # pages or realms, each with a list of its own
            for _ in _slots(cursor):
                yield from walk_to(cursor, trail, target)
    else:
        _pass_over(cursor)


def _elements(cursor: Cursor, *, within: bool) -> Iterator[Piece]:
    if within:
        cursor.take("[")
    while (start := cursor.peek()) and not (within and start == "]"):
        if start in ",]}":
            cursor.take(",]}")
            continue
        line = cursor.line()
        text, found = cursor.value()
        if isinstance(found, ValueError):
            yield line, text, str(found)
        else:
            yield line, text, found if type(found) is dict else no_object(found)
    if within:
        cursor.take("]")


def _members(cursor: Cursor) -> Iterator[str]:
    """Take an object, giving each key when its value is next; who asks takes the value."""
    cursor.take("{")
    while cursor.peek() != "}":
        _, key = cursor.value()
        cursor.take(":")
        yield str(key)
        if cursor.peek() != "}":
            cursor.take(",")
    cursor.take("}")


def find_arrays(cursor: Cursor, trail: tuple[str, ...] = (), *, empty: bool = False) -> Iterator[str]:
    """Take the value that is next, giving the path of each array in it that begins with an object, or is empty.

    Args:
        cursor: Where the value is next.
        trail: The keys that lead there.
        empty: Whether to give empty arrays too.

    Raises:
        DumpError: It is cut off or broken.
    """
    start = cursor.peek()
    if start == "{":
        for key in _members(cursor):
            yield from find_arrays(cursor, (*trail, key), empty=empty)
    elif start == "[":
        elements = 0
        for _ in _slots(cursor):
            elements += 1
            if elements == 1 and cursor.peek() == "{":
                yield ".".join(trail)
            cursor.value()
        if empty and not elements:
            yield ".".join(trail)
    else:
        cursor.value()


def _pass_over(cursor: Cursor) -> None:
    start = cursor.peek()
    if start == "{":
        for _ in _members(cursor):
            _pass_over(cursor)
    elif start == "[":
        for _ in _slots(cursor):
            cursor.value()
    else:
        cursor.value()


def _slots(cursor: Cursor) -> Iterator[None]:
    """Take an array, stopping where each element is next; who asks takes the element."""
    cursor.take("[")
    while cursor.peek() != "]":
        yield
        if cursor.peek() != "]":
            cursor.take(",")
    cursor.take("]")

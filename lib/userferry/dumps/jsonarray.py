"""Read a JSON document with an array of objects in it, at its top or deeper, streamed one object at a time.

`[…]`, `{"users": […]}`, `{"result": {"users": […]}}`, several such documents one after another, and bare objects one
after another (as jq prints them). An object in the array that is no JSON is rejected up to the comma or bracket that
ends it; a document that ends too early is refused, for nobody knows what is missing.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from userferry.dumps.cursor import Cursor
from userferry.dumps.dump import Opened
from userferry.dumps.jsonpaths import BARE, find_arrays, walk_to
from userferry.dumps.ndjson import is_person
from userferry.dumps.objects import Piece, Reshape, open_objects
from userferry.dumps.source import Options, Source
from userferry.dumps.texts import encoding_of, head_of, read_blocks
from userferry.errors import DumpError

_MAX_ARRAYS = 20


def recognise(source: Source) -> str | None:
    """Say by what sign this is a JSON document: it begins as an object or an array of objects."""
    start = "".join(head_of(source)[:4096].split())
    if start.startswith(("[{", "[]")):
        return "it begins as an array of objects"
    if source.suffix == ".json" and start.startswith("["):
        return "its name, and it begins as an array"
    return "it begins as an object" if start.startswith(('{"', "{}")) else None


def read(source: Source, options: Options) -> Opened:
    """Open a JSON document lazily; `table` names the array by its path, such as `result.users`.

    Returns:
        One row an object, one column a key (`objects.open_objects`).

    Raises:
        DumpError: No array of objects, none at the path, a document cut off or broken outside the array.
    """
    encoding = encoding_of(source, options)
    target = options.table if options.table is not None else find_array(source, encoding)
    place = {"": "an array of objects", BARE: "objects one after another"}.get(target, f"objects in {target}")
    return open_objects(source, read_pieces(encoding, target), f"JSON, {place}")


def find_array(source: Source, encoding: str) -> str:
    """Find the first array of objects and give its path: empty at the top, `BARE` where there is none but objects."""
    path = source.paths[0]
    cursor = Cursor(path, read_blocks(path, encoding))
    if cursor.peek() == "[":
        return ""
    found = next(find_arrays(cursor), None)
    more = found is None and cursor.peek() == "{"
    try:
        _, first = Cursor(path, iter([head_of(source, Options(encoding=encoding))])).value()
    except DumpError:  # longer than the head
        first = None
    if more or (type(first) is dict and is_person(first)):
        return BARE
    if found is None:
        raise DumpError(
            f"{path.name} holds no array of objects. Nothing was written. Ask for the users as a JSON array or as one "
            "object a line."
        )
    return found


def read_pieces(
    encoding: str, target: str, reshape: Reshape | None = None
) -> Callable[[Path], Iterator[Piece]]:
    """Make the function that reads the objects at one path of a file.

    Args:
        encoding: Of the text.
        target: The array's path, keys joined by points; empty for the top; `BARE` for objects without an array.
        reshape: Makes the record of an object, or says why it is none, or gives None where it is to be passed over.
    """

    def pieces(path: Path) -> Iterator[Piece]:
        cursor = Cursor(path, read_blocks(path, encoding))
        met = False
        while cursor.peek():
            if cursor.peek() in ",;":
                cursor.take(",;")
                continue
            for line, text, found in walk_to(cursor, (), target):
                met = True
                if isinstance(found, str) or reshape is None:
                    yield line, text, found
                elif (reshaped := reshape(found)) is not None:
                    yield line, text, reshaped
        if not met and target not in ("", BARE):
            _refuse_other_places(path, encoding, target)

    return pieces


def _refuse_other_places(path: Path, encoding: str, target: str) -> None:
    """Refuse a file without the array that was asked for; an empty one is a page without records."""
    found = list(islice(find_arrays(Cursor(path, read_blocks(path, encoding)), empty=True), _MAX_ARRAYS))
    if target not in found:
        raise DumpError(
            f"{path.name} has no objects in {target}; it has some in: {', '.join(found) or 'nothing'}. "
            "Nothing was written. Name the place of the users as table=."
        )

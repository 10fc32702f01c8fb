"""Read NDJSON (JSON Lines): one object a line, as mongoexport, BigQuery, jq -c and Auth0's export write it.

Lines end with a line feed and each is one JSON text in UTF-8 (github.com/ndjson/ndjson-spec, RFC 8259); blank lines
and a byte-order mark are passed over. A line that is no object is rejected, and its neighbours are not disturbed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from userferry.dumps.dump import Opened
from userferry.dumps.jsontext import read_json
from userferry.dumps.keys import Record
from userferry.dumps.objects import Piece, Reshape, open_objects
from userferry.dumps.source import HEAD_BYTES, Options, Source
from userferry.dumps.texts import encoding_of, head_of, read_lines
from userferry.errors import DumpError

_PERSON = {"email", "mail", "username", "user_name", "login", "user_id", "userid", "localid"}


def recognise(source: Source) -> str | None:
    """Say by what sign this is NDJSON: its first lines are objects, each whole in its line."""
    lines = [line for line in head_of(source).split("\n") if line.strip()]
    if len(source.head) >= HEAD_BYTES:
        lines = lines[:-1]  # the head ends anywhere
    if not lines or not lines[0].lstrip().startswith("{"):
        return None
    first = _object(lines[0])
    if len(lines) == 1:
        return "its only line is a record" if first and (is_person(first) or _is_flat(first)) else None
    if first is not None or _object(lines[1]) is not None:
        return "each line begins an object and ends it"
    return None


def is_person(record: Record) -> bool:
    """Tell a record from the object around a list of records: it has an address, or a name to log in by."""
    return not _PERSON.isdisjoint(map(str.lower, record))


def _is_flat(record: Record) -> bool:
    """Tell a record from what holds records, in arrays or by their ids: it has values, and no array of objects."""
    inner = [value for value in record.values() if type(value) in (dict, list)]
    return len(inner) < len(record) and not any(_holds_records(value) for value in inner)


def _holds_records(value: Any) -> bool:
    if type(value) is dict:
        return any(map(_holds_records, value.values()))
    return type(value) is list and bool(value) and type(value[0]) is dict


def read(source: Source, options: Options) -> Opened:
    """Open NDJSON lazily.

    Returns:
        One row a line, one column a key (`objects.open_objects`); rejected lines by their number.

    Raises:
        DumpError: No record, most lines are no objects, a line has no end, or `table` is given.
    """
    if options.table is not None:
        raise DumpError(
            f"{source.name} is read as one object a line, in which there is no {options.table}. Nothing was written. "
            "Leave table= out, or say format='json' to look for it inside of the objects."
        )
    return open_objects(source, read_pieces(encoding_of(source, options)), "one JSON object a line")


def read_pieces(encoding: str, reshape: Reshape | None = None) -> Callable[[Path], Iterator[Piece]]:
    """Make the function that reads one file's lines.

    Args:
        encoding: Of the text.
        reshape: Makes the record of an object, or says why it is none, or gives None where it is to be passed over.
    """

    def pieces(path: Path) -> Iterator[Piece]:
        for number, text, trouble in read_lines(path, encoding):
            if text and not text.isspace():
                found = trouble or parse(text)
                if reshape and not isinstance(found, str):
                    reshaped = reshape(found)
                    if reshaped is not None:
                        yield number, text, reshaped
                else:
                    yield number, text, found

    return pieces


def parse(text: str) -> Record | str:
    """Read a line: the object, or the reason why it is none."""
    try:
        found = read_json(text)
    except ValueError as error:
        return str(error)
    return found if type(found) is dict else no_object(found)


def no_object(found: Any) -> str:
    """Say what stands where an object should."""
    kinds: dict[type, str] = {list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return f"not an object but {kinds.get(type(found), 'a number')}"


def _object(line: str) -> Record | None:
    found = parse(line)
    return None if isinstance(found, str) else found

"""Read a file's objects as the JSON that they are: nothing flattened, numbers and texts told apart."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl

from userferry.dumps import jsonarray, ndjson
from userferry.dumps.jsontext import write_json
from userferry.dumps.objects import Piece
from userferry.dumps.reading import READERS
from userferry.dumps.records import BATCH_ROWS, frame_of
from userferry.dumps.source import Options, Source, find_source
from userferry.dumps.texts import encoding_of, head_of
from userferry.errors import DumpError

_OF_OBJECTS = ("auth0", "ndjson", "json")


def read_objects(source: Path | str | Sequence[Path | str]) -> pl.LazyFrame | None:
    """Read the records of a JSON array or of NDJSON, lazily and streaming.

    Returns:
        `__row` Int64 and `line` String, an object as compact JSON; None where the source is no file of objects.

    Raises:
        DumpError: it is missing or empty; on reading, a record is no object, with its line.
    """
    files = find_source(source)
    name = next((reader.name for reader in READERS if reader.recognise(files)), "")
    if name not in _OF_OBJECTS or not head_of(files).lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return None
    pieces = _reader_of(files)

    def batches() -> Iterator[pl.DataFrame]:
        lines = (_line_of(path, piece) for path in files.paths for piece in pieces(path))
        while batch := list(islice(lines, BATCH_ROWS)):
            yield pl.DataFrame({"line": batch}, schema={"line": pl.String})

    return frame_of(["line"], batches)


def _reader_of(source: Source) -> Callable[[Path], Iterator[Piece]]:
    encoding = encoding_of(source, Options())
    if ndjson.recognise(source):
        return ndjson.read_pieces(encoding)
    return jsonarray.read_pieces(encoding, jsonarray.find_array(source, encoding))


def _line_of(path: Path, piece: Piece) -> str:
    number, _, found = piece
    if isinstance(found, str):
        raise DumpError(
            f"{path.name}: the record in line {number:,} is {found}. Nothing was written. Mend that line, and read the "
            "file again."
        )
    return write_json(found)

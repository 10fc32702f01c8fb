"""Open a dump by what its bytes say it is, and describe it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.display import table
from userferry.dumps import delimited
from userferry.errors import DumpError

_READERS: dict[str, Callable[[Path], tuple[pl.LazyFrame, str]]] = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": delimited.read,
}


@dataclass(frozen=True, slots=True, repr=False)
class Dump:
    """A legacy dump, opened and not yet read.

    Args:
        frame: Lazy; `__row` Int64 (0 is the first record) and one String column for each column of the dump.
        source: The file's name, without its folder.
        description: What the file is, in words.
        bytes: Its size.
        digest: SHA-256 of its bytes, in hex.
    """

    frame: pl.LazyFrame
    source: str
    description: str
    bytes: int
    digest: str

    def __iter__(self) -> Iterator[pl.LazyFrame | str]:
        """Unpack into the frame and the description."""
        yield from (self.frame, self.description)

    @property
    def columns(self) -> list[str]:
        """The dump's own columns, in its order."""
        return [name for name in self.frame.collect_schema().names() if name != "__row"]

    def __repr__(self) -> str:
        """Say what it is in one line."""
        return f"Dump({self.source}: {self.description}, {self.bytes:,} bytes, {len(self.columns)} columns)"

    def _repr_html_(self) -> str:
        facts = [("file", self.source), ("is", self.description), ("bytes", self.bytes)]
        return table("The dump", ["", ""], [*facts, ("columns", ", ".join(self.columns))])


def read_dump(source: Path | str) -> Dump:
    """Open a dump lazily, every value as the string it is.

    Args:
        source: A CSV or TSV file, UTF-8, with a header line.

    Raises:
        DumpError: it is missing, empty, unreadable, or no kind of file that is read here.
    """
    path = Path(source)
    reader = _READERS.get(path.suffix.lower())
    if not path.is_file():
        raise DumpError(
            f"There is no file {path}. Nothing was written. Give the path of the dump, such as users.csv."
        )
    if reader is None:
        raise DumpError(
            f"{path.name} ends in `{path.suffix}`, which is not read here. Nothing was written. "
            f"Files that are read: {', '.join(sorted(_READERS))}."
        )
    if path.stat().st_size == 0:
        raise DumpError(f"{path.name} is empty (0 bytes). Nothing was written. Ask for the dump again.")
    frame, description = reader(path)
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return Dump(frame, path.name, description, path.stat().st_size, digest)

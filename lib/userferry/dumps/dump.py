"""What `read_dump` gives: the frame, what the source is and how we know, and every line that did not parse."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from userferry.display import table
from userferry.frames import ROW

REJECTED = pl.Schema({"line": pl.Int64(), "text": pl.String(), "reason": pl.String()})
"""Lines that did not parse: the number in its file (1 is the first), the text as it stands, and why."""


def none_rejected() -> pl.DataFrame:
    """No line."""
    return pl.DataFrame(schema=REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What one reader found in one source.

    Args:
        frame: Lazy; `__row` Int64 (0 is the first record) and one String column for each column of the source.
        description: What the source is, in words: "semicolon-separated text, cp1252, with a header".
        evidence: What was found out, and by what sign: ("delimiter", "semicolon: 11 in each of 1,000 lines").
        kept: Records in the frame; None where only reading it all would tell.
        rejected: Schema `REJECTED`.
        layout: The name of the system whose layout this is, where the reader itself knows ("Keycloak realm export").
    """

    frame: pl.LazyFrame
    description: str
    evidence: tuple[tuple[str, str], ...] = ()
    kept: int | None = None
    rejected: pl.DataFrame = field(default_factory=none_rejected)
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a dump was asked for, so that another process can open it again; it may hold a database's password.

    Args:
        dump: As `read_dumps` takes it.
        reading: What its bytes do not tell.
        root: Where relative paths begin.
    """

    dump: Any = field(repr=False)
    reading: Mapping[str, Any] = field(repr=False)
    root: Path | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Dump:
    """A legacy dump, opened and not yet read.

    Args:
        frame: Lazy; `__row` Int64 (0 is the first record) and one String column for each column of the dump.
        source: The file's name without its folder, or the database's without its password.
        description: What it is, in words.
        bytes: Its size on disk; 0 for a database.
        fingerprint: Gives `digest`, which takes about 3 s for each GB; asked once at most, and only if it is wanted.
        evidence: What was found out about it, and by what sign.
        kept: Records in the frame; None where only reading it all would tell.
        rejected: Lines that did not parse: `line` Int64, `text`, `reason` String.
        layout: The system whose layout the reader knows it to be; empty where it does not.
        paths: The files it is read from, those of a join included; none of a database.
        recipe: How it was asked for; None where it was not `read_dumps` that opened it.
    """

    frame: pl.LazyFrame
    source: str
    description: str
    bytes: int
    fingerprint: Callable[[], str] = field(compare=False)
    evidence: tuple[tuple[str, str], ...] = ()
    kept: int | None = None
    rejected: pl.DataFrame = field(default_factory=none_rejected)
    layout: str = ""
    paths: tuple[Path, ...] = ()
    recipe: Recipe | None = field(default=None, compare=False)

    def __iter__(self) -> Iterator[pl.LazyFrame | str]:
        """Unpack into the frame and the description."""
        yield from (self.frame, self.description)

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes in hex; of a database, of what was asked."""
        return self.fingerprint()

    @property
    def columns(self) -> list[str]:
        """The dump's own columns, in its order."""
        return [name for name in self.frame.collect_schema().names() if name != ROW]

    def __repr__(self) -> str:
        """Say what it is in one line."""
        lost = f", {self.rejected.height:,} lines rejected" if self.rejected.height else ""
        return f"Dump({self.source}: {self.description}, {self.bytes:,} bytes, {len(self.columns)} columns{lost})"

    def _repr_html_(self) -> str:
        facts: list[tuple[str, object]] = [("source", self.source), ("is", self.description)]
        facts += [("layout", self.layout)] if self.layout else []
        facts += [("bytes", self.bytes), ("columns", ", ".join(self.columns)), *self.evidence]
        facts += [("records kept", self.kept)] if self.kept is not None else []
        facts += [("lines rejected", self.rejected.height)] if self.rejected.height else []
        reasons = (
            self.rejected.group_by("reason").len("lines").sort("lines", "reason", descending=[True, False])
        )
        lost = (
            table("Lines rejected", ["reason", "lines"], reasons.iter_rows()) if self.rejected.height else ""
        )
        return table("The dump", ["", ""], facts) + lost

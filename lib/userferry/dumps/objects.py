"""Records that are objects, as a frame: a first pass learns their keys, each later one streams their values."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import polars as pl

from userferry.dumps.dump import REJECTED, Opened
from userferry.dumps.keys import (
    MAX_COLUMNS,
    Key,
    Record,
    column_names,
    count_keys,
    describe_keys,
    find_doubled,
    fold_keys,
    take_columns,
)
from userferry.dumps.records import BATCH_ROWS, frame_of
from userferry.dumps.source import Source
from userferry.errors import DumpError
from userferry.frames import ROW

Piece = tuple[int, str, Record | str]
"""The line where it begins (1 is the first), its text, and the record or the reason why it is none."""
Reshape = Callable[[Record], Record | str | None]
"""Makes the record of an object, or says why it is none, or gives None where it is to be passed over."""

_MAX_KEYS = 10_000
_MANY = 100_000


def open_objects(source: Source, pieces: Callable[[Path], Iterable[Piece]], description: str) -> Opened:
    """Open a source of objects: one row a record, one column a key, nested objects by dotted path.

    A text, a number's literal, `true` or `false` are the value; JSON null and an absent key are null; an array, an
    empty object, and the objects that would pass 200 columns are compact JSON text.

    Args:
        source: The files.
        pieces: Reads one of them; called once now and once for each pass over the frame.
        description: What the source is, in words.

    Raises:
        DumpError: No record, no key, a key `__row`, more than 10,000 keys in records alone, or most is rejected.
    """
    root, kept, lost = _survey(source, pieces)
    refuse_mostly_rejected(source, kept, [row for _, row in lost])
    if not kept:
        raise DumpError(
            f"{source.name} holds no record. Nothing was written. "
            "Ask for the dump again, or name the place of the records as table=."
        )
    wholes = fold_keys(root)
    columns = list(dict.fromkeys(column_names(root)))
    if not columns or ROW in columns:
        what = (
            f"has a key {ROW}, a name kept for the record's number" if columns else "has no key in any record"
        )
        raise DumpError(f"{source.name} {what}. Nothing was written. Ask for the dump with other keys.")
    wanted = set(columns)
    skipped = {ordinal for ordinal, _ in lost}

    def batches() -> Iterator[pl.DataFrame]:
        numbered = enumerate(_all_pieces(source, pieces))
        found = (
            found
            for ordinal, (_, _, found) in numbered
            if ordinal not in skipped and not isinstance(found, str)
        )
        while batch := list(islice(found, BATCH_ROWS)):
            yield pl.DataFrame(take_columns(batch, root, wanted), schema=dict.fromkeys(columns, pl.String()))

    evidence = [("keys", describe_keys(root, kept))]
    if wholes:
        evidence.append(("kept as JSON", f"{', '.join(wholes)}: more than {MAX_COLUMNS} columns otherwise"))
    rejected = pl.DataFrame([row for _, row in lost], schema=REJECTED, orient="row")
    return Opened(
        frame=frame_of(columns, batches),
        description=description,
        evidence=tuple(evidence),
        kept=kept,
        rejected=rejected,
    )


def say(opened: Opened, layout: str = "", *evidence: tuple[str, str]) -> Opened:
    """Add the layout's name and evidence to what was found."""
    return replace(opened, layout=layout or opened.layout, evidence=(*opened.evidence, *evidence))


def refuse_mostly_rejected(source: Source, kept: int, rejected: Sequence[tuple[int, str, str]]) -> None:
    """Refuse a source most of which does not parse: it is not what it seems.

    Raises:
        DumpError: More than 10 records are rejected, and more than are kept.
    """
    if len(rejected) > 10 and len(rejected) > kept:  # noqa: PLR2004 below that, nobody can tell
        line, _, reason = rejected[0]
        raise DumpError(
            f"{source.name} is not what it seems: {len(rejected):,} of {kept + len(rejected):,} records do not parse; "
            f"the first, in line {line:,}, {reason}. Nothing was written. Name its kind as format=, its encoding as "
            "encoding=, or the place of the records as table=."
        )


def _all_pieces(source: Source, pieces: Callable[[Path], Iterable[Piece]]) -> Iterator[Piece]:
    for path in source.paths:
        for line, text, found in pieces(path):
            if isinstance(found, str) and len(source.paths) > 1:
                yield line, text, f"{found} ({path.name})"
            else:
                yield line, text, found


def _survey(
    source: Source, pieces: Callable[[Path], Iterable[Piece]]
) -> tuple[Key, int, list[tuple[int, tuple[int, str, str]]]]:
    root, kept = Key(), 0
    lost: list[tuple[int, tuple[int, str, str]]] = []
    for ordinal, (line, text, found) in enumerate(_all_pieces(source, pieces)):
        reason = found if isinstance(found, str) else find_doubled(found)
        if reason or isinstance(found, str):
            lost.append((ordinal, (line, text, reason)))
            if len(lost) % _MANY == 0:
                refuse_mostly_rejected(source, kept, [row for _, row in lost])
            continue
        kept += 1
        count_keys(root, found)
        if len(root.inside) > _MAX_KEYS:
            raise DumpError(
                f"{source.name} has more than {_MAX_KEYS:,} keys: they look like values, such as ids. "
                "Nothing was written. Ask for a list of records, in which the id is the value of a key."
            )
    return root, kept, lost

"""Records that are objects, as a frame: a first pass learns their keys, each later one streams their values."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from userferry.dumps.dump import REJECTED, Opened
from userferry.dumps.jsontext import write_json
from userferry.dumps.records import BATCH_ROWS, frame_of
from userferry.dumps.source import Source
from userferry.errors import DumpError
from userferry.frames import ROW

Record = dict[str, Any]
Piece = tuple[int, str, Record | str]
"""The line where it begins (1 is the first), its text, and the record or the reason why it is none."""

MAX_COLUMNS = 200
_MAX_KEYS = 10_000
_MANY = 100_000


@dataclass(slots=True)
class Key:
    """What was seen of one key: records with a plain value, records with an object, and the keys in that."""

    plain: int = 0
    objects: int = 0
    inside: dict[str, "Key"] = field(default_factory=dict)
    whole: bool = False


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
    wholes = _fold(root)
    columns = list(dict.fromkeys(_names(root, "")))
    if not columns or ROW in columns:
        what = (
            f"has a key {ROW}, a name kept for the record's number" if columns else "has no key in any record"
        )
        raise DumpError(f"{source.name} {what}. Nothing was written. Ask for the dump with other keys.")
    skipped = {ordinal for ordinal, _ in lost}

    def batches() -> Iterator[pl.DataFrame]:
        numbered = enumerate(_all_pieces(source, pieces))
        rows = (
            dict(_flat(found, root))
            for ordinal, (_, _, found) in numbered
            if ordinal not in skipped and not isinstance(found, str)
        )
        while batch := list(islice(rows, BATCH_ROWS)):
            values = {name: [row.get(name) for row in batch] for name in columns}
            yield pl.DataFrame(values, schema=dict.fromkeys(columns, pl.String()))

    evidence = [("keys", _seen(root, kept))]
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
        reason = found if isinstance(found, str) else _doubled(found)
        if reason or isinstance(found, str):
            lost.append((ordinal, (line, text, reason)))
            if len(lost) % _MANY == 0:
                refuse_mostly_rejected(source, kept, [row for _, row in lost])
            continue
        kept += 1
        _count(root, found)
        if len(root.inside) > _MAX_KEYS:
            raise DumpError(
                f"{source.name} has more than {_MAX_KEYS:,} keys: they look like values, such as ids. "
                "Nothing was written. Ask for a list of records, in which the id is the value of a key."
            )
    return root, kept, lost


def _count(at: Key, record: Record) -> None:
    at.objects += 1
    for name, value in record.items():
        key = at.inside.get(name)
        if key is None:
            key = at.inside[name] = Key()
        if type(value) is not dict or not value:
            key.plain += 1
        elif key.whole:
            key.objects += 1
        else:
            _count(key, value)
            if len(key.inside) > MAX_COLUMNS:  # a map by id would grow with the dump
                key.whole, key.inside = True, {}


def _fold(root: Key) -> list[str]:
    """Keep objects whole, those with most keys first, until the columns are few enough; give the names of all."""
    while len(list(_names(root, ""))) > MAX_COLUMNS:
        nested = [key for key, _ in _objects(root, "") if key.inside]
        if not nested:
            break
        widest = max(nested, key=lambda key: len(key.inside))
        widest.whole, widest.inside = True, {}
    return [name for key, name in _objects(root, "") if key.whole]


def _objects(at: Key, prefix: str) -> Iterator[tuple[Key, str]]:
    for name, key in at.inside.items():
        if key.whole or key.inside:
            yield key, prefix + name
            yield from _objects(key, f"{prefix}{name}.")


def _names(at: Key, prefix: str) -> Iterator[str]:
    for name, key in at.inside.items():
        if key.plain or key.whole:
            yield prefix + name
        yield from _names(key, f"{prefix}{name}.")


def _flat(record: Record, at: Key | None, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for name, value in record.items():
        key = at.inside.get(name) if at else None
        if type(value) is dict and value and not (key and key.whole):
            yield from _flat(value, key, f"{prefix}{name}.")
        else:
            yield prefix + name, as_text(value)


def as_text(value: Any) -> str | None:
    """Give a JSON value as a cell: a text itself, a number its literal, arrays and objects compact JSON."""
    if value is None or type(value) is str:
        return value
    return write_json(value)


def _doubled(record: Record) -> str:
    """Say which path two keys of a record share, as in `{"a.b": 1, "a": {"b": 2}}`."""
    if not any("." in name for name in _own_names(record)):
        return ""
    names = [name for name, _ in _flat(record, None)]
    twice = next((name for name in names if names.count(name) > 1), "")
    return f"names {twice} twice" if twice else ""


def _own_names(record: Record) -> Iterator[str]:
    for name, value in record.items():
        yield name
        if type(value) is dict:
            yield from _own_names(value)


def _seen(root: Key, kept: int) -> str:
    rare = [f"{name} in {key.plain + key.objects:,}" for name, key in root.inside.items()]
    rare = [
        said for said, key in zip(rare, root.inside.values(), strict=True) if key.plain + key.objects < kept
    ]
    said = f"{len(root.inside)} in {kept:,} records"
    return f"{said}; not in each: {', '.join(rare[:20])}{' …' if len(rare) > 20 else ''}" if rare else said  # noqa: PLR2004 a line's length

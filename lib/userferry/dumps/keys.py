"""The keys of a source's objects: how often each was seen, and which columns they make."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from userferry.dumps.jsontext import Number, write_json

Record = dict[str, Any]

MAX_COLUMNS = 200
_SHOWN = 20
_EMPTY: Record = {}


@dataclass(slots=True)
class Key:
    """What was seen of one key: records with a plain value, records with an object, and the keys in that."""

    plain: int = 0
    objects: int = 0
    inside: dict[str, "Key"] = field(default_factory=dict)
    whole: bool = False


def count_keys(at: Key, record: Record) -> None:
    """Count a record's keys into what was seen."""
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
            count_keys(key, value)
            if len(key.inside) > MAX_COLUMNS:  # a map by id would grow with the dump
                key.whole, key.inside = True, {}


def fold_keys(root: Key) -> list[str]:
    """Keep objects whole, those with most keys first, until the columns are few enough; give the names of all."""
    while len(list(column_names(root))) > MAX_COLUMNS:
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


def column_names(at: Key, prefix: str = "") -> Iterator[str]:
    """Give the name of each column: the path of a key, in the order of appearance within its object."""
    for name, key in at.inside.items():
        if key.plain or key.whole:
            yield prefix + name
        yield from column_names(key, f"{prefix}{name}.")


def take_columns(records: list[Record], at: Key, wanted: set[str]) -> dict[str, list[str | None]]:
    """Give the columns of some records, those that are wanted, key by key rather than record by record."""
    columns: dict[str, list[str | None]] = {}
    for name, texts in _texts(records, at, "", wanted):
        before = columns.get(name)
        columns[name] = (
            texts if before is None else [b if a is None else a for a, b in zip(before, texts, strict=True)]
        )
    return columns


def _texts(
    records: list[Record], at: Key, prefix: str, wanted: set[str]
) -> Iterator[tuple[str, list[str | None]]]:
    for key_name, key in at.inside.items():
        name = prefix + key_name
        if name not in wanted and not key.inside:
            continue
        values = [record.get(key_name) for record in records]
        if key.inside:
            nested = [value if type(value) is dict else _EMPTY for value in values]
            yield from _texts(nested, key, f"{name}.", wanted)
            values = [None if type(value) is dict and value else value for value in values]
        if name in wanted and (key.plain or key.whole):
            yield name, [value if value is None or type(value) is str else as_text(value) for value in values]


def as_text(value: Any) -> str | None:
    """Give a JSON value as a cell: a text itself, a number its literal, arrays and objects compact JSON."""
    if value is None or type(value) is str:
        return value
    return str(value) if type(value) is Number else write_json(value)


def find_doubled(record: Record) -> str:
    """Say which path two keys of a record share, as in `{"a.b": 1, "a": {"b": 2}}`."""
    if not _has_dotted(record):
        return ""
    paths = list(_paths(record, ""))
    twice = next((path for path in paths if paths.count(path) > 1), "")
    return f"names {twice} twice" if twice else ""


def _has_dotted(record: Record) -> bool:
    return any("." in name or (type(value) is dict and _has_dotted(value)) for name, value in record.items())


def _paths(record: Record, prefix: str) -> Iterator[str]:
    for name, value in record.items():
        if type(value) is dict and value:
            yield from _paths(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def describe_keys(root: Key, kept: int) -> str:
    """Say how many keys there are, and which are not in each record."""
    seen = {name: key.plain + key.objects for name, key in root.inside.items()}
    rare = [f"{name} in {count:,}" for name, count in seen.items() if count < kept]
    shown = ", ".join(rare[:_SHOWN]) + (" …" if len(rare) > _SHOWN else "")
    return f"{len(seen)} in {kept:,} records" + (f"; not in each: {shown}" if rare else "")

"""The keys of a source's objects: how often each was seen, and which columns they make."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from userferry.dumps.jsontext import write_json

Record = dict[str, Any]

MAX_COLUMNS = 200
_SHOWN = 20


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


def flatten(record: Record, at: Key | None, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Give a record's columns and their texts; objects that were folded stay JSON text."""
    for name, value in record.items():
        key = at.inside.get(name) if at else None
        if type(value) is dict and value and not (key and key.whole):
            yield from flatten(value, key, f"{prefix}{name}.")
        else:
            yield prefix + name, as_text(value)


def as_text(value: Any) -> str | None:
    """Give a JSON value as a cell: a text itself, a number its literal, arrays and objects compact JSON."""
    if value is None or type(value) is str:
        return value
    return write_json(value)


def find_doubled(record: Record) -> str:
    """Say which path two keys of a record share, as in `{"a.b": 1, "a": {"b": 2}}`."""
    if not any("." in name for name in _own_names(record)):
        return ""
    names = [name for name, _ in flatten(record, None)]
    twice = next((name for name in names if names.count(name) > 1), "")
    return f"names {twice} twice" if twice else ""


def _own_names(record: Record) -> Iterator[str]:
    for name, value in record.items():
        yield name
        if type(value) is dict:
            yield from _own_names(value)


def describe_keys(root: Key, kept: int) -> str:
    """Say how many keys there are, and which are not in each record."""
    seen = {name: key.plain + key.objects for name, key in root.inside.items()}
    rare = [f"{name} in {count:,}" for name, count in seen.items() if count < kept]
    shown = ", ".join(rare[:_SHOWN]) + (" …" if len(rare) > _SHOWN else "")
    return f"{len(seen)} in {kept:,} records" + (f"; not in each: {shown}" if rare else "")

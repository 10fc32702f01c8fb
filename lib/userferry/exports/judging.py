"""What is wrong with what a person wants exported: everything at once, with the nearest name."""

from collections.abc import Iterator, Mapping
from typing import Any

from userferry.decisions import unknown_name
from userferry.exports.filtering import find_filter_fault
from userferry.exports.paths import Path
from userferry.exports.sandbox import find_fault

FORMATS = {
    "json": "a JSON array",
    "ndjson": "one JSON object a line",
    "csv": "CSV (RFC 4180)",
    "parquet": "Parquet",
    "xlsx": "an Excel workbook",
}
"""The formats of an export, and what each is; the word is the file's ending."""

WHERE = ("connection", "tenant")
NAMES = (
    "columns",
    "where",
    "query",
    "filter",
    "sort",
    "format",
    "escape_formulas",
    "flatten",
    "import_ready",
)
_SWITCHES = ("escape_formulas", "flatten", "import_ready")
_TEXTS = ("query", "filter", "sort")
_WAYS = ("path", "expression")
_MOST_CHARACTERS = 10_000


def find_faults(said: Mapping[str, Any]) -> list[str]:
    """List what cannot be followed, a sentence each, in the order of the file.

    Args:
        said: As the file says it.
    """
    known = [unknown_name(name, NAMES, what="part of an export") for name in said if name not in NAMES]
    return [*known, *_of_columns(said.get("columns", {})), *_of_words(said), *_of_rows(said)]


def find_column_fault(way: str, text: Any) -> str | None:
    """Say why what stands in a column cannot be followed, None where it can.

    Args:
        way: `path` or `expression`.
        text: The path or the expression.
    """
    if not isinstance(text, str) or not text.strip():
        return f"its {way} is {text!r}; it must be a text"
    if len(text) > _MOST_CHARACTERS:
        return f"its {way} has {len(text):,} characters, at most {_MOST_CHARACTERS:,} are read"
    if way == "expression":
        fault = find_fault(text)
        return f"`{text}` is no JavaScript expression ({fault})" if fault else None
    return _of_path(text)


def _of_columns(columns: Any) -> Iterator[str]:
    if not isinstance(columns, Mapping):
        yield "`columns` must hold labels and what stands under each (`label: path`)"
        return
    for label, one in columns.items():
        name = f"the column `{label}`"
        if not isinstance(label, str) or not label.strip():
            yield f"{name} has no label; a label is a text"
        elif isinstance(one, Mapping):
            yield from (
                unknown_name(str(way), _WAYS, what=f"part of {name}") for way in one if way not in _WAYS
            )
            given = [way for way in _WAYS if way in one]
            if len(given) != 1:
                yield f"{name} must have a `path` or an `expression`"
            elif fault := find_column_fault(given[0], one[given[0]]):
                yield f"{name}: {fault}"
        elif fault := find_column_fault("path", one):
            yield f"{name}: {fault}"


def _of_path(text: str) -> str | None:
    try:
        Path.parse(text)
    except ValueError:
        hint = "; write it as `{expression: …}` if it is JavaScript" if find_fault(text) is None else ""
        return f"`{text}` is no path such as `user_metadata.plan` or `identities[0].connection`{hint}"
    return None


def _of_words(said: Mapping[str, Any]) -> Iterator[str]:
    for name, words in (("where", WHERE), ("format", tuple(FORMATS))):
        if (word := said.get(name, words[0])) not in words:
            yield unknown_name(str(word), words, what=f"`{name}` of an export")
    for name in _SWITCHES:
        if not isinstance(said.get(name, False), bool):
            yield f"`{name}` is {said[name]!r}; it must be true or false"
    for name in _TEXTS:
        if not isinstance(said.get(name, ""), str):
            yield f"`{name}` is {said[name]!r}; it must be a text"


def _of_rows(said: Mapping[str, Any]) -> Iterator[str]:
    text, sort = said.get("filter", ""), said.get("sort", "")
    if isinstance(text, str) and text and (fault := find_filter_fault(text)):
        yield f"`filter`: {fault}"
    columns = said.get("columns", {})
    if (
        isinstance(sort, str)
        and sort
        and sort.removeprefix("-") not in columns
        and _of_path(sort.removeprefix("-"))
    ):
        yield unknown_name(
            sort.removeprefix("-"), [str(label) for label in columns], what="column to sort by"
        )
    if said.get("import_ready") is True and said.get("format", "json") != "json":
        yield "`import_ready` is a JSON array; leave `format` at json"

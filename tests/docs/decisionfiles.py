"""A YAML block of the pages is read by the reader of the file that it is, or is a part of."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from userferry.chain.params import read_params
from userferry.conflicts import Resolutions
from userferry.decisions import read_decisions, write_decisions
from userferry.errors import DecisionError
from userferry.exports import read_columns
from userferry.lazy import read_terms as read_lazy
from userferry.mapping import Mapping
from userferry.transfer import read_terms
from userferry.updates import read_rules
from userferry.waves import read_part

PROJECT = Path(__file__).parents[2]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
NAMED = re.compile(r"^# (\S+\.yml)")
Reader = Callable[[Path], Any]


def read_mapping(path: Path) -> Mapping:
    """Read a mapping, or a part of one: columns, one column's rule, or memberships; what it refers to is added."""
    written = read_decisions(path, what="the mapping")
    if "version" in written:
        return Mapping.read(path)
    if set(written) <= {"target", "transforms", "reason", "accepted", "hash"}:
        columns = {"one": {"target": "nickname"} | written}
    else:
        columns = {name: rule for name, rule in written.items() if name != "memberships"}
    beside = {str(one["column"]) for rule in columns.values() for one in _tables(rule) if "column" in one}
    around = {name: {"target": None} for name in beside | {"id"}} | {"the address": {"target": "email"}}
    more = {"memberships": written["memberships"]} if "memberships" in written else {}
    path.write_text(write_decisions({"version": 1, "columns": around | columns} | more), encoding="utf-8")
    return Mapping.read(path)


def _tables(rule: Any) -> list[dict[str, Any]]:
    """Give the tables under a rule's `hash`."""
    hashed = rule.get("hash", {}) if isinstance(rule, dict) else {}
    return [one for one in hashed.values() if isinstance(one, dict)]


def read_every_run(read: Callable[[Path, str], Any]) -> Reader:
    """Have each run or update that a file names read."""

    def each(path: Path) -> list[Any]:
        return [read(path, name) for name in read_decisions(path, what="the runs")]

    return each


def read_terms_of_scripts(path: Path) -> Any:
    """Read how users move at their next login, with the demo's mapping."""
    mapping = Mapping.read(PROJECT / "params" / "demo.mapping.yml")
    return read_lazy(path, mapping, [rule.column for rule in mapping.rules])


READERS: dict[str, Reader] = {
    "mapping": read_mapping,
    "resolutions": Resolutions.read,
    "waves": read_every_run(read_part),
    "update": read_every_run(read_rules),
    "transfer": read_terms,
    "lazy": read_terms_of_scripts,
    "export": read_columns,
    "": lambda path: read_params(path, NOTEBOOKS),
}
"""By what stands between the migration's name and `.yml`."""


def read_block(text: str, folder: Path) -> Any:
    """Read a block that names its file in its first line as that file, any other as a part of one.

    Raises:
        DecisionError: its reader refuses it, or no reader takes it; with what each says.
    """
    named = NAMED.match(text)
    if named and named.group(1).startswith(".github/"):
        return read_decisions(_put(folder, "workflow.yml", text), what="the workflow")
    if named:
        name = Path(named.group(1)).name
        kind = name.removesuffix(".yml").partition(".")[2]
        return READERS[kind](_put(folder, name, text))
    refused = []
    for kind, read in READERS.items():
        try:
            return read(_put(folder, f"part{'.' * bool(kind)}{kind}.yml", text))
        except DecisionError as error:
            refused += error.complaints
    raise DecisionError("The block", refused)


def _put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path

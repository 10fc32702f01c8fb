"""The parameters of a migration: `params/<name>.yml`, checked whole against what the notebooks declare."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from userferry.decisions import read_decisions, unknown_name
from userferry.errors import DecisionError

PAGES = "[0-9][0-9]-*.ipynb"
"""Every notebook."""

_TYPES: dict[str, type] = {"str": str, "int": int, "bool": bool, "float": float, "dict": dict}

DEMO = "demo"
"""The migration whose parameters are the notebooks' defaults."""

UNSAID: Mapping[str, Any] = {"dump": "", "answer_key": "", "accept_resets": False, "edited": ""}
"""What another migration has where its file does not say: not the demo's people, nor what was agreed to for them."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a notebook's parameters cell.

    Args:
        name: What `params/*.yml` calls it.
        type: str, int, bool, float or dict.
        default: What holds when a file does not say.
        meaning: The comment behind it.
    """

    name: str
    type: str
    default: Any
    meaning: str


@dataclass(frozen=True, slots=True)
class Params:
    """What a person asked for.

    Args:
        name: The migration's name: the file's name without `.yml`.
        values: Every parameter of every notebook: the file's value, else the notebook's default; of what only the demo
            has or has agreed to, nothing.
    """

    name: str
    values: Mapping[str, Any]

    def of(self, notebook: Path) -> dict[str, Any]:
        """Give the parameters that one notebook declares.

        Raises:
            DecisionError: it reads a dump, and the file names none.
        """
        values = {parameter.name: self.values[parameter.name] for parameter in declared(notebook)}
        if values.get("dump") == "":
            what = "`dump` is not said; it is a file, a pattern or a database's URL"
            raise DecisionError(f"params/{self.name}.yml", [f"{what}, and {notebook.stem} reads it"])
        return values


def declared(notebook: Path) -> list[Parameter]:
    """Read a notebook's parameters cell; each line is `name: type = default  # meaning`."""
    pages = nbformat.read(notebook, as_version=4)
    cells = [cell for cell in pages.cells if "parameters" in cell.metadata.get("tags", [])]
    return [_parameter(line) for cell in cells for line in cell.source.splitlines() if line.strip()]


def read_params(path: Path, notebooks: list[Path]) -> Params:
    """Read a parameters file.

    Args:
        path: `params/<name>.yml`.
        notebooks: Those whose parameters it may set.

    Raises:
        DecisionError: a name that no notebook knows, or a value of the wrong type; all of them at once.
    """
    written = read_decisions(path, what="the run's parameters")
    known = {parameter.name: parameter for notebook in notebooks for parameter in declared(notebook)}
    complaints = [
        complaint for name, value in written.items() if (complaint := _complaint(name, value, known))
    ]
    if written.get("name", path.stem) != path.stem:
        complaints.append(f"`name` is {written['name']!r}; the file's own name says {path.stem!r}")
    if complaints:
        raise DecisionError(str(path), complaints)
    defaults = {name: parameter.default for name, parameter in known.items()}
    if path.stem != DEMO:
        defaults |= {name: value for name, value in UNSAID.items() if name in known}
    values = defaults | written
    return Params(path.stem, values | {"name": path.stem})


def _parameter(line: str) -> Parameter:
    code, _, meaning = line.partition("  # ")
    statement = ast.parse(code).body[0]
    if not (
        isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value
    ):
        raise DecisionError(
            "A notebook's parameters cell", [f"`{line}` is not `name: type = default  # meaning`"]
        )
    kind = ast.unparse(statement.annotation)
    return Parameter(statement.target.id, kind, ast.literal_eval(statement.value), meaning.strip())


def _complaint(name: str, value: Any, known: Mapping[str, Parameter]) -> str | None:
    if name not in known:
        return unknown_name(name, list(known), what="parameter of any notebook")
    wanted = _TYPES[known[name].type]
    if type(value) is wanted or (wanted is float and type(value) is int):
        return None
    return f"`{name}` is {value!r}; it must be {known[name].type} ({known[name].meaning})"

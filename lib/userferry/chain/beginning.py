"""Begin a migration of one's own: a parameters file, and the pages with its parameters in them."""

import os
import re
from pathlib import Path
from typing import Any

import nbformat

from userferry.chain.normalising import normalise
from userferry.chain.params import PAGES, UNSAID, Parameter, declared, read_params
from userferry.decisions import unknown_name, write_decisions
from userferry.dumps import Dump, read_dumps
from userferry.durable import write_whole
from userferry.errors import DecisionError
from userferry.proof import read_answer_key
from userferry.workspace import REHEARSAL, Workspace

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_UP = re.compile(r"\]\(\.\./(?P<own>workspaces/demo/)?")
"""A link out of the notebooks' folder; into the demo's workspace it means the migration's own."""

_HEADER = (
    "{name}: every name is a parameter of a notebook; params/README.md says how they are read, and",
    "`userferry page 05-import --help-notebook` lists those of a page.",
)


def begin_migration(name: str, dump: str, **decided: Any) -> tuple[Workspace, Dump]:
    """Look at a dump and write `params/<name>.yml` for it, with every parameter whose default is the demo's.

    Args:
        name: The migration's: lower-case letters, digits, `_` and `-`.
        dump: A file or pattern, as a person in the current folder writes it, or a database's URL without a password.
        decided: Other parameters, such as `target`; None for what was not said.

    Raises:
        DecisionError: The name is none, there is such a migration already, or the answer key is none.
        DumpError: The dump or the answer key cannot be read.
    """
    if not _NAME.fullmatch(name):
        reason = f"`{name}` is no name; use lower-case letters, digits, `_` and `-`, such as acme"
        raise DecisionError("The name", [reason])
    workspace = Workspace.find(name)
    path = workspace.project / "params" / f"{name}.yml"
    if path.exists():
        reason = f"{path} is there already; open it with `userferry lab {name}`, or take another name"
        raise DecisionError("The name", [reason])
    place = _seen_from(workspace.project, dump)
    opened = read_dumps(place, {}, root=workspace.project)
    said = {**UNSAID, "dump": place, "target": REHEARSAL, "accept_unproven": False}
    said |= {key: value for key, value in decided.items() if value is not None}
    if said["answer_key"]:
        said["answer_key"] = _seen_from(workspace.project, said["answer_key"])
        read_answer_key(workspace.given(said["answer_key"]))
    known = {each.name: each for page in _pages(workspace) for each in declared(page)}
    lines = [_line(known[key], value) for key, value in said.items()]
    header = "".join(f"# {line.format(name=name)}\n" for line in _HEADER)
    write_whole(path, header + "".join(lines))
    read_params(path, _pages(workspace))
    return workspace, opened


def find_migration(name: str) -> Workspace:
    """Find a migration that was begun.

    Raises:
        DecisionError: There is no `params/<name>.yml`.
    """
    workspace = Workspace.find("demo")
    begun = sorted(path.stem for path in (workspace.project / "params").glob("*.yml") if "." not in path.stem)
    if name not in begun:
        raise DecisionError("The name", [unknown_name(name, begun, what="migration that was begun")])
    return Workspace.find(name)


def write_pages(workspace: Workspace) -> Path:
    """Write the notebooks with a migration's parameters into `pages/` of its workspace, and give that folder.

    A page that is there keeps the outputs of cells that are still the same. The parameters file is the truth: what
    was changed in a page's parameters cell is written anew from it.

    Raises:
        DecisionError: The parameters cannot be followed.
    """
    pages = _pages(workspace)
    params = read_params(workspace.project / "params" / f"{workspace.name}.yml", pages)
    back = os.path.relpath(workspace.project, workspace.folder("pages")).replace(os.sep, "/")
    for page in pages:
        book = nbformat.read(page, as_version=4)
        there = workspace.path("pages", page.name)
        kept = (
            {cell.source: cell for cell in nbformat.read(there, as_version=4).cells} if there.exists() else {}
        )
        normalise(book)
        for cell in book.cells:
            if cell.cell_type != "code":
                named = cell.source.replace("<name>", workspace.name)
                cell.source = _UP.sub(lambda link: "](../" if link["own"] else f"]({back}/", named)
                continue
            if "parameters" in cell.metadata.get("tags", []):
                cell.source = "\n".join(_cell_line(each, params.values[each.name]) for each in declared(page))
            before = kept.get(cell.source, {})
            cell.outputs, cell.execution_count = before.get("outputs", []), before.get("execution_count")
        write_whole(there, nbformat.writes(book) + "\n")
    return workspace.folder("pages")


def describe_page(workspace: Workspace, page: str) -> list[Parameter]:
    """List a page's parameters.

    Raises:
        DecisionError: There is no such page.
    """
    known = {path.stem: path for path in _pages(workspace)}
    if page not in known:
        raise DecisionError("The command line", [unknown_name(page, sorted(known), what="page")])
    return declared(known[page])


def _pages(workspace: Workspace) -> list[Path]:
    return sorted((workspace.project / "notebooks").glob(PAGES))


def _seen_from(project: Path, dump: str) -> str:
    """Write a path as the project sees it; a URL stays."""
    if "://" in dump:
        return dump
    path = Path(os.path.abspath(dump))  # noqa: PTH100 a pattern is no path that resolves
    return str(path.relative_to(project)) if path.is_relative_to(project) else str(path)


def _line(parameter: Parameter, value: Any) -> str:
    return f"{write_decisions({parameter.name: value}).rstrip()}  # {parameter.meaning}\n"


def _cell_line(parameter: Parameter, value: Any) -> str:
    return f"{parameter.name}: {parameter.type} = {value!r}  # {parameter.meaning}"

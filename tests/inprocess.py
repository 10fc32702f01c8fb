"""Run pages of a project in this process, for what a later page finds: without a kernel they take a second each."""

import re
from pathlib import Path

import nbformat
import pytest

from userferry.workspace import HOME_VARIABLE, PROJECT_VARIABLE


def parametrise(page: nbformat.NotebookNode, **changed: object) -> nbformat.NotebookNode:
    """Write values into a page's parameters cell, as an analyst would; gives the page."""
    cell = next(cell for cell in page.cells if "parameters" in cell.metadata.get("tags", []))
    for name, value in changed.items():
        line = re.compile(rf"^({name}: \w+ = ).*?(?=  #)", re.MULTILINE)
        if line.search(cell.source):
            cell.source = line.sub(lambda found, value=value: f"{found[1]}{value!r}", cell.source)
    return page


def run_pages(project: Path, home: Path, *names: str, **changed: object) -> None:
    """Run pages one after the other, to their ends.

    Args:
        project: Holds `notebooks/` and `params/`.
        home: Of the workspaces.
        names: Such as `01-profile`.
        changed: Parameters that are not the page's own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        patch.setenv(PROJECT_VARIABLE, str(project))
        for name in names:
            page = nbformat.read(project / "notebooks" / f"{name}.ipynb", as_version=4)
            here: dict[str, object] = {}
            for cell in parametrise(page, **changed).cells:
                if cell.cell_type == "code":
                    exec(compile(cell.source, name, "exec"), here)

"""A real JupyterLab on a copy of the project, and a real Chromium."""

import shutil
from pathlib import Path

import nbformat
import pytest
from tests.browser.driving import ARGUMENTS, CHROMIUM, serve_lab

from userferry.scripts import NodeError, install_packages

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the pages and the parameters: JupyterLab saves what it runs."""
    root = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "params"):
        shutil.copytree(PROJECT / name, root / name)
    for path in (root / "notebooks").glob("*.ipynb"):
        pages = nbformat.read(path, as_version=4)
        for cell in pages.cells:
            if cell.cell_type == "code":  # what is seen afterwards was made here
                cell.outputs, cell.execution_count = [], None
        nbformat.write(pages, path)
    return root


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """A JupyterLab server on the copy; gives its address."""
    with serve_lab(project, tmp_path_factory.mktemp("settings")) as address:
        yield address


@pytest.fixture(scope="module")
def page(lab):
    """A page as wide as an analyst's and long enough for a notebook."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser.new_page(viewport={"width": 1280, "height": 2600})
        browser.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """The text of axe-core, which looks for what keeps people from using a page."""
    try:
        folder = install_packages({"axe-core": "4.14.1"}, tmp_path_factory.mktemp("axe"))
    except NodeError as error:
        pytest.skip(f"axe-core cannot be had: {error}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()

"""A page in JupyterLab logs what befalls its cells; nothing stands on the page itself."""

import nbformat
import pytest
from nbclient import NotebookClient
from tests.logs.reading import events, fields, of, read_log

from userferry.chain.executing import private_kernel
from userferry.logs import LOG_VARIABLE, NOTEBOOK_VARIABLE

REFUSED = """
error = TerminalError("ann@example.com is refused", status=403, code="insufficient_scope")
error.endpoint = "GET /api/v2/users/{id}"
raise error
"""
CELLS = (
    "import userferry\nfrom userferry.errors import TerminalError\nfrom userferry.workspace import Workspace",
    "workspace = Workspace.find('acme')",
    REFUSED,
    "{}['ann@example.com']",
    "raise KeyboardInterrupt('ann@example.com')",
    "x = ((",
    "workspace.finish('05-import', {'runs/': 3})",
)


@pytest.fixture
def run_cells(tmp_path, monkeypatch, project):
    """Run the cells in a kernel as a Jupyter server starts it, and give the page."""

    def run(where: str) -> nbformat.NotebookNode:
        monkeypatch.setenv("USERFERRY_PROJECT", str(project))
        monkeypatch.setenv("USERFERRY_HOME", str(tmp_path / "home"))
        monkeypatch.setenv(LOG_VARIABLE, where)
        monkeypatch.setenv(NOTEBOOK_VARIABLE, f"{tmp_path}/ann/05-import.ipynb")
        page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
        with private_kernel() as kernel:
            NotebookClient(page, timeout=120, allow_errors=True, **kernel).execute()
        return page

    return run


def streams(page: nbformat.NotebookNode) -> list[str]:
    return [out.text for cell in page.cells for out in cell.outputs if out.output_type == "stream"]


def test_what_befalls_a_cell_is_logged_with_page_and_migration(run_cells, tmp_path):
    page = run_cells(str(tmp_path / "log.ndjson"))
    lines = read_log(tmp_path / "log.ndjson")
    failed, stopped = "cell.failed", "cell.stopped"
    assert events(lines) == [failed, failed, stopped, failed, "page.marked"]
    refused, bug, syntax = map(fields, of(lines, failed))
    told = {"status": 403, "code": "insufficient_scope", "endpoint": "GET /api/v2/users/{id}"}
    assert refused == {"error": "TerminalError"} | told
    assert (bug, syntax) == ({"error": "KeyError"}, {"error": "SyntaxError"})
    assert {(line["migration"], line["page"]) for line in lines} == {("acme", "05-import")}
    assert "ann" not in (tmp_path / "log.ndjson").read_text()
    assert streams(page) == []


def test_a_stream_would_stand_on_the_page_so_nothing_is_written_there(run_cells):
    assert streams(run_cells("-")) == []

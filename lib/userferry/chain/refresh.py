"""Run the notebooks afresh and store their outputs: the same bytes each time, so that only a changed number shows.

A cell either keeps its output, and nbval compares it; or is tagged `nbval-ignore-output`, and keeps none.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from userferry.chain.executing import private_kernel
from userferry.chain.normalising import normalise
from userferry.workspace import HOME_VARIABLE


def refresh(notebook: Path) -> bool:
    """Execute a notebook in place from a fresh kernel and normalise what it stores; true when its bytes changed."""
    before = notebook.read_text(encoding="utf-8")
    pages = nbformat.reads(before, as_version=4)
    here = {"metadata": {"path": str(notebook.parent)}}
    with private_kernel() as kernel:
        NotebookClient(
            pages, timeout=600, record_timing=False, store_widget_state=False, resources=here, **kernel
        ).execute()
    normalise(pages)
    after: str = nbformat.writes(pages) + "\n"
    notebook.write_text(after, encoding="utf-8")
    return after != before


def main() -> None:
    """Refresh every notebook, in order, in a workspace that is thrown away."""
    notebooks = sorted(Path("notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        for notebook in notebooks:
            changed = refresh(notebook)
            sys.stdout.write(f"{notebook}: {'changed' if changed else 'the same'}\n")


if __name__ == "__main__":
    main()

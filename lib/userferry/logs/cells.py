"""Log what befalls a notebook's cells, in JupyterLab as under papermill."""

import os
from pathlib import Path
from typing import Any

from userferry.logs.vocabulary import EVERYWHERE
from userferry.logs.works import failure_of
from userferry.logs.writing import bind, lines, log_event

NOTEBOOK_VARIABLE = "JPY_SESSION_NAME"
"""The path of a kernel's notebook, as a Jupyter server sets it, and as the chain does."""


def watch_cells(shell: Any) -> None:
    """Log from now on each cell of this notebook that fails or is stopped.

    Args:
        shell: IPython's.
    """
    page = Path(os.environ.get(NOTEBOOK_VARIABLE, "")).stem
    if EVERYWHERE["page"].take(page):
        bind(page=page)
    lines.is_on_page = True
    shell.events.register("post_run_cell", _log_cell)


def _log_cell(result: Any = None) -> None:
    error = getattr(result, "error_in_exec", None) or getattr(result, "error_before_exec", None)
    if isinstance(error, KeyboardInterrupt):
        log_event("cell.stopped")
    elif error is not None:
        log_event("cell.failed", **failure_of(error))

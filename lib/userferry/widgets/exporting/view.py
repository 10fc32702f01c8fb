"""What is exported, on a page: a panel over its model."""

from pathlib import Path

from userferry.exports import Asked
from userferry.widgets.exporting.model import ExportingModel
from userferry.widgets.panel import Panel
from userferry.widgets.timing import timing_here


def choose_columns(path: Path, asked: Asked, *, show_values: bool = False) -> Panel:
    """Show what is exported as a page to work on; Save writes the file, and the next cell reads it.

    Args:
        path: The decisions file; need not exist yet.
        asked: The users that the tenant gave.
        show_values: Show values as they are; JupyterLab may keep them in the notebook.
    """
    return Panel(
        ExportingModel(path, asked, show_values=show_values, timing=timing_here()), Path(__file__).parent
    )

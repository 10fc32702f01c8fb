"""The conflicts on a page: a panel over their model."""

from pathlib import Path

from userferry.conflicts import Conflicts
from userferry.frames import Frame
from userferry.widgets.conflicts.model import ConflictsModel
from userferry.widgets.panel import Panel
from userferry.widgets.timing import timing_here


def settle_conflicts(path: Path, users: Frame, conflicts: Conflicts, *, show_values: bool = False) -> Panel:
    """Show the conflicts as a page to work on; Save writes the resolutions file, and the next cell reads it.

    Args:
        path: The resolutions file; need not exist yet.
        users: The users among whom the conflicts were found.
        conflicts: As `find_conflicts` found them.
        show_values: Show values as they are; JupyterLab may keep them in the notebook. Credentials stay hidden.
    """
    model = ConflictsModel(path, users, conflicts, show_values=show_values, timing=timing_here())
    return Panel(model, Path(__file__).parent)

"""The mapping on a page: a panel over its model."""

import os
from pathlib import Path

from userferry.dumps import Dump
from userferry.profile import Profile
from userferry.widgets.mapping.model import MappingModel
from userferry.widgets.panel import Panel
from userferry.widgets.timing import timing_here

ANALYST_VARIABLE = "USERFERRY_ANALYST"


def edit_mapping(
    path: Path, profile: Profile, dump: Dump, *, accepted_by: str = "", show_values: bool = False
) -> Panel:
    """Show the mapping file as a page to work on; Save writes it, and the next cell reads it.

    Args:
        path: The mapping file; need not exist yet.
        profile: The dump's profile.
        dump: The dump, as `read_dumps` opens it.
        accepted_by: Who decides, written beside what is accepted; where it is empty, `USERFERRY_ANALYST` of the
            environment says it, or nobody.
        show_values: Show values as they are; JupyterLab may keep them in the notebook. Credentials stay hidden.
    """
    model = MappingModel(
        path,
        profile,
        dump,
        accepted_by=accepted_by or os.environ.get(ANALYST_VARIABLE, ""),
        show_values=show_values,
        timing=timing_here(),
    )
    return Panel(model, Path(__file__).parent)

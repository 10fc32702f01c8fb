"""Who collides inside the dump, and who gives way? Clusters are found; people decide by rules in a file."""

from userferry.conflicts.finding import Conflicts, find_conflicts
from userferry.conflicts.preview import Preview, preview_import
from userferry.conflicts.resolved import Resolved
from userferry.conflicts.resolving import resolve
from userferry.conflicts.rules import KEEP, Decision, KeepRule, Resolutions

__all__ = [
    "KEEP",
    "Conflicts",
    "Decision",
    "KeepRule",
    "Preview",
    "Resolutions",
    "Resolved",
    "find_conflicts",
    "preview_import",
    "resolve",
]

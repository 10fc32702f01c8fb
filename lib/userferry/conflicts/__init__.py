"""Who collides inside the dump, and who gives way? Clusters are found; people decide by rules in a file."""

from userferry.conflicts.fates import Fates, find_fates
from userferry.conflicts.finding import Conflicts, find_conflicts
from userferry.conflicts.preview import Preview, preview_import
from userferry.conflicts.resolved import Resolved
from userferry.conflicts.resolving import resolve
from userferry.conflicts.rules import KEEP, Decision, KeepRule, Resolutions
from userferry.conflicts.seen import Seen, count_seen

__all__ = [
    "KEEP",
    "Conflicts",
    "Decision",
    "Fates",
    "KeepRule",
    "Preview",
    "Resolutions",
    "Resolved",
    "Seen",
    "count_seen",
    "find_conflicts",
    "find_fates",
    "preview_import",
    "resolve",
]

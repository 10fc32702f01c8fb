"""Who collides inside the dump, and who gives way? Clusters are found; people decide by rules in a file."""

from userferry.conflicts.finding import Conflicts, find_conflicts
from userferry.conflicts.resolving import Resolved, resolve
from userferry.conflicts.rules import KEEP, KeepRule, Resolutions

__all__ = ["KEEP", "Conflicts", "KeepRule", "Resolutions", "Resolved", "find_conflicts", "resolve"]

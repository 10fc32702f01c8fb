"""Choose who gives way where users collide."""

from userferry.widgets.conflicts.model import ConflictsModel
from userferry.widgets.conflicts.view import settle_conflicts

__all__ = ["ConflictsModel", "settle_conflicts"]

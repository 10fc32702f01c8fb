"""What would it take to take a run back, whom does that spare, and what came of it?"""

from userferry.undo.case import Action, Case, Verdict, judge
from userferry.undo.plan import UndoPlan
from userferry.undo.planning import plan_undo
from userferry.undo.taking import take_back
from userferry.undo.undone import Undone

__all__ = ["Action", "Case", "UndoPlan", "Undone", "Verdict", "judge", "plan_undo", "take_back"]

"""What would it take to take a run back, whom does that spare, and what came of it?"""

from userferry.undo.case import Action, Case, Verdict, judge
from userferry.undo.plan import UndoPlan
from userferry.undo.planning import plan_undo
from userferry.undo.taking import carry_back, take_back
from userferry.undo.undone import Undone

__all__ = ["Action", "Case", "UndoPlan", "Undone", "Verdict", "carry_back", "judge", "plan_undo", "take_back"]

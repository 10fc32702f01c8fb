"""What exactly does an edited copy of an export change, and how is only that changed, and taken back?"""

from userferry.updates.carrying import carry_out_update, read_balance
from userferry.updates.changes import Changes
from userferry.updates.finding import find_changes
from userferry.updates.plan import UpdatePlan
from userferry.updates.planning import plan_update, take_users
from userferry.updates.rules import UpdateRules, read_rules
from userferry.updates.sheet import Sheet, read_copy, read_sheet, sheet_of_tenant, sheet_of_users
from userferry.updates.undoing import plan_update_undo, take_update_back
from userferry.updates.updated import Updated
from userferry.updates.verifying import VerifiedUpdate, verify_update

__all__ = [
    "Changes",
    "Sheet",
    "UpdatePlan",
    "UpdateRules",
    "Updated",
    "VerifiedUpdate",
    "carry_out_update",
    "find_changes",
    "plan_update",
    "plan_update_undo",
    "read_balance",
    "read_copy",
    "read_rules",
    "read_sheet",
    "sheet_of_tenant",
    "sheet_of_users",
    "take_update_back",
    "take_users",
    "verify_update",
]

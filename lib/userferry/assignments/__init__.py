"""Roles and memberships after the import: who is to have which, what will come of it, and was it so?"""

from userferry.assignments.assigned import Assigned
from userferry.assignments.assigning import assign_users
from userferry.assignments.foreseeing import ForeseenAssignments, foresee_assignments
from userferry.assignments.verifying import VerifiedAssignments, verify_assignments
from userferry.mapping import read_assignments

__all__ = [
    "Assigned",
    "ForeseenAssignments",
    "VerifiedAssignments",
    "assign_users",
    "foresee_assignments",
    "read_assignments",
    "verify_assignments",
]

"""Is what is there what was meant? Every user and every field that was sent, against an export of the connection."""

from userferry.reconcile.comparing import reconcile
from userferry.reconcile.exporting import export_users
from userferry.reconcile.result import Reconciliation

__all__ = ["Reconciliation", "export_users", "reconcile"]

"""Move users from one tenant to another, or from connection to connection: what goes, and what is lost?

source ──take──▶ transfer/source ──lay out──▶ users ──plan──▶ run ──▶ destination ──verify──▶ who is who
                 hash file ──open──┘

The source is only looked at. What an import cannot take is counted in a list of losses before anything is sent; roles
and memberships follow the import. Everything lies below `transfer/` of the workspace.
"""

from userferry.transfer.destination import reach_destination
from userferry.transfer.hashes import Hashes, read_hashes
from userferry.transfer.keys import HashRequest, open_hashes, prepare_key, request_hashes
from userferry.transfer.losses import Losses, find_losses
from userferry.transfer.plan import TransferPlan
from userferry.transfer.planning import plan_transfer
from userferry.transfer.source import Source
from userferry.transfer.taking import take_source
from userferry.transfer.terms import ASK_EACH, MAKE, Terms, read_terms
from userferry.transfer.transferring import Transferred, transfer_users
from userferry.transfer.verifying import VerifiedTransfer, verify_transfer
from userferry.transfer.wanting import Lacking

__all__ = [
    "ASK_EACH",
    "MAKE",
    "HashRequest",
    "Hashes",
    "Lacking",
    "Losses",
    "Source",
    "Terms",
    "TransferPlan",
    "Transferred",
    "VerifiedTransfer",
    "find_losses",
    "open_hashes",
    "plan_transfer",
    "prepare_key",
    "reach_destination",
    "read_hashes",
    "read_terms",
    "request_hashes",
    "take_source",
    "transfer_users",
    "verify_transfer",
]

"""What would Auth0 do? A tenant on this machine that answers as Auth0 does.

`with LocalTenant() as tenant:` starts a real HTTP server on 127.0.0.1 with a SQLite database under it.
Nothing here imports anything else of ours: the judge does not share a pen with the accused.
"""

from .faults import Fault
from .holding import FolderInUseError, PortTakenError
from .identity import OtherTenantError
from .server import LocalTenant
from .tiers import Tier

__all__ = ["Fault", "FolderInUseError", "LocalTenant", "OtherTenantError", "PortTakenError", "Tier"]

"""Which tenant do we speak to, may we, and what will be done to it?

rehearsal                the embedded tenant, its data in the workspace; started here, stopped by `close`
http://127.0.0.1:4010    an embedded tenant that runs already; credentials from the environment or a keyring
acme.eu.auth0.com        a real tenant; credentials likewise, and `confirm` must repeat the domain where
                         users are sent there

A rehearsal may be made like a real tenant, which is only looked at: its connection's settings, and its users where
that is asked for. Its time stands still but for what is waited for, so hours at a plan's pace pass in seconds.
"""

from userferry.targets.announcing import Announcement, announce
from userferry.targets.finding import UnknownConnectionError
from userferry.targets.lasting import RunTime, time_run
from userferry.targets.likeness import LIKE, Likeness
from userferry.targets.opening import open_session, open_target, reach_source, reach_target
from userferry.targets.rehearsal import PACKAGES
from userferry.targets.settings import settings_of
from userferry.targets.target import (
    CLIENT_ID_VARIABLE,
    CLIENT_SECRET_VARIABLE,
    SOURCE_ID_VARIABLE,
    SOURCE_SECRET_VARIABLE,
    Target,
    name_tenant,
)

__all__ = [
    "CLIENT_ID_VARIABLE",
    "CLIENT_SECRET_VARIABLE",
    "LIKE",
    "PACKAGES",
    "SOURCE_ID_VARIABLE",
    "SOURCE_SECRET_VARIABLE",
    "Announcement",
    "Likeness",
    "RunTime",
    "Target",
    "UnknownConnectionError",
    "announce",
    "name_tenant",
    "open_session",
    "open_target",
    "reach_source",
    "reach_target",
    "settings_of",
    "time_run",
]

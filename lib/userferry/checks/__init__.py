"""Would the tenant take each user? Named rules, evaluated in one lazy pass → `good, failure`.

A rule says which rows break it, and with which code, message and path the tenant would refuse them
(`behaviour.md` §1.1, §3.3, §3.4). Users come as a frame with a column for each attribute (`check_users`) or as
JSON texts that may hold anything (`check_rows`); both are laid out as the same places, and the rules see only those.
"""

from userferry.checks.checking import check_rows, check_users, find_notices
from userferry.checks.failure import Failure
from userferry.checks.rule import Rule
from userferry.forms import E164, EMAIL, PASSWORD_HASH, USERNAME

__all__ = [
    "E164",
    "EMAIL",
    "PASSWORD_HASH",
    "USERNAME",
    "Failure",
    "Rule",
    "check_rows",
    "check_users",
    "find_notices",
]

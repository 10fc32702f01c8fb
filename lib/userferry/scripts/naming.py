"""Ids that no other connection has: the connection's name stands before them."""

import re

from userferry.errors import DecisionError
from userferry.forms import SPACE
from userferry.mapping import Mapping, Step
from userferry.mapping.following import ordered

_AFTERWARDS = frozenset({"lower", "upper", "shorten", "only_valid"})
"""Steps that run after `prefix` and can stand a name before the id."""


def namespaced(mapping: Mapping, connection: str) -> Mapping:
    """Give the mapping whose users' ids begin with the connection's name, as in `legacy-shop|42`.

    Endpoints that are keyed by `user_id` take the first user who has it, of whichever connection, so ids have to
    differ between all of them (`behaviour.md` §2.4, §7). The same mapping serves the scripts and the bulk import of
    those who never log in. An id that has a prefix already keeps it.

    Args:
        mapping: As it was decided.
        connection: Its name; blanks, which ids may not have, are taken out.

    Raises:
        DecisionError: No column becomes `user_id`, or one of its steps would read the name as a part of the id.
    """
    rule = next((rule for rule in mapping.rules if rule.target == "user_id"), None)
    if rule is None:
        why = "no column becomes `user_id`, and a script has to give the same id at each login"
        raise DecisionError("The mapping", [f"{why}; place the column that tells users apart in 02-map"])
    if any(str(word) == "prefix" for word in rule.transforms):
        return mapping
    step = Step("prefix", f"{re.sub(SPACE, '', connection)}|")
    steps = ordered([*rule.transforms, step])
    odd = [str(word) for word in steps[steps.index(step) + 1 :] if str(word) not in _AFTERWARDS]
    if odd:
        why = f"`{odd[0]}` of `{rule.column}` would read the connection's name as a part of the id"
        raise DecisionError(
            "The mapping", [f"{why}; take it away, or put a `prefix` of your own before the id"]
        )
    return mapping.change(rule.column, transforms=tuple(steps))

"""What else might a column become? Every target that something speaks for, the likeliest first."""

from userferry.mapping.assigning import assign, reason_to_leave
from userferry.mapping.decided import ColumnRule
from userferry.mapping.names import senses_of
from userferry.mapping.suggesting import _proposed
from userferry.profile import Profile

_MOST = 8


def rank_targets(profile: Profile, column: str) -> list[ColumnRule]:
    """Rank what a column may become, each as the rule that would do it.

    The clues are weighed as `suggest_mapping` weighs them; that another column may have a better claim to an attribute
    is left out of account.

    Args:
        profile: The dump's profile.
        column: One of its columns.

    Returns:
        Rules with their transforms, the likeliest first, 8 at most; a `reason` begins with the confidence, "98%: …".
        None for a column that is best left behind.
    """
    columns = {str(facts["column"]): facts for facts in profile.columns.iter_rows(named=True)}
    if column not in columns:
        return []
    facts = columns[column]
    meanings = senses_of(columns)
    if reason_to_leave(meanings[column], facts):
        return []
    found: list[ColumnRule] = []
    gone: set[str] = set()
    # Each round takes away what the former chose, so that the next best is chosen.
    while len(found) < _MOST and (choice := assign(meanings, {column: facts}, gone).get(column)):
        gone.add(choice.clue.target)
        rule = _proposed(column, choice, facts, set())
        if rule.target not in [one.target for one in found]:
            found.append(rule)
    return found

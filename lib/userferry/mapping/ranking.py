"""What else might a column become? Every target that something speaks for, the likeliest first."""

from userferry.mapping.assigning import THRESHOLD, Choice, weigh
from userferry.mapping.clues import ATTRIBUTE_CLUES
from userferry.mapping.decided import ColumnRule
from userferry.mapping.leaving import reason_to_leave
from userferry.mapping.metadata import METADATA_CLUES
from userferry.mapping.suggesting import proposed
from userferry.mapping.table import Table
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
    table = Table.of(profile)
    if column not in table.columns:
        return []
    if reason_to_leave(column, table):
        return []
    weighed = [Choice(clue, weigh(clue, column, table)) for clue in (*ATTRIBUTE_CLUES, *METADATA_CLUES)]
    likely = sorted(weighed, key=lambda choice: choice.confidence, reverse=True)
    found: dict[str | None, ColumnRule] = {}
    for choice in likely:
        if choice.confidence >= THRESHOLD:
            rule = proposed(column, choice, table.columns[column], set())
            found.setdefault(rule.target, rule)
    return list(found.values())[:_MOST]

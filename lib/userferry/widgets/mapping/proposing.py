"""What a column may become: what its name and kind speak for, and what its words say."""

from collections.abc import Iterator

from userferry.fixing.states import read_states
from userferry.mapping import ColumnRule, Step, rank_targets
from userferry.mapping.names import path_of
from userferry.mapping.suggesting import read_truth
from userferry.profile import Profile
from userferry.widgets.mapping.samples import Samples

KEPT = {
    "app_metadata": "kept where only the application can change it",
    "user_metadata": "kept where the user can change it",
}
"""Metadata that any column may go to, and what that means."""


def propose_targets(profile: Profile, samples: Samples, column: str) -> tuple[ColumnRule, ...]:
    """Rank what a column may become, each as the rule that would do it.

    Args:
        profile: The dump's profile.
        samples: Its first rows, whose words are read.
        column: One of its columns.
    """
    ranked = rank_targets(profile, column)
    known = {rule.target for rule in ranked}
    return (*ranked, *(rule for rule in _read(profile, samples, column) if rule.target not in known))


def _read(profile: Profile, samples: Samples, column: str) -> Iterator[ColumnRule]:
    if states := states_of(samples, column):
        said = ", ".join(f"`{word}` {'may not' if is_out else 'may'}" for word, is_out in states.items())
        yield ColumnRule(
            column, "blocked", (Step("values", states),), f"its words say who may log in: {said}"
        )
    reader = read_truth(list(samples.values(ColumnRule(column))))
    if profile.kinds().get(column) == "boolean" and reader:
        for root, meaning in KEPT.items():
            yield ColumnRule(column, f"{root}.{path_of(column) or 'value'}", (reader,), meaning)


def states_of(samples: Samples, column: str) -> dict[str, bool]:
    """Say of a column's words whom they keep out, where each of them is known and some do and some do not."""
    words = samples.values(ColumnRule(column))
    said = read_states("blocked", words)
    return said if len(said) == len(words) and len(set(said.values())) > 1 else {}

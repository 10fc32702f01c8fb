"""Other resolutions out of those at hand: each function changes one thing and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from userferry.conflicts import Decision, KeepRule, Resolutions

COMPARES = ("newest", "oldest")
_KEEPS_ALL_OR_NONE = ("none", "both")


def with_keep(resolutions: Resolutions, kind: str, keep: str, moment: str) -> Resolutions:
    """Let a kind keep another; what the new word has no use for is dropped. An empty word takes the rule away.

    Args:
        resolutions: Those at hand.
        kind: The kind.
        keep: A word of `KEEP`, or empty.
        moment: What `newest` and `oldest` compare where nothing is said yet.
    """
    if not keep:
        return replace(
            resolutions, rules={name: rule for name, rule in resolutions.rules.items() if name != kind}
        )
    rule = replace(resolutions.rules.get(kind, KeepRule(keep)), keep=keep)
    rule = replace(rule, by=(rule.by or moment) if keep in COMPARES else "")
    if keep in _KEEPS_ALL_OR_NONE:
        rule = replace(rule, merge=(), rename="")
    return with_rule(resolutions, kind, rule)


def with_rule(resolutions: Resolutions, kind: str, rule: KeepRule) -> Resolutions:
    """Settle a kind by a rule."""
    return replace(resolutions, rules={**resolutions.rules, kind: rule})


def with_decisions(resolutions: Resolutions, kept: Mapping[str, int | str], reason: str) -> Resolutions:
    """Decide about clusters by hand.

    Args:
        resolutions: Those at hand.
        kept: Cluster → the row that is kept, or `none` or `both`.
        reason: Why; may be empty.
    """
    made = {name: _decided(keep, reason) for name, keep in kept.items()}
    return replace(resolutions, decisions={**resolutions.decisions, **made})


def without_decisions(resolutions: Resolutions, names: Collection[str]) -> Resolutions:
    """Leave clusters to their kind's rule again."""
    kept = {name: made for name, made in resolutions.decisions.items() if name not in names}
    return replace(resolutions, decisions=kept)


def decision_on(resolutions: Resolutions, cluster: str) -> Decision | None:
    """Give what was decided about one cluster by hand, None where nothing was."""
    made = resolutions.decisions.get(cluster)
    return Decision(made) if isinstance(made, int) else made


def paths_in(said: str) -> tuple[str, ...]:
    """Read a list of paths as somebody types it."""
    return tuple(dict.fromkeys(part for part in said.replace(",", " ").split() if part))


def _decided(keep: int | str, reason: str) -> int | Decision:
    return keep if isinstance(keep, int) and not reason else Decision(keep, reason)

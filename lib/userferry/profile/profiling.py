"""Profile a dump: decide kinds on a sample from all over it, then count everything once."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from userferry.frames import ROW, Frame
from userferry.profile.counting import Count, count_columns, take_sample
from userferry.profile.damage import damages
from userferry.profile.evidence import Evidence, measure_columns
from userferry.profile.facts import find_facts
from userferry.profile.kinds import decide
from userferry.profile.masking import PERSONAL, hidden, masked
from userferry.profile.result import COLUMNS, DAMAGE, Profile
from userferry.profile.types import types_of
from userferry.profile.verdict import OPEN, SECRETS, Verdict

_SHOWN = 5


def profile_users(frame: Frame, *, show_values: bool = False) -> Profile:
    """Profile a dump.

    Two passes: one takes a sample of at most 100,000 rows from all over, the other counts everything as it streams by.
    The same frame gives the same profile.

    Args:
        frame: Lazy or not; String columns (others are taken as text), and `__row`, which is left out.
        show_values: Show values as they are; such a profile is not written to a folder. Hashes and other secrets are
            never shown.
    """
    lazy = frame.lazy()
    schema = lazy.collect_schema()
    places = [(at, name) for at, name in enumerate(schema.names()) if name != ROW]
    names = [name for _, name in places]
    # By place and under names of ours: a column may be called `*`, or as something is that is counted.
    texts = [pl.nth(at).cast(pl.String, strict=False).alias(f"c{at}") for at, _ in places]
    taken = take_sample(lazy.select(texts))
    sample = taken.rows.clone()
    sample.columns = names
    evidence = dict(zip(names, measure_columns(sample.get_columns()), strict=True))
    verdicts = _beside_hashes({name: decide(one) for name, one in evidence.items()}, evidence)
    rows, counted = count_columns(
        lazy.select(texts), dict(zip(taken.rows.columns, verdicts.values(), strict=True)), taken
    )
    counts = dict(zip(names, counted.values(), strict=True))
    kinds = {name: verdict.kind for name, verdict in verdicts.items()}
    described = [
        _describe(evidence[name], verdicts[name], counts[name], sample[name], show_values=show_values)
        for name in names
    ]
    damaged = [
        found
        for name in names
        for found in _damaged(name, kinds[name], counts[name], sample[name], show_values=show_values)
    ]
    return Profile(
        rows=rows,
        columns=pl.DataFrame(described, schema=COLUMNS),
        facts=find_facts(sample, kinds, {name: count.distinct for name, count in counts.items()}),
        damage=pl.DataFrame(damaged, schema=DAMAGE, orient="row"),
        sampled=sample.height,
        is_masked=not show_values,
    )


def _beside_hashes(verdicts: dict[str, Verdict], evidence: dict[str, Evidence]) -> dict[str, Verdict]:
    """Take random texts of one length for salts where hashes stand beside them and no name says otherwise."""
    if not any(verdict.kind == "hash" for verdict in verdicts.values()):
        return verdicts
    salt = Verdict("salt", 0.5, "random, of one length, and beside password hashes")
    return {
        name: salt
        if verdict.kind == "token" and not evidence[name].hints & {"token", "id"} and _is_even(evidence[name])
        else verdict
        for name, verdict in verdicts.items()
    }


def _is_even(found: Evidence) -> bool:
    return found.shortest == found.longest <= 64  # noqa: PLR2004 no salt is longer than a SHA-256 in hex


def _describe(
    found: Evidence, verdict: Verdict, count: Count, values: pl.Series, *, show_values: bool
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "column": found.column, "kind": verdict.kind, "confidence": verdict.confidence, "reason": verdict.reason,
        "filled": count.filled, "distinct": count.distinct, "is_exact": count.is_exact,
        "shortest": count.shortest, "longest": count.longest, "mean": count.mean,
        "is_key": _is_key(count, verdict.kind, values), "misfits": count.misfits,
        "counter_examples": [], "types": [], "top": [], "patterns": [], "sample": None,
    }  # fmt: skip
    if verdict.kind == "empty" and count.filled:
        # The sample is empty and the dump is not: next to nothing is filled in.
        told |= {
            "kind": "text",
            "confidence": 0.1,
            "reason": "too few values are filled in for the sample to hold one",
        }
    if verdict.kind in SECRETS or not found.filled:
        return told
    filled = values.filter(values != "").drop_nulls()
    top = (
        filled.alias("value")
        .value_counts(name="rows")
        .sort("rows", "value", descending=[True, False])
        .head(_SHOWN)
    )
    looked = (
        pl.Series(masked(found.values["value"]), dtype=pl.String)
        .to_frame("pattern")
        .with_columns(found.values["rows"])
    )
    patterns = (
        looked.group_by("pattern")
        .agg(share=pl.col("rows").sum() / max(1, found.filled))
        .sort("share", "pattern", descending=[True, False])
        .head(_SHOWN)
    )
    first = filled[0]
    common = _shown(top["value"].to_list(), show_values=show_values)
    if verdict.kind in OPEN and not show_values:
        # An address may stray into a column of languages: what could be somebody's stays hidden there too.
        own = top["value"].str.contains(PERSONAL).to_list()
        common = [
            mask if hide else value for mask, hide, value in zip(common, own, top["value"], strict=True)
        ]
    return told | {
        "counter_examples": _shown(count.examples, show_values=show_values),
        "types": types_of(found, show_values=show_values),
        "top": [{"value": value, "rows": rows} for value, rows in zip(common, top["rows"], strict=True)],
        "patterns": patterns.to_dicts(),
        "sample": ", ".join(sorted(common))
        if verdict.kind in OPEN
        else first
        if show_values
        else hidden(first),
    }


def _is_key(count: Count, kind: str, values: pl.Series) -> bool:
    # A sample in which a value comes twice proves that it is no key; one in which none does is all that is known.
    is_full = count.filled == count.rows > 0 and kind not in SECRETS
    return is_full and (count.distinct == count.rows if count.is_exact else values.n_unique() == values.len())


def _shown(values: Sequence[str], *, show_values: bool) -> list[str]:
    return list(values) if show_values else masked(pl.Series(values, dtype=pl.String))


def _damaged(
    name: str, kind: str, count: Count, values: pl.Series, *, show_values: bool
) -> list[tuple[str, str, int, str | None]]:
    patterns = damages(kind)
    found = []
    for what, rows in count.damages.items():
        examples = (
            [] if kind in SECRETS else values.filter(values.str.contains(patterns[what])).head(1).to_list()
        )
        is_open = show_values or what == "placeholder"
        found.append((name, what, rows, _shown(examples, show_values=is_open)[0] if examples else None))
    return found

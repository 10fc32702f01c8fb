"""Which system's table or export is this? Column names and the values under them have to agree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from userferry.display import headline, table
from userferry.profile.known_layouts import LAYOUTS, Known, Look
from userferry.prose import prose

_MIN_NAMES = 0.75
"""The share of a layout's usual columns that have to be there."""

_MIN_FIT = 0.8
"""The share of a column's filled values that have to look as the layout's do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A known system's layout, recognised.

    Args:
        name: The system and the table or export, such as "Django auth_user".
        carries: What comes along, one sentence each.
        lacks: What has to be found elsewhere or is lost, one sentence each.
        evidence: By which columns it was known, one sentence each; no value of the dump.
        share: The share of the layout's usual columns that are there, 0 to 1.
    """

    name: str
    carries: tuple[str, ...]
    lacks: tuple[str, ...]
    evidence: tuple[str, ...] = field(default=())
    share: float = 1.0

    def __repr__(self) -> str:
        """Name it and say how much of it is there."""
        return f"Layout({self.name}, {self.share:.0%} of its usual columns)"

    def _repr_html_(self) -> str:
        said = {"known by": self.evidence, "carries": self.carries, "lacks": self.lacks}
        return table(
            headline(self),
            ["", ""],
            [(name, prose(one)) for name, several in said.items() for one in several],
        )


def recognise_layout(columns: Sequence[str], sample: pl.DataFrame) -> Layout | None:
    """Recognise a known system's layout, in whatever order its columns stand.

    Names alone are not enough: under the names that tell the layout from others, the filled values have to look as
    that system writes them, and at least one such value has to be there.

    Args:
        columns: The dump's columns.
        sample: Some of its rows, String columns.

    Returns:
        The layout of which most is there; None where none is, or names and values disagree.
    """
    names = {_plain(column): column for column in columns}
    found = [layout for known in LAYOUTS if (layout := _recognised(known, names, sample))]
    return max(found, key=lambda layout: (len(layout.evidence), layout.share), default=None)


def _recognised(known: Known, names: dict[str, str], sample: pl.DataFrame) -> Layout | None:
    if not all(_plain(name) in names for name in known.looks):
        return None
    usual = {_plain(name) for name in (*known.looks, *known.others)}
    share = len(usual & set(names)) / len(usual)
    fits = {name: _fit(sample, names[_plain(name)], look) for name, look in known.looks.items()}
    seen = {name: fit for name, fit in fits.items() if fit is not None}
    if share < _MIN_NAMES or not seen or min(seen.values()) < _MIN_FIT:
        return None
    evidence = tuple(f"`{name}` holds {known.looks[name].words}" for name in seen)
    return Layout(known.name, known.carries, known.lacks, evidence, round(share, 2))


def _fit(sample: pl.DataFrame, column: str, look: Look) -> float | None:
    if column not in sample.columns:
        return None
    values = sample[column].cast(pl.String)
    filled = values.filter(values != "").drop_nulls()
    return float(filled.str.contains(look.pattern).sum()) / filled.len() if filled.len() else None


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", name.strip().lower())

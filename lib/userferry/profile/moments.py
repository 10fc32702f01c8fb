"""Days and moments: which way they are written, and whether 03/04 may be read both ways."""

import polars as pl

from userferry.profile.evidence import Evidence
from userferry.profile.shapes import DAYS, EPOCHS, STAMPS
from userferry.profile.verdict import MOST, NEARLY_ALL, Verdict

_SHOWN = 0.02
"""The share from which a way of writing is one of the column's ways."""

_DAY_SECONDS = 86_400


def moment(found: Evidence) -> Verdict | None:
    """Say whether a column holds days or moments, and how they are written.

    Args:
        found: What its values show.
    """
    days = {name: found.shares[name] for name in DAYS if found.shares[name] >= _SHOWN}
    stamps = {name: found.shares[name] for name in STAMPS if found.shares[name] >= _SHOWN}
    ways = days | stamps
    if max(ways.values(), default=0.0) < 0.3 or sum(ways.values()) < MOST:  # noqa: PLR2004 three ways in one column
        return _epoch(found)
    if set(ways) <= {"yyyymmdd", "yyyymmddhhmmss"} and _counts(found):
        return None
    kind = "datetime" if sum(stamps.values()) >= 0.1 else "date"  # noqa: PLR2004 midnight may be left out
    best = sorted(ways, key=lambda name: -ways[name])
    order = _order(found) if any(" or " in name for name in best) else ""
    named = [
        f"{order}{name[name.index('/yy') :].split(' or ')[0]}" if order and " or " in name else name
        for name in best
    ]
    unsure = any(" or " in name for name in named)
    reason = f"written {', '.join(dict.fromkeys(named))}" + (
        "; day and month can be told apart in no value" if unsure else ""
    )
    compact = 0.8 if set(ways) <= {"yyyymmdd", "yyyymmddhhmmss"} else 0.97
    patterns = "|".join(f"(?:{(DAYS | STAMPS)[name]})" for name in best)
    return Verdict(kind, min(compact, 0.75 if unsure else 1.0), reason, patterns)


def _counts(found: Evidence) -> bool:
    """Whether numbers that could be days are one after the other, or named an identifier and nothing else."""
    is_named = "id" in found.hints and "moment" not in found.hints
    return found.is_unique and (found.rising >= 0.5 or is_named)  # noqa: PLR2004 months' ends break a count


def _order(found: Evidence) -> str:
    """Tell dd/mm from mm/dd by a number over twelve; empty where none is."""
    parts = (
        found.values["value"].str.extract_groups(r"^\s*(?<first>\d{1,2})/(?<second>\d{1,2})/").struct.unnest()
    )
    first, second = (parts[name].cast(pl.Int64) for name in ("first", "second"))
    over = {"dd/mm": int((first > 12).sum()), "mm/dd": int((second > 12).sum())}  # noqa: PLR2004 months of a year
    return max(over, key=lambda order: over[order]) if any(over.values()) else ""


def _epoch(found: Evidence) -> Verdict | None:
    best = max(EPOCHS, key=lambda name: found.shares[name])
    hints = found.hints
    if found.shares[best] < NEARLY_ALL or found.lowest is None or found.highest is None:
        return None
    if "moment" in hints and not hints & {"phone"}:
        return Verdict("datetime", 0.9, f"numbers in the range of {best}, and named a moment", EPOCHS[best])
    ticks = {"epoch seconds": 1, "epoch milliseconds": 10**3, "epoch microseconds": 10**6}.get(best, 10**7)
    is_wide = found.highest - found.lowest > 30 * _DAY_SECONDS * ticks
    is_even = found.shortest == found.longest and found.lowest >= 10 ** (found.longest - 1)
    is_recent = str(found.lowest).startswith("1") and found.longest >= 10  # noqa: PLR2004 digits of seconds since 2001
    if hints & {"id", "phone", "token", "number"} or not (is_wide and is_even and is_recent):
        return None
    if found.rising >= 0.5 or best == "Windows file time":  # noqa: PLR2004 a count
        return None
    return Verdict("datetime", 0.7, f"numbers in the range of {best}", EPOCHS[best])

"""Formats and zones of moments, as generated JavaScript reads them."""

import re
from collections import Counter
from functools import cache

import polars as pl

from userferry.scripts.signs import NoEqualError

_SHORT = {"%F": "%Y-%m-%d", "%T": "%H:%M:%S", "%D": "%m/%d/%y", "%R": "%H:%M", "%e": "%d", "%h": "%b", "%n": "\n",
          "%t": "\t", "%k": "%H", "%l": "%I"}  # fmt: skip
_TOKEN = re.compile(r"%([-_0]?)([.:#369]?)(.)", re.DOTALL)
_KNOWN = frozenset("YymdbBHIMSpfz%")
_WIDTHS = {"f": frozenset({"", ".", "3", "6", "9"}), "z": frozenset({"", ":", "#"})}
_FIRST, _LAST, _STEP = -5_400_000_000, 4_150_000_000, 6 * 3600
"""Before 1800 and after 2101 no zone of the mapping's reader changes its clocks, and none twice in six hours."""


def rewrite_format(written: str) -> str:
    """Write a moment's format with the signs that `scanMoment` knows.

    Raises:
        NoEqualError: It has another sign, or says no whole day.
    """
    text = re.sub(r"%.", lambda found: _SHORT.get(found[0], found[0]), written, flags=re.DOTALL)
    found = _TOKEN.findall(text)
    for _, width, sign in found:
        if sign not in _KNOWN or width not in _WIDTHS.get(sign, {""}):
            raise NoEqualError(f"its `%{width}{sign}`")
    signs = Counter({"b": "m", "B": "m", "y": "Y"}.get(sign, sign) for _, _, sign in found if sign != "%")
    if twice := [sign for sign, count in signs.items() if count > 1]:
        raise NoEqualError(f"its `%{twice[0]}` stands twice")
    has = signs.keys()
    is_clock = ("M" in has) == ("H" in has or "I" in has) and ("S" not in has or "M" in has)
    is_whole = {"Y", "m", "d"} <= has and is_clock and ("p" in has) == ("I" in has)
    if (
        not is_whole
        or {"H", "I"} <= has
        or ("f" in has and "S" not in has)
        or ("z" in has and "M" not in has)
    ):
        raise NoEqualError("it says no whole day, or a clock in parts")
    return _TOKEN.sub(r"%\2\3", text)


@cache
def zone_offsets(zone: str) -> tuple[tuple[int | None, int], ...]:
    """List since when, in seconds since 1970, a zone's clocks were how many seconds ahead of UTC.

    They are written into the script, for what Node knows of zones differs from version to version, and from what the
    mapping's reader knows before 1970 and after 2100.

    Returns:
        The first with None for ever.
    """
    before = pl.int_range(_FIRST, _LAST, _STEP, eager=True).alias("second")
    offsets = _offsets(before, zone)
    changes = (offsets != offsets.shift(-1)).fill_null(value=False)
    low, old = before.filter(changes), offsets.filter(changes)
    high = low + _STEP
    while (high - low).max() not in {None, 1}:
        middle = (low + high) // 2
        is_old = _offsets(middle, zone) == old
        low, high = (
            pl.select(pl.when(is_old).then(middle).otherwise(low)).to_series(),
            pl.select(pl.when(is_old).then(high).otherwise(middle)).to_series(),
        )
    return ((None, int(offsets[0])), *zip(high.to_list(), _offsets(high, zone).to_list(), strict=True))


def _offsets(seconds: pl.Series, zone: str) -> pl.Series:
    moment = pl.from_epoch(pl.col("second"), "s").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    ahead = moment.dt.base_utc_offset() + moment.dt.dst_offset()
    return seconds.alias("second").to_frame().select(ahead.dt.total_seconds()).to_series()

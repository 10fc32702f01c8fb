"""Whom is whom: each user that was meant beside the one whom the tenant holds, a part of them in memory at a time."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

_PART_BYTES = 64 * 1024**2
_KEYS = ("user_id", "email", "username", "phone_number")
"""By what a user is known, the surest first."""

FOUND = " found"
"""What stands behind the name of a column of the tenant's side."""


class Pairing:
    """Pairs users through files of their own, parted by a key's digest; nothing is larger than a part.

    A user whose id is not there is looked for by address: then the id is what differs. A username or a number is asked
    only of those who have nothing else.

    Args:
        folder: Private and empty; what is left there afterwards are those whom nobody matched.
        meant: `__row`, `is_new` and what was meant.
        found: What the tenant holds.
        size_bytes: Of the export, for the number of parts.
    """

    def __init__(self, folder: Path, meant: pl.LazyFrame, found: pl.LazyFrame, *, size_bytes: int) -> None:
        self._folder = folder
        self._parts = 1 + size_bytes // _PART_BYTES
        self._meant = self._kept(meant, "meant")
        self._found = self._kept(found.rename(lambda name: name + FOUND), "found")
        self.users = _count(self._meant)

    def pairs(self) -> Iterator[pl.DataFrame]:
        """Give the pairs, part by part; to be gone through to its end."""
        for place, key in enumerate(_KEYS):
            surer = [] if key in _KEYS[:2] else [pl.col(name).is_null() for name in _KEYS[:place]]
            asked = self._meant.filter(pl.col(key).is_not_null(), *surer)
            if not _count(asked):
                continue
            one = self._parted(asked, key, f"{key}-meant")
            two = self._parted(self._found, key + FOUND, f"{key}-found")
            matched: list[pl.DataFrame] = []
            for part in range(self._parts):
                mine, theirs = _part(one, part, self._meant), _part(two, part, self._found)
                pairs = mine.join(theirs, left_on=key, right_on=key + FOUND, coalesce=False)
                matched.append(pairs.select("__row", "user_id" + FOUND))
                yield pairs
            self._leave_out(pl.concat(matched), key)

    def missing(self) -> pl.LazyFrame:
        """Give those whom the tenant does not hold."""
        return self._meant

    def others(self) -> pl.LazyFrame:
        """Give those whom nobody meant."""
        return self._found

    def _leave_out(self, matched: pl.DataFrame, key: str) -> None:
        seen = matched.lazy()
        self._meant = self._kept(self._meant.join(seen, on="__row", how="anti"), f"{key}-left")
        self._found = self._kept(self._found.join(seen, on="user_id" + FOUND, how="anti"), f"{key}-others")

    def _kept(self, frame: pl.LazyFrame, name: str) -> pl.LazyFrame:
        path = self._folder / f"{name}.parquet"
        frame.sink_parquet(path, compression="lz4", statistics=False)
        return pl.scan_parquet(path)

    def _parted(self, frame: pl.LazyFrame, key: str, name: str) -> Path:
        folder = self._folder / name
        part = (pl.col(key).hash(seed=0) % self._parts).alias("part")
        to = pl.PartitionBy(folder, key=part, include_key=False)
        frame.filter(pl.col(key).is_not_null()).sink_parquet(to, compression="lz4", mkdir=True)
        return folder


def _part(folder: Path, number: int, like: pl.LazyFrame) -> pl.DataFrame:
    files = sorted(folder.glob(f"part={number}/*.parquet"))
    return pl.read_parquet(files) if files else pl.DataFrame(schema=like.collect_schema())


def _count(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect().item())

"""What a dump was like when its mapping was decided; the next one is held against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from userferry.decisions import unknown_name
from userferry.mapping.gathering import filled
from userferry.profile.damage import damages

_BROKEN = "|".join(
    pattern
    for what, pattern in damages("text").items()
    if what.startswith(("broken encoding", "replacement character"))
)
_OFTEN = 0.1
"""A column that was filled in less often may be empty by chance."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The shape of a dump, without one of its values.

    Args:
        rows: Records in it.
        filled: Placed column → share of the rows, 0 to 1, in which it is filled in.
        keys: Columns that become the `user_id` and differ in every row.
        broken: Placed columns in which text with a broken encoding stood.
        forms: Forms of the password hashes.
    """

    rows: int
    filled: dict[str, float]
    keys: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    def as_written(self) -> dict[str, Any]:
        """Give it as the mapping file says it."""
        lists = {"keys": list(self.keys), "broken": list(self.broken), "forms": list(self.forms)}
        return {"rows": self.rows, "filled": dict(self.filled)} | lists


@dataclass(frozen=True, slots=True)
class Counts:
    """The same of the dump at hand, counted.

    Args:
        rows: Records in it.
        filled: Placed column → rows in which it is filled in.
        repeats: Key → rows that repeat another's value.
        broken: Placed column → values with a broken encoding.
        forms: Form of a hash → rows.
    """

    rows: int
    filled: dict[str, int]
    repeats: dict[str, int]
    broken: dict[str, int]
    forms: dict[str, int]

    def as_seen(self) -> Seen:
        """Keep what the next dump is held against."""
        return Seen(
            self.rows,
            {name: round(count / max(1, self.rows), 4) for name, count in self.filled.items()},
            tuple(name for name, count in self.repeats.items() if not count),
            tuple(name for name, count in self.broken.items() if count),
            tuple(self.forms),
        )


def count_shape(
    frame: pl.LazyFrame, placed: Sequence[str], *, keys: Sequence[str], hashes: pl.Expr | None
) -> Counts:
    """Count in two passes what a dump is like; a key's values take 8 bytes each in memory.

    Args:
        frame: The dump.
        placed: Columns that become an attribute.
        keys: Of these, the ones that should differ in every row.
        hashes: `HASH_FINDING` of the column of hashes, None where there is none.
    """
    asked = [pl.len().alias("rows")]
    for place, name in enumerate(placed):
        asked.append((pl.col(name) != "").sum().alias(f"filled {place}"))
        asked.append(pl.col(name).str.contains(_BROKEN).sum().alias(f"broken {place}"))
    asked += [
        filled(name).drop_nulls().hash().n_unique().alias(f"key {place}") for place, name in enumerate(keys)
    ]
    told = frame.select(asked).collect(engine="streaming").row(0, named=True)
    full = {name: told[f"filled {place}"] for place, name in enumerate(placed)}
    repeats = {name: full[name] - told[f"key {place}"] for place, name in enumerate(keys)}
    broken = {name: told[f"broken {place}"] for place, name in enumerate(placed)}
    return Counts(told["rows"], full, repeats, broken, {} if hashes is None else _forms(frame, hashes))


def _forms(frame: pl.LazyFrame, hashes: pl.Expr) -> dict[str, int]:
    one = pl.col("found").struct
    several = one.field("candidates").list.sort().list.join(" or ")
    form = pl.coalesce(one.field("format"), pl.when(several != "").then(several), one.field("kind"))
    counted = frame.select(found=hashes).group_by(form=form).len().sort("form").collect(engine="streaming")
    return {str(name): rows for name, rows in counted.drop_nulls().iter_rows()}


def shape_drift(seen: Seen, now: Counts) -> list[str]:
    """List how a dump differs from the one that the mapping was decided on, a sentence each."""
    found = []
    for name, count in now.filled.items():
        was, share = seen.filled.get(name, 0.0), count / max(1, now.rows)
        if (was >= _OFTEN and share < was / 2) or (was and not count):
            found.append(f"`{name}` is filled in {share:.0%} of the rows, and was in {was:.0%}")
    found += [
        f"`{name}` differed in every row, and {count:,} rows now repeat another's"
        for name, count in now.repeats.items()
        if count and name in seen.keys
    ]
    found += [
        f"{count:,} values of `{name}` have a broken encoding, and none had; see which encoding the dump is read in"
        for name, count in now.broken.items()
        if count and name not in seen.broken
    ]
    found += [
        f"{count:,} password hashes are of a form that was not there: {form}"
        for form, count in now.forms.items()
        if form not in seen.forms
    ]
    return found


def read_seen(written: object) -> tuple[Seen | None, list[str]]:
    """Read what the mapping file says under `seen`, with what is wrong in it."""
    known = ["rows", "filled", "keys", "broken", "forms"]
    if not isinstance(written, dict):
        return None, ["`seen` holds what the dump was like; leave it out, or let `remember_dump` write it"]
    wrong = [unknown_name(str(key), known, what="part of `seen`") for key in written if key not in known]
    rows, shares = written.get("rows", 0), written.get("filled", {})
    if type(rows) is not int or not isinstance(shares, dict) or not all(map(_is_share, shares.values())):
        return None, [*wrong, "`seen` says `rows`, a number, and `filled`, a share of 0 to 1 for each column"]
    lists = [written.get(name, []) for name in ("keys", "broken", "forms")]
    if not all(isinstance(one, list) for one in lists):
        return None, [*wrong, "`keys`, `broken` and `forms` of `seen` are lists"]
    keys, broken, forms = (tuple(map(str, one)) for one in lists)
    return Seen(rows, {str(name): float(share) for name, share in shares.items()}, keys, broken, forms), wrong


def _is_share(said: object) -> bool:
    return type(said) in {int, float} and 0 <= float(str(said)) <= 1

"""Bring two sources together by a key: the users here, their hashes, salts or profiles there."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from userferry.decisions import unknown_name
from userferry.display import mask
from userferry.dumps.address import is_address
from userferry.dumps.dump import Dump, Recipe
from userferry.dumps.reading import read_dump
from userferry.dumps.source import Options
from userferry.errors import DumpError
from userferry.frames import ROW

_KEY = "__key"
_SHOWN = 3
_SAID = ("dump", "on", "how", "prefix")


def read_dumps(dump: Any, reading: Mapping[str, Any] | None = None, *, root: Path | None = None) -> Dump:
    """Open a dump as the parameters say, joined with the one that completes it where they say so.

    Args:
        dump: As `read_dump` takes it.
        reading: Any of `Options`, by name; and `join`: `dump` and `on`, and where they matter `how`, `prefix` and the
            other dump's options. Empty lets the bytes tell.
        root: Where relative paths begin.

    Raises:
        DumpError: As `read_dump` and `join_dumps`; or a name is none of these, or `join` lacks `dump` or `on`.
    """
    return replace(_opened(dump, dict(reading or {}), root), recipe=Recipe(dump, dict(reading or {}), root))


def _opened(dump: Any, said: dict[str, Any], root: Path | None) -> Dump:
    join = said.pop("join", None)
    if unknown := sorted(set(said) - set(Options.known())):
        hint = unknown_name(unknown[0], [*Options.known(), "join"], what="word of `reading`")
        raise DumpError(f"{hint}. Nothing was written.")
    users = read_dump(_located(dump, root), **said)
    if not join:
        return users
    if not isinstance(join, Mapping) or "dump" not in join or "on" not in join:
        raise DumpError(
            "A join needs `dump` (the other source) and `on` (the key). Nothing was written. "
            "Write it as {dump: credentials.csv, on: user_id}, or on: [id, user_id] where the names differ."
        )
    if unknown := sorted(set(join) - {*_SAID, *Options.known()}):
        hint = unknown_name(unknown[0], [*_SAID, *Options.known()], what="word of a join")
        raise DumpError(f"{hint}. Nothing was written.")
    options = {name: value for name, value in join.items() if name in Options.known()}
    how = {name: join[name] for name in ("how", "prefix") if name in join}
    on = join["on"]
    other = read_dump(_located(join["dump"], root), **options)
    return join_dumps(users, other, on=on if isinstance(on, str) else tuple(on), **how)


def join_dumps(
    users: Dump,
    other: Dump,
    *,
    on: str | tuple[str, ...],
    how: Literal["left", "inner"] = "left",
    prefix: str = "",
) -> Dump:
    """Add another source's columns to the users'; it takes a pass over each source to count what finds no partner.

    Keys are compared as the texts they are; a null or empty key finds nothing. The other source is held in memory while
    the frame is read.

    Args:
        users: Whose `__row` and order are kept.
        other: Has each key once at most.
        on: The key's column, or its name here and its name there.
        how: "left" keeps each user, with nulls where the other source has nothing; "inner" leaves those out.
        prefix: Before the name of each column of the other source; where it is empty, a name that both have is preceded
            by the other source's name.

    Raises:
        DumpError: There is no such column, the other source has a key twice, or no key finds a partner.
    """
    here, there = (on, on) if isinstance(on, str) else _two(on)
    if how not in ("left", "inner"):
        raise DumpError(f"{unknown_name(how, ('left', 'inner'), what='way to join')}. Nothing was written.")
    for dump, key in ((users, here), (other, there)):
        if key not in dump.columns:
            raise DumpError(
                f"{unknown_name(key, dump.columns, what=f'column of {dump.source}')}. Nothing was written. Mend `on`."
            )
    _refuse_doubled(other, there)
    matched, alone, left_over = _count_matches(users, here, other, there)
    names = _named(users, other, there, prefix)
    partners = other.frame.filter(_present(there)).select(
        pl.col(there).alias(_KEY), *(pl.col(old).alias(new) for old, new in names.items())
    )
    frame = users.frame.join(
        partners, left_on=here, right_on=_KEY, how=how, maintain_order="left", coalesce=True
    )
    lost = other.rejected.height
    evidence = (
        *users.evidence,
        ("joined with", f"{other.source} ({other.description}) by {here} = {there}"),
        (
            "users without a partner",
            f"{alone:,} of {matched + alone:,}{', left out' if how == 'inner' else ''}",
        ),
        (f"records of {other.source} without a user", f"{left_over:,}"),
        *([(f"lines rejected in {other.source}", f"{lost:,}")] if lost else []),
    )

    def fingerprint() -> str:
        both = f"{users.digest}\n{other.digest}\n{here}\n{there}\n{how}\n{prefix}"
        return hashlib.sha256(both.encode()).hexdigest()

    return replace(
        users,
        frame=frame,
        source=f"{users.source} with {other.source}",
        description=f"{users.description}, joined",
        bytes=users.bytes + other.bytes,
        fingerprint=cache(fingerprint),
        evidence=evidence,
        kept=matched + (alone if how == "left" else 0),
        paths=users.paths + other.paths,
    )


def _two(on: tuple[str, ...]) -> tuple[str, str]:
    if len(on) != 2:  # noqa: PLR2004 one name here and one there
        raise DumpError(
            f"A join's `on` names {len(on)} columns. Nothing was written. Give one name, or one for each source."
        )
    return on[0], on[1]


def _present(key: str) -> pl.Expr:
    return pl.col(key).is_not_null() & (pl.col(key) != "")


def _refuse_doubled(other: Dump, key: str) -> None:
    counted = (
        other.frame.filter(_present(key))
        .group_by(key)
        .len()
        .filter(pl.col("len") > 1)
        .collect(engine="streaming")
    )
    if counted.height:
        first = counted.sort("len", key, descending=[True, False]).head(_SHOWN)
        shown = ", ".join(f"{mask(value)} {times:,} times" for value, times in first.iter_rows())
        raise DumpError(
            f"{counted.height:,} keys stand more than once in {key} of {other.source}, such as {shown}: a user would "
            "become several. Nothing was written. Join by a column that tells them apart, or keep one record "
            "a key first (query= on a database)."
        )


def _count_matches(users: Dump, here: str, other: Dump, there: str) -> tuple[int, int, int]:
    """Count users with and without a partner, and the other source's records without a user."""
    keys = other.frame.filter(_present(there)).select(
        pl.col(there).alias(_KEY), pl.lit(value=True).alias("known")
    )
    joined = users.frame.select(here).join(keys, left_on=here, right_on=_KEY, how="left")
    matched, alone, used = (
        joined.select(
            pl.col("known").is_not_null().sum(),
            pl.col("known").is_null().sum().alias("alone"),
            pl.col(here).filter(pl.col("known").is_not_null()).n_unique().alias("used"),
        )
        .collect(engine="streaming")
        .row(0)
    )
    records = other.frame.select(pl.len()).collect(engine="streaming").item()
    if not matched and alone and records:
        raise DumpError(
            f"No {here} of {users.source} stands in {there} of {other.source}. Nothing was written. Keys are compared "
            f"as texts ({_example(users, here)} here, {_example(other, there)} there): mend `on`, or make "
            "them alike first."
        )
    return matched, alone, records - used


def _example(dump: Dump, key: str) -> str:
    found = dump.frame.select(key).filter(_present(key)).head(1).collect()
    return mask(found.item()) if found.height else "none"


def _named(users: Dump, other: Dump, there: str, prefix: str) -> dict[str, str]:
    """Name the other source's columns: the key stands once already, a name that both have tells its source."""
    taken = {ROW, *users.columns}
    stem = other.source.rpartition("/")[2].partition(".")[0]
    names = {
        name: f"{prefix}{name}" if prefix else f"{stem}_{name}" if name in taken else name
        for name in other.columns
        if name != there
    }
    counted = Counter([*taken, *names.values()])
    if clashes := sorted(name for name, times in counted.items() if times > 1):
        raise DumpError(
            f"{users.source} and {other.source} both have {', '.join(clashes)}. Nothing was written. "
            "Give the other's columns a prefix= that makes them differ."
        )
    return names


def _located(source: Any, root: Path | None) -> Any:
    if root is None or is_address(source):
        return source
    return (
        [root / one for one in source]
        if isinstance(source, Sequence) and not isinstance(source, str)
        else root / source
    )

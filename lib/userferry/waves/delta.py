"""What a later dump of the same source has to send: who is new, who changed, who need not go, and who is gone."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from userferry.conflicts import Resolved
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import WorkspaceError
from userferry.frames import ROW
from userferry.holdings import Holdings
from userferry.runs import Place
from userferry.waves.choosing import LEFT
from userferry.waves.counted import Counted
from userferry.waves.digests import DIGESTS, PARTS, SCHEMA, digest_users, key_of
from userferry.waves.meeting import (
    THERE,
    UNSENT,
    find_taken,
    hold_back,
    hold_changed,
    list_unsent,
    look_up,
    meet_held,
    read_held,
)
from userferry.waves.merging import as_updates, with_lines


@dataclass(frozen=True, slots=True, repr=False)
class Delta:
    """What changed since some runs: rows of the dump = new + changed + unchanged + refused or held back.

    Args:
        since: The runs with which the dump is compared; empty where it is compared with nothing.
        users: Every user as it would be sent.
        resolved: Those kept, unchanged ones among them, and those held back, the delta's own among them.
        unchanged: `__row` Int64; `place`, `reason`, `code` String.
        gone: `key` String of those who were sent and are not in this dump; nothing is done to them.
        unsent: `__row` Int64; `key`, `attribute`, `endpoint` String: each change that an upsert cannot make.
        updates: `__row` and what the tenant holds of those who update somebody, lazily.
        carried: The digests of everybody who arrived before, for the run's own.
        counts: Rows by `new` and `changed`.
    """

    users: pl.LazyFrame
    resolved: Resolved
    since: tuple[str, ...] = ()
    unchanged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LEFT))
    gone: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"key": pl.String}))
    unsent: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNSENT))
    updates: pl.LazyFrame | None = None
    carried: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=SCHEMA))
    counts: dict[str, int] = field(default_factory=dict)

    def lines(self, kept: pl.LazyFrame) -> pl.LazyFrame:
        """Give users to be cut into import files: with the tenant's metadata where they update somebody."""
        return kept if self.updates is None else with_lines(kept, self.updates)

    def __repr__(self) -> str:
        """Say how many are new, changed and gone."""
        if not self.since:
            return "Delta(compared with no run)"
        new, changed = self.counts["new"], self.counts["changed"]
        return (
            f"Delta(since {', '.join(self.since)}: {new:,} new, {changed:,} changed, {self.unchanged.height:,} "
            f"unchanged, {self.gone.height:,} gone)"
        )

    def _repr_html_(self) -> str:
        if not self.since:
            return ""
        rows: list[tuple[str, int, str]] = [
            ("new", self.counts["new"], "inserted, unless somebody else put them there: those are held back"),
            ("changed", self.counts["changed"], "updated; metadata that only the tenant has stays"),
            ("unchanged", self.unchanged.height, "not sent"),
            ("gone", self.gone.height, "listed in checked/gone.parquet; nothing is done to them"),
        ]
        lists = self.unsent.group_by("attribute", "endpoint").len("rows").sort("attribute")
        told = [
            (f"`{name}` changed", rows, f"no upsert changes it: {by}") for name, by, rows in lists.iter_rows()
        ]
        return table(headline(self), ("what", "rows", "what becomes of them"), [*rows, *told])

    def write(self, folder: Path) -> Path:
        """Write `gone.parquet` and `unsent_changes.parquet` into the folder."""
        write_frame(folder / "unsent_changes.parquet", self.unsent)
        return write_frame(folder / "gone.parquet", self.gone)


def find_delta(
    users: pl.LazyFrame, resolved: Resolved, held: Holdings, counted: Counted, *, key: bytes
) -> Delta:
    """Compare a dump's users with those whom earlier runs brought, and merge what changed with what the tenant holds.

    Args:
        users: Every user of the dump: `__row` Int64 and a column for each attribute.
        resolved: Those kept and those held back.
        held: What the tenant holds, asked after those runs.
        counted: The runs; each keeps the digests of what it sent.
        key: Of `read_key`.

    Raises:
        WorkspaceError: a run kept no digests.
    """
    known = _arrived(counted)
    keys = users.select(key_of(users.collect_schema()))
    gone = known.select("key").join(keys, on="key", how="anti").sort("key").collect(engine="streaming")
    told = _compare(digest_users(resolved.kept, key), known)
    new, changed = told.filter(~pl.col("is_known")), told.filter("is_changed")
    same = told.filter(pl.col("is_known") & ~pl.col("is_changed"))
    assert held.users is not None  # noqa: S101 whoever calls has made sure; it tells the type checker
    there = read_held(held.users)
    met = meet_held(resolved.kept, changed.lazy(), there).collect(engine="streaming")
    taken = find_taken(resolved.kept, new, there)
    unsent = list_unsent(met)
    runs = ", ".join(counted.names)
    # somebody has changed them there already
    is_nothing = pl.col("is_there") & ~pl.col("changeable differs") & ~pl.col("is_hash_sent")
    is_known_there = is_nothing & ~pl.any_horizontal(pl.col("^other .*$"))
    same = pl.concat([same.select(ROW), met.filter(is_known_there).select(ROW)])
    met = met.filter(~is_known_there)
    away = pl.concat([hold_back(runs, taken, THERE), hold_changed(runs, met, unsent)]).sort(ROW)
    going = met.join(away, on=ROW, how="anti").select(ROW, "key", "is_hash_sent")
    updates = look_up(going.lazy(), there)
    kept = resolved.kept.join(away.lazy().select(ROW), on=ROW, how="anti", maintain_order="left")
    all_held = pl.concat([resolved.held, away]).sort(ROW)
    settled = replace(resolved, kept=as_updates(kept, updates), held=all_held)
    unchanged = same.sort(ROW).select(
        ROW, place=pl.lit(str(Place.UNCHANGED)), reason=pl.lit(f"as in {runs}"), code=pl.lit(None, pl.String)
    )
    counts = {"new": new.height, "changed": met.height}
    carried = known.select(
        pl.lit(None, pl.Int64).alias(ROW), "key", *PARTS, pl.lit(value=True).alias("is_carried")
    )
    sent = as_updates(users, updates)
    return Delta(sent, settled, counted.names, unchanged, gone, unsent, updates, carried, counts)


def _arrived(counted: Counted) -> pl.LazyFrame:
    """Give the digests of everybody whom these runs brought, each key once, as the last of them sent it."""
    found = []
    for number, (folder, outcome) in enumerate(zip(counted.folders, counted.outcomes, strict=True)):
        path = folder / DIGESTS
        if not path.exists():
            raise WorkspaceError(
                f"The run {folder.name} kept no digests of what it sent, so nobody can say what changed since. Nothing "
                "was written. Leave `since` empty and send everybody with `upsert: true`, or compare with a later run."
            )
        digests = pl.scan_parquet(path)
        # what was carried comes before what the run itself brought, which is newer
        carried = digests.filter("is_carried").with_columns(order=pl.lit(2 * number))
        own = digests.filter(~pl.col("is_carried")).join(outcome.arrived(), on=ROW, how="semi")
        found += [carried, own.with_columns(order=pl.lit(2 * number + 1))]
    together = pl.concat(found).drop_nulls("key")
    return together.group_by("key").agg(pl.col(part).sort_by("order").last() for part in PARTS)


def _compare(now: pl.LazyFrame, known: pl.LazyFrame) -> pl.DataFrame:
    """Say of each row whether it `is_known` and whether it `is_changed`, and which of `PARTS` differs."""
    was = known.select(
        "key", *[pl.col(part).alias(f"{part} was") for part in PARTS], is_known=pl.lit(value=True)
    )
    differs = {f"{part} differs": pl.col(part).ne_missing(pl.col(f"{part} was")) for part in PARTS}
    is_known = pl.col("is_known").is_not_null()
    is_changed = is_known & pl.any_horizontal(list(differs.values()))
    judged = now.join(was, on="key", how="left").select(
        ROW, "key", is_known=is_known, is_changed=is_changed, **differs
    )
    # the keys of those who need not go would be most of what is held in memory here
    is_same = pl.col("is_known") & ~pl.col("is_changed")
    return judged.with_columns(key=pl.when(~is_same).then("key")).collect(engine="streaming")


def digests_to_keep(delta: Delta, mapped: pl.LazyFrame, key: bytes) -> pl.LazyFrame:
    """Give what the run's folder keeps: whoever arrived before, and this run's users, who count if they arrive.

    A change that an upsert could not make is no part of what arrived, so that the next dump tells it again.

    Args:
        delta: What was compared.
        mapped: This run's users as the mapping and the resolutions make them.
        key: Of `read_key`.
    """
    own = digest_users(mapped, key).with_columns(is_carried=pl.lit(value=False))
    if delta.unsent.is_empty():
        return pl.concat([delta.carried, own]).select(list(SCHEMA))
    is_password = pl.col("attribute") == "password"
    stayed = (
        delta.unsent.lazy()
        .group_by("key")
        .agg(credential_stays=is_password.any(), fixed_stays=(~is_password).any())
    )
    was = delta.carried.join(stayed, on="key").select(
        "key", "fixed_stays", "credential_stays", pl.col("fixed", "credential").name.suffix(" was")
    )
    own = own.join(was, on="key", how="left").with_columns(
        pl.when(f"{part}_stays").then(f"{part} was").otherwise(part).alias(part)
        for part in ("fixed", "credential")
    )
    return pl.concat([delta.carried, own.select(list(SCHEMA))]).select(list(SCHEMA))

"""What a later dump of the same source has to send: who is new, who changed, who need not go, and who is gone."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from userferry.conflicts import Resolved
from userferry.conflicts.resolved import HELD as HELD_BACK
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import WorkspaceError
from userferry.frames import ROW
from userferry.holdings import Holdings
from userferry.runs import Place
from userferry.schema import ID_PREFIX
from userferry.waves.counted import Counted
from userferry.waves.digests import DIGESTS, KEYS, PARTS, SCHEMA, digest_users, key_of
from userferry.waves.merging import HELD, METADATA, as_updates, with_lines

FIXED = {
    "email": "PATCH /api/v2/users/{id}",
    "username": "PATCH /api/v2/users/{id}",
    "phone_number": "PATCH /api/v2/users/{id}",
    "phone_verified": "PATCH /api/v2/users/{id}",
    "blocked": "PATCH /api/v2/users/{id}",
    "password": "POST /api/v2/tickets/password-change",
}
"""What an upsert leaves as it is, and the endpoint that changes it (`behaviour.md` §1.1, §2.4, §5.4)."""

_LEFT = {ROW: pl.Int64, "place": pl.String, "reason": pl.String, "code": pl.String}
_UNSENT = {ROW: pl.Int64, "key": pl.String, "attribute": pl.String, "endpoint": pl.String}
_FLAGS = ("email_verified", "phone_verified", "blocked")
_TEXTS = ("user_id", "email", "username", "phone_number", *METADATA, "credential")
_THERE, _NOT_THERE = "already there", "not in the tenant any more"


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
    unchanged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_LEFT))
    gone: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"key": pl.String}))
    unsent: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_UNSENT))
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
    was = known.select(
        "key", *[pl.col(part).alias(f"{part} was") for part in PARTS], is_known=pl.lit(value=True)
    )
    compared = digest_users(resolved.kept, key).join(was, on="key", how="left")
    differs = {f"{part} differs": pl.col(part).ne_missing(pl.col(f"{part} was")) for part in PARTS}
    is_known = pl.col("is_known").is_not_null()
    is_changed = is_known & pl.any_horizontal(list(differs.values()))
    judged = compared.select(ROW, "key", is_known=is_known, is_changed=is_changed, **differs)
    # the keys of those who need not go would be most of what is held in memory here
    is_same = pl.col("is_known") & ~pl.col("is_changed")
    told = judged.with_columns(key=pl.when(~is_same).then("key")).collect(engine="streaming")
    new, changed, same = told.filter(~pl.col("is_known")), told.filter("is_changed"), told.filter(is_same)
    assert held.users is not None  # noqa: S101 whoever calls has made sure; it tells the type checker
    there = _holdings(held.users)
    met = _meet(resolved.kept, changed.lazy(), there).collect(engine="streaming")
    taken = _taken(resolved.kept, new, there)
    unsent = _unsent(met)
    runs = ", ".join(counted.names)
    is_nothing = pl.col("is_there") & ~pl.col("changeable differs") & ~pl.col("is_hash_sent")
    is_known_there = is_nothing & ~pl.any_horizontal(pl.col("^other .*$"))
    same = pl.concat([same.select(ROW), met.filter(is_known_there).select(ROW)])
    met = met.filter(~is_known_there)
    away = pl.concat([_hold(runs, taken, _THERE), _hold_changed(runs, met, unsent)]).sort(ROW)
    going = met.join(away, on=ROW, how="anti").select(ROW, "key", "is_hash_sent")
    updates = _looked_up(going.lazy(), there)
    settled = replace(
        resolved,
        kept=as_updates(_without(resolved.kept, away), updates),
        held=pl.concat([resolved.held, away]).sort(ROW),
    )
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


def _holdings(users: pl.LazyFrame) -> pl.LazyFrame:
    """Give what the tenant holds of each user under the names of `HELD`, with every key that may find it."""
    schema = users.collect_schema()
    kinds: dict[str, pl.DataType] = dict.fromkeys(_TEXTS, pl.String()) | dict.fromkeys(_FLAGS, pl.Boolean())
    known = [
        (pl.col(name) if name in schema else pl.lit(None, dtype)).alias(HELD + name)
        for name, dtype in kinds.items()
    ]
    logins = pl.col("logins_count") if "logins_count" in schema else pl.lit(None, pl.Int64)
    return users.select(*known, logins.fill_null(0).alias(f"{HELD}logins"))


def _looked_up(rows: pl.LazyFrame, there: pl.LazyFrame) -> pl.LazyFrame:
    """Add what the tenant holds under each row's key; `is_there` says whether it holds anybody."""
    lowered = ("email", "username")
    names = [
        pl.col(HELD + name).str.to_lowercase() if name in lowered else pl.col(HELD + name) for name in KEYS
    ]
    # of all whom the tenant holds only those few are kept: the rows are the side that is held in memory
    few = [
        there.with_columns(value.alias("key")).join(rows.select("key"), on="key", how="semi")
        for value in names
    ]
    keyed = pl.concat(few).unique("key", keep="any").with_columns(is_there=pl.lit(value=True))
    return rows.join(keyed, on="key", how="left").with_columns(pl.col("is_there").fill_null(value=False))


def _meet(kept: pl.LazyFrame, changed: pl.LazyFrame, there: pl.LazyFrame) -> pl.LazyFrame:
    """Put beside each changed row what the tenant holds, and say what of it an upsert cannot change."""
    schema = kept.collect_schema()
    names = [name for name in FIXED if name in schema]
    has_custom = (
        pl.col("custom_password_hash").struct.field("algorithm").is_not_null()
        if isinstance(schema.get("custom_password_hash"), pl.Struct)
        else pl.lit(value=False)
    )
    users = kept.select(ROW, *names, has_custom=has_custom)
    beside = _looked_up(changed.join(users, on=ROW, how="inner", maintain_order="left"), there)
    differs = [_is_other(name).alias(f"other {name}") for name in names]
    # an imported custom hash that nobody has used yet gives way to another one; every other hash stays (§2.4)
    is_hash_sent = (
        pl.col("credential differs")
        & pl.col("has_custom")
        & (pl.col(f"{HELD}credential") == "custom").fill_null(value=False)
        & (pl.col(f"{HELD}logins") == 0)
    )
    password = (pl.col("credential differs") & ~is_hash_sent).alias("other password")
    return beside.with_columns(*differs, password, is_hash_sent=is_hash_sent).select(
        ROW,
        "key",
        "is_there",
        "is_hash_sent",
        "changeable differs",
        pl.col("^other .*$"),
    )


def _is_other(name: str) -> pl.Expr:
    """Say whether the row's value is not the tenant's; a flag that is not there is false."""
    new, held = pl.col(name), pl.col(HELD + name)
    if name in _FLAGS:
        return new.fill_null(value=False) != held.fill_null(value=False)
    lowered = name in {"email", "username"}
    return (new.str.to_lowercase() if lowered else new).ne_missing(
        held.str.to_lowercase() if lowered else held
    )


def _unsent(met: pl.DataFrame) -> pl.DataFrame:
    found = [pl.DataFrame(schema=_UNSENT)]
    for name in (one for one in FIXED if f"other {one}" in met.columns):
        rows = met.filter(pl.col("is_there") & pl.col(f"other {name}")).select(ROW, "key")
        found.append(rows.with_columns(attribute=pl.lit(name), endpoint=pl.lit(FIXED[name])))
    return pl.concat(found).sort(ROW, "attribute")


def _hold_changed(runs: str, met: pl.DataFrame, unsent: pl.DataFrame) -> pl.DataFrame:
    """Hold back who is no longer there, who has another address there, and of whom nothing can be sent."""
    gone = met.filter(~pl.col("is_there"))
    has_moved = pl.col("other email") if "other email" in met.columns else pl.lit(value=False)
    there = met.filter("is_there")
    moved = there.filter(has_moved)
    nothing = there.filter(~has_moved & ~pl.col("changeable differs") & ~pl.col("is_hash_sent"))
    named = unsent.group_by(ROW, maintain_order=True).agg(pl.col("attribute").str.join(", ").alias("names"))
    only = nothing.select(ROW).join(named, on=ROW)
    word = pl.format("only {} changed, which no upsert changes", "names")
    by_name = [
        _hold(runs, part.select(ROW), str(decision))
        for (decision,), part in only.with_columns(word=word).group_by("word")
    ]
    return pl.concat(
        [
            _hold(runs, gone, _NOT_THERE),
            _hold(runs, moved, "the address changed: an upsert would not find them"),
            *by_name,
        ]
    )


def _hold(runs: str, rows: pl.DataFrame, decision: str) -> pl.DataFrame:
    said = {"kind": f"since {runs}", "cluster": None, "decision": decision, "into": None, "is_merged": False}
    return rows.select(
        ROW, *[pl.lit(value, HELD_BACK[name]).alias(name) for name, value in said.items()]
    ).cast(HELD_BACK)  # type: ignore[arg-type]  # a schema is what it takes


def _taken(kept: pl.LazyFrame, new: pl.DataFrame, there: pl.LazyFrame) -> pl.DataFrame:
    """Find the new rows whose address or id somebody has: an upsert would change a user whom no run of ours brought."""
    schema = kept.collect_schema()
    met = [pl.LazyFrame(schema={ROW: pl.Int64})]
    asked = {"email": pl.col("email").str.to_lowercase(), "user_id": ID_PREFIX + pl.col("user_id")}
    for name, value in asked.items():
        if schema.get(name) == pl.String:
            theirs = there.select(pl.col(HELD + name).str.to_lowercase() if name == "email" else HELD + name)
            rows = kept.select(ROW, value.alias(HELD + name)).join(new.lazy().select(ROW), on=ROW, how="semi")
            met.append(rows.join(theirs, on=HELD + name, how="semi").select(ROW))
    return pl.concat(met).unique(ROW).collect(engine="streaming")


def _without(users: pl.LazyFrame, away: pl.DataFrame) -> pl.LazyFrame:
    return users.join(away.lazy().select(ROW), on=ROW, how="anti", maintain_order="left")


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

"""What the tenant holds of those who are new or changed in a later dump, and what of it no upsert changes."""

import polars as pl

from userferry.conflicts.resolved import HELD as HELD_BACK
from userferry.frames import ROW
from userferry.schema import ID_PREFIX
from userferry.waves.digests import KEYS
from userferry.waves.merging import HELD, METADATA

FIXED = {
    "email": "PATCH /api/v2/users/{id}",
    "username": "PATCH /api/v2/users/{id}",
    "phone_number": "PATCH /api/v2/users/{id}",
    "phone_verified": "PATCH /api/v2/users/{id}",
    "blocked": "PATCH /api/v2/users/{id}",
    "password": "POST /api/v2/tickets/password-change",
}
"""What an upsert leaves as it is, and the endpoint that changes it (`behaviour.md` §1.1, §2.4, §5.4)."""

UNSENT = {ROW: pl.Int64, "key": pl.String, "attribute": pl.String, "endpoint": pl.String}
"""A change that no upsert makes."""

_FLAGS = ("email_verified", "phone_verified", "blocked")
_TEXTS = ("user_id", "email", "username", "phone_number", *METADATA, "credential")
THERE, _NOT_THERE = "already there", "not in the tenant any more"
"""Why a row of the delta is held back."""


def read_held(users: pl.LazyFrame) -> pl.LazyFrame:
    """Give what the tenant holds of each user under the names of `HELD`, with every key that may find it."""
    schema = users.collect_schema()
    kinds: dict[str, pl.DataType] = dict.fromkeys(_TEXTS, pl.String()) | dict.fromkeys(_FLAGS, pl.Boolean())
    known = [
        (pl.col(name) if name in schema else pl.lit(None, dtype)).alias(HELD + name)
        for name, dtype in kinds.items()
    ]
    logins = pl.col("logins_count") if "logins_count" in schema else pl.lit(None, pl.Int64)
    return users.select(*known, logins.fill_null(0).alias(f"{HELD}logins"))


def look_up(rows: pl.LazyFrame, there: pl.LazyFrame) -> pl.LazyFrame:
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


def meet_held(kept: pl.LazyFrame, changed: pl.LazyFrame, there: pl.LazyFrame) -> pl.LazyFrame:
    """Put beside each changed row what the tenant holds, and say what of it an upsert cannot change."""
    schema = kept.collect_schema()
    names = [name for name in FIXED if name in schema]
    has_custom = (
        pl.col("custom_password_hash").struct.field("algorithm").is_not_null()
        if isinstance(schema.get("custom_password_hash"), pl.Struct)
        else pl.lit(value=False)
    )
    users = kept.select(ROW, *names, has_custom=has_custom)
    beside = look_up(changed.join(users, on=ROW, how="inner", maintain_order="left"), there)
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


def list_unsent(met: pl.DataFrame) -> pl.DataFrame:
    """List each change that no upsert makes: columns and dtypes of `UNSENT`.

    Args:
        met: Of `meet_held`.
    """
    found = [pl.DataFrame(schema=UNSENT)]
    for name in (one for one in FIXED if f"other {one}" in met.columns):
        rows = met.filter(pl.col("is_there") & pl.col(f"other {name}")).select(ROW, "key")
        found.append(rows.with_columns(attribute=pl.lit(name), endpoint=pl.lit(FIXED[name])))
    return pl.concat(found).sort(ROW, "attribute")


def hold_changed(runs: str, met: pl.DataFrame, unsent: pl.DataFrame) -> pl.DataFrame:
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
        hold_back(runs, part.select(ROW), str(decision))
        for (decision,), part in only.with_columns(word=word).group_by("word")
    ]
    return pl.concat(
        [
            hold_back(runs, gone, _NOT_THERE),
            hold_back(runs, moved, "the address changed: an upsert would not find them"),
            *by_name,
        ]
    )


def hold_back(runs: str, rows: pl.DataFrame, decision: str) -> pl.DataFrame:
    """Hold rows back as `Resolved.held` has it, by one decision about a comparison with these runs."""
    said = {"kind": f"since {runs}", "cluster": None, "decision": decision, "into": None, "is_merged": False}
    return rows.select(
        ROW, *[pl.lit(value, HELD_BACK[name]).alias(name) for name, value in said.items()]
    ).cast(HELD_BACK)  # type: ignore[arg-type]  # a schema is what it takes


def find_taken(kept: pl.LazyFrame, new: pl.DataFrame, there: pl.LazyFrame) -> pl.DataFrame:
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

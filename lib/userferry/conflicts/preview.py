"""What an import would do to the users who are in the tenant already, before it does."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.conflicts.changes import LOSSES, find_changes, would_send
from userferry.conflicts.keys import KINDS, identifier
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.frames import Frame, numbered
from userferry.schema import ID_PREFIX

INSERTED, UPDATED, REFUSED = "would be inserted", "would be updated", "would be refused"
_CODES = {"username": "CONFLICT_USERNAME", "user_id": "CONFLICT", "phone_number": "CONFLICT"}
_VERDICTS = ("__row", "verdict", "code", "auth0_user_id", "is_id_elsewhere")


@dataclass(frozen=True, slots=True, repr=False)
class Preview:
    """What an import would do to each row, and to each user whom it would touch.

    Args:
        verdicts: `__row` Int64; `verdict` (`would be inserted`, `would be updated`, `would be refused`), `code` (the
            tenant's, null unless refused), `auth0_user_id` (who is met, null where nobody) String; `is_id_elsewhere`
            Boolean: another connection holds this user_id, and calls by id would reach whichever comes first.
        changes: Of the users who would be updated: `__row` Int64, `auth0_user_id`, `path` (`app_metadata.plan`), `kind`
            (`appears`, `changes` or a word of `LOSSES`), `before` and `after` (JSON, null for nothing) String.
    """

    verdicts: pl.DataFrame
    changes: pl.DataFrame

    @property
    def losses(self) -> pl.DataFrame:
        """The changes that destroy something."""
        return self.changes.filter(pl.col("kind").is_in(list(LOSSES)))

    def counts(self) -> pl.DataFrame:
        """Count `rows` by `verdict` and `code`."""
        return self.verdicts.group_by("verdict", "code").len("rows").sort("verdict", "code", nulls_last=True)

    def __repr__(self) -> str:
        """Say how many would go where, and what would be lost."""
        rows = dict(self.verdicts["verdict"].value_counts().iter_rows())
        said = ", ".join(f"{rows.get(verdict, 0):,} {verdict}" for verdict in (INSERTED, UPDATED, REFUSED))
        return f"Preview({said}; {self.losses.height:,} values would be lost)"

    def _repr_html_(self) -> str:
        lost = self.losses.group_by("path", "kind").len("users").sort("path", "kind")
        told = [(path, kind, users, LOSSES[kind]) for path, kind, users in lost.iter_rows()]
        note = "Each as if it met only those who are there; who gives way to another of the dump is decided below."
        return table(headline(self), ["verdict", "code", "rows"], self.counts().iter_rows(), note=note) + (
            table("What would be lost", ["path", "how", "users", "that is"], told) if told else ""
        )

    def write(self, folder: Path) -> Path:
        """Write `target.parquet` and `changes.parquet` into the folder."""
        write_frame(folder / "changes.parquet", self.changes)
        return write_frame(folder / "target.parquet", self.verdicts)

    @classmethod
    def read(cls, folder: Path) -> "Preview":
        """Read what `write` wrote."""
        return cls(pl.read_parquet(folder / "target.parquet"), pl.read_parquet(folder / "changes.parquet"))


def preview_import(users: Frame, target: Frame, *, upsert: bool, connection: str | None = None) -> Preview:
    """Say what an import of users who do not collide among themselves would do to a connection.

    Without `upsert` whoever meets a user is refused; with it users are matched by email alone, metadata is replaced
    whole where the row has any, and an identifier of somebody else refuses the row (`behaviour.md` §2.4).

    Args:
        users: `__row` Int64 and a column for each attribute.
        target: The tenant's users as an export gives them: `user_id` with its prefix, and what else is known, each
            metadata a Struct or its JSON text; `identities` or `connection` where users of other connections are among
            them, `logins_count` so that a used hash can be told.
        upsert: Whether the import would update.
        connection: The connection's name; None where `target` holds no other's users.
    """
    users, target = numbered(users), target.lazy().with_row_index("seq")
    is_own = _is_own(target.collect_schema(), connection)
    own, others = target.filter(is_own), target.filter(~is_own)
    verdicts = _verdicts(users, own, others, upsert=upsert).collect(engine="streaming")
    changes = find_changes(users, own, verdicts.lazy().filter(pl.col("verdict") == UPDATED))
    return Preview(verdicts.select(_VERDICTS), changes)


def _is_own(schema: pl.Schema, connection: str | None) -> pl.Expr:
    if connection is None:
        return pl.lit(value=True)
    if "connection" in schema:
        return pl.col("connection") == connection
    return pl.col("identities").list.first().struct.field("connection") == connection


def _stored(kind: str) -> pl.Expr:
    return ID_PREFIX + pl.col(kind) if kind == "user_id" else identifier(kind)


def _verdicts(users: pl.LazyFrame, own: pl.LazyFrame, others: pl.LazyFrame, *, upsert: bool) -> pl.LazyFrame:
    schema, held = users.collect_schema(), own.collect_schema()
    kinds = [kind for kind in KINDS if kind in schema and kind in held]
    met = users.select(
        "__row",
        *[_stored(kind).alias(kind) for kind in kinds],
        has_custom=would_send(schema, "custom_password_hash"),
    )
    for kind in kinds:
        known = own.select(identifier(kind).alias(kind), pl.col("seq").alias(f"met {kind}")).drop_nulls(kind)
        met = met.join(known.unique(kind), on=kind, how="left")
    seqs = {kind: pl.col(f"met {kind}") for kind in kinds}
    match = seqs.get("email", pl.lit(None, pl.UInt32)) if upsert else pl.lit(None, pl.UInt32)
    code = pl.lit(None, pl.String)
    others_own = [
        pl.when(seqs[kind].is_not_null() & seqs[kind].ne_missing(match)).then(pl.lit(_CODES[kind]))
        for kind in _CODES
        if kind in seqs
    ]
    if upsert and others_own:
        code = pl.coalesce(others_own)
    elif not upsert and seqs:
        code = pl.when(pl.any_horizontal([seq.is_not_null() for seq in seqs.values()])).then(
            pl.lit("DUPLICATED_USER")
        )
    facts = own.select(
        "seq",
        pl.col("user_id").alias("auth0_user_id"),
        (pl.col("logins_count").fill_null(0) > 0).alias("has_logged_in")
        if "logins_count" in held
        else pl.lit(value=False).alias("has_logged_in"),
    )
    first = pl.coalesce([match, *seqs.values()])
    elsewhere = others.select(pl.col("user_id"), pl.lit(value=True).alias("is_id_elsewhere")).unique(
        "user_id"
    )
    found = met.with_columns(match=match, seq=first, code=code).join(facts, on="seq", how="left")
    found = (
        found.join(elsewhere, on="user_id", how="left")
        if "user_id" in kinds
        else found.with_columns(is_id_elsewhere=pl.lit(value=False))
    )
    is_used = pl.col("has_custom") & pl.col("match").is_not_null() & pl.col("has_logged_in")
    found = found.with_columns(code=pl.coalesce("code", pl.when(is_used).then(pl.lit("CONFLICT"))))
    verdict = (
        pl.when(pl.col("code").is_not_null())
        .then(pl.lit(REFUSED))
        .when(pl.col("match").is_not_null())
        .then(pl.lit(UPDATED))
        .otherwise(pl.lit(INSERTED))
    )
    return found.select(
        "__row",
        verdict.alias("verdict"),
        "code",
        "auth0_user_id",
        pl.col("is_id_elsewhere").fill_null(value=False),
        "match",
    ).sort("__row")

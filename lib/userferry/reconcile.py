"""Is what is there what was meant? Every user and every field that was sent, against an export of the connection."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.api import Session, create_export, download_export, wait_for_job
from userferry.display import headline, table
from userferry.durable import write_frame
from userferry.errors import VerificationError
from userferry.frames import Frame, numbered
from userferry.schema import ATTRIBUTES, ID_PREFIX

_LOWERED = ("email", "username")
_DIFFERENCES = {
    "__row": pl.Int64,
    "field": pl.String,
    "kind": pl.String,
    "meant": pl.String,
    "found": pl.String,
}


@dataclass(frozen=True, slots=True, repr=False)
class Reconciliation:
    """How the tenant's users differ from those that were meant.

    Args:
        differences: `__row` Int64, `field`, `kind` (`user missing`, `value missing` or `value differs`), `meant` and
            `found` String.
        users: Users that were compared.
        fields: Fields that were compared for each, credentials excepted: the tenant never shows those.
        others: Users of the connection that this run did not mean.
    """

    differences: pl.DataFrame
    users: int
    fields: tuple[str, ...]
    others: int

    @property
    def is_clean(self) -> bool:
        """Whether every user is there, with every field as meant."""
        return self.differences.is_empty()

    def require_clean(self) -> None:
        """Go on only if nothing differs.

        Raises:
            VerificationError: something does; says where the list is.
        """
        if not self.is_clean:
            kinds = ", ".join(
                f"{field}: {kind} ({rows:,})" for field, kind, rows in self.counts().iter_rows()
            )
            raise VerificationError(
                f"The tenant's users are not all as meant: {kinds}. Nothing was changed by looking. Every difference "
                "is in verified/differences.parquet; mend them in the tenant, or find out who changed them."
            )

    def counts(self) -> pl.DataFrame:
        """Count differences by `field` and `kind`."""
        return self.differences.group_by("field", "kind").len("rows").sort("field", "kind")

    def __repr__(self) -> str:
        """Say whether it is clean."""
        verdict = "no difference" if self.is_clean else f"{self.differences.height:,} differences"
        return f"Reconciliation({self.users:,} users × {len(self.fields)} fields: {verdict})"

    def _repr_html_(self) -> str:
        rows = [(*row,) for row in self.counts().iter_rows()] or [("every field", "as meant", self.users)]
        others = f"{self.others:,} users of the connection are not of this run." if self.others else ""
        return table(headline(self), ["field", "kind", "users"], rows, note=others)

    def write(self, folder: Path) -> Path:
        """Write `differences.parquet` into the folder."""
        facts = pl.DataFrame({"users": [self.users], "fields": [list(self.fields)], "others": [self.others]})
        write_frame(folder / "reconciliation.parquet", facts)
        return write_frame(folder / "differences.parquet", self.differences)

    @classmethod
    def read(cls, folder: Path) -> "Reconciliation":
        """Read what `write` wrote."""
        users, fields, others = pl.read_parquet(folder / "reconciliation.parquet").row(0)
        return cls(pl.read_parquet(folder / "differences.parquet"), users, tuple(fields), others)


def export_users(session: Session, connection_id: str, to: Path, *, poll_seconds: float = 0.5) -> Path:
    """Have the tenant export a connection's users and fetch the file: NDJSON, 0600, every attribute that it gives.

    Beside the attributes of an import there are `identities` and `logins_count`.

    Args:
        session: With the tenant.
        connection_id: `con_` and 16 letters or digits.
        to: The file.
        poll_seconds: Between two questions after the job.
    """
    attributes = [name for name, attribute in ATTRIBUTES.items() if not attribute.is_credential]
    fields = [*attributes, "identities", "logins_count"]
    job = create_export(session, connection_id=connection_id, fields=fields)
    return download_export(session, wait_for_job(session, job.id, poll_seconds=poll_seconds), to)


def reconcile(users: Frame, exported: Path, *, updated: Frame | None = None) -> Reconciliation:
    """Compare users as they were sent with an export of the connection.

    Auth0 stores `email` and `username` in lower case and puts `auth0|` before a user_id (`behaviour.md` §1.1, §2.4);
    with those, every field must be equal. What the tenant adds (name, nickname, picture, dates) is not compared, nor
    what an update leaves as it is: the id, the username, the phone number and whether somebody is blocked.

    Args:
        users: `__row` Int64 and a column for each attribute: those that the tenant is said to hold.
        exported: The NDJSON (plain or gzip) of an export job that carries these attributes.
        updated: `__row` Int64 and `auth0_user_id` String of those who were there already; None for nobody.
    """
    users = numbered(users)
    stored = _as_stored(users)
    if updated is not None:
        stored = _as_updated(stored, updated.lazy())
    meant = _flat(stored, "__row")
    fields = [name for name in meant.collect_schema().names() if name != "__row"]
    key = "user_id" if "user_id" in fields else "email"
    schema = {name: dtype for name, dtype in users.collect_schema().items() if name in _compared(users)}
    found = _flat(pl.scan_ndjson(exported, schema={key: pl.String, **schema}), key)
    joined = meant.join(found.with_columns(there=pl.lit(value=True)), on=key, how="left", suffix=" found")
    pairs = [_difference(joined, name) for name in fields if name != key]
    missing = joined.filter(pl.col("there").is_null()).select(
        "__row",
        pl.lit("the user").alias("field"),
        pl.lit("user missing").alias("kind"),
        pl.col(key).cast(pl.String).alias("meant"),
        pl.lit(None, pl.String).alias("found"),
    )
    differences = pl.concat([pl.LazyFrame(schema=_DIFFERENCES), missing, *pairs]).sort("__row", "field")
    others = found.join(meant, on=key, how="anti").select(pl.len())
    counted, different, other = pl.collect_all(
        [meant.select(pl.len()), differences, others], engine="streaming"
    )
    return Reconciliation(different, counted.item(), tuple(fields), other.item())


def _compared(users: pl.LazyFrame) -> list[str]:
    return [
        name
        for name in users.collect_schema().names()
        if name in ATTRIBUTES and not ATTRIBUTES[name].is_credential
    ]


def _as_stored(users: pl.LazyFrame) -> pl.LazyFrame:
    present = _compared(users)
    lowered = [pl.col(name).str.to_lowercase() for name in _LOWERED if name in present]
    prefixed = [ID_PREFIX + pl.col("user_id")] if "user_id" in present else []
    return users.select("__row", *present).with_columns(
        *lowered, *[column.alias("user_id") for column in prefixed]
    )


def _as_updated(stored: pl.LazyFrame, updated: pl.LazyFrame) -> pl.LazyFrame:
    """Mean of whoever was there already only what an update can change, under the id that they have."""
    names = stored.collect_schema().names()
    is_new = pl.col("auth0_user_id").is_null()
    kept = [name for name in names if name in ATTRIBUTES and not ATTRIBUTES[name].upsertable]
    left_out = [pl.when(is_new).then(name).alias(name) for name in kept if name not in ("email", "user_id")]
    ids = [pl.coalesce("auth0_user_id", "user_id").alias("user_id")] if "user_id" in names else []
    return stored.join(updated, on="__row", how="left").with_columns(*left_out, *ids).select(names)


def _flat(frame: pl.LazyFrame, first: str) -> pl.LazyFrame:
    """Give each leaf a column named by its path."""
    leaves = [
        leaf
        for name, dtype in frame.collect_schema().items()
        if name != first
        for leaf in _leaves(name, dtype)
    ]
    return frame.select(first, *leaves)


def _leaves(path: str, dtype: pl.DataType) -> list[pl.Expr]:
    if not isinstance(dtype, pl.Struct):
        first, *inner = path.split("\0")
        value = pl.col(first)
        for name in inner:
            value = value.struct.field(name)
        return [value.alias(path.replace("\0", "."))]
    return [leaf for field in dtype.fields for leaf in _leaves(f"{path}\0{field.name}", field.dtype)]  # type: ignore[arg-type]  # never a class


def _difference(joined: pl.LazyFrame, name: str) -> pl.LazyFrame:
    meant, found = pl.col(name), pl.col(f"{name} found")
    kind = pl.when(found.is_null()).then(pl.lit("value missing")).otherwise(pl.lit("value differs"))
    return joined.filter(pl.col("there") & meant.is_not_null() & meant.ne_missing(found)).select(
        "__row",
        pl.lit(name).alias("field"),
        kind.alias("kind"),
        meant.cast(pl.String).alias("meant"),
        found.cast(pl.String).alias("found"),
    )

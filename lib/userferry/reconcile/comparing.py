"""Compare users as they were sent with an export of the connection."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from userferry.frames import Frame, numbered
from userferry.reconcile.differing import find_differences
from userferry.reconcile.pairing import FOUND, Pairing
from userferry.reconcile.result import DIFFERENCES, Reconciliation
from userferry.reconcile.sides import find, mean
from userferry.schema import ATTRIBUTES


def reconcile(
    users: Frame, exported: Path, *, updated: Frame | None = None, before: Frame | None = None
) -> Reconciliation:
    """Compare users as they were sent with an export of the connection.

    Each is found by user_id, else by address, else by what else they have; every attribute and every key of the
    metadata must be what was meant, with Auth0's own ways (`behaviour.md` §1.1, §2.4) no difference: `mean` and
    `find_differences` name each. What an update leaves as it is, is not compared: the username, the phone number and
    whether somebody is blocked. A part of the users is in memory at a time.

    Args:
        users: `__row` Int64 and a column for each attribute: those that the tenant is said to hold. Metadata may be
            structs or JSON texts.
        exported: The NDJSON (plain or gzip) of an export job that carries these attributes. Files beside it hold the
            users while they are compared, and are removed.
        updated: `__row` Int64 and `auth0_user_id` String of those who were there already; None for nobody.
        before: `user_id` String (with its prefix) of those who were there before the run: somebody else who is there
            now is a difference. None where that is not known, so that others are only counted.
    """
    users = numbered(users)
    meant, found = mean(users, None if updated is None else updated.lazy()), find(exported)
    with TemporaryDirectory(dir=exported.parent) as folder:
        pairing = Pairing(Path(folder), meant, found, size_bytes=exported.stat().st_size)
        different = [find_differences(pairs) for pairs in pairing.pairs()]
        missing = pairing.missing().select("__row", *_whole_user("user missing", meant=_name()))
        strangers, others = pl.LazyFrame(schema=DIFFERENCES), pairing.others()
        if before is not None:
            extra = others.join(before.lazy(), left_on="user_id" + FOUND, right_on="user_id", how="anti")
            row = pl.lit(None, pl.Int64).alias("__row")
            strangers = extra.select(row, *_whole_user("user not meant", found=pl.col("user_id" + FOUND)))
        listed, counted = pl.collect_all(
            [pl.concat([missing, strangers]), others.select(pl.len())], engine="streaming"
        )
    differences = pl.concat([pl.DataFrame(schema=DIFFERENCES), *different, listed])
    ordered = differences.sort("__row", "field", nulls_last=True)
    return Reconciliation(ordered, pairing.users, _fields(users.collect_schema()), counted.item())


def _whole_user(kind: str, *, meant: pl.Expr | None = None, found: pl.Expr | None = None) -> list[pl.Expr]:
    nothing = pl.lit(None, pl.String)
    return [
        pl.lit("the user").alias("field"),
        pl.lit(kind).alias("kind"),
        (nothing if meant is None else meant).alias("meant"),
        (nothing if found is None else found).alias("found"),
    ]


def _name() -> pl.Expr:
    return pl.coalesce("user_id", "email", "username", "phone_number")


def _fields(schema: pl.Schema) -> tuple[str, ...]:
    """Name what is compared of each user: attributes, and the keys that the users' own metadata has."""
    shown = {
        name: dtype
        for name, dtype in schema.items()
        if name in ATTRIBUTES and not ATTRIBUTES[name].is_credential
    }
    return tuple(leaf for name, dtype in shown.items() for leaf in _leaves(name, dtype))


def _leaves(path: str, dtype: pl.DataType) -> list[str]:
    if not isinstance(dtype, pl.Struct):
        return [path]
    return [leaf for field in dtype.fields for leaf in _leaves(f"{path}.{field.name}", field.dtype)]  # type: ignore[arg-type]  # never a class

"""Who can be given what: each wanted assignment with the ids it takes, or with the reason why it will not be asked."""

from pathlib import Path

import polars as pl

from userferry.api import Session
from userferry.assignments.assigned import FAILED, NOT_SENT, ROWS
from userferry.assignments.naming import Names
from userferry.durable import write_frame
from userferry.frames import ROW, Frame
from userferry.reconcile import export_users
from userferry.runs import Outcome, Run

STRANGER = "user not in the dump"
UNSENT = "user not among those sent"
UNFOUND = "user not found"


def plan_assignments(
    path: Path, wanted: pl.LazyFrame, session: Session, *, run: Run, outcome: Outcome, users: Frame
) -> None:
    """Write each assignment with its ids, or with what came of it already (`outcome`, `code`, `message`).

    Args:
        path: The parquet file, with the columns of `assigned.ROWS`; `outcome` is null for what is to be asked.
        wanted: Of `read_assignments`.
        session: With the target, which is asked for its names and, where ids are unknown, for an export.
        run: That sent the users.
        outcome: What came of it.
        users: `__row` and `email` of those sent; read only where the run does not know a user's id.
    """
    arrived = outcome.arrived().with_columns(is_there=pl.lit(value=True))
    sent = outcome.rows.select(ROW, "auth0_user_id", came=pl.col("outcome"))
    people = sent.join(arrived, on=ROW, how="left").with_columns(pl.col("is_there").fill_null(value=False))
    placed = Names.ask(session, wanted).look_up(wanted).join(people, on=ROW, how="left")
    is_there = pl.col("is_there").fill_null(value=False)
    if _lacks_ids(placed.filter(is_there & pl.col("code").is_null())):
        placed = _found(placed, path.with_name("export.ndjson"), run, users, session)
    reasons = [
        (pl.col(ROW).is_null(), NOT_SENT, pl.lit(STRANGER), pl.lit("nobody in the dump has this key")),
        (
            pl.col("came").is_null(),
            NOT_SENT,
            pl.lit(UNSENT),
            pl.lit("refused or held back before the import"),
        ),
        (~is_there, NOT_SENT, "user " + pl.col("came"), pl.lit("the user did not arrive")),
        (pl.col("code").is_not_null(), FAILED, pl.col("code"), pl.col("message")),
        (
            pl.col("auth0_user_id").is_null(),
            FAILED,
            pl.lit(UNFOUND),
            pl.lit("an export of the connection has nobody, or several, with this address"),
        ),
    ]
    said = {
        "outcome": [(when, pl.lit(outcome)) for when, outcome, _, _ in reasons],
        "code": [(when, code) for when, _, code, _ in reasons],
        "message": [(when, message) for when, _, _, message in reasons],
    }
    planned = placed.with_columns(_first(cases).alias(name) for name, cases in said.items())
    write_frame(path, planned.select(*ROWS).sort(ROW, "organization", "role", nulls_last=True))


def _first(cases: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """Give what the first case that holds gives, else null."""
    given = pl.lit(None, pl.String)
    for holds, gives in reversed(cases):
        given = pl.when(holds).then(gives).otherwise(given)
    return given


def _lacks_ids(placed: pl.LazyFrame) -> bool:
    lacking = placed.select(pl.col("auth0_user_id").is_null().any()).collect(engine="streaming")
    return bool(lacking.item())


def _found(placed: pl.LazyFrame, path: Path, run: Run, users: Frame, session: Session) -> pl.LazyFrame:
    """Find the ids that a dump without ids leaves unknown: one address is one user of a connection (§2.4)."""
    try:
        export_users(session, run.manifest.connection_id, path)
        schema = {"email": pl.String, "user_id": pl.String}
        held = pl.scan_ndjson(path, schema=schema).filter(pl.col("email").is_not_null()).collect()
    finally:
        path.unlink(missing_ok=True)  # it holds everybody of the connection, and is needed no more
    held = held.unique("email", keep="none")
    addresses = users.lazy().select(ROW, pl.col("email").str.to_lowercase())
    ids = addresses.join(held.lazy(), on="email").select(ROW, "user_id")
    return placed.join(ids, on=ROW, how="left").with_columns(pl.coalesce("auth0_user_id", "user_id"))

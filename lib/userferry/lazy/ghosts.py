"""Ghosts: rows that an import refuses for somebody whom nobody can find, and their cure by the API.

An interrupted migration leaves half a record, which no list shows and which answers an import of the same id with
DUPLICATED_USER, even an upsert; both deletions remove it (`behaviour.md` §2.4).

lazy/ghosts/   the errands: errands.ndjson (it holds addresses), journal.ndjson, results.parquet
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from userferry.api import (
    Connection,
    Session,
    delete_user,
    delete_user_by_email,
    get_user,
    get_users_by_email,
)
from userferry.errands import Errand, Errands, ErrandsProgress, run_errands
from userferry.frames import ROW, Frame
from userferry.runs import Pace
from userferry.schema import ID_PREFIX

CODES = ("DUPLICATED_USER", "CONFLICT_USERNAME")
"""What an import answers where there is a ghost; it answers the same where there is somebody."""

SUSPECTS = {ROW: pl.Int64, "user_id": pl.String, "email": pl.String}

GHOST, LAID = "a ghost", "laid"
THERE, OTHER = "is there", "another user has the address"
WORDS = {
    GHOST: "nobody is there by that id or that address: half a record stands in the way",
    LAID: "both deletions were asked for; send the row again",
    THERE: "the user moved in or was imported before: nothing is to be done",
    OTHER: "somebody with another id has the address: settle whose it is, then delete or change that user",
}
"""What is found out of a row, and what it means."""

_USUAL = Pace()


def list_suspects(rows: Frame, users: Frame) -> pl.DataFrame:
    """List the rows that an import refused as somebody who is there.

    Args:
        rows: `__row` Int64, `code` String, and `outcome` (`failed`): of a run's `Outcome`.
        users: `__row` Int64, `user_id` and `email` String, as they were sent.

    Returns:
        `SUSPECTS`; `user_id` with its prefix. Rows without an id are left out: their id is not known to anybody.
    """
    refused = rows.lazy().filter(pl.col("outcome") == "failed", pl.col("code").is_in(CODES)).select(ROW)
    asked = users.lazy().filter(pl.col("user_id").is_not_null()).join(refused, on=ROW, how="semi")
    named = asked.select(ROW, (pl.lit(ID_PREFIX) + pl.col("user_id")).alias("user_id"), pl.col("email"))
    return named.sort(ROW).collect(engine="streaming")


def lay_ghosts(
    folder: Path,
    suspects: pl.DataFrame,
    session: Session,
    connection: Connection,
    *,
    is_asked: bool,
    pace: Pace = _USUAL,
    progress: Callable[[ErrandsProgress], None] | None = None,
) -> Errands:
    """Look at each suspect, and where nobody is there lay the ghost; nobody who can be found is deleted.

    May be interrupted or killed at any time and called again.

    Args:
        folder: Of the errands; looking and laying are two lists and need two folders.
        suspects: `SUSPECTS`.
        session: With the tenant.
        connection: The one that was imported into.
        is_asked: Whether ghosts are laid; else it is only said which of the suspects are ghosts.
        pace: `max_requests_per_second` of all calls together; four for a ghost.
        progress: Called after every suspect.

    Returns:
        What came of each, by its id: a word of `WORDS`.

    Raises what `run_errands` raises.
    """
    kind = "lay the ghost" if is_asked else "look"
    errands = (
        Errand(user_id, kind, {"email": email})
        for user_id, email in suspects.select("user_id", "email").iter_rows()
    )
    carry = partial(_carry, session, connection, is_asked=is_asked)
    return run_errands(folder, errands, carry, session=session, pace=pace, progress=progress)


def _carry(session: Session, connection: Connection, errand: Errand, *, is_asked: bool) -> str:
    email = errand.facts["email"]
    if get_user(session, errand.key) is not None:
        return THERE
    if email and _has(get_users_by_email(session, email), connection.name):
        return OTHER
    if not is_asked:
        return GHOST
    delete_user(session, errand.key)
    if email:
        delete_user_by_email(session, connection.id, email)
    return LAID


def _has(users: list[dict[str, object]], connection: str) -> bool:
    """Say whether one of the users is of a connection; those of others share no store with it."""
    identities = [user.get("identities") for user in users]
    return any(
        isinstance(one, dict) and one.get("connection") == connection
        for held in identities
        if isinstance(held, list)
        for one in held
    )

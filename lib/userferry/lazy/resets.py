"""Those whose hash nobody could take along: a list of addresses to write to, and tickets where somebody asks for them.

lazy/resets.csv           `user_id`, `email`, `why` (0600)
lazy/tickets/             the errands; tickets.ndjson: `user_id`, `ticket` (0600): each sets a password
"""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson
import polars as pl

from userferry.api import Session, create_password_ticket
from userferry.durable import make_folder, private, replacing
from userferry.errands import Errand, Errands, ErrandsProgress, run_errands
from userferry.frames import ROW, Frame
from userferry.lazy.followed import REMAINING, Followed
from userferry.runs import Pace
from userferry.schema import ID_PREFIX

RESETS = {"user_id": pl.String, "email": pl.String, "why": pl.String}
TICKETS = "tickets.ndjson"
MADE = "ticket made"

_USUAL = Pace()
_WEEK_SECONDS = 7 * 86_400


def list_resets(users: Frame, resets: Frame) -> pl.DataFrame:
    """List whom to write to: `RESETS`, `user_id` with its prefix; without those who have no id or no address.

    Args:
        users: `__row` Int64, `user_id` and `email` String, as they were sent.
        resets: `__row` Int64 and `why` String: `Forecast.resets` of the rest.
    """
    asked = users.lazy().join(resets.lazy().select(ROW, "why"), on=ROW)
    named = asked.filter(pl.col("user_id").is_not_null(), pl.col("email").is_not_null()).sort(ROW)
    return named.select(
        (pl.lit(ID_PREFIX) + pl.col("user_id")).alias("user_id"), pl.col("email").str.to_lowercase(), "why"
    ).collect(engine="streaming")


def find_resets(hashes: Frame, followed: Followed) -> pl.LazyFrame:
    """Find those of the rest whose hash no import takes: `__row` Int64, `why` String.

    Args:
        hashes: `__row` and `finding` `HASH_FINDING`, as `mapping.legacy_hashes` gives them.
        followed: Who remains.
    """
    finding = pl.col("finding").struct
    rest = followed.rows.lazy().filter(pl.col("state") == REMAINING).select(ROW)
    lost = hashes.lazy().filter(finding.field("kind") != "converted")
    why = pl.coalesce(finding.field("reason"), pl.lit("there is no password")).alias("why")
    return lost.select(ROW, why).join(rest, on=ROW, how="semi")


def write_resets(resets: pl.DataFrame, to: Path) -> Path:
    """Write the list as CSV (0600) for whoever sends the mails, and return the file; nobody is written to."""
    path = make_folder(to) / "resets.csv"
    with replacing(path) as part:
        resets.write_csv(part)
    return path


def make_tickets(
    folder: Path,
    resets: pl.DataFrame,
    session: Session,
    *,
    seconds: int = _WEEK_SECONDS,
    result_url: str = "",
    pace: Pace = _USUAL,
    progress: Callable[[ErrandsProgress], None] | None = None,
) -> Errands:
    """Make a ticket for each user of the list; no mail is sent. May be interrupted and called again.

    Args:
        folder: Of the errands; `tickets.ndjson` in it gets a line for each ticket, on disk before it counts as made.
        resets: `RESETS`.
        session: With the tenant.
        seconds: How long a ticket works.
        result_url: Where the user is sent afterwards; empty for the tenant's own page.
        pace: `max_requests_per_second` of all calls together.
        progress: Called after every ticket.

    Raises what `run_errands` raises.
    """
    asked = {"seconds": seconds, "result_url": result_url}
    errands = (Errand(user_id, "ticket", asked) for user_id in resets["user_id"])
    carry = partial(_make, session, make_folder(folder) / TICKETS)
    return run_errands(folder, errands, carry, session=session, pace=pace, progress=progress)


def _make(session: Session, to: Path, errand: Errand) -> str:
    ticket = create_password_ticket(session, errand.key, **errand.facts)
    with open(to, "ab", opener=private) as file:
        file.write(orjson.dumps({"user_id": errand.key, "ticket": ticket}) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return MADE

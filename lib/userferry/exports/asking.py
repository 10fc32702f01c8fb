"""Ask a tenant for users: a search where they are few, an export job where they are many."""

import json
from pathlib import Path

import polars as pl

from userferry.api import count_users, create_export, download_export, search_users, wait_for_job
from userferry.durable import make_folder, write_frame
from userferry.errors import DecisionError
from userferry.exports.asked import FACTS, USERS, Asked
from userferry.exports.columns import FIELDS, Columns
from userferry.logs import log_work
from userferry.targets import Target

MOST_SEARCHED = 1_000
"""Users that a search gives (`behaviour.md` §5.1); beyond them there is the export job only."""


def ask_users(
    reached: Target, wanted: Columns, folder: Path, *, asks_again: bool = True, poll_seconds: float = 2.0
) -> Asked:
    """Fetch the users that are wanted; their true number is asked for first.

    Whoever has a query is searched for; everybody comes by an export job, which has no wall.

    Args:
        reached: The tenant, to be looked at.
        wanted: Says whose users, and which query; its filter comes later, over what was fetched.
        folder: Keeps the users (0600), at once parquet.
        asks_again: False keeps what the same question brought before.
        poll_seconds: Between two questions after the job.

    Raises:
        DecisionError: what is wanted cannot be followed, or more users match the query than a search gives.
        TenantError: the tenant does not answer, refuses the query, or gives no export.
    """
    wanted.need_sound()
    make_folder(folder)
    connection = reached.connection.name if wanted.where == "connection" else ""
    if not asks_again and (folder / FACTS).exists():
        before = Asked.read(folder)
        if (before.target, before.connection, before.query) == (reached.name, connection, wanted.query):
            return before
    with log_work("fetch") as told:
        asked = _ask(reached, wanted, folder, connection, poll_seconds)
        told(users=asked.users)
    return asked


def _ask(reached: Target, wanted: Columns, folder: Path, connection: str, poll_seconds: float) -> Asked:
    """Fetch the users of a connection, or of the whole tenant where it is empty."""
    here = f"identities.connection:{json.dumps(connection)}" if connection else ""
    query = " AND ".join(part for part in (f"({wanted.query})" if wanted.query else "", here) if part)
    said = count_users(reached.session, query)
    if wanted.query and said > MOST_SEARCHED:
        complaint = (
            f"`{wanted.query}` matches {said:,} users, and a search gives {MOST_SEARCHED:,} at most; leave `query` "
            "empty, which fetches everybody by an export job, and say the condition as `filter`"
        )
        raise DecisionError("The search", [complaint])
    lines, way = folder / "users.ndjson", "search" if wanted.query else "export"
    try:
        if wanted.query:
            found = [json.dumps(user) for user in search_users(reached.session, query, fields=FIELDS)]
            write_frame(folder / USERS, pl.DataFrame({"line": found}, schema={"line": pl.String}))
        else:
            connection_id = reached.connection.id if connection else None
            job = create_export(reached.session, connection_id=connection_id, fields=FIELDS)
            download_export(
                reached.session, wait_for_job(reached.session, job.id, poll_seconds=poll_seconds), lines
            )
            write_frame(folder / USERS, pl.scan_lines(lines, name="line").filter(pl.col("line") != ""))
    finally:
        lines.unlink(missing_ok=True)
    there = pl.scan_parquet(folder / USERS)
    users = int(there.select(pl.len()).collect().item())
    asked = Asked(reached.name, connection, wanted.query, way, said, users, there)
    asked.write_facts(folder)
    return asked

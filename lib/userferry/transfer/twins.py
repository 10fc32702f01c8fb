"""Guard a move within one tenant: two users with one id are the tenant's chaos (`behaviour.md` §2.4, §8)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from userferry.api import create_export, download_export, get_connection, wait_for_job
from userferry.errors import DecisionError, TerminalError
from userferry.targets import Target
from userferry.transfer.source import Source

_GONE = 404


def require_no_twins(
    source: Source, reached: Target, *, new_ids: str, folder: Path, poll_seconds: float = 2.0
) -> bool:
    """Go on only if no user would have the id of another one in the same tenant.

    Args:
        source: What was taken.
        reached: The destination.
        new_ids: Of the terms.
        folder: A private one, for the ids that the source's connection holds now; they are gone when this returns.
        poll_seconds: Between two questions after the export of these ids.

    Returns:
        Whether it is a move within one tenant.

    Raises:
        DecisionError: it is, the ids would stay, and users with them are there; or it is one connection.
    """
    if not is_same_tenant(source, reached):
        return False
    if source.connection_id == reached.connection.id:
        named = f"the source and the destination are the connection {source.connection} of one tenant"
        raise DecisionError("The parameters", [f"{named}; name another `connection`"])
    if new_ids:
        return True
    there = _count_there(source, reached, folder, poll_seconds)
    if there:
        twice = (
            f"both connections are of one tenant, and {there:,} of {source.users:,} users would be there twice under "
            "one user_id; whatever is asked for such an id meets the older one. Give the moved ones new ids (`new_ids: "
            "moved-` in the terms), or delete those of the source first: what was taken of them is kept"
        )
        raise DecisionError("The parameters", [twice])
    return True


def is_same_tenant(source: Source, reached: Target) -> bool:
    """Tell by the domain, else by the source's connection, whose id no other tenant has.

    A rehearsal is a tenant of its own, even one that is made like the source.
    """
    if reached.is_rehearsal:
        return False
    return source.domain == reached.session.domain or _has_connection(source, reached)


def _has_connection(source: Source, reached: Target) -> bool:
    try:
        return get_connection(reached.session, source.connection_id).id == source.connection_id
    except TerminalError as error:
        if error.status != _GONE:
            raise
        return False


def _count_there(source: Source, reached: Target, folder: Path, poll_seconds: float) -> int:
    """Count those of the source's users who are in its connection now."""
    if not _has_connection(source, reached):
        return 0
    with TemporaryDirectory(dir=folder) as aside:
        job = create_export(reached.session, connection_id=source.connection_id, fields=["user_id"])
        ended = wait_for_job(reached.session, job.id, poll_seconds=poll_seconds)
        exported = download_export(reached.session, ended, Path(aside) / "ids.ndjson")
        now = pl.scan_ndjson(exported, schema={"user_id": pl.String})
        taken = source.lines.select(pl.col("line").str.json_path_match("$.user_id").alias("user_id"))
        both = taken.join(now, on="user_id", how="semi")
        return int(both.select(pl.len()).collect(engine="streaming").item())

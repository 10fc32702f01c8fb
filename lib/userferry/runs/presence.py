"""Which users a connection holds, seen through one export of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from userferry.api import JobStatus, Session, create_export, download_export, wait_for_job
from userferry.durable import keep
from userferry.errors import TransientError
from userferry.runs.payload import Row
from userferry.schema import ATTRIBUTES

_SCHEMA = {"user_id": pl.String, "email": pl.String, "username": pl.String}
_CREDENTIALS = {name for name, attribute in ATTRIBUTES.items() if attribute.is_credential}
_WHOLE = [*_SCHEMA, *(name for name in ATTRIBUTES if name not in _SCHEMA and name not in _CREDENTIALS)]
_WHOLE += ["logins_count", "last_login", "created_at", "updated_at"]


@dataclass(frozen=True, slots=True)
class Presence:
    """A connection's users at one time.

    Args:
        path: Parquet of user_id, email (lower case), username, all String; where whole users were asked for, also of
            user: every attribute that is no credential, and when they signed in, as the JSON that the tenant wrote.
        users: How many.
        digest: The file's sha256 in hex.
    """

    path: Path
    users: int
    digest: str


def take_presence(
    session: Session,
    connection_id: str,
    to: Path,
    *,
    poll_seconds: float,
    sleep: Callable[[float], None],
    is_whole: bool = False,
) -> Presence:
    """Export a connection's ids, addresses and usernames, or whole users, to a parquet file (0600), streaming.

    An export is complete where a search is not: GET /users ends at 1,000 and lags (behaviour.md §5.1).
    """
    job = create_export(session, connection_id=connection_id, fields=_WHOLE if is_whole else list(_SCHEMA))
    job = wait_for_job(session, job.id, poll_seconds=poll_seconds, sleep=sleep)
    if job.status is not JobStatus.COMPLETED:
        raise TransientError(
            f"The export of the connection ended as {job.status.value}, so who is there is not known. "
            "Nothing more was sent; run again."
        )
    lines = download_export(session, job, to.with_name(f"{to.name}.ndjson"))
    part = to.with_name(f"{to.name}.part")
    try:
        _users(lines, is_whole=is_whole).sink_parquet(part)
        count = pl.scan_parquet(part).select(pl.len()).collect().item()
        return Presence(to, count, keep(part, to))
    finally:
        lines.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


def _users(lines: Path, *, is_whole: bool) -> pl.LazyFrame:
    """Read an export's lines; the schema is given, for an inferred one drops fields that the first lines lack."""
    if not lines.stat().st_size:
        return pl.LazyFrame(schema=_SCHEMA | ({"user": pl.String} if is_whole else {}))
    users = pl.scan_ndjson(lines, schema=_SCHEMA)
    if is_whole:
        text = pl.scan_lines(lines, name="user").filter(pl.col("user") != "")
        keys = pl.col("user").str.json_decode(pl.Struct(_SCHEMA)).alias("keys")
        users = text.select(keys, "user").unnest("keys")
    return users.with_columns(pl.col("email").str.to_lowercase())


def find_users(path: Path, rows: Iterable[Row]) -> pl.DataFrame:
    """Read those users of a presence whose id or address is one of the rows'."""
    kept = list(rows)
    ids = [row.auth0_user_id for row in kept if row.auth0_user_id]
    emails = [row.email for row in kept if row.email]
    return (
        pl.scan_parquet(path).filter(pl.col("user_id").is_in(ids) | pl.col("email").is_in(emails)).collect()
    )


def find_landed(rows: Sequence[Row], present: pl.DataFrame, *, taken: Iterable[str]) -> dict[int, str]:
    """Say which rows are users now: position → auth0_user_id.

    A row that gives its id is known by it, any other by its address. A user stands for one row only.

    Args:
        rows: Of one chunk, in order.
        present: Of `find_users`.
        taken: Ids that are no row of these: there before the run, or another row's.
    """
    free = set(present["user_id"].drop_nulls()) - set(taken)
    by_email: dict[str, list[str]] = {}
    for user_id, email in present.select("user_id", "email").iter_rows():
        by_email.setdefault(email, []).append(user_id)
    landed: dict[int, str] = {}
    for row in rows:
        wanted = [row.auth0_user_id] if row.auth0_user_id else by_email.get(row.email or "", [])
        for user_id in wanted:
            if user_id in free:
                free.remove(user_id)
                landed[row.position] = user_id
                break
    return landed

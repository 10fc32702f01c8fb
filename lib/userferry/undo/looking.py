"""Whom a run touched, who they were before it, and who they are now."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from userferry.runs import Place
from userferry.runs.payload import Row
from userferry.runs.records import Records
from userferry.undo.case import Case, judge


@dataclass(frozen=True, slots=True)
class Looks:
    """The users before the run, those of them that were saved, and the users now, as files larger than memory.

    A run without upsert has saved nobody, nor has one of an older version; one that sent nothing has no look at all.
    """

    before: Path
    saved: Path | None
    now: Path

    @classmethod
    def of(cls, records: Records, now: Path) -> "Looks":
        """Find them, and make sure that they are what was recorded."""
        snapshot = records.state.snapshot
        if snapshot is None:
            return cls(now, None, now)
        kept: dict[str, Any] | None = snapshot.get("saved")
        saved = None if kept is None else records.path_of(kept["file"], kept["digest"])
        return cls(records.path_of(snapshot["file"], snapshot["digest"]), saved, now)


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that the run applied.

    Args:
        row: As it was sent.
        auth0_user_id: The id that it is known to have.
        code: Of what was not applied.
        proofs: How often we logged them in ourselves.
    """

    row: Row
    auth0_user_id: str | None
    code: str | None
    proofs: int

    @property
    def applied(self) -> dict[str, Any]:
        """What of it was applied."""
        user: dict[str, Any] = self.row.user
        return {name: value for name, value in user.items() if self.code is None or name != "mfa_factors"}


def read_touched(records: Records, number: int, part: pl.DataFrame) -> list[Touched]:
    """Read a chunk's rows that are in `part`: `position, auth0_user_id, code, proofs`."""
    rows = {row.position: row for row in records.rows(number)}
    return [
        Touched(rows[position], *known)
        for position, *known in part.select("position", "auth0_user_id", "code", "proofs").iter_rows()
    ]


def judge_touched(
    found: list[Touched], looks: Looks, *, holds_changed: bool
) -> Iterator[tuple[str | None, ...]]:
    """Say of each row whom it touched and what is to be done with them, as a row of the plan.

    A user is known by the id that the tenant gave, else by the address that was there before the run, else by the id
    that was sent, else by the address, where nobody had it before.
    """
    rows = [each.row for each in found]
    known = [each.auth0_user_id for each in found if each.auth0_user_id]
    before = _find(looks.before, rows, known)
    there = _find(looks.now, rows, known)
    saved = _texts(looks.saved, rows, known)
    texts = dict(there.select("user_id", "user").iter_rows())
    met = {email: user_id for user_id, email in before.select("user_id", "email").iter_rows() if email}
    known_before = set(before["user_id"])
    taken = known_before | set(known)
    there_by_email: dict[str, list[str]] = {}
    for user_id, email in there.select("user_id", "email").iter_rows():
        there_by_email.setdefault(email, []).append(user_id)
    for each in found:
        email = each.row.email or ""
        free = (one for one in there_by_email.get(email, ()) if one not in taken)
        own = each.auth0_user_id or met.get(email) or each.row.auth0_user_id or next(free, None)
        taken |= {own} if own else set()
        is_inserted = own not in known_before
        was = json.loads(saved[own]) if own in saved else None
        case = Case.of(own or "", each.applied, was, is_inserted=is_inserted, proofs=each.proofs)
        now = json.loads(texts[own]) if own in texts else None
        verdict = judge(case, now, holds_changed=holds_changed)
        came = Place.INSERTED if is_inserted else Place.UPDATED
        facts = json.dumps(case.facts() | {"changes": verdict.changes}, ensure_ascii=False)
        yield own, each.row.email, came, verdict.action, verdict.reason, ", ".join(verdict.lost), facts


def _find(path: Path, rows: list[Row], known: list[str]) -> pl.DataFrame:
    """Read those users of an export whose id is known, or whose id or address is one of the rows'."""
    ids = known + [row.auth0_user_id for row in rows if row.auth0_user_id]
    emails = [row.email for row in rows if row.email]
    return (
        pl.scan_parquet(path).filter(pl.col("user_id").is_in(ids) | pl.col("email").is_in(emails)).collect()
    )


def _texts(path: Path | None, rows: list[Row], known: list[str]) -> dict[str, str]:
    return {} if path is None else dict(_find(path, rows, known).select("user_id", "user").iter_rows())

"""Lay the changes over what the tenant holds now, and say where each user goes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from userferry.api import Session
from userferry.durable import digest_of, make_folder, write_frame
from userferry.errors import WorkspaceError
from userferry.frames import ROW
from userferry.runs import Pace
from userferry.runs.presence import take_presence
from userferry.updates.changes import Changes
from userferry.updates.plan import PLAN, REFUSED, UpdatePlan
from userferry.updates.rules import UpdateRules
from userferry.updates.weighing import Edit, Weighed, weigh

WHOLE = "whole.parquet"
_USUAL = Pace()
_USERS_AT_ONCE = 50_000


def take_users(session: Session, connection_id: str, folder: Path, *, pace: Pace = _USUAL) -> pl.LazyFrame:
    """Export the connection's users into an update's folder, or give those that a plan which was begun was made of.

    Args:
        session: With the tenant.
        connection_id: Whose users.
        folder: Of the update; made (0700).
        pace: How often the export is asked after.

    Returns:
        `user_id, email, username, user` String; `user` is each user as JSON.
    """
    path = make_folder(folder) / WHOLE
    if not (folder / "backup.ndjson").exists():
        take_presence(
            session,
            connection_id,
            path,
            poll_seconds=pace.min_poll_seconds,
            sleep=session.sleep,
            is_whole=True,
        )
    return pl.scan_parquet(path)


def plan_update(
    changes: Changes, session: Session, connection_id: str, folder: Path, *, rules: UpdateRules | None = None
) -> UpdatePlan:
    """Say where each user of the copy goes and what is sent of them; nothing is changed at the tenant.

    An update that was begun keeps its plan, and that one is read.

    Args:
        changes: Of `find_changes`.
        session: With the tenant.
        connection_id: Whose users they are.
        folder: Of the update, in which `take_users` has put the tenant's users.
        rules: How it is done.

    Raises:
        WorkspaceError: the update was begun with another tenant or connection, or otherwise.
    """
    asked = replace(rules or UpdateRules(), take_back=False)
    if (folder / "backup.ndjson").exists():
        return _begun(UpdatePlan.read(folder), changes, session, connection_id, asked)
    users = pl.scan_parquet(folder / WHOLE).select(auth0_user_id="user_id", user="user")
    rows, refused = [pl.DataFrame(schema=PLAN)], [pl.DataFrame(schema=REFUSED)]
    others = changes.people.filter(pl.col("place") != "changed")
    empty = {name: pl.lit(None, pl.String).alias(name) for name in ("sent", "wanted")}
    rows.append(others.with_columns(**empty).select(list(PLAN)))
    for people, theirs in _batches(changes):
        there = users.join(people.lazy().select("auth0_user_id"), on="auth0_user_id", how="semi").collect()
        texts = dict(there.iter_rows())
        told = [(row, _weigh(row, theirs[row[ROW]], texts, asked)) for row in people.iter_rows(named=True)]
        rows.append(pl.DataFrame([_planned(row, one, texts) for row, one in told], schema=PLAN, orient="row"))
        lost = [(row[ROW], row["auth0_user_id"], *each) for row, one in told for each in one.refused]
        refused.append(pl.DataFrame(lost, schema=REFUSED, orient="row"))
    whole = digest_of(folder / WHOLE)
    planned, unsent = pl.concat(rows).sort(ROW), pl.concat(refused).sort(ROW, maintain_order=True)
    plan = UpdatePlan(folder, planned, unsent, session.domain, connection_id, changes.users, asked, whole)
    changes.write(folder)
    write_frame(folder / "plan.parquet", planned)
    write_frame(folder / "refused.parquet", unsent)
    plan.write(folder)
    return plan


def _begun(
    plan: UpdatePlan, changes: Changes, session: Session, connection_id: str, rules: UpdateRules
) -> UpdatePlan:
    asked = {"the target": session.domain, "the connection": connection_id, "how it is done": rules}
    begun = {"the target": plan.target, "the connection": plan.connection_id, "how it is done": plan.rules}
    changed = [name for name, value in asked.items() if value != begun[name]]
    was = Changes.read(plan.folder)
    if not (was.rows.equals(changes.rows) and was.people.equals(changes.people)):
        changed.append("what was edited")
    if changed:
        raise WorkspaceError(
            f"Not the same since the update {plan.folder.name} began: {', '.join(changed)}. Nothing more was sent; put "
            "it back, or give the parameter `update` another name."
        )
    return plan


def _batches(changes: Changes) -> Iterator[tuple[pl.DataFrame, dict[int, list[Edit]]]]:
    people = changes.people.filter(place="changed")
    for start in range(0, people.height, _USERS_AT_ONCE):
        some = people[start : start + _USERS_AT_ONCE]
        edits: dict[int, list[Edit]] = {}
        for row in changes.rows.join(some, on=ROW, how="semi", maintain_order="left").iter_rows(named=True):
            was, value = (
                None if row[name] is None else json.loads(row[name]) for name in ("before", "after")
            )
            edit = Edit(tuple(row["parts"]), was, value, row["cell"], row["way"], row["why"])
            edits.setdefault(row[ROW], []).append(edit)
        yield some, edits


def _weigh(row: dict[str, Any], edits: list[Edit], texts: dict[str, str], rules: UpdateRules) -> Weighed:
    text = texts.get(row["auth0_user_id"])
    now = None if text is None else json.loads(text)
    guards = {"updated_at": row["updated_at"], "hold_changed": rules.hold_changed}
    return weigh(edits, now, patch=rules.patch, **guards)


def _planned(row: dict[str, Any], weighed: Weighed, texts: dict[str, str]) -> tuple[Any, ...]:
    text = texts.get(row["auth0_user_id"])
    now = {} if text is None else json.loads(text)
    sent, wanted = (
        json.dumps(one, ensure_ascii=False) if one else None for one in (weighed.sent, weighed.wanted)
    )
    who = (row[ROW], row["auth0_user_id"], now.get("email") or row["email"])
    return (*who, weighed.place, weighed.reason, sent, wanted, now.get("updated_at"))
